(** * GapBounds: the gap laws with the explicit constants of the notes

    Equal lambda, r1 > r2, thresholds q times the limit, N = 2L - 1. Here w1 is a first start and
    w0 <= w1 any smaller one: what is observed at w1 bounds what happens below. MAE's law is that of CurveGaps.v with
    the exponents L and L+1. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime.
Require Import JepaOracle.Ordering JepaOracle.Gaps JepaOracle.Scalar JepaOracle.Curve JepaOracle.CurveGaps.
Local Open Scope R_scope.

Lemma ln_below_line (x : R) : 0 < x -> x <> 1 -> ln x < x - 1.
Proof.
  intros Hx Hne. assert (ln x <> 0) as Hl.
  { intros E. apply Hne. rewrite <- (exp_ln x Hx), E. apply exp_0. }
  pose proof (exp_ineq1 (ln x) Hl) as H. rewrite exp_ln in H by exact Hx. lra.
Qed.

(** ** JEPA at depth 1 *)

(** The part of lambda times the gap that is left beside (1/r2 - 1/r1) ln (1/w0) and a constant. *)
Definition log_rest (r1 r2 w : R) : R := / r2 * ln (1 - w / r2) - / r1 * ln (1 - w / r1).

Lemma log_rest_derive (r1 r2 w : R) : 0 < r2 < r1 -> 0 <= w < r2 ->
  is_derive (log_rest r1 r2) w (/ r1 / (r1 - w) - / r2 / (r2 - w)).
Proof.
  intros Hr Hw. unfold log_rest.
  assert (forall r, w < r -> 0 < r -> 0 < 1 - w / r) as Hpos.
  { intros r H1 H2. cut (w / r < 1); [lra|]. apply Rmult_lt_reg_r with r; [exact H2|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  pose proof (Hpos r1 ltac:(lra) ltac:(lra)). pose proof (Hpos r2 ltac:(lra) ltac:(lra)).
  auto_derive.
  - repeat split; try lra; assumption.
  - unfold Rdiv in *. set (i1 := / r1) in *. set (i2 := / r2) in *.
    replace (/ (1 + - (w * i2))) with (r2 * / (r2 - w)).
    + replace (/ (1 + - (w * i1))) with (r1 * / (r1 - w)).
      * replace i1 with (/ r1) by reflexivity. replace i2 with (/ r2) by reflexivity. field. repeat split; lra.
      * unfold i1. field. split; lra.
    + unfold i2. field. split; lra.
Qed.

Lemma log_rest_slope (r1 r2 w : R) : 0 < r2 < r1 -> 0 <= w < r2 -> / r1 / (r1 - w) < / r2 / (r2 - w).
Proof.
  intros Hr Hw. unfold Rdiv. rewrite <- !Rinv_mult.
  apply Rinv_lt_contravar; [repeat apply Rmult_lt_0_compat; lra|].
  apply Rmult_le_0_lt_compat; lra.
Qed.

Lemma log_rest_decreasing (r1 r2 x y : R) : 0 < r2 < r1 -> 0 <= x -> x < y -> y < r2 ->
  log_rest r1 r2 y < log_rest r1 r2 x.
Proof.
  intros Hr Hx Hxy Hy. cut (- log_rest r1 r2 x < - log_rest r1 r2 y); [lra|].
  apply (increasing_of_derivative_closed (fun w => - log_rest r1 r2 w)
           (fun w => - (/ r1 / (r1 - w) - / r2 / (r2 - w))) x y Hxy).
  - intros w Hw. apply (is_derive_opp (log_rest r1 r2)), log_rest_derive; lra.
  - intros w Hw. pose proof (log_rest_slope r1 r2 w Hr ltac:(lra)). lra.
Qed.

Lemma log_rest_bound (r1 r2 w : R) : 0 < r2 < r1 -> 0 < w < r2 ->
  - (/ r2 * (w / r2 / (1 - w / r2))) < log_rest r1 r2 w < 0.
Proof.
  intros Hr Hw. pose proof (ratio_bounds w r2 ltac:(lra) Hw) as H2.
  pose proof (ratio_bounds w r1 ltac:(lra) ltac:(lra)) as H1.
  split.
  - unfold log_rest. set (s := w / r2) in *. set (s1 := w / r1) in *.
    pose proof (Rinv_0_lt_compat r1 ltac:(lra)). pose proof (Rinv_0_lt_compat r2 ltac:(lra)).
    assert (ln (1 - s1) < 0) by (rewrite <- ln_1; apply ln_increasing; lra).
    assert (- ln (1 - s) < s / (1 - s)).
    { rewrite <- ln_Rinv by lra. assert (1 < / (1 - s)) by (rewrite <- Rinv_1 at 1; apply Rinv_lt_contravar; lra).
      pose proof (ln_below_line (/ (1 - s)) ltac:(lra) ltac:(lra)) as Hln.
      replace (s / (1 - s)) with (/ (1 - s) - 1) by (field; lra). exact Hln. }
    assert (0 < / r1 * - ln (1 - s1)) by (apply Rmult_lt_0_compat; lra).
    assert (/ r2 * - ln (1 - s) < / r2 * (s / (1 - s))) by (apply Rmult_lt_compat_l; lra). lra.
  - replace 0 with (log_rest r1 r2 0); [apply log_rest_decreasing; lra|].
    unfold log_rest, Rdiv. rewrite !Rmult_0_l, Rminus_0_r, ln_1. ring.
Qed.

(** C(w0) = gap - (1/r2 - 1/r1) ln (1/w0) / lambda is a constant plus [log_rest] / lambda. *)
Lemma jepa_gap_depth_1_exact (lambda r1 r2 q w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 -> 0 < w0 < r2 ->
  jepa_hits 1 lambda r1 w0 (q * r1) v1 w1 T1 -> jepa_hits 1 lambda r2 w0 (q * r2) v2 w2 T2 ->
  (T2 - T1) - / lambda * (/ r2 - / r1) * ln (/ w0) =
    ((/ r2 * (jepa_G 1 q + ln r2) - / r1 * (jepa_G 1 q + ln r1)) + log_rest r1 r2 w0) / lambda.
Proof.
  intros Hl Hr Hq H0 Hh1 Hh2.
  destruct (jepa_hits_time 1 lambda r1 ltac:(lia) Hl ltac:(lra) w0 _ T1 v1 w1 Hh1 ltac:(lra)) as [_ ->].
  destruct (jepa_hits_time 1 lambda r2 ltac:(lia) Hl ltac:(lra) w0 _ T2 v2 w2 Hh2 ltac:(lra)) as [_ ->].
  rewrite !jepa_time_explicit by (try lia; lra).
  assert (forall r, 0 < r -> ln (r / w0) = ln r - ln w0) as E.
  { intros r H. unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). ring. }
  rewrite !E by lra. rewrite ln_Rinv by lra. unfold log_rest.
  set (a := ln (1 - w0 / r1)). set (b := ln (1 - w0 / r2)).
  simpl (2 * 1 - 1)%nat. cbn -[INR jepa_G]. replace (INR 1) with 1 by reflexivity. field. repeat split; lra.
Qed.

Theorem jepa_gap_depth_1_explicit (lambda r1 r2 q : R) :
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
Proof.
  intros Hl Hr Hq C bound. pose proof (Rinv_0_lt_compat lambda Hl) as Hi.
  assert (forall w x, - (/ r2 * (w / r2 / (1 - w / r2))) < x < 0 -> w < r2 -> Rabs (x / lambda) < bound w) as Hb.
  { intros w x Hx Hw. unfold bound.
    assert (w / r2 < 1).
    { apply Rmult_lt_reg_r with r2; [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
    replace (/ (lambda * r2) * (w / r2 / (1 - w / r2))) with (/ lambda * (/ r2 * (w / r2 / (1 - w / r2)))).
    2:{ set (s := w / r2) in *. field. repeat split; lra. }
    unfold Rdiv at 1. rewrite Rmult_comm, Rabs_mult, (Rabs_right (/ lambda)) by lra.
    apply Rmult_lt_compat_l; [exact Hi|]. apply Rabs_def1; lra. }
  set (c := (/ r2 * (jepa_G 1 q + ln r2) - / r1 * (jepa_G 1 q + ln r1))).
  split.
  - intros wa Ta1 Ta2 va1 xa1 va2 xa2 wb Tb1 Tb2 vb1 xb1 vb2 xb2 Hw Ha H1 H2 H3 H4. unfold C.
    rewrite (jepa_gap_depth_1_exact lambda r1 r2 q wa Ta1 Ta2 va1 xa1 va2 xa2) by (assumption || lra).
    rewrite (jepa_gap_depth_1_exact lambda r1 r2 q wb Tb1 Tb2 vb1 xb1 vb2 xb2) by (assumption || lra).
    fold c. replace ((c + log_rest r1 r2 wa) / lambda - (c + log_rest r1 r2 wb) / lambda)
      with ((log_rest r1 r2 wa - log_rest r1 r2 wb) / lambda) by (field; lra).
    apply Hb; [|exact Ha]. pose proof (log_rest_bound r1 r2 wa Hr ltac:(lra)).
    pose proof (log_rest_bound r1 r2 wb Hr ltac:(lra)). pose proof (log_rest_decreasing r1 r2 wb wa Hr). lra.
  - exists (c / lambda). intros w0 T1 T2 v1 x1 v2 x2 H0 H1 H2. unfold C.
    rewrite (jepa_gap_depth_1_exact lambda r1 r2 q w0 T1 T2 v1 x1 v2 x2) by (assumption || lra).
    fold c. replace ((c + log_rest r1 r2 w0) / lambda - c / lambda) with (log_rest r1 r2 w0 / lambda) by (field; lra).
    apply Hb; [|lra]. apply log_rest_bound; lra.
Qed.

(** ** MAE *)

(** The limit of lambda times the gap: H(q) (r2^-k - r1^-k), k = (L-1)/(L+1), for L >= 2, and
    - (1/2) ln (r1/r2) for L = 1. (mae_limit ^ (L-1) is rho^k.) *)
Definition mae_gap_limit (L : nat) (q r1 r2 : R) : R :=
  if Nat.eqb L 1 then - (/ 2 * ln (r1 / r2))
  else mae_H L q * (/ mae_limit L r2 ^ (L - 1) - / mae_limit L r1 ^ (L - 1)).

Lemma mae_gap_limit_curve (L : nat) (q r1 r2 : R) : (1 <= L)%nat -> 0 < r1 -> 0 < r2 ->
  gap_limit L (S L) (mae_limit L r1) (mae_limit L r2) q = mae_gap_limit L q r1 r2.
Proof.
  intros HL H1 H2. unfold gap_limit, mae_gap_limit. rewrite curve_H_mae by exact HL.
  destruct (Nat.eqb_spec L 1) as [->|_]; [|reflexivity].
  rewrite !ln_ratio by (try apply mae_limit_pos; assumption). unfold mae_limit, Rpower. rewrite !ln_exp.
  change (INR 2) with 2. ring.
Qed.

(** The factor of the gap law, with the constant, is below 1 / (r2 - w^(L+1)). *)
Lemma mae_gap_factor (L : nat) (r1 r2 w : R) : 0 < r2 < r1 -> 0 < w < mae_limit L r2 ->
  w ^ S L < r2 /\ gap_factor (S L) (mae_limit L r1) (mae_limit L r2) w
    * (/ mae_limit L r2 ^ S L - / mae_limit L r1 ^ S L) < / (r2 - w ^ S L).
Proof.
  intros Hr Hw. pose proof (pow_increasing (S L) w _ ltac:(lia) ltac:(lra) (proj2 Hw)) as H.
  rewrite <- chi_factor. rewrite !mae_limit_pow in * by lra. split; [exact H|].
  pose proof (pow_lt w (S L) ltac:(lra)). set (W := w ^ S L) in *.
  replace (/ ((1 - W / r1) * (1 - W / r2)) * (/ r2 - / r1)) with ((r1 - r2) / (r1 - W) * / (r2 - W))
    by (field; repeat split; lra).
  rewrite <- (Rmult_1_l (/ (r2 - W))) at 2. apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat; lra|].
  apply Rmult_lt_reg_r with (r1 - W); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

(** The gap rises as the start falls, by less than wa^2 / (2 lambda (r2 - wa^(L+1))), and stays
    below its limit, by less than the same. *)
Theorem mae_gap_explicit (L : nat) (lambda r1 r2 q : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 ->
  (forall wa Ta1 Ta2 va1 xa1 va2 xa2 wb Tb1 Tb2 vb1 xb1 vb2 xb2, 0 < wb < wa -> wa < mae_limit L r2 ->
     mae_hits L lambda r1 wa (q * mae_limit L r1) va1 xa1 Ta1 ->
     mae_hits L lambda r2 wa (q * mae_limit L r2) va2 xa2 Ta2 ->
     mae_hits L lambda r1 wb (q * mae_limit L r1) vb1 xb1 Tb1 ->
     mae_hits L lambda r2 wb (q * mae_limit L r2) vb2 xb2 Tb2 ->
     0 < lambda * ((Tb2 - Tb1) - (Ta2 - Ta1)) < wa ^ 2 / (2 * (r2 - wa ^ S L))) /\
  (forall w0 T1 T2 v1 x1 v2 x2, 0 < w0 < mae_limit L r2 ->
     mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 x1 T1 ->
     mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 x2 T2 ->
     0 < mae_gap_limit L q r1 r2 - lambda * (T2 - T1) < w0 ^ 2 / (2 * (r2 - w0 ^ S L))).
Proof.
  intros HL Hl Hr Hq. pose proof (mae_limit_increasing L r1 r2 Hr) as Hmm.
  pose proof (mae_limit_pos L r2) as Hm. assert (0 < mae_limit L r2 < mae_limit L r1) as O by lra.
  assert (forall w T1 T2 v1 x1 v2 x2, 0 < w < mae_limit L r2 ->
    mae_hits L lambda r1 w (q * mae_limit L r1) v1 x1 T1 -> mae_hits L lambda r2 w (q * mae_limit L r2) v2 x2 T2 ->
    curve_hits L (S L) lambda (mae_limit L r1) w (q * mae_limit L r1) x1 T1 /\
    curve_hits L (S L) lambda (mae_limit L r2) w (q * mae_limit L r2) x2 T2) as Hc.
  { intros w T1 T2 v1 x1 v2 x2 Hw H1 H2. split.
    - exact (mae_hits_curve L lambda r1 HL ltac:(lra) _ _ _ _ _ H1).
    - exact (mae_hits_curve L lambda r2 HL ltac:(lra) _ _ _ _ _ H2). }
  assert (forall w, 0 < w < mae_limit L r2 -> / 2 * gap_factor (S L) (mae_limit L r1) (mae_limit L r2) w
    * (/ mae_limit L r2 ^ S L - / mae_limit L r1 ^ S L) * w ^ 2 < w ^ 2 / (2 * (r2 - w ^ S L))) as Hbound.
  { intros w Hw. destruct (mae_gap_factor L r1 r2 w Hr Hw) as [Hp Hf]. pose proof (pow_lt w 2 ltac:(lra)).
    replace (w ^ 2 / (2 * (r2 - w ^ S L))) with (/ 2 * w ^ 2 * / (r2 - w ^ S L)) by (field; lra).
    set (f := gap_factor _ _ _ w * _) in Hf.
    replace (/ 2 * gap_factor (S L) (mae_limit L r1) (mae_limit L r2) w
      * (/ mae_limit L r2 ^ S L - / mae_limit L r1 ^ S L) * w ^ 2) with (/ 2 * w ^ 2 * f) by (unfold f; ring).
    apply Rmult_lt_compat_l; [lra|exact Hf]. }
  split.
  - intros wa Ta1 Ta2 va1 xa1 va2 xa2 wb Tb1 Tb2 vb1 xb1 vb2 xb2 Hw Ha H1 H2 H3 H4.
    destruct (Hc wa Ta1 Ta2 va1 xa1 va2 xa2 ltac:(lra) H1 H2) as [K1 K2].
    destruct (Hc wb Tb1 Tb2 vb1 xb1 vb2 xb2 ltac:(lra) H3 H4) as [K3 K4].
    pose proof (gap_nearly_constant L (S L) lambda (mae_limit L r1) (mae_limit L r2) q HL ltac:(lia) Hl O wa wb
      (lambda * (Ta2 - Ta1)) (lambda * (Tb2 - Tb1)) eq_refl ltac:(lra)) as H.
    cbv beta zeta in H. rewrite chi_factor in H. specialize (Hbound wa ltac:(lra)).
    destruct H as [G1 G2]; [exists xa1, Ta1, xa2, Ta2; split; [lra|split; [reflexivity|split; assumption]]|
      exists xb1, Tb1, xb2, Tb2; split; [lra|split; [reflexivity|split; assumption]]|]. lra.
  - intros w0 T1 T2 v1 x1 v2 x2 H0 H1 H2. destruct (Hc w0 T1 T2 v1 x1 v2 x2 H0 H1 H2) as [K1 K2].
    rewrite (gap_of_times L (S L) lambda (mae_limit L r1) (mae_limit L r2) q HL ltac:(lia) Hl O w0 T1 T2 x1 x2 H0
      K1 K2).
    pose proof (gap_converges L (S L) (mae_limit L r1) (mae_limit L r2) q HL ltac:(lia) O w0 ltac:(lia) H0) as H.
    rewrite mae_gap_limit_curve in H by (try exact HL; lra). specialize (Hbound w0 H0).
    replace (S L + 1 - L)%nat with 2%nat in H by lia. simpl (INR 2) in H. lra.
Qed.

(** In particular it is bounded, uniformly over all starts. *)
Theorem mae_gap_bounded (L : nat) (lambda r1 r2 q : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r1 -> 0 < r2 -> 0 < q < 1 ->
  exists C, forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 -> w0 < mae_limit L r1 -> w0 < mae_limit L r2 ->
    mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
    mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 ->
    Rabs (T2 - T1) <= C.
Proof.
  intros HL Hl. assert (forall r1 r2, 0 < r2 < r1 -> 0 < q < 1 -> exists C, forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 ->
    w0 < mae_limit L r2 -> mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
    mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 -> Rabs (T2 - T1) <= C) as Hordered.
  { intros x y Hr Hq. destruct (mae_gap_explicit L lambda x y q HL Hl Hr Hq) as [_ H].
    pose proof (mae_limit_pos L y) as Hm. pose proof (pow_lt_1 L q ltac:(lra)) as Hz.
    set (B := mae_limit L y ^ 2 / (2 * (y * (1 - q ^ S L)))).
    exists ((Rabs (mae_gap_limit L q x y) + B) / lambda).
    intros w0 v1 w1 T1 v2 w2 T2 H0 Hw Hh1 Hh2. pose proof (H w0 T1 T2 v1 w1 v2 w2 (conj H0 Hw) Hh1 Hh2) as Hd.
    destruct (mae_hits_time L lambda y HL Hl ltac:(lra) w0 _ T2 v2 w2 Hh2 (conj H0 Hw)) as [Hle _].
    assert (w0 ^ 2 / (2 * (y - w0 ^ S L)) <= B) as HB.
    { assert (w0 ^ S L <= q ^ S L * y).
      { rewrite <- (mae_limit_pow L y) by lra. rewrite <- Rpow_mult_distr. apply pow_incr. lra. }
      assert (0 < y * (1 - q ^ S L)) by (apply Rmult_lt_0_compat; lra).
      unfold B. apply Rmult_le_compat; [apply pow_le; lra| |apply pow_incr; lra|].
      - left. apply Rinv_0_lt_compat. lra.
      - apply Rinv_le_contravar; lra. }
    apply Rmult_le_reg_r with lambda; [exact Hl|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    replace (Rabs (T2 - T1) * lambda) with (Rabs (lambda * (T2 - T1))) by (rewrite Rabs_mult, (Rabs_right lambda); lra).
    replace (lambda * (T2 - T1)) with (mae_gap_limit L q x y - (mae_gap_limit L q x y - lambda * (T2 - T1))) by ring.
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp. apply Rplus_le_compat_l.
    rewrite Rabs_right by lra. lra. }
  intros Hr1 Hr2 Hq. destruct (Rtotal_order r1 r2) as [H|[->|H]].
  - destruct (Hordered r2 r1 ltac:(lra) Hq) as [C HC]. exists C. intros w0 v1 w1 T1 v2 w2 T2 H0 Hw1 Hw2 Hh1 Hh2.
    rewrite Rabs_minus_sym. apply (HC w0 v2 w2 T2 v1 w1 T1); assumption.
  - exists 0. intros w0 v1 w1 T1 v2 w2 T2 H0 Hw1 Hw2 Hh1 Hh2.
    destruct (mae_hits_time L lambda r2 HL Hl Hr2 w0 _ T1 v1 w1 Hh1 ltac:(lra)) as [_ ->].
    destruct (mae_hits_time L lambda r2 HL Hl Hr2 w0 _ T2 v2 w2 Hh2 ltac:(lra)) as [_ ->].
    rewrite Rminus_eq_0, Rabs_R0. lra.
  - destruct (Hordered r1 r2 ltac:(lra) Hq) as [C HC]. exists C. intros w0 v1 w1 T1 v2 w2 T2 H0 Hw1 Hw2 Hh1 Hh2.
    apply (HC w0 v1 w1 T1 v2 w2 T2); assumption.
Qed.
