(** * MaeTime: the closed form of MAE's training time

    In units of the limit, s = w / rho^(1/(L+1)), time is a difference of values of
      H(s) = h(s) + integral from 0 to s of u / (1 - u^(L+1)) du,
      h(s) = - 1 / ((L-1) s^(L-1)) for L >= 2, ln s for L = 1,
    divided by lambda rho^((L-1)/(L+1)). *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.Scalar JepaOracle.Curve JepaOracle.JepaTime.
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

(** ** The primitive: H of the curve with the exponents L and L+1 *)

Lemma mae_tail_curve L s : curve_tail 1 (S L) s = mae_tail L s.
Proof. unfold curve_tail, mae_tail. apply RInt_ext. intros x _. rewrite pow_1. reflexivity. Qed.

Theorem curve_H_mae (L : nat) (s : R) : (1 <= L)%nat -> curve_H L (S L) s = mae_H L s.
Proof.
  intros HL. unfold curve_H, head_count. rewrite Nat.div_small by lia.
  replace (1 * S L - L)%nat with 1%nat by lia. unfold mae_H. f_equal.
  - simpl head_sum. rewrite Nat.sub_0_r, Rplus_0_l. destruct L as [|[|n]]; [lia|reflexivity|].
    unfold mae_h. replace (S (S n) - 1)%nat with (S n) by lia. reflexivity.
  - apply mae_tail_curve.
Qed.

Lemma mae_tail_derive L s : -1 < s < 1 -> is_derive (mae_tail L) s (s / (1 - s ^ S L)).
Proof.
  intros Hs. apply (is_derive_ext (curve_tail 1 (S L))); [apply mae_tail_curve|].
  replace s with (s ^ 1) at 2 by apply pow_1. apply curve_tail_derive; [lia|exact Hs].
Qed.

Lemma mae_tail_0 L : mae_tail L 0 = 0.
Proof. rewrite <- mae_tail_curve. apply curve_tail_0. Qed.

Lemma mae_tail_pos L s : 0 < s < 1 -> 0 < mae_tail L s.
Proof. intros Hs. rewrite <- mae_tail_curve. apply curve_tail_bounds; [lia|exact Hs]. Qed.

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

Lemma mae_H_derive L s :
  (1 <= L)%nat -> 0 < s < 1 -> is_derive (mae_H L) s (/ (s ^ L * (1 - s ^ S L))).
Proof.
  intros HL Hs. apply (is_derive_ext (curve_H L (S L))); [intros t; apply curve_H_mae, HL|].
  apply curve_H_derive; [exact HL|lia|exact Hs].
Qed.

Lemma mae_H_increasing L s1 s2 :
  (1 <= L)%nat -> 0 < s1 -> s1 < s2 -> s2 < 1 -> mae_H L s1 < mae_H L s2.
Proof. intros HL. rewrite <- !curve_H_mae by exact HL. apply curve_H_increasing; [exact HL|lia]. Qed.

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

Lemma mae_rate_curve L lambda rho x : 0 < rho ->
  curve_rate L (S L) lambda (mae_limit L rho) x = mae_rate L lambda rho x.
Proof. intros Hr. symmetry. apply mae_rate_ratio, Hr. Qed.

Lemma mae_rate_pos L lambda rho x :
  0 < lambda -> 0 < rho -> 0 < x < mae_limit L rho -> 0 < mae_rate L lambda rho x.
Proof.
  intros Hl Hr Hx. rewrite <- mae_rate_curve by exact Hr.
  apply curve_rate_pos; [lia|exact Hl|apply mae_limit_pos|exact Hx].
Qed.

Lemma mae_rate_continuous L lambda rho x : continuous (mae_rate L lambda rho) x.
Proof. apply (ex_derive_continuous (mae_rate L lambda rho)). unfold mae_rate. auto_derive. trivial. Qed.

Lemma mae_primitive_curve L lambda rho x : (1 <= L)%nat ->
  curve_primitive L (S L) lambda (mae_limit L rho) x = mae_primitive L lambda rho x.
Proof. intros HL. unfold curve_primitive, mae_primitive. rewrite curve_H_mae by exact HL. reflexivity. Qed.

Lemma mae_primitive_derive L lambda rho x :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < x < mae_limit L rho ->
  is_derive (mae_primitive L lambda rho) x (/ mae_rate L lambda rho x).
Proof.
  intros HL Hl Hr Hx. rewrite <- mae_rate_curve by exact Hr.
  apply (is_derive_ext (curve_primitive L (S L) lambda (mae_limit L rho))); [intros t; apply mae_primitive_curve, HL|].
  apply curve_primitive_derive; [exact HL|lia|exact Hl|apply mae_limit_pos|exact Hx].
Qed.

Theorem curve_of_mae (L : nat) (lambda rho T : R) (v w : R -> R) : (1 <= L)%nat -> 0 < rho ->
  mae_flow L lambda (lambda / rho) T v w -> v 0 = w 0 -> curve_flow L (S L) lambda (mae_limit L rho) T w.
Proof.
  intros HL Hr Hf E. split; [apply Hf|]. intros t Ht.
  replace (curve_rate L (S L) lambda (mae_limit L rho) (w t)) with (mae_rate L lambda rho (w t)).
  - apply (mae_scalar L lambda rho T v w); auto. lra.
  - apply mae_rate_ratio, Hr.
Qed.

Section Solution.
Variables (L : nat) (lambda rho : R).
Hypothesis L_pos : (1 <= L)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis rho_pos : 0 < rho.

Let l := mae_limit L rho.
Let l_pos : 0 < l := mae_limit_pos L rho.
Let m_pos : (1 <= S L)%nat := le_n_S 0 L (Nat.le_0_l L).

Lemma mae_time_curve (x y : R) : curve_time L (S L) lambda l x y = mae_time L lambda rho x y.
Proof. unfold curve_time, mae_time. rewrite !curve_H_mae by exact L_pos. reflexivity. Qed.

Lemma mae_of_curve (T : R) (x : R -> R) :
  curve_flow L (S L) lambda l T x -> mae_flow L lambda (lambda / rho) T x x.
Proof.
  intros [Hc Hd]. apply mae_from_scalar; auto; [lra|]. intros t Ht. rewrite <- mae_rate_curve by exact rho_pos.
  apply Hd, Ht.
Qed.

(** The closed form is the hitting time. *)
Theorem mae_hitting_iff (S T w0 theta : R) (v w : R -> R) :
  mae_flow L lambda (lambda / rho) S v w -> balanced_start w0 v w -> 0 < w0 < mae_limit L rho ->
  0 < theta < mae_limit L rho -> 0 <= T <= S ->
  (first_time w theta T <-> T = mae_time L lambda rho w0 theta).
Proof.
  intros Hf [Ev Ew] H0 Hth HT. rewrite <- mae_time_curve, curve_time_scaled by assumption.
  apply (curve_hitting_iff L _ lambda l L_pos m_pos lambda_pos l_pos S); auto.
  apply (curve_of_mae L lambda rho S v w); auto. congruence.
Qed.

Lemma mae_hits_curve (w0 theta T : R) (v w : R -> R) :
  mae_hits L lambda rho w0 theta v w T -> curve_hits L (S L) lambda l w0 theta w T.
Proof.
  intros [Hf [[Ev Ew] Hh]]. split; [apply (curve_of_mae L lambda rho T v w); auto; congruence|split; assumption].
Qed.

Theorem mae_hits_time (w0 theta T : R) (v w : R -> R) :
  mae_hits L lambda rho w0 theta v w T -> 0 < w0 < mae_limit L rho ->
  w0 <= theta < mae_limit L rho /\ T = mae_time L lambda rho w0 theta.
Proof.
  intros Hh H0. rewrite <- mae_time_curve.
  apply (curve_hits_time L _ lambda l L_pos m_pos lambda_pos l_pos w0 theta T w); [|exact H0].
  apply (mae_hits_curve w0 theta T v w Hh).
Qed.

(** Solutions exist for all time. *)
Theorem mae_exists (w0 : R) : 0 < w0 < mae_limit L rho ->
  exists v w, balanced_start w0 v w /\ forall T, mae_flow L lambda (lambda / rho) T v w.
Proof.
  intros H0. destruct (curve_exists L _ lambda l m_pos lambda_pos l_pos w0 H0) as [x [E Hf]].
  exists x, x. split; [split; exact E|]. intros T. apply mae_of_curve, Hf.
Qed.

(** Every level between the start and the limit is hit. *)
Theorem mae_hits_exists (w0 theta : R) : 0 < w0 -> w0 <= theta < mae_limit L rho ->
  exists v w, mae_hits L lambda rho w0 theta v w (mae_time L lambda rho w0 theta).
Proof.
  intros H0 Hth. destruct (curve_hits_exists L _ lambda l L_pos m_pos lambda_pos l_pos w0 theta H0 Hth)
    as [x [Hf [E Hh]]].
  rewrite mae_time_curve in Hf, Hh. exists x, x. split; [apply mae_of_curve, Hf|split; [split; exact E|exact Hh]].
Qed.

(** The amplitude of a solution for all time strictly increases ... *)
Theorem mae_monotone (w0 : R) (v w : R -> R) : 0 < w0 < mae_limit L rho -> balanced_start w0 v w ->
  (forall T, mae_flow L lambda (lambda / rho) T v w) ->
  forall s t, 0 <= s -> s < t -> w s < w t.
Proof.
  intros H0 [Ev Ew] Hf. apply (curve_approach L _ lambda l L_pos m_pos lambda_pos l_pos w0 w H0 Ew).
  intros T. apply (curve_of_mae L lambda rho T v w); auto. congruence.
Qed.

(** ... and tends to rho^(1/(L+1)). *)
Theorem mae_tends (w0 : R) (v w : R -> R) : 0 < w0 < mae_limit L rho -> balanced_start w0 v w ->
  (forall T, mae_flow L lambda (lambda / rho) T v w) ->
  is_lim w p_infty (mae_limit L rho).
Proof.
  intros H0 [Ev Ew] Hf. apply (curve_approach L _ lambda l L_pos m_pos lambda_pos l_pos w0 w H0 Ew).
  intros T. apply (curve_of_mae L lambda rho T v w); auto. congruence.
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
