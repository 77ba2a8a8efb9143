(** * JepaTime: the closed form of JEPA's training time

    In units of the limit, s = w / rho, time is a difference of values of
      G(s) = ln (s / (1 - s)) - sum over n = 1 .. 2L-1 of 1 / (n s^n),
    divided by lambda rho^(2L-1). *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.Scalar JepaOracle.Curve.
Local Open Scope R_scope.

(** The sum over n = 1 .. m of 1 / (n s^n). *)
Fixpoint inverse_powers (m : nat) (s : R) : R :=
  match m with O => 0 | S k => inverse_powers k s + / (INR m * s ^ m) end.

Definition jepa_G (L : nat) (s : R) : R := ln (s / (1 - s)) - inverse_powers (2 * L - 1) s.

(** Flow time from layer amplitude a to layer amplitude b. *)
Definition jepa_time (L : nat) (lambda rho a b : R) : R :=
  (jepa_G L (b / rho) - jepa_G L (a / rho)) / (lambda * rho ^ (2 * L - 1)).

(** ** The primitive: H of the curve with the exponents 2L and 1 *)

Lemma inverse_powers_head (n : nat) (s : R) :
  head_sum (S n) (S n) 1 s = ln s - inverse_powers n s.
Proof.
  assert (forall k, (k <= n)%nat ->
    head_sum k (S n) 1 s = inverse_powers (n - k) s - inverse_powers n s) as H.
  { induction k as [|k IH]; intros Hk; [simpl; rewrite Nat.sub_0_r; ring|].
    change (head_sum (S k) (S n) 1 s) with (head_sum k (S n) 1 s + power_primitive (S n - 1 - k * 1) s).
    rewrite IH by lia. replace (S n - 1 - k * 1)%nat with (S (n - S k)) by lia.
    replace (n - k)%nat with (S (n - S k)) by lia.
    change (inverse_powers (S (n - S k)) s) with (inverse_powers (n - S k) s + / (INR (S (n - S k)) * s ^ S (n - S k))).
    unfold power_primitive. ring. }
  change (head_sum (S n) (S n) 1 s) with (head_sum n (S n) 1 s + power_primitive (S n - 1 - n * 1) s).
  rewrite H by lia. replace (n - n)%nat with 0%nat by lia. replace (S n - 1 - n * 1)%nat with 0%nat by lia.
  simpl. ring.
Qed.

Theorem curve_H_jepa (L : nat) (s : R) : (1 <= L)%nat -> 0 < s < 1 -> curve_H (2 * L) 1 s = jepa_G L s.
Proof.
  intros HL Hs. unfold curve_H, head_count. rewrite Nat.div_1_r, Nat.mul_1_r.
  replace (S (2 * L - 1) - 2 * L)%nat with 0%nat by lia.
  replace (head_sum (S (2 * L - 1)) (2 * L) 1 s) with (head_sum (S (2 * L - 1)) (S (2 * L - 1)) 1 s) by (f_equal; lia).
  rewrite inverse_powers_head. unfold jepa_G.
  unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra).
  cut (curve_tail 0 1 s = - ln (1 - s)); [lra|].
  cut (curve_tail 0 1 0 + ln (1 - 0) = curve_tail 0 1 s + ln (1 - s)).
  { rewrite curve_tail_0, Rminus_0_r, ln_1. lra. }
  assert (forall t, 0 <= t <= s -> is_derive (fun s => curve_tail 0 1 s + ln (1 - s)) t 0) as HD.
  { intros t Ht. pose proof (curve_tail_derive 0 1 t ltac:(lia) ltac:(lra)) as H.
    auto_derive; [split; [eexists; exact H|split; [lra|trivial]]|].
    use_derivative H. simpl. field. lra. }
  apply (constant_of_derivative (fun s => curve_tail 0 1 s + ln (1 - s)) (fun _ => 0)); [lra| | |auto].
  - apply derivable_continuous_on with (fun _ => 0). exact HD.
  - intros t Ht. apply HD. lra.
Qed.

Lemma jepa_G_derive L s :
  (1 <= L)%nat -> 0 < s < 1 -> is_derive (jepa_G L) s (/ (s ^ (2 * L) * (1 - s))).
Proof.
  intros HL Hs. pose proof (curve_H_derive (2 * L) 1 s ltac:(lia) ltac:(lia) Hs) as H. rewrite pow_1 in H.
  apply (is_derive_ext_inside (curve_H (2 * L) 1) _ 0 1 s); [exact Hs| |exact H].
  intros y Hy. apply curve_H_jepa; assumption.
Qed.

Lemma jepa_G_increasing L s1 s2 :
  (1 <= L)%nat -> 0 < s1 -> s1 < s2 -> s2 < 1 -> jepa_G L s1 < jepa_G L s2.
Proof.
  intros HL H1 H12 H2. rewrite <- !curve_H_jepa by (try assumption; lra). apply curve_H_increasing; auto; lia.
Qed.

(** The primitive of 1 / (lambda w^(2L) (1 - w/rho)). *)
Definition jepa_primitive (L : nat) (lambda rho w : R) : R :=
  jepa_G L (w / rho) / (lambda * rho ^ (2 * L - 1)).

Lemma jepa_time_primitive L lambda rho a b :
  jepa_time L lambda rho a b = jepa_primitive L lambda rho b - jepa_primitive L lambda rho a.
Proof. unfold jepa_time, jepa_primitive, Rdiv. ring. Qed.

Lemma jepa_rate_curve L lambda rho x : curve_rate (2 * L) 1 lambda rho x = jepa_rate L lambda rho x.
Proof. unfold curve_rate, jepa_rate. rewrite pow_1. reflexivity. Qed.

Lemma jepa_rate_pos L lambda rho x :
  0 < lambda -> 0 < rho -> 0 < x < rho -> 0 < jepa_rate L lambda rho x.
Proof. rewrite <- jepa_rate_curve. apply curve_rate_pos. lia. Qed.

Lemma jepa_rate_continuous L lambda rho x : continuous (jepa_rate L lambda rho) x.
Proof.
  apply (continuous_ext (curve_rate (2 * L) 1 lambda rho)); [apply jepa_rate_curve|apply curve_rate_continuous].
Qed.

Lemma jepa_primitive_derive L lambda rho x :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < x < rho ->
  is_derive (jepa_primitive L lambda rho) x (/ jepa_rate L lambda rho x).
Proof.
  intros HL Hl Hr Hx. rewrite <- jepa_rate_curve.
  apply (is_derive_ext_inside (curve_primitive (2 * L) 1 lambda rho) _ 0 rho x); [exact Hx| |].
  - intros y Hy. unfold curve_primitive, jepa_primitive. f_equal.
    apply curve_H_jepa; [exact HL|apply ratio_bounds; lra].
  - apply curve_primitive_derive; try assumption; lia.
Qed.

(** ** Time along solutions *)

(** A balanced JEPA or MAE solution is a solution of the curve with these exponents. *)
Theorem curve_of_jepa (L : nat) (lambda rho T : R) (v w : R -> R) : (1 <= L)%nat -> 0 < rho ->
  jepa_flow L lambda (lambda / rho) T v w -> v 0 = w 0 -> curve_flow (2 * L) 1 lambda rho T w.
Proof.
  intros HL Hr Hf E. split; [apply Hf|]. intros t Ht.
  replace (curve_rate (2 * L) 1 lambda rho (w t)) with (jepa_rate L lambda rho (w t)).
  - apply (jepa_scalar L lambda rho T v w); auto. lra.
  - unfold curve_rate, jepa_rate. rewrite pow_1. reflexivity.
Qed.

Section Solution.
Variables (L : nat) (lambda rho : R).
Hypothesis L_pos : (1 <= L)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis rho_pos : 0 < rho.

Lemma two_L : (1 <= 2 * L)%nat.
Proof. lia. Qed.

Lemma jepa_time_curve (x y : R) : 0 < x < rho -> 0 < y < rho ->
  curve_time (2 * L) 1 lambda rho x y = jepa_time L lambda rho x y.
Proof.
  intros Hx Hy. unfold curve_time, jepa_time. rewrite !curve_H_jepa by (try assumption; apply ratio_bounds; lra).
  reflexivity.
Qed.

Lemma jepa_of_curve (T : R) (x : R -> R) :
  curve_flow (2 * L) 1 lambda rho T x -> jepa_flow L lambda (lambda / rho) T x x.
Proof.
  intros [Hc Hd]. apply jepa_from_scalar; auto; [lra|]. intros t Ht. rewrite <- jepa_rate_curve. apply Hd, Ht.
Qed.

(** The closed form is the hitting time: on a solution on [0, S] from a balanced start w0
    in (0, rho), the layer amplitude first takes the value theta at time T
    exactly when T = jepa_time w0 theta. *)
Theorem jepa_hitting_iff (S T w0 theta : R) (v w : R -> R) :
  jepa_flow L lambda (lambda / rho) S v w -> balanced_start w0 v w -> 0 < w0 < rho ->
  0 < theta < rho -> 0 <= T <= S ->
  (first_time w theta T <-> T = jepa_time L lambda rho w0 theta).
Proof.
  intros Hf [Ev Ew] H0 Hth HT. rewrite <- jepa_time_curve, curve_time_scaled by assumption.
  apply (curve_hitting_iff (2 * L) 1 lambda rho two_L) with S; auto.
  apply (curve_of_jepa L lambda rho S v w); auto. congruence.
Qed.

Lemma jepa_hits_curve (w0 theta T : R) (v w : R -> R) :
  jepa_hits L lambda rho w0 theta v w T -> curve_hits (2 * L) 1 lambda rho w0 theta w T.
Proof.
  intros [Hf [[Ev Ew] Hh]]. split; [apply (curve_of_jepa L lambda rho T v w); auto; congruence|split; assumption].
Qed.

(** Consequence: any hitting time is the closed form, and lies on the way up. *)
Theorem jepa_hits_time (w0 theta T : R) (v w : R -> R) :
  jepa_hits L lambda rho w0 theta v w T -> 0 < w0 < rho ->
  w0 <= theta < rho /\ T = jepa_time L lambda rho w0 theta.
Proof.
  intros Hh H0. apply jepa_hits_curve in Hh.
  destruct (curve_hits_time (2 * L) 1 lambda rho two_L (le_n 1) lambda_pos rho_pos w0 theta T w Hh H0) as [Hth ET].
  split; [exact Hth|]. rewrite <- jepa_time_curve by lra. exact ET.
Qed.

(** Solutions exist for all time. *)
Theorem jepa_exists (w0 : R) : 0 < w0 < rho ->
  exists v w, balanced_start w0 v w /\ forall T, jepa_flow L lambda (lambda / rho) T v w.
Proof.
  intros H0. destruct (curve_exists (2 * L) 1 lambda rho (le_n 1) lambda_pos rho_pos w0 H0) as [x [E Hf]].
  exists x, x. split; [split; exact E|]. intros T. apply jepa_of_curve, Hf.
Qed.

(** Every level between the start and the limit is hit (so the theorems about
    hitting times are about something). *)
Theorem jepa_hits_exists (w0 theta : R) : 0 < w0 -> w0 <= theta < rho ->
  exists v w, jepa_hits L lambda rho w0 theta v w (jepa_time L lambda rho w0 theta).
Proof.
  intros H0 Hth.
  destruct (curve_hits_exists (2 * L) 1 lambda rho two_L (le_n 1) lambda_pos rho_pos w0 theta H0 Hth)
    as [x [Hf [E Hh]]].
  rewrite jepa_time_curve in Hf, Hh by lra. exists x, x.
  split; [apply jepa_of_curve, Hf|split; [split; exact E|exact Hh]].
Qed.

(** The amplitude of a solution for all time strictly increases ... *)
Theorem jepa_monotone (w0 : R) (v w : R -> R) : 0 < w0 < rho -> balanced_start w0 v w ->
  (forall T, jepa_flow L lambda (lambda / rho) T v w) ->
  forall s t, 0 <= s -> s < t -> w s < w t.
Proof.
  intros H0 [Ev Ew] Hf. apply (curve_approach (2 * L) 1 lambda rho two_L (le_n 1) lambda_pos rho_pos w0 w H0 Ew).
  intros T. apply (curve_of_jepa L lambda rho T v w); auto. congruence.
Qed.

(** ... and tends to rho; so does the top layer. *)
Theorem jepa_limit (w0 : R) (v w : R -> R) : 0 < w0 < rho -> balanced_start w0 v w ->
  (forall T, jepa_flow L lambda (lambda / rho) T v w) ->
  is_lim w p_infty rho /\ is_lim v p_infty rho.
Proof.
  intros H0 [Ev Ew] Hf.
  assert (is_lim w p_infty rho) as Hw.
  { apply (curve_approach (2 * L) 1 lambda rho two_L (le_n 1) lambda_pos rho_pos w0 w H0 Ew).
    intros T. apply (curve_of_jepa L lambda rho T v w); auto. congruence. }
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
