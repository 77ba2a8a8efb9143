(** * SmallStarts: from every start below an explicit one the larger lambda is first

    g = (l2 - l1) / l2 and 0 < gamma <= g q (1-q). Units of the time: N w0^N lambda t with N = 2L-1 for JEPA,
    (L-1) w0^(L-1) lambda t for MAE; both tend to 1 as the start falls. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime.
Require Import JepaOracle.Ordering JepaOracle.Gaps.
Local Open Scope R_scope.

(** (1-g) y < z decides the order, when y and z are the scaled times of features 2 and 1. *)
Lemma order_from_scaled (l1 l2 y z d : R) : 0 < l1 < l2 -> 0 < d ->
  (1 - (l2 - l1) / l2) * y < z -> y / (l2 * d) < z / (l1 * d).
Proof.
  intros Hl Hd H. replace (1 - (l2 - l1) / l2) with (l1 / l2) in H by (field; lra).
  assert (y / (l2 * d) = l1 / l2 * y / (l1 * d)) as -> by (field; repeat split; lra).
  apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra|exact H].
Qed.

Lemma gap_fraction (l1 l2 : R) : 0 < l1 < l2 -> 0 < (l2 - l1) / l2 < 1.
Proof. intros Hl. apply ratio_bounds; lra. Qed.

Lemma one_minus_power (n : nat) (x a : R) : (1 <= n)%nat -> 0 <= x <= a -> a <= 1 -> 1 - a <= 1 - x ^ n.
Proof.
  intros Hn Hx Ha. rewrite (pow_L n x Hn).
  pose proof (shrink x (x ^ (n - 1)) ltac:(lra) (pow_le_one (n - 1) x ltac:(lra))). lra.
Qed.

(** ** JEPA *)

(** The lower half of (B1): 1 - (s/q)^N <= N s^N (G(q) - G(s)). *)
Lemma jepa_scaled_lower (L : nat) (q s : R) : (1 <= L)%nat -> 0 < s <= q -> q < 1 ->
  1 - (s / q) ^ (2 * L - 1) <= INR (2 * L - 1) * jepa_tau L q s.
Proof.
  intros HL Hs Hq. pose proof (INR_pos (2 * L - 1) ltac:(lia)) as HN.
  assert (jepa_G L s + 1 / (INR (2 * L - 1) * s ^ (2 * L - 1)) <= jepa_G L q + 1 / (INR (2 * L - 1) * q ^ (2 * L -
    1))) as H.
  { apply (nondecreasing_of_derivative_closed (fun y => jepa_G L y + 1 / (INR (2 * L - 1) * y ^ (2 * L - 1)))
      (fun y => / (y ^ (2 * L) * (1 - y)) + - (1 / (y * y ^ (2 * L - 1)))) s q); [lra| |].
    - intros y Hy. apply (is_derive_plus (jepa_G L) (fun y => 1 / (INR (2 * L - 1) * y ^ (2 * L - 1)))).
      + apply jepa_G_derive; [exact HL|lra].
      + apply inverse_power_derive; [lia|lra].
    - intros y Hy. rewrite pow_2L by exact HL.
      assert (0 < y * y ^ (2 * L - 1)) by (apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]).
      cut (/ (y * y ^ (2 * L - 1)) <= / (y * y ^ (2 * L - 1) * (1 - y))); [unfold Rdiv; lra|].
      apply Rinv_le_contravar; [apply Rmult_lt_0_compat; lra|apply shrink; lra]. }
  unfold jepa_tau. unfold Rdiv at 1. rewrite Rpow_mult_distr, pow_inv.
  assert (0 < s ^ (2 * L - 1)) as Hp by (apply pow_lt; lra). assert (0 < q ^ (2 * L - 1)) as Hpq by (apply pow_lt;
    lra).
  set (N := INR (2 * L - 1)) in *. set (P := s ^ (2 * L - 1)) in *. set (Q := q ^ (2 * L - 1)) in *.
  apply (Rmult_le_compat_l (N * P)) in H; [|apply Rmult_le_pos; lra].
  replace (N * P * (jepa_G L s + 1 / (N * P))) with (N * P * jepa_G L s + 1) in H by (field; split; lra).
  replace (N * P * (jepa_G L q + 1 / (N * Q))) with (N * P * jepa_G L q + P * / Q) in H by (field; split; lra). lra.
Qed.

(** The upper half of (B1), L >= 2. *)
Lemma jepa_scaled_upper (L : nat) (q s : R) : (2 <= L)%nat -> 0 < s <= q -> q < 1 ->
  INR (2 * L - 1) * jepa_tau L q s <= 1 + 3 / 2 * (s / (1 - q)).
Proof.
  intros HL Hs Hq. pose proof (INR_pos (2 * L - 1) ltac:(lia)) as HN.
  pose proof (INR_pos (2 * L - 2) ltac:(lia)) as HM.
  set (c := / (1 - q)). assert (0 < c) as Hc by (apply Rinv_0_lt_compat; lra).
  assert (jepa_G L q + 1 / (INR (2 * L - 1) * q ^ (2 * L - 1)) + c / (INR (2 * L - 2) * q ^ (2 * L - 2))
    <= jepa_G L s + 1 / (INR (2 * L - 1) * s ^ (2 * L - 1)) + c / (INR (2 * L - 2) * s ^ (2 * L - 2))) as H.
  { apply Ropp_le_cancel.
    apply (nondecreasing_of_derivative_closed
      (fun y => - (jepa_G L y + 1 / (INR (2 * L - 1) * y ^ (2 * L - 1)) + c / (INR (2 * L - 2) * y ^ (2 * L - 2))))
      (fun y => - (/ (y ^ (2 * L) * (1 - y)) + - (1 / (y * y ^ (2 * L - 1))) + - (c / (y * y ^ (2 * L - 2))))) s q);
        [lra| |].
    - intros y Hy.
      apply (is_derive_opp (fun y => jepa_G L y + 1 / (INR (2 * L - 1) * y ^ (2 * L - 1)) + c / (INR (2 * L - 2) * y
        ^ (2 * L - 2)))).
      apply (is_derive_plus (fun y => jepa_G L y + 1 / (INR (2 * L - 1) * y ^ (2 * L - 1))) (fun y => c / (INR (2 * L
        - 2) * y ^ (2 * L - 2)))).
      + apply (is_derive_plus (jepa_G L) (fun y => 1 / (INR (2 * L - 1) * y ^ (2 * L - 1)))).
        * apply jepa_G_derive; [lia|lra].
        * apply inverse_power_derive; [lia|lra].
      + apply inverse_power_derive; [lia|lra].
    - intros y Hy. rewrite pow_2L by lia. replace (2 * L - 1)%nat with (S (2 * L - 2)) by lia.
      change (y ^ S (2 * L - 2)) with (y * y ^ (2 * L - 2)).
      assert (0 < y * y ^ (2 * L - 2)) as Hp by (apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]).
      set (Y := y * y ^ (2 * L - 2)) in *.
      replace (- (/ (y * Y * (1 - y)) + - (1 / (y * Y)) + - (c / Y))) with (/ Y * (c - / (1 - y))) by (field;
        repeat split; lra).
      apply Rmult_le_pos; [left; apply Rinv_0_lt_compat, Hp|].
      cut (/ (1 - y) <= c); [lra|]. apply Rinv_le_contravar; lra. }
  unfold jepa_tau.
  assert (0 < q ^ (2 * L - 1)) as HQ by (apply pow_lt; lra). assert (0 < q ^ (2 * L - 2)) as HQ2 by (apply pow_lt;
    lra).
  assert (0 < 1 / (INR (2 * L - 1) * q ^ (2 * L - 1))) by (apply Rdiv_lt_0_compat; [lra|apply Rmult_lt_0_compat;
    lra]).
  assert (0 < c / (INR (2 * L - 2) * q ^ (2 * L - 2))) by (apply Rdiv_lt_0_compat; [lra|apply Rmult_lt_0_compat;
    lra]).
  assert (s ^ (2 * L - 1) = s * s ^ (2 * L - 2)) as Es by (replace (2 * L - 1)%nat with (S (2 * L - 2)) by lia;
    reflexivity).
  rewrite Es in *. assert (0 < s ^ (2 * L - 2)) as HP by (apply pow_lt; lra). set (P := s ^ (2 * L - 2)) in *.
  assert (INR (2 * L - 1) = INR (2 * L - 2) + 1) as EN by (replace (2 * L - 1)%nat with (S (2 * L - 2)) by lia;
    apply S_INR).
  assert (2 <= INR (2 * L - 2)) as HM2 by (change 2 with (INR 2); apply le_INR; lia).
  set (M := INR (2 * L - 2)) in *. rewrite EN in *.
  assert (jepa_G L q - jepa_G L s <= 1 / ((M + 1) * (s * P)) + c / (M * P)) as Hd by lra.
  apply (Rmult_le_compat_l ((M + 1) * (s * P))) in Hd; [|repeat apply Rmult_le_pos; try lra; apply Rlt_le, HP].
  replace ((M + 1) * (s * P) * (1 / ((M + 1) * (s * P)) + c / (M * P))) with (1 + (1 + / M) * (s * c)) in Hd
    by (field; repeat split; lra).
  assert (/ M <= / 2) by (apply Rinv_le_contravar; lra).
  assert ((1 + / M) * (s * c) <= 3 / 2 * (s * c)) by (apply Rmult_le_compat_r; [apply Rmult_le_pos; lra|lra]).
  unfold Rdiv at 2. fold c. lra.
Qed.

(** The upper half of (B1), L = 1, with the logarithm bounded by a root. *)
Lemma jepa_scaled_upper_depth_1 (q s y : R) : 0 < s <= q -> q < 1 -> 0 < y -> s = y * y ->
  INR (2 * 1 - 1) * jepa_tau 1 q s <= 1 + y / (1 - q).
Proof.
  intros Hs Hq Hy Ey. set (c := / (1 - q)). assert (0 < c) as Hc by (apply Rinv_0_lt_compat; lra).
  assert (jepa_G 1 q + 1 / (INR 1 * q ^ 1) - c * ln q <= jepa_G 1 s + 1 / (INR 1 * s ^ 1) - c * ln s) as H.
  { apply Ropp_le_cancel.
    apply (nondecreasing_of_derivative_closed (fun y => - (jepa_G 1 y + 1 / (INR 1 * y ^ 1) - c * ln y))
      (fun y => - (/ (y ^ (2 * 1) * (1 - y)) + - (1 / (y * y ^ 1)) - c * / y)) s q); [lra| |].
    - intros x Hx. apply (is_derive_opp (fun y => jepa_G 1 y + 1 / (INR 1 * y ^ 1) - c * ln y)).
      apply (is_derive_minus (fun y => jepa_G 1 y + 1 / (INR 1 * y ^ 1)) (fun y => c * ln y)).
      + apply (is_derive_plus (jepa_G 1) (fun y => 1 / (INR 1 * y ^ 1))).
        * apply jepa_G_derive; [lia|lra].
        * apply (inverse_power_derive 1 1); [lia|lra].
      + apply (is_derive_scal ln), is_derive_ln. lra.
    - intros x Hx.
      replace (- (/ (x ^ (2 * 1) * (1 - x)) + - (1 / (x * x ^ 1)) - c * / x)) with (/ x * (c - / (1 - x)))
        by (simpl; field; lra).
      apply Rmult_le_pos; [left; apply Rinv_0_lt_compat; lra|]. cut (/ (1 - x) <= c); [lra|].
      apply Rinv_le_contravar; lra. }
  assert (ln q < 0) as Hlq by (rewrite <- ln_1; apply ln_increasing; lra).
  assert (0 < 1 / (INR 1 * q ^ 1)) by (simpl; apply Rdiv_lt_0_compat; lra).
  assert (0 < c * - ln q) by (apply Rmult_lt_0_compat; lra).
  assert (s * - ln s <= y) as Hln.
  { rewrite Ey, ln_mult by exact Hy. replace (- (ln y + ln y)) with (2 * ln (/ y)) by (rewrite ln_Rinv by exact Hy;
    ring).
    assert (ln (/ y) <= / y / 2) as H2.
    { pose proof (Rinv_0_lt_compat y Hy) as Hi.
      replace (ln (/ y)) with (ln (/ y / 2 * 2)) by (f_equal; field; lra). rewrite ln_mult by lra.
      pose proof (exp_ineq1_le (ln (/ y / 2))) as H2. rewrite exp_ln in H2 by lra.
      assert (ln 2 < 1); [|lra]. rewrite <- (ln_exp 1). apply ln_increasing; [lra|].
      pose proof (exp_ineq1 1 ltac:(lra)). lra. }
    apply (Rmult_le_compat_l (y * y)) in H2; [|apply Rmult_le_pos; lra].
    replace (y * y * (/ y / 2)) with (y / 2) in H2 by (field; lra). lra. }
  unfold jepa_tau. simpl (2 * 1 - 1)%nat. simpl (INR 1) in *. simpl (s ^ 1) in *. simpl (q ^ 1) in *.
  assert (jepa_G 1 q - jepa_G 1 s <= 1 / (1 * (s * 1)) + c * - ln s) as Hd by lra.
  apply (Rmult_le_compat_l s) in Hd; [|lra].
  replace (s * (1 / (1 * (s * 1)) + c * - ln s)) with (1 + c * (s * - ln s)) in Hd by (field; lra).
  apply (Rmult_le_compat_l c) in Hln; [|lra]. unfold Rdiv. fold c. lra.
Qed.

Theorem jepa_small_start_explicit (L : nat) (l1 l2 r1 r2 q gamma w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < l1 < l2 -> 0 < r1 -> 0 < r2 -> 0 < q < 1 ->
  0 < gamma <= (l2 - l1) / l2 * q * (1 - q) ->
  0 < w0 -> ((2 <= L)%nat -> w0 <= gamma / 4 * Rmin r1 r2) -> (L = 1%nat -> w0 <= gamma ^ 2 / 4 * Rmin r1 r2) ->
  jepa_hits L l1 r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L l2 r2 w0 (q * r2) v2 w2 T2 -> T2 < T1.
Proof.
  intros HL Hl Hr1 Hr2 Hq Hg H0 Hdeep Hone Hh1 Hh2.
  pose proof (gap_fraction l1 l2 Hl) as Hf. set (g := (l2 - l1) / l2) in *.
  assert (0 < q * (1 - q) <= 1 / 4) as Hqq.
  { split; [apply Rmult_lt_0_compat; lra|]. pose proof (pow2_ge_0 (q - 1 / 2)). lra. }
  assert (gamma <= 1 / 4) as Hg4.
  { assert (g * (q * (1 - q)) <= 1 * (1 / 4)) by (apply Rmult_le_compat; lra). lra. }
  pose proof (Rmin_l r1 r2) as M1. pose proof (Rmin_r r1 r2) as M2.
  set (b := (if Nat.eqb L 1 then gamma ^ 2 / 4 else gamma / 4)).
  assert (w0 <= b * Rmin r1 r2) as Hb.
  { unfold b. destruct (Nat.eqb_spec L 1) as [E|E]; [apply Hone, E|apply Hdeep; lia]. }
  assert (0 < b <= gamma / 4) as Hbg.
  { unfold b. destruct (Nat.eqb L 1); [|lra]. split; nra. }
  assert (w0 / r1 <= b) as S1 by (apply (div_lt_iff w0 b r1); [lra|]; nra).
  assert (w0 / r2 <= b) as S2 by (apply (div_lt_iff w0 b r2); [lra|]; nra).
  assert (0 < w0 / r1) as P1 by (apply Rdiv_lt_0_compat; lra).
  assert (0 < w0 / r2) as P2 by (apply Rdiv_lt_0_compat; lra).
  assert (w0 < r1) as Hw1 by nra. assert (w0 < r2) as Hw2 by nra.
  destruct (jepa_hits_time L l1 r1 HL ltac:(lra) Hr1 w0 _ T1 v1 w1 Hh1 ltac:(lra)) as [_ ->].
  destruct (jepa_hits_time L l2 r2 HL ltac:(lra) Hr2 w0 _ T2 v2 w2 Hh2 ltac:(lra)) as [_ ->].
  rewrite !jepa_time_tau by (try assumption; lra).
  set (s1 := w0 / r1) in *. set (s2 := w0 / r2) in *.
  assert (gamma <= g * q) as Hgq.
  { assert (g * q * (1 - q) <= g * q) by (apply shrink; [apply Rmult_le_pos; lra|lra]). lra. }
  assert (s1 <= g / 4 * q) as Hs1 by lra. assert (s2 <= q) as Hs2 by nra.
  apply order_from_scaled; [exact Hl|apply pow_lt, H0|]. fold g.
  pose proof (INR_pos (2 * L - 1) ltac:(lia)) as HN. apply Rmult_lt_reg_l with (INR (2 * L - 1)); [exact HN|].
  assert (1 - g / 4 <= INR (2 * L - 1) * jepa_tau L q s1) as Hlo.
  { apply Rle_trans with (2 := jepa_scaled_lower L q s1 HL ltac:(nra) ltac:(lra)).
    apply one_minus_power; [lia| |lra]. split; [left; apply Rdiv_lt_0_compat; lra|].
    apply (div_lt_iff s1 (g / 4) q); lra. }
  assert (INR (2 * L - 1) * jepa_tau L q s2 <= 1 + g / 2) as Hhi.
  { destruct (Nat.eqb_spec L 1) as [E|E].
    - subst L. unfold b in S2. simpl Nat.eqb in S2. cbv iota in S2.
      pose proof (sqrt_lt_R0 s2 P2) as Hy. pose proof (sqrt_sqrt s2 ltac:(lra)) as Ey.
      apply Rle_trans with (1 := jepa_scaled_upper_depth_1 q s2 (sqrt s2) ltac:(lra) ltac:(lra) Hy (eq_sym Ey)).
      assert (sqrt s2 <= gamma / 2) as Hyg.
      { destruct (Rle_lt_dec (sqrt s2) (gamma / 2)) as [|Hlt]; [assumption|exfalso]. nra. }
      cut (sqrt s2 / (1 - q) <= g / 2); [lra|]. apply (div_lt_iff (sqrt s2) (g / 2) (1 - q)); [lra|]. nra.
    - apply Rle_trans with (1 := jepa_scaled_upper L q s2 ltac:(lia) ltac:(lra) ltac:(lra)).
      cut (s2 / (1 - q) <= g / 4); [lra|]. apply (div_lt_iff s2 (g / 4) (1 - q)); [lra|]. nra. }
  apply (Rmult_le_compat_l (1 - g)) in Hhi; [|lra]. nra.
Qed.

(** ** MAE *)

(** (B2), L >= 2: 1 - (s/q)^(L-1) <= (L-1) s^(L-1) (H(q) - H(s)) <= 1 + (L-1) s^(L-1) / (2 (1-q)). *)
Lemma mae_scaled_bounds (L : nat) (q s : R) : (2 <= L)%nat -> 0 < s <= q -> q < 1 ->
  1 - (s / q) ^ (L - 1) <= INR (L - 1) * mae_tau L q s <= 1 + INR (L - 1) * s ^ (L - 1) / (2 * (1 - q)).
Proof.
  intros HL Hs Hq. pose proof (INR_pos (L - 1) ltac:(lia)) as HN. unfold mae_tau, mae_H.
  assert (forall y, mae_h L y = - / (INR (L - 1) * y ^ (L - 1))) as Eh by (destruct L as [|[|l]];
    [lia|lia|reflexivity]).
  rewrite !Eh. assert (0 < s ^ (L - 1)) as HP by (apply pow_lt; lra).
  assert (0 < q ^ (L - 1)) as HQ by (apply pow_lt; lra).
  assert (0 <= mae_tail L q - mae_tail L s) as Ht.
  { cut (mae_tail L s <= mae_tail L q); [lra|].
    apply (nondecreasing_of_derivative_closed (mae_tail L) (fun s => s / (1 - s ^ S L))); [lra| |].
    - intros t Ht. apply mae_tail_derive. lra.
    - intros t Ht. pose proof (pow_lt_1 L t ltac:(lra)). apply Rlt_le, Rdiv_lt_0_compat; lra. }
  pose proof (mae_tail_pos L s ltac:(lra)) as Hts.
  assert (mae_tail L q <= / (2 * (1 - q))) as Htq.
  { apply Rle_trans with (1 := mae_tail_bound L q q ltac:(lra) ltac:(lra)).
    pose proof (pow_lt_1 L q ltac:(lra)) as Hz.
    assert (q ^ S L <= q) by (apply (shrink q (q ^ L)); [lra|apply pow_le_one; lra]).
    unfold Rdiv. rewrite <- (Rmult_1_l (/ (2 * (1 - q)))).
    apply Rmult_le_compat; [apply pow_le; lra|left; apply Rinv_0_lt_compat; lra|apply pow_le_one; lra|].
    apply Rinv_le_contravar; lra. }
  replace ((s / q) ^ (L - 1)) with (s ^ (L - 1) * / q ^ (L - 1)) by (unfold Rdiv; rewrite Rpow_mult_distr, pow_inv;
    reflexivity).
  set (M := INR (L - 1)) in *. set (P := s ^ (L - 1)) in *. set (Q := q ^ (L - 1)) in *.
  replace (M * (P * (- / (M * Q) + mae_tail L q - (- / (M * P) + mae_tail L s))))
    with (1 - P * / Q + M * P * (mae_tail L q - mae_tail L s)) by (field; repeat split; lra).
  assert (0 < M * P) as HMP by (apply Rmult_lt_0_compat; lra).
  assert (0 < P * / Q) by (apply Rmult_lt_0_compat; [lra|apply Rinv_0_lt_compat; lra]).
  split.
  - assert (0 <= M * P * (mae_tail L q - mae_tail L s)) by (apply Rmult_le_pos; lra). lra.
  - assert (M * P * (mae_tail L q - mae_tail L s) <= M * P * / (2 * (1 - q))) by (apply Rmult_le_compat_l; lra).
    unfold Rdiv. lra.
Qed.

(** (L-1) s^(L-1) <= s for s <= 1/4. *)
Lemma depth_times_power (n : nat) (s : R) : 0 < s <= 1/4 -> INR (S n) * s ^ S n <= s.
Proof.
  intros Hs. change (s ^ S n) with (s * s ^ n).
  cut (INR (S n) * s ^ n <= 1).
  { intros H. pose proof (Rmult_le_compat_l s _ _ ltac:(lra) H). lra. }
  induction n as [|n IH]; [simpl; lra|].
  rewrite S_INR. change (s ^ S n) with (s * s ^ n).
  assert (0 < s ^ n) by (apply pow_lt; lra). pose proof (INR_pos (S n) ltac:(lia)).
  assert (s ^ n <= 1) by (apply pow_le_one; lra).
  assert (s * (INR (S n) * s ^ n) <= 1/4 * 1) by (apply Rmult_le_compat; try lra; apply Rmult_le_pos; lra).
  assert (s * s ^ n <= 1/4 * 1) by (apply Rmult_le_compat; lra). lra.
Qed.

Theorem mae_small_start_explicit (L : nat) (l1 l2 r1 r2 q gamma w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (2 <= L)%nat -> 0 < l1 < l2 -> 0 < r1 -> 0 < r2 -> 0 < q < 1 ->
  0 < gamma <= (l2 - l1) / l2 * q * (1 - q) ->
  0 < w0 <= gamma / 4 * mae_limit L (Rmin r1 r2) ->
  mae_hits L l1 r1 w0 (q * mae_limit L r1) v1 w1 T1 -> mae_hits L l2 r2 w0 (q * mae_limit L r2) v2 w2 T2 -> T2 < T1.
Proof.
  intros HL Hl Hr1 Hr2 Hq Hg [H0 Hb] Hh1 Hh2.
  pose proof (gap_fraction l1 l2 Hl) as Hf. set (g := (l2 - l1) / l2) in *.
  assert (0 < q * (1 - q) <= 1 / 4) as Hqq.
  { split; [apply Rmult_lt_0_compat; lra|]. pose proof (pow2_ge_0 (q - 1 / 2)). lra. }
  assert (gamma <= 1 / 4) as Hg4.
  { assert (g * (q * (1 - q)) <= 1 * (1 / 4)) by (apply Rmult_le_compat; lra). lra. }
  assert (0 < Rmin r1 r2) as Hm0 by (apply Rmin_pos; assumption).
  pose proof (mae_limit_monotone L r1 (Rmin r1 r2) (conj Hm0 (Rmin_l r1 r2))) as M1.
  pose proof (mae_limit_monotone L r2 (Rmin r1 r2) (conj Hm0 (Rmin_r r1 r2))) as M2.
  pose proof (mae_limit_pos L r1) as Hm1. pose proof (mae_limit_pos L r2) as Hm2.
  set (m1 := mae_limit L r1) in *. set (m2 := mae_limit L r2) in *. set (m := mae_limit L (Rmin r1 r2)) in *.
  assert (w0 / m1 <= gamma / 4) as S1 by (apply (div_lt_iff w0 (gamma / 4) m1); [lra|]; nra).
  assert (w0 / m2 <= gamma / 4) as S2 by (apply (div_lt_iff w0 (gamma / 4) m2); [lra|]; nra).
  assert (0 < w0 / m1) as P1 by (apply Rdiv_lt_0_compat; lra).
  assert (0 < w0 / m2) as P2 by (apply Rdiv_lt_0_compat; lra).
  assert (w0 < m1) as Hw1 by nra. assert (w0 < m2) as Hw2 by nra.
  destruct (mae_hits_time L l1 r1 ltac:(lia) ltac:(lra) Hr1 w0 _ T1 v1 w1 Hh1 (conj H0 Hw1)) as [_ ->].
  destruct (mae_hits_time L l2 r2 ltac:(lia) ltac:(lra) Hr2 w0 _ T2 v2 w2 Hh2 (conj H0 Hw2)) as [_ ->].
  unfold m1, m2. rewrite !mae_time_tau by (try lia; lra). fold m1 m2.
  set (s1 := w0 / m1) in *. set (s2 := w0 / m2) in *.
  assert (gamma <= g * q) as Hgq.
  { assert (g * q * (1 - q) <= g * q) by (apply shrink; [apply Rmult_le_pos; lra|lra]). lra. }
  assert (s1 <= g / 4 * q) as Hs1 by lra. assert (s2 <= q) as Hs2 by nra.
  apply order_from_scaled; [exact Hl|apply pow_lt, H0|]. fold g.
  pose proof (INR_pos (L - 1) ltac:(lia)) as HN. apply Rmult_lt_reg_l with (INR (L - 1)); [exact HN|].
  destruct (mae_scaled_bounds L q s1 HL ltac:(nra) ltac:(lra)) as [Hlo _].
  destruct (mae_scaled_bounds L q s2 HL ltac:(lra) ltac:(lra)) as [_ Hhi].
  assert (1 - g / 4 <= 1 - (s1 / q) ^ (L - 1)) as Hlo2.
  { apply one_minus_power; [lia| |lra]. split; [left; apply Rdiv_lt_0_compat; lra|].
    apply (div_lt_iff s1 (g / 4) q); lra. }
  assert (INR (L - 1) * s2 ^ (L - 1) / (2 * (1 - q)) <= g / 2) as Hhi2.
  { replace (L - 1)%nat with (S (L - 2)) by lia.
    pose proof (depth_times_power (L - 2) s2 ltac:(lra)) as Hd.
    apply (div_lt_iff _ (g / 2) (2 * (1 - q))); [lra|]. apply Rle_trans with (1 := Hd). nra. }
  assert (INR (L - 1) * mae_tau L q s2 <= 1 + g / 2) as Hhi3 by lra.
  apply (Rmult_le_compat_l (1 - g)) in Hhi3; [|lra]. nra.
Qed.

(** MAE at depth 1: any start below q min (sqrt r2, sqrt r1 theta^M) with theta = min (1, r1 (1-q^2) / r2) and
    M >= l1 / (2 (l2 - l1)). *)
Theorem mae_small_start_depth_1 (l1 l2 r1 r2 q w0 T1 T2 : R) (M : nat) (v1 w1 v2 w2 : R -> R) :
  0 < l1 < l2 -> 0 < r1 -> 0 < r2 -> 0 < q < 1 -> l1 / (2 * (l2 - l1)) <= INR M ->
  0 < w0 < q * Rmin (sqrt r2) (sqrt r1 * Rmin 1 (r1 * (1 - q ^ 2) / r2) ^ M) ->
  mae_hits 1 l1 r1 w0 (q * mae_limit 1 r1) v1 w1 T1 -> mae_hits 1 l2 r2 w0 (q * mae_limit 1 r2) v2 w2 T2 -> T2 < T1.
Proof.
  intros Hl Hr1 Hr2 Hq HM [H0 Hb] Hh1 Hh2.
  assert (forall r, 0 < r -> mae_limit 1 r = sqrt r) as Em.
  { intros r Hr. unfold mae_limit. replace (INR 2) with 2 by (simpl; ring). apply Rpower_sqrt, Hr. }
  rewrite !Em in * by assumption.
  pose proof (sqrt_lt_R0 r1 Hr1) as Q1. pose proof (sqrt_lt_R0 r2 Hr2) as Q2.
  pose proof (sqrt_sqrt r1 ltac:(lra)) as E1. pose proof (sqrt_sqrt r2 ltac:(lra)) as E2.
  pose proof (pow_lt_1 1 q ltac:(lra)) as Hz. set (z := 1 - q ^ 2) in *.
  set (theta := Rmin 1 (r1 * z / r2)) in *.
  assert (0 < r1 * z / r2) as Hrz by (apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra|lra]).
  assert (0 < theta) as Ht0 by (apply Rmin_pos; lra).
  pose proof (Rmin_l 1 (r1 * z / r2)) as Ht1. pose proof (Rmin_r 1 (r1 * z / r2)) as Ht2. fold theta in Ht1, Ht2.
  assert (0 < theta ^ M) as HtM by (apply pow_lt, Ht0). assert (theta ^ M <= 1) as HtM1 by (apply pow_le_one; lra).
  pose proof (Rmin_l (sqrt r2) (sqrt r1 * theta ^ M)) as B1. pose proof (Rmin_r (sqrt r2) (sqrt r1 * theta ^ M))
    as B2.
  assert (w0 < q * sqrt r2) as W2 by nra.
  assert (w0 < q * (sqrt r1 * theta ^ M)) as W1.
  { apply Rlt_le_trans with (1 := Hb). apply Rmult_le_compat_l; lra. }
  assert (w0 < q * sqrt r1) as W1' by (apply Rlt_le_trans with (1 := W1); apply Rmult_le_compat_l;
    [lra|apply shrink; lra]).
  destruct (mae_hits_time 1 l1 r1 ltac:(lia) ltac:(lra) Hr1 w0 _ T1 v1 w1 Hh1) as [_ ->];
    [rewrite Em by assumption; nra|].
  destruct (mae_hits_time 1 l2 r2 ltac:(lia) ltac:(lra) Hr2 w0 _ T2 v2 w2 Hh2) as [_ ->];
    [rewrite Em by assumption; nra|].
  unfold mae_time. rewrite !Em by assumption. simpl (1 - 1)%nat. rewrite !pow_O.
  set (s1 := w0 / sqrt r1). set (s2 := w0 / sqrt r2).
  assert (0 < s1) as P1 by (apply Rdiv_lt_0_compat; lra). assert (0 < s2) as P2 by (apply Rdiv_lt_0_compat; lra).
  assert (s1 < q) as Hs1 by (unfold s1; apply Rmult_lt_reg_r with (sqrt r1); [lra|]; unfold Rdiv;
    rewrite Rmult_assoc, Rinv_l; lra).
  assert (s2 < q) as Hs2 by (unfold s2; apply Rmult_lt_reg_r with (sqrt r2); [lra|]; unfold Rdiv;
    rewrite Rmult_assoc, Rinv_l; lra).
  replace (q * sqrt r1 / sqrt r1) with q by (field; lra). replace (q * sqrt r2 / sqrt r2) with q by (field; lra).
  rewrite !mae_H_depth_1 by lra. fold z.
  assert (forall s, 0 < s < q -> ln z < ln (1 - s ^ 2) < 0) as Hln.
  { intros s Hs. assert (s ^ 2 < q ^ 2) by (apply pow_increasing; [lia|lra|lra]).
    assert (0 < s ^ 2) by (apply pow_lt; lra).
    split; [apply ln_increasing; unfold z in *; lra|]. rewrite <- ln_1.
    apply ln_increasing; [unfold z in *; lra|lra]. }
  pose proof (Hln s1 ltac:(lra)) as L1. pose proof (Hln s2 ltac:(lra)) as L2.
  assert (forall r, 0 < r -> ln (sqrt r) = / 2 * ln r) as Hsq.
  { intros r Hr. rewrite <- Rpower_sqrt by exact Hr. unfold Rpower. apply ln_exp. }
  assert (ln s1 = ln w0 - / 2 * ln r1) as Es1.
  { unfold s1, Rdiv. rewrite ln_mult, ln_Rinv, Hsq by (try apply Rinv_0_lt_compat; lra). ring. }
  assert (ln s2 = ln w0 - / 2 * ln r2) as Es2.
  { unfold s2, Rdiv. rewrite ln_mult, ln_Rinv, Hsq by (try apply Rinv_0_lt_compat; lra). ring. }
  rewrite Es1, Es2. set (a1 := ln (1 - s1 ^ 2)) in *. set (a2 := ln (1 - s2 ^ 2)) in *.
  (* A1 = ln (q sqrt r1 / w0) exceeds M ln (1/theta) *)
  set (A1 := ln q - ln w0 + / 2 * ln r1).
  assert (0 <= - ln theta) as Hth.
  { cut (ln theta <= ln 1); [rewrite ln_1; lra|]. apply ln_le; lra. }
  assert (INR M * - ln theta < A1) as HA.
  { apply ln_increasing in W1; [|exact H0]. rewrite !ln_mult in W1 by (try apply Rmult_lt_0_compat; lra).
    rewrite Hsq in W1 by exact Hr1. replace (ln (theta ^ M)) with (INR M * ln theta) in W1.
    - unfold A1. lra.
    - rewrite <- Rpower_pow by exact Ht0. unfold Rpower. rewrite ln_exp. reflexivity. }
  assert (ln r2 - ln r1 - ln z <= - ln theta) as Hq2.
  { cut (ln theta <= ln (r1 * z / r2)).
    - unfold Rdiv. rewrite !ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; try apply Rmult_lt_0_compat; lra). lra.
    - apply ln_le; assumption. }
  assert (l1 / (2 * (l2 - l1)) * (ln r2 - ln r1 - ln z) < A1) as Hkey.
  { apply Rle_lt_trans with (2 := HA). assert (0 < l1 / (2 * (l2 - l1))) by (apply Rdiv_lt_0_compat; lra).
    apply Rle_trans with (l1 / (2 * (l2 - l1)) * - ln theta); [apply Rmult_le_compat_l;
      lra|apply Rmult_le_compat_r; lra]. }
  apply (Rmult_lt_compat_l (2 * (l2 - l1))) in Hkey; [|lra].
  replace (2 * (l2 - l1) * (l1 / (2 * (l2 - l1)) * (ln r2 - ln r1 - ln z))) with (l1 * (ln r2 - ln r1 - ln z)) in
    Hkey by (field; lra).
  rewrite !Rmult_1_r. apply Rmult_lt_reg_r with (l1 * l2); [apply Rmult_lt_0_compat; lra|].
  match goal with |- ?x / l2 * (l1 * l2) < ?y / l1 * (l1 * l2) =>
    replace (x / l2 * (l1 * l2)) with (l1 * x) by (field; lra);
      replace (y / l1 * (l1 * l2)) with (l2 * y) by (field; lra) end.
  assert (ln q - / 2 * ln z - (ln w0 - / 2 * ln r2 - / 2 * a2) < A1 + / 2 * (ln r2 - ln r1 - ln z))
    as K2 by (unfold A1; lra).
  assert (A1 < ln q - / 2 * ln z - (ln w0 - / 2 * ln r1 - / 2 * a1)) as K1 by (unfold A1; lra).
  apply Rlt_trans with (l1 * (A1 + / 2 * (ln r2 - ln r1 - ln z))); [apply Rmult_lt_compat_l; lra|].
  apply Rlt_trans with (l2 * A1); [lra|apply Rmult_lt_compat_l; lra].
Qed.
