(** * Curve: dw/dt = lambda w^a (1 - (w/l)^m), the one curve of all objectives

    a >= 1 and m >= 1 are integers, l is the limit. In units of the limit, s = w / l, time is a difference of
    values of
      H(s) = - sum over j m < a-1 of 1 / ((a-1-jm) s^(a-1-jm))  + ln s if some j m = a-1
             + integral from 0 to s of x^(Jm-a) / (1 - x^m) dx,  J the least integer with J m > a-1,
    divided by lambda l^(a-1). JEPA is a = 2L, m = 1, MAE is a = L, m = L+1. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.Scalar.
Local Open Scope R_scope.

Definition curve_rate (a m : nat) (lambda l x : R) : R := lambda * x ^ a * (1 - (x / l) ^ m).

(** w solves the equation on [0, T]. *)
Definition curve_flow (a m : nat) (lambda l : R) : R -> (R -> R) -> Prop := scalar_flow (curve_rate a m lambda l).

(** w is a solution on [0, T] from w0, and T is the first time at which it is theta. *)
Definition curve_hits (a m : nat) (lambda l w0 theta : R) (w : R -> R) (T : R) : Prop :=
  curve_flow a m lambda l T w /\ w 0 = w0 /\ first_time w theta T.

(** A primitive of 1 / s^(n+1). *)
Definition power_primitive (n : nat) (s : R) : R := match n with O => ln s | _ => - / (INR n * s ^ n) end.

(** The sum over j < k of the primitives of s^(jm) / s^a. *)
Fixpoint head_sum (k a m : nat) (s : R) : R :=
  match k with O => 0 | S j => head_sum j a m s + power_primitive (a - 1 - j * m) s end.

Definition curve_tail (n m : nat) (s : R) : R := RInt (fun x => x ^ n / (1 - x ^ m)) 0 s.

(** J, the least integer with J m > a - 1. *)
Definition head_count (a m : nat) : nat := S ((a - 1) / m).

Definition curve_H (a m : nat) (s : R) : R :=
  head_sum (head_count a m) a m s + curve_tail (head_count a m * m - a) m s.

(** Time from amplitude x to amplitude y. *)
Definition curve_time (a m : nat) (lambda l x y : R) : R :=
  (curve_H a m (y / l) - curve_H a m (x / l)) / (lambda * l ^ (a - 1)).

(** ** The primitive *)

Lemma head_count_spec (a m : nat) : (1 <= a)%nat -> (1 <= m)%nat ->
  ((head_count a m - 1) * m <= a - 1 < head_count a m * m)%nat.
Proof.
  intros Ha Hm. unfold head_count.
  pose proof (Nat.mul_div_le (a - 1) m ltac:(lia)). pose proof (Nat.mul_succ_div_gt (a - 1) m ltac:(lia)). nia.
Qed.

Lemma pow_below_1 (m : nat) (x : R) : (1 <= m)%nat -> -1 < x < 1 -> 0 < 1 - x ^ m.
Proof. intros Hm Hx. replace m with (S (m - 1)) by lia. apply pow_lt_1, Hx. Qed.

Lemma power_primitive_derive (n : nat) (s : R) : 0 < s -> is_derive (power_primitive n) s (/ s ^ S n).
Proof.
  intros Hs. destruct n as [|n]; [rewrite pow_1; apply is_derive_ln, Hs|].
  assert (INR (S n) <> 0) as Hn by (apply not_0_INR; lia). assert (s ^ S n <> 0) as Hp by (apply pow_nonzero; lra).
  unfold power_primitive. evar_last.
  - apply (is_derive_opp (fun s => / (INR (S n) * s ^ S n))), (is_derive_inv (fun s => INR (S n) * s ^ S n)).
    + apply (is_derive_scal (fun s => s ^ S n)), pow_pred_derive, Hs.
    + apply Rmult_integral_contrapositive; split; assumption.
  - real_equation. unfold opp; cbn -[INR pow]. change (s ^ S (S n)) with (s * s ^ S n).
    field. repeat split; try assumption; lra.
Qed.

Lemma head_sum_derive (k a m : nat) (s : R) : (1 <= a)%nat -> (1 <= m)%nat -> ((k - 1) * m <= a - 1)%nat ->
  0 < s < 1 -> is_derive (head_sum k a m) s ((1 - s ^ (k * m)) / (s ^ a * (1 - s ^ m))).
Proof.
  intros Ha Hm Hk Hs. pose proof (pow_below_1 m s Hm ltac:(lra)) as Hz.
  assert (forall n, s ^ n <> 0) as Hp by (intros n; apply pow_nonzero; lra).
  induction k as [|k IH].
  - simpl. replace ((1 - 1) / (s ^ a * (1 - s ^ m))) with 0; [apply (is_derive_const 0)|].
    unfold Rdiv. ring.
  - assert ((k - 1) * m <= a - 1)%nat as Hk1 by nia. replace (S k - 1)%nat with k in Hk by lia.
    replace ((1 - s ^ (S k * m)) / (s ^ a * (1 - s ^ m)))
      with ((1 - s ^ (k * m)) / (s ^ a * (1 - s ^ m)) + / s ^ S (a - 1 - k * m)).
    + apply (is_derive_plus (head_sum k a m) (power_primitive (a - 1 - k * m))); [apply IH, Hk1|].
      apply power_primitive_derive. lra.
    + replace (S k * m)%nat with (k * m + m)%nat by lia. rewrite pow_add.
      replace (s ^ a) with (s ^ (k * m) * s ^ S (a - 1 - k * m)) by (rewrite <- pow_add; f_equal; lia).
      pose proof (Hp (k * m)%nat). pose proof (Hp (S (a - 1 - k * m))). field. repeat split; try assumption; lra.
Qed.

Lemma tail_integrand_continuous (n m : nat) (x : R) : (1 <= m)%nat -> -1 < x < 1 ->
  continuous (fun x => x ^ n / (1 - x ^ m)) x.
Proof.
  intros Hm Hx. pose proof (pow_below_1 m x Hm Hx) as Hz.
  apply (continuous_mult (fun x => x ^ n) (fun x => / (1 - x ^ m))); [apply continuous_pow|].
  apply (continuous_comp (fun x => 1 - x ^ m) Rinv); [|apply continuous_Rinv; lra].
  apply (continuous_minus (fun _ => 1) (fun x => x ^ m)); [apply continuous_const|apply continuous_pow].
Qed.

Lemma curve_tail_derive (n m : nat) (s : R) : (1 <= m)%nat -> -1 < s < 1 ->
  is_derive (curve_tail n m) s (s ^ n / (1 - s ^ m)).
Proof.
  intros Hm Hs. apply (is_derive_RInt (fun x => x ^ n / (1 - x ^ m)) (curve_tail n m) 0 s).
  - assert (0 < Rmin (s + 1) (1 - s)) as He by (apply Rmin_pos; lra).
    exists (mkposreal _ He). intros y Hy. assert (Rabs (y - s) < Rmin (s + 1) (1 - s)) as Hy' by exact Hy.
    apply Rabs_def2 in Hy'. pose proof (Rmin_l (s + 1) (1 - s)). pose proof (Rmin_r (s + 1) (1 - s)).
    apply (RInt_correct (fun x => x ^ n / (1 - x ^ m)) 0 y).
    apply (ex_RInt_continuous (fun x => x ^ n / (1 - x ^ m))). intros z Hz.
    apply tail_integrand_continuous; [exact Hm|]. assert (-1 < y < 1) as Hyy by lra.
    unfold Rmin, Rmax in Hz; destruct (Rle_dec 0 y); lra.
  - apply tail_integrand_continuous; assumption.
Qed.

Lemma curve_tail_0 (n m : nat) : curve_tail n m 0 = 0.
Proof. exact (RInt_point 0 (fun x => x ^ n / (1 - x ^ m))). Qed.

(** The tail of H is a proper integral: it is between 0 and s^(n+1) / ((n+1) (1 - s^m)). *)
Lemma curve_tail_bounds (n m : nat) (s : R) : (1 <= m)%nat -> 0 < s < 1 ->
  0 < curve_tail n m s <= s ^ S n / (INR (S n) * (1 - s ^ m)).
Proof.
  intros Hm Hs. pose proof (pow_below_1 m s Hm ltac:(lra)) as Hz. split.
  - rewrite <- (curve_tail_0 n m) at 1.
    apply (increasing_of_derivative_closed (curve_tail n m) (fun s => s ^ n / (1 - s ^ m))); [lra| |].
    + intros t Ht. apply curve_tail_derive; [exact Hm|lra].
    + intros t Ht. apply Rdiv_lt_0_compat; [apply pow_lt; lra|apply pow_below_1; [exact Hm|lra]].
  - pose proof (INR_pos (S n) ltac:(lia)) as Hn.
    cut (0 ^ S n / (INR (S n) * (1 - s ^ m)) - curve_tail n m 0
         <= s ^ S n / (INR (S n) * (1 - s ^ m)) - curve_tail n m s).
    { rewrite curve_tail_0, (pow_ne_zero (S n)) by lia. unfold Rdiv. rewrite Rmult_0_l. lra. }
    apply (nondecreasing_of_derivative_closed (fun x => x ^ S n / (INR (S n) * (1 - s ^ m)) - curve_tail n m x)
             (fun x => x ^ n / (1 - s ^ m) - x ^ n / (1 - x ^ m)) 0 s); [lra| |].
    + intros x Hx. apply (is_derive_minus (fun x => x ^ S n / (INR (S n) * (1 - s ^ m))) (curve_tail n m)).
      * apply (is_derive_ext (fun x => / (INR (S n) * (1 - s ^ m)) * x ^ S n)); [intros t; apply Rmult_comm|].
        evar_last; [apply (is_derive_scal (fun x => x ^ S n)); apply (is_derive_pow (fun x => x)), (is_derive_id x)|].
        change (Init.Nat.pred (S n)) with n. change one with 1. real_equation. field. split; lra.
      * apply curve_tail_derive; [exact Hm|lra].
    + intros x Hx. cut (x ^ n / (1 - x ^ m) <= x ^ n / (1 - s ^ m)); [lra|].
      assert (x ^ m <= s ^ m) by (apply pow_incr; lra).
      apply Rmult_le_compat_l; [apply pow_le; lra|]. apply Rinv_le_contravar; lra.
Qed.

Lemma curve_H_derive (a m : nat) (s : R) : (1 <= a)%nat -> (1 <= m)%nat -> 0 < s < 1 ->
  is_derive (curve_H a m) s (/ (s ^ a * (1 - s ^ m))).
Proof.
  intros Ha Hm Hs. pose proof (head_count_spec a m Ha Hm) as [H1 H2]. set (J := head_count a m) in *.
  pose proof (pow_below_1 m s Hm ltac:(lra)).
  replace (/ (s ^ a * (1 - s ^ m))) with ((1 - s ^ (J * m)) / (s ^ a * (1 - s ^ m)) + s ^ (J * m - a) / (1 - s ^ m)).
  - apply (is_derive_plus (head_sum J a m) (curve_tail (J * m - a) m)).
    + apply head_sum_derive; assumption.
    + apply curve_tail_derive; [exact Hm|lra].
  - replace (s ^ (J * m)) with (s ^ a * s ^ (J * m - a)) by (rewrite <- pow_add; f_equal; lia).
    assert (s ^ a <> 0) by (apply pow_nonzero; lra). field. split; [lra|assumption].
Qed.

Lemma curve_H_increasing (a m : nat) (x y : R) : (1 <= a)%nat -> (1 <= m)%nat -> 0 < x -> x < y -> y < 1 ->
  curve_H a m x < curve_H a m y.
Proof.
  intros Ha Hm Hx Hxy Hy.
  apply (increasing_of_derivative_closed (curve_H a m) (fun s => / (s ^ a * (1 - s ^ m))) x y Hxy).
  - intros t Ht. apply curve_H_derive; try assumption; lra.
  - intros t Ht. apply Rinv_0_lt_compat, Rmult_lt_0_compat; [apply pow_lt; lra|].
    apply pow_below_1; [exact Hm|lra].
Qed.

(** ** The rate *)

Definition curve_slope (a m : nat) (lambda l x : R) : R :=
  lambda * (INR a * x ^ Init.Nat.pred a * (1 - (x / l) ^ m) - x ^ a * (INR m * / l * (x / l) ^ Init.Nat.pred m)).

Lemma curve_rate_derive (a m : nat) (lambda l x : R) :
  is_derive (curve_rate a m lambda l) x (curve_slope a m lambda l x).
Proof. unfold curve_rate, curve_slope. auto_derive; [trivial|]. unfold Rdiv. ring. Qed.

Lemma curve_rate_continuous (a m : nat) (lambda l x : R) : continuous (curve_rate a m lambda l) x.
Proof. apply (continuous_of_derive _ _ _ (curve_rate_derive a m lambda l x)). Qed.

Lemma curve_slope_continuous (a m : nat) (lambda l x : R) : continuous (curve_slope a m lambda l) x.
Proof. apply (ex_derive_continuous (curve_slope a m lambda l)). unfold curve_slope. auto_derive. trivial. Qed.

Lemma curve_rate_pos (a m : nat) (lambda l x : R) : (1 <= m)%nat -> 0 < lambda -> 0 < l -> 0 < x < l ->
  0 < curve_rate a m lambda l x.
Proof.
  intros Hm Hl Hr Hx. pose proof (ratio_bounds x l Hr Hx). unfold curve_rate.
  apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [exact Hl|apply pow_lt; lra]|].
  apply pow_below_1; [exact Hm|lra].
Qed.

Lemma curve_rate_0 (a m : nat) (lambda l : R) : (1 <= a)%nat -> curve_rate a m lambda l 0 = 0.
Proof. intros Ha. unfold curve_rate. rewrite (pow_ne_zero a) by lia. ring. Qed.

Lemma curve_rate_limit (a m : nat) (lambda l : R) : 0 < l -> curve_rate a m lambda l l = 0.
Proof. intros Hl. unfold curve_rate. replace (l / l) with 1 by (field; lra). rewrite pow1. ring. Qed.

Definition curve_primitive (a m : nat) (lambda l x : R) : R := curve_H a m (x / l) / (lambda * l ^ (a - 1)).

Lemma curve_time_primitive (a m : nat) (lambda l x y : R) :
  curve_time a m lambda l x y = curve_primitive a m lambda l y - curve_primitive a m lambda l x.
Proof. unfold curve_time, curve_primitive, Rdiv. ring. Qed.

Lemma curve_primitive_derive (a m : nat) (lambda l x : R) : (1 <= a)%nat -> (1 <= m)%nat -> 0 < lambda -> 0 < l ->
  0 < x < l -> is_derive (curve_primitive a m lambda l) x (/ curve_rate a m lambda l x).
Proof.
  intros Ha Hm Hl Hr Hx. pose proof (ratio_bounds x l Hr Hx) as Hs.
  pose proof (curve_H_derive a m (x / l) Ha Hm Hs) as HD. pose proof (pow_below_1 m (x / l) Hm ltac:(lra)) as Hz.
  unfold curve_primitive, curve_rate. auto_derive; [eexists; exact HD|].
  unfold Rdiv in *. use_derivative HD. set (z := 1 - (x * / l) ^ m) in *.
  rewrite Rpow_mult_distr, pow_inv, (pow_L a l) by exact Ha.
  assert (l ^ (a - 1) <> 0) by (apply pow_nonzero; lra). assert (x ^ a <> 0) by (apply pow_nonzero; lra).
  field. repeat split; try assumption; lra.
Qed.

(** ** Solutions *)

Section Solution.
Variables (a m : nat) (lambda l : R).
Hypothesis a_pos : (1 <= a)%nat.
Hypothesis m_pos : (1 <= m)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis l_pos : 0 < l.

(** A start between 0 and the limit stays there. *)
Lemma curve_invariant (T : R) (w : R -> R) (t : R) :
  curve_flow a m lambda l T w -> 0 < w 0 < l -> 0 <= t <= T -> 0 < w t < l.
Proof.
  intros Hf H0 Ht. split.
  - apply (barrier_above (curve_rate a m lambda l) 0 (curve_slope a m lambda l 0) T); auto; try lra.
    + apply curve_rate_continuous.
    + apply curve_rate_0, a_pos.
    + apply curve_rate_derive.
  - apply (barrier_below (curve_rate a m lambda l) l (curve_slope a m lambda l l) T); auto; try lra.
    + apply curve_rate_continuous.
    + apply curve_rate_limit, l_pos.
    + apply curve_rate_derive.
Qed.

Lemma curve_time_scaled (x y T : R) :
  T = curve_time a m lambda l x y <-> lambda * l ^ (a - 1) * T = curve_H a m (y / l) - curve_H a m (x / l).
Proof.
  unfold curve_time. assert (0 < lambda * l ^ (a - 1)) as Hp by (apply Rmult_lt_0_compat; [lra|apply pow_lt, l_pos]).
  set (c := lambda * l ^ (a - 1)) in *. split; intros E.
  - rewrite E. field. lra.
  - rewrite <- E. field. lra.
Qed.

(** The closed form is the hitting time. *)
Theorem curve_hitting_iff (S T w0 theta : R) (w : R -> R) :
  curve_flow a m lambda l S w -> w 0 = w0 -> 0 < w0 < l -> 0 < theta < l -> 0 <= T <= S ->
  (first_time w theta T <->
   lambda * l ^ (a - 1) * T = curve_H a m (theta / l) - curve_H a m (w0 / l)).
Proof.
  intros Hf E H0 Hth HT. rewrite <- curve_time_scaled, curve_time_primitive.
  pose proof (hitting_iff (curve_rate a m lambda l) (curve_primitive a m lambda l) w 0 l) as H.
  rewrite E in H. apply H with S; auto.
  - intros y Hy. apply curve_rate_pos; assumption.
  - intros y Hy. apply curve_primitive_derive; assumption.
  - apply Hf.
  - apply Hf.
  - intros s Hs. apply (curve_invariant S); auto. rewrite E. exact H0.
Qed.

Lemma curve_time_nonneg (x y : R) : 0 < x -> x <= y < l -> 0 <= curve_time a m lambda l x y.
Proof.
  intros Hx [[H|H] Hy]; rewrite curve_time_primitive; [|subst; lra].
  cut (curve_primitive a m lambda l x < curve_primitive a m lambda l y); [lra|].
  apply (primitive_increasing (curve_rate a m lambda l) (curve_primitive a m lambda l) 0 l); try lra.
  - intros z Hz. apply curve_rate_pos; assumption.
  - intros z Hz. apply curve_primitive_derive; assumption.
Qed.

(** A level that is hit lies on the way up, and is hit at the closed form. *)
Theorem curve_hits_time (w0 theta T : R) (w : R -> R) :
  curve_hits a m lambda l w0 theta w T -> 0 < w0 < l ->
  w0 <= theta < l /\ T = curve_time a m lambda l w0 theta.
Proof.
  intros [Hf [E Hh]] H0. assert (0 <= T) as HT by apply Hh.
  assert (0 < theta < l) as Hth.
  { destruct Hh as [_ [<- _]]. apply (curve_invariant T); auto; [rewrite E; exact H0|lra]. }
  assert (T = curve_time a m lambda l w0 theta) as ET.
  { apply curve_time_scaled. apply (curve_hitting_iff T T w0 theta w); auto; lra. }
  split; [|exact ET]. split; [|lra]. destruct (Rle_lt_dec w0 theta) as [|Hlt]; [assumption|exfalso].
  rewrite curve_time_primitive in ET.
  assert (curve_primitive a m lambda l theta < curve_primitive a m lambda l w0); [|lra].
  apply (primitive_increasing (curve_rate a m lambda l) (curve_primitive a m lambda l) 0 l); try lra.
  - intros z Hz. apply curve_rate_pos; assumption.
  - intros z Hz. apply curve_primitive_derive; assumption.
Qed.

(** Solutions exist for all time. *)
Theorem curve_exists (w0 : R) : 0 < w0 < l -> exists w, w 0 = w0 /\ forall T, curve_flow a m lambda l T w.
Proof.
  intros H0. apply (exists_rising (curve_rate a m lambda l) (curve_slope a m lambda l) 0 l).
  - apply curve_rate_derive.
  - apply curve_slope_continuous.
  - exact H0.
  - intros y Hy. apply curve_rate_pos; assumption.
  - apply curve_rate_limit, l_pos.
Qed.

Theorem curve_hits_exists (w0 theta : R) : 0 < w0 -> w0 <= theta < l ->
  exists w, curve_hits a m lambda l w0 theta w (curve_time a m lambda l w0 theta).
Proof.
  intros H0 Hth. destruct (curve_exists w0 ltac:(lra)) as [w [E Hf]].
  exists w. split; [apply Hf|split; [exact E|]]. pose proof (curve_time_nonneg w0 theta H0 Hth).
  apply (curve_hitting_iff (curve_time a m lambda l w0 theta) _ w0 theta w); auto; try lra.
  apply curve_time_scaled. reflexivity.
Qed.

(** The amplitude strictly increases and tends to the limit; every level on the way has exactly one first time. *)
Theorem curve_approach (w0 : R) (w : R -> R) : 0 < w0 < l -> w 0 = w0 -> (forall T, curve_flow a m lambda l T w) ->
  (forall s t, 0 <= s -> s < t -> w s < w t) /\ (forall t, 0 <= t -> 0 < w t < l) /\ is_lim w p_infty l /\
  forall theta, w0 <= theta < l -> exists! T, first_time w theta T.
Proof.
  intros H0 E Hf.
  assert (forall t, 0 <= t -> 0 < w t < l) as Hin.
  { intros t Ht. apply (curve_invariant t); auto; [rewrite E; exact H0|lra]. }
  destruct (rises_to (curve_rate a m lambda l) w l) as [Hm Hl].
  - apply curve_rate_continuous.
  - exact Hf.
  - intros t Ht. split; [apply Hin, Ht|]. apply curve_rate_pos; auto.
  - intros y Hy. apply curve_rate_pos; try assumption. lra.
  - split; [exact Hm|split; [exact Hin|split; [exact Hl|]]]. intros theta Hth.
    pose proof (curve_time_nonneg w0 theta ltac:(lra) Hth) as HT. exists (curve_time a m lambda l w0 theta). split.
    + apply (curve_hitting_iff (curve_time a m lambda l w0 theta) _ w0 theta w); auto; try lra.
      apply curve_time_scaled. reflexivity.
    + intros T Hh. symmetry. assert (0 <= T) by apply Hh.
      apply curve_time_scaled. apply (curve_hitting_iff T T w0 theta w); auto; lra.
Qed.

(** The time is the integral of the equation. *)
Theorem curve_time_integral (x y : R) : 0 < x <= y -> y < l ->
  is_RInt (fun w => / (lambda * w ^ a * (1 - (w / l) ^ m))) x y (curve_time a m lambda l x y).
Proof.
  intros Hx Hy. rewrite curve_time_primitive. apply (time_integral (curve_rate a m lambda l)); [lra| | |].
  - intros z _. apply curve_rate_continuous.
  - intros z Hz. apply curve_rate_pos; try assumption; lra.
  - intros z Hz. apply curve_primitive_derive; try assumption; lra.
Qed.

End Solution.

(** ** Critical times: the layers start at eps^(1/L), and the encoder w^L reaches the fraction p of its limit *)

Definition curve_critical (L a m : nat) (lambda l eps p : R) (w : R -> R) (T : R) : Prop :=
  curve_flow a m lambda l T w /\ w 0 = Rpower eps (/ INR L) /\ first_time (fun t => w t ^ L) (p * l ^ L) T.

Theorem curve_critical_iff (L a m : nat) (lambda l eps p T : R) (w : R -> R) :
  (1 <= L)%nat -> (1 <= a)%nat -> (1 <= m)%nat -> 0 < lambda -> 0 < l -> 0 < eps < l ^ L -> 0 < p < 1 ->
  (curve_critical L a m lambda l eps p w T <->
   curve_hits a m lambda l (Rpower eps (/ INR L)) (Rpower p (/ INR L) * l) w T).
Proof.
  intros HL Ha Hm Hl Hr He Hp. unfold curve_critical, curve_hits.
  assert (curve_flow a m lambda l T w -> w 0 = Rpower eps (/ INR L) -> forall t, 0 <= t <= T -> 0 < w t) as Hpos.
  { intros Hf E t Ht. apply (curve_invariant a m lambda l Ha Hr T); auto.
    rewrite E. split; [apply Rpower_pos|apply Rpower_root_lt; assumption]. }
  split; intros [Hf [E Ht]]; (split; [exact Hf|split; [exact E|]]).
  - apply (encoder_first_time L w l (Rpower p (/ INR L)) T HL Hr (Rpower_pos _ _) (Hpos Hf E)).
    rewrite Rpower_root_pow by (try assumption; lra). exact Ht.
  - apply (encoder_first_time L w l (Rpower p (/ INR L)) T HL Hr (Rpower_pos _ _) (Hpos Hf E)) in Ht.
    rewrite Rpower_root_pow in Ht by (try assumption; lra). exact Ht.
Qed.
