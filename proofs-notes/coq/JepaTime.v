(** * JepaTime: the closed form of JEPA's training time

    In units of the limit, s = w / rho, time is a difference of values of
      G(s) = ln (s / (1 - s)) - sum over n = 1 .. 2L-1 of 1 / (n s^n),
    divided by lambda rho^(2L-1). *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model.
Local Open Scope R_scope.

(** The sum over n = 1 .. m of 1 / (n s^n). *)
Fixpoint inverse_powers (m : nat) (s : R) : R :=
  match m with O => 0 | S k => inverse_powers k s + / (INR m * s ^ m) end.

Definition jepa_G (L : nat) (s : R) : R := ln (s / (1 - s)) - inverse_powers (2 * L - 1) s.

(** Flow time from layer amplitude a to layer amplitude b. *)
Definition jepa_time (L : nat) (lambda rho a b : R) : R :=
  (jepa_G L (b / rho) - jepa_G L (a / rho)) / (lambda * rho ^ (2 * L - 1)).

(** ** The primitive *)

Lemma inverse_powers_derive m s :
  0 < s < 1 ->
  is_derive (fun s => ln (s / (1 - s)) - inverse_powers m s) s (/ (s ^ S m * (1 - s))).
Proof.
  intros Hs. induction m as [|m IH].
  - simpl. auto_derive.
    + repeat split; try lra. apply Rdiv_lt_0_compat; lra.
    + field. split; lra.
  - assert (s ^ S m <> 0) as Hp by (apply pow_nonzero; lra).
    assert (INR (S m) <> 0) as Hn by (apply not_0_INR; lia).
    apply (is_derive_ext (fun s => (ln (s / (1 - s)) - inverse_powers m s) - / (INR (S m) * s ^ S m))).
    { intros x. change (inverse_powers (S m) x) with (inverse_powers m x + / (INR (S m) * x ^ S m)).
      real_equation. ring. }
    replace (/ (s ^ S (S m) * (1 - s)))
      with (minus (/ (s ^ S m * (1 - s)))
             (- (INR (S m) * (INR (S m) * 1 * s ^ Init.Nat.pred (S m))) / (INR (S m) * s ^ S m) ^ 2)).
    + apply (is_derive_minus (fun s => ln (s / (1 - s)) - inverse_powers m s)
               (fun s => / (INR (S m) * s ^ S m))); [exact IH|].
      apply (is_derive_inv (fun s => INR (S m) * s ^ S m)).
      * apply (is_derive_scal (fun s => s ^ S m)). apply (is_derive_pow (fun x => x)).
        apply (is_derive_id s).
      * apply Rmult_integral_contrapositive; split; assumption.
    + real_equation. unfold minus, plus, opp; simpl Init.Nat.pred. cbn -[INR pow].
      change (s ^ S (S m)) with (s * (s * s ^ m)). change (s ^ S m) with (s * s ^ m) in *.
      assert (s ^ m <> 0) by (apply pow_nonzero; lra).
      field. repeat split; try assumption; lra.
Qed.

Lemma jepa_G_derive L s :
  (1 <= L)%nat -> 0 < s < 1 -> is_derive (jepa_G L) s (/ (s ^ (2 * L) * (1 - s))).
Proof.
  intros HL Hs. replace (2 * L)%nat with (S (2 * L - 1)) by lia.
  apply inverse_powers_derive, Hs.
Qed.

Lemma jepa_G_increasing L s1 s2 :
  (1 <= L)%nat -> 0 < s1 -> s1 < s2 -> s2 < 1 -> jepa_G L s1 < jepa_G L s2.
Proof.
  intros HL H1 H12 H2.
  apply (increasing_of_derivative_closed (jepa_G L) (fun s => / (s ^ (2 * L) * (1 - s))) s1 s2 H12).
  - intros t Ht. apply jepa_G_derive; [exact HL|lra].
  - intros t Ht. apply Rinv_0_lt_compat, Rmult_lt_0_compat; [apply pow_lt; lra|lra].
Qed.

(** The primitive of 1 / (lambda w^(2L) (1 - w/rho)). *)
Definition jepa_primitive (L : nat) (lambda rho w : R) : R :=
  jepa_G L (w / rho) / (lambda * rho ^ (2 * L - 1)).

Lemma jepa_time_primitive L lambda rho a b :
  jepa_time L lambda rho a b = jepa_primitive L lambda rho b - jepa_primitive L lambda rho a.
Proof. unfold jepa_time, jepa_primitive, Rdiv. ring. Qed.

Lemma jepa_rate_pos L lambda rho x :
  0 < lambda -> 0 < rho -> 0 < x < rho -> 0 < jepa_rate L lambda rho x.
Proof.
  intros Hl Hr Hx. unfold jepa_rate.
  apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [exact Hl|apply pow_lt; lra]|].
  cut (x / rho < 1); [lra|]. apply Rmult_lt_reg_r with rho; [exact Hr|]. unfold Rdiv.
  rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma jepa_rate_continuous L lambda rho x : continuous (jepa_rate L lambda rho) x.
Proof.
  apply (continuous_mult (fun x => lambda * x ^ (2 * L)) (fun x => 1 - x / rho)).
  - apply (continuous_mult (fun _ => lambda) (fun x => x ^ (2 * L))).
    + apply continuous_const.
    + apply continuous_pow.
  - apply (continuous_minus (fun _ => 1) (fun x => x / rho)).
    + apply continuous_const.
    + apply (continuous_mult (fun x => x) (fun _ => / rho)).
      * apply continuous_id.
      * apply continuous_const.
Qed.

Lemma ratio_bounds x r : 0 < r -> 0 < x < r -> 0 < x / r < 1.
Proof.
  intros Hr Hx. split; [apply Rdiv_lt_0_compat; lra|].
  apply Rmult_lt_reg_r with r; [exact Hr|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma ratio_increasing x y r : 0 < r -> x < y -> x / r < y / r.
Proof. intros Hr H. apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, Hr|exact H]. Qed.

Lemma jepa_primitive_derive L lambda rho x :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < x < rho ->
  is_derive (jepa_primitive L lambda rho) x (/ jepa_rate L lambda rho x).
Proof.
  intros HL Hl Hr Hx. pose proof (ratio_bounds x rho Hr Hx) as Hs.
  assert (is_derive (fun w => w / rho) x (/ rho)) as H1.
  { auto_derive; [trivial|]. field. lra. }
  pose proof (jepa_G_derive L (x / rho) HL Hs) as H2.
  pose proof (is_derive_comp (jepa_G L) (fun w => w / rho) x _ _ H2 H1) as H3.
  pose proof (is_derive_scal (fun w => jepa_G L (w / rho)) x (/ (lambda * rho ^ (2 * L - 1))) _ H3) as H4.
  apply (is_derive_ext (fun w => / (lambda * rho ^ (2 * L - 1)) * jepa_G L (w / rho))).
  { intros w. unfold jepa_primitive, Rdiv. real_equation. ring. }
  replace (/ jepa_rate L lambda rho x)
    with (/ (lambda * rho ^ (2 * L - 1)) * scal (/ rho) (/ ((x / rho) ^ (2 * L) * (1 - x / rho)))); [exact H4|].
  unfold scal; simpl; unfold mult; simpl. unfold jepa_rate.
  replace ((x / rho) ^ (L + (L + 0))) with (x ^ (2 * L) / (rho * rho ^ (2 * L - 1))).
  - assert (rho ^ (2 * L - 1) <> 0) by (apply pow_nonzero; lra).
    replace (L + (L + 0) - 1)%nat with (2 * L - 1)%nat by lia.
    replace (L + (L + 0))%nat with (2 * L)%nat by lia.
    assert (x ^ (2 * L) <> 0) by (apply pow_nonzero; lra).
    field. repeat split; try assumption; lra.
  - replace (L + (L + 0))%nat with (2 * L)%nat by lia.
    rewrite <- pow_2L by exact HL. unfold Rdiv. rewrite Rpow_mult_distr, pow_inv. reflexivity.
Qed.

(** ** Time along solutions *)

Section Solution.
Variables (L : nat) (lambda rho : R).
Hypothesis L_pos : (1 <= L)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis rho_pos : 0 < rho.

(** The closed form is the hitting time: on a solution on [0, S] from a balanced start w0
    in (0, rho), the layer amplitude first takes the value theta at time T
    exactly when T = jepa_time w0 theta. *)
Theorem jepa_hitting_iff (S T w0 theta : R) (v w : R -> R) :
  jepa_flow L lambda (lambda / rho) S v w -> balanced_start w0 v w -> 0 < w0 < rho ->
  0 < theta < rho -> 0 <= T <= S ->
  (first_time w theta T <-> T = jepa_time L lambda rho w0 theta).
Proof.
  intros Hf [Ev Ew] H0 Hth HT. rewrite jepa_time_primitive.
  pose proof (hitting_iff (jepa_rate L lambda rho) (jepa_primitive L lambda rho) w 0 rho) as H.
  rewrite Ew in H. apply (H) with S; auto.
  - intros y Hy. apply jepa_rate_pos; assumption.
  - intros y Hy. apply jepa_primitive_derive; assumption.
  - apply Hf.
  - intros s Hs. apply (jepa_scalar L lambda rho S v w); auto; lra.
  - intros s Hs. apply (jepa_invariant L lambda rho S v w); auto; lra.
Qed.

(** Consequence: any hitting time is the closed form, and lies on the way up. *)
Theorem jepa_hits_time (w0 theta T : R) (v w : R -> R) :
  jepa_hits L lambda rho w0 theta v w T -> 0 < w0 < rho ->
  w0 <= theta < rho /\ T = jepa_time L lambda rho w0 theta.
Proof.
  intros [Hf [[Ev Ew] Hh]] H0.
  assert (0 <= T) as HT by apply Hh.
  assert (0 < theta < rho) as Hth.
  { destruct Hh as [_ [E _]]. rewrite <- E.
    apply (jepa_invariant L lambda rho T v w); auto; lra. }
  assert (T = jepa_time L lambda rho w0 theta) as E.
  { apply (jepa_hitting_iff T T w0 theta v w); auto; try lra. split; assumption. }
  split; [|exact E]. split; [|lra].
  destruct (Rle_lt_dec w0 theta) as [|Hlt]; [assumption|exfalso].
  rewrite jepa_time_primitive in E.
  pose proof (primitive_increasing (jepa_rate L lambda rho) (jepa_primitive L lambda rho) 0 rho) as P.
  assert (jepa_primitive L lambda rho theta < jepa_primitive L lambda rho w0); [|lra].
  apply P; try lra.
  - intros y Hy. apply jepa_rate_pos; assumption.
  - intros y Hy. apply jepa_primitive_derive; assumption.
Qed.

(** Solutions exist for all time. *)
Theorem jepa_exists (w0 : R) : 0 < w0 < rho ->
  exists v w, balanced_start w0 v w /\ forall T, jepa_flow L lambda (lambda / rho) T v w.
Proof.
  intros H0.
  destruct (growth_exists (jepa_rate L lambda rho) 0 rho w0 (lambda * rho ^ (2 * L) / rho))
    as [x [E [Hin [Hc Hd]]]]; auto.
  - pose proof (pow_lt rho (2 * L) rho_pos).
    apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; assumption|assumption].
  - intros y _. apply jepa_rate_continuous.
  - intros y Hy. apply jepa_rate_pos; assumption.
  - intros y Hy. unfold jepa_rate.
    replace (lambda * rho ^ (2 * L) / rho * (rho - y)) with (lambda * rho ^ (2 * L) * (1 - y / rho)) by (field; lra).
    pose proof (ratio_bounds y rho rho_pos ltac:(lra)).
    apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; [lra|].
    apply pow_incr; lra.
  - exists x, x. split; [split; exact E|]. intros T.
    apply jepa_from_scalar; auto; [lra|]. intros t Ht. apply Hd; lra.
Qed.

Lemma flow_restrict fv fw S T v w : T <= S -> solves fv fw S v w -> solves fv fw T v w.
Proof.
  intros HTS [Hv [Hw Hd]]. split; [|split].
  - apply continuous_on_sub with 0 S; auto; lra.
  - apply continuous_on_sub with 0 S; auto; lra.
  - intros t Ht. apply Hd. lra.
Qed.

Lemma jepa_time_nonneg (w0 theta : R) : 0 < w0 -> w0 <= theta < rho -> 0 <= jepa_time L lambda rho w0 theta.
Proof.
  intros H0 [[H|H] Hth]; rewrite jepa_time_primitive; [|subst; lra].
  cut (jepa_primitive L lambda rho w0 < jepa_primitive L lambda rho theta); [lra|].
  apply (primitive_increasing (jepa_rate L lambda rho) (jepa_primitive L lambda rho) 0 rho); try lra.
  - intros y Hy. apply jepa_rate_pos; assumption.
  - intros y Hy. apply jepa_primitive_derive; assumption.
Qed.

(** Every level between the start and the limit is hit (so the theorems about
    hitting times are about something). *)
Theorem jepa_hits_exists (w0 theta : R) : 0 < w0 -> w0 <= theta < rho ->
  exists v w, jepa_hits L lambda rho w0 theta v w (jepa_time L lambda rho w0 theta).
Proof.
  intros H0 Hth. destruct (jepa_exists w0 ltac:(lra)) as [v [w [Hb Hf]]].
  exists v, w. split; [apply Hf|]. split; [exact Hb|].
  pose proof (jepa_time_nonneg w0 theta H0 Hth).
  apply (jepa_hitting_iff (jepa_time L lambda rho w0 theta) _ w0 theta v w); auto; lra.
Qed.

(** The amplitude of a solution for all time strictly increases ... *)
Theorem jepa_monotone (w0 : R) (v w : R -> R) : 0 < w0 < rho -> balanced_start w0 v w ->
  (forall T, jepa_flow L lambda (lambda / rho) T v w) ->
  forall s t, 0 <= s -> s < t -> w s < w t.
Proof.
  intros H0 [Ev Ew] Hf.
  apply (growth_monotone (jepa_rate L lambda rho) w 0 rho).
  - intros y Hy. apply jepa_rate_pos; assumption.
  - intros T. apply (Hf T).
  - intros s Hs. apply (jepa_scalar L lambda rho (s + 1) v w); auto; lra.
  - intros s Hs. apply (jepa_invariant L lambda rho (s + 1) v w); auto; lra.
Qed.

(** ... and tends to rho; so does the top layer. *)
Theorem jepa_limit (w0 : R) (v w : R -> R) : 0 < w0 < rho -> balanced_start w0 v w ->
  (forall T, jepa_flow L lambda (lambda / rho) T v w) ->
  is_lim w p_infty rho /\ is_lim v p_infty rho.
Proof.
  intros H0 [Ev Ew] Hf.
  assert (is_lim w p_infty rho) as Hw.
  { apply (growth_limit (jepa_rate L lambda rho) (jepa_primitive L lambda rho) w 0 rho).
    - intros y Hy. apply jepa_rate_pos; assumption.
    - intros y Hy. apply jepa_primitive_derive; assumption.
    - intros T. apply (Hf T).
    - intros s Hs. apply (jepa_scalar L lambda rho (s + 1) v w); auto; lra.
    - intros s Hs. apply (jepa_invariant L lambda rho (s + 1) v w); auto; lra. }
  split; [exact Hw|]. apply is_lim_ext_loc with w; [|exact Hw].
  exists 0. intros t Ht. symmetry. apply (jepa_balanced L lambda (lambda / rho) t v w); auto; lra.
Qed.

End Solution.

(** The limit of the encoder amplitude w^L is rho^L. *)
Theorem jepa_encoder_limit (L : nat) (lambda rho w0 : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 < rho -> balanced_start w0 v w ->
  (forall T, jepa_flow L lambda (lambda / rho) T v w) ->
  is_lim (fun t => w t ^ L) p_infty (rho ^ L).
Proof.
  intros HL Hl Hr H0 Hb Hf.
  apply (is_lim_continuous w (fun x => x ^ L) rho).
  - apply (jepa_limit L lambda rho HL Hl Hr w0 v w); assumption.
  - apply continuous_pow.
Qed.

(** ** The explicit sum over powers of the start *)

(** The sum over n = 1 .. m of 1 / (n rho^(k-n) w^n) is rho^(-k) times
    inverse_powers at w / rho, k >= m. *)
Fixpoint start_powers (m k : nat) (rho w : R) : R :=
  match m with O => 0 | S j => start_powers j k rho w + / (INR m * rho ^ (k - m) * w ^ m) end.

Lemma start_powers_spec m k rho w :
  (m <= k)%nat -> 0 < rho -> 0 < w ->
  inverse_powers m (w / rho) / rho ^ k = start_powers m k rho w.
Proof.
  intros Hm Hr Hw. induction m as [|m IH]; [simpl; unfold Rdiv; ring|].
  change (inverse_powers (S m) (w / rho))
    with (inverse_powers m (w / rho) + / (INR (S m) * (w / rho) ^ S m)).
  change (start_powers (S m) k rho w)
    with (start_powers m k rho w + / (INR (S m) * rho ^ (k - S m) * w ^ S m)).
  rewrite <- IH by lia. unfold Rdiv at 1 3. rewrite Rmult_plus_distr_r. f_equal.
  rewrite Rpow_mult_distr, pow_inv.
  replace k with ((k - S m) + S m)%nat at 1 by lia. rewrite pow_add.
  assert (INR (S m) <> 0) by (apply not_0_INR; lia).
  assert (rho ^ (k - S m) <> 0) by (apply pow_nonzero; lra).
  assert (rho ^ S m <> 0) by (apply pow_nonzero; lra).
  assert (w ^ S m <> 0) by (apply pow_nonzero; lra).
  field. repeat split; assumption.
Qed.

(** The time to q rho is
      (1/lambda) sum over n = 1 .. 2L-1 of 1 / (n rho^(2L-1-n) w0^n)
      + (G(q) + ln (rho / w0) + ln (1 - w0/rho)) / (lambda rho^(2L-1)). *)
Theorem jepa_time_explicit (L : nat) (lambda rho w0 q : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 < rho ->
  jepa_time L lambda rho w0 (q * rho) =
    start_powers (2 * L - 1) (2 * L - 1) rho w0 / lambda
    + (jepa_G L q + ln (rho / w0) + ln (1 - w0 / rho)) / (lambda * rho ^ (2 * L - 1)).
Proof.
  intros HL Hl Hr H0. pose proof (ratio_bounds w0 rho Hr H0) as Hs.
  unfold jepa_time. replace (q * rho / rho) with q by (field; lra).
  rewrite <- start_powers_spec by (try lia; lra).
  unfold jepa_G at 2. unfold Rdiv at 2. rewrite ln_mult; [|lra|apply Rinv_0_lt_compat; lra].
  rewrite ln_Rinv by lra.
  replace (ln (rho / w0)) with (- ln (w0 / rho)).
  - assert (rho ^ (2 * L - 1) <> 0) by (apply pow_nonzero; lra).
    field. split; [assumption|lra].
  - rewrite <- ln_Rinv by lra. f_equal. field. lra.
Qed.

(** ** Critical times in terms of the encoder amplitude

    The layers start at eps^(1/L), so that the encoder starts at eps; T is the first
    time at which the encoder amplitude is the fraction p of its limit rho^L. *)
Definition jepa_critical L lambda rho eps p v w T : Prop :=
  jepa_flow L lambda (lambda / rho) T v w /\
  balanced_start (Rpower eps (/ INR L)) v w /\
  first_time (fun t => w t ^ L) (p * rho ^ L) T.

Lemma Rpower_root_lt (L : nat) (x r : R) : (1 <= L)%nat -> 0 < r -> 0 < x < r ^ L -> Rpower x (/ INR L) < r.
Proof.
  intros HL Hr Hx. rewrite <- (Rpower_pow_root L r HL Hr).
  apply Rlt_Rpower_l; [apply Rinv_0_lt_compat, INR_pos, HL|lra].
Qed.

Lemma Rpower_root_le (L : nat) (x y r : R) :
  (1 <= L)%nat -> 0 < r -> 0 < y -> 0 < x <= y * r ^ L ->
  Rpower x (/ INR L) <= Rpower y (/ INR L) * r.
Proof.
  intros HL Hr Hy Hx. rewrite <- (Rpower_pow_root L r HL Hr) at 1.
  rewrite Rpower_mult_distr by (try apply pow_lt; lra).
  pose proof (Rinv_0_lt_compat _ (INR_pos L HL)).
  destruct Hx as [Hx [Hlt| ->]]; [|lra]. apply Rlt_le, Rlt_Rpower_l; lra.
Qed.

Lemma Rpower_lt_1 (p y : R) : 0 < p < 1 -> 0 < y -> Rpower p y < 1.
Proof.
  intros Hp Hy. unfold Rpower. rewrite <- exp_0. apply exp_increasing.
  assert (ln p < 0) by (rewrite <- ln_1; apply ln_increasing; lra). nra.
Qed.

Theorem jepa_critical_iff (L : nat) (lambda rho eps p T : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < eps < rho ^ L -> 0 < p < 1 ->
  (jepa_critical L lambda rho eps p v w T <->
   jepa_hits L lambda rho (Rpower eps (/ INR L)) (Rpower p (/ INR L) * rho) v w T).
Proof.
  intros HL Hl Hr He Hp. unfold jepa_critical, jepa_hits.
  assert (jepa_flow L lambda (lambda / rho) T v w -> balanced_start (Rpower eps (/ INR L)) v w ->
    forall t, 0 <= t <= T -> 0 < w t) as Hpos.
  { intros Hf [Ev Ew] t Ht. apply (jepa_invariant L lambda rho T v w); auto; try lra.
    rewrite Ew. split; [apply Rpower_pos|apply Rpower_root_lt; assumption]. }
  split; intros [Hf [Hb Ht]]; (split; [exact Hf|split; [exact Hb|]]).
  - apply (encoder_first_time L w rho (Rpower p (/ INR L)) T HL Hr (Rpower_pos _ _) (Hpos Hf Hb)).
    rewrite Rpower_root_pow by (try assumption; lra). exact Ht.
  - apply (encoder_first_time L w rho (Rpower p (/ INR L)) T HL Hr (Rpower_pos _ _) (Hpos Hf Hb)) in Ht.
    rewrite Rpower_root_pow in Ht by (try assumption; lra). exact Ht.
Qed.

(** The critical time is
      (1/lambda) sum over n = 1 .. 2L-1 of 1 / (n rho^(2L-1-n) eps^(n/L))
      + (G(p^(1/L)) + ln (rho / eps^(1/L)) + ln (1 - eps^(1/L)/rho)) / (lambda rho^(2L-1)). *)
Theorem jepa_critical_time (L : nat) (lambda rho eps p T : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < eps < rho ^ L -> 0 < p < 1 ->
  jepa_critical L lambda rho eps p v w T ->
  T = jepa_time L lambda rho (Rpower eps (/ INR L)) (Rpower p (/ INR L) * rho) /\
  T = start_powers (2 * L - 1) (2 * L - 1) rho (Rpower eps (/ INR L)) / lambda
      + (jepa_G L (Rpower p (/ INR L)) + ln (rho / Rpower eps (/ INR L))
         + ln (1 - Rpower eps (/ INR L) / rho)) / (lambda * rho ^ (2 * L - 1)).
Proof.
  intros HL Hl Hr He Hp Hc.
  apply (jepa_critical_iff L lambda rho eps p T v w HL Hl Hr He Hp) in Hc.
  assert (0 < Rpower eps (/ INR L) < rho) as Hw.
  { split; [apply Rpower_pos|apply Rpower_root_lt; assumption]. }
  destruct (jepa_hits_time L lambda rho HL Hl Hr _ _ T v w Hc Hw) as [_ E].
  split; [exact E|]. rewrite E. apply jepa_time_explicit; assumption.
Qed.

(** Such solutions exist, whenever the encoder starts at or below its threshold. *)
Theorem jepa_critical_exists (L : nat) (lambda rho eps p : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < p < 1 -> 0 < eps <= p * rho ^ L ->
  exists v w T, jepa_critical L lambda rho eps p v w T.
Proof.
  intros HL Hl Hr Hp He. pose proof (pow_lt rho L Hr) as HrL.
  assert (eps < rho ^ L) by nra.
  pose proof (Rpower_root_le L eps p rho HL Hr ltac:(lra) He) as Hle.
  pose proof (Rpower_lt_1 p (/ INR L) Hp (Rinv_0_lt_compat _ (INR_pos L HL))) as Hq.
  pose proof (Rpower_pos p (/ INR L)) as Hq0.
  destruct (jepa_hits_exists L lambda rho HL Hl Hr (Rpower eps (/ INR L)) (Rpower p (/ INR L) * rho)) as [v [w H1]].
  - apply Rpower_pos.
  - split; [exact Hle|]. nra.
  - eexists v, w, _. apply (jepa_critical_iff L lambda rho eps p _ v w HL Hl Hr ltac:(lra) Hp). exact H1.
Qed.
