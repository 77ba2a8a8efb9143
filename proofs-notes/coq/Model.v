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

(** ** Ratios, powers and roots *)

Lemma sign_of_difference (x y c : R) : 0 < c ->
  ((x - y) * c < 0 <-> x < y) /\ ((x - y) * c = 0 <-> x = y) /\ (0 < (x - y) * c <-> y < x).
Proof.
  intros Hc. destruct (Rtotal_order x y) as [H|[H|H]].
  - assert (0 < (y - x) * c) by (apply Rmult_lt_0_compat; lra). lra.
  - rewrite H, Rminus_eq_0, Rmult_0_l. lra.
  - assert (0 < (x - y) * c) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(** A function that increases on (a, b) reflects the order. *)
Lemma increasing_reflects (f : R -> R) (a b x y : R) : (forall s t, a < s -> s < t -> t < b -> f s < f t) ->
  a < x < b -> a < y < b -> (f x < f y <-> x < y) /\ (f x = f y <-> x = y).
Proof.
  intros Hf Hx Hy. destruct (Rtotal_order x y) as [H|[H|H]].
  - pose proof (Hf x y). lra.
  - rewrite H. lra.
  - pose proof (Hf y x). lra.
Qed.


Lemma ratio_bounds x r : 0 < r -> 0 < x < r -> 0 < x / r < 1.
Proof.
  intros Hr Hx. split; [apply Rdiv_lt_0_compat; lra|].
  apply Rmult_lt_reg_r with r; [exact Hr|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma ratio_increasing x y r : 0 < r -> x < y -> x / r < y / r.
Proof. intros Hr H. apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, Hr|exact H]. Qed.

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

Lemma pow_lt_1 n u : -1 < u < 1 -> 0 < 1 - u ^ S n.
Proof.
  intros Hu. assert (Rabs (u ^ S n) < 1).
  { rewrite <- RPow_abs. rewrite <- (pow1 (S n)). apply pow_increasing; [lia|apply Rabs_pos|].
    apply Rabs_def1; lra. }
  apply Rabs_def2 in H. lra.
Qed.

Lemma geometric_one_bounds (n : nat) (s : R) : 0 <= s <= 1 ->
  (INR n + 1) * s ^ n <= geometric n 1 s <= INR n + 1.
Proof.
  intros Hs. induction n as [|n [IH1 IH2]]; [simpl; lra|].
  change (geometric (S n) 1 s) with (1 ^ S n + s * geometric n 1 s). rewrite pow1, S_INR.
  pose proof (pow_le_one (S n) s Hs). pose proof (pos_INR n). split.
  - apply (Rmult_le_compat_l s) in IH1; [|lra].
    change (s ^ S n) with (s * s ^ n) in *. lra.
  - assert (s * geometric n 1 s <= 1 * (INR n + 1)); [|lra].
    apply Rmult_le_compat; try lra. left. apply geometric_pos; lra.
Qed.

Lemma shrink (a b : R) : 0 <= a -> b <= 1 -> a * b <= a.
Proof. intros Ha Hb. pose proof (Rmult_le_compat_l a b 1 Ha Hb). lra. Qed.

Lemma pow_pred_derive n s : 0 < s -> is_derive (fun s => s ^ n) s (INR n * (s ^ n / s)).
Proof.
  intros Hs. replace (INR n * (s ^ n / s)) with (INR n * 1 * s ^ Init.Nat.pred n).
  - apply (is_derive_pow (fun x => x)), (is_derive_id s).
  - destruct n as [|n]; [simpl; ring|].
    change (Init.Nat.pred (S n)) with n. change (s ^ S n) with (s * s ^ n). field. lra.
Qed.

Lemma ratio_decreasing w r1 r2 : 0 < w -> 0 < r2 < r1 -> w / r1 < w / r2.
Proof.
  intros Hw Hr. apply Rmult_lt_compat_l; [exact Hw|].
  apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
Qed.

Lemma div_lt_iff a b c : 0 < c -> a / c <= b <-> a <= b * c.
Proof.
  intros Hc. split; intros H.
  - apply (Rmult_le_compat_r c) in H; [|lra]. unfold Rdiv in H.
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r in H by lra. exact H.
  - apply Rmult_le_reg_r with c; [exact Hc|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. exact H.
Qed.

Lemma le_div_iff a b c : 0 < c -> b <= a / c <-> b * c <= a.
Proof.
  intros Hc. split; intros H.
  - apply (Rmult_le_compat_r c) in H; [|lra]. unfold Rdiv in H.
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r in H by lra. exact H.
  - apply Rmult_le_reg_r with c; [exact Hc|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. exact H.
Qed.
