(** * Ordering: which of two features is learned first

    Two features with parameters (l1, r1) and (l2, r2) start from the same layer
    amplitude w0. A relative threshold is q times the limit of the layer
    amplitude, that is, the fraction p = q^L of the encoder's limit. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime.
Require Import JepaOracle.Scalar JepaOracle.Curve JepaOracle.CurveBoundary.
Local Open Scope R_scope.

(** ** Generic comparisons *)

(** The faster of two rates needs less time. *)
Lemma faster_first (g1 g2 Q1 Q2 : R -> R) (x y : R) :
  x < y ->
  (forall z, x <= z <= y -> is_derive Q1 z (/ g1 z)) ->
  (forall z, x <= z <= y -> is_derive Q2 z (/ g2 z)) ->
  (forall z, x < z < y -> 0 < g2 z < g1 z) ->
  Q1 y - Q1 x < Q2 y - Q2 x.
Proof.
  intros Hxy H1 H2 Hg. cut (Q2 x - Q1 x < Q2 y - Q1 y); [lra|].
  apply (increasing_of_derivative_closed (fun z => Q2 z - Q1 z) (fun z => / g2 z - / g1 z) x y Hxy).
  - intros z Hz. apply (is_derive_minus Q2 Q1); [apply H2|apply H1]; exact Hz.
  - intros z Hz. destruct (Hg z Hz) as [Ha Hb]. cut (/ g1 z < / g2 z); [lra|].
    apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; lra|exact Hb].
Qed.

(** If 1/g1 - 1/g2 is at least c / y near 0, the first needs longer, by any
    amount, from all sufficiently small starts. *)
Lemma slower_from_small_starts (g1 g2 Q1 Q2 : R -> R) (b c : R) :
  0 < b -> 0 < c ->
  (forall z, 0 < z <= b -> is_derive Q1 z (/ g1 z)) ->
  (forall z, 0 < z <= b -> is_derive Q2 z (/ g2 z)) ->
  (forall z, 0 < z < b -> c / z <= / g1 z - / g2 z) ->
  forall M, exists d, 0 < d <= b /\ forall w0, 0 < w0 < d -> Q1 w0 - Q2 w0 < M.
Proof.
  intros Hb Hc H1 H2 Hg M.
  set (C := Q1 b - Q2 b - c * ln b).
  exists (Rmin b (exp ((M - C) / c))). split.
  - split; [apply Rmin_pos; [exact Hb|apply exp_pos]|apply Rmin_l].
  - intros w0 [Hw0 Hd].
    pose proof (Rmin_l b (exp ((M - C) / c))). pose proof (Rmin_r b (exp ((M - C) / c))).
    assert (Q1 w0 - Q2 w0 - c * ln w0 <= C) as Hmono.
    { apply (nondecreasing_of_derivative_closed (fun z => Q1 z - Q2 z - c * ln z)
               (fun z => / g1 z - / g2 z - c / z) w0 b); [lra| |].
      - intros z Hz. pose proof (H1 z ltac:(lra)) as D1. pose proof (H2 z ltac:(lra)) as D2.
        auto_derive.
        + repeat split; [eexists; exact D1|eexists; exact D2|lra].
        + use_derivative D1. use_derivative D2. unfold Rdiv. ring.
      - intros z Hz. pose proof (Hg z ltac:(lra)). lra. }
    assert (ln w0 < (M - C) / c) as Hln.
    { rewrite <- (ln_exp ((M - C) / c)). apply ln_increasing; lra. }
    apply (Rmult_lt_compat_l c) in Hln; [|exact Hc].
    replace (c * ((M - C) / c)) with (M - C) in Hln by (field; lra). lra.
Qed.

Lemma mae_limit_increasing (L : nat) (r1 r2 : R) :
  0 < r2 < r1 -> mae_limit L r2 < mae_limit L r1.
Proof.
  intros H. apply Rlt_Rpower_l; [|exact H].
  apply Rinv_0_lt_compat, lt_0_INR. lia.
Qed.

Lemma mae_limit_monotone (L : nat) (r1 r2 : R) :
  0 < r2 <= r1 -> mae_limit L r2 <= mae_limit L r1.
Proof.
  intros [H [Hlt| ->]]; [|lra]. pose proof (mae_limit_increasing L r1 r2). lra.
Qed.

(** ** Equal rho: lambda decides *)

(** For equal rho and any common threshold, times are inversely proportional to lambda. *)
Theorem jepa_equal_rho (L : nat) (l1 l2 rho w0 theta T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l2 < l1 -> 0 < rho -> 0 < w0 < theta -> theta < rho ->
  jepa_hits L l1 rho w0 theta v1 w1 T1 -> jepa_hits L l2 rho w0 theta v2 w2 T2 ->
  l1 * T1 = l2 * T2 /\ T1 < T2.
Proof.
  intros HL Hl Hr H0 Hth Hh1 Hh2.
  destruct (jepa_hits_time L l1 rho HL ltac:(lra) Hr w0 theta T1 v1 w1 Hh1 ltac:(lra)) as [_ ->].
  destruct (jepa_hits_time L l2 rho HL ltac:(lra) Hr w0 theta T2 v2 w2 Hh2 ltac:(lra)) as [_ ->].
  pose proof (jepa_G_increasing L (w0 / rho) (theta / rho) HL) as HG.
  pose proof (ratio_bounds w0 rho Hr ltac:(lra)). pose proof (ratio_bounds theta rho Hr ltac:(lra)).
  pose proof (ratio_increasing w0 theta rho Hr ltac:(lra)).
  assert (0 < rho ^ (2 * L - 1)) as Hp by (apply pow_lt, Hr).
  unfold jepa_time. split; [field; repeat split; lra|].
  apply Rmult_lt_compat_l; [lra|]. apply Rinv_lt_contravar.
  - apply Rmult_lt_0_compat; apply Rmult_lt_0_compat; lra.
  - apply Rmult_lt_compat_r; lra.
Qed.

Theorem mae_equal_rho (L : nat) (l1 l2 rho w0 theta T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l2 < l1 -> 0 < rho -> 0 < w0 < theta -> theta < mae_limit L rho ->
  mae_hits L l1 rho w0 theta v1 w1 T1 -> mae_hits L l2 rho w0 theta v2 w2 T2 ->
  l1 * T1 = l2 * T2 /\ T1 < T2.
Proof.
  intros HL Hl Hr H0 Hth Hh1 Hh2.
  destruct (mae_hits_time L l1 rho HL ltac:(lra) Hr w0 theta T1 v1 w1 Hh1 ltac:(lra)) as [_ ->].
  destruct (mae_hits_time L l2 rho HL ltac:(lra) Hr w0 theta T2 v2 w2 Hh2 ltac:(lra)) as [_ ->].
  pose proof (mae_limit_pos L rho) as Hm. unfold mae_time. set (r := mae_limit L rho) in *.
  pose proof (mae_H_increasing L (w0 / r) (theta / r) HL) as HG.
  pose proof (ratio_bounds w0 r Hm ltac:(lra)). pose proof (ratio_bounds theta r Hm ltac:(lra)).
  pose proof (ratio_increasing w0 theta r Hm ltac:(lra)).
  assert (0 < r ^ (L - 1)) as Hp by (apply pow_lt, Hm).
  split; [field; repeat split; lra|].
  apply Rmult_lt_compat_l; [lra|]. apply Rinv_lt_contravar.
  - apply Rmult_lt_0_compat; apply Rmult_lt_0_compat; lra.
  - apply Rmult_lt_compat_r; lra.
Qed.

(** ** Absolute threshold: larger lambda and larger rho are faster *)

Lemma jepa_rate_compare (L : nat) (l1 l2 r1 r2 x : R) :
  0 < l2 <= l1 -> 0 < r2 <= r1 -> l2 < l1 \/ r2 < r1 -> 0 < x < r2 ->
  0 < jepa_rate L l2 r2 x < jepa_rate L l1 r1 x.
Proof.
  intros Hl Hr Hne Hx. split; [apply jepa_rate_pos; lra|].
  unfold jepa_rate. assert (0 < x ^ (2 * L)) as Hp by (apply pow_lt; lra).
  pose proof (ratio_bounds x r2 ltac:(lra) ltac:(lra)).
  assert (x / r1 <= x / r2).
  { apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; lra. }
  destruct Hne as [Hlt|Hlt].
  - apply Rlt_le_trans with (l1 * x ^ (2 * L) * (1 - x / r2)).
    + repeat apply Rmult_lt_compat_r; lra.
    + apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|lra].
  - assert (x / r1 < x / r2).
    { apply Rmult_lt_compat_l; [lra|]. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra. }
    apply Rle_lt_trans with (l1 * x ^ (2 * L) * (1 - x / r2)).
    + repeat apply Rmult_le_compat_r; lra.
    + apply Rmult_lt_compat_l; [apply Rmult_lt_0_compat; lra|lra].
Qed.

Lemma mae_rate_compare (L : nat) (l1 l2 r1 r2 x : R) :
  0 < l2 <= l1 -> 0 < r2 <= r1 -> l2 < l1 \/ r2 < r1 -> 0 < x < mae_limit L r2 ->
  0 < mae_rate L l2 r2 x < mae_rate L l1 r1 x.
Proof.
  intros Hl Hr Hne Hx. split; [apply mae_rate_pos; lra|].
  unfold mae_rate. assert (0 < x ^ L) as Hp by (apply pow_lt; lra).
  assert (0 < x ^ S L) as Hq by (apply pow_lt; lra).
  assert (0 < x ^ S L / r2 < 1).
  { apply ratio_bounds; [lra|]. split; [exact Hq|].
    rewrite <- (mae_limit_pow L r2) by lra. apply pow_increasing; [lia|lra|lra]. }
  assert (x ^ S L / r1 <= x ^ S L / r2).
  { apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; lra. }
  destruct Hne as [Hlt|Hlt].
  - apply Rlt_le_trans with (l1 * x ^ L * (1 - x ^ S L / r2)).
    + repeat apply Rmult_lt_compat_r; lra.
    + apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|lra].
  - assert (x ^ S L / r1 < x ^ S L / r2).
    { apply Rmult_lt_compat_l; [lra|]. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra. }
    apply Rle_lt_trans with (l1 * x ^ L * (1 - x ^ S L / r2)).
    + repeat apply Rmult_le_compat_r; lra.
    + apply Rmult_lt_compat_l; [apply Rmult_lt_0_compat; lra|lra].
Qed.

(** JEPA, common level theta below both limits: the feature with the larger
    lambda and rho (one of them strictly) gets there first. *)
Theorem jepa_absolute_level (L : nat) (l1 l2 r1 r2 w0 theta T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l2 <= l1 -> 0 < r2 <= r1 -> l2 < l1 \/ r2 < r1 ->
  0 < w0 < theta -> theta < r2 ->
  jepa_hits L l1 r1 w0 theta v1 w1 T1 -> jepa_hits L l2 r2 w0 theta v2 w2 T2 -> T1 < T2.
Proof.
  intros HL Hl Hr Hne H0 Hth Hh1 Hh2.
  destruct (jepa_hits_time L l1 r1 HL ltac:(lra) ltac:(lra) w0 theta T1 v1 w1 Hh1 ltac:(lra)) as [_ ->].
  destruct (jepa_hits_time L l2 r2 HL ltac:(lra) ltac:(lra) w0 theta T2 v2 w2 Hh2 ltac:(lra)) as [_ ->].
  rewrite !jepa_time_primitive.
  apply (faster_first (jepa_rate L l1 r1) (jepa_rate L l2 r2)); [lra| | |].
  - intros z Hz. apply jepa_primitive_derive; [exact HL|lra|lra|lra].
  - intros z Hz. apply jepa_primitive_derive; [exact HL|lra|lra|lra].
  - intros z Hz. apply jepa_rate_compare; try assumption; lra.
Qed.

Theorem mae_absolute_level (L : nat) (l1 l2 r1 r2 w0 theta T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l2 <= l1 -> 0 < r2 <= r1 -> l2 < l1 \/ r2 < r1 ->
  0 < w0 < theta -> theta < mae_limit L r2 ->
  mae_hits L l1 r1 w0 theta v1 w1 T1 -> mae_hits L l2 r2 w0 theta v2 w2 T2 -> T1 < T2.
Proof.
  intros HL Hl Hr Hne H0 Hth Hh1 Hh2. pose proof (mae_limit_monotone L r1 r2 Hr) as Hm.
  destruct (mae_hits_time L l1 r1 HL ltac:(lra) ltac:(lra) w0 theta T1 v1 w1 Hh1 ltac:(lra)) as [_ ->].
  destruct (mae_hits_time L l2 r2 HL ltac:(lra) ltac:(lra) w0 theta T2 v2 w2 Hh2 ltac:(lra)) as [_ ->].
  rewrite !mae_time_primitive.
  apply (faster_first (mae_rate L l1 r1) (mae_rate L l2 r2)); [lra| | |].
  - intros z Hz. apply mae_primitive_derive; [exact HL|lra|lra|lra].
  - intros z Hz. apply mae_primitive_derive; [exact HL|lra|lra|lra].
  - intros z Hz. apply mae_rate_compare; try assumption; lra.
Qed.

(** ** JEPA, relative threshold: the boundary *)

(** With s = w0/rho, lambda w0^(2L-1) times the critical time is [jepa_tau]. *)
Definition jepa_tau (L : nat) (q s : R) : R := s ^ (2 * L - 1) * (jepa_G L q - jepa_G L s).

(** K(s) = (2L-1) G(s) + 1 / (s^(2L-1) (1-s)); its derivative is 1 / (s^(2L-1) (1-s)^2). *)
Definition jepa_K (L : nat) (s : R) : R :=
  INR (2 * L - 1) * jepa_G L s + / (s ^ (2 * L - 1) * (1 - s)).

(** s is the boundary for depth L and threshold q. *)
Definition jepa_boundary (L : nat) (q s : R) : Prop :=
  0 < s < q /\ jepa_K L s = INR (2 * L - 1) * jepa_G L q.

Lemma jepa_tau_derive L q s :
  (1 <= L)%nat -> 0 < s < 1 ->
  is_derive (jepa_tau L q) s
    (s ^ (2 * L - 1) / s * (INR (2 * L - 1) * jepa_G L q - jepa_K L s)).
Proof.
  intros HL Hs. pose proof (jepa_G_derive L s HL Hs) as HG.
  pose proof (pow_pred_derive (2 * L - 1) s ltac:(lra)) as HP.
  rewrite pow_2L in HG by exact HL.
  unfold jepa_tau, jepa_K. set (m := (2 * L - 1)%nat) in *.
  assert (s ^ m <> 0) by (apply pow_nonzero; lra).
  evar_last.
  - apply (is_derive_mult (fun s => s ^ m) (fun s => jepa_G L q - jepa_G L s)); [exact HP| |apply Rmult_comm].
    apply (is_derive_minus (fun _ => jepa_G L q) (jepa_G L)); [apply is_derive_const|exact HG].
  - unfold minus, plus, opp, zero, mult; cbn -[INR pow]. field. repeat split; try assumption; lra.
Qed.

(** K is Phi of the curve with the exponents 2L and 1. *)
Lemma jepa_K_curve L s : (1 <= L)%nat -> 0 < s < 1 -> curve_Phi (2 * L) 1 s = jepa_K L s.
Proof. intros HL Hs. unfold curve_Phi, jepa_K. rewrite curve_H_jepa, pow_1 by assumption. apply Rplus_comm. Qed.

Lemma jepa_K_derive L s :
  (1 <= L)%nat -> 0 < s < 1 -> is_derive (jepa_K L) s (/ (s ^ (2 * L - 1) * (1 - s) ^ 2)).
Proof.
  intros HL Hs. apply (is_derive_ext_inside (curve_Phi (2 * L) 1) _ 0 1 s); [exact Hs| |].
  - intros y Hy. apply jepa_K_curve; assumption.
  - evar_last; [apply curve_Phi_derive; try lia; exact Hs|]. rewrite !pow_1, (pow_2L L s) by exact HL. simpl (INR 1).
    assert (s ^ (2 * L - 1) <> 0) by (apply pow_nonzero; lra). real_equation. field. repeat split; try assumption; lra.
Qed.

(** K is strictly increasing on (0, 1). *)
Lemma jepa_K_increasing L s1 s2 :
  (1 <= L)%nat -> 0 < s1 -> s1 < s2 -> s2 < 1 -> jepa_K L s1 < jepa_K L s2.
Proof.
  intros HL H1 H12 H2.
  apply (increasing_of_derivative_closed (jepa_K L) (fun s => / (s ^ (2 * L - 1) * (1 - s) ^ 2)) s1 s2 H12).
  - intros t Ht. apply jepa_K_derive; [exact HL|lra].
  - intros t Ht. apply Rinv_0_lt_compat, Rmult_lt_0_compat; apply pow_lt; lra.
Qed.

(** An explicit sufficient condition: this start is on the good side of the boundary. *)
Definition jepa_sufficient (L : nat) (q : R) : R := q * exp (- / (q ^ (2 * L - 1) * (1 - q))).

Lemma jepa_sufficient_bounds L q : (1 <= L)%nat -> 0 < q < 1 -> 0 < jepa_sufficient L q < q.
Proof.
  intros HL Hq. unfold jepa_sufficient.
  set (e := / (q ^ (2 * L - 1) * (1 - q))).
  assert (0 < e) by (apply Rinv_0_lt_compat, Rmult_lt_0_compat; [apply pow_lt|]; lra).
  pose proof (exp_pos (- e)). assert (exp (- e) < 1).
  { rewrite <- exp_0. apply exp_increasing. lra. }
  split; nra.
Qed.

Lemma jepa_sufficient_K L q :
  (1 <= L)%nat -> 0 < q < 1 ->
  jepa_K L (jepa_sufficient L q) <= INR (2 * L - 1) * jepa_G L q.
Proof.
  intros HL Hq. pose proof (jepa_sufficient_bounds L q HL Hq) as Hs.
  set (s := jepa_sufficient L q) in *.
  assert (jepa_K L s - ln s <= jepa_K L q - ln q) as H.
  { apply (nondecreasing_of_derivative_closed (fun s => jepa_K L s - ln s)
             (fun s => / (s ^ (2 * L - 1) * (1 - s) ^ 2) - / s) s q); [lra| |].
    - intros t Ht. apply (is_derive_minus (jepa_K L) ln).
      + apply jepa_K_derive; [exact HL|lra].
      + apply is_derive_ln. lra.
    - intros t Ht. cut (/ t <= / (t ^ (2 * L - 1) * (1 - t) ^ 2)); [lra|].
      replace (2 * L - 1)%nat with (S (2 * L - 2)) by lia. change (t ^ S (2 * L - 2)) with (t * t ^ (2 * L - 2)).
      assert (0 < t ^ (2 * L - 2)) by (apply pow_lt; lra).
      assert (t ^ (2 * L - 2) <= 1) by (apply pow_le_one; lra).
      assert (0 < (1 - t) ^ 2 <= 1) by (split; [apply pow_lt|apply pow_le_one]; lra).
      apply Rinv_le_contravar.
      + repeat apply Rmult_lt_0_compat; lra.
      + assert (t ^ (2 * L - 2) * (1 - t) ^ 2 <= 1 * 1) by (apply Rmult_le_compat; lra).
        rewrite Rmult_assoc. apply shrink; lra. }
  assert (ln s = ln q - / (q ^ (2 * L - 1) * (1 - q))) as E.
  { unfold s, jepa_sufficient. rewrite ln_mult, ln_exp by (try apply exp_pos; lra). ring. }
  unfold jepa_K at 2 in H. lra.
Qed.

(** The boundary exists, is unique, and lies above the sufficient start. *)
Theorem jepa_boundary_exists (L : nat) (q : R) :
  (1 <= L)%nat -> 0 < q < 1 ->
  exists s, jepa_boundary L q s /\ jepa_sufficient L q <= s /\
    forall s', jepa_boundary L q s' -> s' = s.
Proof.
  intros HL Hq. pose proof (jepa_sufficient_bounds L q HL Hq) as Hs.
  pose proof (jepa_sufficient_K L q HL Hq) as HK.
  assert (INR (2 * L - 1) * jepa_G L q < jepa_K L q) as HKq.
  { unfold jepa_K. cut (0 < / (q ^ (2 * L - 1) * (1 - q))); [lra|].
    apply Rinv_0_lt_compat, Rmult_lt_0_compat; [apply pow_lt|]; lra. }
  destruct (continuous_on_ivt (jepa_K L) (jepa_sufficient L q) q (INR (2 * L - 1) * jepa_G L q)) as [s [Hss E]].
  - lra.
  - apply derivable_continuous_on with (fun s => / (s ^ (2 * L - 1) * (1 - s) ^ 2)).
    intros t Ht. apply jepa_K_derive; [exact HL|lra].
  - rewrite Rmin_left, Rmax_right by lra. lra.
  - assert (s <> q) by (intros ->; lra).
    exists s. split; [split; [lra|exact E]|]. split; [lra|].
    intros s' [Hs' E']. destruct (Rtotal_order s' s) as [H1|[H1|H1]]; [|exact H1|].
    + pose proof (jepa_K_increasing L s' s HL). lra.
    + pose proof (jepa_K_increasing L s s' HL). lra.
Qed.

Lemma jepa_time_tau L lambda rho w0 q :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 ->
  jepa_time L lambda rho w0 (q * rho) = jepa_tau L q (w0 / rho) / (lambda * w0 ^ (2 * L - 1)).
Proof.
  intros HL Hl Hr H0. unfold jepa_time, jepa_tau. replace (q * rho / rho) with q by (field; lra).
  unfold Rdiv at 4. rewrite Rpow_mult_distr, pow_inv.
  assert (rho ^ (2 * L - 1) <> 0) by (apply pow_nonzero; lra).
  assert (w0 ^ (2 * L - 1) <> 0) by (apply pow_nonzero; lra).
  field. repeat split; try assumption; lra.
Qed.

(** Equal lambda, relative threshold, r1 > r2. If w0 <= s r2 the larger rho is
    first; if w0 >= s r1 it is last: every pair near the boundary, on its far
    side, is reversed. *)
Theorem jepa_rho_boundary (L : nat) (lambda r1 r2 q s w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 -> 0 < w0 ->
  jepa_boundary L q s ->
  jepa_hits L lambda r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 w2 T2 ->
  w0 < r2 ->
  (w0 <= s * r2 -> T1 < T2) /\ (s * r1 <= w0 -> T2 < T1).
Proof.
  intros HL Hl Hr Hq H0 [Hs E] Hh1 Hh2 Hw2.
  pose proof (ratio_decreasing w0 r1 r2 H0 Hr) as H12.
  pose proof (ratio_bounds w0 r2 ltac:(lra) ltac:(lra)) as Hs2.
  pose proof (ratio_bounds w0 r1 ltac:(lra) ltac:(lra)) as Hs1.
  destruct (curve_order_of_limits (2 * L) 1 ltac:(lia) ltac:(lia) lambda q w0 Hl H0 r1 r2 T1 T2 w1 w2 Hr Hw2
    (jepa_hits_curve L lambda r1 HL ltac:(lra) _ _ _ _ _ Hh1) (jepa_hits_curve L lambda r2 HL ltac:(lra) _ _ _ _ _ Hh2))
    as [Hlate Hearly].
  rewrite curve_H_jepa, jepa_K_curve, <- E in Hlate, Hearly by assumption.
  split; intros Hside.
  - apply (div_lt_iff w0 s r2) in Hside; [|lra]. apply Hearly.
    destruct Hside as [Hlt| ->]; [left; apply jepa_K_increasing; auto; lra|right; reflexivity].
  - apply (le_div_iff w0 s r1) in Hside; [|lra]. apply Hlate.
    destruct Hside as [Hlt| <-]; [left; apply jepa_K_increasing; auto; lra|right; reflexivity].
Qed.

(** The critical time as a function of rho has, at every rho, a derivative that is
    negative exactly when w0/rho is below the boundary and zero exactly on it. *)
Theorem jepa_rho_derivative (L : nat) (lambda rho q s w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < q < 1 -> 0 < w0 < rho -> jepa_boundary L q s ->
  exists d, is_derive (fun r => jepa_time L lambda r w0 (q * r)) rho d /\
    (d < 0 <-> w0 / rho < s) /\ (d = 0 <-> w0 / rho = s).
Proof.
  intros HL Hl Hr Hq H0 [Hs E]. pose proof (ratio_bounds w0 rho Hr H0) as Hx.
  exists ((jepa_K L (w0 / rho) - jepa_K L s) / (lambda * rho ^ (2 * L))). split.
  - apply (is_derive_ext_inside (fun r => curve_time (2 * L) 1 lambda r w0 (q * r)) _ w0 (2 * rho) rho); [lra| |].
    + intros r H. apply jepa_time_curve; try assumption; try lra. split; nra.
    + evar_last; [apply curve_time_of_limit; try lia; lra|]. rewrite E, jepa_K_curve, curve_H_jepa by assumption.
      reflexivity.
  - assert (0 < / (lambda * rho ^ (2 * L))) as Hd.
    { apply Rinv_0_lt_compat, Rmult_lt_0_compat; [exact Hl|apply pow_lt, Hr]. }
    destruct (sign_of_difference (jepa_K L (w0 / rho)) (jepa_K L s) _ Hd) as [S1 [S2 _]].
    destruct (increasing_reflects (jepa_K L) 0 1 (w0 / rho) s) as [M1 M2]; [|lra|lra|].
    + intros y z. apply jepa_K_increasing, HL.
    + unfold Rdiv at 1 4. rewrite S1, S2. split; assumption.
Qed.

(** Dominance: larger lambda and larger rho, one strictly, from below the boundary: first. *)
Theorem jepa_dominance (L : nat) (l1 l2 r1 r2 q s w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l2 <= l1 -> 0 < r2 <= r1 -> l2 < l1 \/ r2 < r1 -> 0 < q < 1 -> 0 < w0 ->
  jepa_boundary L q s -> w0 < s * r2 ->
  jepa_hits L l1 r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L l2 r2 w0 (q * r2) v2 w2 T2 ->
  T1 < T2.
Proof.
  intros HL Hl Hr Hne Hq H0 Hb Hside Hh1 Hh2. pose proof Hb as [Hs _].
  assert (w0 < q * r2) as Hw by nra. assert (q * r2 < r2) by nra. assert (q * r2 <= q * r1) by nra.
  assert (q * r1 < r1) by nra.
  (* the feature (l2, r1) lies between *)
  destruct (jepa_hits_exists L l2 r1 HL ltac:(lra) ltac:(lra) w0 (q * r1) H0 ltac:(lra)) as [v3 [w3 Hh3]].
  set (T3 := jepa_time L l2 r1 w0 (q * r1)) in *.
  assert (T1 <= T3 /\ (l2 < l1 -> T1 < T3)) as [HA HA'].
  { destruct (Rtotal_order l2 l1) as [Hlt|[->|Hgt]]; [| |lra].
    - destruct (jepa_equal_rho L l1 l2 r1 w0 (q * r1) T1 T3 v1 w1 v3 w3); try assumption; lra.
    - split; [|lra]. right. unfold T3.
      apply (jepa_hits_time L l1 r1 HL ltac:(lra) ltac:(lra) w0 (q * r1) T1 v1 w1 Hh1). lra. }
  assert (T3 <= T2 /\ (r2 < r1 -> T3 < T2)) as [HB HB'].
  { destruct (Rtotal_order r2 r1) as [Hlt|[->|Hgt]]; [| |lra].
    - pose proof (jepa_rho_boundary L l2 r1 r2 q s w0 T3 T2 v3 w3 v2 w2 HL ltac:(lra) ltac:(lra) Hq H0 Hb Hh3 Hh2
      ltac:(lra)) as [HH _].
      assert (T3 < T2) by (apply HH; lra). lra.
    - split; [|lra]. right. symmetry. unfold T3.
      apply (jepa_hits_time L l2 r1 HL ltac:(lra) ltac:(lra) w0 (q * r1) T2 v2 w2 Hh2). lra. }
  destruct Hne as [Hlt|Hlt]; [specialize (HA' Hlt)|specialize (HB' Hlt)]; lra.
Qed.

(** The claim without the boundary is false: L = 1, lambda = 1, p = 1/2, rho = 2 and 1,
    start 2/5: the larger rho is later. *)
Theorem jepa_larger_rho_can_be_later :
  exists v1 w1 T1 v2 w2 T2,
    jepa_hits 1 1 2 (2/5) (1/2 * 2) v1 w1 T1 /\ jepa_hits 1 1 1 (2/5) (1/2 * 1) v2 w2 T2 /\ T2 < T1.
Proof.
  destruct (jepa_hits_exists 1 1 2 ltac:(lia) ltac:(lra) ltac:(lra) (2/5) (1/2 * 2) ltac:(lra) ltac:(lra))
    as [v1 [w1 H1]].
  destruct (jepa_hits_exists 1 1 1 ltac:(lia) ltac:(lra) ltac:(lra) (2/5) (1/2 * 1) ltac:(lra) ltac:(lra))
    as [v2 [w2 H2]].
  exists v1, w1, (jepa_time 1 1 2 (2/5) (1/2 * 2)), v2, w2, (jepa_time 1 1 1 (2/5) (1/2 * 1)).
  split; [exact H1|split; [exact H2|]].
  unfold jepa_time, jepa_G, inverse_powers. simpl (2 * 1 - 1)%nat. simpl (INR 1). simpl pow.
  replace (1 / 2 * 2 / 2 / (1 - 1 / 2 * 2 / 2)) with 1 by field.
  replace (1 / 2 * 1 / 1 / (1 - 1 / 2 * 1 / 1)) with 1 by field.
  replace (2 / 5 / 2 / (1 - 2 / 5 / 2)) with (/ 4) by field.
  replace (2 / 5 / 1 / (1 - 2 / 5 / 1)) with (/ (3 / 2)) by field.
  rewrite ln_1, !ln_Rinv by lra.
  replace 4 with (2 * 2) by ring. rewrite ln_mult by lra.
  assert (ln (3 / 2) < ln 2) by (apply ln_increasing; lra).
  change (INR 1) with 1. lra.
Qed.

(** ** MAE, relative threshold *)

Definition mae_tau (L : nat) (q s : R) : R := s ^ (L - 1) * (mae_H L q - mae_H L s).

(** (L+1) phi(s) in the notes: (L-1) H(s) + s^(1-L) / (1 - s^(L+1)). *)
Definition mae_Phi (L : nat) (s : R) : R :=
  INR (L - 1) * mae_H L s + / (s ^ (L - 1) * (1 - s ^ S L)).

Lemma mae_tau_derive L q s :
  (1 <= L)%nat -> 0 < s < 1 ->
  is_derive (mae_tau L q) s (s ^ (L - 1) / s * (INR (L - 1) * mae_H L q - mae_Phi L s)).
Proof.
  intros HL Hs. pose proof (mae_H_derive L s HL Hs) as HG.
  pose proof (pow_pred_derive (L - 1) s ltac:(lra)) as HP.
  pose proof (pow_lt_1 L s ltac:(lra)) as Hz.
  unfold mae_tau, mae_Phi. set (z := 1 - s ^ S L) in *.
  rewrite (pow_L L s) in HG by exact HL. set (m := (L - 1)%nat) in *.
  assert (s ^ m <> 0) by (apply pow_nonzero; lra).
  evar_last.
  - apply (is_derive_mult (fun s => s ^ m) (fun s => mae_H L q - mae_H L s)); [exact HP| |apply Rmult_comm].
    apply (is_derive_minus (fun _ => mae_H L q) (mae_H L)); [apply is_derive_const|exact HG].
  - unfold minus, plus, opp, zero, mult; cbn -[INR pow]. field. repeat split; try assumption; lra.
Qed.

(** It is Phi of the curve with the exponents L and L+1. *)
Lemma mae_Phi_curve L s : (1 <= L)%nat -> curve_Phi L (S L) s = mae_Phi L s.
Proof. intros HL. unfold curve_Phi, mae_Phi. rewrite curve_H_mae by exact HL. apply Rplus_comm. Qed.

(** Phi in closed form: for L >= 2 it is (L-1) times the integral plus s^2 / (1 - s^(L+1));
    for L = 1 it is 1 / (1 - s^2). *)
Lemma mae_Phi_closed L s :
  (1 <= L)%nat -> 0 < s < 1 ->
  mae_Phi L s = (if Nat.eqb L 1 then 1 else 0) + INR (L - 1) * mae_tail L s + s ^ 2 / (1 - s ^ S L).
Proof.
  intros HL Hs. rewrite <- mae_Phi_curve, <- mae_tail_curve by exact HL.
  rewrite curve_Phi_closed by (try lia; exact Hs). replace (S L + 1 - L)%nat with 2%nat by lia.
  replace (S L - L)%nat with 1%nat by lia. ring.
Qed.

Lemma mae_Phi_pos L s : (1 <= L)%nat -> 0 < s < 1 -> 0 < mae_Phi L s.
Proof.
  intros HL Hs. rewrite mae_Phi_closed by assumption.
  pose proof (pow_lt_1 L s ltac:(lra)). pose proof (mae_tail_pos L s Hs). pose proof (pos_INR (L - 1)).
  assert (0 < s ^ 2 / (1 - s ^ S L)) by (apply Rdiv_lt_0_compat; [apply pow_lt|]; lra).
  assert (0 <= INR (L - 1) * mae_tail L s) by (apply Rmult_le_pos; lra).
  destruct (Nat.eqb L 1); lra.
Qed.

(** Phi increases strictly ... *)
Lemma mae_Phi_increasing L s1 s2 :
  (1 <= L)%nat -> 0 < s1 -> s1 < s2 -> s2 < 1 -> mae_Phi L s1 < mae_Phi L s2.
Proof. intros HL. rewrite <- !mae_Phi_curve by exact HL. apply curve_Phi_increasing; [exact HL|lia]. Qed.

(** ... and, for L >= 2, from 0. (For L = 1 it increases from 1.) *)
Lemma mae_Phi_from_zero L s :
  (2 <= L)%nat -> 0 < s < 1 -> 0 < mae_Phi L s <= INR L * (s ^ 2 / (1 - s ^ S L)).
Proof.
  intros HL Hs. split; [apply mae_Phi_pos; [lia|exact Hs]|].
  rewrite mae_Phi_closed by (try lia; exact Hs).
  replace (Nat.eqb L 1) with false by (symmetry; apply Nat.eqb_neq; lia).
  pose proof (mae_tail_bound L s s ltac:(lra) ltac:(lra)) as Hb.
  pose proof (pow_lt_1 L s ltac:(lra)). pose proof (pos_INR (L - 1)).
  assert (0 < s ^ 2 / (1 - s ^ S L)) by (apply Rdiv_lt_0_compat; [apply pow_lt|]; lra).
  replace (s ^ 2 / (2 * (1 - s ^ S L))) with (/ 2 * (s ^ 2 / (1 - s ^ S L))) in Hb by (field; lra).
  rewrite minus_INR in * by lia. simpl (INR 1) in *.
  assert ((INR L - 1) * mae_tail L s <= (INR L - 1) * (s ^ 2 / (1 - s ^ S L))); [|lra].
  apply Rmult_le_compat_l; lra.
Qed.

Lemma mae_time_tau L lambda rho w0 q :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 ->
  mae_time L lambda rho w0 (q * mae_limit L rho) =
  mae_tau L q (w0 / mae_limit L rho) / (lambda * w0 ^ (L - 1)).
Proof.
  intros HL Hl Hr H0. unfold mae_time, mae_tau. pose proof (mae_limit_pos L rho) as Hm.
  set (r := mae_limit L rho) in *. replace (q * r / r) with q by (field; lra).
  unfold Rdiv at 4. rewrite Rpow_mult_distr, pow_inv.
  assert (r ^ (L - 1) <> 0) by (apply pow_nonzero; lra).
  assert (w0 ^ (L - 1) <> 0) by (apply pow_nonzero; lra).
  field. repeat split; try assumption; lra.
Qed.

(** Equal lambda, relative threshold, r1 > r2, with s_i = w0 / limit_i: the larger rho
    is later if Phi(s_1) >= (L-1) H(q), and first if Phi(s_2) <= (L-1) H(q). *)
Theorem mae_rho_boundary (L : nat) (lambda r1 r2 q w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 -> 0 < w0 < mae_limit L r2 ->
  mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
  mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 ->
  (INR (L - 1) * mae_H L q <= mae_Phi L (w0 / mae_limit L r1) -> T2 < T1) /\
  (mae_Phi L (w0 / mae_limit L r2) <= INR (L - 1) * mae_H L q -> T1 < T2).
Proof.
  intros HL Hl Hr Hq H0 Hh1 Hh2. pose proof (mae_limit_increasing L r1 r2 Hr) as Hmm.
  rewrite <- !mae_Phi_curve, <- curve_H_mae by exact HL.
  apply (curve_order_of_limits L (S L) HL ltac:(lia) lambda q w0 Hl ltac:(lra) _ _ T1 T2 w1 w2); try lra.
  - exact (mae_hits_curve L lambda r1 HL ltac:(lra) _ _ _ _ _ Hh1).
  - exact (mae_hits_curve L lambda r2 HL ltac:(lra) _ _ _ _ _ Hh2).
Qed.

(** If H(q) <= 0 (or L = 1), the larger rho is later, from every start. *)
Theorem mae_larger_rho_is_later (L : nat) (lambda r1 r2 q w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 -> 0 < w0 < mae_limit L r2 ->
  L = 1%nat \/ mae_H L q <= 0 ->
  mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
  mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 ->
  T2 < T1.
Proof.
  intros HL Hl Hr Hq H0 HH Hh1 Hh2.
  apply (mae_rho_boundary L lambda r1 r2 q w0 T1 T2 v1 w1 v2 w2); auto.
  pose proof (mae_limit_increasing L r1 r2 Hr).
  pose proof (mae_Phi_pos L (w0 / mae_limit L r1) HL
    (ratio_bounds w0 (mae_limit L r1) (mae_limit_pos L r1) ltac:(lra))).
  assert (INR (L - 1) * mae_H L q <= 0); [|lra].
  destruct HH as [-> | HH]; [simpl; lra|].
  pose proof (pos_INR (L - 1)). cut (0 <= INR (L - 1) * - mae_H L q); [lra|]. apply Rmult_le_pos; lra.
Qed.

(** H(q) <= 0 holds for all q <= 1/2 ... *)
Lemma mae_H_half (L : nat) (q : R) : (1 <= L)%nat -> 0 < q <= 1/2 -> mae_H L q < 0.
Proof.
  intros HL Hq.
  assert (mae_H L (1/2) < 0) as H.
  { unfold mae_H. pose proof (mae_tail_bound L (1/2) (1/2) ltac:(lra) ltac:(lra)) as Hb.
    assert ((1/2) ^ S L <= (1/2) ^ 2) as Hp.
    { destruct L as [|l]; [lia|]. change ((1/2) ^ S (S l)) with (1/2 * (1/2 * (1/2) ^ l)).
      assert ((1/2) ^ l <= 1) by (apply pow_le_one; lra).
      change ((1/2) ^ 2) with (1/2 * (1/2 * 1)). lra. }
    assert ((1 / 2) ^ 2 / (2 * (1 - (1 / 2) ^ S L)) <= 1 / 6).
    { change ((1/2) ^ 2) with (1/2 * (1/2 * 1)) in *. apply (div_lt_iff (1/2 * (1/2 * 1)) (1/6)); lra. }
    assert (mae_h L (1/2) <= - (1/2)).
    { destruct L as [|[|l]]; [lia| |].
      - simpl. replace (1/2) with (/ 2) by field. rewrite ln_Rinv by lra. pose proof ln_lt_2. lra.
      - unfold mae_h. apply Ropp_le_contravar. replace (S (S l) - 1)%nat with (S l) by lia.
        assert (INR (S l) * (1/2) ^ S l <= 1).
        { clear. induction l as [|l IH]; [simpl; lra|].
          rewrite S_INR. change ((1/2) ^ S (S l)) with (1/2 * (1/2) ^ S l).
          assert ((1/2) ^ S l <= 1) by (apply pow_le_one; lra). lra. }
        assert (0 < INR (S l) * (1/2) ^ S l).
        { apply Rmult_lt_0_compat; [apply lt_0_INR; lia|apply pow_lt; lra]. }
        apply Rle_trans with (/ 1); [lra|]. apply Rinv_le_contravar; lra. }
    lra. }
  destruct (Rle_lt_or_eq_dec q (1/2) ltac:(lra)) as [Hlt| ->]; [|exact H].
  pose proof (mae_H_increasing L q (1/2) HL). lra.
Qed.

(** ... and exactly up to a threshold q0 > 1/2, the zero of H. *)
Theorem mae_threshold_exists (L : nat) : (1 <= L)%nat ->
  exists q0, 1/2 < q0 < 1 /\ mae_H L q0 = 0 /\ forall q, 0 < q < 1 -> (mae_H L q <= 0 <-> q <= q0).
Proof.
  intros HL. pose proof (mae_H_half L (1/2) HL ltac:(lra)) as Hh.
  assert (mae_limit L 1 = 1) as Em.
  { unfold mae_limit, Rpower. rewrite ln_1, Rmult_0_r. apply exp_0. }
  destruct (mae_exists L 1 1 HL ltac:(lra) ltac:(lra) (1/2)) as [v [w [[Ev Ew] Hf]]]; [rewrite Em; lra|].
  set (t := - mae_H L (1/2)).
  assert (0 < w t < 1) as Hw.
  { assert (0 < w t < mae_limit L 1); [|lra].
    apply (mae_invariant L 1 1 t v w); auto; try lra. unfold t; lra. }
  assert (mae_H L (w t) = 0) as E.
  { assert (mae_primitive L 1 1 (w t) - mae_primitive L 1 1 (w 0) = t) as Hc.
    { apply (growth_clock (mae_rate L 1 1) (mae_primitive L 1 1) w 0 1 t).
      - unfold t; lra.
      - intros y Hy. apply mae_rate_pos; lra.
      - intros y Hy. apply mae_primitive_derive; [exact HL|lra|lra|lra].
      - apply (Hf t).
      - intros s Hs. apply (mae_scalar L 1 1 t v w); auto; lra.
      - intros s Hs. assert (0 < w s < mae_limit L 1); [|lra].
        apply (mae_invariant L 1 1 t v w); auto; lra. }
    unfold mae_primitive in Hc. rewrite Em, pow1, Ew in Hc.
    replace (w t / 1) with (w t) in Hc by field. replace (1 / 2 / 1) with (1 / 2) in Hc by field.
    unfold t in Hc at 2. lra. }
  assert (1/2 < w t) as Hgt.
  { destruct (Rlt_le_dec (1/2) (w t)) as [|Hle]; [assumption|].
    pose proof (mae_H_half L (w t) HL). lra. }
  exists (w t). split; [lra|]. split; [exact E|]. intros q Hq. split; intros H.
  - destruct (Rle_lt_dec q (w t)) as [|Hlt]; [assumption|].
    pose proof (mae_H_increasing L (w t) q HL). lra.
  - destruct (Rle_lt_or_eq_dec q (w t) H) as [Hlt| ->]; [|lra].
    pose proof (mae_H_increasing L q (w t) HL). lra.
Qed.

(** No reversal: if l1 < l2 and r1 >= r2 and H(q) <= 0 (or L = 1), then MAE learns the feature
    with the larger lambda first, from every start below both thresholds. *)
Theorem mae_never_reverses (L : nat) (l1 l2 r1 r2 q w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l1 < l2 -> 0 < r2 <= r1 -> 0 < q < 1 -> 0 < w0 -> w0 < q * mae_limit L r2 ->
  L = 1%nat \/ mae_H L q <= 0 ->
  mae_hits L l1 r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
  mae_hits L l2 r2 w0 (q * mae_limit L r2) v2 w2 T2 ->
  T2 < T1.
Proof.
  intros HL Hl Hr Hq H0 Hw HH Hh1 Hh2.
  pose proof (mae_limit_pos L r2). pose proof (mae_limit_monotone L r1 r2 Hr).
  assert (q * mae_limit L r2 < mae_limit L r2) by nra.
  assert (q * mae_limit L r1 < mae_limit L r1) by nra.
  assert (q * mae_limit L r2 <= q * mae_limit L r1) by (apply Rmult_le_compat_l; lra).
  (* the feature (l2, r1) lies between *)
  destruct (mae_hits_exists L l2 r1 HL ltac:(lra) ltac:(lra) w0 (q * mae_limit L r1) H0 ltac:(lra)) as [v3 [w3 Hh3]].
  set (T3 := mae_time L l2 r1 w0 (q * mae_limit L r1)) in *.
  destruct (mae_equal_rho L l2 l1 r1 w0 (q * mae_limit L r1) T3 T1 v3 w3 v1 w1) as [_ HA]; try assumption; try lra.
  destruct (Rtotal_order r2 r1) as [Hlt|[E|Hgt]]; [| |lra].
  - pose proof (mae_larger_rho_is_later L l2 r1 r2 q w0 T3 T2 v3 w3 v2 w2) as HB.
    assert (T2 < T3); [|lra]. apply HB; try assumption; lra.
  - subst r2. replace T2 with T3; [exact HA|]. symmetry. unfold T3.
    apply (mae_hits_time L l2 r1 HL ltac:(lra) ltac:(lra) w0 (q * mae_limit L r1) T2 v2 w2 Hh2). lra.
Qed.

(** ** Small starts: the larger lambda is first, for both objectives *)

(** For fixed features with l1 < l2 (any rho) and any M there is d > 0 such that,
    from EVERY start below d, feature 2 is ahead by more than M. In particular
    (M = 0) it is learned first. *)
Theorem jepa_small_start (L : nat) (l1 l2 r1 r2 q M : R) :
  (1 <= L)%nat -> 0 < l1 < l2 -> 0 < r1 -> 0 < r2 -> 0 < q < 1 ->
  exists d, 0 < d /\ forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < d ->
    jepa_hits L l1 r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L l2 r2 w0 (q * r2) v2 w2 T2 -> M < T1 - T2.
Proof.
  intros HL Hl Hr1 Hr2 Hq.
  set (l := (l1 + l2) / 2). set (b := Rmin (1/2) (Rmin (r1 / 2) (r2 * ((l2 - l1) / (2 * l2))))).
  assert (0 < (l2 - l1) / (2 * l2) < 1) as Hfrac.
  { split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_lt_reg_r with (2 * l2); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  assert (0 < b /\ b <= 1/2 /\ b <= r1 / 2 /\ b <= r2 * ((l2 - l1) / (2 * l2))) as [Hb0 [Hb1 [Hb2 Hb3]]].
  { unfold b. pose proof (Rmin_l (1/2) (Rmin (r1 / 2) (r2 * ((l2 - l1) / (2 * l2))))).
    pose proof (Rmin_r (1/2) (Rmin (r1 / 2) (r2 * ((l2 - l1) / (2 * l2))))).
    pose proof (Rmin_l (r1 / 2) (r2 * ((l2 - l1) / (2 * l2)))).
    pose proof (Rmin_r (r1 / 2) (r2 * ((l2 - l1) / (2 * l2)))).
    repeat split; try lra. repeat apply Rmin_pos; try lra. apply Rmult_lt_0_compat; lra. }
  assert (b < r2) as Hb4 by nra.
  assert (0 < / l1 - / l) as Hc.
  { cut (/ l < / l1); [lra|]. unfold l. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra. }
  destruct (slower_from_small_starts (jepa_rate L l1 r1) (jepa_rate L l2 r2)
    (jepa_primitive L l1 r1) (jepa_primitive L l2 r2) b (/ l1 - / l) Hb0 Hc) with
    (M := jepa_primitive L l1 r1 (q * r1) - jepa_primitive L l2 r2 (q * r2) - M) as [d [Hd Hsmall]].
  - intros z Hz. apply jepa_primitive_derive; try assumption; lra.
  - intros z Hz. apply jepa_primitive_derive; try assumption; lra.
  - intros z Hz. unfold jepa_rate.
    assert (0 < z ^ (2 * L)) by (apply pow_lt; lra).
    assert (z ^ (2 * L) <= z).
    { rewrite pow_2L by exact HL. apply shrink; [lra|].
      apply pow_le_one; lra. }
    pose proof (ratio_bounds z r1 Hr1 ltac:(lra)). pose proof (ratio_bounds z r2 Hr2 ltac:(lra)).
    assert (l <= l2 * (1 - z / r2)).
    { assert (z / r2 <= (l2 - l1) / (2 * l2)) by (apply (div_lt_iff z _ r2); lra).
      unfold l. replace ((l1 + l2) / 2) with (l2 * (1 - (l2 - l1) / (2 * l2))) by (field; lra).
      apply Rmult_le_compat_l; lra. }
    assert (0 < l) by (unfold l; lra).
    replace (/ (l1 * z ^ (2 * L) * (1 - z / r1)) - / (l2 * z ^ (2 * L) * (1 - z / r2)))
      with (/ z ^ (2 * L) * (/ (l1 * (1 - z / r1)) - / (l2 * (1 - z / r2)))).
    2:{ assert (1 - z / r1 <> 0) by lra. assert (1 - z / r2 <> 0) by lra.
        set (x := 1 - z / r1) in *. set (y := 1 - z / r2) in *. field. repeat split; try assumption; lra. }
    unfold Rdiv at 1. rewrite Rmult_comm. apply Rmult_le_compat.
    + left. apply Rinv_0_lt_compat. lra.
    + lra.
    + apply Rinv_le_contravar; lra.
    + assert (/ l1 <= / (l1 * (1 - z / r1))).
      { apply Rinv_le_contravar; [apply Rmult_lt_0_compat; lra|].
        apply shrink; lra. }
      assert (/ (l2 * (1 - z / r2)) <= / l) by (apply Rinv_le_contravar; lra). lra.
  - exists d. split; [lra|]. intros w0 v1 w1 T1 v2 w2 T2 H0 Hh1 Hh2.
    destruct (jepa_hits_time L l1 r1 HL ltac:(lra) Hr1 w0 _ T1 v1 w1 Hh1 ltac:(lra)) as [_ ->].
    destruct (jepa_hits_time L l2 r2 HL ltac:(lra) Hr2 w0 _ T2 v2 w2 Hh2 ltac:(lra)) as [_ ->].
    rewrite !jepa_time_primitive. specialize (Hsmall w0 H0). lra.
Qed.

Theorem mae_small_start (L : nat) (l1 l2 r1 r2 q M : R) :
  (1 <= L)%nat -> 0 < l1 < l2 -> 0 < r1 -> 0 < r2 -> 0 < q < 1 ->
  exists d, 0 < d /\ forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < d ->
    mae_hits L l1 r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
    mae_hits L l2 r2 w0 (q * mae_limit L r2) v2 w2 T2 -> M < T1 - T2.
Proof.
  intros HL Hl Hr1 Hr2 Hq.
  pose proof (mae_limit_pos L r1) as Hm1. pose proof (mae_limit_pos L r2) as Hm2.
  set (m1 := mae_limit L r1) in *. set (m2 := mae_limit L r2) in *.
  set (l := (l1 + l2) / 2). set (b := Rmin (1/2) (Rmin (m1 / 2) (m2 * ((l2 - l1) / (2 * l2))))).
  assert (0 < (l2 - l1) / (2 * l2) < 1) as Hfrac.
  { split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_lt_reg_r with (2 * l2); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  assert (0 < b /\ b <= 1/2 /\ b <= m1 / 2 /\ b <= m2 * ((l2 - l1) / (2 * l2))) as [Hb0 [Hb1 [Hb2 Hb3]]].
  { unfold b. pose proof (Rmin_l (1/2) (Rmin (m1 / 2) (m2 * ((l2 - l1) / (2 * l2))))).
    pose proof (Rmin_r (1/2) (Rmin (m1 / 2) (m2 * ((l2 - l1) / (2 * l2))))).
    pose proof (Rmin_l (m1 / 2) (m2 * ((l2 - l1) / (2 * l2)))).
    pose proof (Rmin_r (m1 / 2) (m2 * ((l2 - l1) / (2 * l2)))).
    repeat split; try lra. repeat apply Rmin_pos; try lra. apply Rmult_lt_0_compat; lra. }
  assert (b < m2) as Hb4 by nra.
  assert (0 < / l1 - / l) as Hc.
  { cut (/ l < / l1); [lra|]. unfold l. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra. }
  destruct (slower_from_small_starts (mae_rate L l1 r1) (mae_rate L l2 r2)
    (mae_primitive L l1 r1) (mae_primitive L l2 r2) b (/ l1 - / l) Hb0 Hc) with
    (M := mae_primitive L l1 r1 (q * m1) - mae_primitive L l2 r2 (q * m2) - M) as [d [Hd Hsmall]].
  - intros z Hz. apply mae_primitive_derive; try assumption; fold m1; lra.
  - intros z Hz. apply mae_primitive_derive; try assumption; fold m2; lra.
  - intros z Hz. rewrite !mae_rate_ratio by assumption. fold m1 m2.
    assert (0 < z ^ L) by (apply pow_lt; lra).
    assert (z ^ L <= z).
    { rewrite pow_L by exact HL. apply shrink; [lra|].
      apply pow_le_one; lra. }
    pose proof (ratio_bounds z m1 Hm1 ltac:(lra)) as Ha1. pose proof (ratio_bounds z m2 Hm2 ltac:(lra)) as Ha2.
    pose proof (pow_lt_1 L (z / m1) ltac:(lra)). pose proof (pow_lt_1 L (z / m2) ltac:(lra)).
    assert (0 < (z / m1) ^ S L) by (apply pow_lt; lra).
    assert ((z / m2) ^ S L <= z / m2).
    { change ((z / m2) ^ S L) with (z / m2 * (z / m2) ^ L).
      apply shrink; [lra|].
      apply pow_le_one; lra. }
    assert (l <= l2 * (1 - (z / m2) ^ S L)).
    { assert (z / m2 <= (l2 - l1) / (2 * l2)) by (apply (div_lt_iff z _ m2); lra).
      unfold l. replace ((l1 + l2) / 2) with (l2 * (1 - (l2 - l1) / (2 * l2))) by (field; lra).
      apply Rmult_le_compat_l; lra. }
    assert (0 < l) by (unfold l; lra).
    set (x := 1 - (z / m1) ^ S L) in *. set (y := 1 - (z / m2) ^ S L) in *.
    assert (x < 1) by (unfold x; lra).
    replace (/ (l1 * z ^ L * x) - / (l2 * z ^ L * y)) with (/ z ^ L * (/ (l1 * x) - / (l2 * y)))
      by (field; repeat split; lra).
    unfold Rdiv at 1. rewrite Rmult_comm. apply Rmult_le_compat.
    + left. apply Rinv_0_lt_compat. lra.
    + lra.
    + apply Rinv_le_contravar; lra.
    + assert (/ l1 <= / (l1 * x)).
      { apply Rinv_le_contravar; [apply Rmult_lt_0_compat; lra|].
        apply shrink; lra. }
      assert (/ (l2 * y) <= / l) by (apply Rinv_le_contravar; lra). lra.
  - exists d. split; [lra|]. intros w0 v1 w1 T1 v2 w2 T2 H0 Hh1 Hh2.
    destruct (mae_hits_time L l1 r1 HL ltac:(lra) Hr1 w0 _ T1 v1 w1 Hh1 ltac:(fold m1; lra)) as [_ ->].
    destruct (mae_hits_time L l2 r2 HL ltac:(lra) Hr2 w0 _ T2 v2 w2 Hh2 ltac:(fold m2; lra)) as [_ ->].
    rewrite !mae_time_primitive. specialize (Hsmall w0 H0). lra.
Qed.
