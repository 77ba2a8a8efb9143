(** * Model: the two-variable gradient flow of one feature

    v is the amplitude of the top layer (predictor or decoder), w the common
    amplitude of the L encoder layers; lambda is the covariance of the feature, s2
    its variance, and rho = lambda / s2 its regression coefficient. Time is
    gradient-flow time unless a statement says "paper time". *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus.
Local Open Scope R_scope.

(** The two vector fields. *)
Definition jepa_dv (L : nat) (lambda s2 v w : R) : R := w ^ (2 * L) * (lambda - v * s2).
Definition jepa_dw (L : nat) (lambda s2 v w : R) : R := w ^ (2 * L - 1) * v * (lambda - v * s2).

Definition mae_dv (L : nat) (lambda s2 v w : R) : R := w ^ L * (lambda - v * w ^ L * s2).
Definition mae_dw (L : nat) (lambda s2 v w : R) : R := w ^ (L - 1) * v * (lambda - v * w ^ L * s2).

(** (v, w) solves v' = fv v w, w' = fw v w on [0, T]: continuous there, and
    differentiable with these derivatives on the open interval. *)
Definition solves (fv fw : R -> R -> R) (T : R) (v w : R -> R) : Prop :=
  continuous_on (between 0 T) v /\ continuous_on (between 0 T) w /\
  forall t, 0 < t < T ->
    is_derive v t (fv (v t) (w t)) /\ is_derive w t (fw (v t) (w t)).

Definition jepa_flow L lambda s2 := solves (jepa_dv L lambda s2) (jepa_dw L lambda s2).
Definition mae_flow L lambda s2 := solves (mae_dv L lambda s2) (mae_dw L lambda s2).

(** Both layers start at w0. *)
Definition balanced_start (w0 : R) (v w : R -> R) : Prop := v 0 = w0 /\ w 0 = w0.

(** [jepa_hits L lambda rho w0 theta v w T]: (v, w) is a JEPA solution on [0, T] from the
    balanced start w0, and T is the first time at which the layer amplitude w
    is theta. The same for MAE. *)
Definition jepa_hits L lambda rho w0 theta v w T : Prop :=
  jepa_flow L lambda (lambda / rho) T v w /\ balanced_start w0 v w /\ first_time w theta T.
Definition mae_hits L lambda rho w0 theta v w T : Prop :=
  mae_flow L lambda (lambda / rho) T v w /\ balanced_start w0 v w /\ first_time w theta T.

(** The fixed point of MAE's layer amplitude; JEPA's is rho itself. *)
Definition mae_limit (L : nat) (rho : R) : R := Rpower rho (/ INR (S L)).

(** ** Powers *)

Lemma pow_2L (L : nat) (x : R) : (1 <= L)%nat -> x ^ (2 * L) = x * x ^ (2 * L - 1).
Proof. intros H. replace (2 * L)%nat with (S (2 * L - 1)) at 1 by lia. reflexivity. Qed.

Lemma pow_L (L : nat) (x : R) : (1 <= L)%nat -> x ^ L = x * x ^ (L - 1).
Proof. intros H. replace L with (S (L - 1)) at 1 by lia. reflexivity. Qed.

Lemma INR_pos (n : nat) : (1 <= n)%nat -> 0 < INR n.
Proof. intros H. apply lt_0_INR. lia. Qed.

Lemma Rpower_of_pow (n : nat) (x y : R) : 0 < x -> Rpower (x ^ n) y = Rpower x (INR n * y).
Proof. intros Hx. rewrite <- Rpower_pow by exact Hx. apply Rpower_mult. Qed.

Lemma Rpower_pos (x y : R) : 0 < Rpower x y.
Proof. apply exp_pos. Qed.

Lemma Rpower_root_pow (n : nat) (x : R) :
  (1 <= n)%nat -> 0 < x -> Rpower x (/ INR n) ^ n = x.
Proof.
  intros Hn Hx. pose proof (INR_pos n Hn).
  rewrite <- Rpower_pow by apply Rpower_pos.
  rewrite Rpower_mult, Rinv_l by lra. apply Rpower_1, Hx.
Qed.

Lemma Rpower_pow_root (n : nat) (x : R) :
  (1 <= n)%nat -> 0 < x -> Rpower (x ^ n) (/ INR n) = x.
Proof.
  intros Hn Hx. pose proof (INR_pos n Hn).
  rewrite Rpower_of_pow, Rinv_r by lra. apply Rpower_1, Hx.
Qed.

Lemma pow_increasing (n : nat) (x y : R) : (1 <= n)%nat -> 0 <= x -> x < y -> x ^ n < y ^ n.
Proof.
  intros Hn Hx Hxy. induction n as [|n IH]; [lia|].
  destruct n as [|n]; [simpl; lra|].
  assert (x ^ S n < y ^ S n) as H by (apply IH; lia).
  change (x * x ^ S n < y * y ^ S n).
  apply Rmult_le_0_lt_compat; try assumption. apply pow_le, Hx.
Qed.

Lemma pow_le_one (n : nat) (x : R) : 0 <= x <= 1 -> x ^ n <= 1.
Proof. intros Hx. rewrite <- (pow1 n). apply pow_incr. exact Hx. Qed.

Lemma pow_injective (n : nat) (x y : R) :
  (1 <= n)%nat -> 0 <= x -> 0 <= y -> x ^ n = y ^ n -> x = y.
Proof.
  intros Hn Hx Hy E. destruct (Rtotal_order x y) as [H|[H|H]]; [|exact H|].
  - pose proof (pow_increasing n x y Hn Hx H). lra.
  - pose proof (pow_increasing n y x Hn Hy H). lra.
Qed.

Lemma continuous_pow (n : nat) (y : R) : continuous (fun x => x ^ n) y.
Proof.
  apply (continuous_of_derive _ _ (INR n * 1 * y ^ Init.Nat.pred n)).
  apply (is_derive_pow (fun x => x)), (is_derive_id y).
Qed.

(** ** Conservation and balance *)

(** v^2 - w^2 is constant along every JEPA solution. *)
Theorem jepa_conservation (L : nat) (lambda s2 T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> jepa_flow L lambda s2 T v w -> 0 <= t <= T ->
  v t ^ 2 - w t ^ 2 = v 0 ^ 2 - w 0 ^ 2.
Proof.
  intros HL [Hv [Hw Hd]] Ht. symmetry.
  apply (constant_of_derivative (fun t => v t ^ 2 - w t ^ 2) (fun _ => 0) 0 t); [lra| | |auto].
  - apply continuous_on_sub with 0 T; [lra|lra|]. continuity_on.
  - intros s Hs. destruct (Hd s ltac:(lra)) as [H1 H2]. auto_derive.
    + repeat split; eexists; eassumption.
    + use_derivative H1. use_derivative H2. unfold jepa_dv, jepa_dw.
      rewrite pow_2L by exact HL. ring.
Qed.

(** v^2 - w^2 is constant along every MAE solution. *)
Theorem mae_conservation (L : nat) (lambda s2 T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> mae_flow L lambda s2 T v w -> 0 <= t <= T ->
  v t ^ 2 - w t ^ 2 = v 0 ^ 2 - w 0 ^ 2.
Proof.
  intros HL [Hv [Hw Hd]] Ht. symmetry.
  apply (constant_of_derivative (fun t => v t ^ 2 - w t ^ 2) (fun _ => 0) 0 t); [lra| | |auto].
  - apply continuous_on_sub with 0 T; [lra|lra|]. continuity_on.
  - intros s Hs. destruct (Hd s ltac:(lra)) as [H1 H2]. auto_derive.
    + repeat split; eexists; eassumption.
    + use_derivative H1. use_derivative H2. unfold mae_dv, mae_dw.
      rewrite !(pow_L L) by exact HL. ring.
Qed.

(** A JEPA solution that starts with v = w keeps v = w. No sign is assumed. *)
Theorem jepa_balanced (L : nat) (lambda s2 T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> jepa_flow L lambda s2 T v w -> v 0 = w 0 -> 0 <= t <= T -> v t = w t.
Proof.
  intros HL [Hv [Hw Hd]] H0 Ht. cut (v t - w t = 0); [lra|].
  apply (linear_zero (fun t => v t - w t)
           (fun t => - (w t ^ (2 * L - 1) * (lambda - v t * s2))) T); try lra.
  - continuity_on.
  - continuity_on.
  - intros s Hs. destruct (Hd s Hs) as [H1 H2]. auto_derive.
    + repeat split; eexists; eassumption.
    + use_derivative H1. use_derivative H2. unfold jepa_dv, jepa_dw.
      rewrite pow_2L by exact HL. ring.
Qed.

(** A MAE solution that starts with v = w keeps v = w. No sign is assumed. *)
Theorem mae_balanced (L : nat) (lambda s2 T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> mae_flow L lambda s2 T v w -> v 0 = w 0 -> 0 <= t <= T -> v t = w t.
Proof.
  intros HL [Hv [Hw Hd]] H0 Ht. cut (v t - w t = 0); [lra|].
  apply (linear_zero (fun t => v t - w t)
           (fun t => - (w t ^ (L - 1) * (lambda - v t * w t ^ L * s2))) T); try lra.
  - continuity_on.
  - continuity_on.
  - intros s Hs. destruct (Hd s Hs) as [H1 H2]. auto_derive.
    + repeat split; eexists; eassumption.
    + use_derivative H1. use_derivative H2. unfold mae_dv, mae_dw.
      rewrite !(pow_L L) by exact HL. ring.
Qed.

(** ** The scalar equation of the balanced flow *)

Definition jepa_rate (L : nat) (lambda rho x : R) : R := lambda * x ^ (2 * L) * (1 - x / rho).
Definition mae_rate (L : nat) (lambda rho x : R) : R := lambda * x ^ L * (1 - x ^ S L / rho).

Lemma jepa_scalar (L : nat) (lambda rho T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> rho <> 0 -> jepa_flow L lambda (lambda / rho) T v w -> v 0 = w 0 -> 0 < t < T ->
  is_derive w t (jepa_rate L lambda rho (w t)).
Proof.
  intros HL Hr Hf H0 Ht. pose proof (jepa_balanced L lambda (lambda / rho) T v w t HL Hf H0 ltac:(lra)) as E.
  destruct Hf as [_ [_ Hd]]. destruct (Hd t Ht) as [_ H2].
  replace (jepa_rate L lambda rho (w t)) with (jepa_dw L lambda (lambda / rho) (v t) (w t)); [exact H2|].
  unfold jepa_rate, jepa_dw. rewrite E, pow_2L by exact HL. field. exact Hr.
Qed.

Lemma mae_scalar (L : nat) (lambda rho T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> rho <> 0 -> mae_flow L lambda (lambda / rho) T v w -> v 0 = w 0 -> 0 < t < T ->
  is_derive w t (mae_rate L lambda rho (w t)).
Proof.
  intros HL Hr Hf H0 Ht. pose proof (mae_balanced L lambda (lambda / rho) T v w t HL Hf H0 ltac:(lra)) as E.
  destruct Hf as [_ [_ Hd]]. destruct (Hd t Ht) as [_ H2].
  replace (mae_rate L lambda rho (w t)) with (mae_dw L lambda (lambda / rho) (v t) (w t)); [exact H2|].
  unfold mae_rate, mae_dw. rewrite E. simpl (w t ^ S L). rewrite (pow_L L) by exact HL. field. exact Hr.
Qed.

(** Conversely a solution of the scalar equation, taken for both layers, solves the pair. *)
Lemma jepa_from_scalar (L : nat) (lambda rho T : R) (x : R -> R) :
  (1 <= L)%nat -> rho <> 0 -> continuous_on (between 0 T) x ->
  (forall t, 0 < t < T -> is_derive x t (jepa_rate L lambda rho (x t))) ->
  jepa_flow L lambda (lambda / rho) T x x.
Proof.
  intros HL Hr Hx Hd. split; [exact Hx|split; [exact Hx|]]. intros t Ht.
  assert (jepa_dv L lambda (lambda / rho) (x t) (x t) = jepa_rate L lambda rho (x t) /\
          jepa_dw L lambda (lambda / rho) (x t) (x t) = jepa_rate L lambda rho (x t)) as [-> ->].
  { unfold jepa_rate, jepa_dv, jepa_dw. rewrite pow_2L by exact HL. split; field; exact Hr. }
  split; apply Hd, Ht.
Qed.

Lemma mae_from_scalar (L : nat) (lambda rho T : R) (x : R -> R) :
  (1 <= L)%nat -> rho <> 0 -> continuous_on (between 0 T) x ->
  (forall t, 0 < t < T -> is_derive x t (mae_rate L lambda rho (x t))) ->
  mae_flow L lambda (lambda / rho) T x x.
Proof.
  intros HL Hr Hx Hd. split; [exact Hx|split; [exact Hx|]]. intros t Ht.
  assert (mae_dv L lambda (lambda / rho) (x t) (x t) = mae_rate L lambda rho (x t) /\
          mae_dw L lambda (lambda / rho) (x t) (x t) = mae_rate L lambda rho (x t)) as [-> ->].
  { unfold mae_rate, mae_dv, mae_dw. simpl (x t ^ S L). rewrite (pow_L L) by exact HL. split; field; exact Hr. }
  split; apply Hd, Ht.
Qed.

(** ** Solutions stay between 0 and the fixed point *)

(** JEPA: a balanced start in (0, rho) stays in (0, rho), on the whole interval of existence. *)
Theorem jepa_invariant (L : nat) (lambda rho T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> 0 < rho -> jepa_flow L lambda (lambda / rho) T v w -> v 0 = w 0 -> 0 < w 0 < rho ->
  0 <= t <= T -> 0 < w t < rho.
Proof.
  intros HL Hr Hf E H0 Ht.
  apply (growth_invariant w (fun x => lambda * x ^ (2 * L - 1) * (1 - x / rho))
           (fun x => lambda / rho * x ^ (2 * L)) rho T); auto.
  - lra.
  - apply Hf.
  - intros y. apply (continuous_mult (fun x => lambda * x ^ (2 * L - 1)) (fun x => 1 - x / rho)).
    + apply (continuous_mult (fun _ => lambda) (fun x => x ^ (2 * L - 1))).
      * apply continuous_const.
      * apply continuous_pow.
    + apply (continuous_of_derive _ _ (- / rho)). auto_derive; [trivial|]. field. lra.
  - intros y. apply (continuous_mult (fun _ => lambda / rho) (fun x => x ^ (2 * L))).
    + apply continuous_const.
    + apply continuous_pow.
  - intros y. rewrite pow_2L by exact HL. field. lra.
  - intros s Hs. pose proof (jepa_scalar L lambda rho T v w s HL ltac:(lra) Hf E Hs) as H.
    replace (w s * (lambda * w s ^ (2 * L - 1) * (1 - w s / rho)))
      with (jepa_rate L lambda rho (w s)); [exact H|].
    unfold jepa_rate. rewrite pow_2L by exact HL. ring.
Qed.

(** (r - x) * geometric n r x = r^(n+1) - x^(n+1). *)
Fixpoint geometric (n : nat) (r x : R) : R :=
  match n with O => 1 | S m => r ^ n + x * geometric m r x end.

Lemma geometric_spec n r x : (r - x) * geometric n r x = r ^ S n - x ^ S n.
Proof.
  induction n as [|n IH]; [simpl; ring|].
  change (geometric (S n) r x) with (r ^ S n + x * geometric n r x).
  replace ((r - x) * (r ^ S n + x * geometric n r x))
    with ((r - x) * r ^ S n + x * ((r - x) * geometric n r x)) by ring.
  rewrite IH. simpl. ring.
Qed.

Lemma geometric_pos n r x : 0 < r -> 0 <= x -> 0 < geometric n r x.
Proof.
  intros Hr Hx. induction n as [|n IH]; [simpl; lra|].
  change (0 < r ^ S n + x * geometric n r x).
  pose proof (pow_lt r (S n) Hr). pose proof (Rmult_le_pos x _ Hx (Rlt_le _ _ IH)). lra.
Qed.

Lemma geometric_continuous n r y : continuous (geometric n r) y.
Proof.
  induction n as [|n IH]; [apply continuous_const|].
  apply (continuous_plus (fun _ => r ^ S n) (fun x => x * geometric n r x)).
  - apply continuous_const.
  - apply (continuous_mult (fun x => x) (geometric n r)); [apply continuous_id|exact IH].
Qed.

Lemma mae_limit_pos L rho : 0 < mae_limit L rho.
Proof. apply Rpower_pos. Qed.

Lemma mae_limit_pow L rho : 0 < rho -> mae_limit L rho ^ S L = rho.
Proof. intros H. apply Rpower_root_pow; [lia|exact H]. Qed.

(** MAE: a balanced start in (0, rho^(1/(L+1))) stays there. *)
Theorem mae_invariant (L : nat) (lambda rho T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> 0 < rho -> mae_flow L lambda (lambda / rho) T v w -> v 0 = w 0 ->
  0 < w 0 < mae_limit L rho -> 0 <= t <= T -> 0 < w t < mae_limit L rho.
Proof.
  intros HL Hr Hf E H0 Ht. pose proof (mae_limit_pow L rho Hr) as Hpow.
  set (r := mae_limit L rho) in *.
  apply (growth_invariant w (fun x => lambda * x ^ (L - 1) * (1 - x ^ S L / rho))
           (fun x => lambda / rho * x ^ L * geometric L r x) r T); auto.
  - lra.
  - apply Hf.
  - intros y. apply (continuous_mult (fun x => lambda * x ^ (L - 1)) (fun x => 1 - x ^ S L / rho)).
    + apply (continuous_mult (fun _ => lambda) (fun x => x ^ (L - 1))).
      * apply continuous_const.
      * apply continuous_pow.
    + apply (continuous_minus (fun _ => 1) (fun x => x ^ S L / rho)).
      * apply continuous_const.
      * apply (continuous_mult (fun x => x ^ S L) (fun _ => / rho)).
        -- apply continuous_pow.
        -- apply continuous_const.
  - intros y. apply (continuous_mult (fun x => lambda / rho * x ^ L) (geometric L r)).
    + apply (continuous_mult (fun _ => lambda / rho) (fun x => x ^ L)).
      * apply continuous_const.
      * apply continuous_pow.
    + apply geometric_continuous.
  - intros y.
    replace ((r - y) * (lambda / rho * y ^ L * geometric L r y))
      with (lambda / rho * y ^ L * ((r - y) * geometric L r y)) by ring.
    rewrite geometric_spec, Hpow, (pow_L L y) by exact HL. field. lra.
  - intros s Hs. pose proof (mae_scalar L lambda rho T v w s HL ltac:(lra) Hf E Hs) as H.
    replace (w s * (lambda * w s ^ (L - 1) * (1 - w s ^ S L / rho)))
      with (mae_rate L lambda rho (w s)); [exact H|].
    unfold mae_rate. rewrite (pow_L L) by exact HL. ring.
Qed.

(** ** Reduction to the encoder amplitude u = w^L *)

Lemma encoder_power (L k : nat) (x y : R) :
  (1 <= L)%nat -> 0 < x -> INR L * y = INR k -> Rpower (x ^ L) y = x ^ k.
Proof.
  intros HL Hx E. rewrite Rpower_of_pow by exact Hx. rewrite E. apply Rpower_pow, Hx.
Qed.

(** JEPA: u = w^L obeys u' = L (lambda u^(3 - 1/L) - (lambda/rho) u^3). *)
Theorem jepa_encoder_equation (L : nat) (lambda rho T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> 0 < rho -> jepa_flow L lambda (lambda / rho) T v w -> v 0 = w 0 -> 0 < w 0 < rho ->
  0 < t < T ->
  is_derive (fun t => w t ^ L) t
    (INR L * (lambda * Rpower (w t ^ L) (3 - / INR L) - lambda / rho * (w t ^ L) ^ 3)).
Proof.
  intros HL Hr Hf E H0 Ht.
  pose proof (jepa_invariant L lambda rho T v w t HL Hr Hf E H0 ltac:(lra)) as [Hw _].
  pose proof (jepa_scalar L lambda rho T v w t HL ltac:(lra) Hf E Ht) as H.
  replace (INR L * (lambda * Rpower (w t ^ L) (3 - / INR L) - lambda / rho * (w t ^ L) ^ 3))
    with (INR L * jepa_rate L lambda rho (w t) * w t ^ Init.Nat.pred L).
  - apply (is_derive_pow w L t _ H).
  - pose proof (INR_pos L HL).
    rewrite (encoder_power L (2 * L + (L - 1)) (w t)); try assumption.
    + unfold jepa_rate. replace (Init.Nat.pred L) with (L - 1)%nat by lia.
      rewrite pow_add, <- pow_mult. replace (L * 3)%nat with (2 * L + L)%nat by lia.
      rewrite pow_add, (pow_L L (w t)) by exact HL. field. lra.
    + rewrite plus_INR, mult_INR, minus_INR by exact HL. simpl (INR 2). simpl (INR 1). field. lra.
Qed.

(** MAE: u = w^L obeys u' = L (lambda u^(2 - 1/L) - (lambda/rho) u^3). *)
Theorem mae_encoder_equation (L : nat) (lambda rho T : R) (v w : R -> R) (t : R) :
  (1 <= L)%nat -> 0 < rho -> mae_flow L lambda (lambda / rho) T v w -> v 0 = w 0 ->
  0 < w 0 < mae_limit L rho -> 0 < t < T ->
  is_derive (fun t => w t ^ L) t
    (INR L * (lambda * Rpower (w t ^ L) (2 - / INR L) - lambda / rho * (w t ^ L) ^ 3)).
Proof.
  intros HL Hr Hf E H0 Ht.
  pose proof (mae_invariant L lambda rho T v w t HL Hr Hf E H0 ltac:(lra)) as [Hw _].
  pose proof (mae_scalar L lambda rho T v w t HL ltac:(lra) Hf E Ht) as H.
  replace (INR L * (lambda * Rpower (w t ^ L) (2 - / INR L) - lambda / rho * (w t ^ L) ^ 3))
    with (INR L * mae_rate L lambda rho (w t) * w t ^ Init.Nat.pred L).
  - apply (is_derive_pow w L t _ H).
  - pose proof (INR_pos L HL).
    rewrite (encoder_power L (L + (L - 1)) (w t)); try assumption.
    + unfold mae_rate. replace (Init.Nat.pred L) with (L - 1)%nat by lia.
      rewrite pow_add, <- pow_mult. replace (L * 3)%nat with (L + (L + L))%nat by lia.
      simpl (w t ^ S L). rewrite !pow_add, (pow_L L (w t)) by exact HL. field. lra.
    + rewrite plus_INR, minus_INR by exact HL. simpl (INR 1). field. lra.
Qed.

(** The layer amplitude reaches q times its limit exactly when the encoder
    amplitude reaches the fraction q^L of its own. *)
Lemma encoder_first_time (L : nat) (w : R -> R) (r q T : R) :
  (1 <= L)%nat -> 0 < r -> 0 < q -> (forall t, 0 <= t <= T -> 0 < w t) ->
  (first_time w (q * r) T <-> first_time (fun t => w t ^ L) (q ^ L * r ^ L) T).
Proof.
  intros HL Hr Hq Hw. rewrite <- Rpow_mult_distr.
  assert (forall t, 0 <= t <= T -> (w t = q * r <-> w t ^ L = (q * r) ^ L)) as Heq.
  { intros t Ht. split; [intros ->; reflexivity|].
    intros E. apply (pow_injective L); auto.
    - apply Rlt_le, Hw, Ht.
    - apply Rmult_le_pos; lra. }
  unfold first_time. split; intros [HT [E Hne]]; (split; [exact HT|]); split.
  - apply Heq; [lra|exact E].
  - intros t Ht F. apply (Hne t Ht). apply Heq; [lra|exact F].
  - apply Heq; [lra|exact E].
  - intros t Ht F. apply (Hne t Ht). apply Heq; [lra|exact F].
Qed.
