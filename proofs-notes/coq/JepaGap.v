(** * JepaGap: the JEPA gap at depth L >= 2, with the explicit constants of the notes

    N = 2L - 1, x_i = w / r_i. The normalised gap r(w) = lambda (T2 - T1) (N-1) w^(N-1) / (1/r2 - 1/r1) exceeds
    1, and (r(w) - 1) / w at any smaller start is at most twice what it is at a first start wa that
    is small enough: r2 / 100 and a bound on - G(q). The proof has two halves. At wa itself
      r - 1 >= (N-1) / (2 (N-2)) (1 / ((1 - x1) (1 - x2)) - 1),
    from the closed form; and from wa down, (r(w) - 1) / w is a mean of its value at wa and of
    at most (N-1) / (N-2) times the same bracket over wa. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.Ordering JepaOracle.Gaps.
Local Open Scope R_scope.

(** ** At the first start *)

(** N (1/x + ... + 1/(m x^m)) >= 1/x + ... + 1/x^m for m <= N. *)
Lemma inverse_powers_lower (m N : nat) (x : R) : (m <= N)%nat -> 0 < x < 1 ->
  (/ x ^ m - 1) / (1 - x) <= INR N * inverse_powers m x.
Proof.
  intros Hm Hx. induction m as [|m IH].
  - simpl. right. field. lra.
  - specialize (IH ltac:(lia)). change (inverse_powers (S m) x) with (inverse_powers m x + / (INR (S m) * x ^ S m)).
    assert (0 < x ^ m) as Hp by (apply pow_lt; lra).
    pose proof (INR_pos (S m) ltac:(lia)) as Hn. pose proof (le_INR (S m) N Hm) as HmN.
    assert ((/ x ^ S m - 1) / (1 - x) = (/ x ^ m - 1) / (1 - x) + / x ^ S m) as ->.
    { change (x ^ S m) with (x * x ^ m). field. repeat split; lra. }
    rewrite Rmult_plus_distr_l. apply Rplus_le_compat; [exact IH|].
    assert (0 < x ^ S m) as Hq by (apply pow_lt; lra).
    replace (INR N * / (INR (S m) * x ^ S m)) with (INR N * / INR (S m) * / x ^ S m) by (field; split; lra).
    rewrite <- (Rmult_1_l (/ x ^ S m)) at 1. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Hq|].
    apply (le_div_iff (INR N) 1 (INR (S m)) Hn). lra.
Qed.

(** With N = M + 3, X = x^(N-2) and l = ln ((1-x)/x): what is left of the slope is positive. *)
Lemma slope_rest (M : nat) (x l : R) : 0 < x <= 1/100 -> 1 <= l ->
  let N := INR M + 3 in
  19 / 10 * x / (N - 2) <= N * x ^ S M * (l + inverse_powers M x) - x / (1 - x).
Proof.
  intros Hx Hl N. pose proof (pos_INR M) as HM.
  assert (/ (1 - x) <= 100 / 99) as Hi.
  { replace (100 / 99) with (/ (99 / 100)) by field. apply Rinv_le_contravar; lra. }
  assert (0 < x ^ S M) as HX by (apply pow_lt; lra).
  destruct M as [|m].
  - unfold N. simpl inverse_powers. simpl (x ^ 1). change (INR 0) with 0.
    replace (19 / 10 * x / (0 + 3 - 2)) with (x * (19/10)) by field.
    replace ((0 + 3) * (x * 1) * (l + 0) - x / (1 - x)) with (x * (3 * l - / (1 - x))) by (field; lra).
    apply Rmult_le_compat_l; lra.
  - change (inverse_powers (S m) x) with (inverse_powers m x + / (INR (S m) * x ^ S m)).
    pose proof (INR_pos (S m) ltac:(lia)) as Hm. set (k := INR (S m)) in *.
    pose proof (inverse_powers_lower m (m + 4) x ltac:(lia) ltac:(lra)) as Hb.
    replace (INR (m + 4)) with N in Hb.
    2:{ unfold N, k. rewrite plus_INR, S_INR. simpl (INR 4). ring. }
    set (I := inverse_powers m x) in *. change (x ^ S (S m)) with (x * x ^ S m) in *. 
    assert (0 < x ^ m) as Hp by (apply pow_lt; lra).
    apply (Rmult_le_compat_l (x * x ^ S m)) in Hb; [|lra].
    replace (x * x ^ S m * ((/ x ^ m - 1) / (1 - x))) with ((x * x - x * x ^ S m) / (1 - x)) in Hb.
    2:{ change (x ^ S m) with (x * x ^ m). field. split; lra. }
    set (X := x * x ^ S m) in *. assert (0 < X) by exact HX.
    replace (N * X * (l + (I + / (k * x ^ S m)))) with (N * X * l + X * (N * I) + N * x / k).
    2:{ unfold X. field. split; [|lra]. apply pow_nonzero. lra. }
    assert (0 <= X * (N * l - / (1 - x))) as H1.
    { apply Rmult_le_pos; [lra|]. assert (3 * 1 <= N * l) by (apply Rmult_le_compat; unfold N; lra). lra. }
    replace ((x * x - X) / (1 - x)) with (x / (1 - x) - x - X * / (1 - x)) in Hb by (field; lra).
    assert (N * x / k = x + 3 * (x / k)) as E by (unfold N; field; lra).
    assert (19 / 10 * x / (N - 2) <= 3 * (x / k)) as H2.
    { replace (19 / 10 * x / (N - 2)) with (19 / 10 * (x * / (N - 2))) by (field; unfold N; lra).
      assert (x * / (N - 2) <= x * / k) by (apply Rmult_le_compat_l; [lra|apply Rinv_le_contravar; unfold N; lra]).
      assert (0 <= x * / (N - 2)) by (apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; unfold N; lra]).
      unfold Rdiv. lra. }
    lra.
Qed.

Section AtStart.
Variables (L M : nat) (q : R).
Hypothesis depth : (2 * L - 1 = S (S (S M)))%nat.
Let N := INR M + 3.

Lemma N_is : INR (2 * L - 1) = N.
Proof. rewrite depth, !S_INR. unfold N. ring. Qed.

(** The slope of jepa_tau near 0, under the condition on - G(q). *)
Lemma tau_slope_lower (x : R) : 0 < x <= 1/100 -> N * (N - 2) * x ^ S M * Rmax 0 (- jepa_G L q) <= 1 ->
  / (N - 1) + x / (N - 2) + 19 / 10 * (x * x) / (N - 2)
    <= x ^ (2 * L - 1) / x * (INR (2 * L - 1) * jepa_G L q - jepa_K L x).
Proof.
  intros Hx Hc. unfold jepa_K. rewrite N_is. unfold jepa_G at 2. rewrite depth.
  assert (1 <= - ln (x / (1 - x))) as Hl.
  { assert (0 < x / (1 - x)) by (apply Rdiv_lt_0_compat; lra).
    rewrite <- ln_Rinv by assumption. rewrite <- (ln_exp 1) at 1.
    apply ln_le; [apply exp_pos|]. apply Rle_trans with (1 := exp_le_3).
    replace (/ (x / (1 - x))) with ((1 - x) / x) by (field; lra). apply (le_div_iff (1 - x) 3 x); lra. }
  set (l := - ln (x / (1 - x))) in *.
  pose proof (slope_rest M x l Hx Hl) as Hs. cbv zeta in Hs. fold N in Hs.
  change (inverse_powers (S (S (S M))) x) with
    (inverse_powers M x + / (INR (S M) * x ^ S M) + / (INR (S (S M)) * x ^ S (S M)) + / (INR (S (S (S M))) * x ^ S (S
      (S M)))).
  replace (INR (S M)) with (N - 2) by (rewrite S_INR; unfold N; ring).
  replace (INR (S (S M))) with (N - 1) by (rewrite !S_INR; unfold N; ring).
  replace (INR (S (S (S M)))) with N by (rewrite !S_INR; unfold N; ring).
  change (x ^ S (S (S M))) with (x * (x * x ^ S M)). change (x ^ S (S M)) with (x * x ^ S M).
  assert (0 < x ^ S M) as HX by (apply pow_lt; lra). set (X := x ^ S M) in *.
  set (I := inverse_powers M x) in *. set (g := jepa_G L q) in *.
  pose proof (pos_INR M) as HM. assert (3 <= N) as HN by (unfold N; lra).
  replace (x * (x * X) / x * (N * g - (N * (ln (x / (1 - x)) - (I + / ((N - 2) * X) + / ((N - 1) * (x * X)) + / (N *
    (x * (x * X))))) + / (x * (x * X) * (1 - x)))))
    with (x * (N * X * g + N / (N - 2) - 1 + (N * X * (l + I) - x / (1 - x))) + / (N - 1)).
  2:{ unfold l. field. repeat split; lra. }
  assert (- / (N - 2) <= N * X * g) as Hg.
  { assert (N * (N - 2) * X * - g <= 1) as H1.
    { apply Rle_trans with (2 := Hc). apply Rmult_le_compat_l; [|apply Rmax_r].
      apply Rmult_le_pos; [apply Rmult_le_pos; lra|lra]. }
    apply Rmult_le_reg_r with (N - 2); [lra|]. rewrite <- Ropp_mult_distr_l, Rinv_l by lra. lra. }
  assert (/ (N - 2) + 19 / 10 * x / (N - 2) <= N * X * g + N / (N - 2) - 1 + (N * X * (l + I) - x / (1 - x))) as H1.
  { replace (N / (N - 2)) with (1 + 2 * / (N - 2)) by (field; lra). lra. }
  apply (Rmult_le_compat_l x) in H1; [|lra].
  replace (x / (N - 2)) with (x * / (N - 2)) by reflexivity.
  replace (19 / 10 * (x * x) / (N - 2)) with (x * (19 / 10 * x / (N - 2))) by (field; lra). lra.
Qed.

(** Integrated from x1 to x2. *)
Lemma tau_difference_lower (x1 x2 : R) : (1 <= L)%nat -> 0 < x1 < x2 -> x2 <= 1/100 ->
  N * (N - 2) * x2 ^ S M * Rmax 0 (- jepa_G L q) <= 1 ->
  (x2 - x1) * (/ (N - 1) + (x1 + x2) / (2 * (N - 2)) + 19 / 30 * (x1 * x1 + x1 * x2 + x2 * x2) / (N - 2))
    <= jepa_tau L q x2 - jepa_tau L q x1.
Proof.
  intros HL Hx Hx2 Hc. pose proof (pos_INR M) as HM. assert (3 <= N) as HN by (unfold N; lra).
  set (p := fun x => x / (N - 1) + x ^ 2 / (2 * (N - 2)) + 19 / 30 * x ^ 3 / (N - 2)).
  cut (jepa_tau L q x1 - p x1 <= jepa_tau L q x2 - p x2).
  { unfold p. intros H. cut ((x2 - x1) * (/ (N - 1) + (x1 + x2) / (2 * (N - 2)) + 19 / 30 * (x1 * x1 + x1 * x2 + x2 *
    x2) / (N - 2))
      = (x2 / (N - 1) + x2 ^ 2 / (2 * (N - 2)) + 19 / 30 * x2 ^ 3 / (N - 2)) - (x1 / (N - 1) + x1 ^ 2 / (2 * (N - 2))
        + 19 / 30 * x1 ^ 3 / (N - 2))).
    - intros ->. lra.
    - field. split; lra. }
  apply (nondecreasing_of_derivative_closed (fun x => jepa_tau L q x - p x)
    (fun x => x ^ (2 * L - 1) / x * (INR (2 * L - 1) * jepa_G L q - jepa_K L x)
              - (/ (N - 1) + x / (N - 2) + 19 / 10 * (x * x) / (N - 2))) x1 x2); [lra| |].
  - intros x H. apply (is_derive_minus (jepa_tau L q) p).
    + apply jepa_tau_derive; [exact HL|lra].
    + unfold p. auto_derive; [trivial|]. field. split; lra.
  - intros x H. cut (/ (N - 1) + x / (N - 2) + 19 / 10 * (x * x) / (N - 2)
      <= x ^ (2 * L - 1) / x * (INR (2 * L - 1) * jepa_G L q - jepa_K L x)); [lra|].
    apply tau_slope_lower; [lra|]. apply Rle_trans with (2 := Hc).
    apply Rmult_le_compat_r; [apply Rmax_l|]. apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|].
    apply pow_incr. lra.
Qed.

End AtStart.

(** 1 / ((1 - x1) (1 - x2)) - 1 is x1 + x2 up to second order. *)
Lemma bracket_upper (x1 x2 : R) : 0 < x1 < x2 -> x2 <= 1/100 ->
  / ((1 - x1) * (1 - x2)) - 1 <= (x1 + x2) + 11 / 10 * (x1 * x1 + x1 * x2 + x2 * x2).
Proof.
  intros Hx H2. assert (9 / 10 * 1 <= (1 - x1) * (1 - x2)) as Hd by nra.
  assert (/ ((1 - x1) * (1 - x2)) - 1 = (x1 + x2) + (x1 * x1 + x1 * x2 + x2 * x2 - x1 * x2 * (x1 + x2)) * / ((1 - x1)
    * (1 - x2))) as ->
    by (field; lra).
  assert (/ ((1 - x1) * (1 - x2)) <= 11 / 10) as Hi.
  { assert (10 / 11 <= (1 - x1) * (1 - x2)) by nra.
    replace (11 / 10) with (/ (10 / 11)) by field. apply Rinv_le_contravar; lra. }
  apply Rplus_le_compat_l. rewrite Rmult_comm.
  assert (0 < x1 * x2 * (x1 + x2)) by (repeat apply Rmult_lt_0_compat; lra).
  assert (0 < x1 * x1 + x1 * x2 + x2 * x2 - x1 * x2 * (x1 + x2)) by nra.
  apply Rmult_le_compat; try lra. left. apply Rinv_0_lt_compat. lra.
Qed.

(** ** From the first start down *)

Section Below.
Variables (L : nat) (lambda r1 r2 q : R).
Hypothesis L_two : (2 <= L)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis r_order : 0 < r2 < r1.
Hypothesis q_inside : 0 < q < 1.

Let N := INR (2 * L - 1).

(** (1 / ((1 - x1) (1 - x2)) - 1) / w, which increases with w. *)
Definition gap_bracket (w : R) : R := / r1 * / ((1 - w / r1) * (1 - w / r2)) + / r2 * / (1 - w / r2).

Lemma gap_bracket_spec (w : R) : 0 < w < r2 -> w * gap_bracket w = / ((1 - w / r1) * (1 - w / r2)) - 1.
Proof. intros Hw. unfold gap_bracket. field. repeat split; lra. Qed.

Lemma gap_bracket_increasing (x y : R) : 0 < x <= y -> y < r2 -> gap_bracket x <= gap_bracket y.
Proof.
  intros Hx Hy. unfold gap_bracket.
  pose proof (ratio_bounds x r1 ltac:(lra) ltac:(lra)). pose proof (ratio_bounds x r2 ltac:(lra) ltac:(lra)).
  pose proof (ratio_bounds y r1 ltac:(lra) ltac:(lra)). pose proof (ratio_bounds y r2 ltac:(lra) ltac:(lra)).
  assert (x / r1 <= y / r1) by (apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat|]; lra).
  assert (x / r2 <= y / r2) by (apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat|]; lra).
  pose proof (Rinv_0_lt_compat r1 ltac:(lra)). pose proof (Rinv_0_lt_compat r2 ltac:(lra)).
  apply Rplus_le_compat; apply Rmult_le_compat_l; try lra.
  - apply Rinv_le_contravar; [apply Rmult_lt_0_compat; lra|apply Rmult_le_compat; lra].
  - apply Rinv_le_contravar; lra.
Qed.

(** (r(w) - 1) / w^(N-1) as a function of the start. *)
Let a := / r2 - / r1.
Let F (w : R) : R :=
  INR (2 * L - 2) / a * (lambda * (jepa_time L lambda r2 w (q * r2) - jepa_time L lambda r1 w (q * r1)))
  - INR (2 * L - 2) / (INR (2 * L - 2) * w ^ (2 * L - 2)).

Lemma a_pos : 0 < a.
Proof. unfold a. cut (/ r1 < / r2); [lra|]. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra. Qed.

Lemma gap_rest_derive (w : R) : 0 < w < r2 ->
  is_derive F w (- (INR (2 * L - 2) / w ^ (2 * L - 2) * gap_bracket w)).
Proof.
  intros Hw. pose proof a_pos as Ha. pose proof (INR_pos (2 * L - 2) ltac:(lia)) as HN1.
  assert (0 < w ^ (2 * L - 2)) as Hp by (apply pow_lt; lra).
  apply (is_derive_ext (fun w => INR (2 * L - 2) / a * (lambda * (jepa_primitive L lambda r2 (q * r2) -
    jepa_primitive L lambda r1 (q * r1)
      + (jepa_primitive L lambda r1 w - jepa_primitive L lambda r2 w))) - INR (2 * L - 2) / (INR (2 * L - 2) * w ^ (2
        * L - 2)))).
  { intros x. unfold F. rewrite !jepa_time_primitive. real_equation. ring. }
  pose proof (jepa_primitive_derive L lambda r1 w ltac:(lia) lambda_pos ltac:(lra) ltac:(lra)) as D1.
  pose proof (jepa_primitive_derive L lambda r2 w ltac:(lia) lambda_pos ltac:(lra) ltac:(lra)) as D2.
  pose proof (inverse_power_derive (2 * L - 2) (INR (2 * L - 2)) w ltac:(lia) ltac:(lra)) as D3.
  evar_last.
  - apply (is_derive_minus (fun w => INR (2 * L - 2) / a * (lambda * (jepa_primitive L lambda r2 (q * r2) -
    jepa_primitive L lambda r1 (q * r1)
      + (jepa_primitive L lambda r1 w - jepa_primitive L lambda r2 w))))); [|exact D3].
    apply (is_derive_scal (fun w => lambda * (jepa_primitive L lambda r2 (q * r2) - jepa_primitive L lambda r1 (q *
      r1)
      + (jepa_primitive L lambda r1 w - jepa_primitive L lambda r2 w)))).
    apply (is_derive_scal (fun w => jepa_primitive L lambda r2 (q * r2) - jepa_primitive L lambda r1 (q * r1)
      + (jepa_primitive L lambda r1 w - jepa_primitive L lambda r2 w))).
    apply (is_derive_plus (fun _ => jepa_primitive L lambda r2 (q * r2) - jepa_primitive L lambda r1 (q * r1))).
    + apply (is_derive_const (jepa_primitive L lambda r2 (q * r2) - jepa_primitive L lambda r1 (q * r1)) w).
    + apply (is_derive_minus (jepa_primitive L lambda r1) (jepa_primitive L lambda r2)); eassumption.
  - real_equation. unfold minus, plus, opp, zero; cbn -[INR pow Nat.mul Nat.sub]. unfold jepa_rate.
    rewrite pow_2L by lia. replace (2 * L - 1)%nat with (S (2 * L - 2)) by lia.
    change (w ^ S (2 * L - 2)) with (w * w ^ (2 * L - 2)).
    pose proof (ratio_bounds w r1 ltac:(lra) ltac:(lra)). pose proof (ratio_bounds w r2 ltac:(lra) ltac:(lra)).
    set (X := w ^ (2 * L - 2)) in *. set (n := INR (2 * L - 2)) in *. unfold gap_bracket.
    set (y1 := w / r1) in *. set (y2 := w / r2) in *.
    replace (/ r1) with (y1 / w) by (unfold y1; field; lra). replace (/ r2) with (y2 / w) by (unfold y2; field; lra).
    assert (a = (y2 - y1) / w) as Ea by (unfold a, y1, y2; field; repeat split; lra).
    assert (y2 - y1 <> 0) by (intros E; rewrite E in Ea; unfold Rdiv in Ea; lra).
    rewrite Ea. field. repeat split; lra.
Qed.

(** Between a start and the first start wa. *)
Lemma gap_rest_bounds (w wa : R) : 0 < w <= wa -> wa < r2 ->
  F wa <= F w /\
  F w - F wa <= INR (2 * L - 2) * gap_bracket wa / INR (2 * L - 3) * (/ w ^ (2 * L - 3) - / wa ^ (2 * L - 3)).
Proof.
  intros Hw Ha. pose proof (INR_pos (2 * L - 2) ltac:(lia)) as HN1.
  pose proof (INR_pos (2 * L - 3) ltac:(lia)) as HN2.
  assert (forall y, 0 < y < r2 -> 0 < gap_bracket y) as Hbr.
  { intros y Hy. unfold gap_bracket.
    pose proof (ratio_bounds y r1 ltac:(lra) ltac:(lra)). pose proof (ratio_bounds y r2 ltac:(lra) ltac:(lra)).
    apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; apply Rinv_0_lt_compat; try lra. apply Rmult_lt_0_compat; lra. }
  split.
  - cut (- F w <= - F wa); [lra|].
    apply (nondecreasing_of_derivative_closed (fun w => - F w)
      (fun w => - - (INR (2 * L - 2) / w ^ (2 * L - 2) * gap_bracket w)) w wa); [lra| |].
    + intros y Hy. apply (is_derive_opp F). apply gap_rest_derive. lra.
    + intros y Hy. rewrite Ropp_involutive. apply Rmult_le_pos; [|left; apply Hbr; lra].
      left. apply Rdiv_lt_0_compat; [exact HN1|apply pow_lt; lra].
  - set (k := INR (2 * L - 2) * gap_bracket wa).
    cut (F w - k / (INR (2 * L - 3) * w ^ (2 * L - 3)) <= F wa - k / (INR (2 * L - 3) * wa ^ (2 * L - 3))).
    { assert (w ^ (2 * L - 3) <> 0) by (apply pow_nonzero; lra).
      assert (wa ^ (2 * L - 3) <> 0) by (apply pow_nonzero; lra).
      intros H1. replace (k / INR (2 * L - 3) * (/ w ^ (2 * L - 3) - / wa ^ (2 * L - 3)))
        with (k / (INR (2 * L - 3) * w ^ (2 * L - 3)) - k / (INR (2 * L - 3) * wa ^ (2 * L - 3))); [lra|].
      field. repeat split; lra. }
    apply (nondecreasing_of_derivative_closed (fun w => F w - k / (INR (2 * L - 3) * w ^ (2 * L - 3)))
      (fun w => - (INR (2 * L - 2) / w ^ (2 * L - 2) * gap_bracket w) - - (k / (w * w ^ (2 * L - 3)))) w wa);
        [lra| |].
    + intros y Hy. apply (is_derive_minus F (fun w => k / (INR (2 * L - 3) * w ^ (2 * L - 3)))).
      * apply gap_rest_derive. lra.
      * apply inverse_power_derive; [lia|lra].
    + intros y Hy. replace (2 * L - 2)%nat with (S (2 * L - 3)) at 2 by lia.
      change (y ^ S (2 * L - 3)) with (y * y ^ (2 * L - 3)).
      assert (0 < y * y ^ (2 * L - 3)) as Hp by (apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]).
      set (Y := y * y ^ (2 * L - 3)) in *. unfold k.
      replace (- (INR (2 * L - 2) / Y * gap_bracket y) - - (INR (2 * L - 2) * gap_bracket wa / Y))
        with (INR (2 * L - 2) / Y * (gap_bracket wa - gap_bracket y)) by (field; lra).
      apply Rmult_le_pos; [left; apply Rdiv_lt_0_compat; assumption|].
      pose proof (gap_bracket_increasing y wa). lra.
Qed.

(** The normalised gap. *)
Definition gap_ratio (w0 T1 T2 : R) : R :=
  lambda * (T2 - T1) * INR (2 * L - 2) * w0 ^ (2 * L - 2) / (/ r2 - / r1).

Lemma gap_ratio_rest (w0 T1 T2 : R) (v1 x1 v2 x2 : R -> R) : 0 < w0 < r2 ->
  jepa_hits L lambda r1 w0 (q * r1) v1 x1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 x2 T2 ->
  gap_ratio w0 T1 T2 - 1 = w0 ^ (2 * L - 2) * F w0.
Proof.
  intros H0 H1 H2. pose proof a_pos as Ha.
  destruct (jepa_hits_time L lambda r1 ltac:(lia) lambda_pos ltac:(lra) w0 _ T1 v1 x1 H1 ltac:(lra)) as [_ ->].
  destruct (jepa_hits_time L lambda r2 ltac:(lia) lambda_pos ltac:(lra) w0 _ T2 v2 x2 H2 ltac:(lra)) as [_ ->].
  unfold gap_ratio, F. fold a. pose proof (INR_pos (2 * L - 2) ltac:(lia)).
  assert (w0 ^ (2 * L - 2) <> 0) by (apply pow_nonzero; lra). field. repeat split; lra.
Qed.

(** At the first start the normalised gap exceeds 1 by the stated amount. *)
Lemma gap_rest_at_start (w : R) : 0 < w <= r2 / 100 ->
  N * (N - 2) * (w / r2) ^ (2 * L - 3) * Rmax 0 (- jepa_G L q) <= 1 ->
  INR (2 * L - 2) / (2 * INR (2 * L - 3)) * gap_bracket w <= w ^ (2 * L - 3) * F w.
Proof.
  intros Hw Hc. pose proof a_pos as Ha.
  assert (w < r2) as Hwr by lra.
  pose proof (ratio_bounds w r1 ltac:(lra) ltac:(lra)) as Hx1.
  pose proof (ratio_bounds w r2 ltac:(lra) ltac:(lra)) as Hx2.
  pose proof (ratio_decreasing w r1 r2 ltac:(lra) r_order) as H12.
  assert (w / r2 <= 1/100) as Hsmall by (apply (div_lt_iff w (1/100) r2); lra).
  set (M := (2 * L - 4)%nat). assert (2 * L - 1 = S (S (S M)))%nat as depth by (unfold M; lia).
  pose proof (N_is L M depth) as EN. fold N in EN.
  assert (2 * L - 3 = S M)%nat as E3 by (unfold M; lia). assert (2 * L - 2 = S (S M))%nat as E2 by (unfold M; lia).
  pose proof (tau_difference_lower L M q depth (w / r1) (w / r2) ltac:(lia) ltac:(lra) Hsmall) as Ht.
  rewrite <- EN, <- E3 in Ht. specialize (Ht Hc).
  assert (INR (2 * L - 3) = N - 2) as EN2 by (rewrite EN, E3, S_INR; ring).
  assert (INR (2 * L - 2) = N - 1) as EN1 by (rewrite EN, E2, !S_INR; ring).
  assert (3 <= N) as HN by (rewrite EN; pose proof (pos_INR M); lra).
  pose proof (bracket_upper (w / r1) (w / r2) ltac:(lra) Hsmall) as Hb.
  rewrite <- gap_bracket_spec in Hb by lra.
  assert (w * (w ^ (2 * L - 3) * F w) = (N - 1) * ((jepa_tau L q (w / r2) - jepa_tau L q (w / r1)) / (w / r2 - w /
    r1)) - 1) as EF.
  { unfold F. rewrite !jepa_time_tau by (try lia; lra). rewrite EN1.
    replace (w ^ (2 * L - 1)) with (w * w ^ (2 * L - 2)).
    2:{ replace (2 * L - 1)%nat with (S (2 * L - 2)) by lia. reflexivity. }
    rewrite <- Rmult_assoc. replace (w * w ^ (2 * L - 3)) with (w ^ (2 * L - 2)).
    2:{ replace (2 * L - 2)%nat with (S (2 * L - 3)) by lia. reflexivity. }
    set (t1 := jepa_tau L q (w / r1)). set (t2 := jepa_tau L q (w / r2)).
    assert (0 < w ^ (2 * L - 2)) by (apply pow_lt; lra). set (X := w ^ (2 * L - 2)) in *.
    replace (w / r2 - w / r1) with (w * a) by (unfold a; field; lra). field. repeat split; lra. }
  set (x1 := w / r1) in *. set (x2 := w / r2) in *.
  apply Rmult_le_reg_l with w; [lra|]. rewrite EF, EN1, EN2.
  set (P := / (N - 1) + (x1 + x2) / (2 * (N - 2)) + 19 / 30 * (x1 * x1 + x1 * x2 + x2 * x2) / (N - 2)) in *.
  assert (P <= (jepa_tau L q x2 - jepa_tau L q x1) / (x2 - x1)) as HP.
  { apply (le_div_iff _ P (x2 - x1)); lra. }
  apply (Rmult_le_compat_l (N - 1)) in HP; [|lra].
  apply Rle_trans with ((N - 1) * P - 1); [|lra].
  replace (w * ((N - 1) / (2 * (N - 2)) * gap_bracket w)) with ((N - 1) / (2 * (N - 2)) * (w * gap_bracket w))
    by (field; lra).
  assert (0 < (N - 1) / (2 * (N - 2))) as Hc1 by (apply Rdiv_lt_0_compat; lra).
  apply Rle_trans with ((N - 1) / (2 * (N - 2)) * (x1 + x2 + 11 / 10 * (x1 * x1 + x1 * x2 + x2 * x2))).
  - apply Rmult_le_compat_l; lra.
  - replace ((N - 1) * P - 1) with ((N - 1) / (2 * (N - 2)) * (x1 + x2 + 19 / 15 * (x1 * x1 + x1 * x2 + x2 * x2))).
    + apply Rmult_le_compat_l; [lra|]. nra.
    + unfold P. field. split; lra.
Qed.

Theorem jepa_gap_explicit (wa Ta1 Ta2 : R) (va1 xa1 va2 xa2 : R -> R) (w0 T1 T2 : R) (v1 x1 v2 x2 : R -> R) :
  jepa_hits L lambda r1 wa (q * r1) va1 xa1 Ta1 -> jepa_hits L lambda r2 wa (q * r2) va2 xa2 Ta2 ->
  jepa_hits L lambda r1 w0 (q * r1) v1 x1 T1 -> jepa_hits L lambda r2 w0 (q * r2) v2 x2 T2 ->
  0 < w0 <= wa -> wa <= r2 / 100 ->
  N * (N - 2) * (wa / r2) ^ (2 * L - 3) * Rmax 0 (- jepa_G L q) <= 1 ->
  0 < gap_ratio w0 T1 T2 - 1 <= 2 * (w0 / wa) * (gap_ratio wa Ta1 Ta2 - 1).
Proof.
  intros Ha1 Ha2 H1 H2 H0 Hwa Hc.
  rewrite (gap_ratio_rest wa Ta1 Ta2 va1 xa1 va2 xa2 ltac:(lra) Ha1 Ha2).
  rewrite (gap_ratio_rest w0 T1 T2 v1 x1 v2 x2 ltac:(lra) H1 H2).
  pose proof (gap_rest_at_start wa ltac:(lra) Hc) as HA.
  destruct (gap_rest_bounds w0 wa H0 ltac:(lra)) as [B1 B2].
  pose proof (INR_pos (2 * L - 2) ltac:(lia)) as HN1. pose proof (INR_pos (2 * L - 3) ltac:(lia)) as HN2.
  assert (0 < gap_bracket wa) as Hbr.
  { pose proof (gap_bracket_spec wa ltac:(lra)) as E.
    pose proof (ratio_bounds wa r1 ltac:(lra) ltac:(lra)). pose proof (ratio_bounds wa r2 ltac:(lra) ltac:(lra)).
    unfold gap_bracket. apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; apply Rinv_0_lt_compat; try lra.
    apply Rmult_lt_0_compat; lra. }
  set (n := INR (2 * L - 2)) in *. set (m := INR (2 * L - 3)) in *.
  assert (forall w, w ^ (2 * L - 2) = w * w ^ (2 * L - 3)) as Epow.
  { intros w. replace (2 * L - 2)%nat with (S (2 * L - 3)) by lia. reflexivity. }
  rewrite !Epow.
  assert (0 < w0 ^ (2 * L - 3)) as Hp0 by (apply pow_lt; lra).
  assert (0 < wa ^ (2 * L - 3)) as Hpa by (apply pow_lt; lra).
  assert (w0 ^ (2 * L - 3) <= wa ^ (2 * L - 3)) as Hple by (apply pow_incr; lra).
  set (p0 := w0 ^ (2 * L - 3)) in *. set (pa := wa ^ (2 * L - 3)) in *.
  set (k := n / (2 * m) * gap_bracket wa) in *.
  assert (0 < k) as Hk by (apply Rmult_lt_0_compat; [apply Rdiv_lt_0_compat; lra|exact Hbr]).
  assert (0 < F wa) as HFa by nra.
  assert (n * gap_bracket wa / m * (/ p0 - / pa) = 2 * k * (/ p0 - / pa)) as Ek by (unfold k; field; repeat split;
    lra).
  rewrite Ek in B2. split.
  - repeat apply Rmult_lt_0_compat; lra.
  - replace (2 * (w0 / wa) * (wa * pa * F wa)) with (w0 * (2 * (pa * F wa))) by (field; lra).
    rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|].
    apply (Rmult_le_compat_l p0) in B2; [|lra].
    replace (p0 * (2 * k * (/ p0 - / pa))) with (2 * k * (1 - p0 / pa)) in B2 by (field; lra).
    assert (0 <= 1 - p0 / pa) as Ht.
    { cut (p0 / pa <= 1); [lra|]. apply (div_lt_iff p0 1 pa); lra. }
    assert (2 * k * (1 - p0 / pa) <= 2 * (pa * F wa) * (1 - p0 / pa)) as H3 by (apply Rmult_le_compat_r; lra).
    replace (2 * (pa * F wa) * (1 - p0 / pa)) with (2 * (pa * F wa) - 2 * (p0 * F wa)) in H3 by (field; lra).
    assert (0 <= p0 * F wa) by (apply Rmult_le_pos; lra). lra.
Qed.

End Below.
