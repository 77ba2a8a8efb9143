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
    MaeBoundary.v [mae_phi], [all_values]; from Window.v [window_D]; from Balance.v [product], [adjacent_flow]. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime.
Require Import JepaOracle.Rates JepaOracle.Ordering JepaOracle.MaeBoundary JepaOracle.SmallStarts.
Require Import JepaOracle.Gaps JepaOracle.GapBounds JepaOracle.JepaGap JepaOracle.Window JepaOracle.Collapse.
Require Import JepaOracle.PaperTime JepaOracle.Balance JepaOracle.Above JepaOracle.Numbers.
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
