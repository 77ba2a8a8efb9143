(** * Main: the theorems to cite

    Each statement is spelled out here; its proof is in the file named by the import.
    A comment "claims: ..." before a theorem names the claims of the registry that
    it proves. The script check reads these comments, prints the assumptions of all
    theorems of this file (Print Assumptions), and records the claims only if there are
    no others than those listed in expected-assumptions.txt.

    To read the statements one needs, from Model.v: [jepa_flow], [mae_flow] (what a
    solution is), [balanced_start], [jepa_hits], [mae_hits] (a solution on [0, T] for which
    T is the first time that the layer amplitude takes a level), [mae_limit]; from
    Calculus.v [first_time]; from JepaTime.v and MaeTime.v [jepa_critical], [mae_critical] (the
    same in terms of the encoder amplitude w^L), [jepa_G], [mae_H]; from Ordering.v [jepa_K], [jepa_boundary]; from
    MaeBoundary.v [mae_phi]; from CurveBoundary.v [all_values]; from Window.v [window_D];
    from Balance.v [product], [adjacent_flow];
    from Scalar.v [scalar_flow], [flow_tends]; from Curve.v [curve_flow], [curve_hits], [curve_critical], [curve_H],
    [curve_time]; from Decay.v [decay_rate]; from Objectives.v [deep_jepa_dv] and the like, [layers_tend];
    from ObjectiveGaps.v [jepa_layers_hit] and the like; from CurveGaps.v [hit_gap]; from BalanceDecay.v
    [decayed_adjacent_flow]. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime.
Require Import JepaOracle.Rates JepaOracle.Ordering JepaOracle.MaeBoundary JepaOracle.SmallStarts.
Require Import JepaOracle.Gaps JepaOracle.GapBounds JepaOracle.JepaGap JepaOracle.Window JepaOracle.Collapse.
Require Import JepaOracle.PaperTime JepaOracle.Balance JepaOracle.Above JepaOracle.Scalar JepaOracle.Curve.
Require Import JepaOracle.CurveGaps JepaOracle.CurveBoundary JepaOracle.Decay JepaOracle.DecayStarts.
Require Import JepaOracle.Objectives JepaOracle.ObjectiveGaps JepaOracle.BalanceDecay.
Require Import JepaOracle.Numbers.
Local Open Scope R_scope.

(** ** The model *)

(** v^2 - w^2 is constant, and v(0) = w(0) implies v = w, for both systems. *)
Theorem conservation (L : nat) (lambda s2 T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> 0 <= t <= T ->
  jepa_flow L lambda s2 T v w \/ mae_flow L lambda s2 T v w ->
  v t ^ 2 - w t ^ 2 = v 0 ^ 2 - w 0 ^ 2 /\ (v 0 = w 0 -> v t = w t).
Proof.
  intros HL Ht [H|H]; split.
  - apply (jepa_conservation L lambda s2 T); assumption.
  - intros E. apply (jepa_balanced L lambda s2 T); assumption.
  - apply (mae_conservation L lambda s2 T); assumption.
  - intros E. apply (mae_balanced L lambda s2 T); assumption.
Qed.

(** X' D_X = D_Y Y' at every place (for the top layer V' D_V = D_L W_L'), so the Gram difference of
    adjacent layers is constant, for matrices of any size and any target; see Balance.v. *)
(* claims: Balance.TopGramIsConserved *)
Theorem gram_conserved :
  (forall (p h d : nat) (X Y G B : nat -> nat -> R) (i j : nat),
     product p (transpose X) (fun a b => - product d G (transpose (product h Y B)) a b) i j =
     product h (fun a b => - product p (transpose X) (product d G (transpose B)) a b) (transpose Y) i j) /\
  (forall (p k h d : nat) (T : R) (X Y G B : R -> nat -> nat -> R), adjacent_flow p k h d T X Y G B ->
     forall i j t, (i < k)%nat -> (j < k)%nat -> 0 <= t <= T ->
     product p (transpose (X t)) (X t) i j - product h (Y t) (transpose (Y t)) i j =
     product p (transpose (X 0)) (X 0) i j - product h (Y 0) (transpose (Y 0)) i j).
Proof. split; [exact adjacent_identity|exact adjacent_gram_conserved]. Qed.

Theorem gram_conserved_not_vacuous :
  exists X Y G B, adjacent_flow 1 1 1 1 1 X Y G B /\ X 0 O O = 1/2 /\ X 1 O O <> X 0 O O.
Proof. exact adjacent_flow_exists. Qed.

(** From a balanced start below the fixed point the encoder amplitude u = w^L obeys
      JEPA: u' = L (lambda u^(3-1/L) - (lambda/rho) u^3),
      MAE : u' = L (lambda u^(2-1/L) - (lambda/rho) u^3). *)
(* the scalar part of Reduction.AmplitudeEquations *)
Theorem amplitude_equations (L : nat) (lambda rho T w0 : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> 0 < rho -> 0 < w0 -> balanced_start w0 v w -> 0 < t < T ->
  (jepa_flow L lambda (lambda / rho) T v w -> w0 < rho ->
     is_derive (fun t => w t ^ L) t
       (INR L * (lambda * Rpower (w t ^ L) (3 - / INR L) - lambda / rho * (w t ^ L) ^ 3))) /\
  (mae_flow L lambda (lambda / rho) T v w -> w0 < mae_limit L rho ->
     is_derive (fun t => w t ^ L) t
       (INR L * (lambda * Rpower (w t ^ L) (2 - / INR L) - lambda / rho * (w t ^ L) ^ 3))).
Proof.
  intros HL Hr H0 [Ev Ew] Ht. split; intros Hf Hw.
  - apply (jepa_encoder_equation L lambda rho T v w t); auto; [congruence|lra].
  - apply (mae_encoder_equation L lambda rho T v w t); auto; [congruence|lra].
Qed.

(** Solutions exist for all time, from every balanced start between 0 and the fixed point. *)
Theorem solutions_exist (L : nat) (lambda rho w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 ->
  (w0 < rho -> exists v w, balanced_start w0 v w /\ forall T, jepa_flow L lambda (lambda / rho) T v w) /\
  (w0 < mae_limit L rho -> exists v w, balanced_start w0 v w /\ forall T, mae_flow L lambda (lambda / rho) T v w).
Proof.
  intros HL Hl Hr H0. split; intros H.
  - apply jepa_exists; auto.
  - apply mae_exists; auto.
Qed.

(** ** Critical times *)

(** JEPA: every critical time is the integral of the equation and the closed form, and every
    admissible start has one. *)
(* claims: CriticalTime.JepaClosedForm, CriticalTime.PaperTimeIsDepthTimesFlowTime *)
Theorem jepa_closed_form (L : nat) (lambda rho eps p : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < p < 1 -> 0 < eps <= p * rho ^ L ->
  let q := Rpower p (/ INR L) in
  let w0 := Rpower eps (/ INR L) in
  (forall v w T, jepa_critical L lambda rho eps p v w T ->
     is_RInt (fun w => / (lambda * w ^ (2 * L) - lambda / rho * w ^ (2 * L + 1))) w0 (q * rho) T /\
     T = (jepa_G L q - jepa_G L (w0 / rho)) / (lambda * rho ^ (2 * L - 1)) /\
     T = start_powers (2 * L - 1) (2 * L - 1) rho w0 / lambda
         + (jepa_G L q + ln (rho / w0) + ln (1 - w0 / rho)) / (lambda * rho ^ (2 * L - 1))) /\
  exists v w T, jepa_critical L lambda rho eps p v w T.
Proof.
  intros HL Hl Hr Hp He q w0. split; [|apply jepa_critical_exists; assumption].
  intros v w T Hc.
  assert (eps < rho ^ L) as He2 by (pose proof (pow_lt rho L Hr); nra).
  pose proof (Rpower_root_le L eps p rho HL Hr ltac:(lra) He) as Hle. fold q w0 in Hle.
  pose proof (Rpower_lt_1 p (/ INR L) Hp (Rinv_0_lt_compat _ (INR_pos L HL))) as Hq. fold q in Hq.
  pose proof (Rpower_pos eps (/ INR L)) as Hw. fold w0 in Hw.
  destruct (jepa_critical_time L lambda rho eps p T v w HL Hl Hr ltac:(lra) Hp Hc) as [E1 E2]. fold q w0 in E1, E2.
  split; [|split; [|exact E2]].
  - rewrite E1. apply jepa_time_integral; try assumption; [lra|nra].
  - rewrite E1. unfold jepa_time. replace (q * rho / rho) with q by (field; lra). reflexivity.
Qed.

(** The same as an equivalence, for any level theta below rho on a solution up to S. *)
Theorem jepa_hitting_time (L : nat) (lambda rho S T w0 theta : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho ->
  jepa_flow L lambda (lambda / rho) S v w -> balanced_start w0 v w -> 0 < w0 < rho ->
  0 < theta < rho -> 0 <= T <= S ->
  (first_time w theta T <->
   T = (jepa_G L (theta / rho) - jepa_G L (w0 / rho)) / (lambda * rho ^ (2 * L - 1))).
Proof. intros HL Hl Hr. apply jepa_hitting_iff; assumption. Qed.

(** MAE: the same. Here H(s) is h(s) plus the integral of u / (1 - u^(L+1)) from 0 to s. *)
(* claims: CriticalTime.MaeClosedForm, CriticalTime.PaperTimeIsDepthTimesFlowTime *)
Theorem mae_closed_form (L : nat) (lambda rho eps p : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < p < 1 -> 0 < eps <= p * Rpower rho (INR L / INR (S L)) ->
  let q := Rpower p (/ INR L) in
  let w0 := Rpower eps (/ INR L) in
  (forall v w T, mae_critical L lambda rho eps p v w T ->
     is_RInt (fun w => / (lambda * w ^ L - lambda / rho * w ^ (2 * L + 1))) w0 (q * Rpower rho (/ INR (S L))) T /\
     T = (mae_H L q - mae_H L (w0 / Rpower rho (/ INR (S L))))
         / (lambda * Rpower rho ((INR L - 1) / (INR L + 1)))) /\
  exists v w T, mae_critical L lambda rho eps p v w T.
Proof.
  intros HL Hl Hr Hp He q w0. split; [|apply mae_critical_exists; assumption].
  intros v w T Hc.
  assert (eps < Rpower rho (INR L / INR (S L))) as He2 by (pose proof (Rpower_pos rho (INR L / INR (S L))); nra).
  pose proof (mae_limit_pos L rho) as Hm.
  pose proof He as He3. rewrite mae_encoder_limit_pow in He3.
  pose proof (Rpower_root_le L eps p (mae_limit L rho) HL Hm ltac:(lra) He3) as Hle. fold q w0 in Hle.
  pose proof (Rpower_lt_1 p (/ INR L) Hp (Rinv_0_lt_compat _ (INR_pos L HL))) as Hq. fold q in Hq.
  pose proof (Rpower_pos eps (/ INR L)) as Hw. fold w0 in Hw.
  pose proof (mae_critical_time L lambda rho eps p T v w HL Hl Hr ltac:(lra) Hp Hc) as E. fold q w0 in E.
  split; [|exact E].
  replace T with (mae_time L lambda rho w0 (q * mae_limit L rho)).
  - apply mae_time_integral; try assumption; [lra|nra].
  - rewrite E. unfold mae_time. rewrite mae_limit_power by assumption.
    replace (q * mae_limit L rho / mae_limit L rho) with q by (field; lra). reflexivity.
Qed.

Theorem mae_hitting_time (L : nat) (lambda rho S T w0 theta : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho ->
  mae_flow L lambda (lambda / rho) S v w -> balanced_start w0 v w -> 0 < w0 < mae_limit L rho ->
  0 < theta < mae_limit L rho -> 0 <= T <= S ->
  (first_time w theta T <->
   T = (mae_H L (theta / mae_limit L rho) - mae_H L (w0 / mae_limit L rho))
       / (lambda * mae_limit L rho ^ (L - 1))).
Proof. intros HL Hl Hr. apply mae_hitting_iff; assumption. Qed.

(** H in elementary functions, at depths 1 and 2. *)
Theorem mae_H_elementary (s : R) : 0 < s < 1 ->
  mae_H 1 s = ln s - / 2 * ln (1 - s ^ 2) /\
  mae_H 2 s = - / s + (- ln (1 - s) / 3 + ln (1 + s + s ^ 2) / 6
                       - (atan ((2 * s + 1) / sqrt 3) - atan (1 / sqrt 3)) / sqrt 3).
Proof. intros Hs. split; [apply mae_H_depth_1|apply mae_H_depth_2]; exact Hs. Qed.

(** The paper's equations have no factor L; their critical times are L times those of
    the flow, and they exist. *)
(* claims: CriticalTime.PaperTimeIsDepthTimesFlowTime *)
Theorem paper_time (L : nat) (lambda rho eps p : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < p < 1 -> 0 < eps ->
  (forall v w u T P, eps < rho ^ L -> jepa_critical L lambda rho eps p v w T ->
     paper_jepa_critical L lambda rho eps p u P -> P = INR L * T) /\
  (forall v w u T P, eps < Rpower rho (INR L / INR (S L)) -> mae_critical L lambda rho eps p v w T ->
     paper_mae_critical L lambda rho eps p u P -> P = INR L * T) /\
  (eps <= p * rho ^ L -> exists u P, paper_jepa_critical L lambda rho eps p u P) /\
  (eps <= p * Rpower rho (INR L / INR (S L)) -> exists u P, paper_mae_critical L lambda rho eps p u P).
Proof.
  intros HL Hl Hr Hp He. split; [|split; [|split]].
  - intros v w u T P H. apply jepa_paper_time; auto.
  - intros v w u T P H. apply mae_paper_time; auto.
  - intros H. apply jepa_paper_exists; auto.
  - intros H. apply mae_paper_exists; auto.
Qed.

(** JEPA in natural units, N = 2L - 1, s0 = w0 / rho: lambda rho^N T is the sum over n = 1 .. N of 1 / (n s0^n), plus
    ln (1/s0), plus C(w0), where C(w0) = G(q) + ln (1 - s0) rises as the start falls, by less than
    s_a / (1 - s_a) below a first start wa. *)
(* claims: CriticalTime.JepaExpansionRemainder *)
Theorem jepa_expansion_remainder (L : nat) (lambda rho q : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < q < 1 ->
  let C w T := lambda * rho ^ (2 * L - 1) * T - inverse_powers (2 * L - 1) (w / rho) - ln (/ (w / rho)) in
  (forall w0 T v w, 0 < w0 < rho -> jepa_hits L lambda rho w0 (q * rho) v w T ->
     C w0 T = jepa_G L q + ln (1 - w0 / rho) /\
     - (w0 / rho / (1 - w0 / rho)) < ln (1 - w0 / rho) < - (w0 / rho)) /\
  (forall wa Ta va xa wb Tb vb xb, 0 < wb < wa -> wa < rho ->
     jepa_hits L lambda rho wa (q * rho) va xa Ta -> jepa_hits L lambda rho wb (q * rho) vb xb Tb ->
     C wa Ta < C wb Tb < C wa Ta + wa / rho / (1 - wa / rho)).
Proof.
  intros HL Hl Hr Hq C.
  assert (forall s, 0 < s < 1 -> - (s / (1 - s)) < ln (1 - s) < - s) as Hln.
  { intros s Hs. split.
    - assert (1 < / (1 - s)) by (rewrite <- Rinv_1 at 1; apply Rinv_lt_contravar; lra).
      pose proof (ln_below_line (/ (1 - s)) ltac:(lra) ltac:(lra)) as H1. rewrite ln_Rinv in H1 by lra.
      replace (s / (1 - s)) with (/ (1 - s) - 1) by (field; lra). lra.
    - pose proof (ln_below_line (1 - s) ltac:(lra) ltac:(lra)). lra. }
  assert (forall w0 T v w, 0 < w0 < rho -> jepa_hits L lambda rho w0 (q * rho) v w T ->
    C w0 T = jepa_G L q + ln (1 - w0 / rho)) as HC.
  { intros w0 T v w H0 Hh. pose proof (ratio_bounds w0 rho Hr H0) as Hs. unfold C.
    destruct (jepa_hits_time L lambda rho HL Hl Hr w0 _ T v w Hh H0) as [_ ->]. unfold jepa_time.
    replace (q * rho / rho) with q by (field; lra). pose proof (pow_lt rho (2 * L - 1) Hr).
    replace (lambda * rho ^ (2 * L - 1) * ((jepa_G L q - jepa_G L (w0 / rho)) / (lambda * rho ^ (2 * L - 1))))
      with (jepa_G L q - jepa_G L (w0 / rho)) by (field; split; lra).
    unfold jepa_G at 2. set (s := w0 / rho) in *. unfold Rdiv at 1.
    rewrite ln_mult, !ln_Rinv by (try apply Rinv_0_lt_compat; lra). ring. }
  split.
  - intros w0 T v w H0 Hh. split; [apply (HC w0 T v w H0 Hh)|apply Hln, ratio_bounds; assumption].
  - intros wa Ta va xa wb Tb vb xb Hw Ha H1 H2.
    rewrite (HC wa Ta va xa ltac:(lra) H1), (HC wb Tb vb xb ltac:(lra) H2).
    pose proof (ratio_bounds wa rho Hr ltac:(lra)) as Ba. pose proof (ratio_bounds wb rho Hr ltac:(lra)) as Bb.
    pose proof (ratio_increasing wb wa rho Hr ltac:(lra)) as Bab.
    pose proof (Hln _ Ba). pose proof (Hln _ Bb).
    assert (ln (1 - wa / rho) < ln (1 - wb / rho)) by (apply ln_increasing; lra). lra.
Qed.

(** Features that start at the same place s0 = w0 / limit have the same time in natural units. *)
(* claims: CriticalTime.JepaCurvesCollapse, CriticalTime.MaeCurvesCollapse *)
Theorem curves_collapse (L : nat) (l1 l2 r1 r2 s0 q T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l1 -> 0 < l2 -> 0 < r1 -> 0 < r2 -> 0 < s0 < q -> q < 1 ->
  (jepa_hits L l1 r1 (s0 * r1) (q * r1) v1 w1 T1 -> jepa_hits L l2 r2 (s0 * r2) (q * r2) v2 w2 T2 ->
     l1 * r1 ^ (2 * L - 1) * T1 = l2 * r2 ^ (2 * L - 1) * T2) /\
  (mae_hits L l1 r1 (s0 * mae_limit L r1) (q * mae_limit L r1) v1 w1 T1 ->
   mae_hits L l2 r2 (s0 * mae_limit L r2) (q * mae_limit L r2) v2 w2 T2 ->
     l1 * Rpower r1 ((INR L - 1) / (INR L + 1)) * T1 = l2 * Rpower r2 ((INR L - 1) / (INR L + 1)) * T2).
Proof.
  intros HL Hl1 Hl2 Hr1 Hr2 Hs Hq. split; intros H1 H2.
  - destruct (jepa_hits_time L l1 r1 HL Hl1 Hr1 _ _ T1 v1 w1 H1 ltac:(nra)) as [_ ->].
    destruct (jepa_hits_time L l2 r2 HL Hl2 Hr2 _ _ T2 v2 w2 H2 ltac:(nra)) as [_ ->]. unfold jepa_time.
    pose proof (pow_lt r1 (2 * L - 1) Hr1). pose proof (pow_lt r2 (2 * L - 1) Hr2).
    replace (q * r1 / r1) with q by (field; lra). replace (q * r2 / r2) with q by (field; lra).
    replace (s0 * r1 / r1) with s0 by (field; lra). replace (s0 * r2 / r2) with s0 by (field; lra).
    field. repeat split; lra.
  - pose proof (mae_limit_pos L r1) as M1. pose proof (mae_limit_pos L r2) as M2.
    destruct (mae_hits_time L l1 r1 HL Hl1 Hr1 _ _ T1 v1 w1 H1 ltac:(nra)) as [_ ->].
    destruct (mae_hits_time L l2 r2 HL Hl2 Hr2 _ _ T2 v2 w2 H2 ltac:(nra)) as [_ ->]. unfold mae_time.
    rewrite <- !mae_limit_power by assumption. set (m1 := mae_limit L r1) in *. set (m2 := mae_limit L r2) in *.
    pose proof (pow_lt m1 (L - 1) M1). pose proof (pow_lt m2 (L - 1) M2).
    replace (q * m1 / m1) with q by (field; lra). replace (q * m2 / m2) with q by (field; lra).
    replace (s0 * m1 / m1) with s0 by (field; lra). replace (s0 * m2 / m2) with s0 by (field; lra).
    field. repeat split; lra.
Qed.

(** Hitting times exist: every level from the start up to (not including) the limit. *)
(* claims: Ordering.ConflictWindow *)
Theorem hitting_times_exist (L : nat) (lambda rho w0 theta : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 <= theta ->
  (theta < rho -> exists v w T, jepa_hits L lambda rho w0 theta v w T) /\
  (theta < mae_limit L rho -> exists v w T, mae_hits L lambda rho w0 theta v w T).
Proof.
  intros HL Hl Hr H0. split; intros Hth.
  - destruct (jepa_hits_exists L lambda rho HL Hl Hr w0 theta) as [v [w H]]; [lra|lra|].
    exists v, w. eexists. exact H.
  - destruct (mae_hits_exists L lambda rho HL Hl Hr w0 theta) as [v [w H]]; [lra|lra|].
    exists v, w. eexists. exact H.
Qed.

(** ** Limits *)

(** JEPA: the velocity changes its sign at rho only; from every w0 > 0 both layers tend to rho and the encoder to
    rho^L; from a start below half of that, with s = w / rho and r = lambda rho^(2L-1), f / r after the half time
    exp (-f) / (2L) <= 1 - s <= exp (-f/4) / 2. *)
(* claims: FixedPoint.JepaLimit *)
Theorem jepa_limits (L : nat) (lambda rho w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 ->
  (forall x, 0 < x -> let V := lambda * x ^ (2 * L) - lambda / rho * x ^ (2 * L + 1) in
     (x < rho -> 0 < V) /\ (x = rho -> V = 0) /\ (rho < x -> V < 0)) /\
  (forall v w, balanced_start w0 v w -> (forall T, jepa_flow L lambda (lambda / rho) T v w) ->
     (is_lim w p_infty rho /\ is_lim v p_infty rho /\ is_lim (fun t => w t ^ L) p_infty (rho ^ L)) /\
     (w0 ^ L < / 2 * rho ^ L ->
        exists b, first_time (fun t => w t ^ L) (/ 2 * rho ^ L) b /\ forall f, 0 <= f ->
          exp (- f) / (2 * INR L) <= 1 - w (b + f / (lambda * rho ^ (2 * L - 1))) / rho <= exp (- (f / 4)) / 2)) /\
  exists v w, balanced_start w0 v w /\ forall T, jepa_flow L lambda (lambda / rho) T v w.
Proof.
  intros HL Hl Hr H0. split; [|split].
  - intros x Hx V. assert (V = lambda * x ^ (2 * L) / rho * (rho - x)) as E.
    { unfold V. rewrite pow_add, pow_1. field. lra. }
    assert (0 < lambda * x ^ (2 * L) / rho) by (apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat;
      [lra|apply pow_lt, Hx]|lra]).
    rewrite E. split; [|split]; intros; nra.
  - intros v w Hb Hf. destruct (jepa_limit_any_start L lambda rho w0 v w HL Hl Hr Hb Hf H0) as [Hw Hv].
    split; [split; [exact Hw|split; [exact Hv|]]|].
    + apply (is_lim_continuous w (fun x => x ^ L)); [exact Hw|apply continuous_pow].
    + intros Hhalf. apply (jepa_approach L lambda rho w0 v w); assumption.
  - destruct (unbalanced_exists L lambda rho w0 w0 HL Hl Hr H0) as [v [w [Ev [Ew Hf]]]].
    exists v, w. split; [split; assumption|exact Hf].
Qed.

(** MAE: the same with the limits rho^(1/(L+1)) of the layers and rho^(L/(L+1)) of the encoder, and
    r = lambda (L+1) rho^((L-1)/(L+1)). *)
(* claims: FixedPoint.MaeLimit *)
Theorem mae_limits (L : nat) (lambda rho w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 ->
  let limit := Rpower rho (/ INR (S L)) in
  let encoder_limit := Rpower rho (INR L / INR (S L)) in
  let r := lambda * (INR L + 1) * Rpower rho ((INR L - 1) / (INR L + 1)) in
  (forall x, 0 < x -> let V := lambda * x ^ L - lambda / rho * x ^ (2 * L + 1) in
     (x < limit -> 0 < V) /\ (x = limit -> V = 0) /\ (limit < x -> V < 0)) /\
  (forall v w, balanced_start w0 v w -> (forall T, mae_flow L lambda (lambda / rho) T v w) ->
     (is_lim w p_infty limit /\ is_lim (fun t => w t ^ L) p_infty encoder_limit) /\
     (w0 ^ L < / 2 * encoder_limit ->
        exists b, first_time (fun t => w t ^ L) (/ 2 * encoder_limit) b /\ forall f, 0 <= f ->
          exp (- f) / (2 * INR L) <= 1 - w (b + f / r) / limit <= exp (- (f / 4)) / 2)) /\
  exists v w, balanced_start w0 v w /\ forall T, mae_flow L lambda (lambda / rho) T v w.
Proof.
  intros HL Hl Hr H0 limit encoder_limit r. split; [|split; [|apply mae_exists_any_start; assumption]].
  - pose proof (mae_limit_pow L rho Hr) as Hp. pose proof (mae_limit_pos L rho) as Hm.
    change (mae_limit L rho) with limit in *.
    intros x Hx V. assert (V = lambda * x ^ L / rho * (rho - x ^ S L)) as E.
    { unfold V. replace (2 * L + 1)%nat with (L + S L)%nat by lia. rewrite pow_add. field. lra. }
    assert (0 < lambda * x ^ L / rho) as Hc by (apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat;
      [lra|apply pow_lt, Hx]|lra]).
    rewrite E. split; [|split]; intros H.
    + pose proof (pow_increasing (S L) x limit ltac:(lia) ltac:(lra) H). apply Rmult_lt_0_compat; lra.
    + rewrite H, Hp. ring.
    + pose proof (pow_increasing (S L) limit x ltac:(lia) ltac:(lra) H).
      apply Ropp_lt_cancel. rewrite Ropp_0, Ropp_mult_distr_r. apply Rmult_lt_0_compat; lra.
  - intros v w Hb Hf. pose proof (mae_limit_any_start L lambda rho w0 v w HL Hl Hr H0 Hb Hf) as Hw.
    split; [split; [exact Hw|]|].
    + unfold encoder_limit. rewrite mae_encoder_limit_pow.
      apply (is_lim_continuous w (fun x => x ^ L)); [exact Hw|apply continuous_pow].
    + unfold encoder_limit, r, limit. rewrite mae_encoder_limit_pow, <- mae_limit_power by assumption.
      intros Hhalf. apply (mae_approach L lambda rho w0 v w); assumption.
Qed.

(** The approach is strictly monotone: upwards from below the limit, downwards from above. *)
(* claims: FixedPoint.ApproachIsMonotone *)
Theorem approach_is_monotone (L : nat) (lambda rho w0 : R) (v w : R -> R) (s t : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 -> balanced_start w0 v w -> 0 < s -> s < t ->
  let u t := w t ^ L in
  ((forall T, jepa_flow L lambda (lambda / rho) T v w) ->
     (w0 < rho -> w0 ^ L < u s /\ u s < u t /\ u t < rho ^ L) /\
     (rho < w0 -> rho ^ L < u t /\ u t < u s /\ u s < w0 ^ L)) /\
  ((forall T, mae_flow L lambda (lambda / rho) T v w) ->
     let limit := Rpower rho (/ INR (S L)) in
     (w0 < limit -> w0 ^ L < u s /\ u s < u t /\ u t < Rpower rho (INR L / INR (S L))) /\
     (limit < w0 -> Rpower rho (INR L / INR (S L)) < u t /\ u t < u s /\ u s < w0 ^ L)).
Proof.
  intros HL Hl Hr H0 Hb Hs Hst u. pose proof Hb as [Ev Ew].
  assert (forall x y z b, 0 < x -> x < y -> y < z -> z < b ->
    x ^ L < y ^ L /\ y ^ L < z ^ L /\ z ^ L < b ^ L) as powers.
  { intros x y z b Hx Hxy Hyz Hzb. split; [|split]; apply pow_increasing; auto; lra. }
  split; intros Hf.
  - split; intros H.
    + assert (forall t, 0 <= t -> 0 < w t < rho) as Hin.
      { intros x Hx. apply (jepa_invariant L lambda rho x v w); auto; lra || congruence. }
      pose proof (jepa_monotone L lambda rho HL Hl Hr w0 v w ltac:(lra) Hb Hf) as Hm.
      rewrite <- Ew. apply powers; [lra|apply Hm; lra|apply Hm; lra|apply Hin; lra].
    + pose proof (jepa_monotone_above L lambda rho w0 v w HL Hl Hr Hb Hf H s t ltac:(lra) Hst).
      pose proof (jepa_monotone_above L lambda rho w0 v w HL Hl Hr Hb Hf H 0 s ltac:(lra) Hs).
      rewrite <- Ew. apply powers; lra.
  - intros limit. rewrite mae_encoder_limit_pow. pose proof (mae_limit_pos L rho) as Hm0.
    change (mae_limit L rho) with limit in *. split; intros H.
    + assert (forall t, 0 <= t -> 0 < w t < limit) as Hin.
      { intros x Hx. apply (mae_invariant L lambda rho x v w x HL Hr (Hf x)); [congruence| |lra].
        rewrite Ew. split; [exact H0|exact H]. }
      pose proof (mae_monotone L lambda rho HL Hl Hr w0 v w (conj H0 H) Hb Hf) as Hm.
      rewrite <- Ew. apply powers; [lra|apply Hm; lra|apply Hm; lra|apply Hin; lra].
    + pose proof (mae_monotone_above L lambda rho w0 v w HL Hl Hr Hb Hf H s t ltac:(lra) Hst).
      pose proof (mae_monotone_above L lambda rho w0 v w HL Hl Hr Hb Hf H 0 s ltac:(lra) Hs).
      change (mae_limit L rho) with limit in *. rewrite <- Ew. apply powers; lra.
Qed.

(** The mean rate of approach between two times is at most r and at least r s^(2L), s the place at the first. *)
(* claims: FixedPoint.ExponentialRate *)
Theorem exponential_rate (L : nat) (lambda rho w0 : R) (v w : R -> R) (t1 t2 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 -> balanced_start w0 v w -> 0 <= t1 -> t1 < t2 ->
  ((forall T, jepa_flow L lambda (lambda / rho) T v w) -> w0 < rho ->
     let s t := w t / rho in
     let r := lambda * rho ^ (2 * L - 1) in
     s t1 ^ (2 * L) <= ln ((1 - s t1) / (1 - s t2)) / (r * (t2 - t1)) <= 1) /\
  ((forall T, mae_flow L lambda (lambda / rho) T v w) -> w0 < Rpower rho (/ INR (S L)) ->
     let s t := w t / Rpower rho (/ INR (S L)) in
     let r := lambda * (INR L + 1) * Rpower rho ((INR L - 1) / (INR L + 1)) in
     s t1 ^ (2 * L) <= ln ((1 - s t1) / (1 - s t2)) / (r * (t2 - t1)) <= 1).
Proof.
  intros HL Hl Hr H0 Hb H1 H12. rewrite <- mae_limit_power by assumption.
  apply (exponential_rates L lambda rho w0 v w t1 t2); assumption.
Qed.

(** ** Order of learning *)

(** Equal rho: times are inversely proportional to lambda, whatever the threshold. *)
(* claims: Ordering.LambdaDecidesAtEqualRho *)
Theorem lambda_decides_at_equal_rho (L : nat) (l1 l2 rho w0 theta T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l2 < l1 -> 0 < rho -> 0 < w0 < theta ->
  (theta < rho -> jepa_hits L l1 rho w0 theta v1 w1 T1 -> jepa_hits L l2 rho w0 theta v2 w2 T2 ->
     l1 * T1 = l2 * T2 /\ T1 < T2) /\
  (theta < mae_limit L rho -> mae_hits L l1 rho w0 theta v1 w1 T1 -> mae_hits L l2 rho w0 theta v2 w2 T2 ->
     l1 * T1 = l2 * T2 /\ T1 < T2).
Proof.
  intros HL Hl Hr H0. split; intros Hth Hh1 Hh2.
  - apply (jepa_equal_rho L l1 l2 rho w0 theta T1 T2 v1 w1 v2 w2); auto.
  - apply (mae_equal_rho L l1 l2 rho w0 theta T1 T2 v1 w1 v2 w2); auto.
Qed.

(** A common absolute level below both limits: larger rho (and lambda) first. *)
(* claims: Ordering.AbsoluteLevelFavoursRho *)
Theorem absolute_level_favours_rho (L : nat) (l1 l2 r1 r2 w0 theta T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l2 <= l1 -> 0 < r2 <= r1 -> l2 < l1 \/ r2 < r1 -> 0 < w0 < theta ->
  (theta < r2 -> jepa_hits L l1 r1 w0 theta v1 w1 T1 -> jepa_hits L l2 r2 w0 theta v2 w2 T2 -> T1 < T2) /\
  (theta < mae_limit L r2 -> mae_hits L l1 r1 w0 theta v1 w1 T1 -> mae_hits L l2 r2 w0 theta v2 w2 T2 -> T1 < T2).
Proof.
  intros HL Hl Hr Hne H0. split; intros Hth Hh1 Hh2.
  - apply (jepa_absolute_level L l1 l2 r1 r2 w0 theta T1 T2 v1 w1 v2 w2); auto.
  - apply (mae_absolute_level L l1 l2 r1 r2 w0 theta T1 T2 v1 w1 v2 w2); auto.
Qed.

(** JEPA, equal lambda, relative threshold q (q = p^(1/L)): there is exactly one boundary s
    in (0, q); the larger rho is first if w0 <= s r2 and last if w0 >= s r1; dT/drho is
    negative exactly below the boundary and zero exactly on it. *)
(* claims: Ordering.JepaRhoBoundary *)
Theorem jepa_boundary_of_rho (L : nat) (q : R) : (1 <= L)%nat -> 0 < q < 1 ->
  (forall x y, 0 < x -> x < y -> y < 1 -> jepa_K L x < jepa_K L y) /\ all_values (jepa_K L) /\
  exists s, 0 < s < q /\
    (jepa_K L s = INR (2 * L - 1) * jepa_G L q /\ jepa_K L s = jepa_K L q - / (q ^ (2 * L - 1) * (1 - q))) /\
    (forall x, 0 < x < 1 -> jepa_K L x = INR (2 * L - 1) * jepa_G L q -> x = s) /\
    q * exp (- / (q ^ (2 * L - 1) * (1 - q))) <= s /\
    (forall lambda r1 r2 w0 v1 w1 T1 v2 w2 T2, 0 < lambda -> 0 < r2 < r1 -> 0 < w0 < r2 ->
       jepa_hits L lambda r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 w2 T2 ->
       (w0 <= s * r2 -> T1 < T2) /\ (s * r1 <= w0 -> T2 < T1)) /\
    (forall lambda rho w0, 0 < lambda -> 0 < w0 < rho ->
       exists d, is_derive (fun r => jepa_time L lambda r w0 (q * r)) rho d /\
         (d < 0 <-> w0 / rho < s) /\ (d = 0 <-> w0 / rho = s)).
Proof.
  intros HL Hq. split; [intros x y; apply jepa_K_increasing, HL|split; [apply jepa_K_all_values, HL|]].
  destruct (jepa_boundary_exists L q HL Hq) as [s [Hb [Hsuf _]]].
  pose proof Hb as [Hs E]. exists s.
  split; [exact Hs|split; [split; [exact E|]|split; [|split; [exact Hsuf|split]]]].
  - rewrite E. unfold jepa_K. ring.
  - intros x Hx Ex. destruct (Rtotal_order x s) as [H|[H|H]]; [|exact H|].
    + pose proof (jepa_K_increasing L x s HL). lra.
    + pose proof (jepa_K_increasing L s x HL). lra.
  - intros lambda r1 r2 w0 v1 w1 T1 v2 w2 T2 Hl Hr H0 Hh1 Hh2.
    apply (jepa_rho_boundary L lambda r1 r2 q s w0 T1 T2 v1 w1 v2 w2); auto; lra.
  - intros lambda rho w0 Hl H0. apply (jepa_rho_derivative L lambda rho q s w0); auto; lra.
Qed.

(** The unconditional claim is false: at depth 1, lambda = 1, fraction 1/2 and start 2/5, rho = 2
    is later than rho = 1. *)
Theorem jepa_counterexample :
  exists v1 w1 T1 v2 w2 T2,
    jepa_hits 1 1 2 (2/5) (1/2 * 2) v1 w1 T1 /\ jepa_hits 1 1 1 (2/5) (1/2 * 1) v2 w2 T2 /\ T2 < T1.
Proof. exact jepa_larger_rho_can_be_later. Qed.

(** MAE, equal lambda, relative threshold q above the zero of H, depth L >= 2: phi increases from 0
    and takes the value k H(q), k = (L-1)/(L+1), at exactly one s in (0, 1), and s < q; with s_i = w0 / limit_i the
    larger rho is later if s_1 >= s and first if s_2 <= s; dT/drho has the sign of s_0 - s. *)
(* claims: Ordering.MaeRhoBoundary *)
Theorem mae_boundary_of_rho (L : nat) (q : R) : (2 <= L)%nat -> 0 < q < 1 -> 0 < mae_H L q ->
  (forall x y, 0 < x -> x < y -> y < 1 -> mae_phi L x < mae_phi L y) /\
  (forall x, 0 < x < 1 -> 0 < mae_phi L x <= x ^ 2 / (1 - x ^ S L)) /\
  exists s, 0 < s < q /\ mae_phi L s = (INR L - 1) / (INR L + 1) * mae_H L q /\
    (forall x, 0 < x < 1 -> mae_phi L x = (INR L - 1) / (INR L + 1) * mae_H L q -> x = s) /\
    (forall lambda r1 r2 w0 v1 w1 T1 v2 w2 T2, 0 < lambda -> 0 < r2 < r1 -> 0 < w0 < mae_limit L r2 ->
       mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
       mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 ->
       (s <= w0 / mae_limit L r1 -> T2 < T1) /\ (w0 / mae_limit L r2 <= s -> T1 < T2)) /\
    (forall lambda rho w0, 0 < lambda -> 0 < rho -> 0 < w0 < mae_limit L rho ->
       exists d, is_derive (fun r => mae_time L lambda r w0 (q * mae_limit L r)) rho d /\
         (0 < d <-> s < w0 / mae_limit L rho) /\ (d < 0 <-> w0 / mae_limit L rho < s)).
Proof.
  intros HL Hq HH. split; [|split].
  - intros x y. apply mae_phi_increasing. lia.
  - intros x. apply mae_phi_from_zero, HL.
  - destruct (mae_boundary_exists L q HL Hq HH) as [s [Hb Hu]]. pose proof Hb as [Hs E]. exists s.
    split; [exact Hs|split; [exact E|split; [exact Hu|split]]].
    + intros lambda r1 r2 w0 v1 w1 T1 v2 w2 T2 Hl Hr H0 Hh1 Hh2.
      apply (mae_rho_boundary_sides L lambda r1 r2 q s w0 T1 T2 v1 w1 v2 w2); auto; lia.
    + intros lambda rho w0 Hl Hr H0. apply mae_rho_derivative; auto; lia.
Qed.

(** MAE: up to a threshold q0 > 1/2, the zero of H, the larger rho is later from every
    start; at depth 1 for every threshold. *)
(* claims: Ordering.MaeLargerRhoIsLater *)
Theorem mae_larger_rho_later (L : nat) : (1 <= L)%nat ->
  (forall x y, 0 < x -> x < y -> y < 1 -> mae_H L x < mae_H L y) /\ all_values (mae_H L) /\
  exists q0, 1/2 < q0 < 1 /\ mae_H L q0 = 0 /\
    forall q, 0 < q < 1 -> L = 1%nat \/ q <= q0 ->
    forall lambda r1 r2 w0 v1 w1 T1 v2 w2 T2,
      0 < lambda -> 0 < r2 < r1 -> 0 < w0 < mae_limit L r2 ->
      mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
      mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 -> T2 < T1.
Proof.
  intros HL. split; [intros x y; apply mae_H_increasing, HL|split; [apply mae_H_all_values, HL|]].
  destruct (mae_threshold_exists L HL) as [q0 [B [E Hiff]]]. exists q0.
  split; [exact B|split; [exact E|]].
  intros q Hq Hor lambda r1 r2 w0 v1 w1 T1 v2 w2 T2 Hl Hr H0 Hh1 Hh2.
  apply (mae_larger_rho_is_later L lambda r1 r2 q w0 T1 T2 v1 w1 v2 w2); auto.
  destruct Hor as [Ho|Ho]; [left; exact Ho|right; apply Hiff; assumption].
Qed.

(** JEPA: a feature that has at least the other's lambda and rho, one of them strictly
    larger, is first from every start below the boundary. *)
(* claims: Ordering.Dominance *)
Theorem dominance (L : nat) (l1 l2 r1 r2 q s w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l2 <= l1 -> 0 < r2 <= r1 -> l2 < l1 \/ r2 < r1 -> 0 < q < 1 -> 0 < w0 ->
  jepa_boundary L q s -> w0 < s * r2 ->
  jepa_hits L l1 r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L l2 r2 w0 (q * r2) v2 w2 T2 -> T1 < T2.
Proof. apply jepa_dominance. Qed.

(** Unequal lambda: from every start up to an explicit one the larger lambda is first, for both
    objectives and whatever the rho. *)
(* claims: Ordering.SmallEpsilonFollowsLambda *)
Theorem explicit_start_follows_lambda (L : nat) (l1 l2 r1 r2 q gamma w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l1 < l2 -> 0 < r1 -> 0 < r2 -> 0 < q < 1 ->
  0 < gamma <= (l2 - l1) / l2 * q * (1 - q) -> 0 < w0 ->
  (jepa_hits L l1 r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L l2 r2 w0 (q * r2) v2 w2 T2 ->
     ((2 <= L)%nat -> w0 <= gamma / 4 * Rmin r1 r2 -> T2 < T1) /\
     (L = 1%nat -> w0 <= gamma ^ 2 / 4 * Rmin r1 r2 -> T2 < T1)) /\
  (mae_hits L l1 r1 w0 (q * mae_limit L r1) v1 w1 T1 -> mae_hits L l2 r2 w0 (q * mae_limit L r2) v2 w2 T2 ->
     ((2 <= L)%nat -> w0 <= gamma / 4 * Rpower (Rmin r1 r2) (/ INR (S L)) -> T2 < T1) /\
     (L = 1%nat -> forall M : nat, l1 / (2 * (l2 - l1)) <= INR M ->
        w0 < q * Rmin (sqrt r2) (sqrt r1 * Rmin 1 (r1 * (1 - q ^ 2) / r2) ^ M) -> T2 < T1)).
Proof.
  intros HL Hl Hr1 Hr2 Hq Hg H0. split; intros Hh1 Hh2; split.
  - intros HL2 Hw. apply (jepa_small_start_explicit L l1 l2 r1 r2 q gamma w0 T1 T2 v1 w1 v2 w2); auto. lia.
  - intros HL1 Hw. apply (jepa_small_start_explicit L l1 l2 r1 r2 q gamma w0 T1 T2 v1 w1 v2 w2); auto. lia.
  - intros HL2 Hw. apply (mae_small_start_explicit L l1 l2 r1 r2 q gamma w0 T1 T2 v1 w1 v2 w2); auto.
  - intros HL1 M HM Hw. subst L. apply (mae_small_start_depth_1 l1 l2 r1 r2 q w0 T1 T2 M v1 w1 v2 w2); auto.
Qed.

(** The same by any margin M, from all sufficiently small starts. The bound d is fixed before the start. *)
Theorem small_start_follows_lambda (L : nat) (l1 l2 r1 r2 q M : R) :
  (1 <= L)%nat -> 0 < l1 < l2 -> 0 < r1 -> 0 < r2 -> 0 < q < 1 ->
  (exists d, 0 < d /\ forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < d ->
     jepa_hits L l1 r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L l2 r2 w0 (q * r2) v2 w2 T2 -> M < T1 - T2) /\
  (exists d, 0 < d /\ forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < d ->
     mae_hits L l1 r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
     mae_hits L l2 r2 w0 (q * mae_limit L r2) v2 w2 T2 -> M < T1 - T2).
Proof. intros. split; [apply jepa_small_start|apply mae_small_start]; assumption. Qed.

(** Feature 1 has the smaller lambda and the larger rho. JEPA learns it first exactly from
    the starts in an open interval (lo, hi), possibly empty, bounded away from 0 and
    from q r2; non-empty exactly when the turning point of D lies below q r2 and D is
    negative there, and then it encloses the turning point. D decreases before the turning point, increases
    after it, tends to + infinity at 0, and at q r2 to the time that feature 1 needs from there. *)
(* claims: Ordering.ConflictWindow *)
Theorem window (L : nat) (l1 l2 r1 r2 q : R) :
  (1 <= L)%nat -> 0 < l1 < l2 -> 0 < r2 < r1 -> 0 < q < 1 ->
  let turn := (l2 - l1) / (l2 / r2 - l1 / r1) in
  let D := window_D L l1 l2 r1 r2 q in
  (exists lo hi, 0 < lo <= hi /\ hi < q * r2 /\
     (lo < hi <-> turn < q * r2 /\ D turn < 0) /\ (lo < hi -> lo < turn < hi) /\
     forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < r2 ->
       jepa_hits L l1 r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L l2 r2 w0 (q * r2) v2 w2 T2 ->
       D w0 = T1 - T2 /\
       (T1 < T2 <-> lo < w0 < hi) /\ (lo < hi -> (T1 = T2 <-> w0 = lo \/ w0 = hi))) /\
  (forall x y, 0 < x -> x < y -> y < r2 -> y <= turn -> D y < D x) /\
  (forall x y, turn <= x -> x < y -> y < r2 -> D x < D y) /\
  (forall M, exists d, 0 < d /\ forall w0, 0 < w0 < d -> M < D w0) /\
  (0 < D (q * r2) /\ D (q * r2) = jepa_time L l1 r1 (q * r2) (q * r1) /\ continuous D (q * r2)).
Proof.
  intros HL Hl Hr Hq turn D.
  pose proof (window_turn_pos l1 l2 r1 r2 Hl Hr) as Ht. split; [|split; [|split; [|split]]].
  - destruct (conflict_window L l1 l2 r1 r2 q HL Hl Hr Hq) as [lo [hi [H1 [H2 [H3 [Hin H4]]]]]].
    exists lo, hi. split; [exact H1|split; [exact H2|split; [exact H3|split; [exact Hin|]]]].
    intros w0 v1 w1 T1 v2 w2 T2 H0 Hh1 Hh2. split; [|apply (H4 w0 v1 w1 T1 v2 w2 T2 H0 Hh1 Hh2)].
    apply (window_D_times L l1 l2 r1 r2 q HL Hl Hr w0 T1 T2 v1 w1 v2 w2 H0 Hh1 Hh2).
  - intros x y. apply window_decreasing; assumption.
  - intros x y Hx. apply window_increasing; try assumption. unfold turn in Hx. unfold window_turn in Ht. lra.
  - intros M. apply window_infinite_at_zero; assumption.
  - assert (0 < q * r2 < r2) as Hw by nra. split; [apply window_positive_at_threshold; assumption|split].
    + unfold D, window_D, jepa_time. replace (jepa_G L (q * r2 / r2) - jepa_G L (q * r2 / r2)) with 0 by ring.
      unfold Rdiv. ring.
    + apply (continuous_of_derive D _ (/ jepa_rate L l2 r2 (q * r2) - / jepa_rate L l1 r1 (q * r2))).
      apply (window_derive L l1 l2 r1 r2 q); assumption.
Qed.

(** MAE never reverses: up to the threshold q0 above (at depth 1, always) it learns the
    feature with the larger lambda first, from every admissible start. *)
(* claims: Ordering.MaeNeverReverses *)
Theorem mae_never_reversed (L : nat) : (1 <= L)%nat ->
  exists q0, 1/2 < q0 < 1 /\ mae_H L q0 = 0 /\
    forall q, 0 < q < 1 -> L = 1%nat \/ q <= q0 ->
    forall l1 l2 r1 r2 w0 v1 w1 T1 v2 w2 T2,
      0 < l1 < l2 -> 0 < r2 <= r1 -> 0 < w0 -> w0 < q * mae_limit L r2 ->
      mae_hits L l1 r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
      mae_hits L l2 r2 w0 (q * mae_limit L r2) v2 w2 T2 -> T2 < T1.
Proof.
  intros HL. destruct (mae_threshold_exists L HL) as [q0 [B [E Hiff]]]. exists q0.
  split; [exact B|split; [exact E|]].
  intros q Hq Hor l1 l2 r1 r2 w0 v1 w1 T1 v2 w2 T2 Hl Hr H0 Hw Hh1 Hh2.
  apply (mae_never_reverses L l1 l2 r1 r2 q w0 T1 T2 v1 w1 v2 w2); auto.
  destruct Hor as [Ho|Ho]; [left; exact Ho|right; apply Hiff; assumption].
Qed.

(** ** Gaps at equal lambda, r1 > r2, relative threshold q *)

(** JEPA, L >= 2, N = 2L - 1: let r(w) be lambda times the gap from w, times (N-1) w^(N-1) / (1/r2 - 1/r1). If the
    first start wa is at most r2/100 and N (N-2) (wa/r2)^(N-2) max (0, -G(q)) <= 1, then from every smaller start
    0 < r(w0) - 1 <= 2 (w0/wa) (r(wa) - 1). *)
(* claims: CriticalTime.JepaGapDiverges *)
Theorem jepa_gap_ratio (L : nat) (lambda r1 r2 q : R) :
  (2 <= L)%nat -> 0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 ->
  let N := INR (2 * L - 1) in
  let r w T1 T2 := lambda * (T2 - T1) * INR (2 * L - 2) * w ^ (2 * L - 2) / (/ r2 - / r1) in
  forall wa Ta1 Ta2 va1 xa1 va2 xa2 w0 T1 T2 v1 x1 v2 x2,
    jepa_hits L lambda r1 wa (q * r1) va1 xa1 Ta1 -> jepa_hits L lambda r2 wa (q * r2) va2 xa2 Ta2 ->
    jepa_hits L lambda r1 w0 (q * r1) v1 x1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 x2 T2 ->
    0 < w0 <= wa -> wa <= r2 / 100 -> N * (N - 2) * (wa / r2) ^ (2 * L - 3) * Rmax 0 (- jepa_G L q) <= 1 ->
    0 < r w0 T1 T2 - 1 <= 2 * (w0 / wa) * (r wa Ta1 Ta2 - 1).
Proof.
  intros HL Hl Hr Hq N r wa Ta1 Ta2 va1 xa1 va2 xa2 w0 T1 T2 v1 x1 v2 x2.
  apply (jepa_gap_explicit L lambda r1 r2 q HL Hl Hr Hq).
Qed.

(** JEPA: for L >= 2 the gap times w0^(2L-2) tends to (1/r2 - 1/r1) / ((2L-2) lambda), with an error of at
    most C w0; for every L it exceeds any M from all small starts. *)
Theorem jepa_gap_law (L : nat) (lambda r1 r2 q : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 ->
  ((2 <= L)%nat -> exists C, forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < r2 ->
     jepa_hits L lambda r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 w2 T2 ->
     Rabs ((T2 - T1) * w0 ^ (2 * L - 2) - (/ r2 - / r1) / (INR (2 * L - 2) * lambda)) <= C * w0) /\
  (forall M, exists d, 0 < d /\ forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < d ->
     jepa_hits L lambda r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 w2 T2 ->
     M < T2 - T1).
Proof.
  intros HL Hl Hr Hq. split; [intros HL2; apply jepa_gap; assumption|].
  intros M. apply jepa_gap_diverges; assumption.
Qed.

(** JEPA at depth 1: C(w0), the gap less (1/r2 - 1/r1) ln (1/w0) / lambda, changes between two starts by less than
    s / (1-s) / (lambda r2), s = wa / r2, and converges, with the same bound. *)
(* claims: CriticalTime.JepaGapAtDepthOneIsLogarithmic *)
Theorem jepa_gap_law_depth_1 (lambda r1 r2 q : R) :
  0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 ->
  let C w0 T1 T2 := (T2 - T1) - / lambda * (/ r2 - / r1) * ln (/ w0) in
  let bound w := / (lambda * r2) * (w / r2 / (1 - w / r2)) in
  (forall wa Ta1 Ta2 va1 xa1 va2 xa2 wb Tb1 Tb2 vb1 xb1 vb2 xb2, 0 < wb < wa -> wa < r2 ->
     jepa_hits 1 lambda r1 wa (q * r1) va1 xa1 Ta1 -> jepa_hits 1 lambda r2 wa (q * r2) va2 xa2 Ta2 ->
     jepa_hits 1 lambda r1 wb (q * r1) vb1 xb1 Tb1 -> jepa_hits 1 lambda r2 wb (q * r2) vb2 xb2 Tb2 ->
     Rabs (C wa Ta1 Ta2 - C wb Tb1 Tb2) < bound wa) /\
  (exists c, forall w0 T1 T2 v1 x1 v2 x2, 0 < w0 < r2 ->
     jepa_hits 1 lambda r1 w0 (q * r1) v1 x1 T1 -> jepa_hits 1 lambda r2 w0 (q * r2) v2 x2 T2 ->
     Rabs (C w0 T1 T2 - c) < bound w0).
Proof. apply jepa_gap_depth_1_explicit. Qed.

(** MAE: the gap rises as the start falls, by less than wa^2 / (2 (r2 - wa^(L+1))) / lambda, to the stated
    limit; the distance from the limit has the same bound. *)
(* claims: CriticalTime.MaeGapStaysBounded *)
Theorem mae_gap_law (L : nat) (lambda r1 r2 q : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 ->
  let k := (INR L - 1) / (INR L + 1) in
  let limit := if Nat.eqb L 1 then - (/ 2 * ln (r1 / r2)) else mae_H L q * (/ Rpower r2 k - / Rpower r1 k) in
  (forall wa Ta1 Ta2 va1 xa1 va2 xa2 wb Tb1 Tb2 vb1 xb1 vb2 xb2, 0 < wb < wa -> wa < mae_limit L r2 ->
     mae_hits L lambda r1 wa (q * mae_limit L r1) va1 xa1 Ta1 ->
     mae_hits L lambda r2 wa (q * mae_limit L r2) va2 xa2 Ta2 ->
     mae_hits L lambda r1 wb (q * mae_limit L r1) vb1 xb1 Tb1 ->
     mae_hits L lambda r2 wb (q * mae_limit L r2) vb2 xb2 Tb2 ->
     0 < lambda * ((Tb2 - Tb1) - (Ta2 - Ta1)) < wa ^ 2 / (2 * (r2 - wa ^ S L))) /\
  (forall w0 T1 T2 v1 x1 v2 x2, 0 < w0 < mae_limit L r2 ->
     mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 x1 T1 ->
     mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 x2 T2 ->
     0 < limit - lambda * (T2 - T1) < w0 ^ 2 / (2 * (r2 - w0 ^ S L))).
Proof.
  intros HL Hl Hr Hq k limit. destruct (mae_gap_explicit L lambda r1 r2 q HL Hl Hr Hq) as [H1 H2].
  split; [exact H1|]. replace limit with (mae_gap_limit L q r1 r2); [exact H2|].
  unfold mae_gap_limit, limit, k. rewrite !mae_limit_power by (try assumption; lra). reflexivity.
Qed.

(** In particular it is bounded uniformly over all starts. *)
Theorem mae_gap_is_bounded (L : nat) (lambda r1 r2 q : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r1 -> 0 < r2 -> 0 < q < 1 ->
  exists C, forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 -> w0 < mae_limit L r1 -> w0 < mae_limit L r2 ->
     mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
     mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 -> Rabs (T2 - T1) <= C.
Proof. apply mae_gap_bounded. Qed.

(** ** The family: dw/dt = lambda w^a (1 - (w/l)^m) with integers a, m >= 1 and limit l *)

(** The table. With M top layers (predictor or decoder), L encoder layers and decay eta, the common amplitude of the
    layers of a balanced feature is a solution of the curve with decay: JEPA: a = 2L+M-1, m = M, l^m = rho; MAE:
    a = L+M-1, m = L+M, l^m = rho; spectral contrastive: a = 2L-1, m = 2L, l^m = lambda/s2^2; Barlow Twins: the same
    exponents, l^m = 1/lambda; and the other way round. M = 1 and eta = 0 are the flows above; eta = 0 is the curve of
    this section. *)
(* claims: Family.ClosedForm, Family.GapLaw, Family.Boundary, Decay.SurvivalThreshold *)
Theorem family_table (L M : nat) (lambda rho eta : R) : (1 <= L)%nat -> (1 <= M)%nat -> 0 < lambda -> 0 < rho ->
  let s2 := lambda / rho in
  let lj := Rpower rho (/ INR M) in
  let lm := Rpower rho (/ INR (L + M)) in
  let ls := Rpower (lambda / s2 ^ 2) (/ INR (2 * L)) in
  let lb := Rpower (/ lambda) (/ INR (2 * L)) in
  (lj ^ M = rho /\ lm ^ (L + M) = rho /\ ls ^ (2 * L) = lambda / s2 ^ 2 /\ lb ^ (2 * L) = / lambda) /\
  (forall T x0 w, w 0 = x0 ->
     (scalar_flow (decay_rate (2 * L + M - 1) M lambda lj eta) T w <-> exists v, balanced_start x0 v w /\
        solves (fun v w => v ^ (M - 1) * w ^ (2 * L) * (lambda - v ^ M * s2) - eta * v)
               (fun v w => w ^ (2 * L - 1) * v ^ M * (lambda - v ^ M * s2) - eta * w) T v w) /\
     (scalar_flow (decay_rate (L + M - 1) (L + M) lambda lm eta) T w <-> exists v, balanced_start x0 v w /\
        solves (fun v w => v ^ (M - 1) * w ^ L * (lambda - v ^ M * w ^ L * s2) - eta * v)
               (fun v w => w ^ (L - 1) * v ^ M * (lambda - v ^ M * w ^ L * s2) - eta * w) T v w) /\
     (scalar_flow (decay_rate (2 * L - 1) (2 * L) lambda ls eta) T w <->
        scalar_flow (fun w => w ^ (2 * L - 1) * (lambda - s2 ^ 2 * w ^ (2 * L)) - eta * w) T w) /\
     (scalar_flow (decay_rate (2 * L - 1) (2 * L) lambda lb eta) T w <->
        scalar_flow (fun w => lambda * w ^ (2 * L - 1) * (1 - lambda * w ^ (2 * L)) - eta * w) T w)) /\
  (forall a m l T w, scalar_flow (decay_rate a m lambda l 0) T w <-> curve_flow a m lambda l T w) /\
  (forall v w, v ^ (1 - 1) * w ^ (2 * L) * (lambda - v ^ 1 * s2) - 0 * v = jepa_dv L lambda s2 v w /\
     w ^ (2 * L - 1) * v ^ 1 * (lambda - v ^ 1 * s2) - 0 * w = jepa_dw L lambda s2 v w /\
     v ^ (1 - 1) * w ^ L * (lambda - v ^ 1 * w ^ L * s2) - 0 * v = mae_dv L lambda s2 v w /\
     w ^ (L - 1) * v ^ 1 * (lambda - v ^ 1 * w ^ L * s2) - 0 * w = mae_dw L lambda s2 v w).
Proof.
  intros HL HM Hl Hr s2 lj lm ls lb. assert (0 < s2) as Hs by (apply Rdiv_lt_0_compat; assumption).
  split; [|split; [|split]].
  - repeat split; apply Rpower_root_pow; try lia; try assumption.
    + apply Rdiv_lt_0_compat; [exact Hl|apply pow_lt, Hs].
    + apply Rinv_0_lt_compat, Hl.
  - intros T x0 w E. split; [|split; [|split]].
    + exact (deep_jepa_curve L M lambda rho eta HL HM Hr T x0 w E).
    + exact (deep_mae_curve L M lambda rho eta HL HM Hr T x0 w E).
    + pose proof (fun y => spectral_curve L lambda s2 eta y HL Hl Hs) as E1.
      split; apply scalar_flow_ext; intros y; [symmetry|]; apply E1.
    + pose proof (fun y => barlow_curve L lambda eta y HL Hl) as E1.
      split; apply scalar_flow_ext; intros y; [symmetry|]; apply E1.
  - intros a m l T w. split; apply scalar_flow_ext; intros y; [|symmetry]; apply decay_rate_zero.
  - exact (deep_one L lambda s2).
Qed.

(** H is a primitive of 1 / (s^a (1 - s^m)) on (0, 1): the sum over j <= (a-1)/m of - 1 / ((a-1-jm) s^(a-1-jm)), where
    the term with j m = a-1, if there is one, is ln s; plus the integral from 0 to s of x^(Jm-a) / (1 - x^m), J the
    least integer with J m > a-1, an integral without a pole at 0. JEPA's G and MAE's H are instances. *)
(* claims: Family.ClosedForm *)
Theorem family_primitive (a m : nat) (s : R) : (1 <= a)%nat -> (1 <= m)%nat -> 0 < s < 1 ->
  let J := S ((a - 1) / m) in
  ((J - 1) * m <= a - 1 < J * m)%nat /\
  curve_H a m s = head_sum J a m s + RInt (fun x => x ^ (J * m - a) / (1 - x ^ m)) 0 s /\
  (forall k, head_sum (S k) a m s = head_sum k a m s
     + (if Nat.eqb (a - 1 - k * m) 0 then ln s else - / (INR (a - 1 - k * m) * s ^ (a - 1 - k * m)))) /\
  head_sum 0 a m s = 0 /\
  is_derive (curve_H a m) s (/ (s ^ a * (1 - s ^ m))) /\
  (forall L, (1 <= L)%nat -> curve_H (2 * L) 1 s = jepa_G L s /\ curve_H L (S L) s = mae_H L s).
Proof.
  intros Ha Hm Hs J. split; [apply head_count_spec; assumption|].
  split; [reflexivity|split; [|split; [reflexivity|split]]].
  - intros k. change (head_sum (S k) a m s) with (head_sum k a m s + power_primitive (a - 1 - k * m) s). f_equal.
    destruct (a - 1 - k * m)%nat; reflexivity.
  - apply curve_H_derive; assumption.
  - intros L HL. split; [apply curve_H_jepa|apply curve_H_mae]; assumption.
Qed.

(** On a solution from 0 < w0 < l the level w1 is reached first at T iff lambda l^(a-1) T = H(w1/l) - H(w0/l). Solutions
    exist, increase strictly to l, and reach every level from w0 up to (not including) l at exactly one first time. *)
(* claims: Family.ClosedForm *)
Theorem family_hitting_time (a m : nat) (lambda l w0 : R) :
  (1 <= a)%nat -> (1 <= m)%nat -> 0 < lambda -> 0 < l -> 0 < w0 < l ->
  (forall w S T w1, curve_flow a m lambda l S w -> w 0 = w0 -> 0 < w1 < l -> 0 <= T <= S ->
     (first_time w w1 T <-> lambda * l ^ (a - 1) * T = curve_H a m (w1 / l) - curve_H a m (w0 / l))) /\
  (forall w, w 0 = w0 -> (forall T, curve_flow a m lambda l T w) ->
     (forall s t, 0 <= s -> s < t -> w s < w t) /\ (forall t, 0 <= t -> 0 < w t < l) /\ is_lim w p_infty l /\
     forall w1, w0 <= w1 < l -> exists! T, first_time w w1 T) /\
  exists w, w 0 = w0 /\ forall T, curve_flow a m lambda l T w.
Proof.
  intros Ha Hm Hl Hr H0. split; [|split].
  - intros w S T w1 Hf E H1 HT. apply (curve_hitting_iff a m lambda l Ha Hm Hl Hr S); assumption.
  - intros w E Hf. apply (curve_approach a m lambda l Ha Hm Hl Hr w0); assumption.
  - apply curve_exists; assumption.
Qed.

(** The same for an encoder of L layers: it starts at eps = w0^L and is learned when it reaches p l^L. *)
(* claims: Family.ClosedForm *)
Theorem family_critical_time (L a m : nat) (lambda l eps p : R) :
  (1 <= L)%nat -> (1 <= a)%nat -> (1 <= m)%nat -> 0 < lambda -> 0 < l -> 0 < p < 1 -> 0 < eps <= p * l ^ L ->
  let q := Rpower p (/ INR L) in
  let w0 := Rpower eps (/ INR L) in
  (forall w T, curve_critical L a m lambda l eps p w T ->
     is_RInt (fun w => / (lambda * w ^ a * (1 - (w / l) ^ m))) w0 (q * l) T /\
     lambda * l ^ (a - 1) * T = curve_H a m q - curve_H a m (w0 / l)) /\
  exists w T, curve_critical L a m lambda l eps p w T.
Proof.
  intros HL Ha Hm Hl Hr Hp He q w0.
  assert (eps < l ^ L) as He2 by (pose proof (pow_lt l L Hr); nra).
  pose proof (Rpower_root_le L eps p l HL Hr ltac:(lra) He) as Hle. fold q w0 in Hle.
  pose proof (Rpower_lt_1 p (/ INR L) Hp (Rinv_0_lt_compat _ (INR_pos L HL))) as Hq. fold q in Hq.
  pose proof (Rpower_pos eps (/ INR L)) as Hw. fold w0 in Hw. assert (q * l < l) by nra. split.
  - intros w T Hc. apply (curve_critical_iff L a m lambda l eps p T w HL Ha Hm Hl Hr) in Hc; [|lra|exact Hp].
    fold q w0 in Hc. destruct (curve_hits_time a m lambda l Ha Hm Hl Hr _ _ _ _ Hc ltac:(lra)) as [_ E].
    split; [rewrite E; apply curve_time_integral; try assumption; lra|].
    apply (curve_time_scaled a m lambda l Hl Hr) in E. rewrite E. do 2 f_equal. field. lra.
  - destruct (curve_hits_exists a m lambda l Ha Hm Hl Hr w0 (q * l)) as [w H1]; [exact Hw|lra|].
    eexists w, _. apply (curve_critical_iff L a m lambda l eps p _ w HL Ha Hm Hl Hr); [lra|exact Hp|exact H1].
Qed.

(** Equal lambda, limits l1 > l2, thresholds q times the limit, A = 1/l2^m - 1/l1^m, g lambda times the gap. From a
    start wa down to a start wb, g grows by A times the integral of x^(m-a), up to a factor between 1 and chi(wa), which
    tends to 1 with wa: the law in all cases. For m < a-1 it says that e w0^e g / A tends to 1, e = a-1-m; for m = a-1
    that g is A ln (1/w0) plus a part that converges; for m > a-1 that g converges, for a = 1 to ln (l2/l1). The gap
    exceeds every bound as the start falls if and only if m <= a-1. *)
(* claims: Family.GapLaw *)
Theorem family_gap_law (a m : nat) (lambda l1 l2 q : R) :
  (1 <= a)%nat -> (1 <= m)%nat -> 0 < lambda -> 0 < l2 < l1 -> 0 < q < 1 ->
  let A := / l2 ^ m - / l1 ^ m in
  let e := (a - 1 - m)%nat in
  let k := (m + 1 - a)%nat in
  let P w := if Nat.ltb (a - 1) m then w ^ k / INR k else if Nat.eqb (a - 1) m then ln w else - / (INR e * w ^ e) in
  let chi w := / ((1 - w ^ m / l1 ^ m) * (1 - w ^ m / l2 ^ m)) in
  let gap w g := exists x1 T1 x2 T2, 0 < w < l2 /\ g = lambda * (T2 - T1) /\
    curve_hits a m lambda l1 w (q * l1) x1 T1 /\ curve_hits a m lambda l2 w (q * l2) x2 T2 in
  0 < A /\ (forall w, 0 < w <= q * l2 -> exists g, gap w g) /\
  (forall w, 0 < w < l2 -> 1 < chi w <= / (1 - w / l2) ^ 2) /\
  (forall w, 0 < w -> is_derive P w (w ^ m / w ^ a)) /\
  (forall wa wb ga gb, wb < wa -> gap wa ga -> gap wb gb ->
     A * (P wa - P wb) < gb - ga < chi wa * (A * (P wa - P wb))) /\
  ((m < a - 1)%nat -> let r w g := g * INR e * w ^ e / A in
     (forall wa wb ga gb, wb < wa -> gap wa ga -> gap wb gb -> let theta := (wb / wa) ^ e in
        theta * r wa ga + 1 - theta < r wb gb < theta * r wa ga + chi wa * (1 - theta)) /\
     (forall x, 0 < x -> exists d, 0 < d <= l2 /\ forall w g, w < d -> gap w g -> Rabs (r w g - 1) < x)) /\
  ((m = a - 1)%nat -> let C w g := g - A * ln (/ w) in
     (forall wa wb ga gb, wb < wa -> gap wa ga -> gap wb gb ->
        0 < C wb gb - C wa ga < chi wa * A / INR m * (/ l1 ^ m + / l2 ^ m) * wa ^ m) /\
     (forall w g, gap w g -> 0 < curve_H a m q * A + ln l2 / l2 ^ m - ln l1 / l1 ^ m - C w g
        < (w / l2) ^ m / (INR m * (1 - (w / l2) ^ m)) / l2 ^ m)) /\
  ((a - 1 < m)%nat -> forall w g, gap w g ->
     0 < (if Nat.eqb a 1 then ln (l2 / l1) else curve_H a m q * (/ l2 ^ (a - 1) - / l1 ^ (a - 1))) - g
       < chi w * (A * (w ^ k / INR k))) /\
  ((m <= a - 1)%nat <-> forall M, exists d, 0 < d <= l2 /\ forall w g, w < d -> gap w g -> M < g).
Proof.
  intros Ha Hm Hl Hr Hq A e k P chi gap.
  assert (forall w, P w = gap_primitive a m w) as EP.
  { intros w. unfold P, gap_primitive. destruct (Nat.ltb_spec (a - 1) m) as [H|H]; [reflexivity|].
    destruct (Nat.eqb_spec (a - 1) m) as [E|E]; [replace (a - 1 - m)%nat with 0%nat by lia; reflexivity|].
    fold e. unfold power_primitive. destruct e as [|n] eqn:En; [unfold e in En; lia|reflexivity]. }
  assert (forall w, chi w = gap_factor m l1 l2 w) as Echi by (intros w; apply chi_factor).
  assert (forall w g, gap w g -> 0 < w < l2 /\ g = (curve_H a m q - curve_H a m (w / l2)) / l2 ^ (a - 1)
    - (curve_H a m q - curve_H a m (w / l1)) / l1 ^ (a - 1)) as Hgap.
  { intros w g [x1 [T1 [x2 [T2 [Hw [-> [H1 H2]]]]]]]. split; [exact Hw|].
    exact (gap_of_times a m lambda l1 l2 q Ha Hm Hl Hr w T1 T2 x1 x2 Hw H1 H2). }
  split; [exact (gap_constant_pos m l1 l2 Hm Hr)|].
  split; [exact (curve_gap_exists a m lambda l1 l2 q Ha Hm Hl Hr Hq)|].
  split; [|split; [|split; [|split; [|split; [|split]]]]].
  - intros w Hw. rewrite Echi. exact (gap_factor_bounds m l1 l2 Hm Hr w Hw).
  - intros w Hw. apply (is_derive_ext (gap_primitive a m)); [intros t; symmetry; apply EP|].
    apply gap_primitive_derive; assumption.
  - intros wa wb ga gb Hw H1 H2. rewrite !EP.
    apply (curve_gap_step a m lambda l1 l2 q Ha Hm Hl Hr wa wb ga gb Hw H1 H2).
  - intros Hlt r. split.
    + intros wa wb ga gb Hw H1 H2. exact (gap_ratio_step a m lambda l1 l2 q Ha Hm Hl Hr wa wb ga gb Hlt Hw H1 H2).
    + intros x Hx. exact (gap_ratio_limit a m lambda l1 l2 q Ha Hm Hl Hr x Hlt Hx).
  - intros Em C. split.
    + intros wa wb ga gb Hw H1 H2. rewrite Echi. destruct (Hgap _ _ H1) as [Wa ->]. destruct (Hgap _ _ H2) as [Wb ->].
      exact (gap_logarithmic_growth a m l1 l2 q Ha Hm Hr wa wb Em ltac:(lra) ltac:(lra)).
    + intros w g. exact (gap_log_part a m lambda l1 l2 q Ha Hm Hl Hr w g Em).
  - intros Hlt w g Hg. rewrite Echi. destruct (Hgap _ _ Hg) as [Hw ->].
    exact (gap_converges a m l1 l2 q Ha Hm Hr w Hlt Hw).
  - split.
    + intros Hle M. exact (gap_unbounded a m lambda l1 l2 q Ha Hm Hl Hr M Hle).
    + intros H. destruct (Nat.le_gt_cases m (a - 1)) as [|Hgt]; [assumption|exfalso].
      destruct (H (gap_limit a m l1 l2 q)) as [d [Hd Hbig]].
      pose proof (Rmin_l (d / 2) (q * l2)). pose proof (Rmin_r (d / 2) (q * l2)).
      assert (0 < Rmin (d / 2) (q * l2)) by (apply Rmin_pos; nra). set (w := Rmin (d / 2) (q * l2)) in *.
      destruct (curve_gap_exists a m lambda l1 l2 q Ha Hm Hl Hr Hq w ltac:(lra)) as [g Hg].
      pose proof (Hbig w g ltac:(lra) Hg) as Hb. destruct (Hgap _ _ Hg) as [Hw E]. rewrite E in Hb.
      pose proof (gap_converges a m l1 l2 q Ha Hm Hr w Hgt Hw). lra.
Qed.

(** Equal lambda, rho1 > rho2. JEPA, at every L and M: the gap passes K from an explicit start on, and exceeds every
    bound. MAE and spectral contrastive: from a start w1 down, lambda times the gap grows by less than one constant.
    Barlow Twins: no gap, from any start. (Flows without decay; jepa_layers_hit and the like: a solution from the
    balanced start, and the first time at which its encoder layers have the amplitude.) *)
(* claims: Family.OnlyJepaSeparatesByRho *)
Theorem family_only_jepa_separates (L M : nat) (lambda rho1 rho2 q : R) :
  (1 <= L)%nat -> (1 <= M)%nat -> 0 < lambda -> 0 < rho2 < rho1 -> 0 < q < 1 ->
  let lj rho := Rpower rho (/ INR M) in
  let lm rho := Rpower rho (/ INR (L + M)) in
  let ls rho := Rpower (lambda / (lambda / rho) ^ 2) (/ INR (2 * L)) in
  let gap hit limit := hit_gap (hit rho1) (hit rho2) lambda (limit rho1) (limit rho2) q in
  let jepa := gap (jepa_layers_hit L M lambda) lj in
  let mae := gap (mae_layers_hit L M lambda) lm in
  let spectral := gap (spectral_hits L lambda) ls in
  let D := / rho2 - / rho1 in
  let Ds := lambda / rho2 ^ 2 - lambda / rho1 ^ 2 in
  let chi m b1 b2 w := / ((1 - w ^ m / b1) * (1 - w ^ m / b2)) in
  (forall w1 w0 g1 g0 K, w0 < w1 -> jepa w1 g1 -> jepa w0 g0 ->
     ((2 <= L)%nat -> (K - g1) / D <= (/ w0 ^ (2 * L - 2) - / w1 ^ (2 * L - 2)) / INR (2 * L - 2) -> K < g0) /\
     ((L = 1)%nat -> (K - g1) / D <= ln (w1 / w0) -> K < g0)) /\
  (forall K, exists d, 0 < d /\ forall w g, w < d -> jepa w g -> K < g) /\
  (forall w1 w0 g1 g0, w0 < w1 -> mae w1 g1 -> mae w0 g0 ->
     g1 < g0 < g1 + / 2 * chi (L + M)%nat rho1 rho2 w1 * D * w1 ^ 2) /\
  (forall w1 w0 g1 g0, w0 < w1 -> spectral w1 g1 -> spectral w0 g0 ->
     g1 < g0 < g1 + / 2 * chi (2 * L)%nat (rho1 ^ 2 / lambda) (rho2 ^ 2 / lambda) w1 * Ds * w1 ^ 2) /\
  (forall w0 theta x1 T1 x2 T2, 0 < w0 < Rpower (/ lambda) (/ INR (2 * L)) ->
     barlow_hits L lambda rho1 w0 theta x1 T1 -> barlow_hits L lambda rho2 w0 theta x2 T2 -> T1 = T2) /\
  ((forall w, 0 < w <= q * lj rho2 -> exists g, jepa w g) /\ (forall w, 0 < w <= q * lm rho2 -> exists g, mae w g) /\
   (forall w, 0 < w <= q * ls rho2 -> exists g, spectral w g)).
Proof.
  intros HL HM Hl Hr Hq lj lm ls gap jepa mae spectral D Ds chi.
  assert (forall n x y, (1 <= n)%nat -> 0 < y < x -> 0 < Rpower y (/ INR n) < Rpower x (/ INR n)) as roots.
  { intros n x y Hn Hxy. split; [apply Rpower_pos|].
    apply Rlt_Rpower_l; [apply Rinv_0_lt_compat, INR_pos, Hn|lra]. }
  assert (forall rho, 0 < rho -> lj rho ^ M = rho) as Ej by (intros; apply Rpower_root_pow; assumption).
  assert (forall rho, 0 < rho -> lm rho ^ (L + M) = rho) as Em by (intros; apply Rpower_root_pow; [lia|assumption]).
  assert (forall rho, 0 < rho -> lambda / (lambda / rho) ^ 2 = rho ^ 2 / lambda) as Er.
  { intros rho H. field. lra. }
  assert (forall rho, 0 < rho -> 0 < rho ^ 2 / lambda) as Hp.
  { intros rho H. apply Rdiv_lt_0_compat; [apply pow_lt|]; assumption. }
  assert (forall rho, 0 < rho -> ls rho ^ (2 * L) = rho ^ 2 / lambda) as Es.
  { intros rho H. unfold ls. rewrite Er by exact H. apply Rpower_root_pow; [lia|apply Hp, H]. }
  assert (0 < lj rho2 < lj rho1) as Oj by (apply roots; assumption).
  assert (0 < lm rho2 < lm rho1) as Om by (apply roots; [lia|assumption]).
  assert (0 < ls rho2 < ls rho1) as Os.
  { apply roots; [lia|]. rewrite !Er by lra. split; [apply Hp; lra|].
    apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, Hl|]. apply pow_increasing; [lia|lra|lra]. }
  assert (forall w g, jepa w g <-> curve_gap (2 * L + M - 1) M lambda (lj rho1) (lj rho2) q w g) as Cj.
  { intros w g. apply hit_gap_ext; intros w0 theta x T; apply jepa_layers_hit_curve; try assumption; lra. }
  assert (forall w g, mae w g <-> curve_gap (L + M - 1) (L + M) lambda (lm rho1) (lm rho2) q w g) as Cm.
  { intros w g. apply hit_gap_ext; intros w0 theta x T; apply mae_layers_hit_curve; try assumption; lra. }
  assert (forall w g, spectral w g <-> curve_gap (2 * L - 1) (2 * L) lambda (ls rho1) (ls rho2) q w g) as Cs.
  { intros w g. apply hit_gap_ext; intros w0 theta x T; apply amplitude_hits_curve; intros y;
      apply spectral_curve; try assumption; apply Rdiv_lt_0_compat; lra. }
  assert (D = / lj rho2 ^ M - / lj rho1 ^ M) as ED by (rewrite !Ej by lra; reflexivity).
  split; [|split; [|split; [|split; [|split; [|split; [|split]]]]]].
  - intros w1 w0 g1 g0 K Hw H1 H0. apply Cj in H1. apply Cj in H0. rewrite ED. split; intros HL2 HK.
    + apply (gap_exceeds_power (2 * L + M - 1) M lambda (lj rho1) (lj rho2) q) with (6 := Hw) (7 := H1) (8 := H0);
        try assumption; try lia.
      replace (2 * L + M - 1 - 1 - M)%nat with (2 * L - 2)%nat by lia. exact HK.
    + apply (gap_exceeds_logarithm (2 * L + M - 1) M lambda (lj rho1) (lj rho2) q) with (6 := Hw) (7 := H1) (8 := H0);
        try assumption; lia.
  - intros K. destruct (gap_unbounded (2 * L + M - 1) M lambda (lj rho1) (lj rho2) q) with (K := K) as [d [Hd H]];
      try assumption; try lia.
    exists d. split; [lra|]. intros w g Hw Hg. apply (H w g Hw), Cj, Hg.
  - intros w1 w0 g1 g0 Hw H1 H0. apply Cm in H1. apply Cm in H0.
    pose proof (gap_nearly_constant (L + M - 1) (L + M) lambda (lm rho1) (lm rho2) q ltac:(lia) ltac:(lia) Hl Om
      w1 w0 g1 g0 ltac:(lia) Hw H1 H0) as H. rewrite !Em in H by lra. exact H.
  - intros w1 w0 g1 g0 Hw H1 H0. apply Cs in H1. apply Cs in H0.
    pose proof (gap_nearly_constant (2 * L - 1) (2 * L) lambda (ls rho1) (ls rho2) q ltac:(lia) ltac:(lia) Hl Os
      w1 w0 g1 g0 ltac:(lia) Hw H1 H0) as H. rewrite !Es in H by lra.
    replace Ds with (/ (rho2 ^ 2 / lambda) - / (rho1 ^ 2 / lambda)) by (unfold Ds; field; lra). exact H.
  - intros w0 theta x1 T1 x2 T2 H0 H1 H2.
    apply (amplitude_hits_curve _ (2 * L - 1) (2 * L) lambda (barlow_limit L lambda)) in H1;
      [|intros y; apply barlow_curve; assumption].
    apply (amplitude_hits_curve _ (2 * L - 1) (2 * L) lambda (barlow_limit L lambda)) in H2;
      [|intros y; apply barlow_curve; assumption].
    destruct (curve_hits_time (2 * L - 1) (2 * L) lambda (barlow_limit L lambda) ltac:(lia) ltac:(lia) Hl
      (Rpower_pos _ _) w0 theta T1 x1 H1 H0) as [_ ->].
    destruct (curve_hits_time (2 * L - 1) (2 * L) lambda (barlow_limit L lambda) ltac:(lia) ltac:(lia) Hl
      (Rpower_pos _ _) w0 theta T2 x2 H2 H0) as [_ ->]. reflexivity.
  - intros w Hw. destruct (curve_gap_exists (2 * L + M - 1) M lambda (lj rho1) (lj rho2) q) with (w := w) as [g Hg];
      try assumption; try lia. exists g. apply Cj, Hg.
  - intros w Hw. destruct (curve_gap_exists (L + M - 1) (L + M) lambda (lm rho1) (lm rho2) q) with (w := w) as [g Hg];
      try assumption; try lia. exists g. apply Cm, Hg.
  - intros w Hw. destruct (curve_gap_exists (2 * L - 1) (2 * L) lambda (ls rho1) (ls rho2) q) with (w := w) as [g Hg];
      try assumption; try lia. exists g. apply Cs, Hg.
Qed.

(** JEPA's gap does not depend on the number M of predictor layers, to leading order: with D = 1/rho2 - 1/rho1, for
    L >= 2, r = lambda (T2 - T1) (2L-2) w0^(2L-2) / D tends to 1 at every M, with explicit bounds from a start to a
    smaller one, and the gaps at M and M' have a quotient that tends to 1; for L = 1 lambda (T2 - T1) is D ln (1/w0)
    plus a part that converges. *)
(* claims: Family.GapDoesNotDependOnPredictorDepth *)
Theorem family_gap_and_predictor_depth (L : nat) (lambda rho1 rho2 q : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho2 < rho1 -> 0 < q < 1 ->
  let l M rho := Rpower rho (/ INR M) in
  let hit M := jepa_layers_hit L M lambda in
  let gap M := hit_gap (hit M rho1) (hit M rho2) lambda (l M rho1) (l M rho2) q in
  let D := / rho2 - / rho1 in
  let r w g := g * INR (2 * L - 2) * w ^ (2 * L - 2) / D in
  let chi M w := / ((1 - w ^ M / rho1) * (1 - w ^ M / rho2)) in
  (forall M w, (1 <= M)%nat -> 0 < w <= q * l M rho2 -> exists g, gap M w g) /\
  ((2 <= L)%nat -> forall M, (1 <= M)%nat ->
     (forall w1 w0 g1 g0, w0 < w1 -> gap M w1 g1 -> gap M w0 g0 -> let theta := (w0 / w1) ^ (2 * L - 2) in
        theta * r w1 g1 + 1 - theta < r w0 g0 < theta * r w1 g1 + chi M w1 * (1 - theta)) /\
     (forall x, 0 < x -> exists d, 0 < d /\ forall w g, w < d -> gap M w g -> Rabs (r w g - 1) < x)) /\
  ((2 <= L)%nat -> forall M M' x, (1 <= M)%nat -> (1 <= M')%nat -> 0 < x -> exists d, 0 < d /\
     forall w g g', w < d -> gap M w g -> gap M' w g' -> Rabs (g / g' - 1) < x) /\
  ((L = 1)%nat -> forall M, (1 <= M)%nat ->
     (forall w1 w0 g1 g0, w0 < w1 -> gap M w1 g1 -> gap M w0 g0 ->
        0 < (g0 - D * ln (/ w0)) - (g1 - D * ln (/ w1)) < chi M w1 * D / INR M * (/ rho1 + / rho2) * w1 ^ M) /\
     exists c, forall w g, gap M w g ->
        0 < c - (g - D * ln (/ w)) < w ^ M / rho2 / (INR M * (1 - w ^ M / rho2)) / rho2).
Proof.
  intros HL Hl Hr Hq l hit gap D r chi.
  assert (forall M rho, (1 <= M)%nat -> 0 < rho -> l M rho ^ M = rho) as E.
  { intros. apply Rpower_root_pow; assumption. }
  assert (forall M, (1 <= M)%nat -> 0 < l M rho2 < l M rho1) as O.
  { intros M HM. split; [apply Rpower_pos|]. apply Rlt_Rpower_l; [apply Rinv_0_lt_compat, INR_pos, HM|lra]. }
  assert (forall M w g, (1 <= M)%nat ->
    (gap M w g <-> curve_gap (2 * L + M - 1) M lambda (l M rho1) (l M rho2) q w g)) as C.
  { intros M w g HM. apply hit_gap_ext; intros w0 theta x T; apply jepa_layers_hit_curve; try assumption; lra. }
  assert (forall M, (1 <= M)%nat -> D = / l M rho2 ^ M - / l M rho1 ^ M) as ED.
  { intros M HM. rewrite !E by (try assumption; lra). reflexivity. }
  assert (forall M, (1 <= M)%nat -> (2 * L + M - 1 - 1 - M)%nat = (2 * L - 2)%nat) as Ee by (intros; lia).
  assert ((2 <= L)%nat -> forall M x, (1 <= M)%nat -> 0 < x -> exists d, 0 < d /\ forall w g, w < d -> gap M w g ->
    Rabs (r w g - 1) < x) as Hlim.
  { intros HL2 M x HM Hx.
    destruct (gap_ratio_limit (2 * L + M - 1) M lambda (l M rho1) (l M rho2) q ltac:(lia) HM Hl (O M HM) x ltac:(lia)
      Hx) as [d [Hd H]]. exists d. split; [lra|]. intros w g Hw Hg. apply C in Hg; [|exact HM].
    specialize (H w g Hw Hg). rewrite (Ee M HM), <- (ED M HM) in H. exact H. }
  split; [|split; [|split]].
  - intros M w HM Hw. destruct (curve_gap_exists (2 * L + M - 1) M lambda (l M rho1) (l M rho2) q ltac:(lia) HM Hl
      (O M HM) Hq w Hw) as [g Hg]. exists g. apply C; assumption.
  - intros HL2 M HM. split; [|exact (fun x => Hlim HL2 M x HM)]. intros w1 w0 g1 g0 Hw H1 H0.
    apply C in H1; [|exact HM]. apply C in H0; [|exact HM].
    pose proof (gap_ratio_step (2 * L + M - 1) M lambda (l M rho1) (l M rho2) q ltac:(lia) HM Hl (O M HM) w1 w0 g1 g0
      ltac:(lia) Hw H1 H0) as H. cbv zeta in H.
    rewrite (Ee M HM), <- (ED M HM), !E in H by (try exact HM; lra). exact H.
  - intros HL2 M M' x HM HM' Hx. assert (0 < Rmin (1/2) (x / 4)) as Hm by (apply Rmin_pos; lra).
    destruct (Hlim HL2 M _ HM Hm) as [d [Hd H]]. destruct (Hlim HL2 M' _ HM' Hm) as [d' [Hd' H']].
    exists (Rmin d d'). split; [apply Rmin_pos; assumption|]. intros w g g' Hw Hg Hg'.
    pose proof (Rmin_l d d'). pose proof (Rmin_r d d').
    specialize (H w g ltac:(lra) Hg). specialize (H' w g' ltac:(lra) Hg').
    pose proof (quotient_near_one _ _ x Hx H H') as Hquot. replace (g / g') with (r w g / r w g'); [exact Hquot|].
    destruct Hg as [_ [_ [_ [_ [Hw2 _]]]]]. pose proof (pow_lt w (2 * L - 2) ltac:(lra)) as Hp.
    pose proof (INR_pos (2 * L - 2) ltac:(lia)) as HN.
    pose proof (gap_constant_pos M (l M rho1) (l M rho2) HM (O M HM)) as HD. rewrite <- (ED M HM) in HD.
    assert (r w g' <> 0).
    { pose proof (Rmin_l (1/2) (x / 4)). apply Rabs_def2 in H'. lra. }
    assert (g' <> 0) by (intros E0; apply H2; unfold r; rewrite E0; unfold Rdiv; ring).
    unfold r. field. repeat split; lra.
  - intros HL1 M HM. split.
    { intros w1 w0 g1 g0 Hw H1 H0. apply C in H1; [|exact HM]. apply C in H0; [|exact HM].
      destruct H1 as [x1 [T1 [x2 [T2 [B1 [-> [K1 K2]]]]]]]. destruct H0 as [y1 [U1 [y2 [U2 [B0 [-> [K3 K4]]]]]]].
      rewrite (gap_of_times (2 * L + M - 1) M lambda (l M rho1) (l M rho2) q ltac:(lia) HM Hl (O M HM) w1 T1 T2 x1 x2
        B1 K1 K2), (gap_of_times (2 * L + M - 1) M lambda (l M rho1) (l M rho2) q ltac:(lia) HM Hl (O M HM) w0 U1 U2
        y1 y2 B0 K3 K4).
      pose proof (gap_logarithmic_growth (2 * L + M - 1) M (l M rho1) (l M rho2) q ltac:(lia) HM (O M HM) w1 w0
        ltac:(lia) ltac:(lra) ltac:(lra)) as H.
      rewrite <- chi_factor, <- (ED M HM), !E in H by (try exact HM; lra). exact H. }
    exists (gap_log_constant (2 * L + M - 1) M (l M rho1) (l M rho2) q). intros w g Hg.
    apply C in Hg; [|exact HM].
    pose proof (gap_log_part (2 * L + M - 1) M lambda (l M rho1) (l M rho2) q ltac:(lia) HM Hl (O M HM) w g ltac:(lia)
      Hg) as H. rewrite <- (ED M HM) in H.
    replace ((w / l M rho2) ^ M) with (w ^ M / rho2) in H; [rewrite !E in H by (try exact HM; lra); exact H|].
    unfold Rdiv. rewrite Rpow_mult_distr, pow_inv, E by (try exact HM; lra). reflexivity.
Qed.

(** Phi(s) = s^(1-a) / (1 - s^m) + (a-1) H(s) increases, and the time to q l has, as a function of the limit l, the sign
    of Phi(w0/l) - (a-1) H(q) for its derivative. A boundary s in (0, q) with Phi(s) = (a-1) H(q) decides for every pair
    of limits. It exists, and is the only solution in (0, 1), always if m <= a-1 (Phi comes from - infinity); if
    m > a-1 >= 1 exactly when H(q) > 0, that is, above a threshold q0 (Phi comes from 0). Otherwise, and always for
    a = 1, the larger limit is later from every start. *)
(* claims: Family.Boundary *)
Theorem family_boundary (a m : nat) (lambda q : R) :
  (1 <= a)%nat -> (1 <= m)%nat -> 0 < lambda -> 0 < q < 1 ->
  let Phi s := / (s ^ (a - 1) * (1 - s ^ m)) + INR (a - 1) * curve_H a m s in
  let c := INR (a - 1) * curve_H a m q in
  let boundary s := 0 < s < q /\ Phi s = c /\ forall y, 0 < y < 1 -> Phi y = c -> y = s in
  (forall s, 0 < s < 1 -> is_derive Phi s (INR m * (s ^ m / s ^ a) / (1 - s ^ m) ^ 2)) /\
  (forall x y, 0 < x -> x < y -> y < 1 -> Phi x < Phi y) /\
  (forall w0 l, 0 < w0 < l -> exists d,
     is_derive (fun l => curve_time a m lambda l w0 (q * l)) l d /\ d = (Phi (w0 / l) - c) / (lambda * l ^ a) /\
     (d < 0 <-> Phi (w0 / l) < c) /\ (0 < d <-> c < Phi (w0 / l))) /\
  (forall w0 l1 l2 x1 T1 x2 T2, 0 < l2 < l1 -> 0 < w0 < l2 ->
     curve_hits a m lambda l1 w0 (q * l1) x1 T1 -> curve_hits a m lambda l2 w0 (q * l2) x2 T2 ->
     T1 = curve_time a m lambda l1 w0 (q * l1) /\ T2 = curve_time a m lambda l2 w0 (q * l2) /\
     ((forall y, 0 < y < 1 -> c < Phi y) -> T2 < T1) /\
     (forall s, boundary s -> (s <= w0 / l1 -> T2 < T1) /\ (w0 / l2 <= s -> T1 < T2))) /\
  ((m <= a - 1)%nat -> exists s, boundary s) /\
  ((m <= a - 1)%nat -> forall M, exists d, 0 < d < 1 /\ forall s, 0 < s < d -> Phi s < M) /\
  (forall M, exists d, 0 < d < 1 /\ forall s, d < s < 1 -> M < Phi s) /\
  ((2 <= a)%nat -> (a - 1 < m)%nat ->
     (0 < curve_H a m q <-> exists s, boundary s) /\
     (curve_H a m q <= 0 <-> forall y, 0 < y < 1 -> c < Phi y) /\
     (forall s, 0 < s < 1 -> 0 < Phi s <= INR a * (s / (1 - s)))) /\
  (exists q0, 0 < q0 < 1 /\ curve_H a m q0 = 0 /\ (0 < curve_H a m q <-> q0 < q)) /\
  ((a = 1)%nat -> c = 0 /\ forall y, 0 < y < 1 -> 1 < Phi y).
Proof.
  intros Ha Hm Hl Hq Phi c boundary.
  assert (forall s, 0 < s < 1 -> is_derive Phi s (INR m * (s ^ m / s ^ a) / (1 - s ^ m) ^ 2)) as HD.
  { intros s. exact (curve_Phi_derive a m Ha Hm s). }
  assert (forall x y, 0 < x -> x < y -> y < 1 -> Phi x < Phi y) as HI by exact (curve_Phi_increasing a m Ha Hm).
  assert (forall s, curve_boundary a m q s /\ (forall y, 0 < y < 1 -> Phi y = c -> y = s) -> boundary s) as HB.
  { intros s [[H1 H2] H3]. split; [exact H1|split; [exact H2|exact H3]]. }
  split; [exact HD|split; [exact HI|split; [|split; [|split; [|split; [|split; [|split; [|split]]]]]]]].
  - intros w0 l Hw. exists ((Phi (w0 / l) - c) / (lambda * l ^ a)).
    split; [exact (curve_time_of_limit a m Ha Hm lambda q w0 Hl ltac:(lra) l ltac:(lra))|split; [reflexivity|]].
    assert (0 < lambda * l ^ a) as Hd by (apply Rmult_lt_0_compat; [exact Hl|apply pow_lt; lra]).
    pose proof (Rinv_0_lt_compat _ Hd). unfold Rdiv. split; split; intros H1; nra.
  - intros w0 l1 l2 x1 T1 x2 T2 Hll Hw H1 H2.
    destruct (curve_hits_time a m lambda l1 Ha Hm Hl ltac:(lra) w0 _ T1 x1 H1 ltac:(lra)) as [_ E1].
    destruct (curve_hits_time a m lambda l2 Ha Hm Hl ltac:(lra) w0 _ T2 x2 H2 ltac:(lra)) as [_ E2].
    pose proof (ratio_bounds w0 l1 ltac:(lra) ltac:(lra)). pose proof (ratio_bounds w0 l2 ltac:(lra) ltac:(lra)).
    destruct (curve_order_of_limits a m Ha Hm lambda q w0 Hl ltac:(lra) l1 l2 T1 T2 x1 x2 Hll ltac:(lra) H1 H2)
      as [Hlate Hearly].
    split; [exact E1|split; [exact E2|split]].
    + intros H3. apply Hlate. left. apply H3. lra.
    + intros s [Hs [Es _]]. split; intros Hside.
      * apply Hlate. fold c. rewrite <- Es. destruct Hside as [Hlt| ->]; [left; apply HI; lra|right; reflexivity].
      * apply Hearly. fold c. rewrite <- Es. destruct Hside as [Hlt| <-]; [left; apply HI; lra|right; reflexivity].
  - intros Hle. destruct (boundary_exists_always a m Ha Hm q Hle Hq) as [s Hs]. exists s. apply HB, Hs.
  - intros Hle M. exact (curve_Phi_from_minus_infinity a m Ha Hm M Hle).
  - intros M. exact (curve_Phi_to_infinity a m Ha Hm M).
  - intros H2 Hlt. destruct (boundary_exists_iff a m Ha Hm q H2 Hlt Hq) as [H3 H4].
    assert (0 < curve_H a m q -> exists s, boundary s) as H5.
    { intros H. destruct (H3 H) as [s Hs]. exists s. apply HB, Hs. }
    split; [|split; [split; [exact H4|]|intros s Hs; exact (curve_Phi_from_zero a m Ha Hm s H2 Hlt Hs)]].
    + split; [exact H5|]. intros [s [Hs [Es _]]]. destruct (Rlt_le_dec 0 (curve_H a m q)) as [|H]; [assumption|exfalso].
      pose proof (H4 H s ltac:(lra)) as H6. fold c in H6. change (curve_Phi a m s) with (Phi s) in H6. lra.
    + intros H. destruct (Rle_lt_dec (curve_H a m q) 0) as [|Hpos]; [assumption|exfalso].
      destruct (H5 Hpos) as [s [Hs [Es _]]]. pose proof (H s ltac:(lra)). lra.
  - destruct (curve_H_zero a m Ha Hm) as [q0 [H1 [H2 H3]]]. exists q0.
    split; [exact H1|split; [exact H2|apply H3, Hq]].
  - intros E. split; [unfold c; rewrite E; simpl; ring|]. intros y Hy. exact (curve_Phi_above_one a m Ha Hm y E Hy).
Qed.

(** ** Weight decay: dw/dt = lambda w^a (1 - (w/l)^m) - eta w *)

(** a >= 2. With the threshold lambda l^(a-1) c(a, m), c(a, m) = ((a-1)/(a-1+m))^((a-1)/m) m/(a-1+m): below it there
    are two positive fixed points wu < ws, on both sides of l ((a-1)/(a-1+m))^(1/m); every solution from above wu tends
    to ws, every one from below wu to 0; at it the two have merged; above it every solution tends to 0. A start below
    the place of merging is above wu exactly if lambda w0^(a-1) (1 - (w0/l)^m) > eta. (flow_tends g w0 z: solutions
    from w0 for all time exist, and each tends to z.) *)
(* claims: Decay.SurvivalThreshold *)
Theorem decay_survival (a m : nat) (lambda l : R) : (2 <= a)%nat -> (1 <= m)%nat -> 0 < lambda -> 0 < l ->
  let r := (INR a - 1) / (INR a - 1 + INR m) in
  let merged := l * Rpower r (/ INR m) in
  let threshold := lambda * l ^ (a - 1) * (Rpower r ((INR a - 1) / INR m) * (INR m / (INR a - 1 + INR m))) in
  let g eta w := lambda * w ^ a * (1 - (w / l) ^ m) - eta * w in
  0 < threshold /\ 0 < merged < l /\ merged ^ m = l ^ m * r /\
  (forall eta, 0 < eta < threshold -> exists wu ws, 0 < wu < merged /\ merged < ws < l /\
     (forall w, 0 < w -> (g eta w = 0 <-> w = wu \/ w = ws)) /\
     forall w0, 0 < w0 ->
       (wu < w0 -> flow_tends (g eta) w0 ws) /\ (w0 < wu -> flow_tends (g eta) w0 0) /\
       (w0 = wu -> flow_tends (g eta) w0 wu) /\
       (wu < w0 <-> merged <= w0 \/ eta < lambda * w0 ^ (a - 1) * (1 - (w0 / l) ^ m))) /\
  (forall w0, 0 < w0 ->
     (forall w, 0 < w -> (g threshold w = 0 <-> w = merged)) /\
     (merged <= w0 -> flow_tends (g threshold) w0 merged) /\ (w0 < merged -> flow_tends (g threshold) w0 0)) /\
  (forall eta w0, threshold < eta -> 0 < w0 -> (forall w, 0 < w -> g eta w < 0) /\ flow_tends (g eta) w0 0).
Proof.
  intros Ha Hm Hl Hr r merged threshold g.
  destruct (top_ratio a m l Ha Hm Hr) as [E Ht]. destruct (exponents a m Ha Hm) as [En _].
  change (decay_top a m l) with merged in *.
  split; [exact (largest_decay_pos a m lambda l Ha Hm Hl Hr)|split; [exact Ht|split; [|split; [|split]]]].
  - rewrite En in E. fold r in E. rewrite <- E, <- Rpow_mult_distr. f_equal. field. lra.
  - intros eta He. destruct (survival_below a m lambda l Ha Hm Hl Hr eta He)
      as [wu [ws [H1 [H2 [_ [_ [H3 H4]]]]]]].
    exists wu, ws. split; [exact H1|split; [exact H2|split; [exact H3|exact H4]]].
  - intros w0 H0. exact (survival_at a m lambda l Ha Hm Hl Hr w0 H0).
  - intros eta w0 He H0. exact (survival_above a m lambda l Ha Hm Hl Hr eta w0 He H0).
Qed.

(** a = 1: a feature survives from every start if eta < lambda, and dies from every start otherwise. *)
(* claims: Decay.SurvivalThreshold *)
Theorem decay_survival_at_exponent_one (m : nat) (lambda l eta : R) :
  (1 <= m)%nat -> 0 < lambda -> 0 < l -> 0 < eta ->
  let g w := lambda * w ^ 1 * (1 - (w / l) ^ m) - eta * w in
  (eta < lambda -> exists ws, 0 < ws < l /\ ws ^ m = l ^ m * (1 - eta / lambda) /\
     (forall w, 0 < w -> (g w = 0 <-> w = ws)) /\ forall w0, 0 < w0 -> flow_tends g w0 ws) /\
  (lambda <= eta -> forall w0, 0 < w0 -> flow_tends g w0 0).
Proof. apply survival_depth_one. Qed.

(** What the curve with decay tends to, the layers of JEPA and MAE tend to, which stay equal; and the thresholds in
    lambda and rho (a >= 2). Some start tends to a positive amplitude exactly up to the threshold. *)
(* claims: Decay.SurvivalThreshold *)
Theorem decay_thresholds (L M : nat) (lambda rho : R) : (1 <= L)%nat -> (1 <= M)%nat -> 0 < lambda -> 0 < rho ->
  let s2 := lambda / rho in
  let c a m := Rpower ((INR a - 1) / (INR a - 1 + INR m)) ((INR a - 1) / INR m) * (INR m / (INR a - 1 + INR m)) in
  let threshold a m l := lambda * l ^ (a - 1) * c a m in
  (forall eta x0 z,
     (flow_tends (decay_rate (2 * L + M - 1) M lambda (Rpower rho (/ INR M)) eta) x0 z ->
      layers_tend (deep_jepa_dv L M lambda s2 eta) (deep_jepa_dw L M lambda s2 eta) x0 z) /\
     (flow_tends (decay_rate (L + M - 1) (L + M) lambda (Rpower rho (/ INR (L + M))) eta) x0 z ->
      layers_tend (deep_mae_dv L M lambda s2 eta) (deep_mae_dw L M lambda s2 eta) x0 z)) /\
  threshold (2 * L + M - 1)%nat M (Rpower rho (/ INR M)) =
    lambda * Rpower rho (INR (2 * L + M - 2) / INR M) * c (2 * L + M - 1)%nat M /\
  threshold (L + M - 1)%nat (L + M)%nat (Rpower rho (/ INR (L + M))) =
    lambda * Rpower rho (INR (L + M - 2) / INR (L + M)) * c (L + M - 1)%nat (L + M)%nat /\
  threshold (2 * L - 1)%nat (2 * L)%nat (Rpower (lambda / s2 ^ 2) (/ INR (2 * L))) =
    Rpower lambda (/ INR L) * Rpower rho (INR (2 * L - 2) / INR L) * c (2 * L - 1)%nat (2 * L)%nat /\
  threshold (2 * L - 1)%nat (2 * L)%nat (Rpower (/ lambda) (/ INR (2 * L))) =
    Rpower lambda (/ INR L) * c (2 * L - 1)%nat (2 * L)%nat /\
  c (2 * L)%nat 1%nat = INR (2 * L - 1) ^ (2 * L - 1) / INR (2 * L) ^ (2 * L) /\
  (forall a m l eta, (2 <= a)%nat -> (1 <= m)%nat -> 0 < l -> 0 < eta ->
     ((exists x0 z, 0 < x0 /\ 0 < z /\ flow_tends (decay_rate a m lambda l eta) x0 z) <-> eta <= threshold a m l) /\
     ((forall x0, 0 < x0 -> flow_tends (decay_rate a m lambda l eta) x0 0) <-> threshold a m l < eta)).
Proof.
  intros HL HM Hl Hr s2 c threshold. split; [|split; [|split; [|split; [|split; [|split]]]]].
  - intros eta x0 z. split; [exact (deep_jepa_tends L M lambda rho eta HL HM Hr x0 z)|].
    exact (deep_mae_tends L M lambda rho eta HL HM Hr x0 z).
  - exact (deep_jepa_threshold L M lambda rho HL HM Hr).
  - exact (deep_mae_threshold L M lambda rho HL HM Hr).
  - exact (spectral_threshold L lambda rho HL Hl Hr).
  - exact (barlow_threshold L lambda HL Hl).
  - exact (decay_c_jepa L HL).
  - intros a m l eta Ha Hm Hp He. exact (learned_iff a m lambda l eta Ha Hm Hl Hp He).
Qed.

(** Under decay v^2 - w^2 falls like exp (-2 eta t), for every solution of the pair. *)
(* the scalar case of the next *)
Theorem decay_balance (L M : nat) (lambda rho eta T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> (1 <= M)%nat -> 0 <= t <= T ->
  solves (deep_jepa_dv L M lambda (lambda / rho) eta) (deep_jepa_dw L M lambda (lambda / rho) eta) T v w \/
  solves (deep_mae_dv L M lambda (lambda / rho) eta) (deep_mae_dw L M lambda (lambda / rho) eta) T v w ->
  (v t ^ 2 - w t ^ 2) * exp (2 * eta * t) = v 0 ^ 2 - w 0 ^ 2 /\ (v 0 = w 0 -> v t = w t).
Proof. intros HL HM. apply deep_balance; assumption. Qed.

(** The same for adjacent layers of any sizes, X above Y, in the notation of Balance.v (D_X = - G (Y B)',
    D_Y = - X' G B'): C = X'X - Y Y' falls like exp (-2 eta t), and the law of one step of gradient descent. *)
(* claims: Decay.BalanceIsAttracting *)
Theorem decay_balance_matrices :
  (forall (p k h d : nat) (eta T : R) (X Y G B : R -> nat -> nat -> R), decayed_adjacent_flow p k h d eta T X Y G B ->
     forall i j t, (i < k)%nat -> (j < k)%nat ->
     let C t := product p (transpose (X t)) (X t) i j - product h (Y t) (transpose (Y t)) i j in
     (0 <= t <= T -> C t = exp (- (2 * eta * t)) * C 0) /\ (0 < t < T -> is_derive C t (- (2 * eta) * C t))) /\
  (forall (p h d : nat) (eta s : R) (X Y G B : nat -> nat -> R) (i j : nat),
     let C X Y := product p (transpose X) X i j - product h Y (transpose Y) i j in
     let DX a b := - product d G (transpose (product h Y B)) a b in
     let DY a b := - product p (transpose X) (product d G (transpose B)) a b in
     let next W DW (a b : nat) := (1 - s * eta) * W a b + s * DW a b in
     C (next X DX) (next Y DY) = (1 - s * eta) ^ 2 * C X Y + s ^ 2 * C DX DY) /\
  (exists X Y G B, (forall T, decayed_adjacent_flow 1 1 1 1 1 T X Y G B) /\ X 0 O O = 1/2 /\ X 1 O O < X 0 O O).
Proof.
  split; [|split; [exact decayed_step|exact decayed_adjacent_flow_exists]].
  intros p k h d eta T X Y G B Hf i j t Hi Hj C. split; intros Ht.
  - exact (decayed_gram p k h d eta T X Y G B Hf i j t Hi Hj Ht).
  - exact (decayed_gram_derivative p k h d eta T X Y G B Hf i j t Hi Hj Ht).
Qed.

(** From a start w0: it survives the decays below S(w0) = phi(min (w0, wp)), the largest phi up to w0, and none above;
    wp is where phi is largest. And where the unstable fixed point wu is: eta/lambda < wu^(a-1), with a bound from above
    that tends to eta/lambda. A start w0 < wp is above, at or below wu as phi(w0) is above, at or below eta. *)
(* claims: Decay.UnstableStart *)
Theorem decay_unstable_start (a m : nat) (lambda l : R) : (2 <= a)%nat -> (1 <= m)%nat -> 0 < lambda -> 0 < l ->
  let r := (INR a - 1) / (INR a - 1 + INR m) in
  let wp := l * Rpower r (/ INR m) in
  let phi w := lambda * w ^ (a - 1) * (1 - (w / l) ^ m) in
  let S w := phi (Rmin w wp) in
  let bound eta := Rpower (eta * (INR a - 1 + INR m) / (lambda * INR m)) (/ (INR a - 1)) in
  (forall w0, 0 < w0 -> (exists x, 0 < x <= w0 /\ phi x = S w0) /\ (forall x, 0 < x <= w0 -> phi x <= S w0) /\
     (forall eta, 0 < eta < S w0 -> exists z, 0 < z /\ flow_tends (decay_rate a m lambda l eta) w0 z) /\
     (forall eta, S w0 < eta -> flow_tends (decay_rate a m lambda l eta) w0 0)) /\
  (forall eta, 0 < eta < phi wp -> exists wu, 0 < wu < wp /\ phi wu = eta /\
     (forall w0, 0 < w0 < wp ->
        (wu < w0 <-> eta < phi w0) /\ (w0 = wu <-> phi w0 = eta) /\ (w0 < wu <-> phi w0 < eta)) /\
     (forall w0, 0 < w0 -> (w0 < wu -> flow_tends (decay_rate a m lambda l eta) w0 0) /\
        (w0 = wu -> flow_tends (decay_rate a m lambda l eta) w0 wu) /\
        (wu < w0 -> exists ws, wp < ws < l /\ flow_tends (decay_rate a m lambda l eta) w0 ws)) /\
     eta / lambda < wu ^ (a - 1) /\ wu ^ (a - 1) = eta / lambda * / (1 - (wu / l) ^ m) /\
     wu ^ (a - 1) < eta / lambda * ((INR a - 1 + INR m) / INR m) /\ wu < bound eta /\
     (0 < 1 - (bound eta / l) ^ m -> lambda / eta * wu ^ (a - 1) < / (1 - (bound eta / l) ^ m))) /\
  (forall x, 0 < x -> exists d, 0 < d /\ forall eta wu, 0 < eta < d -> 0 < wu < wp -> phi wu = eta ->
     0 < lambda / eta * wu ^ (a - 1) - 1 < x).
Proof.
  intros Ha Hm Hl Hr r wp phi S bound. split; [|split].
  - intros w0 H0. split; [|split; [|split]].
    + destruct (min_bounds a m l Ha Hm Hr w0 H0) as [H1 _]. exists (Rmin w0 wp). split; [exact H1|reflexivity].
    + intros x. exact (survived_decay_largest a m lambda l Ha Hm Hl Hr w0 x).
    + intros eta. exact (survives_below a m lambda l Ha Hm Hl Hr eta w0 H0).
    + intros eta. exact (dies_above a m lambda l Ha Hm Hl Hr eta w0 H0).
  - intros eta He. change (phi wp) with (gain a m lambda l (decay_top a m l)) in He.
    rewrite (gain_top a m lambda l Ha Hm Hr) in He.
    destruct (survival_below a m lambda l Ha Hm Hl Hr eta He) as [wu [ws [Bu [Bs [Eu [_ [_ Hs]]]]]]].
    exists wu. split; [exact Bu|split; [exact Eu|split; [|split]]].
    + intros w0 H0. assert (forall x y, 0 <= x -> x < y -> y <= wp -> phi x < phi y) as Hrise.
      { intros x y. exact (gain_rises a m lambda l Ha Hm Hl Hr x y). }
      change (phi wu = eta) in Eu. change (0 < wu < wp) in Bu. rewrite <- Eu.
      destruct (Rtotal_order w0 wu) as [K|[K|K]].
      * pose proof (Hrise w0 wu ltac:(lra) K ltac:(lra)). lra.
      * rewrite K. lra.
      * pose proof (Hrise wu w0 ltac:(lra) K ltac:(lra)). lra.
    + intros w0 H0. destruct (Hs w0 H0) as [Hup [Hdown [Hat _]]].
      split; [exact Hdown|split; [exact Hat|]]. intros K. exists ws. split; [exact Bs|apply Hup, K].
    + destruct (unstable_bounds a m lambda l Ha Hm Hl Hr eta wu ltac:(lra) Bu Eu) as [B1 [B2 B3]].
      destruct (unstable_above_bound a m lambda l Ha Hm Hl Hr eta wu ltac:(lra) Bu Eu) as [B4 B5].
      split; [exact B1|split; [exact B2|split; [exact B3|split; [exact B4|]]]]. intros K. apply (B5 K).
  - exact (unstable_asymptotics a m lambda l Ha Hm Hl Hr).
Qed.

(** The filter, l^m = rho and kappa = (a-1)/m: for JEPA kappa = 1 + (2L-2)/M, for MAE 1 - 2/(L+M). First for any two
    features and over all starts; then for two features in conflict from a common start, S as above. *)
(* claims: Decay.FilterByRho *)
Theorem decay_filter_by_rho (a m : nat) : (2 <= a)%nat -> (1 <= m)%nat ->
  let r := (INR a - 1) / (INR a - 1 + INR m) in
  let kappa := (INR a - 1) / INR m in
  let c := Rpower r kappa * (INR m / (INR a - 1 + INR m)) in
  let l rho := Rpower rho (/ INR m) in
  let tends lambda rho eta := flow_tends (decay_rate a m lambda (l rho) eta) in
  let learned lambda rho eta := exists w0 z, 0 < w0 /\ 0 < z /\ tends lambda rho eta w0 z in
  let never lambda rho eta := forall w0, 0 < w0 -> tends lambda rho eta w0 0 in
  let wp rho := l rho * Rpower r (/ INR m) in
  let phi lambda rho w := lambda * w ^ (a - 1) * (1 - (w / l rho) ^ m) in
  let S lambda rho w := phi lambda rho (Rmin w (wp rho)) in
  let most lambda rho := lambda * Rpower rho kappa * c in
  (forall lambda1 rho1 lambda2 rho2, 0 < lambda1 -> 0 < rho1 -> 0 < lambda2 -> 0 < rho2 ->
     (forall eta, 0 < eta -> (learned lambda1 rho1 eta /\ never lambda2 rho2 eta <->
        most lambda2 rho2 < eta <= most lambda1 rho1)) /\
     ((exists eta, 0 < eta /\ learned lambda1 rho1 eta /\ never lambda2 rho2 eta) <->
        lambda2 * Rpower rho2 kappa < lambda1 * Rpower rho1 kappa)) /\
  (forall lambda rho w0, 0 < lambda -> 0 < rho -> 0 < w0 ->
     (forall eta, 0 < eta < S lambda rho w0 -> exists z, 0 < z /\ tends lambda rho eta w0 z) /\
     (forall eta, S lambda rho w0 < eta -> tends lambda rho eta w0 0)) /\
  (forall lambda1 rho1 lambda2 rho2 w0, 0 < lambda1 < lambda2 -> 0 < rho2 < rho1 -> 0 < w0 ->
     let wx := Rpower ((lambda2 - lambda1) / (lambda2 / rho2 - lambda1 / rho1)) (/ INR m) in
     (w0 < wx -> S lambda1 rho1 w0 < S lambda2 rho2 w0) /\
     (wx < w0 -> wx < wp rho2 -> S lambda2 rho2 w0 < S lambda1 rho1 w0) /\
     (wp rho2 <= wx ->
        (most lambda1 rho1 <= most lambda2 rho2 -> S lambda1 rho1 w0 <= S lambda2 rho2 w0) /\
        (most lambda2 rho2 < most lambda1 rho1 -> exists wf, 0 < wf < wp rho1 /\
           phi lambda1 rho1 wf = most lambda2 rho2 /\
           (forall x, 0 < x < wp rho1 -> phi lambda1 rho1 x = most lambda2 rho2 -> x = wf) /\
           wx <= wf /\ (S lambda2 rho2 w0 < S lambda1 rho1 w0 <-> wf < w0)))).
Proof.
  intros Ha Hm r kappa c l tends learned never wp phi S most. destruct (exponents a m Ha Hm) as [En [Hn Hk]].
  assert (forall rho, 0 < l rho) as Hlp by (intros rho; apply Rpower_pos).
  assert (forall rho, 0 < rho -> l rho ^ m = rho) as Hlm by (intros rho Hr; apply Rpower_root_pow; assumption).
  assert (forall lambda rho, most lambda rho = largest_decay a m lambda (l rho)) as Emost.
  { intros lambda rho. unfold most, largest_decay, l. rewrite rpower_root_power, En. reflexivity. }
  split; [|split].
  - intros lambda1 rho1 lambda2 rho2 Hl1 Hr1 Hl2 Hr2. split.
    + intros eta He. rewrite !Emost.
      destruct (learned_iff a m lambda1 (l rho1) eta Ha Hm Hl1 (Hlp rho1) He) as [H1 _].
      destruct (learned_iff a m lambda2 (l rho2) eta Ha Hm Hl2 (Hlp rho2) He) as [_ H2].
      split; [intros [K1 K2]; apply H1 in K1; apply H2 in K2; lra|].
      intros [K1 K2]. split; [apply H1, K2|apply H2, K1].
    + assert (forall rho, l rho ^ (a - 1) = Rpower rho kappa) as Ek.
      { intros rho. unfold l. rewrite rpower_root_power, En. reflexivity. }
      rewrite <- !Ek. apply (decay_filter a m lambda1 (l rho1) lambda2 (l rho2)); auto. lia.
  - intros lambda rho w0 Hl Hr H0. split.
    + intros eta. exact (survives_below a m lambda (l rho) Ha Hm Hl (Hlp rho) eta w0 H0).
    + intros eta. exact (dies_above a m lambda (l rho) Ha Hm Hl (Hlp rho) eta w0 H0).
  - intros lambda1 rho1 lambda2 rho2 w0 Hl Hr H0 wx.
    assert (0 < l rho2 < l rho1) as Hll.
    { split; [apply Hlp|]. unfold l. apply Rlt_Rpower_l; [apply Rinv_0_lt_compat, Hk|lra]. }
    assert (wx = crossing m lambda1 lambda2 (l rho1) (l rho2)) as Ex.
    { unfold crossing. rewrite !Hlm by lra. reflexivity. }
    rewrite Ex. split; [|split].
    + intros H. exact (conflict_small_starts a m lambda1 lambda2 (l rho1) (l rho2) Ha Hm Hl Hll w0 (conj H0 H)).
    + exact (conflict_large_starts a m lambda1 lambda2 (l rho1) (l rho2) Ha Hm Hl Hll w0).
    + intros H. rewrite !Emost.
      exact (conflict_late_crossing a m lambda1 lambda2 (l rho1) (l rho2) Ha Hm Hl Hll w0 H0 H).
Qed.

(** JEPA's largest decays of two features are farther apart than MAE's, whatever the depths: the ratio is
    lambda1/lambda2 times a power of rho1/rho2, with an exponent of at least 1 for JEPA and below 1 for MAE. *)
(* claims: Decay.JepaFiltersMoreThanMae *)
Theorem decay_jepa_filters_more (L M L' M' : nat) (lambda1 lambda2 rho1 rho2 : R) :
  (1 <= L)%nat -> (1 <= M)%nat -> (1 <= L')%nat -> (1 <= M')%nat -> (3 <= L' + M')%nat ->
  0 < lambda1 -> 0 < lambda2 -> 0 < rho2 < rho1 ->
  let jepa lambda rho := largest_decay (2 * L + M - 1) M lambda (Rpower rho (/ INR M)) in
  let mae lambda rho := largest_decay (L' + M' - 1) (L' + M') lambda (Rpower rho (/ INR (L' + M'))) in
  let x := rho1 / rho2 in
  let kj := 1 + (2 * INR L - 2) / INR M in
  let km := 1 - 2 / INR (L' + M') in
  jepa lambda1 rho1 / jepa lambda2 rho2 = lambda1 / lambda2 * Rpower x kj /\
  mae lambda1 rho1 / mae lambda2 rho2 = lambda1 / lambda2 * Rpower x km /\
  x <= Rpower x kj /\ Rpower x km < x /\ 1 < Rpower x km /\
  (Rpower x km < lambda2 / lambda1 < Rpower x kj ->
     jepa lambda2 rho2 < jepa lambda1 rho1 /\ mae lambda1 rho1 < mae lambda2 rho2).
Proof.
  intros HL HM HL' HM' Hn Hl1 Hl2 Hr jepa mae x kj km.
  pose proof (INR_pos M HM) as PM. pose proof (INR_pos (L' + M') ltac:(lia)) as Pn.
  assert (1 <= INR L) as PL by (change 1 with (INR 1); apply le_INR, HL).
  assert (3 <= INR (L' + M')) as P3 by (replace 3 with (INR 3) by (simpl; ring); apply le_INR, Hn).
  assert (1 < x) as Hx.
  { apply Rmult_lt_reg_r with rho2; [lra|]. unfold x, Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  assert (forall k, Rpower rho1 k = Rpower x k * Rpower rho2 k) as Ex.
  { intros k. rewrite Rpower_mult_distr by lra. f_equal. unfold x. field. lra. }
  assert (INR (2 * L + M - 2) / INR M = kj) as Ej.
  { unfold kj. rewrite minus_INR, plus_INR, mult_INR by lia. change (INR 2) with 2. field. lra. }
  assert (INR (L' + M' - 2) / INR (L' + M') = km) as Em.
  { unfold km. rewrite minus_INR by lia. change (INR 2) with 2. field. lra. }
  assert (forall a m, (2 <= a)%nat -> (1 <= m)%nat -> 0 < decay_c a m) as Hc.
  { intros a m Ha Hm. destruct (exponents a m Ha Hm) as [E [H1 H2]]. unfold decay_c. rewrite <- E.
    apply Rmult_lt_0_compat; [apply Rpower_pos|apply Rdiv_lt_0_compat; lra]. }
  pose proof (Hc (2 * L + M - 1)%nat M ltac:(lia) HM) as Cj.
  pose proof (Hc (L' + M' - 1)%nat (L' + M')%nat ltac:(lia) ltac:(lia)) as Cm.
  assert (forall lambda rho, 0 < rho -> jepa lambda rho = lambda * Rpower rho kj * decay_c (2 * L + M - 1) M) as Vj.
  { intros lambda rho H. rewrite <- Ej. exact (deep_jepa_threshold L M lambda rho HL HM H). }
  assert (forall lambda rho, 0 < rho ->
    mae lambda rho = lambda * Rpower rho km * decay_c (L' + M' - 1) (L' + M')) as Vm.
  { intros lambda rho H. rewrite <- Em. exact (deep_mae_threshold L' M' lambda rho HL' HM' H). }
  rewrite !Vj, !Vm, !(Ex kj), !(Ex km) by lra.
  pose proof (Rpower_pos rho2 kj) as Pj. pose proof (Rpower_pos rho2 km) as Pm.
  set (cj := decay_c (2 * L + M - 1) M) in *. set (cm := decay_c (L' + M' - 1) (L' + M')) in *.
  set (u := Rpower rho2 kj) in *. set (v := Rpower rho2 km) in *.
  assert (0 < 2 / INR (L' + M')) as H2n by (apply Rdiv_lt_0_compat; lra).
  assert (2 / INR (L' + M') < 1) as H2n1.
  { apply Rmult_lt_reg_r with (INR (L' + M')); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  split; [field; repeat split; lra|split; [field; repeat split; lra|split; [|split; [|split]]]].
  - rewrite <- (Rpower_1 x) at 1 by lra. apply Rle_Rpower; [lra|]. unfold kj.
    cut (0 <= (2 * INR L - 2) / INR M); [lra|]. apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat, PM].
  - rewrite <- (Rpower_1 x) at 2 by lra. apply Rpower_lt; [exact Hx|unfold km; lra].
  - rewrite <- (Rpower_O x) by lra. apply Rpower_lt; [exact Hx|unfold km; lra].
  - intros [H1 H3]. apply (Rmult_lt_compat_r lambda1) in H1; [|exact Hl1].
    apply (Rmult_lt_compat_r lambda1) in H3; [|exact Hl1].
    unfold Rdiv in H1, H3. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in H1, H3 by lra.
    assert (0 < u * cj) by (apply Rmult_lt_0_compat; assumption).
    assert (0 < v * cm) by (apply Rmult_lt_0_compat; assumption).
    split.
    + replace (lambda2 * u * cj) with (lambda2 * (u * cj)) by ring.
      replace (lambda1 * (Rpower x kj * u) * cj) with (Rpower x kj * lambda1 * (u * cj)) by ring.
      apply Rmult_lt_compat_r; assumption.
    + replace (lambda2 * v * cm) with (lambda2 * (v * cm)) by ring.
      replace (lambda1 * (Rpower x km * v) * cm) with (Rpower x km * lambda1 * (v * cm)) by ring.
      apply Rmult_lt_compat_r; assumption.
Qed.

(** ** Collapse *)

(** JEPA from an unbalanced start, c = v0^2 - w0^2: learned exactly when c < 0, or v0 > 0 and
    c < rho^2; otherwise w tends to 0. All limits, and existence; and at every point of the curve
    v^2 - w^2 = c, w > 0, which the field keeps, the direction of the velocity: v towards rho, and where the feature
    collapses towards sqrt c or - sqrt c, and w falls. *)
Theorem unbalanced_start (L : nat) (lambda rho v0 w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 ->
  let c := v0 ^ 2 - w0 ^ 2 in
  (forall v w, 0 < w -> v ^ 2 - w ^ 2 = c ->
     let dv := jepa_dv L lambda (lambda / rho) v w in
     let dw := jepa_dw L lambda (lambda / rho) v w in
     v * dv - w * dw = 0 /\ (0 < dv <-> v < rho) /\ (dv = 0 <-> v = rho) /\
     (0 < v -> rho ^ 2 <= c -> sqrt c < v /\ dv < 0 /\ dw < 0) /\
     (v < 0 -> 0 <= c -> v < - sqrt c /\ 0 < dv /\ dw < 0)) /\
  (forall v w, v 0 = v0 -> w 0 = w0 -> (forall T, jepa_flow L lambda (lambda / rho) T v w) ->
     ((c < 0 \/ (0 < v0 /\ c < rho ^ 2)) ->
        is_lim v p_infty rho /\ is_lim w p_infty (sqrt (rho ^ 2 - c)) /\ 0 < sqrt (rho ^ 2 - c)) /\
     (0 < v0 -> rho ^ 2 <= c -> is_lim w p_infty 0 /\ is_lim v p_infty (sqrt c)) /\
     (v0 <= 0 -> 0 <= c -> is_lim w p_infty 0 /\ is_lim v p_infty (- sqrt c))) /\
  exists v w, v 0 = v0 /\ w 0 = w0 /\ forall T, jepa_flow L lambda (lambda / rho) T v w.
Proof.
  intros HL Hl Hr H0 c. split; [|split].
  - intros v w Hw Hc. apply curve_directions; assumption.
  - intros v w Ev Ew Hf. split; [|split].
    + apply (unbalanced_learned L lambda rho v0 w0 HL Hl Hr H0 v w Hf Ev Ew).
    + apply (unbalanced_collapses_positive L lambda rho v0 w0 HL Hl Hr H0 v w Hf Ev Ew).
    + apply (unbalanced_collapses_negative L lambda rho v0 w0 HL Hl Hr H0 v w Hf Ev Ew).
  - apply unbalanced_exists; assumption.
Qed.

(** Without the stop-gradient, lambda^2 < s2 sy2: w strictly decreases and tends to 0, from every
    start with w0 > 0; such solutions exist (shown for v0 < lambda / s2). *)
(* the scalar case of Collapse.NoStopGradientCollapses *)
Theorem no_stop_gradient_collapses (L : nat) (lambda s2 sy2 : R) :
  (1 <= L)%nat -> 0 < s2 -> lambda ^ 2 < s2 * sy2 ->
  (forall v w, 0 < w 0 -> solves_forever (free_dv L lambda s2) (free_dw L lambda s2 sy2) v w ->
     (forall s t, 0 <= s -> s < t -> w t < w s) /\ is_lim w p_infty 0) /\
  (forall v0 w0, v0 < lambda / s2 -> 0 < w0 ->
     exists v w, v 0 = v0 /\ w 0 = w0 /\ solves_forever (free_dv L lambda s2) (free_dw L lambda s2 sy2) v w).
Proof.
  intros HL Hs Hc. split.
  - intros v w. apply free_collapses; assumption.
  - intros v0 w0. apply free_exists; assumption.
Qed.

(** ** Numbers *)

(** Three critical times, correctly rounded to 40 digits (numbers.txt), flow time. *)
Theorem numbers :
  ((forall v w T, jepa_critical 3 (9/10) (7/10) (1/10000) (1/2) v w T ->
      Rabs (T - 1125367.747434178114533446117244513922222) <= 1/2 * (1 / 10 ^ 33)) /\
   exists v w T, jepa_critical 3 (9/10) (7/10) (1/10000) (1/2) v w T) /\
  ((forall v w T, mae_critical 2 1 (1/2) (1/1000) (1/2) v w T ->
      Rabs (T - 30.21287533764236992041619805969813189057) <= 1/2 * (1 / 10 ^ 38)) /\
   exists v w T, mae_critical 2 1 (1/2) (1/1000) (1/2) v w T) /\
  ((forall v w T, jepa_critical 1 1 (1/2) (1/100) (9/10) v w T ->
      Rabs (T - 109.9558675286714697637801696992405995149) <= 1/2 * (1 / 10 ^ 37)) /\
   exists v w T, jepa_critical 1 1 (1/2) (1/100) (9/10) v w T).
Proof. split; [exact number_jepa_depth_3|split; [exact number_mae_depth_2|exact number_jepa_depth_1]]. Qed.

(** The boundary s at fraction 1/2 and depths 1 and 2; the MAE threshold at depth 2; and the
    conflict window for lambda = 9/10, 1 and rho = 9/10, 3/10: empty at depth 1, not at depth 2. *)
Theorem number_examples :
  (forall s, jepa_boundary 1 (Rpower (1/2) (/ INR 1)) s -> 0.0453264 < s < 0.0453265) /\
  (forall s, jepa_boundary 2 (Rpower (1/2) (/ INR 2)) s -> 0.4057771 < s < 0.4057772) /\
  mae_H 2 (sqrt 0.9378) < 0 < mae_H 2 (sqrt 0.9379) /\
  0 < window_D 1 (9/10) 1 (9/10) (3/10) (Rpower (1/2) (/ INR 1)) (window_turn (9/10) 1 (9/10) (3/10)) /\
  window_D 2 (9/10) 1 (9/10) (3/10) (Rpower (1/2) (/ INR 2)) (1/10) < 0.
Proof.
  split; [exact number_boundary_depth_1|split; [exact number_boundary_depth_2|split]].
  - exact number_mae_threshold_depth_2.
  - split; [exact number_window_depth_1_empty|exact number_window_depth_2_nonempty].
Qed.
