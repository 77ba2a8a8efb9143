(** * Gaps: how far apart JEPA learns two features with equal lambda

    r1 > r2; both thresholds are q times the limit; the start w0 tends to 0. All
    constants are chosen before w0. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime.
Require Import JepaOracle.Ordering.
Local Open Scope R_scope.

(** ** Two lemmas about functions whose derivative is close to - a / w^(n+1) *)

Lemma inverse_power_derive (n : nat) (a w : R) :
  (1 <= n)%nat -> 0 < w -> is_derive (fun w => a / (INR n * w ^ n)) w (- (a / (w * w ^ n))).
Proof.
  intros Hn Hw. pose proof (INR_pos n Hn). assert (w ^ n <> 0) by (apply pow_nonzero; lra).
  apply (is_derive_ext (fun w => a * / (INR n * w ^ n))); [reflexivity|].
  evar_last.
  - apply (is_derive_scal (fun w => / (INR n * w ^ n))). apply (is_derive_inv (fun w => INR n * w ^ n)).
    + apply (is_derive_scal (fun w => w ^ n)). apply pow_pred_derive, Hw.
    + apply Rmult_integral_contrapositive; split; lra.
  - cbn -[INR pow]. field. repeat split; lra.
Qed.

Lemma power_gap (D dD : R -> R) (n : nat) (a c b k : R) :
  (2 <= n)%nat -> 0 < b -> 0 <= a -> 0 <= c ->
  (forall w, 0 < w <= b -> is_derive D w (dD w)) ->
  (forall w, 0 < w < b -> - (a / (w * w ^ n)) * (1 + c * w) <= dD w <= - (a / (w * w ^ n))) ->
  exists C, forall w0, 0 < w0 <= b -> Rabs ((k + D w0) * w0 ^ n - a / INR n) <= C * w0.
Proof.
  intros Hn Hb Ha Hc HD HdD.
  pose proof (INR_pos n ltac:(lia)) as HN.
  pose proof (INR_pos (n - 1) ltac:(lia)) as HN1.
  set (A := fun w => D w - a / (INR n * w ^ n)).
  set (B := fun w => A w - a * c / (INR (n - 1) * w ^ (n - 1))).
  assert (forall w, 0 < w -> w ^ n = w * w ^ (n - 1)) as Hpow by (intros w Hw; apply pow_L; lia).
  exists (b ^ (n - 1) * (Rabs k + Rabs (A b) + Rabs (B b)) + a * c / INR (n - 1)).
  intros w0 Hw0.
  assert (forall w, 0 < w <= b -> is_derive A w (dD w + a / (w * w ^ n))) as HA.
  { intros w Hw. unfold A. replace (dD w + a / (w * w ^ n)) with (minus (dD w) (- (a / (w * w ^ n)))).
    - apply (is_derive_minus D (fun w => a / (INR n * w ^ n))); [apply HD, Hw|].
      apply inverse_power_derive; [lia|lra].
    - real_equation. unfold minus, plus, opp; simpl. ring. }
  assert (A b <= A w0) as HA1.
  { cut (- A w0 <= - A b); [lra|].
    apply (nondecreasing_of_derivative_closed (fun w => - A w) (fun w => - (dD w + a / (w * w ^ n))) w0 b); [lra| |].
    - intros w Hw. apply (is_derive_opp A). apply HA. lra.
    - intros w Hw. pose proof (HdD w ltac:(lra)). lra. }
  assert (B w0 <= B b) as HB1.
  { apply (nondecreasing_of_derivative_closed B
             (fun w => (dD w + a / (w * w ^ n)) + a * c / (w * w ^ (n - 1))) w0 b); [lra| |].
    - intros w Hw. unfold B.
      replace (dD w + a / (w * w ^ n) + a * c / (w * w ^ (n - 1)))
        with (minus (dD w + a / (w * w ^ n)) (- (a * c / (w * w ^ (n - 1))))).
      + apply (is_derive_minus A (fun w => a * c / (INR (n - 1) * w ^ (n - 1)))); [apply HA; lra|].
        apply inverse_power_derive; [lia|lra].
      + real_equation. unfold minus, plus, opp; simpl. ring.
    - intros w Hw. pose proof (HdD w ltac:(lra)) as [H1 _].
      assert (w ^ (n - 1) <> 0) by (apply pow_nonzero; lra).
      rewrite Hpow in * by lra.
      replace (- (a / (w * (w * w ^ (n - 1)))) * (1 + c * w))
        with (- (a / (w * (w * w ^ (n - 1)))) - a * c / (w * w ^ (n - 1))) in H1 by (field; split; lra).
      lra. }
  assert (0 < w0 ^ (n - 1)) as Hp1 by (apply pow_lt; lra).
  assert (w0 ^ (n - 1) <= b ^ (n - 1)) as Hp2 by (apply pow_incr; lra).
  replace ((k + D w0) * w0 ^ n - a / INR n) with (w0 ^ n * (k + A w0)).
  2:{ unfold A. rewrite Hpow by lra. field. split; lra. }
  assert (w0 ^ n * (k + A w0) = w0 * (w0 ^ (n - 1) * (k + A w0))) as -> by (rewrite Hpow by lra; ring).
  rewrite Rabs_mult, (Rabs_right w0), (Rmult_comm _ w0) by lra.
  apply Rmult_le_compat_l; [lra|].
  set (E := Rabs k + Rabs (A b) + Rabs (B b)).
  assert (0 <= E).
  { unfold E. pose proof (Rabs_pos k). pose proof (Rabs_pos (A b)). pose proof (Rabs_pos (B b)). lra. }
  assert (0 <= a * c / INR (n - 1)).
  { apply Rmult_le_pos; [apply Rmult_le_pos; assumption|left; apply Rinv_0_lt_compat, HN1]. }
  assert (w0 ^ (n - 1) * E <= b ^ (n - 1) * E) by (apply Rmult_le_compat_r; assumption).
  apply Rabs_le. split.
  - apply Rle_trans with (- (w0 ^ (n - 1) * E)); [lra|].
    replace (- (w0 ^ (n - 1) * E)) with (w0 ^ (n - 1) * - E) by ring.
    apply Rmult_le_compat_l; [lra|]. unfold E.
    pose proof (Rle_abs (- k)). pose proof (Rle_abs (- A b)). rewrite Rabs_Ropp in *.
    pose proof (Rabs_pos (B b)). lra.
  - apply Rle_trans with (w0 ^ (n - 1) * (E + a * c / (INR (n - 1) * w0 ^ (n - 1)))).
    + apply Rmult_le_compat_l; [lra|]. unfold B at 1 in HB1. unfold E.
      pose proof (Rle_abs k). pose proof (Rle_abs (B b)). pose proof (Rabs_pos (A b)). lra.
    + rewrite Rmult_plus_distr_l.
      replace (w0 ^ (n - 1) * (a * c / (INR (n - 1) * w0 ^ (n - 1)))) with (a * c / INR (n - 1)) by (field; split;
        lra).
      lra.
Qed.

Lemma log_gap (D dD : R -> R) (a c b k : R) :
  0 < b -> 0 <= a -> 0 <= c ->
  (forall w, 0 < w <= b -> is_derive D w (dD w)) ->
  (forall w, 0 < w < b -> - (a / w) * (1 + c * w) <= dD w <= - (a / w)) ->
  exists C, forall w0, 0 < w0 <= b -> Rabs (k + D w0 - a * ln (/ w0)) <= C.
Proof.
  intros Hb Ha Hc HD HdD.
  set (A := fun w => D w + a * ln w).
  exists (Rabs k + Rabs (A b) + a * c * b). intros w0 Hw0.
  assert (forall w, 0 < w <= b -> is_derive A w (dD w + a / w)) as HA.
  { intros w Hw. apply (is_derive_plus D (fun w => a * ln w)); [apply HD, Hw|].
    apply (is_derive_scal ln). apply is_derive_ln. lra. }
  assert (A b <= A w0) as HA1.
  { cut (- A w0 <= - A b); [lra|].
    apply (nondecreasing_of_derivative_closed (fun w => - A w) (fun w => - (dD w + a / w)) w0 b); [lra| |].
    - intros w Hw. apply (is_derive_opp A). apply HA. lra.
    - intros w Hw. pose proof (HdD w ltac:(lra)). lra. }
  assert (A w0 + a * c * w0 <= A b + a * c * b) as HB1.
  { apply (nondecreasing_of_derivative_closed (fun w => A w + a * c * w)
             (fun w => dD w + a / w + a * c) w0 b); [lra| |].
    - intros w Hw. apply (is_derive_plus A (fun w => a * c * w)); [apply HA; lra|].
      auto_derive; [trivial|ring].
    - intros w Hw. pose proof (HdD w ltac:(lra)) as [H1 _].
      replace (- (a / w) * (1 + c * w)) with (- (a / w) - a * c) in H1 by (field; lra). lra. }
  rewrite ln_Rinv by lra. replace (k + D w0 - a * - ln w0) with (k + A w0) by (unfold A; ring).
  assert (0 <= a * c) by (apply Rmult_le_pos; assumption).
  assert (0 <= a * c * w0) by (apply Rmult_le_pos; lra).
  assert (0 <= a * c * b) by (apply Rmult_le_pos; lra).
  pose proof (Rle_abs k). pose proof (Rle_abs (- k)). pose proof (Rle_abs (A b)). pose proof (Rle_abs (- A b)).
  rewrite !Rabs_Ropp in *. pose proof (Rabs_pos k). pose proof (Rabs_pos (A b)).
  apply Rabs_le. lra.
Qed.

(** ** JEPA *)

Section Jepa.
Variables (L : nat) (lambda r1 r2 q : R).
Hypothesis L_pos : (1 <= L)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis r_order : 0 < r2 < r1.
Hypothesis q_inside : 0 < q < 1.

Let a := / r2 - / r1.
Let c := 2 / (r2 * (1 - q) ^ 2).
Let D (w : R) : R := lambda * (jepa_primitive L lambda r1 w - jepa_primitive L lambda r2 w).
Let dD (w : R) : R := lambda * (/ jepa_rate L lambda r1 w - / jepa_rate L lambda r2 w).

Lemma gap_a_pos : 0 < a.
Proof.
  unfold a. cut (/ r1 < / r2); [lra|]. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
Qed.

Lemma gap_c_pos : 0 < c.
Proof. unfold c. apply Rdiv_lt_0_compat; [lra|]. apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]. Qed.

Lemma gap_derive w : 0 < w <= q * r2 -> is_derive D w (dD w).
Proof.
  intros Hw. assert (q * r2 < r2) by nra.
  apply (is_derive_scal (fun w => jepa_primitive L lambda r1 w - jepa_primitive L lambda r2 w)).
  apply (is_derive_minus (jepa_primitive L lambda r1) (jepa_primitive L lambda r2));
    apply jepa_primitive_derive; try assumption; lra.
Qed.

(** The two rates differ by the factor - a / w^(2L-1), up to a relative error c w. *)
Lemma gap_derivative_bounds w : 0 < w < q * r2 ->
  - (a / w ^ (2 * L - 1)) * (1 + c * w) <= dD w <= - (a / w ^ (2 * L - 1)).
Proof.
  intros Hw. assert (q * r2 < r2) by nra.
  pose proof (ratio_bounds w r1 ltac:(lra) ltac:(lra)) as H1.
  pose proof (ratio_bounds w r2 ltac:(lra) ltac:(lra)) as H2.
  pose proof (ratio_decreasing w r1 r2 ltac:(lra) ltac:(lra)) as H12.
  assert (w / r2 <= q) as Hq by (apply (div_lt_iff w q r2); lra).
  assert (0 < w ^ (2 * L - 1)) as Hp by (apply pow_lt; lra).
  set (x1 := w / r1) in *. set (x2 := w / r2) in *.
  assert (dD w = - (a / w ^ (2 * L - 1)) * / ((1 - x1) * (1 - x2))) as E.
  { unfold dD, jepa_rate, a. rewrite pow_2L by exact L_pos. fold x1 x2.
    replace (/ r2 - / r1) with ((x2 - x1) / w) by (unfold x1, x2; field; repeat split; lra).
    field. repeat split; lra. }
  assert (0 < (1 - x1) * (1 - x2)) as Hd by (apply Rmult_lt_0_compat; lra).
  assert (1 <= / ((1 - x1) * (1 - x2))) as Hlo.
  { apply Rle_trans with (/ 1); [lra|]. apply Rinv_le_contravar; [exact Hd|]. nra. }
  assert (/ ((1 - x1) * (1 - x2)) <= 1 + c * w) as Hhi.
  { assert (c * w = 2 * x2 / (1 - q) ^ 2) as -> by (unfold c, x2; field; split; [lra|nra]).
    replace (/ ((1 - x1) * (1 - x2))) with (1 + (x1 + x2 - x1 * x2) * / ((1 - x1) * (1 - x2))) by (field; split; lra).
    apply Rplus_le_compat_l. apply Rmult_le_compat; [nra|lra|nra|].
    apply Rinv_le_contravar; [apply pow_lt; lra|]. nra. }
  assert (0 < a / w ^ (2 * L - 1)) as Hapos by (apply Rdiv_lt_0_compat; [apply gap_a_pos|exact Hp]).
  rewrite E. split.
  - apply Ropp_le_cancel. rewrite <- !Ropp_mult_distr_l, !Ropp_involutive. apply Rmult_le_compat_l; lra.
  - apply Ropp_le_cancel. rewrite <- !Ropp_mult_distr_l, !Ropp_involutive.
    pose proof (Rmult_le_compat_l (a / w ^ (2 * L - 1)) 1 _ ltac:(lra) Hlo). lra.
Qed.

Lemma gap_times w0 T1 T2 v1 w1 v2 w2 :
  0 < w0 < r2 ->
  jepa_hits L lambda r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 w2 T2 ->
  w0 <= q * r2 /\
  lambda * (T2 - T1) = lambda * (jepa_primitive L lambda r2 (q * r2) - jepa_primitive L lambda r1 (q * r1)) + D w0.
Proof.
  intros H0 Hh1 Hh2.
  destruct (jepa_hits_time L lambda r1 L_pos lambda_pos ltac:(lra) w0 _ T1 v1 w1 Hh1 ltac:(lra)) as [_ ->].
  destruct (jepa_hits_time L lambda r2 L_pos lambda_pos ltac:(lra) w0 _ T2 v2 w2 Hh2 ltac:(lra)) as [B ->].
  split; [lra|]. rewrite !jepa_time_primitive. unfold D. ring.
Qed.

(** L >= 2: the gap times w0^(2L-2) tends to (1/r2 - 1/r1) / ((2L-2) lambda), with an error
    of at most C w0. *)
Theorem jepa_gap : (2 <= L)%nat ->
  exists C, forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < r2 ->
    jepa_hits L lambda r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 w2 T2 ->
    Rabs ((T2 - T1) * w0 ^ (2 * L - 2) - (/ r2 - / r1) / (INR (2 * L - 2) * lambda)) <= C * w0.
Proof.
  intros HL.
  destruct (power_gap D dD (2 * L - 2) a c (q * r2)
    (lambda * (jepa_primitive L lambda r2 (q * r2) - jepa_primitive L lambda r1 (q * r1)))) as [C HC].
  - lia.
  - apply Rmult_lt_0_compat; lra.
  - apply Rlt_le, gap_a_pos.
  - apply Rlt_le, gap_c_pos.
  - apply gap_derive.
  - intros w Hw. change (w * w ^ (2 * L - 2)) with (w ^ S (2 * L - 2)).
    replace (S (2 * L - 2)) with (2 * L - 1)%nat by lia. apply gap_derivative_bounds, Hw.
  - exists (C / lambda). intros w0 v1 w1 T1 v2 w2 T2 H0 Hh1 Hh2.
    destruct (gap_times w0 T1 T2 v1 w1 v2 w2 H0 Hh1 Hh2) as [Hb E].
    specialize (HC w0 ltac:(lra)). rewrite <- E in HC.
    pose proof (INR_pos (2 * L - 2) ltac:(lia)).
    replace ((T2 - T1) * w0 ^ (2 * L - 2) - (/ r2 - / r1) / (INR (2 * L - 2) * lambda))
      with (/ lambda * (lambda * (T2 - T1) * w0 ^ (2 * L - 2) - a / INR (2 * L - 2)))
      by (unfold a; field; repeat split; lra).
    rewrite Rabs_mult, (Rabs_right (/ lambda)) by (left; apply Rinv_0_lt_compat; lra).
    replace (C / lambda * w0) with (/ lambda * (C * w0)) by (field; lra). apply Rmult_le_compat_l; [|exact HC].
    left. apply Rinv_0_lt_compat. lra.
Qed.

(** L = 1: the gap is (1/r2 - 1/r1) ln (1/w0) / lambda, up to a bounded error. *)
Theorem jepa_gap_depth_1 : L = 1%nat ->
  exists C, forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < r2 ->
    jepa_hits L lambda r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 w2 T2 ->
    Rabs ((T2 - T1) - (/ r2 - / r1) * ln (/ w0) / lambda) <= C.
Proof.
  intros HL.
  destruct (log_gap D dD a c (q * r2)
    (lambda * (jepa_primitive L lambda r2 (q * r2) - jepa_primitive L lambda r1 (q * r1)))) as [C HC].
  - apply Rmult_lt_0_compat; lra.
  - apply Rlt_le, gap_a_pos.
  - apply Rlt_le, gap_c_pos.
  - apply gap_derive.
  - intros w Hw. pose proof (gap_derivative_bounds w Hw) as H.
    replace (w ^ (2 * L - 1)) with w in H; [exact H|]. rewrite HL. simpl. ring.
  - exists (C / lambda). intros w0 v1 w1 T1 v2 w2 T2 H0 Hh1 Hh2.
    destruct (gap_times w0 T1 T2 v1 w1 v2 w2 H0 Hh1 Hh2) as [Hb E].
    specialize (HC w0 ltac:(lra)). rewrite <- E in HC.
    replace (T2 - T1 - (/ r2 - / r1) * ln (/ w0) / lambda)
      with (/ lambda * (lambda * (T2 - T1) - a * ln (/ w0))) by (unfold a; field; repeat split; lra).
    rewrite Rabs_mult, (Rabs_right (/ lambda)) by (left; apply Rinv_0_lt_compat; lra).
    replace (C / lambda) with (/ lambda * C) by (field; lra). apply Rmult_le_compat_l; [|exact HC].
    left. apply Rinv_0_lt_compat. lra.
Qed.

(** For every depth the gap exceeds any bound from all sufficiently small starts. *)
Theorem jepa_gap_diverges (M : R) :
  exists d, 0 < d /\ forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < d ->
    jepa_hits L lambda r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 w2 T2 ->
    M < T2 - T1.
Proof.
  set (b := Rmin 1 (q * r2)).
  assert (0 < q * r2) as Hq0 by (apply Rmult_lt_0_compat; lra). assert (q * r2 < r2) as Hq1 by nra.
  assert (0 < b /\ b <= 1 /\ b <= q * r2) as [Hb0 [Hb1 Hb2]].
  { unfold b. pose proof (Rmin_l 1 (q * r2)). pose proof (Rmin_r 1 (q * r2)).
    split; [apply Rmin_pos; lra|split; assumption]. }
  pose proof gap_a_pos as Ha.
  destruct (slower_from_small_starts (jepa_rate L lambda r2) (jepa_rate L lambda r1)
    (jepa_primitive L lambda r2) (jepa_primitive L lambda r1) b (a / lambda)) with
    (M := jepa_primitive L lambda r2 (q * r2) - jepa_primitive L lambda r1 (q * r1) - M) as [d [Hd Hsmall]].
  - exact Hb0.
  - apply Rdiv_lt_0_compat; assumption.
  - intros z Hz. apply jepa_primitive_derive; try assumption; lra.
  - intros z Hz. apply jepa_primitive_derive; try assumption; lra.
  - intros z Hz. destruct (gap_derivative_bounds z ltac:(lra)) as [_ H1].
    assert (a / z <= a / z ^ (2 * L - 1)) as H2.
    { apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; [apply pow_lt; lra|].
      replace (2 * L - 1)%nat with (S (2 * L - 2)) by lia.
      apply (shrink z (z ^ (2 * L - 2))); [lra|apply pow_le_one; lra]. }
    unfold dD in H1. apply Rmult_le_reg_l with lambda; [exact lambda_pos|].
    replace (lambda * (a / lambda / z)) with (a / z) by (field; lra).
    lra.
  - exists d. split; [lra|]. intros w0 v1 w1 T1 v2 w2 T2 H0 Hh1 Hh2.
    destruct (jepa_hits_time L lambda r1 L_pos lambda_pos ltac:(lra) w0 _ T1 v1 w1 Hh1 ltac:(lra)) as [_ ->].
    destruct (jepa_hits_time L lambda r2 L_pos lambda_pos ltac:(lra) w0 _ T2 v2 w2 Hh2 ltac:(lra)) as [_ ->].
    rewrite !jepa_time_primitive. specialize (Hsmall w0 H0). lra.
Qed.

End Jepa.
