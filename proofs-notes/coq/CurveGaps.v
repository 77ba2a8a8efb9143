(** * CurveGaps: how far apart two features with equal lambda reach q times their limits l1 > l2

    D(w) is lambda times the gap from the start w, A = 1/l2^m - 1/l1^m. The slope is
      D'(w) = - A w^(m-a) / ((1 - (w/l1)^m) (1 - (w/l2)^m)),
    so D differs from A times a primitive of w^(m-a) by a factor that tends to 1 with the start: for m < a-1 it
    diverges like a power, for m = a-1 like the logarithm, for m > a-1 it converges. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.Scalar JepaOracle.Curve.
Local Open Scope R_scope.

(** A primitive of w^(m-a). *)
Definition gap_primitive (a m : nat) (w : R) : R :=
  if Nat.ltb (a - 1) m then w ^ (m + 1 - a) / INR (m + 1 - a) else power_primitive (a - 1 - m) w.

Lemma gap_primitive_derive (a m : nat) (w : R) : (1 <= a)%nat -> 0 < w ->
  is_derive (gap_primitive a m) w (w ^ m / w ^ a).
Proof.
  intros Ha Hw. unfold gap_primitive.
  assert (forall k, w ^ k <> 0) as Hp by (intros k; apply pow_nonzero; lra).
  destruct (Nat.ltb_spec (a - 1) m) as [H|H].
  - set (k := (m + 1 - a)%nat). assert (0 < INR k) as Hk by (apply INR_pos; lia).
    apply (is_derive_ext (fun w => / INR k * w ^ k)); [intros t; apply Rmult_comm|].
    evar_last; [apply (is_derive_scal (fun w => w ^ k)), pow_pred_derive, Hw|]. real_equation.
    replace (w ^ m) with (w ^ (a - 1) * w ^ k) by (rewrite <- pow_add; f_equal; lia). rewrite (pow_L a w) by exact Ha.
    pose proof (Hp (a - 1)%nat). field. repeat split; try assumption; lra.
  - replace (w ^ m / w ^ a) with (/ w ^ S (a - 1 - m)); [apply power_primitive_derive, Hw|].
    replace (w ^ a) with (w ^ m * w ^ S (a - 1 - m)) by (rewrite <- pow_add; f_equal; lia).
    pose proof (Hp m). pose proof (Hp (S (a - 1 - m))). field. split; assumption.
Qed.

(** The part of lambda times the time of a feature that the start takes away, beside poles and logarithms. *)
Definition start_part (a m k : nat) (l w : R) : R := curve_tail k m (w / l) / l ^ (a - 1).

Section Gap.
Variables (a m : nat) (lambda l1 l2 q : R).
Hypothesis a_pos : (1 <= a)%nat.
Hypothesis m_pos : (1 <= m)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis l_order : 0 < l2 < l1.
Hypothesis q_inside : 0 < q < 1.

Let A := / l2 ^ m - / l1 ^ m.
Let D (w : R) : R :=
  (curve_H a m q - curve_H a m (w / l2)) / l2 ^ (a - 1) - (curve_H a m q - curve_H a m (w / l1)) / l1 ^ (a - 1).
Let z (l w : R) : R := 1 - (w / l) ^ m.

Lemma gap_constant_pos : 0 < A.
Proof.
  unfold A. assert (l2 ^ m < l1 ^ m) by (apply pow_increasing; [exact m_pos|lra|lra]).
  assert (0 < l2 ^ m) by (apply pow_lt; lra).
  cut (/ l1 ^ m < / l2 ^ m); [lra|]. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; lra|assumption].
Qed.

(** D is lambda times the gap. *)
Lemma gap_of_times (w0 T1 T2 : R) (x1 x2 : R -> R) : 0 < w0 < l2 ->
  curve_hits a m lambda l1 w0 (q * l1) x1 T1 -> curve_hits a m lambda l2 w0 (q * l2) x2 T2 ->
  lambda * (T2 - T1) = D w0.
Proof.
  intros H0 Hh1 Hh2.
  destruct (curve_hits_time a m lambda l1 a_pos m_pos lambda_pos ltac:(lra) w0 _ T1 x1 Hh1 ltac:(lra)) as [_ ->].
  destruct (curve_hits_time a m lambda l2 a_pos m_pos lambda_pos ltac:(lra) w0 _ T2 x2 Hh2 ltac:(lra)) as [_ ->].
  unfold curve_time, D. replace (q * l1 / l1) with q by (field; lra). replace (q * l2 / l2) with q by (field; lra).
  pose proof (pow_lt l1 (a - 1) ltac:(lra)). pose proof (pow_lt l2 (a - 1) ltac:(lra)). field. repeat split; lra.
Qed.

Lemma z_bounds (l w : R) : 0 < w < l -> 0 < z l w < 1.
Proof.
  intros Hw. pose proof (ratio_bounds w l ltac:(lra) Hw) as Hs. unfold z.
  pose proof (pow_below_1 m (w / l) m_pos ltac:(lra)). pose proof (pow_lt (w / l) m ltac:(lra)). lra.
Qed.

Lemma z_order (w : R) : 0 < w < l2 -> z l2 w < z l1 w.
Proof.
  intros Hw. pose proof (ratio_decreasing w l1 l2 ltac:(lra) l_order). unfold z.
  assert ((w / l1) ^ m < (w / l2) ^ m); [|lra].
  apply pow_increasing; [exact m_pos| |assumption]. pose proof (ratio_bounds w l1 ltac:(lra) ltac:(lra)). lra.
Qed.

Lemma z_decreasing (l x y : R) : 0 < l -> 0 < x -> x < y -> z l y < z l x.
Proof.
  intros Hl Hx Hxy. unfold z. assert ((x / l) ^ m < (y / l) ^ m); [|lra].
  apply pow_increasing; [exact m_pos| |apply ratio_increasing; lra].
  left. apply Rdiv_lt_0_compat; lra.
Qed.

Lemma one_part_derive (l w : R) : 0 < w < l ->
  is_derive (fun w => (curve_H a m q - curve_H a m (w / l)) / l ^ (a - 1)) w (- / (w ^ a * z l w)).
Proof.
  intros Hw. pose proof (curve_primitive_derive a m 1 l w a_pos m_pos Rlt_0_1 ltac:(lra) Hw) as HD.
  unfold curve_rate in HD. fold (z l w) in HD. rewrite Rmult_1_l in HD.
  apply (is_derive_ext (fun w => curve_H a m q / l ^ (a - 1) - curve_primitive a m 1 l w)).
  - intros t. unfold curve_primitive, Rdiv. rewrite Rmult_1_l. real_equation. ring.
  - auto_derive; [eexists; exact HD|]. use_derivative HD. ring.
Qed.

Lemma gap_slope (w : R) : 0 < w < l2 -> is_derive D w (- (A * (w ^ m / w ^ a) / (z l1 w * z l2 w))).
Proof.
  intros Hw. pose proof (z_bounds l1 w ltac:(lra)) as Z1. pose proof (z_bounds l2 w Hw) as Z2.
  replace (- (A * (w ^ m / w ^ a) / (z l1 w * z l2 w))) with (- / (w ^ a * z l2 w) - - / (w ^ a * z l1 w)).
  - apply (is_derive_minus (fun w => (curve_H a m q - curve_H a m (w / l2)) / l2 ^ (a - 1))
      (fun w => (curve_H a m q - curve_H a m (w / l1)) / l1 ^ (a - 1))); apply one_part_derive; lra.
  - assert (A * w ^ m = z l1 w - z l2 w) as E.
    { unfold A, z, Rdiv. rewrite !Rpow_mult_distr, !pow_inv. ring. }
    assert (w ^ a <> 0) by (apply pow_nonzero; lra).
    replace (A * (w ^ m / w ^ a)) with ((z l1 w - z l2 w) / w ^ a) by (rewrite <- E; field; assumption).
    field. repeat split; try assumption; lra.
Qed.

(** The factor between the gap and its law; it tends to 1 with the start. *)
Definition gap_factor (w : R) : R := / ((1 - (w / l1) ^ m) * (1 - (w / l2) ^ m)).

Lemma gap_factor_bounds (w : R) : 0 < w < l2 -> 1 < gap_factor w <= / (1 - w / l2) ^ 2.
Proof.
  intros Hw. unfold gap_factor. fold (z l1 w) (z l2 w).
  pose proof (z_bounds l1 w ltac:(lra)). pose proof (z_bounds l2 w Hw). pose proof (z_order w Hw).
  pose proof (ratio_bounds w l2 ltac:(lra) Hw) as Hs. split.
  - rewrite <- Rinv_1 at 1. apply Rinv_lt_contravar; nra.
  - assert (1 - w / l2 <= z l2 w).
    { unfold z. rewrite (pow_L m (w / l2)) by exact m_pos. cut (w / l2 * (w / l2) ^ (m - 1) <= w / l2); [lra|].
      apply shrink; [lra|]. apply pow_le_one. lra. }
    apply Rinv_le_contravar; [apply pow_lt; lra|]. simpl. rewrite Rmult_1_r. apply Rmult_le_compat; lra.
Qed.

Lemma gap_factor_increasing (x y : R) : 0 < x -> x < y -> y < l2 -> gap_factor x < gap_factor y.
Proof.
  intros Hx Hxy Hy. unfold gap_factor. fold (z l1 x) (z l2 x) (z l1 y) (z l2 y).
  pose proof (z_bounds l1 x ltac:(lra)). pose proof (z_bounds l2 x ltac:(lra)).
  pose proof (z_bounds l1 y ltac:(lra)). pose proof (z_bounds l2 y ltac:(lra)).
  pose proof (z_decreasing l1 x y ltac:(lra) Hx Hxy). pose proof (z_decreasing l2 x y ltac:(lra) Hx Hxy).
  apply Rinv_lt_contravar; [repeat apply Rmult_lt_0_compat; lra|]. apply Rmult_gt_0_lt_compat; lra.
Qed.

(** Between two starts the gap grows by A times the integral of w^(m-a), up to that factor. *)
Lemma gap_growth (wa wb : R) : 0 < wb < wa -> wa < l2 ->
  A * (gap_primitive a m wa - gap_primitive a m wb) < D wb - D wa <
  gap_factor wa * (A * (gap_primitive a m wa - gap_primitive a m wb)).
Proof.
  intros Hb Ha. pose proof gap_constant_pos as HA.
  assert (forall w, wb < w < wa -> 0 < A * (w ^ m / w ^ a)) as Hp.
  { intros w Hw. apply Rmult_lt_0_compat; [exact HA|]. apply Rdiv_lt_0_compat; apply pow_lt; lra. }
  assert (forall c w, wb <= w <= wa -> is_derive (fun w => c * (A * gap_primitive a m w)) w (c * (A * (w ^ m / w ^ a))))
    as HP.
  { intros c w Hw. apply (is_derive_scal (fun w => A * gap_primitive a m w)), (is_derive_scal (gap_primitive a m)).
    apply gap_primitive_derive; [exact a_pos|lra]. }
  assert (forall w, wb <= w <= wa -> is_derive D w (- (gap_factor w * (A * (w ^ m / w ^ a))))) as HD.
  { intros w Hw. replace (gap_factor w * (A * (w ^ m / w ^ a))) with (A * (w ^ m / w ^ a) / (z l1 w * z l2 w)).
    - apply gap_slope. lra.
    - unfold gap_factor, z, Rdiv. ring. }
  split.
  - cut (- D wb - 1 * (A * gap_primitive a m wb) < - D wa - 1 * (A * gap_primitive a m wa)); [lra|].
    apply (increasing_of_derivative_closed (fun w => - D w - 1 * (A * gap_primitive a m w))
      (fun w => - - (gap_factor w * (A * (w ^ m / w ^ a))) - 1 * (A * (w ^ m / w ^ a))) wb wa); [lra| |].
    + intros w Hw. apply (is_derive_minus (fun w => - D w) (fun w => 1 * (A * gap_primitive a m w)));
        [apply (is_derive_opp D), HD, Hw|apply HP, Hw].
    + intros w Hw. pose proof (gap_factor_bounds w ltac:(lra)) as [Hf _].
      pose proof (Rmult_lt_compat_r _ _ _ (Hp w Hw) Hf). lra.
  - set (c := gap_factor wa).
    cut (c * (A * gap_primitive a m wb) + D wb < c * (A * gap_primitive a m wa) + D wa); [intros H; lra|].
    apply (increasing_of_derivative_closed (fun w => c * (A * gap_primitive a m w) + D w)
      (fun w => c * (A * (w ^ m / w ^ a)) + - (gap_factor w * (A * (w ^ m / w ^ a)))) wb wa); [lra| |].
    + intros w Hw. apply (is_derive_plus (fun w => c * (A * gap_primitive a m w)) D); [apply HP, Hw|apply HD, Hw].
    + intros w Hw. pose proof (gap_factor_increasing w wa ltac:(lra) ltac:(lra) Ha) as Hf.
      pose proof (Rmult_lt_compat_r _ _ _ (Hp w Hw) Hf). fold c in H. lra.
Qed.

(** ** The differences of the start parts *)

Lemma start_part_derive (k : nat) (l w : R) : 0 < l -> 0 <= w < l ->
  is_derive (start_part a m k l) w (w ^ k / (l ^ (k + a) * (1 - (w / l) ^ m))).
Proof.
  intros Hl Hw. assert (-1 < w / l < 1) as Hs.
  { assert (0 <= w / l) by (apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat, Hl]).
    assert (w / l < 1); [|lra]. apply Rmult_lt_reg_r with l; [exact Hl|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  pose proof (pow_below_1 m (w / l) m_pos Hs) as Hz. pose proof (curve_tail_derive k m (w / l) m_pos Hs) as HD.
  unfold start_part. auto_derive; [eexists; exact HD|]. unfold Rdiv in *. use_derivative HD.
  set (y := 1 - (w * / l) ^ m) in *. rewrite Rpow_mult_distr, pow_inv, pow_add, (pow_L a l) by exact a_pos.
  assert (l ^ (a - 1) <> 0) by (apply pow_nonzero; lra). assert (l ^ k <> 0) by (apply pow_nonzero; lra).
  field. repeat split; try assumption; lra.
Qed.

Lemma start_parts (k : nat) (w : R) : 0 < w < l2 ->
  0 < start_part a m k l2 w - start_part a m k l1 w <
  (w / l2) ^ S k / (INR (S k) * (1 - (w / l2) ^ m)) / l2 ^ (a - 1).
Proof.
  intros Hw. split.
  - replace 0 with (start_part a m k l2 0 - start_part a m k l1 0).
    2:{ unfold start_part, Rdiv. rewrite !Rmult_0_l, curve_tail_0. ring. }
    apply (increasing_of_derivative_closed (fun w => start_part a m k l2 w - start_part a m k l1 w)
      (fun w => w ^ k / (l2 ^ (k + a) * (1 - (w / l2) ^ m)) - w ^ k / (l1 ^ (k + a) * (1 - (w / l1) ^ m)))); [lra| |].
    + intros t Ht. apply (is_derive_minus (start_part a m k l2) (start_part a m k l1)); apply start_part_derive; lra.
    + intros t Ht. fold (z l1 t) (z l2 t). pose proof (z_bounds l1 t ltac:(lra)). pose proof (z_bounds l2 t ltac:(lra)).
      pose proof (z_order t ltac:(lra)). pose proof (pow_lt t k ltac:(lra)).
      assert (l2 ^ (k + a) < l1 ^ (k + a)) by (apply pow_increasing; [lia|lra|lra]).
      assert (0 < l2 ^ (k + a)) by (apply pow_lt; lra).
      cut (t ^ k / (l1 ^ (k + a) * z l1 t) < t ^ k / (l2 ^ (k + a) * z l2 t)); [lra|].
      apply Rmult_lt_compat_l; [assumption|].
      apply Rinv_lt_contravar; [repeat apply Rmult_lt_0_compat; lra|]. apply Rmult_gt_0_lt_compat; lra.
  - pose proof (ratio_bounds w l1 ltac:(lra) ltac:(lra)) as H1. pose proof (ratio_bounds w l2 ltac:(lra) Hw) as H2.
    assert (0 < start_part a m k l1 w).
    { unfold start_part. apply Rdiv_lt_0_compat; [apply curve_tail_bounds; assumption|apply pow_lt; lra]. }
    cut (start_part a m k l2 w <= (w / l2) ^ S k / (INR (S k) * (1 - (w / l2) ^ m)) / l2 ^ (a - 1)); [lra|].
    apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, pow_lt; lra|]. apply curve_tail_bounds; assumption.
Qed.

(** In the case m > a-1 the difference is A times the integral of w^(m-a) from 0, up to the factor. *)
Lemma start_parts_converge (w : R) : (a - 1 < m)%nat -> 0 < w < l2 ->
  start_part a m (m - a) l2 w - start_part a m (m - a) l1 w < gap_factor w * (A * (w ^ (m + 1 - a) / INR (m + 1 - a))).
Proof.
  intros Hm Hw. set (k := (m + 1 - a)%nat). assert (0 < INR k) as Hk by (apply INR_pos; lia).
  pose proof gap_constant_pos as HA. set (c := gap_factor w * A / INR k).
  set (S2 := start_part a m (m - a) l2). set (S1 := start_part a m (m - a) l1).
  replace (gap_factor w * (A * (w ^ k / INR k))) with (c * w ^ k) by (unfold c; field; lra).
  cut (c * 0 ^ k - (S2 0 - S1 0) < c * w ^ k - (S2 w - S1 w)).
  { assert (forall l, start_part a m (m - a) l 0 = 0) as E0.
    { intros l. unfold start_part, Rdiv. rewrite !Rmult_0_l, curve_tail_0. ring. }
    unfold S1, S2. rewrite !E0, (pow_ne_zero k) by lia. lra. }
  apply (increasing_of_derivative_closed (fun w => c * w ^ k - (S2 w - S1 w))
    (fun t => c * (INR k * t ^ (m - a)) - (t ^ (m - a) / (l2 ^ (m - a + a) * (1 - (t / l2) ^ m))
                                           - t ^ (m - a) / (l1 ^ (m - a + a) * (1 - (t / l1) ^ m)))) 0 w); [lra| |].
  - intros t Ht. apply (is_derive_minus (fun w => c * w ^ k) (fun w => S2 w - S1 w)).
    + apply (is_derive_scal (fun w => w ^ k)). replace (INR k * t ^ (m - a)) with (INR k * 1 * t ^ Init.Nat.pred k).
      * apply (is_derive_pow (fun x => x)), (is_derive_id t).
      * replace (Init.Nat.pred k) with (m - a)%nat by (unfold k; lia). ring.
    + apply (is_derive_minus S2 S1); apply start_part_derive; lra.
  - intros t Ht. replace (m - a + a)%nat with m by lia. fold (z l1 t) (z l2 t).
    pose proof (z_bounds l1 t ltac:(lra)) as Z1. pose proof (z_bounds l2 t ltac:(lra)) as Z2.
    pose proof (pow_lt t (m - a) ltac:(lra)) as Hp. pose proof (pow_lt l1 m ltac:(lra)) as P1.
    pose proof (pow_lt l2 m ltac:(lra)) as P2.
    replace (t ^ (m - a) / (l2 ^ m * z l2 t) - t ^ (m - a) / (l1 ^ m * z l1 t)) with (gap_factor t * (A * t ^ (m - a))).
    2:{ unfold gap_factor. fold (z l1 t) (z l2 t).
        assert (t ^ (m - a) * z l1 t / l2 ^ m - t ^ (m - a) * z l2 t / l1 ^ m = A * t ^ (m - a)) as <-.
        { unfold A, z, Rdiv. rewrite !Rpow_mult_distr, !pow_inv. field. split; lra. }
        field. repeat split; lra. }
    replace (c * (INR k * t ^ (m - a))) with (gap_factor w * (A * t ^ (m - a))) by (unfold c; field; lra).
    pose proof (gap_factor_increasing t w ltac:(lra) ltac:(lra) ltac:(lra)) as Hf.
    assert (0 < A * t ^ (m - a)) as Hq by (apply Rmult_lt_0_compat; assumption).
    pose proof (Rmult_lt_compat_r _ _ _ Hq Hf). lra.
Qed.

Lemma gap_split (w : R) : D w =
  curve_H a m q * (/ l2 ^ (a - 1) - / l1 ^ (a - 1))
  - (head_sum (head_count a m) a m (w / l2) / l2 ^ (a - 1) - head_sum (head_count a m) a m (w / l1) / l1 ^ (a - 1))
  - (start_part a m (head_count a m * m - a) l2 w - start_part a m (head_count a m * m - a) l1 w).
Proof.
  unfold D, start_part. unfold curve_H at 2 4, Rdiv. ring.
Qed.

Lemma ln_ratio (w l : R) : 0 < w -> 0 < l -> ln (w / l) = ln w - ln l.
Proof. intros Hw Hl. unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). ring. Qed.

(** The pole of the time does not depend on the limit. *)
Lemma pole_part (w l : R) : (2 <= a)%nat -> 0 < w -> 0 < l ->
  power_primitive (a - 1) (w / l) / l ^ (a - 1) = - / (INR (a - 1) * w ^ (a - 1)).
Proof.
  intros Ha Hw Hl. destruct (a - 1)%nat as [|n] eqn:E; [lia|]. unfold power_primitive, Rdiv.
  rewrite Rpow_mult_distr, pow_inv.
  pose proof (pow_lt w (S n) Hw). pose proof (pow_lt l (S n) Hl). pose proof (INR_pos (S n) ltac:(lia)).
  set (x := w ^ S n) in *. set (y := l ^ S n) in *. set (N := INR (S n)) in *. field. repeat split; lra.
Qed.

(** The limit of the gap for m > a-1. *)
Definition gap_limit : R :=
  if Nat.eqb a 1 then ln (l2 / l1) else curve_H a m q * (/ l2 ^ (a - 1) - / l1 ^ (a - 1)).

Lemma gap_converges (w : R) : (a - 1 < m)%nat -> 0 < w < l2 ->
  0 < gap_limit - D w < gap_factor w * (A * (w ^ (m + 1 - a) / INR (m + 1 - a))).
Proof.
  intros Hm Hw. assert (head_count a m = 1%nat) as EJ.
  { unfold head_count. rewrite Nat.div_small by exact Hm. reflexivity. }
  pose proof (conj (proj1 (start_parts (m - a) w Hw)) (start_parts_converge w Hm Hw)) as HS.
  replace (gap_limit - D w) with (start_part a m (m - a) l2 w - start_part a m (m - a) l1 w); [exact HS|].
  rewrite gap_split, EJ, Nat.mul_1_l. unfold gap_limit. simpl head_sum. rewrite Nat.sub_0_r, !Rplus_0_l.
  destruct (Nat.eqb_spec a 1) as [E|E].
  - rewrite E. simpl (1 - 1)%nat. simpl power_primitive. rewrite !ln_ratio by lra. simpl. unfold Rdiv. field.
  - rewrite !pole_part by (try lia; lra). ring.
Qed.

(** The constant beside the logarithm for m = a-1. *)
Definition gap_log_constant : R := curve_H a m q * A + ln l2 / l2 ^ m - ln l1 / l1 ^ m.

Lemma gap_logarithmic (w : R) : m = (a - 1)%nat -> 0 < w < l2 ->
  0 < gap_log_constant - (D w - A * ln (/ w)) < (w / l2) ^ m / (INR m * (1 - (w / l2) ^ m)) / l2 ^ m.
Proof.
  intros Em Hw. assert (head_count a m = 2%nat) as EJ.
  { unfold head_count. rewrite <- Em, Nat.div_same by lia. reflexivity. }
  pose proof (start_parts (2 * m - a) w Hw) as HS. replace (S (2 * m - a)) with m in HS by lia.
  rewrite <- Em in HS.
  replace (gap_log_constant - (D w - A * ln (/ w)))
    with (start_part a m (2 * m - a) l2 w - start_part a m (2 * m - a) l1 w); [exact HS|].
  rewrite gap_split, EJ. unfold gap_log_constant.
  change (head_sum 2 a m) with (fun s => 0 + power_primitive (a - 1 - 0 * m) s + power_primitive (a - 1 - 1 * m) s).
  cbv beta. replace (a - 1 - 0 * m)%nat with (a - 1)%nat by lia. replace (a - 1 - 1 * m)%nat with 0%nat by lia.
  rewrite ln_Rinv by lra. unfold Rdiv. rewrite !Rmult_plus_distr_r, !Rmult_0_l, !Rplus_0_l.
  fold (Rdiv w l1) (Rdiv w l2).
  change (power_primitive 0 (w / l2)) with (ln (w / l2)). change (power_primitive 0 (w / l1)) with (ln (w / l1)).
  pose proof (pole_part w l1 ltac:(lia) ltac:(lra) ltac:(lra)) as P1.
  pose proof (pole_part w l2 ltac:(lia) ltac:(lra) ltac:(lra)) as P2. unfold Rdiv in P1, P2. unfold Rdiv.
  rewrite P1, P2. fold (Rdiv w l1) (Rdiv w l2). rewrite !ln_ratio by lra. rewrite <- Em. unfold A. ring.
Qed.

(** ... and how far it is from it at two starts. *)
Lemma gap_logarithmic_growth (wa wb : R) : m = (a - 1)%nat -> 0 < wb < wa -> wa < l2 ->
  0 < (D wb - A * ln (/ wb)) - (D wa - A * ln (/ wa)) <
  gap_factor wa * A / INR m * (/ l1 ^ m + / l2 ^ m) * wa ^ m.
Proof.
  intros Em Hb Ha. pose proof gap_constant_pos as HA. pose proof (INR_pos m m_pos) as HN.
  pose proof (gap_growth wa wb Hb Ha) as [G1 _].
  assert (forall w, gap_primitive a m w = ln w) as EP.
  { intros w. unfold gap_primitive. rewrite <- Em, Nat.ltb_irrefl, Nat.sub_diag. reflexivity. }
  rewrite !EP in G1. rewrite !ln_Rinv by lra. split; [lra|].
  pose proof (pow_lt l1 m ltac:(lra)) as P1. pose proof (pow_lt l2 m ltac:(lra)) as P2.
  set (b := / l1 ^ m + / l2 ^ m).
  assert (0 < b) as Hbp by (unfold b; pose proof (Rinv_0_lt_compat _ P1); pose proof (Rinv_0_lt_compat _ P2); lra).
  set (c := gap_factor wa * A / INR m * b).
  pose proof (gap_factor_bounds wa ltac:(lra)) as [Fa _].
  assert (0 < c * wb ^ m).
  { apply Rmult_lt_0_compat; [|apply pow_lt; lra]. unfold c. apply Rmult_lt_0_compat; [|exact Hbp].
    apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra|exact HN]. }
  cut (c * wb ^ m + (D wb + A * ln wb) < c * wa ^ m + (D wa + A * ln wa)); [intros H1; unfold c in *; lra|].
  apply (increasing_of_derivative_closed (fun w => c * w ^ m + (D w + A * ln w))
    (fun w => c * (INR m * (w ^ m / w)) + (- (gap_factor w * (A * (w ^ m / w ^ a))) + A * / w)) wb wa); [lra| |].
  - intros w Hw. apply (is_derive_plus (fun w => c * w ^ m) (fun w => D w + A * ln w)).
    + apply (is_derive_scal (fun w => w ^ m)), pow_pred_derive. lra.
    + apply (is_derive_plus D (fun w => A * ln w)); [|apply (is_derive_scal ln), is_derive_ln; lra].
      replace (gap_factor w * (A * (w ^ m / w ^ a))) with (A * (w ^ m / w ^ a) / (z l1 w * z l2 w)).
      * apply gap_slope. lra.
      * unfold gap_factor, z, Rdiv. ring.
  - intros w Hw. pose proof (pow_lt w m ltac:(lra)) as Hp.
    replace (w ^ m / w ^ a) with (/ w).
    2:{ rewrite (pow_L a w), <- Em by exact a_pos. field. split; lra. }
    replace (c * (INR m * (w ^ m / w))) with (gap_factor wa * (b * w ^ m) * (A * / w)) by (unfold c; field; lra).
    assert (0 < A * / w) as Hq by (apply Rmult_lt_0_compat; [exact HA|apply Rinv_0_lt_compat; lra]).
    cut (gap_factor w - 1 < gap_factor wa * (b * w ^ m)).
    { intros H1. apply (Rmult_lt_compat_r _ _ _ Hq) in H1. lra. }
    apply Rlt_trans with (gap_factor w * (b * w ^ m)).
    + pose proof (z_bounds l1 w ltac:(lra)) as Z1. pose proof (z_bounds l2 w ltac:(lra)) as Z2.
      pose proof (gap_factor_bounds w ltac:(lra)) as [F1 _].
      assert (gap_factor w * (z l1 w * z l2 w) = 1) as E1.
      { unfold gap_factor. fold (z l1 w) (z l2 w). field. split; lra. }
      assert (b * w ^ m = (1 - z l1 w) + (1 - z l2 w)) as E2.
      { unfold b, z, Rdiv. rewrite !Rpow_mult_distr, !pow_inv. ring. }
      rewrite E2. set (f := gap_factor w) in *. set (z1 := z l1 w) in *. set (z2 := z l2 w) in *.
      assert (0 < f * ((1 - z1) * (1 - z2))) by (repeat apply Rmult_lt_0_compat; lra). lra.
    + apply Rmult_lt_compat_r; [apply Rmult_lt_0_compat; assumption|].
      apply gap_factor_increasing; lra.
Qed.

(** For m < a-1 the gap times w^(a-1-m) tends to A / (a-1-m). *)
Lemma gap_power_law (e : R) : (m < a - 1)%nat -> 0 < e ->
  exists d, 0 < d <= l2 /\ forall w, 0 < w < d -> Rabs (D w * w ^ (a - 1 - m) - A / INR (a - 1 - m)) < e.
Proof.
  intros Hm He. set (n := (a - 1 - m)%nat). assert (0 < INR n) as Hn by (apply INR_pos; lia).
  pose proof gap_constant_pos as HA. set (B := A / INR n). assert (0 < B) as HB by (apply Rdiv_lt_0_compat; lra).
  set (s := Rmin (1/4) (e / (8 * B))).
  assert (0 < e / (8 * B)) by (apply Rdiv_lt_0_compat; lra).
  assert (0 < s) as Hs by (apply Rmin_pos; lra).
  pose proof (Rmin_l (1/4) (e / (8 * B))) as S1. pose proof (Rmin_r (1/4) (e / (8 * B))) as S2. fold s in S1, S2.
  set (b := s * l2). assert (0 < b < l2) as Hb by (unfold b; split; nra).
  set (Z := gap_factor b).
  assert (1 <= Z <= 1 + 4 * s) as HZ.
  { destruct (gap_factor_bounds b Hb) as [Z1 Z2]. fold Z in Z1, Z2. split; [lra|]. apply Rle_trans with (1 := Z2).
    replace (b / l2) with s by (unfold b; field; lra). assert (0 < (1 - s) ^ 2) by (apply pow_lt; lra).
    apply Rmult_le_reg_r with ((1 - s) ^ 2); [assumption|]. rewrite Rinv_l by lra.
    assert (0 <= s * (2 - 7 * s + 4 * s ^ 2)) by (apply Rmult_le_pos; [lra|simpl; nra]). simpl in *. lra. }
  assert (forall w, gap_primitive a m w = - / (INR n * w ^ n)) as EP.
  { intros w. unfold gap_primitive. destruct (Nat.ltb_spec (a - 1) m) as [H1|H1]; [lia|].
    fold n. unfold power_primitive. destruct n as [|n'] eqn:E; [simpl in Hn; lra|reflexivity]. }
  set (K := Rabs (D b) + Rabs (A * gap_primitive a m b) * (1 + 4 * s) + 1).
  assert (1 <= K) as HK.
  { unfold K. pose proof (Rabs_pos (D b)). pose proof (Rabs_pos (A * gap_primitive a m b)). nra. }
  set (d := Rmin b (Rmin 1 (e / (2 * K)))).
  assert (0 < e / (2 * K)) by (apply Rdiv_lt_0_compat; lra).
  pose proof (Rmin_l b (Rmin 1 (e / (2 * K)))) as D1. pose proof (Rmin_r b (Rmin 1 (e / (2 * K)))) as D2.
  pose proof (Rmin_l 1 (e / (2 * K))) as D3. pose proof (Rmin_r 1 (e / (2 * K))) as D4. fold d in D1, D2.
  assert (0 < d) by (repeat apply Rmin_pos; lra).
  exists d. split; [lra|]. intros w Hw.
  destruct (gap_growth b w ltac:(lra) ltac:(lra)) as [G1 G2].
  fold Z in G2.
  assert (0 < w ^ n) as Hp by (apply pow_lt; lra).
  assert (w ^ n <= w) as Hpw.
  { rewrite (pow_L n w) by lia. apply shrink; [lra|]. apply pow_le_one. lra. }
  assert (A * gap_primitive a m w * w ^ n = - B) as EB.
  { rewrite EP. unfold B. field. split; lra. }
  set (Pb := A * gap_primitive a m b) in *.
  assert (w * K < e / 2) as HwK.
  { apply Rlt_le_trans with (e / (2 * K) * K); [apply Rmult_lt_compat_r; lra|]. right. field. lra. }
  assert (forall x, Rabs x <= K -> Rabs (x * w ^ n) < e / 2) as Hsmall.
  { intros x Hx. rewrite Rabs_mult, (Rabs_right (w ^ n)) by lra. apply Rle_lt_trans with (K * w); [|lra].
    apply Rmult_le_compat; try lra. apply Rabs_pos. }
  assert (Rabs ((D b + Pb) * w ^ n) < e / 2) as K1.
  { apply Hsmall. pose proof (Rabs_triang (D b) Pb). unfold K. fold Pb.
    pose proof (Rmult_le_pos (Rabs Pb) (4 * s) (Rabs_pos Pb) ltac:(lra)). lra. }
  assert (Rabs ((D b + Pb * Z) * w ^ n) < e / 2) as K2.
  { apply Hsmall. pose proof (Rabs_triang (D b) (Pb * Z)) as Ht. rewrite (Rabs_mult Pb Z), (Rabs_right Z) in Ht by lra.
    unfold K. fold Pb. pose proof (Rmult_le_compat_l (Rabs Pb) Z (1 + 4 * s) (Rabs_pos Pb) ltac:(lra)). lra. }
  apply Rabs_def2 in K1. apply Rabs_def2 in K2.
  assert (B * (Z - 1) <= e / 2) as HBZ.
  { apply Rle_trans with (B * (4 * (e / (8 * B)))); [apply Rmult_le_compat_l; lra|]. right. field. lra. }
  apply Rabs_def1.
  - assert (D w * w ^ n < (D b + (Pb - A * gap_primitive a m w) * Z) * w ^ n) as H2.
    { apply Rmult_lt_compat_r; [exact Hp|]. unfold Pb. lra. }
    replace ((D b + (Pb - A * gap_primitive a m w) * Z) * w ^ n)
      with ((D b + Pb * Z) * w ^ n - (A * gap_primitive a m w * w ^ n) * Z) in H2 by ring.
    rewrite EB in H2. lra.
  - assert ((D b + (Pb - A * gap_primitive a m w)) * w ^ n < D w * w ^ n) as H2.
    { apply Rmult_lt_compat_r; [exact Hp|]. unfold Pb. lra. }
    replace ((D b + (Pb - A * gap_primitive a m w)) * w ^ n)
      with ((D b + Pb) * w ^ n - A * gap_primitive a m w * w ^ n) in H2 by ring.
    rewrite EB in H2. lra.
Qed.

(** For m <= a-1 the gap exceeds any bound. *)
Lemma gap_diverges (M : R) : (m <= a - 1)%nat -> exists d, 0 < d <= l2 /\ forall w, 0 < w < d -> M < D w.
Proof.
  intros Hm. pose proof gap_constant_pos as HA.
  set (b := Rmin (l2 / 2) 1). pose proof (Rmin_l (l2 / 2) 1) as B1. pose proof (Rmin_r (l2 / 2) 1) as B2.
  assert (0 < b) as B0 by (apply Rmin_pos; lra). fold b in B1, B2.
  assert (forall w, 0 < w < b -> ln b - ln w <= gap_primitive a m b - gap_primitive a m w) as HP.
  { intros w Hw. cut (gap_primitive a m w - ln w <= gap_primitive a m b - ln b); [intros H; lra|].
    apply (nondecreasing_of_derivative_closed (fun w => gap_primitive a m w - ln w)
      (fun w => w ^ m / w ^ a - / w)); [lra| |].
    - intros t Ht. apply (is_derive_minus (gap_primitive a m) ln); [|apply is_derive_ln; lra].
      apply gap_primitive_derive; [exact a_pos|lra].
    - intros t Ht. assert (forall k, 0 < t ^ k) as Hp by (intros k; apply pow_lt; lra).
      replace (t ^ a) with (t ^ m * (t * t ^ (a - m - 1))).
      2:{ change (t * t ^ (a - m - 1)) with (t ^ S (a - m - 1)). rewrite <- pow_add. f_equal. lia. }
      pose proof (Hp m). pose proof (Hp (a - m - 1)%nat).
      assert (t ^ (a - m - 1) <= 1) by (apply pow_le_one; lra).
      replace (t ^ m / (t ^ m * (t * t ^ (a - m - 1)))) with (/ (t * t ^ (a - m - 1))) by (field; repeat split; lra).
      cut (/ t <= / (t * t ^ (a - m - 1))); [lra|].
      apply Rinv_le_contravar; [apply Rmult_lt_0_compat; lra|apply shrink; lra]. }
  set (x := (M - D b) / A). pose proof (exp_pos (ln b - x)) as Hx.
  exists (Rmin b (exp (ln b - x))).
  pose proof (Rmin_l b (exp (ln b - x))) as D1. pose proof (Rmin_r b (exp (ln b - x))) as D2.
  assert (0 < Rmin b (exp (ln b - x))) by (apply Rmin_pos; lra).
  split; [lra|]. intros w Hw. destruct (gap_growth b w ltac:(lra) ltac:(lra)) as [G _].
  pose proof (HP w ltac:(lra)) as H1.
  assert (ln w < ln b - x) as H2 by (rewrite <- (ln_exp (ln b - x)); apply ln_increasing; lra).
  assert (A * x <= A * (gap_primitive a m b - gap_primitive a m w)) as H3 by (apply Rmult_le_compat_l; lra).
  replace (A * x) with (M - D b) in H3 by (unfold x; field; lra). lra.
Qed.

End Gap.

(** ** The law for hitting times *)

(** g is lambda times the gap from the start w. *)
Definition hit_gap (hit1 hit2 : R -> R -> (R -> R) -> R -> Prop) (lambda l1 l2 q w g : R) : Prop :=
  exists x1 T1 x2 T2, 0 < w < l2 /\ g = lambda * (T2 - T1) /\ hit1 w (q * l1) x1 T1 /\ hit2 w (q * l2) x2 T2.

Definition curve_gap (a m : nat) (lambda l1 l2 : R) : R -> R -> R -> Prop :=
  hit_gap (curve_hits a m lambda l1) (curve_hits a m lambda l2) lambda l1 l2.

Lemma hit_gap_ext (h1 h2 k1 k2 : R -> R -> (R -> R) -> R -> Prop) (lambda l1 l2 q w g : R) :
  (forall w0 theta x T, h1 w0 theta x T <-> k1 w0 theta x T) ->
  (forall w0 theta x T, h2 w0 theta x T <-> k2 w0 theta x T) ->
  (hit_gap h1 h2 lambda l1 l2 q w g <-> hit_gap k1 k2 lambda l1 l2 q w g).
Proof.
  intros E1 E2. split; intros [x1 [T1 [x2 [T2 [Hw [Hg [H1 H2]]]]]]]; exists x1, T1, x2, T2;
    (split; [exact Hw|split; [exact Hg|]]); split; first [apply E1|apply E2]; assumption.
Qed.

Section Law.
Variables (a m : nat) (lambda l1 l2 q : R).
Hypothesis a_pos : (1 <= a)%nat.
Hypothesis m_pos : (1 <= m)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis l_order : 0 < l2 < l1.
Hypothesis q_inside : 0 < q < 1.

Let A := / l2 ^ m - / l1 ^ m.
Let chi (w : R) : R := / ((1 - w ^ m / l1 ^ m) * (1 - w ^ m / l2 ^ m)).

Lemma chi_factor (w : R) : chi w = gap_factor m l1 l2 w.
Proof. unfold chi, gap_factor, Rdiv. rewrite !Rpow_mult_distr, !pow_inv. reflexivity. Qed.

Lemma curve_gap_step (w1 w0 g1 g0 : R) : w0 < w1 -> curve_gap a m lambda l1 l2 q w1 g1 ->
  curve_gap a m lambda l1 l2 q w0 g0 -> 0 < w0 /\ w1 < l2 /\
  A * (gap_primitive a m w1 - gap_primitive a m w0) < g0 - g1 <
  chi w1 * (A * (gap_primitive a m w1 - gap_primitive a m w0)).
Proof.
  intros Hw [x1 [T1 [x2 [T2 [B1 [-> [H1 H2]]]]]]] [y1 [U1 [y2 [U2 [B0 [-> [K1 K2]]]]]]].
  rewrite (gap_of_times a m lambda l1 l2 q a_pos m_pos lambda_pos l_order w1 T1 T2 x1 x2 B1 H1 H2).
  rewrite (gap_of_times a m lambda l1 l2 q a_pos m_pos lambda_pos l_order w0 U1 U2 y1 y2 B0 K1 K2).
  split; [lra|split; [lra|]]. rewrite chi_factor.
  apply (gap_growth a m l1 l2 q a_pos m_pos l_order); lra.
Qed.

Lemma curve_gap_exists (w : R) : 0 < w <= q * l2 -> exists g, curve_gap a m lambda l1 l2 q w g.
Proof.
  intros Hw. assert (q * l2 < q * l1) by nra. assert (q * l2 < l2) by nra. assert (q * l1 < l1) by nra.
  destruct (curve_hits_exists a m lambda l1 a_pos m_pos lambda_pos ltac:(lra) w (q * l1)) as [x1 K1]; [lra|lra|].
  destruct (curve_hits_exists a m lambda l2 a_pos m_pos lambda_pos ltac:(lra) w (q * l2)) as [x2 K2]; [lra|lra|].
  eexists. exists x1. eexists. exists x2. eexists. split; [lra|split; [reflexivity|split; [exact K1|exact K2]]].
Qed.

(** From which starts on the gap exceeds K. *)
Lemma gap_exceeds_power (w1 w0 g1 g0 K : R) : (m < a - 1)%nat -> w0 < w1 ->
  curve_gap a m lambda l1 l2 q w1 g1 -> curve_gap a m lambda l1 l2 q w0 g0 ->
  (K - g1) / A <= (/ w0 ^ (a - 1 - m) - / w1 ^ (a - 1 - m)) / INR (a - 1 - m) -> K < g0.
Proof.
  intros Hm Hw H1 H0 HK. destruct (curve_gap_step w1 w0 g1 g0 Hw H1 H0) as [B0 [B1 [G _]]].
  pose proof (gap_constant_pos m l1 l2 m_pos l_order) as HA. fold A in HA.
  assert (forall w, gap_primitive a m w = - / (INR (a - 1 - m) * w ^ (a - 1 - m))) as EP.
  { intros w. unfold gap_primitive. destruct (Nat.ltb_spec (a - 1) m); [lia|]. unfold power_primitive.
    destruct (a - 1 - m)%nat eqn:E; [lia|reflexivity]. }
  rewrite !EP in G. apply (Rmult_le_compat_l A) in HK; [|lra].
  replace (A * ((K - g1) / A)) with (K - g1) in HK by (field; lra).
  pose proof (INR_pos (a - 1 - m) ltac:(lia)) as HN.
  pose proof (pow_lt w0 (a - 1 - m) B0). pose proof (pow_lt w1 (a - 1 - m) ltac:(lra)).
  set (u := w0 ^ (a - 1 - m)) in *. set (v := w1 ^ (a - 1 - m)) in *. set (n := INR (a - 1 - m)) in *.
  replace ((/ u - / v) / n) with (- / (n * v) - - / (n * u)) in HK by (field; repeat split; lra). lra.
Qed.

Lemma gap_exceeds_logarithm (w1 w0 g1 g0 K : R) : m = (a - 1)%nat -> w0 < w1 ->
  curve_gap a m lambda l1 l2 q w1 g1 -> curve_gap a m lambda l1 l2 q w0 g0 ->
  (K - g1) / A <= ln (w1 / w0) -> K < g0.
Proof.
  intros Em Hw H1 H0 HK. destruct (curve_gap_step w1 w0 g1 g0 Hw H1 H0) as [B0 [B1 [G _]]].
  pose proof (gap_constant_pos m l1 l2 m_pos l_order) as HA. fold A in HA.
  assert (forall w, gap_primitive a m w = ln w) as EP.
  { intros w. unfold gap_primitive. rewrite <- Em, Nat.ltb_irrefl, Nat.sub_diag. reflexivity. }
  rewrite !EP in G. apply (Rmult_le_compat_l A) in HK; [|lra].
  replace (A * ((K - g1) / A)) with (K - g1) in HK by (field; lra). rewrite ln_ratio in HK by lra. lra.
Qed.

Lemma gap_unbounded (K : R) : (m <= a - 1)%nat -> exists d, 0 < d <= l2 /\ forall w g, w < d ->
  curve_gap a m lambda l1 l2 q w g -> K < g.
Proof.
  intros Hm. destruct (gap_diverges a m l1 l2 q a_pos m_pos l_order K Hm) as [d [Hd H]]. exists d.
  split; [exact Hd|]. intros w g Hw [x1 [T1 [x2 [T2 [B [-> [H1 H2]]]]]]].
  rewrite (gap_of_times a m lambda l1 l2 q a_pos m_pos lambda_pos l_order w T1 T2 x1 x2 B H1 H2). apply H. lra.
Qed.

(** m = a + 1: one constant for all smaller starts. *)
Lemma gap_nearly_constant (w1 w0 g1 g0 : R) : m = S a -> w0 < w1 ->
  curve_gap a m lambda l1 l2 q w1 g1 -> curve_gap a m lambda l1 l2 q w0 g0 ->
  g1 < g0 < g1 + / 2 * chi w1 * A * w1 ^ 2.
Proof.
  intros Em Hw H1 H0. destruct (curve_gap_step w1 w0 g1 g0 Hw H1 H0) as [B0 [B1 [G1 G2]]].
  pose proof (gap_constant_pos m l1 l2 m_pos l_order) as HA. fold A in HA.
  assert (forall w, gap_primitive a m w = w ^ 2 / 2) as EP.
  { intros w. unfold gap_primitive. destruct (Nat.ltb_spec (a - 1) m); [|lia].
    replace (m + 1 - a)%nat with 2%nat by lia. reflexivity. }
  rewrite !EP in G1, G2. pose proof (pow_increasing 2 w0 w1 ltac:(lia) ltac:(lra) Hw).
  pose proof (pow_lt w0 2 B0) as Hp.
  pose proof (gap_factor_bounds m l1 l2 m_pos l_order w1 ltac:(lra)) as [Hc _]. rewrite <- chi_factor in Hc.
  assert (0 < A * (w1 ^ 2 - w0 ^ 2)) by (apply Rmult_lt_0_compat; lra).
  assert (0 < chi w1 * (A * w0 ^ 2)) by (apply Rmult_lt_0_compat; [|apply Rmult_lt_0_compat]; lra). lra.
Qed.

(** m < a-1: the ratio to the law, at two starts. *)
Lemma gap_ratio_step (w1 w0 g1 g0 : R) : (m < a - 1)%nat -> w0 < w1 ->
  curve_gap a m lambda l1 l2 q w1 g1 -> curve_gap a m lambda l1 l2 q w0 g0 ->
  let e := (a - 1 - m)%nat in
  let r w g := g * INR e * w ^ e / A in
  let theta := (w0 / w1) ^ e in
  theta * r w1 g1 + 1 - theta < r w0 g0 < theta * r w1 g1 + chi w1 * (1 - theta).
Proof.
  intros Hm Hw H1 H0 e r theta. destruct (curve_gap_step w1 w0 g1 g0 Hw H1 H0) as [B0 [B1 [G1 G2]]].
  pose proof (gap_constant_pos m l1 l2 m_pos l_order) as HA. fold A in HA.
  assert (0 < INR e) as He by (apply INR_pos; unfold e; lia).
  assert (forall w, gap_primitive a m w = - / (INR e * w ^ e)) as EP.
  { intros w. unfold gap_primitive. destruct (Nat.ltb_spec (a - 1) m); [lia|]. fold e. unfold power_primitive.
    destruct e eqn:E; [unfold e in E; lia|reflexivity]. }
  pose proof (pow_lt w0 e B0) as P0. pose proof (pow_lt w1 e ltac:(lra)) as P1.
  assert (0 < theta) as Ht by (apply pow_lt, Rdiv_lt_0_compat; lra).
  assert (theta * w1 ^ e = w0 ^ e) as Et by (unfold theta; rewrite <- Rpow_mult_distr; f_equal; field; lra).
  assert (0 < INR e * w0 ^ e / A) as Hc by (apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; assumption).
  assert (INR e * w0 ^ e / A * (A * (gap_primitive a m w1 - gap_primitive a m w0)) = 1 - theta) as E1.
  { rewrite !EP, <- Et. field. repeat split; lra. }
  apply (Rmult_lt_compat_l _ _ _ Hc) in G1. apply (Rmult_lt_compat_l _ _ _ Hc) in G2. rewrite E1 in G1.
  replace (INR e * w0 ^ e / A * (chi w1 * (A * (gap_primitive a m w1 - gap_primitive a m w0))))
    with (chi w1 * (1 - theta)) in G2 by (rewrite <- E1; ring).
  assert (r w0 g0 = theta * r w1 g1 + INR e * w0 ^ e / A * (g0 - g1)) as ->.
  { unfold r. rewrite <- Et. field. lra. } lra.
Qed.

Lemma gap_ratio_limit (x : R) : (m < a - 1)%nat -> 0 < x -> exists d, 0 < d <= l2 /\ forall w g, w < d ->
  curve_gap a m lambda l1 l2 q w g -> Rabs (g * INR (a - 1 - m) * w ^ (a - 1 - m) / A - 1) < x.
Proof.
  intros Hm Hx. set (e := (a - 1 - m)%nat). assert (0 < INR e) as He by (apply INR_pos; unfold e; lia).
  pose proof (gap_constant_pos m l1 l2 m_pos l_order) as HA. fold A in HA.
  assert (0 < A / INR e) as Hb by (apply Rdiv_lt_0_compat; assumption).
  destruct (gap_power_law a m l1 l2 q a_pos m_pos l_order (x * (A / INR e)) Hm) as [d [Hd H]];
    [apply Rmult_lt_0_compat; assumption|].
  exists d. split; [exact Hd|]. intros w g Hwd [x1 [T1 [x2 [T2 [B [-> [H1 H2]]]]]]].
  rewrite (gap_of_times a m lambda l1 l2 q a_pos m_pos lambda_pos l_order w T1 T2 x1 x2 B H1 H2).
  specialize (H w ltac:(lra)). fold A e in H. match type of H with Rabs (?D * _ - _) < _ => set (D0 := D) in * end.
  replace (D0 * INR e * w ^ e / A - 1) with ((D0 * w ^ e - A / INR e) * / (A / INR e)) by (field; lra).
  rewrite Rabs_mult, (Rabs_right (/ (A / INR e))) by (apply Rle_ge; left; apply Rinv_0_lt_compat, Hb).
  apply Rmult_lt_reg_r with (A / INR e); [exact Hb|]. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.

Lemma gap_log_part (w g : R) : m = (a - 1)%nat -> curve_gap a m lambda l1 l2 q w g ->
  0 < gap_log_constant a m l1 l2 q - (g - A * ln (/ w)) < (w / l2) ^ m / (INR m * (1 - (w / l2) ^ m)) / l2 ^ m.
Proof.
  intros Em [x1 [T1 [x2 [T2 [B [-> [H1 H2]]]]]]].
  rewrite (gap_of_times a m lambda l1 l2 q a_pos m_pos lambda_pos l_order w T1 T2 x1 x2 B H1 H2).
  exact (gap_logarithmic a m l1 l2 q a_pos m_pos l_order w Em B).
Qed.

End Law.
