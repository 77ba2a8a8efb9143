(** * MaeTime: the closed form of MAE's training time

    In units of the limit, s = w / rho^(1/(L+1)), time is a difference of values of
      H(s) = h(s) + integral from 0 to s of u / (1 - u^(L+1)) du,
      h(s) = - 1 / ((L-1) s^(L-1)) for L >= 2, ln s for L = 1,
    divided by lambda rho^((L-1)/(L+1)). *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime.
Local Open Scope R_scope.

Definition mae_h (L : nat) (s : R) : R :=
  match L with
  | S (S _) => - / (INR (L - 1) * s ^ (L - 1))
  | _ => ln s
  end.

Definition mae_tail (L : nat) (s : R) : R := RInt (fun u => u / (1 - u ^ S L)) 0 s.

Definition mae_H (L : nat) (s : R) : R := mae_h L s + mae_tail L s.

(** Flow time from layer amplitude a to layer amplitude b. *)
Definition mae_time (L : nat) (lambda rho a b : R) : R :=
  (mae_H L (b / mae_limit L rho) - mae_H L (a / mae_limit L rho))
  / (lambda * mae_limit L rho ^ (L - 1)).

(** The power of the limit in that formula is rho^k, k = (L-1)/(L+1). *)
Lemma mae_limit_power (L : nat) (rho : R) :
  (1 <= L)%nat -> 0 < rho -> mae_limit L rho ^ (L - 1) = Rpower rho ((INR L - 1) / (INR L + 1)).
Proof.
  intros HL Hr. unfold mae_limit. rewrite <- Rpower_pow by apply Rpower_pos.
  rewrite Rpower_mult. f_equal. rewrite minus_INR by exact HL. rewrite S_INR. simpl (INR 1).
  pose proof (pos_INR L). field. lra.
Qed.

(** ** The primitive *)

Lemma pow_lt_1 n u : -1 < u < 1 -> 0 < 1 - u ^ S n.
Proof.
  intros Hu. assert (Rabs (u ^ S n) < 1).
  { rewrite <- RPow_abs. rewrite <- (pow1 (S n)). apply pow_increasing; [lia|apply Rabs_pos|].
    apply Rabs_def1; lra. }
  apply Rabs_def2 in H. lra.
Qed.

Lemma mae_integrand_continuous L u : -1 < u < 1 -> continuous (fun u => u / (1 - u ^ S L)) u.
Proof.
  intros Hu. pose proof (pow_lt_1 L u Hu) as Hp.
  apply (continuous_mult (fun u => u) (fun u => / (1 - u ^ S L))).
  - apply continuous_id.
  - apply (continuous_comp (fun u => 1 - u ^ S L) Rinv).
    + apply (continuous_minus (fun _ => 1) (fun u => u ^ S L)).
      * apply continuous_const.
      * apply continuous_pow.
    + apply continuous_Rinv. lra.
Qed.

Lemma mae_tail_derive L s : -1 < s < 1 -> is_derive (mae_tail L) s (s / (1 - s ^ S L)).
Proof.
  intros Hs. apply (is_derive_RInt (fun u => u / (1 - u ^ S L)) (mae_tail L) 0 s).
  - assert (0 < Rmin (s + 1) (1 - s)) as He by (apply Rmin_pos; lra).
    exists (mkposreal _ He). intros y Hy.
    assert (Rabs (y - s) < Rmin (s + 1) (1 - s)) as Hy' by exact Hy.
    apply Rabs_def2 in Hy'. pose proof (Rmin_l (s + 1) (1 - s)).
    pose proof (Rmin_r (s + 1) (1 - s)).
    apply (RInt_correct (fun u => u / (1 - u ^ S L)) 0 y).
    apply (ex_RInt_continuous (fun u => u / (1 - u ^ S L))). intros z Hz.
    apply mae_integrand_continuous. assert (-1 < y < 1) as Hyy by lra.
    unfold Rmin, Rmax in Hz; destruct (Rle_dec 0 y); lra.
  - apply mae_integrand_continuous, Hs.
Qed.

Lemma mae_tail_0 L : mae_tail L 0 = 0.
Proof. exact (RInt_point 0 (fun u => u / (1 - u ^ S L))). Qed.

Lemma mae_tail_pos L s : 0 < s < 1 -> 0 < mae_tail L s.
Proof.
  intros Hs. rewrite <- (mae_tail_0 L) at 1.
  apply (increasing_of_derivative_closed (mae_tail L) (fun s => s / (1 - s ^ S L))); [lra| |].
  - intros t Ht. apply mae_tail_derive. lra.
  - intros t Ht. apply Rdiv_lt_0_compat; [lra|]. apply pow_lt_1; lra.
Qed.

(** The integral is at most a multiple of s^2. *)
Lemma mae_tail_bound L s q : 0 <= s <= q -> q < 1 -> mae_tail L s <= s ^ 2 / (2 * (1 - q ^ S L)).
Proof.
  intros Hs Hq. pose proof (pow_lt_1 L q ltac:(lra)) as Hp.
  cut (0 ^ 2 / (2 * (1 - q ^ S L)) - mae_tail L 0 <= s ^ 2 / (2 * (1 - q ^ S L)) - mae_tail L s).
  { rewrite mae_tail_0. unfold Rdiv. rewrite pow_ne_zero by lia. lra. }
  apply (nondecreasing_of_derivative_closed
           (fun s => s ^ 2 / (2 * (1 - q ^ S L)) - mae_tail L s)
           (fun s => s / (1 - q ^ S L) - s / (1 - s ^ S L)) 0 s); [lra| |].
  - intros t Ht. pose proof (mae_tail_derive L t ltac:(lra)) as H.
    apply (is_derive_minus (fun s => s ^ 2 / (2 * (1 - q ^ S L))) (mae_tail L)); [|exact H].
    auto_derive; [trivial|]. change (q * q ^ L) with (q ^ S L). field. lra.
  - intros t Ht. pose proof (pow_lt_1 L t ltac:(lra)).
    assert (t ^ S L <= q ^ S L) by (apply pow_incr; lra).
    cut (t / (1 - t ^ S L) <= t / (1 - q ^ S L)); [lra|].
    apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; lra.
Qed.

Lemma mae_h_derive L s : (1 <= L)%nat -> 0 < s -> is_derive (mae_h L) s (/ s ^ L).
Proof.
  intros HL Hs. destruct L as [|[|l]]; [lia| |].
  - simpl. rewrite Rmult_1_r. apply is_derive_ln, Hs.
  - unfold mae_h. replace (S (S l) - 1)%nat with (S l) by lia.
    assert (INR (S l) <> 0) as Hn by (apply not_0_INR; lia).
    assert (s ^ S l <> 0) as Hp by (apply pow_nonzero; lra).
    replace (/ s ^ S (S l))
      with (opp (- (INR (S l) * (INR (S l) * 1 * s ^ Init.Nat.pred (S l))) / (INR (S l) * s ^ S l) ^ 2)).
    + apply (is_derive_opp (fun s => / (INR (S l) * s ^ S l))).
      apply (is_derive_inv (fun s => INR (S l) * s ^ S l)).
      * apply (is_derive_scal (fun s => s ^ S l)). apply (is_derive_pow (fun x => x)).
        apply (is_derive_id s).
      * apply Rmult_integral_contrapositive; split; assumption.
    + real_equation. unfold opp; simpl Init.Nat.pred. cbn -[INR pow].
      change (s ^ S (S l)) with (s * (s * s ^ l)). change (s ^ S l) with (s * s ^ l) in *.
      assert (s ^ l <> 0) by (apply pow_nonzero; lra).
      field. repeat split; try assumption; lra.
Qed.

Lemma mae_H_derive L s :
  (1 <= L)%nat -> 0 < s < 1 -> is_derive (mae_H L) s (/ (s ^ L * (1 - s ^ S L))).
Proof.
  intros HL Hs. pose proof (pow_lt_1 L s ltac:(lra)).
  replace (/ (s ^ L * (1 - s ^ S L))) with (plus (/ s ^ L) (s / (1 - s ^ S L))).
  - apply (is_derive_plus (mae_h L) (mae_tail L)).
    + apply mae_h_derive; [exact HL|lra].
    + apply mae_tail_derive. lra.
  - real_equation. unfold plus; cbn -[pow]. assert (s ^ L <> 0) by (apply pow_nonzero; lra).
    change (s ^ S L) with (s * s ^ L) in *. field. split; [lra|assumption].
Qed.

Lemma mae_H_increasing L s1 s2 :
  (1 <= L)%nat -> 0 < s1 -> s1 < s2 -> s2 < 1 -> mae_H L s1 < mae_H L s2.
Proof.
  intros HL H1 H12 H2.
  apply (increasing_of_derivative_closed (mae_H L) (fun s => / (s ^ L * (1 - s ^ S L))) s1 s2 H12).
  - intros t Ht. apply mae_H_derive; [exact HL|lra].
  - intros t Ht. apply Rinv_0_lt_compat, Rmult_lt_0_compat; [apply pow_lt; lra|apply pow_lt_1; lra].
Qed.

(** ** Elementary forms *)

(** L = 1: H(s) = ln s - (1/2) ln (1 - s^2). *)
Theorem mae_H_depth_1 s : 0 < s < 1 -> mae_H 1 s = ln s - / 2 * ln (1 - s ^ 2).
Proof.
  intros Hs. unfold mae_H, mae_h.
  cut (mae_tail 1 0 + / 2 * ln (1 - 0 ^ 2) = mae_tail 1 s + / 2 * ln (1 - s ^ 2)).
  { rewrite mae_tail_0. replace (1 - 0 ^ 2) with 1 by ring. rewrite ln_1. lra. }
  apply (constant_of_derivative (fun s => mae_tail 1 s + / 2 * ln (1 - s ^ 2)) (fun _ => 0)); [lra| | |auto].
  - apply derivable_continuous_on with (fun _ => 0). intros t Ht.
    pose proof (mae_tail_derive 1 t ltac:(lra)) as H. auto_derive.
    + repeat split; [eexists; exact H|nra].
    + use_derivative H. simpl. field. nra.
  - intros t Ht. pose proof (mae_tail_derive 1 t ltac:(lra)) as H. auto_derive.
    + repeat split; [eexists; exact H|nra].
    + use_derivative H. simpl. field. nra.
Qed.

(** L = 2: the integral is
    - (1/3) ln (1 - s) + (1/6) ln (1 + s + s^2) - (atan ((2s+1)/sqrt 3) - atan (1/sqrt 3)) / sqrt 3. *)
Definition mae_tail_2 (s : R) : R :=
  - ln (1 - s) / 3 + ln (1 + s + s ^ 2) / 6
  - (atan ((2 * s + 1) / sqrt 3) - atan (1 / sqrt 3)) / sqrt 3.

Lemma mae_tail_2_derive s : -1 < s < 1 -> is_derive mae_tail_2 s (s / (1 - s ^ 3)).
Proof.
  intros Hs. assert (0 < sqrt 3) as Hq by (apply sqrt_lt_R0; lra).
  assert (sqrt 3 * sqrt 3 = 3) as Hqq by (apply sqrt_sqrt; lra).
  assert (0 < 1 + s + s * s) by nra.
  unfold mae_tail_2. auto_derive.
  - repeat split; try lra; nra.
  - assert (/ sqrt 3 * / sqrt 3 = / 3) as Hi by (rewrite <- Rinv_mult, Hqq; reflexivity).
    set (r := / sqrt 3) in *.
    replace ((2 * s + 1) * r * ((2 * s + 1) * r * 1)) with ((2 * s + 1) ^ 2 * (r * r)) by ring.
    rewrite Hi.
    match goal with |- context [- (2 * 1 * r * ?x * r)] =>
      replace (- (2 * 1 * r * x * r)) with (- (2 * (r * r) * x)) by ring end.
    rewrite Hi. replace (1 - s ^ 3) with ((1 - s) * (1 + s + s * s)) by ring.
    field. repeat split; nra.
Qed.

Theorem mae_H_depth_2 s : 0 < s < 1 -> mae_H 2 s = - / s + mae_tail_2 s.
Proof.
  intros Hs. unfold mae_H, mae_h. simpl (INR (2 - 1)). simpl (s ^ (2 - 1)).
  replace (1 * (s * 1)) with s by ring. f_equal.
  cut (mae_tail 2 0 - mae_tail_2 0 = mae_tail 2 s - mae_tail_2 s).
  { rewrite mae_tail_0. intros E. cut (mae_tail_2 0 = 0); [lra|].
    unfold mae_tail_2. replace (1 - 0) with 1 by ring. replace (1 + 0 + 0 ^ 2) with 1 by ring.
    replace (2 * 0 + 1) with 1 by ring. rewrite ln_1. unfold Rdiv. ring. }
  apply (constant_of_derivative (fun s => mae_tail 2 s - mae_tail_2 s)
           (fun s => minus (s / (1 - s ^ 3)) (s / (1 - s ^ 3)))); [lra| | |].
  - apply derivable_continuous_on with (fun s => minus (s / (1 - s ^ 3)) (s / (1 - s ^ 3))). intros t Ht.
    apply (is_derive_minus (mae_tail 2) mae_tail_2).
    + apply mae_tail_derive. lra.
    + apply mae_tail_2_derive. lra.
  - intros t Ht. apply (is_derive_minus (mae_tail 2) mae_tail_2).
    + apply mae_tail_derive. lra.
    + apply mae_tail_2_derive. lra.
  - intros t Ht. exact (Rminus_eq_0 (t / (1 - t ^ 3))).
Qed.

(** ** Time along solutions *)

Definition mae_primitive (L : nat) (lambda rho w : R) : R :=
  mae_H L (w / mae_limit L rho) / (lambda * mae_limit L rho ^ (L - 1)).

Lemma mae_time_primitive L lambda rho a b :
  mae_time L lambda rho a b = mae_primitive L lambda rho b - mae_primitive L lambda rho a.
Proof. unfold mae_time, mae_primitive, Rdiv. ring. Qed.

Lemma mae_rate_ratio L lambda rho x :
  0 < rho -> mae_rate L lambda rho x = lambda * x ^ L * (1 - (x / mae_limit L rho) ^ S L).
Proof.
  intros Hr. unfold mae_rate. unfold Rdiv at 2. rewrite Rpow_mult_distr, pow_inv.
  rewrite mae_limit_pow by exact Hr. reflexivity.
Qed.

Lemma mae_rate_pos L lambda rho x :
  0 < lambda -> 0 < rho -> 0 < x < mae_limit L rho -> 0 < mae_rate L lambda rho x.
Proof.
  intros Hl Hr Hx. rewrite mae_rate_ratio by exact Hr.
  pose proof (ratio_bounds x (mae_limit L rho) (mae_limit_pos L rho) Hx).
  apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [exact Hl|apply pow_lt; lra]|].
  apply pow_lt_1. lra.
Qed.

Lemma mae_rate_continuous L lambda rho x : continuous (mae_rate L lambda rho) x.
Proof.
  apply (continuous_mult (fun x => lambda * x ^ L) (fun x => 1 - x ^ S L / rho)).
  - apply (continuous_mult (fun _ => lambda) (fun x => x ^ L)).
    + apply continuous_const.
    + apply continuous_pow.
  - apply (continuous_minus (fun _ => 1) (fun x => x ^ S L / rho)).
    + apply continuous_const.
    + apply (continuous_mult (fun x => x ^ S L) (fun _ => / rho)).
      * apply continuous_pow.
      * apply continuous_const.
Qed.

Lemma mae_primitive_derive L lambda rho x :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < x < mae_limit L rho ->
  is_derive (mae_primitive L lambda rho) x (/ mae_rate L lambda rho x).
Proof.
  intros HL Hl Hr Hx. rewrite mae_rate_ratio by exact Hr.
  pose proof (mae_limit_pos L rho) as Hm. unfold mae_primitive. set (r := mae_limit L rho) in *.
  pose proof (ratio_bounds x r Hm Hx) as Hs.
  assert (is_derive (fun w => w / r) x (/ r)) as H1.
  { auto_derive; [trivial|]. field. lra. }
  pose proof (mae_H_derive L (x / r) HL Hs) as H2.
  pose proof (is_derive_comp (mae_H L) (fun w => w / r) x _ _ H2 H1) as H3.
  pose proof (is_derive_scal (fun w => mae_H L (w / r)) x (/ (lambda * r ^ (L - 1))) _ H3) as H4.
  apply (is_derive_ext (fun w => / (lambda * r ^ (L - 1)) * mae_H L (w / r))).
  { intros w. unfold Rdiv. real_equation. ring. }
  replace (/ (lambda * x ^ L * (1 - (x / r) ^ S L)))
    with (/ (lambda * r ^ (L - 1)) * scal (/ r) (/ ((x / r) ^ L * (1 - (x / r) ^ S L)))); [exact H4|].
  pose proof (pow_lt_1 L (x / r) ltac:(lra)) as Hp.
  set (z := 1 - (x / r) ^ S L) in *.
  unfold scal; cbn -[pow]; unfold mult; cbn -[pow].
  unfold Rdiv. rewrite Rpow_mult_distr, pow_inv, (pow_L L r) by exact HL.
  assert (r ^ (L - 1) <> 0) by (apply pow_nonzero; lra).
  assert (x ^ L <> 0) by (apply pow_nonzero; lra).
  field. repeat split; try assumption; lra.
Qed.

Lemma geometric_le n r x : 0 <= x <= r -> geometric n r x <= geometric n r r.
Proof.
  intros Hx. induction n as [|n IH]; [simpl; lra|].
  change (r ^ S n + x * geometric n r x <= r ^ S n + r * geometric n r r).
  apply Rplus_le_compat_l.
  destruct (Req_dec r 0) as [->|Hr]; [assert (x = 0) as -> by lra; lra|].
  apply Rmult_le_compat; try lra. apply Rlt_le, geometric_pos; lra.
Qed.

Section Solution.
Variables (L : nat) (lambda rho : R).
Hypothesis L_pos : (1 <= L)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis rho_pos : 0 < rho.

(** The closed form is the hitting time. *)
Theorem mae_hitting_iff (S T w0 theta : R) (v w : R -> R) :
  mae_flow L lambda (lambda / rho) S v w -> balanced_start w0 v w -> 0 < w0 < mae_limit L rho ->
  0 < theta < mae_limit L rho -> 0 <= T <= S ->
  (first_time w theta T <-> T = mae_time L lambda rho w0 theta).
Proof.
  intros Hf [Ev Ew] H0 Hth HT. rewrite mae_time_primitive.
  pose proof (hitting_iff (mae_rate L lambda rho) (mae_primitive L lambda rho) w 0 (mae_limit L rho)) as H.
  rewrite Ew in H. apply (H) with S; auto.
  - intros y Hy. apply mae_rate_pos; assumption.
  - intros y Hy. apply mae_primitive_derive; assumption.
  - apply Hf.
  - intros s Hs. apply (mae_scalar L lambda rho S v w); auto; lra.
  - intros s Hs. apply (mae_invariant L lambda rho S v w); auto; lra.
Qed.

Theorem mae_hits_time (w0 theta T : R) (v w : R -> R) :
  mae_hits L lambda rho w0 theta v w T -> 0 < w0 < mae_limit L rho ->
  w0 <= theta < mae_limit L rho /\ T = mae_time L lambda rho w0 theta.
Proof.
  intros [Hf [[Ev Ew] Hh]] H0.
  assert (0 <= T) as HT by apply Hh.
  assert (0 < theta < mae_limit L rho) as Hth.
  { destruct Hh as [_ [E _]]. rewrite <- E.
    apply (mae_invariant L lambda rho T v w); auto; lra. }
  assert (T = mae_time L lambda rho w0 theta) as E.
  { apply (mae_hitting_iff T T w0 theta v w); auto; try lra. split; assumption. }
  split; [|exact E]. split; [|lra].
  destruct (Rle_lt_dec w0 theta) as [|Hlt]; [assumption|exfalso].
  rewrite mae_time_primitive in E.
  assert (mae_primitive L lambda rho theta < mae_primitive L lambda rho w0); [|lra].
  apply (primitive_increasing (mae_rate L lambda rho) (mae_primitive L lambda rho) 0 (mae_limit L rho)); try lra.
  - intros y Hy. apply mae_rate_pos; assumption.
  - intros y Hy. apply mae_primitive_derive; assumption.
Qed.

(** Solutions exist for all time. *)
Theorem mae_exists (w0 : R) : 0 < w0 < mae_limit L rho ->
  exists v w, balanced_start w0 v w /\ forall T, mae_flow L lambda (lambda / rho) T v w.
Proof.
  intros H0. pose proof (mae_limit_pos L rho) as Hm. pose proof (mae_limit_pow L rho rho_pos) as Hpow.
  destruct (growth_exists (mae_rate L lambda rho) 0 (mae_limit L rho) w0
    (lambda / rho * mae_limit L rho ^ L * geometric L (mae_limit L rho) (mae_limit L rho)))
    as [x [E [Hin [Hc Hd]]]]; auto.
  - apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat|].
    + apply Rdiv_lt_0_compat; assumption.
    + apply pow_lt, Hm.
    + apply geometric_pos; lra.
  - intros y _. apply mae_rate_continuous.
  - intros y Hy. apply mae_rate_pos; assumption.
  - intros y Hy. set (r := mae_limit L rho) in *.
    replace (mae_rate L lambda rho y) with (lambda / rho * y ^ L * ((r - y) * geometric L r y)).
    + replace (lambda / rho * y ^ L * ((r - y) * geometric L r y))
        with (lambda / rho * y ^ L * geometric L r y * (r - y)) by ring.
      pose proof (Rdiv_lt_0_compat lambda rho lambda_pos rho_pos).
      apply Rmult_le_compat_r; [lra|].
      apply Rmult_le_compat.
      * apply Rmult_le_pos; [lra|apply pow_le; lra].
      * apply Rlt_le, geometric_pos; lra.
      * apply Rmult_le_compat_l; [lra|]. apply pow_incr; lra.
      * apply geometric_le; lra.
    + rewrite geometric_spec, Hpow. unfold mae_rate. field. lra.
  - exists x, x. split; [split; exact E|]. intros T.
    apply mae_from_scalar; auto; [lra|]. intros t Ht. apply Hd; lra.
Qed.

Lemma mae_time_nonneg (w0 theta : R) :
  0 < w0 -> w0 <= theta < mae_limit L rho -> 0 <= mae_time L lambda rho w0 theta.
Proof.
  intros H0 [[H|H] Hth]; rewrite mae_time_primitive; [|subst; lra].
  cut (mae_primitive L lambda rho w0 < mae_primitive L lambda rho theta); [lra|].
  apply (primitive_increasing (mae_rate L lambda rho) (mae_primitive L lambda rho) 0 (mae_limit L rho)); try lra.
  - intros y Hy. apply mae_rate_pos; assumption.
  - intros y Hy. apply mae_primitive_derive; assumption.
Qed.

(** Every level between the start and the limit is hit. *)
Theorem mae_hits_exists (w0 theta : R) : 0 < w0 -> w0 <= theta < mae_limit L rho ->
  exists v w, mae_hits L lambda rho w0 theta v w (mae_time L lambda rho w0 theta).
Proof.
  intros H0 Hth. destruct (mae_exists w0 ltac:(lra)) as [v [w [Hb Hf]]].
  exists v, w. split; [apply Hf|]. split; [exact Hb|].
  pose proof (mae_time_nonneg w0 theta H0 Hth).
  apply (mae_hitting_iff (mae_time L lambda rho w0 theta) _ w0 theta v w); auto; lra.
Qed.

(** The amplitude of a solution for all time strictly increases ... *)
Theorem mae_monotone (w0 : R) (v w : R -> R) : 0 < w0 < mae_limit L rho -> balanced_start w0 v w ->
  (forall T, mae_flow L lambda (lambda / rho) T v w) ->
  forall s t, 0 <= s -> s < t -> w s < w t.
Proof.
  intros H0 [Ev Ew] Hf.
  apply (growth_monotone (mae_rate L lambda rho) w 0 (mae_limit L rho)).
  - intros y Hy. apply mae_rate_pos; assumption.
  - intros T. apply (Hf T).
  - intros s Hs. apply (mae_scalar L lambda rho (s + 1) v w); auto; lra.
  - intros s Hs. apply (mae_invariant L lambda rho (s + 1) v w); auto; lra.
Qed.

(** ... and tends to rho^(1/(L+1)). *)
Theorem mae_tends (w0 : R) (v w : R -> R) : 0 < w0 < mae_limit L rho -> balanced_start w0 v w ->
  (forall T, mae_flow L lambda (lambda / rho) T v w) ->
  is_lim w p_infty (mae_limit L rho).
Proof.
  intros H0 [Ev Ew] Hf.
  apply (growth_limit (mae_rate L lambda rho) (mae_primitive L lambda rho) w 0 (mae_limit L rho)).
  - intros y Hy. apply mae_rate_pos; assumption.
  - intros y Hy. apply mae_primitive_derive; assumption.
  - intros T. apply (Hf T).
  - intros s Hs. apply (mae_scalar L lambda rho (s + 1) v w); auto; lra.
  - intros s Hs. apply (mae_invariant L lambda rho (s + 1) v w); auto; lra.
Qed.

End Solution.

(** The encoder amplitude w^L tends to rho^(L/(L+1)), and the learned map v w^L to rho. *)
Theorem mae_encoder_limit (L : nat) (lambda rho w0 : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 < mae_limit L rho -> balanced_start w0 v w ->
  (forall T, mae_flow L lambda (lambda / rho) T v w) ->
  is_lim (fun t => w t ^ L) p_infty (Rpower rho (INR L / INR (S L))) /\
  is_lim (fun t => v t * w t ^ L) p_infty rho.
Proof.
  intros HL Hl Hr H0 Hb Hf.
  pose proof (mae_tends L lambda rho HL Hl Hr w0 v w H0 Hb Hf) as Hw. split.
  - replace (Rpower rho (INR L / INR (S L))) with (mae_limit L rho ^ L).
    + apply (is_lim_continuous w (fun x => x ^ L)); [exact Hw|apply continuous_pow].
    + unfold mae_limit. rewrite <- Rpower_pow by apply Rpower_pos. rewrite Rpower_mult.
      f_equal. unfold Rdiv. ring.
  - replace (Finite rho) with (Finite (mae_limit L rho ^ S L)) by (rewrite mae_limit_pow by exact Hr; reflexivity).
    apply is_lim_ext_loc with (fun t => w t ^ S L).
    + exists 0. intros t Ht. simpl. f_equal. symmetry.
      destruct Hb as [Ev Ew]. apply (mae_balanced L lambda (lambda / rho) t v w); auto; lra.
    + apply (is_lim_continuous w (fun x => x ^ S L)); [exact Hw|apply continuous_pow].
Qed.

(** ** Critical times in terms of the encoder amplitude *)

Lemma mae_encoder_limit_pow (L : nat) (rho : R) :
  Rpower rho (INR L / INR (S L)) = mae_limit L rho ^ L.
Proof.
  unfold mae_limit. rewrite <- Rpower_pow by apply Rpower_pos. rewrite Rpower_mult.
  f_equal. unfold Rdiv. ring.
Qed.

(** The layers start at eps^(1/L); T is the first time at which the encoder amplitude w^L is
    the fraction p of its limit rho^(L/(L+1)). *)
Definition mae_critical L lambda rho eps p v w T : Prop :=
  mae_flow L lambda (lambda / rho) T v w /\
  balanced_start (Rpower eps (/ INR L)) v w /\
  first_time (fun t => w t ^ L) (p * Rpower rho (INR L / INR (S L))) T.

Theorem mae_critical_iff (L : nat) (lambda rho eps p T : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < eps < Rpower rho (INR L / INR (S L)) -> 0 < p < 1 ->
  (mae_critical L lambda rho eps p v w T <->
   mae_hits L lambda rho (Rpower eps (/ INR L)) (Rpower p (/ INR L) * mae_limit L rho) v w T).
Proof.
  intros HL Hl Hr He Hp. unfold mae_critical, mae_hits. rewrite mae_encoder_limit_pow in *.
  pose proof (mae_limit_pos L rho) as Hm.
  assert (mae_flow L lambda (lambda / rho) T v w -> balanced_start (Rpower eps (/ INR L)) v w ->
    forall t, 0 <= t <= T -> 0 < w t) as Hpos.
  { intros Hf [Ev Ew] t Ht. apply (mae_invariant L lambda rho T v w); auto; try lra.
    rewrite Ew. split; [apply Rpower_pos|apply Rpower_root_lt; assumption]. }
  split; intros [Hf [Hb Ht]]; (split; [exact Hf|split; [exact Hb|]]).
  - apply (encoder_first_time L w (mae_limit L rho) (Rpower p (/ INR L)) T HL Hm (Rpower_pos _ _) (Hpos Hf Hb)).
    rewrite Rpower_root_pow by (try assumption; lra). exact Ht.
  - apply (encoder_first_time L w (mae_limit L rho) (Rpower p (/ INR L)) T HL Hm (Rpower_pos _ _) (Hpos Hf Hb)) in Ht.
    rewrite Rpower_root_pow in Ht by (try assumption; lra). exact Ht.
Qed.

(** The critical time is (H(q) - H(s0)) / (lambda rho^k), q = p^(1/L), s0 = eps^(1/L) / rho^(1/(L+1)),
    k = (L-1)/(L+1). *)
Theorem mae_critical_time (L : nat) (lambda rho eps p T : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < eps < Rpower rho (INR L / INR (S L)) -> 0 < p < 1 ->
  mae_critical L lambda rho eps p v w T ->
  T = (mae_H L (Rpower p (/ INR L)) - mae_H L (Rpower eps (/ INR L) / Rpower rho (/ INR (S L))))
      / (lambda * Rpower rho ((INR L - 1) / (INR L + 1))).
Proof.
  intros HL Hl Hr He Hp Hc.
  apply (mae_critical_iff L lambda rho eps p T v w HL Hl Hr He Hp) in Hc.
  assert (0 < Rpower eps (/ INR L) < mae_limit L rho) as Hw.
  { rewrite mae_encoder_limit_pow in He.
    split; [apply Rpower_pos|apply Rpower_root_lt; try assumption; apply mae_limit_pos]. }
  destruct (mae_hits_time L lambda rho HL Hl Hr _ _ T v w Hc Hw) as [_ ->].
  unfold mae_time. rewrite mae_limit_power by assumption.
  replace (Rpower p (/ INR L) * mae_limit L rho / mae_limit L rho) with (Rpower p (/ INR L)); [reflexivity|].
  field. pose proof (mae_limit_pos L rho). lra.
Qed.

Theorem mae_critical_exists (L : nat) (lambda rho eps p : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < p < 1 -> 0 < eps <= p * Rpower rho (INR L / INR (S L)) ->
  exists v w T, mae_critical L lambda rho eps p v w T.
Proof.
  intros HL Hl Hr Hp He. pose proof (mae_limit_pos L rho) as Hm. rewrite mae_encoder_limit_pow in He.
  pose proof (pow_lt (mae_limit L rho) L Hm) as HrL.
  assert (eps < mae_limit L rho ^ L) by nra.
  pose proof (Rpower_root_le L eps p (mae_limit L rho) HL Hm ltac:(lra) He) as Hle.
  pose proof (Rpower_lt_1 p (/ INR L) Hp (Rinv_0_lt_compat _ (INR_pos L HL))) as Hq.
  pose proof (Rpower_pos p (/ INR L)) as Hq0.
  destruct (mae_hits_exists L lambda rho HL Hl Hr (Rpower eps (/ INR L)) (Rpower p (/ INR L) * mae_limit L rho))
    as [v [w H1]].
  - apply Rpower_pos.
  - split; [exact Hle|]. nra.
  - eexists v, w, _. apply (mae_critical_iff L lambda rho eps p _ v w HL Hl Hr); [|exact Hp|exact H1].
    rewrite mae_encoder_limit_pow. lra.
Qed.
