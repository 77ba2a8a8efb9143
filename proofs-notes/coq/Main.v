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
    same in terms of the encoder amplitude w^L), [jepa_G], [mae_H]. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime.
Require Import JepaOracle.Ordering JepaOracle.Gaps JepaOracle.Window JepaOracle.Collapse.
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

(** The Gram difference of adjacent layers is constant, for matrices of any size and any
    target; see Balance.v. *)
(* claims: Balance.TopGramIsConserved *)
Theorem gram_conserved (p k h d : nat) (T : R) (X Y G B : R -> nat -> nat -> R) :
  adjacent_flow p k h d T X Y G B ->
  forall i j t, (i < k)%nat -> (j < k)%nat -> 0 <= t <= T ->
  product p (transpose (X t)) (X t) i j - product h (Y t) (transpose (Y t)) i j =
  product p (transpose (X 0)) (X 0) i j - product h (Y 0) (transpose (Y 0)) i j.
Proof. apply adjacent_gram_conserved. Qed.

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

(** JEPA: every critical time is the closed form, and every admissible start has one. *)
(* claims: CriticalTime.JepaClosedForm *)
Theorem jepa_closed_form (L : nat) (lambda rho eps p : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < p < 1 -> 0 < eps < rho ^ L ->
  (forall v w T, jepa_critical L lambda rho eps p v w T ->
     T = start_powers (2 * L - 1) (2 * L - 1) rho (Rpower eps (/ INR L)) / lambda
         + (jepa_G L (Rpower p (/ INR L)) + ln (rho / Rpower eps (/ INR L))
            + ln (1 - Rpower eps (/ INR L) / rho)) / (lambda * rho ^ (2 * L - 1))) /\
  (eps <= p * rho ^ L -> exists v w T, jepa_critical L lambda rho eps p v w T).
Proof.
  intros HL Hl Hr Hp He. split.
  - intros v w T Hc. apply (jepa_critical_time L lambda rho eps p T v w); assumption.
  - intros Hle. apply jepa_critical_exists; auto; lra.
Qed.

(** The same as an equivalence, for any level theta below rho on a solution up to S. *)
Theorem jepa_hitting_time (L : nat) (lambda rho S T w0 theta : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho ->
  jepa_flow L lambda (lambda / rho) S v w -> balanced_start w0 v w -> 0 < w0 < rho ->
  0 < theta < rho -> 0 <= T <= S ->
  (first_time w theta T <->
   T = (jepa_G L (theta / rho) - jepa_G L (w0 / rho)) / (lambda * rho ^ (2 * L - 1))).
Proof. intros HL Hl Hr. apply jepa_hitting_iff; assumption. Qed.

(** MAE: every critical time is the closed form, and every admissible start has one. *)
(* claims: CriticalTime.MaeClosedForm *)
Theorem mae_closed_form (L : nat) (lambda rho eps p : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < p < 1 -> 0 < eps < Rpower rho (INR L / INR (S L)) ->
  (forall v w T, mae_critical L lambda rho eps p v w T ->
     T = (mae_H L (Rpower p (/ INR L)) - mae_H L (Rpower eps (/ INR L) / Rpower rho (/ INR (S L))))
         / (lambda * Rpower rho ((INR L - 1) / (INR L + 1)))) /\
  (eps <= p * Rpower rho (INR L / INR (S L)) -> exists v w T, mae_critical L lambda rho eps p v w T).
Proof.
  intros HL Hl Hr Hp He. split.
  - intros v w T Hc. apply (mae_critical_time L lambda rho eps p T v w); assumption.
  - intros Hle. apply mae_critical_exists; auto; lra.
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

(** Hitting times exist: every level from the start up to (not including) the limit. *)
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

(** JEPA: from every w0 > 0 both layers tend to rho and the encoder to rho^L. *)
(* claims: FixedPoint.JepaLimit *)
Theorem jepa_limits (L : nat) (lambda rho w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 ->
  (forall v w, balanced_start w0 v w -> (forall T, jepa_flow L lambda (lambda / rho) T v w) ->
     is_lim w p_infty rho /\ is_lim v p_infty rho /\ is_lim (fun t => w t ^ L) p_infty (rho ^ L)) /\
  exists v w, balanced_start w0 v w /\ forall T, jepa_flow L lambda (lambda / rho) T v w.
Proof.
  intros HL Hl Hr H0. split.
  - intros v w Hb Hf. destruct (jepa_limit_any_start L lambda rho w0 v w HL Hl Hr Hb Hf H0) as [Hw Hv].
    split; [exact Hw|split; [exact Hv|]]. apply (is_lim_continuous w (fun x => x ^ L)); [exact Hw|apply continuous_pow].
  - destruct (unbalanced_exists L lambda rho w0 w0 HL Hl Hr H0) as [v [w [Ev [Ew Hf]]]].
    exists v, w. split; [split; assumption|exact Hf].
Qed.

(** MAE: from every w0 > 0 the layers tend to rho^(1/(L+1)) and the encoder to rho^(L/(L+1)). *)
(* claims: FixedPoint.MaeLimit *)
Theorem mae_limits (L : nat) (lambda rho w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 ->
  (forall v w, balanced_start w0 v w -> (forall T, mae_flow L lambda (lambda / rho) T v w) ->
     is_lim w p_infty (Rpower rho (/ INR (S L))) /\
     is_lim (fun t => w t ^ L) p_infty (Rpower rho (INR L / INR (S L)))) /\
  exists v w, balanced_start w0 v w /\ forall T, mae_flow L lambda (lambda / rho) T v w.
Proof.
  intros HL Hl Hr H0. split; [|apply mae_exists_any_start; assumption].
  intros v w Hb Hf. pose proof (mae_limit_any_start L lambda rho w0 v w HL Hl Hr H0 Hb Hf) as Hw.
  split; [exact Hw|]. rewrite mae_encoder_limit_pow.
  apply (is_lim_continuous w (fun x => x ^ L)); [exact Hw|apply continuous_pow].
Qed.

(** The approach is strictly monotone: upwards from below the limit, downwards from above. *)
(* claims: FixedPoint.ApproachIsMonotone *)
Theorem approach_is_monotone (L : nat) (lambda rho w0 : R) (v w : R -> R) (s t : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 -> balanced_start w0 v w -> 0 <= s -> s < t ->
  ((forall T, jepa_flow L lambda (lambda / rho) T v w) ->
     (w0 < rho -> w s < w t < rho) /\ (rho < w0 -> rho < w t < w s)) /\
  ((forall T, mae_flow L lambda (lambda / rho) T v w) ->
     (w0 < mae_limit L rho -> w s < w t < mae_limit L rho) /\
     (mae_limit L rho < w0 -> mae_limit L rho < w t < w s)).
Proof.
  intros HL Hl Hr H0 Hb Hs Hst. split; intros Hf; split; intros H.
  - split; [apply (jepa_monotone L lambda rho HL Hl Hr w0 v w); auto|].
    destruct Hb as [Ev Ew]. apply (jepa_invariant L lambda rho t v w); auto; lra || congruence.
  - apply (jepa_monotone_above L lambda rho w0 v w HL Hl Hr Hb Hf H s t Hs Hst).
  - split; [apply (mae_monotone L lambda rho HL Hl Hr w0 v w); auto|].
    destruct Hb as [Ev Ew]. apply (mae_invariant L lambda rho t v w); auto; lra || congruence.
  - apply (mae_monotone_above L lambda rho w0 v w HL Hl Hr Hb Hf H s t Hs Hst).
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
  exists s, 0 < s < q /\
    jepa_K L s = INR (2 * L - 1) * jepa_G L q /\
    (forall x y, 0 < x -> x < y -> y < 1 -> jepa_K L x < jepa_K L y) /\
    q * exp (- / (q ^ (2 * L - 1) * (1 - q))) <= s /\
    (forall lambda r1 r2 w0 v1 w1 T1 v2 w2 T2, 0 < lambda -> 0 < r2 < r1 -> 0 < w0 < r2 ->
       jepa_hits L lambda r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 w2 T2 ->
       (w0 <= s * r2 -> T1 < T2) /\ (s * r1 <= w0 -> T2 < T1)) /\
    (forall lambda rho w0, 0 < lambda -> 0 < w0 < rho ->
       exists d, is_derive (fun r => jepa_time L lambda r w0 (q * r)) rho d /\
         (d < 0 <-> w0 / rho < s) /\ (d = 0 <-> w0 / rho = s)).
Proof.
  intros HL Hq. destruct (jepa_boundary_exists L q HL Hq) as [s [Hb [Hsuf _]]].
  pose proof Hb as [Hs E]. exists s. split; [exact Hs|split; [exact E|split; [|split; [exact Hsuf|split]]]].
  - intros x y. apply jepa_K_increasing, HL.
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

(** MAE, equal lambda, relative threshold: the larger rho is later if Phi(s_1) >= (L-1) H(q) and
    first if Phi(s_2) <= (L-1) H(q), s_i = w0 / limit_i; Phi increases strictly, and
    tends to 0 at 0 for L >= 2. (Phi is (L+1) times the phi of the notes.) *)
(* claims: Ordering.MaeRhoBoundary *)
Theorem mae_boundary_of_rho (L : nat) (lambda r1 r2 q w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 -> 0 < w0 < mae_limit L r2 ->
  (forall v1 w1 T1 v2 w2 T2,
     mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
     mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 ->
     (INR (L - 1) * mae_H L q <= mae_Phi L (w0 / mae_limit L r1) -> T2 < T1) /\
     (mae_Phi L (w0 / mae_limit L r2) <= INR (L - 1) * mae_H L q -> T1 < T2)) /\
  (forall x y, 0 < x -> x < y -> y < 1 -> mae_Phi L x < mae_Phi L y) /\
  ((2 <= L)%nat -> forall s, 0 < s < 1 -> 0 < mae_Phi L s <= INR L * (s ^ 2 / (1 - s ^ S L))).
Proof.
  intros HL Hl Hr Hq H0. split; [|split].
  - intros v1 w1 T1 v2 w2 T2. apply mae_rho_boundary; auto.
  - intros x y. apply mae_Phi_increasing, HL.
  - intros HL2 s. apply mae_Phi_from_zero, HL2.
Qed.

(** MAE: up to a threshold q0 > 1/2, the zero of H, the larger rho is later from every
    start; at depth 1 for every threshold. *)
(* claims: Ordering.MaeLargerRhoIsLater *)
Theorem mae_larger_rho_later (L : nat) : (1 <= L)%nat ->
  exists q0, 1/2 < q0 < 1 /\ mae_H L q0 = 0 /\
    forall q, 0 < q < 1 -> L = 1%nat \/ q <= q0 ->
    forall lambda r1 r2 w0 v1 w1 T1 v2 w2 T2,
      0 < lambda -> 0 < r2 < r1 -> 0 < w0 < mae_limit L r2 ->
      mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
      mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 -> T2 < T1.
Proof.
  intros HL. destruct (mae_threshold_exists L HL) as [q0 [B [E Hiff]]]. exists q0.
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

(** Unequal lambda: from all sufficiently small starts the larger lambda is first, by any
    margin M, for both objectives. The bound d is fixed before the start. *)
(* claims: Ordering.SmallEpsilonFollowsLambda *)
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
    negative there. D decreases before the turning point, increases after it, and
    tends to + infinity at 0. *)
(* claims: Ordering.ConflictWindow *)
Theorem window (L : nat) (l1 l2 r1 r2 q : R) :
  (1 <= L)%nat -> 0 < l1 < l2 -> 0 < r2 < r1 -> 0 < q < 1 ->
  let turn := (l2 - l1) / (l2 / r2 - l1 / r1) in
  let D := window_D L l1 l2 r1 r2 q in
  (exists lo hi, 0 < lo <= hi /\ hi < q * r2 /\
     (lo < hi <-> turn < q * r2 /\ D turn < 0) /\
     forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < r2 ->
       jepa_hits L l1 r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L l2 r2 w0 (q * r2) v2 w2 T2 ->
       D w0 = T1 - T2 /\
       (T1 < T2 <-> lo < w0 < hi) /\ (lo < hi -> (T1 = T2 <-> w0 = lo \/ w0 = hi))) /\
  (forall x y, 0 < x -> x < y -> y < r2 -> y <= turn -> D y < D x) /\
  (forall x y, turn <= x -> x < y -> y < r2 -> D x < D y) /\
  (forall M, exists d, 0 < d /\ forall w0, 0 < w0 < d -> M < D w0).
Proof.
  intros HL Hl Hr Hq turn D.
  pose proof (window_turn_pos l1 l2 r1 r2 Hl Hr) as Ht. split; [|split; [|split]].
  - destruct (conflict_window L l1 l2 r1 r2 q HL Hl Hr Hq) as [lo [hi [H1 [H2 [H3 H4]]]]].
    exists lo, hi. split; [exact H1|split; [exact H2|split; [exact H3|]]].
    intros w0 v1 w1 T1 v2 w2 T2 H0 Hh1 Hh2. split; [|apply (H4 w0 v1 w1 T1 v2 w2 T2 H0 Hh1 Hh2)].
    apply (window_D_times L l1 l2 r1 r2 q HL Hl Hr w0 T1 T2 v1 w1 v2 w2 H0 Hh1 Hh2).
  - intros x y. apply window_decreasing; assumption.
  - intros x y Hx. apply window_increasing; try assumption. unfold turn in Hx. unfold window_turn in Ht. lra.
  - intros M. apply window_infinite_at_zero; assumption.
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

(** JEPA: for L >= 2 the gap times w0^(2L-2) tends to (1/r2 - 1/r1) / ((2L-2) lambda), with an error of at
    most C w0; for every L it exceeds any M from all small starts. *)
(* claims: CriticalTime.JepaGapDiverges *)
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

(** JEPA at depth 1: the gap is (1/r2 - 1/r1) ln (1/w0) / lambda up to a bounded error. *)
(* claims: CriticalTime.JepaGapAtDepthOneIsLogarithmic *)
Theorem jepa_gap_law_depth_1 (lambda r1 r2 q : R) :
  0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 ->
  exists C, forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < r2 ->
    jepa_hits 1 lambda r1 w0 (q * r1) v1 w1 T1 -> jepa_hits 1 lambda r2 w0 (q * r2) v2 w2 T2 ->
    Rabs ((T2 - T1) - (/ r2 - / r1) * ln (/ w0) / lambda) <= C.
Proof. intros Hl Hr Hq. apply (jepa_gap_depth_1 1); auto. Qed.

(** MAE: the gap converges to mae_gap_limit / lambda, with an error of at most an explicit
    constant times w0^2, and is bounded uniformly over all starts. *)
(* claims: CriticalTime.MaeGapStaysBounded *)
Theorem mae_gap_law (L : nat) (lambda r1 r2 q : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r1 -> 0 < r2 -> 0 < q < 1 ->
  (forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 -> w0 < mae_limit L r1 -> w0 < mae_limit L r2 ->
     mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
     mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 ->
     Rabs ((T2 - T1) - mae_gap_limit L q r1 r2 / lambda)
       <= (/ r1 + / r2) / (2 * lambda * (1 - q ^ S L)) * w0 ^ 2) /\
  (exists C, forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 -> w0 < mae_limit L r1 -> w0 < mae_limit L r2 ->
     mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
     mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 -> Rabs (T2 - T1) <= C).
Proof.
  intros HL Hl Hr1 Hr2 Hq. split.
  - intros w0 v1 w1 T1 v2 w2 T2 H0 Hw1 Hw2. apply mae_gap; assumption.
  - apply mae_gap_bounded; assumption.
Qed.

(** ** Collapse *)

(** JEPA from an unbalanced start, c = v0^2 - w0^2: learned exactly when c < 0, or v0 > 0 and
    c < rho^2; otherwise w tends to 0. All limits, and existence. *)
(* claims: Collapse.UnbalancedStartBoundary *)
Theorem unbalanced_start (L : nat) (lambda rho v0 w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 ->
  let c := v0 ^ 2 - w0 ^ 2 in
  (forall v w, v 0 = v0 -> w 0 = w0 -> (forall T, jepa_flow L lambda (lambda / rho) T v w) ->
     ((c < 0 \/ (0 < v0 /\ c < rho ^ 2)) ->
        is_lim v p_infty rho /\ is_lim w p_infty (sqrt (rho ^ 2 - c)) /\ 0 < sqrt (rho ^ 2 - c)) /\
     (0 < v0 -> rho ^ 2 <= c -> is_lim w p_infty 0 /\ is_lim v p_infty (sqrt c)) /\
     (v0 <= 0 -> 0 <= c -> is_lim w p_infty 0 /\ is_lim v p_infty (- sqrt c))) /\
  exists v w, v 0 = v0 /\ w 0 = w0 /\ forall T, jepa_flow L lambda (lambda / rho) T v w.
Proof.
  intros HL Hl Hr H0 c. split.
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
