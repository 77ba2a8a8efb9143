(** * CurveBoundary: when a larger limit is reached later

    Threshold q times the limit, equal lambda. The time as a function of the limit l has the derivative
      (Phi(s0) - (a-1) H(q)) / (lambda l^a),  s0 = w0 / l,  Phi(s) = s^(1-a) / (1 - s^m) + (a-1) H(s),
    and Phi increases: Phi'(s) = m s^(m-a) / (1 - s^m)^2. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.Scalar JepaOracle.Curve.
Local Open Scope R_scope.

(** ** From - infinity to + infinity *)

(** f takes values below and above any bound near the ends of (0, 1). *)
Definition all_values (f : R -> R) : Prop := forall M,
  (exists d, 0 < d < 1 /\ forall s, 0 < s < d -> f s < M) /\ (exists d, 0 < d < 1 /\ forall s, d < s < 1 -> M < f s).

Lemma all_values_of (f : R -> R) (c : R) : 0 < c ->
  (forall s, 0 < s <= 1/2 -> f s - ln s <= f (1/2) - ln (1/2)) ->
  (forall s, 1/2 <= s < 1 -> f (1/2) + c * ln (1 - 1/2) <= f s + c * ln (1 - s)) -> all_values f.
Proof.
  intros Hc Hlo Hhi M. split.
  - set (A := f (1/2) - ln (1/2)). exists (Rmin (1/2) (exp (M - A))). pose proof (exp_pos (M - A)).
    pose proof (Rmin_l (1/2) (exp (M - A))). pose proof (Rmin_r (1/2) (exp (M - A))).
    assert (0 < Rmin (1/2) (exp (M - A))) by (apply Rmin_pos; lra). split; [lra|]. intros s Hs.
    pose proof (Hlo s ltac:(lra)) as H3. fold A in H3.
    assert (ln s < M - A); [|lra]. rewrite <- (ln_exp (M - A)). apply ln_increasing; lra.
  - set (A := f (1/2) + c * ln (1 - 1/2)). exists (1 - Rmin (1/2) (exp ((A - M) / c))).
    pose proof (exp_pos ((A - M) / c)).
    pose proof (Rmin_l (1/2) (exp ((A - M) / c))). pose proof (Rmin_r (1/2) (exp ((A - M) / c))).
    assert (0 < Rmin (1/2) (exp ((A - M) / c))) by (apply Rmin_pos; lra). split; [lra|]. intros s Hs.
    pose proof (Hhi s ltac:(lra)) as H3. fold A in H3.
    assert (ln (1 - s) < (A - M) / c) as H4 by (rewrite <- (ln_exp ((A - M) / c)); apply ln_increasing; lra).
    apply (Rmult_lt_compat_l c) in H4; [|exact Hc]. replace (c * ((A - M) / c)) with (A - M) in H4 by (field; lra).
    lra.
Qed.

(** ** Phi *)

Definition curve_Phi (a m : nat) (s : R) : R := / (s ^ (a - 1) * (1 - s ^ m)) + INR (a - 1) * curve_H a m s.

(** s is the boundary of the start for the threshold q. *)
Definition curve_boundary (a m : nat) (q s : R) : Prop := 0 < s < q /\ curve_Phi a m s = INR (a - 1) * curve_H a m q.

Section Boundary.
Variables (a m : nat).
Hypothesis a_pos : (1 <= a)%nat.
Hypothesis m_pos : (1 <= m)%nat.

Lemma curve_Phi_derive (s : R) : 0 < s < 1 -> is_derive (curve_Phi a m) s (INR m * (s ^ m / s ^ a) / (1 - s ^ m) ^ 2).
Proof.
  intros Hs. pose proof (curve_H_derive a m s a_pos m_pos Hs) as HH.
  pose proof (pow_pred_derive (a - 1) s ltac:(lra)) as H1. pose proof (pow_pred_derive m s ltac:(lra)) as H2.
  pose proof (pow_below_1 m s m_pos ltac:(lra)) as Hz. rewrite (pow_L a s) in HH |- * by exact a_pos.
  assert (forall (p r h : R -> R) (dp dr dh : R), is_derive p s dp -> is_derive r s dr -> is_derive h s dh ->
    p s * (1 - r s) <> 0 -> is_derive (fun s => / (p s * (1 - r s)) + INR (a - 1) * h s) s
      (- (dp * (1 - r s) - p s * dr) / (p s * (1 - r s)) ^ 2 + INR (a - 1) * dh)) as rule.
  { intros p r h dp dr dh Hp Hr Hh Hne.
    auto_derive; [repeat split; try (eexists; eassumption); exact Hne|].
    use_derivative Hp. use_derivative Hr. use_derivative Hh. field. split; intros E; apply Hne; rewrite E; ring. }
  pose proof (pow_lt s (a - 1) ltac:(lra)) as Hp. unfold curve_Phi.
  evar_last; [apply (rule (fun s => s ^ (a - 1)) (fun s => s ^ m) (curve_H a m) _ _ _ H1 H2 HH)|].
  - apply Rmult_integral_contrapositive. split; lra.
  - real_equation. set (p := s ^ (a - 1)) in *. set (r := s ^ m) in *. field. repeat split; lra.
Qed.

Lemma curve_Phi_increasing (x y : R) : 0 < x -> x < y -> y < 1 -> curve_Phi a m x < curve_Phi a m y.
Proof.
  intros Hx Hxy Hy.
  apply (increasing_of_derivative_closed (curve_Phi a m) (fun s => INR m * (s ^ m / s ^ a) / (1 - s ^ m) ^ 2) x y Hxy).
  - intros t Ht. apply curve_Phi_derive. lra.
  - intros t Ht. pose proof (pow_below_1 m t m_pos ltac:(lra)). pose proof (INR_pos m m_pos).
    apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; [assumption|apply Rdiv_lt_0_compat]|]; apply pow_lt; lra.
Qed.

Lemma curve_Phi_continuous (s : R) : 0 < s < 1 -> continuous (curve_Phi a m) s.
Proof. intros Hs. apply (continuous_of_derive _ _ _ (curve_Phi_derive s Hs)). Qed.

(** At the threshold itself Phi is above (a-1) H(q). *)
Lemma curve_Phi_above (q : R) : 0 < q < 1 -> INR (a - 1) * curve_H a m q < curve_Phi a m q.
Proof.
  intros Hq. unfold curve_Phi. cut (0 < / (q ^ (a - 1) * (1 - q ^ m))); [lra|].
  apply Rinv_0_lt_compat, Rmult_lt_0_compat; [apply pow_lt; lra|apply pow_below_1; [exact m_pos|lra]].
Qed.

(** For m <= a-1 Phi takes values below any bound. *)
Lemma curve_Phi_from_minus_infinity (M : R) : (m <= a - 1)%nat ->
  exists d, 0 < d < 1 /\ forall s, 0 < s < d -> curve_Phi a m s < M.
Proof.
  intros Hm. set (P := curve_Phi a m (1/2) - ln (1/2)). pose proof (exp_pos (M - P)).
  exists (Rmin (1/2) (exp (M - P))).
  pose proof (Rmin_l (1/2) (exp (M - P))) as D1. pose proof (Rmin_r (1/2) (exp (M - P))) as D2.
  assert (0 < Rmin (1/2) (exp (M - P))) by (apply Rmin_pos; lra). split; [lra|]. intros s Hs.
  assert (curve_Phi a m s - ln s <= P) as H1.
  { apply (nondecreasing_of_derivative_closed (fun s => curve_Phi a m s - ln s)
      (fun s => INR m * (s ^ m / s ^ a) / (1 - s ^ m) ^ 2 - / s)); [lra| |].
    - intros t Ht. apply (is_derive_minus (curve_Phi a m) ln); [apply curve_Phi_derive; lra|apply is_derive_ln; lra].
    - intros t Ht. assert (forall k, 0 < t ^ k) as Hp by (intros k; apply pow_lt; lra).
      pose proof (pow_below_1 m t m_pos ltac:(lra)) as Hz. pose proof (Hp m) as Hpm.
      assert (1 <= INR m) as HN by (change 1 with (INR 1); apply le_INR, m_pos).
      assert (/ t <= t ^ m / t ^ a) as H2.
      { replace (t ^ a) with (t ^ m * (t * t ^ (a - m - 1))).
        2:{ change (t * t ^ (a - m - 1)) with (t ^ S (a - m - 1)). rewrite <- pow_add. f_equal. lia. }
        pose proof (Hp (a - m - 1)%nat). assert (t ^ (a - m - 1) <= 1) by (apply pow_le_one; lra).
        replace (t ^ m / (t ^ m * (t * t ^ (a - m - 1)))) with (/ (t * t ^ (a - m - 1))) by (field; repeat split; lra).
        apply Rinv_le_contravar; [apply Rmult_lt_0_compat; lra|apply shrink; lra]. }
      assert (1 <= / (1 - t ^ m) ^ 2) as H3.
      { rewrite <- Rinv_1 at 1. apply Rinv_le_contravar; [apply pow_lt, Hz|]. apply pow_le_one. lra. }
      assert (0 < / t) by (apply Rinv_0_lt_compat; lra).
      assert (/ t <= INR m * (t ^ m / t ^ a)) as H4.
      { apply Rle_trans with (1 * (t ^ m / t ^ a)); [lra|]. apply Rmult_le_compat_r; lra. }
      cut (1 * / t <= INR m * (t ^ m / t ^ a) / (1 - t ^ m) ^ 2); [lra|]. rewrite Rmult_comm.
      apply Rmult_le_compat; lra. }
  assert (ln s < M - P); [|lra]. rewrite <- (ln_exp (M - P)). apply ln_increasing; lra.
Qed.

(** For m > a-1 >= 1 Phi rises from 0; for a = 1 from 1. *)
Lemma curve_Phi_closed (s : R) : (a - 1 < m)%nat -> 0 < s < 1 ->
  curve_Phi a m s = (if Nat.eqb a 1 then 1 else 0) + s ^ (m + 1 - a) / (1 - s ^ m)
                    + INR (a - 1) * curve_tail (m - a) m s.
Proof.
  intros Hm Hs. pose proof (pow_below_1 m s m_pos ltac:(lra)) as Hz. pose proof (pow_lt s (a - 1) ltac:(lra)) as Hp.
  unfold curve_Phi, curve_H, head_count. rewrite Nat.div_small, Nat.mul_1_l by exact Hm.
  simpl head_sum. rewrite Nat.sub_0_r, Rplus_0_l.
  assert (s ^ m = s ^ (a - 1) * s ^ (m + 1 - a)) as Em by (rewrite <- pow_add; f_equal; lia).
  destruct (Nat.eqb_spec a 1) as [->|E].
  - simpl (1 - 1)%nat in *. replace (m + 1 - 1)%nat with m by lia. simpl (INR 0). simpl (s ^ 0). field. lra.
  - destruct (a - 1)%nat as [|n] eqn:En; [lia|]. unfold power_primitive. pose proof (INR_pos (S n) ltac:(lia)).
    assert (/ (s ^ S n * (1 - s ^ m)) = / s ^ S n + s ^ (m + 1 - a) / (1 - s ^ m)) as ->.
    { rewrite Em in *. set (y := s ^ S n) in *. set (x := s ^ (m + 1 - a)) in *. field. split; lra. }
    set (y := s ^ S n) in *. set (N := INR (S n)) in *. field. repeat split; lra.
Qed.

Lemma curve_Phi_from_zero (s : R) : (2 <= a)%nat -> (a - 1 < m)%nat -> 0 < s < 1 ->
  0 < curve_Phi a m s <= INR a * (s / (1 - s)).
Proof.
  intros Ha Hm Hs. rewrite curve_Phi_closed by assumption.
  replace (Nat.eqb a 1) with false by (symmetry; apply Nat.eqb_neq; lia). rewrite Rplus_0_l.
  pose proof (pow_below_1 m s m_pos ltac:(lra)) as Hz. pose proof (INR_pos (a - 1) ltac:(lia)) as HN.
  pose proof (curve_tail_bounds (m - a) m s m_pos Hs) as [HT1 HT2].
  assert (s ^ m <= s) as Hsm by (rewrite (pow_L m s) by exact m_pos; apply shrink; [lra|apply pow_le_one; lra]).
  assert (0 < s ^ (m + 1 - a) <= s) as Hk.
  { split; [apply pow_lt; lra|]. rewrite (pow_L (m + 1 - a) s) by lia. apply shrink; [lra|apply pow_le_one; lra]. }
  assert (0 < s ^ (m + 1 - a) / (1 - s ^ m) <= s / (1 - s)) as HK.
  { split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_le_compat; try lra.
    - left. apply Rinv_0_lt_compat. lra.
    - apply Rinv_le_contravar; lra. }
  assert (curve_tail (m - a) m s <= s / (1 - s)) as HT3.
  { apply Rle_trans with (1 := HT2). replace (S (m - a)) with (m + 1 - a)%nat by lia.
    apply Rle_trans with (2 := proj2 HK).
    assert (1 <= INR (m + 1 - a)) by (change 1 with (INR 1); apply le_INR; lia).
    apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; [lra|]. rewrite <- (Rmult_1_l (1 - s ^ m)) at 1.
    apply Rmult_le_compat_r; lra. }
  assert (0 < INR (a - 1) * curve_tail (m - a) m s) by (apply Rmult_lt_0_compat; lra).
  assert (INR (a - 1) * curve_tail (m - a) m s <= INR (a - 1) * (s / (1 - s))) by (apply Rmult_le_compat_l; lra).
  assert (INR a = INR (a - 1) + 1) as -> by (rewrite <- S_INR; f_equal; lia). split; lra.
Qed.

Lemma curve_Phi_above_one (s : R) : a = 1%nat -> 0 < s < 1 -> 1 < curve_Phi a m s.
Proof.
  intros E Hs. rewrite curve_Phi_closed by (try assumption; lia). rewrite E. simpl (1 - 1)%nat. simpl.
  replace (m + 1 - 1)%nat with m by lia. pose proof (pow_below_1 m s m_pos ltac:(lra)).
  cut (0 < s ^ m / (1 - s ^ m)); [lra|]. apply Rdiv_lt_0_compat; [apply pow_lt; lra|lra].
Qed.

(** Phi takes values above any bound near 1. *)
Lemma curve_Phi_to_infinity (M : R) : exists d, 0 < d < 1 /\ forall s, d < s < 1 -> M < curve_Phi a m s.
Proof.
  pose proof (INR_pos m m_pos) as HN. set (c := INR (a - 1) * curve_H a m (1/2)). set (K := Rabs (M - c) + 1).
  assert (0 < K) as HK by (unfold K; pose proof (Rabs_pos (M - c)); lra).
  assert (0 < / (INR m * K)) as Hd by (apply Rinv_0_lt_compat, Rmult_lt_0_compat; assumption).
  set (e := Rmin (1/2) (/ (INR m * K))). pose proof (Rmin_l (1/2) (/ (INR m * K))) as E1.
  pose proof (Rmin_r (1/2) (/ (INR m * K))) as E2. fold e in E1, E2.
  assert (0 < e) as He by (apply Rmin_pos; lra). exists (1 - e). split; [lra|]. intros s Hs.
  pose proof (pow_below_1 m s m_pos ltac:(lra)) as Hz. pose proof (pow_lt s (a - 1) ltac:(lra)) as Hp.
  assert (c <= INR (a - 1) * curve_H a m s) as Hc.
  { apply Rmult_le_compat_l; [apply pos_INR|]. left. apply curve_H_increasing; auto; lra. }
  assert (1 - s ^ m <= INR m * (1 - s)) as Hb.
  { pose proof (geometric_spec (m - 1) 1 s) as Eg. replace (S (m - 1)) with m in Eg by lia. rewrite pow1 in Eg.
    destruct (geometric_one_bounds (m - 1) s ltac:(lra)) as [_ G2]. rewrite minus_INR in G2 by exact m_pos.
    simpl (INR 1) in G2. rewrite <- Eg, Rmult_comm. apply Rmult_le_compat_r; lra. }
  assert (s ^ (a - 1) * (1 - s ^ m) < / K) as Hlt.
  { apply Rle_lt_trans with (1 * (1 - s ^ m)); [apply Rmult_le_compat_r; [lra|apply pow_le_one; lra]|].
    apply Rle_lt_trans with (INR m * (1 - s)); [lra|]. apply Rlt_le_trans with (INR m * / (INR m * K)).
    - apply Rmult_lt_compat_l; lra.
    - right. field. split; lra. }
  apply Rinv_lt_contravar in Hlt; [|apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; assumption|apply
    Rinv_0_lt_compat, HK]].
  rewrite Rinv_inv in Hlt. unfold curve_Phi. pose proof (Rle_abs (M - c)). unfold K in Hlt. lra.
Qed.

(** ** Existence of the boundary *)

Lemma boundary_between (q x : R) : 0 < x <= q -> q < 1 -> curve_Phi a m x <= INR (a - 1) * curve_H a m q ->
  exists s, curve_boundary a m q s /\
    forall y, 0 < y < 1 -> curve_Phi a m y = INR (a - 1) * curve_H a m q -> y = s.
Proof.
  intros Hx Hq Hle. pose proof (curve_Phi_above q ltac:(lra)) as Hab. set (c := INR (a - 1) * curve_H a m q) in *.
  destruct (continuous_on_ivt (curve_Phi a m) x q c) as [s [Hs E]]; [lra| |rewrite Rmin_left, Rmax_right; lra|].
  { apply continuous_on_everywhere. intros y Hy. destruct Hy. apply curve_Phi_continuous. lra. }
  assert (s <> q) by (intros ->; lra). exists s. split; [split; [lra|exact E]|].
  intros y Hy Ey. destruct (Rtotal_order y s) as [H1|[H1|H1]]; [|exact H1|].
  - pose proof (curve_Phi_increasing y s). lra.
  - pose proof (curve_Phi_increasing s y). lra.
Qed.

Theorem boundary_exists_always (q : R) : (m <= a - 1)%nat -> 0 < q < 1 ->
  exists s, curve_boundary a m q s /\
    forall y, 0 < y < 1 -> curve_Phi a m y = INR (a - 1) * curve_H a m q -> y = s.
Proof.
  intros Hm Hq. destruct (curve_Phi_from_minus_infinity (INR (a - 1) * curve_H a m q) Hm) as [d [Hd H]].
  pose proof (Rmin_l (d / 2) q). pose proof (Rmin_r (d / 2) q). assert (0 < Rmin (d / 2) q) by (apply Rmin_pos; lra).
  apply (boundary_between q (Rmin (d / 2) q)); [lra|lra|]. left. apply H. lra.
Qed.

Theorem boundary_exists_iff (q : R) : (2 <= a)%nat -> (a - 1 < m)%nat -> 0 < q < 1 ->
  (0 < curve_H a m q -> exists s, curve_boundary a m q s /\
     forall y, 0 < y < 1 -> curve_Phi a m y = INR (a - 1) * curve_H a m q -> y = s) /\
  (curve_H a m q <= 0 -> forall y, 0 < y < 1 -> INR (a - 1) * curve_H a m q < curve_Phi a m y).
Proof.
  intros Ha Hm Hq. pose proof (INR_pos (a - 1) ltac:(lia)) as HN. pose proof (INR_pos a a_pos) as HNa. split; intros HH.
  - set (c := INR (a - 1) * curve_H a m q). assert (0 < c) as Hc by (apply Rmult_lt_0_compat; assumption).
    set (t := c / (2 * INR a)). assert (0 < t) as Ht by (apply Rdiv_lt_0_compat; lra).
    set (x := Rmin q (Rmin (1/2) t)).
    pose proof (Rmin_l q (Rmin (1/2) t)) as X1. pose proof (Rmin_r q (Rmin (1/2) t)) as X2.
    pose proof (Rmin_l (1/2) t) as X3. pose proof (Rmin_r (1/2) t) as X4. fold x in X1, X2.
    assert (0 < x) as Hx by (repeat apply Rmin_pos; lra).
    apply (boundary_between q x); [lra|lra|]. fold c.
    destruct (curve_Phi_from_zero x Ha Hm ltac:(lra)) as [_ H]. apply Rle_trans with (1 := H).
    assert (x / (1 - x) <= 2 * t) as H1 by (apply div_lt_iff; nra).
    apply Rle_trans with (INR a * (2 * t)); [apply Rmult_le_compat_l; lra|]. right. unfold t. field. lra.
  - intros y Hy. destruct (curve_Phi_from_zero y Ha Hm Hy) as [H _].
    assert (INR (a - 1) * curve_H a m q <= 0); [|lra]. apply Ropp_le_cancel. rewrite Ropp_0, Ropp_mult_distr_r.
    apply Rmult_le_pos; lra.
Qed.

(** H takes all values, so H(q) > 0 exactly above one threshold q0. *)
Theorem curve_H_all_values : all_values (curve_H a m).
Proof.
  pose proof (INR_pos m m_pos) as HN. apply (all_values_of _ (/ INR m)); [apply Rinv_0_lt_compat, HN| |].
  - intros s Hs. apply (nondecreasing_of_derivative_closed (fun s => curve_H a m s - ln s)
      (fun s => / (s ^ a * (1 - s ^ m)) - / s) s (1/2)); [lra| |].
    + intros t Ht. apply (is_derive_minus (curve_H a m) ln); [apply curve_H_derive; try assumption; lra|].
      apply is_derive_ln; lra.
    + intros t Ht. pose proof (pow_below_1 m t m_pos ltac:(lra)) as Hz. pose proof (pow_lt t m ltac:(lra)).
      cut (/ t <= / (t ^ a * (1 - t ^ m))); [lra|].
      assert (0 < t ^ (a - 1) <= 1) by (split; [apply pow_lt; lra|apply pow_le_one; lra]).
      apply Rinv_le_contravar; [apply Rmult_lt_0_compat; [apply pow_lt|]; lra|].
      rewrite (pow_L a t) by exact a_pos. rewrite Rmult_assoc. apply shrink; [lra|].
      assert (t ^ (a - 1) * (1 - t ^ m) <= 1 * 1) by (apply Rmult_le_compat; lra). lra.
  - intros s Hs. apply (nondecreasing_of_derivative_closed (fun s => curve_H a m s + / INR m * ln (1 - s))
      (fun s => / (s ^ a * (1 - s ^ m)) + / INR m * (- / (1 - s))) (1/2) s); [lra| |].
    + intros t Ht. apply (is_derive_plus (curve_H a m) (fun s => / INR m * ln (1 - s)));
        [apply curve_H_derive; try assumption; lra|]. auto_derive; [lra|]. unfold Rminus. ring.
    + intros t Ht. pose proof (pow_below_1 m t m_pos ltac:(lra)) as Hz.
      cut (/ (INR m * (1 - t)) <= / (t ^ a * (1 - t ^ m))); [rewrite Rinv_mult; lra|].
      assert (0 < t ^ a <= 1) by (split; [apply pow_lt; lra|apply pow_le_one; lra]).
      apply Rinv_le_contravar; [apply Rmult_lt_0_compat; lra|].
      assert (1 - t ^ m <= INR m * (1 - t)) as Hb.
      { pose proof (geometric_spec (m - 1) 1 t) as Eg. replace (S (m - 1)) with m in Eg by lia. rewrite pow1 in Eg.
        destruct (geometric_one_bounds (m - 1) t ltac:(lra)) as [_ G2]. rewrite minus_INR in G2 by exact m_pos.
        simpl (INR 1) in G2. rewrite <- Eg, Rmult_comm. apply Rmult_le_compat_r; lra. }
      apply Rle_trans with (1 * (1 - t ^ m)); [apply Rmult_le_compat_r; lra|]. lra.
Qed.

Theorem curve_H_zero : exists q0, 0 < q0 < 1 /\ curve_H a m q0 = 0 /\
  forall q, 0 < q < 1 -> (0 < curve_H a m q <-> q0 < q).
Proof.
  destruct (curve_H_all_values 0) as [[d [Hd Hlo]] [e [He Hhi]]].
  set (x := Rmin (d / 2) (e / 2)). set (y := (1 + e) / 2).
  assert (0 < x) as X0 by (apply Rmin_pos; lra).
  pose proof (Rmin_l (d / 2) (e / 2)) as X1. pose proof (Rmin_r (d / 2) (e / 2)) as X2. fold x in X1, X2.
  assert (e < y < 1) as Y by (unfold y; lra).
  pose proof (Hlo x ltac:(lra)) as H1. pose proof (Hhi y Y) as H2.
  destruct (continuous_on_ivt (curve_H a m) x y 0) as [q0 [Hq E]]; [lra| |rewrite Rmin_left, Rmax_right; lra|].
  { apply continuous_on_everywhere. intros t Ht. destruct Ht.
    apply (continuous_of_derive _ _ _ (curve_H_derive a m t a_pos m_pos ltac:(lra))). }
  exists q0. split; [lra|split; [exact E|]]. intros q Hq2. split; intros H.
  - destruct (Rtotal_order q q0) as [K|[->|K]]; [|lra|exact K].
    pose proof (curve_H_increasing a m q q0 a_pos m_pos). lra.
  - pose proof (curve_H_increasing a m q0 q a_pos m_pos). lra.
Qed.

(** ** The time as a function of the limit *)

Variables (lambda q w0 : R).
Hypothesis lambda_pos : 0 < lambda.
Hypothesis q_inside : 0 < q < 1.
Hypothesis w0_pos : 0 < w0.

Theorem curve_time_of_limit (l : R) : w0 < l ->
  is_derive (fun l => curve_time a m lambda l w0 (q * l)) l
    ((curve_Phi a m (w0 / l) - INR (a - 1) * curve_H a m q) / (lambda * l ^ a)).
Proof.
  intros Hl. pose proof (ratio_bounds w0 l ltac:(lra) ltac:(lra)) as Hs.
  pose proof (curve_H_derive a m (w0 / l) a_pos m_pos Hs) as HH.
  pose proof (pow_below_1 m (w0 / l) m_pos ltac:(lra)) as Hz.
  set (h := curve_H a m) in *. set (c := h q).
  pose proof (pow_pred_derive (a - 1) l ltac:(lra)) as Hp.
  assert (forall (p : R -> R) (dp dh : R), is_derive p l dp -> is_derive h (w0 / l) dh -> p l <> 0 ->
    is_derive (fun l => (c - h (w0 / l)) / (lambda * p l)) l
      ((dh * (w0 / l ^ 2) * p l - (c - h (w0 / l)) * dp) / (lambda * p l ^ 2))) as rule.
  { intros p dp dh H1 H2 Hne. auto_derive.
    - repeat split; [eexists; exact H2|lra|eexists; exact H1|].
      apply Rmult_integral_contrapositive; split; [lra|exact Hne].
    - unfold Rdiv in *. use_derivative H1. use_derivative H2. field. repeat split; [exact Hne|lra|lra]. }
  apply (is_derive_ext_loc (fun l => (c - h (w0 / l)) / (lambda * l ^ (a - 1)))).
  { exists (mkposreal l ltac:(lra)). intros t Ht. assert (Rabs (t - l) < l) as Ht' by exact Ht. apply Rabs_def2 in Ht'.
    unfold curve_time. fold h. replace (q * t / t) with q by (field; lra). reflexivity. }
  assert (0 < l ^ (a - 1)) as Hq by (apply pow_lt; lra). assert (0 < w0 ^ (a - 1)) as Hw by (apply pow_lt; lra).
  evar_last; [apply (rule (fun l => l ^ (a - 1)) _ _ Hp HH); lra|]. real_equation. unfold curve_Phi. fold h c.
  rewrite !(pow_L a) by exact a_pos. set (y := 1 - (w0 / l) ^ m) in *.
  assert ((w0 / l) ^ (a - 1) = w0 ^ (a - 1) / l ^ (a - 1)) as ->.
  { unfold Rdiv. rewrite Rpow_mult_distr, pow_inv. ring. }
  set (u := w0 ^ (a - 1)) in *. set (x := l ^ (a - 1)) in *. set (k := h (w0 / l)). field. repeat split; lra.
Qed.

(** A boundary between two limits decides the order. *)
Theorem curve_order_of_limits (l1 l2 T1 T2 : R) (x1 x2 : R -> R) : 0 < l2 < l1 -> w0 < l2 ->
  curve_hits a m lambda l1 w0 (q * l1) x1 T1 -> curve_hits a m lambda l2 w0 (q * l2) x2 T2 ->
  (INR (a - 1) * curve_H a m q <= curve_Phi a m (w0 / l1) -> T2 < T1) /\
  (curve_Phi a m (w0 / l2) <= INR (a - 1) * curve_H a m q -> T1 < T2).
Proof.
  intros Hl Hw Hh1 Hh2.
  destruct (curve_hits_time a m lambda l1 a_pos m_pos lambda_pos ltac:(lra) w0 _ T1 x1 Hh1 ltac:(lra)) as [_ ->].
  destruct (curve_hits_time a m lambda l2 a_pos m_pos lambda_pos ltac:(lra) w0 _ T2 x2 Hh2 ltac:(lra)) as [_ ->].
  set (c := INR (a - 1) * curve_H a m q).
  assert (forall l, l2 < l < l1 -> w0 / l1 < w0 / l < w0 / l2 /\ 0 < w0 / l1 /\ w0 / l2 < 1) as Hin.
  { intros l Hll. pose proof (ratio_decreasing w0 l l2 w0_pos ltac:(lra)).
    pose proof (ratio_decreasing w0 l1 l w0_pos ltac:(lra)).
    pose proof (ratio_bounds w0 l1 ltac:(lra) ltac:(lra)). pose proof (ratio_bounds w0 l2 ltac:(lra) ltac:(lra)). lra. }
  assert (forall l, l2 < l < l1 -> 0 < lambda * l ^ a) as Hd.
  { intros l Hll. apply Rmult_lt_0_compat; [exact lambda_pos|apply pow_lt; lra]. }
  split; intros Hside.
  - apply (increasing_of_derivative_closed (fun l => curve_time a m lambda l w0 (q * l))
      (fun l => (curve_Phi a m (w0 / l) - c) / (lambda * l ^ a))); [lra| |].
    + intros l Hll. apply curve_time_of_limit. lra.
    + intros l Hll. destruct (Hin l Hll) as [H1 [H2 H3]]. apply Rdiv_lt_0_compat; [|apply Hd, Hll].
      pose proof (curve_Phi_increasing (w0 / l1) (w0 / l)). lra.
  - cut (- curve_time a m lambda l2 w0 (q * l2) < - curve_time a m lambda l1 w0 (q * l1)); [lra|].
    apply (increasing_of_derivative_closed (fun l => - curve_time a m lambda l w0 (q * l))
      (fun l => - ((curve_Phi a m (w0 / l) - c) / (lambda * l ^ a)))); [lra| |].
    + intros l Hll. apply (is_derive_opp (fun l => curve_time a m lambda l w0 (q * l))), curve_time_of_limit. lra.
    + intros l Hll. destruct (Hin l Hll) as [H1 [H2 H3]].
      replace (- ((curve_Phi a m (w0 / l) - c) / (lambda * l ^ a)))
        with ((c - curve_Phi a m (w0 / l)) / (lambda * l ^ a)) by (unfold Rdiv; ring).
      apply Rdiv_lt_0_compat; [|apply Hd, Hll]. pose proof (curve_Phi_increasing (w0 / l) (w0 / l2)). lra.
Qed.

End Boundary.
