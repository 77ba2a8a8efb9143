(** * GapBounds: the gap laws with the explicit constants of the notes

    Equal lambda, r1 > r2, thresholds q times the limit, N = 2L - 1. Here w1 is a first start and
    w0 <= w1 any smaller one: what is observed at w1 bounds what happens below. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime.
Require Import JepaOracle.Ordering JepaOracle.Gaps.
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

(** The part of lambda times the time of a feature that the start takes away. *)
Definition mae_start_part (L : nat) (rho w : R) : R := mae_tail L (w / mae_limit L rho) / mae_limit L rho ^ (L - 1).

Lemma mae_start_part_derive (L : nat) (rho w : R) : (1 <= L)%nat -> 0 < rho -> 0 <= w < mae_limit L rho ->
  is_derive (mae_start_part L rho) w (w / (rho - w ^ S L)).
Proof.
  intros HL Hr Hw. pose proof (mae_limit_pos L rho) as Hm. pose proof (mae_limit_pow L rho Hr) as Hp.
  unfold mae_start_part. set (m := mae_limit L rho) in *.
  assert (-1 < w / m < 1) as Hs.
  { assert (0 <= w / m) by (apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat, Hm]).
    assert (w / m < 1); [|lra]. apply Rmult_lt_reg_r with m; [exact Hm|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l; lra. }
  pose proof (pow_lt_1 L (w / m) Hs) as Hz.
  assert (0 < m ^ (L - 1)) as Hmp by (apply pow_lt, Hm).
  assert (is_derive (fun w => w / m) w (/ m)) as H1 by (auto_derive; [trivial|field; lra]).
  pose proof (is_derive_comp (mae_tail L) (fun w => w / m) w _ _ (mae_tail_derive L (w / m) Hs) H1) as H2.
  pose proof (is_derive_scal (fun w => mae_tail L (w / m)) w (/ m ^ (L - 1)) _ H2) as H3.
  apply (is_derive_ext (fun w => / m ^ (L - 1) * mae_tail L (w / m))).
  { intros x. unfold Rdiv. real_equation. ring. }
  replace (w / (rho - w ^ S L)) with (/ m ^ (L - 1) * scal (/ m) (w / m / (1 - (w / m) ^ S L))); [exact H3|].
  unfold scal; cbn -[pow]; unfold mult; cbn -[pow].
  assert (rho - w ^ S L = m * (m * m ^ (L - 1)) * (1 - (w / m) ^ S L)) as ->.
  { rewrite <- (pow_L L m) by exact HL. change (m * m ^ L) with (m ^ S L).
    replace (w ^ S L) with (m ^ S L * (w / m) ^ S L); [rewrite Hp; ring|].
    rewrite <- Rpow_mult_distr. f_equal. field. lra. }
  set (z := 1 - (w / m) ^ S L) in *. field. repeat split; lra.
Qed.

Lemma mae_gap_exact (L : nat) (lambda r1 r2 q w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r1 -> 0 < r2 -> 0 < q < 1 ->
  0 < w0 -> w0 < mae_limit L r1 -> w0 < mae_limit L r2 ->
  mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 ->
  mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 ->
  lambda * (T2 - T1) = mae_gap_limit L q r1 r2 - (mae_start_part L r2 w0 - mae_start_part L r1 w0).
Proof.
  intros HL Hl Hr1 Hr2 Hq H0 Hw1 Hw2 Hh1 Hh2.
  destruct (mae_hits_time L lambda r1 HL Hl Hr1 w0 _ T1 v1 w1 Hh1 ltac:(lra)) as [_ E1].
  destruct (mae_hits_time L lambda r2 HL Hl Hr2 w0 _ T2 v2 w2 Hh2 ltac:(lra)) as [_ E2].
  pose proof (mae_time_split L lambda r1 q w0 HL Hl Hr1 H0) as S1. rewrite <- E1 in S1.
  pose proof (mae_time_split L lambda r2 q w0 HL Hl Hr2 H0) as S2. rewrite <- E2 in S2.
  replace (lambda * (T2 - T1)) with (lambda * T2 - lambda * T1) by ring. rewrite S1, S2.
  unfold mae_gap_limit, mae_start_part. destruct (Nat.eqb L 1).
  - unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). ring.
  - unfold Rdiv. ring.
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
  set (j := fun w => mae_start_part L r2 w - mae_start_part L r1 w).
  assert (forall w, 0 <= w < mae_limit L r2 -> 0 <= w ^ S L < r2) as Hpow.
  { intros w Hw. split; [apply pow_le; lra|]. apply Rlt_le_trans with (mae_limit L r2 ^ S L).
    - apply pow_increasing; [lia|lra|lra].
    - rewrite mae_limit_pow by lra. lra. }
  assert (forall x y, 0 <= x -> x < y -> y < mae_limit L r2 -> j x < j y) as Hj.
  { intros x y Hx Hxy Hy.
    apply (increasing_of_derivative_closed j (fun w => w / (r2 - w ^ S L) - w / (r1 - w ^ S L)) x y Hxy).
    - intros w Hw. apply (is_derive_minus (mae_start_part L r2) (mae_start_part L r1));
        apply mae_start_part_derive; try assumption; lra.
    - intros w Hw. pose proof (Hpow w ltac:(lra)).
      cut (w / (r1 - w ^ S L) < w / (r2 - w ^ S L)); [lra|].
      apply Rmult_lt_compat_l; [lra|]. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra. }
  assert (j 0 = 0) as Hj0.
  { unfold j, mae_start_part, Rdiv. rewrite !Rmult_0_l, mae_tail_0. ring. }
  assert (forall w, 0 < w < mae_limit L r2 -> j w < w ^ 2 / (2 * (r2 - w ^ S L))) as Hjb.
  { intros w Hw. unfold j. pose proof (mae_limit_pos L r1) as Hm1. pose proof (mae_limit_pos L r2) as Hm2.
    assert (0 < mae_start_part L r1 w).
    { unfold mae_start_part. apply Rdiv_lt_0_compat; [|apply pow_lt, Hm1].
      apply mae_tail_pos, ratio_bounds; [exact Hm1|lra]. }
    cut (mae_start_part L r2 w <= w ^ 2 / (2 * (r2 - w ^ S L))); [lra|].
    pose proof (ratio_bounds w _ Hm2 Hw) as Hs. pose proof (mae_limit_pow L r2 ltac:(lra)) as Hp.
    unfold mae_start_part. set (m := mae_limit L r2) in *.
    pose proof (mae_tail_bound L (w / m) (w / m) ltac:(lra) ltac:(lra)) as Hb.
    pose proof (pow_lt_1 L (w / m) ltac:(lra)) as Hz.
    assert (0 < m ^ (L - 1)) as Hmp by (apply pow_lt, Hm2).
    apply (div_lt_iff _ _ _ Hmp). apply Rle_trans with (1 := Hb). right.
    assert (r2 - w ^ S L = m * (m * m ^ (L - 1)) * (1 - (w / m) ^ S L)) as ->.
    { rewrite <- (pow_L L m) by exact HL. change (m * m ^ L) with (m ^ S L).
      replace (w ^ S L) with (m ^ S L * (w / m) ^ S L); [rewrite Hp; ring|].
      rewrite <- Rpow_mult_distr. f_equal. field. lra. }
    set (z := 1 - (w / m) ^ S L) in *. field. repeat split; lra. }
  split.
  - intros wa Ta1 Ta2 va1 xa1 va2 xa2 wb Tb1 Tb2 vb1 xb1 vb2 xb2 Hw Ha H1 H2 H3 H4.
    replace (lambda * (Tb2 - Tb1 - (Ta2 - Ta1))) with (lambda * (Tb2 - Tb1) - lambda * (Ta2 - Ta1)) by ring.
    rewrite (mae_gap_exact L lambda r1 r2 q wa Ta1 Ta2 va1 xa1 va2 xa2) by (assumption || lra).
    rewrite (mae_gap_exact L lambda r1 r2 q wb Tb1 Tb2 vb1 xb1 vb2 xb2) by (assumption || lra).
    fold (j wa) (j wb). pose proof (Hj wb wa). pose proof (Hj 0 wb). pose proof (Hjb wa). lra.
  - intros w0 T1 T2 v1 x1 v2 x2 H0 H1 H2.
    rewrite (mae_gap_exact L lambda r1 r2 q w0 T1 T2 v1 x1 v2 x2) by (assumption || lra).
    fold (j w0). pose proof (Hj 0 w0). pose proof (Hjb w0). lra.
Qed.
