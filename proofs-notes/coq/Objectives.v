(** * Objectives: JEPA and MAE with M top layers, L encoder layers and weight decay eta

    v is the amplitude of each of the M top layers (predictor or decoder), w that of each of the L encoder layers. From
    a balanced start all stay equal, and the common amplitude obeys the curve with decay, with the exponents
      JEPA: a = 2L+M-1, m = M, limit rho^(1/M);   MAE: a = L+M-1, m = L+M, limit rho^(1/(L+M)).
    M = 1 and eta = 0 is the flow of Model.v. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.Scalar JepaOracle.Curve JepaOracle.Decay.
Local Open Scope R_scope.

Definition deep_jepa_dv (L M : nat) (lambda s2 eta v w : R) : R :=
  v ^ (M - 1) * w ^ (2 * L) * (lambda - v ^ M * s2) - eta * v.
Definition deep_jepa_dw (L M : nat) (lambda s2 eta v w : R) : R :=
  w ^ (2 * L - 1) * v ^ M * (lambda - v ^ M * s2) - eta * w.
Definition deep_mae_dv (L M : nat) (lambda s2 eta v w : R) : R :=
  v ^ (M - 1) * w ^ L * (lambda - v ^ M * w ^ L * s2) - eta * v.
Definition deep_mae_dw (L M : nat) (lambda s2 eta v w : R) : R :=
  w ^ (L - 1) * v ^ M * (lambda - v ^ M * w ^ L * s2) - eta * w.

Lemma deep_one (L : nat) (lambda s2 v w : R) :
  deep_jepa_dv L 1 lambda s2 0 v w = jepa_dv L lambda s2 v w /\
  deep_jepa_dw L 1 lambda s2 0 v w = jepa_dw L lambda s2 v w /\
  deep_mae_dv L 1 lambda s2 0 v w = mae_dv L lambda s2 v w /\
  deep_mae_dw L 1 lambda s2 0 v w = mae_dw L lambda s2 v w.
Proof.
  unfold deep_jepa_dv, deep_jepa_dw, deep_mae_dv, deep_mae_dw, jepa_dv, jepa_dw, mae_dv, mae_dw.
  rewrite Nat.sub_diag, pow_O, pow_1. repeat split; ring.
Qed.

(** From the balanced start x0 solutions of the pair for all time exist; in each of them the layers stay equal and tend
    to l, strictly rising from below l, strictly falling from above, at rest if they start there. *)
Definition layers_tend (fv fw : R -> R -> R) (x0 l : R) : Prop :=
  (exists v w, balanced_start x0 v w /\ forall T, solves fv fw T v w) /\
  forall v w, balanced_start x0 v w -> (forall T, solves fv fw T v w) ->
    (forall t, 0 <= t -> v t = w t) /\ is_lim w p_infty l /\
    forall s t, 0 <= s -> s < t ->
      (x0 < l -> w s < w t) /\ (l < x0 -> w t < w s) /\ (x0 = l -> w s = l /\ w t = l).

(** Both velocities share the factor X; on the diagonal both are g. *)
Section Balance.
Variables (fv fw X : R -> R -> R) (g : R -> R) (eta : R).
Hypothesis fv_factor : forall v w, fv v w = w * X v w - eta * v.
Hypothesis fw_factor : forall v w, fw v w = v * X v w - eta * w.
Hypothesis X_continuous : forall (D : R -> Prop) (v w : R -> R),
  continuous_on D v -> continuous_on D w -> continuous_on D (fun t => X (v t) (w t)).
Hypothesis diagonal : forall x, fw x x = g x.

(** The difference of the squares decays like exp (-2 eta t); without decay it is conserved. *)
Lemma deep_balance_decays (T : R) (v w : R -> R) (t : R) : solves fv fw T v w -> 0 <= t <= T ->
  (v t ^ 2 - w t ^ 2) * exp (2 * eta * t) = v 0 ^ 2 - w 0 ^ 2.
Proof.
  intros [Hv [Hw Hd]] Ht.
  replace (v 0 ^ 2 - w 0 ^ 2) with ((v 0 ^ 2 - w 0 ^ 2) * exp (2 * eta * 0)) by (rewrite Rmult_0_r, exp_0; ring).
  symmetry. apply (constant_of_derivative (fun t => (v t ^ 2 - w t ^ 2) * exp (2 * eta * t)) (fun _ => 0) 0 t);
    [lra| | |auto].
  - apply continuous_on_mult; [|apply continuous_on_exp_linear].
    apply continuous_on_minus; apply continuous_on_pow; apply continuous_on_sub with 0 T; auto; lra.
  - intros s Hs. destruct (Hd s ltac:(lra)) as [H1 H2]. auto_derive.
    + repeat split; eexists; eassumption.
    + use_derivative H1. use_derivative H2. rewrite fv_factor, fw_factor. ring.
Qed.

Lemma deep_balanced (T : R) (v w : R -> R) (t : R) : solves fv fw T v w -> v 0 = w 0 -> 0 <= t <= T -> v t = w t.
Proof.
  intros [Hv [Hw Hd]] H0 Ht. cut (v t - w t = 0); [lra|].
  apply (linear_zero (fun t => v t - w t) (fun t => - X (v t) (w t) - eta) T); try lra.
  - apply continuous_on_minus; assumption.
  - apply continuous_on_minus; [|apply continuous_on_const]. apply continuous_on_opp, X_continuous; assumption.
  - intros s Hs. destruct (Hd s Hs) as [H1 H2]. auto_derive; [repeat split; eexists; eassumption|].
    use_derivative H1. use_derivative H2. rewrite fv_factor, fw_factor. ring.
Qed.

Lemma deep_scalar (T : R) (v w : R -> R) : solves fv fw T v w -> v 0 = w 0 -> scalar_flow g T w.
Proof.
  intros Hf E. split; [apply Hf|]. intros t Ht.
  pose proof (deep_balanced T v w t Hf E ltac:(lra)) as Et. destruct Hf as [_ [_ Hd]].
  destruct (Hd t Ht) as [_ H]. rewrite Et, diagonal in H. exact H.
Qed.

Lemma deep_from_scalar (T : R) (x : R -> R) : scalar_flow g T x -> solves fv fw T x x.
Proof.
  intros [Hx Hd]. split; [exact Hx|split; [exact Hx|]]. intros t Ht.
  assert (fv (x t) (x t) = g (x t)) as -> by (rewrite <- diagonal, fv_factor, fw_factor; reflexivity).
  rewrite diagonal. split; apply Hd, Ht.
Qed.

Lemma layers_tend_of_flow (x0 l : R) : flow_tends g x0 l -> layers_tend fv fw x0 l.
Proof.
  intros [[x [E Hx]] Hlim]. split.
  - exists x, x. split; [split; exact E|]. intros T. apply deep_from_scalar, Hx.
  - intros v w [Ev Ew] Hf. assert (v 0 = w 0) as E0 by congruence.
    split; [intros t Ht; apply (deep_balanced t v w t (Hf t) E0); lra|].
    apply Hlim; [exact Ew|]. intros T. apply (deep_scalar T v w (Hf T) E0).
Qed.

End Balance.

(** ** The two objectives *)

Definition deep_jepa_limit (M : nat) (rho : R) : R := Rpower rho (/ INR M).
Definition deep_mae_limit (L M : nat) (rho : R) : R := Rpower rho (/ INR (L + M)).

Section Instances.
Variables (L M : nat) (lambda rho eta : R).
Hypothesis L_pos : (1 <= L)%nat.
Hypothesis M_pos : (1 <= M)%nat.
Hypothesis rho_pos : 0 < rho.

Let s2 := lambda / rho.
Let jepa_X (v w : R) : R := v ^ (M - 1) * w ^ (2 * L - 1) * (lambda - v ^ M * s2).
Let mae_X (v w : R) : R := v ^ (M - 1) * w ^ (L - 1) * (lambda - v ^ M * w ^ L * s2).

Lemma jepa_factors (v w : R) :
  deep_jepa_dv L M lambda s2 eta v w = w * jepa_X v w - eta * v /\
  deep_jepa_dw L M lambda s2 eta v w = v * jepa_X v w - eta * w.
Proof.
  unfold deep_jepa_dv, deep_jepa_dw, jepa_X. rewrite (pow_2L L w), (pow_L M v) by assumption. split; ring.
Qed.

Lemma mae_factors (v w : R) :
  deep_mae_dv L M lambda s2 eta v w = w * mae_X v w - eta * v /\
  deep_mae_dw L M lambda s2 eta v w = v * mae_X v w - eta * w.
Proof.
  unfold deep_mae_dv, deep_mae_dw, mae_X. rewrite (pow_L L w), (pow_L M v) by assumption. split; ring.
Qed.

Lemma jepa_X_continuous (D : R -> Prop) (v w : R -> R) : continuous_on D v -> continuous_on D w ->
  continuous_on D (fun t => jepa_X (v t) (w t)).
Proof. intros Hv Hw. unfold jepa_X. continuity_on. Qed.

Lemma mae_X_continuous (D : R -> Prop) (v w : R -> R) : continuous_on D v -> continuous_on D w ->
  continuous_on D (fun t => mae_X (v t) (w t)).
Proof. intros Hv Hw. unfold mae_X. continuity_on. Qed.

Lemma deep_jepa_diagonal (x : R) : deep_jepa_dw L M lambda s2 eta x x =
  decay_rate (2 * L + M - 1) M lambda (deep_jepa_limit M rho) eta x.
Proof.
  unfold deep_jepa_dw, decay_rate, deep_jepa_limit, s2, Rdiv.
  rewrite Rpow_mult_distr, pow_inv, Rpower_root_pow by assumption.
  replace (2 * L + M - 1)%nat with (2 * L - 1 + M)%nat by lia. rewrite pow_add. ring.
Qed.

Lemma deep_mae_diagonal (x : R) : deep_mae_dw L M lambda s2 eta x x =
  decay_rate (L + M - 1) (L + M) lambda (deep_mae_limit L M rho) eta x.
Proof.
  unfold deep_mae_dw, decay_rate, deep_mae_limit, s2, Rdiv.
  rewrite Rpow_mult_distr, pow_inv, Rpower_root_pow by (try assumption; lia).
  replace (L + M - 1)%nat with (L - 1 + M)%nat by lia. rewrite !pow_add. ring.
Qed.

(** What the curve tends to, the layers tend to. *)
Theorem deep_jepa_tends (x0 l : R) :
  flow_tends (decay_rate (2 * L + M - 1) M lambda (deep_jepa_limit M rho) eta) x0 l ->
  layers_tend (deep_jepa_dv L M lambda s2 eta) (deep_jepa_dw L M lambda s2 eta) x0 l.
Proof.
  apply (layers_tend_of_flow _ _ jepa_X _ eta).
  - intros v w. apply jepa_factors.
  - intros v w. apply jepa_factors.
  - exact jepa_X_continuous.
  - exact deep_jepa_diagonal.
Qed.

Theorem deep_mae_tends (x0 l : R) :
  flow_tends (decay_rate (L + M - 1) (L + M) lambda (deep_mae_limit L M rho) eta) x0 l ->
  layers_tend (deep_mae_dv L M lambda s2 eta) (deep_mae_dw L M lambda s2 eta) x0 l.
Proof.
  apply (layers_tend_of_flow _ _ mae_X _ eta).
  - intros v w. apply mae_factors.
  - intros v w. apply mae_factors.
  - exact mae_X_continuous.
  - exact deep_mae_diagonal.
Qed.

(** Without weight decay the curve is that of Curve.v. *)
Lemma decay_rate_zero (a m : nat) (l x : R) : decay_rate a m lambda l 0 x = curve_rate a m lambda l x.
Proof. unfold decay_rate, curve_rate. ring. Qed.

(** The differences of squares. *)
Theorem deep_balance (T : R) (v w : R -> R) (t : R) : 0 <= t <= T ->
  solves (deep_jepa_dv L M lambda s2 eta) (deep_jepa_dw L M lambda s2 eta) T v w \/
  solves (deep_mae_dv L M lambda s2 eta) (deep_mae_dw L M lambda s2 eta) T v w ->
  (v t ^ 2 - w t ^ 2) * exp (2 * eta * t) = v 0 ^ 2 - w 0 ^ 2 /\ (v 0 = w 0 -> v t = w t).
Proof.
  intros Ht [Hf|Hf].
  - set (fv := deep_jepa_dv L M lambda s2 eta) in *. set (fw := deep_jepa_dw L M lambda s2 eta) in *.
    split; [apply (deep_balance_decays fv fw jepa_X eta) with T|
      intros E; apply (deep_balanced fv fw jepa_X eta) with T];
      auto; try (intros x y; apply jepa_factors). exact jepa_X_continuous.
  - set (fv := deep_mae_dv L M lambda s2 eta) in *. set (fw := deep_mae_dw L M lambda s2 eta) in *.
    split; [apply (deep_balance_decays fv fw mae_X eta) with T|
      intros E; apply (deep_balanced fv fw mae_X eta) with T];
      auto; try (intros x y; apply mae_factors). exact mae_X_continuous.
Qed.

(** A balanced solution is a solution of the curve, and the other way round. *)
Theorem deep_jepa_curve (T x0 : R) (w : R -> R) : w 0 = x0 ->
  (scalar_flow (decay_rate (2 * L + M - 1) M lambda (deep_jepa_limit M rho) eta) T w <->
   exists v, balanced_start x0 v w /\ solves (deep_jepa_dv L M lambda s2 eta) (deep_jepa_dw L M lambda s2 eta) T v w).
Proof.
  intros E. split.
  - intros Hf. exists w. split; [split; exact E|].
    apply (deep_from_scalar _ _ jepa_X (decay_rate (2 * L + M - 1) M lambda (deep_jepa_limit M rho) eta) eta); auto;
      try (intros x y; apply jepa_factors). exact deep_jepa_diagonal.
  - intros [v [[Ev Ew] Hf]].
    apply (deep_scalar (deep_jepa_dv L M lambda s2 eta) (deep_jepa_dw L M lambda s2 eta) jepa_X _ eta) with v; auto;
      try (intros x y; apply jepa_factors); [exact jepa_X_continuous|exact deep_jepa_diagonal|congruence].
Qed.

Theorem deep_mae_curve (T x0 : R) (w : R -> R) : w 0 = x0 ->
  (scalar_flow (decay_rate (L + M - 1) (L + M) lambda (deep_mae_limit L M rho) eta) T w <->
   exists v, balanced_start x0 v w /\ solves (deep_mae_dv L M lambda s2 eta) (deep_mae_dw L M lambda s2 eta) T v w).
Proof.
  intros E. split.
  - intros Hf. exists w. split; [split; exact E|].
    apply (deep_from_scalar _ _ mae_X (decay_rate (L + M - 1) (L + M) lambda (deep_mae_limit L M rho) eta) eta); auto;
      try (intros x y; apply mae_factors). exact deep_mae_diagonal.
  - intros [v [[Ev Ew] Hf]].
    apply (deep_scalar (deep_mae_dv L M lambda s2 eta) (deep_mae_dw L M lambda s2 eta) mae_X _ eta) with v; auto;
      try (intros x y; apply mae_factors); [exact mae_X_continuous|exact deep_mae_diagonal|congruence].
Qed.

End Instances.

(** ** The losses without a top: one amplitude w, of L layers that all move

    s2 is the variance of the feature. Spectral contrastive: w' = w^(2L-1) (lambda - s2^2 w^(2L)), limit
    (lambda / s2^2)^(1/(2L)); Barlow Twins: w' = lambda w^(2L-1) (1 - lambda w^(2L)), limit lambda^(-1/(2L)). *)

Definition spectral_rate (L : nat) (lambda s2 eta w : R) : R :=
  w ^ (2 * L - 1) * (lambda - s2 ^ 2 * w ^ (2 * L)) - eta * w.
Definition barlow_rate (L : nat) (lambda eta w : R) : R :=
  lambda * w ^ (2 * L - 1) * (1 - lambda * w ^ (2 * L)) - eta * w.

Definition spectral_limit (L : nat) (lambda s2 : R) : R := Rpower (lambda / s2 ^ 2) (/ INR (2 * L)).
Definition barlow_limit (L : nat) (lambda : R) : R := Rpower (/ lambda) (/ INR (2 * L)).

Lemma spectral_curve (L : nat) (lambda s2 eta x : R) : (1 <= L)%nat -> 0 < lambda -> 0 < s2 ->
  spectral_rate L lambda s2 eta x = decay_rate (2 * L - 1) (2 * L) lambda (spectral_limit L lambda s2) eta x.
Proof.
  intros HL Hl Hs. pose proof (pow_lt s2 2 Hs). unfold spectral_rate, decay_rate, spectral_limit.
  unfold Rdiv at 1. rewrite Rpow_mult_distr, pow_inv, Rpower_root_pow by (try lia; apply Rdiv_lt_0_compat; assumption).
  set (y := x ^ (2 * L)). set (u := x ^ (2 * L - 1)). field. split; lra.
Qed.

Lemma barlow_curve (L : nat) (lambda eta x : R) : (1 <= L)%nat -> 0 < lambda ->
  barlow_rate L lambda eta x = decay_rate (2 * L - 1) (2 * L) lambda (barlow_limit L lambda) eta x.
Proof.
  intros HL Hl. unfold barlow_rate, decay_rate, barlow_limit.
  unfold Rdiv. rewrite Rpow_mult_distr, pow_inv, Rpower_root_pow by (try lia; apply Rinv_0_lt_compat; assumption).
  rewrite Rinv_inv. ring.
Qed.

(** ** The thresholds in lambda and rho *)

Lemma rpower_root_power (n k : nat) (x : R) : Rpower x (/ INR n) ^ k = Rpower x (INR k / INR n).
Proof.
  rewrite <- Rpower_pow by apply Rpower_pos. rewrite Rpower_mult. f_equal. unfold Rdiv. ring.
Qed.

Theorem deep_jepa_threshold (L M : nat) (lambda rho : R) : (1 <= L)%nat -> (1 <= M)%nat -> 0 < rho ->
  largest_decay (2 * L + M - 1) M lambda (deep_jepa_limit M rho) =
  lambda * Rpower rho (INR (2 * L + M - 2) / INR M) * decay_c (2 * L + M - 1) M.
Proof.
  intros HL HM Hr. unfold largest_decay, deep_jepa_limit. rewrite rpower_root_power.
  replace (2 * L + M - 1 - 1)%nat with (2 * L + M - 2)%nat by lia. reflexivity.
Qed.

Theorem deep_mae_threshold (L M : nat) (lambda rho : R) : (1 <= L)%nat -> (1 <= M)%nat -> 0 < rho ->
  largest_decay (L + M - 1) (L + M) lambda (deep_mae_limit L M rho) =
  lambda * Rpower rho (INR (L + M - 2) / INR (L + M)) * decay_c (L + M - 1) (L + M).
Proof.
  intros HL HM Hr. unfold largest_decay, deep_mae_limit. rewrite rpower_root_power.
  replace (L + M - 1 - 1)%nat with (L + M - 2)%nat by lia. reflexivity.
Qed.

(** One predictor layer: (2L-1)^(2L-1) / (2L)^(2L). *)
Theorem decay_c_jepa (L : nat) : (1 <= L)%nat ->
  decay_c (2 * L) 1 = INR (2 * L - 1) ^ (2 * L - 1) / INR (2 * L) ^ (2 * L).
Proof.
  intros HL. unfold decay_c.
  assert (INR (2 * L) - 1 = INR (2 * L - 1)) as -> by (rewrite minus_INR by lia; reflexivity).
  replace (INR (2 * L - 1) + INR 1) with (INR (2 * L)) by (rewrite <- plus_INR; f_equal; lia).
  pose proof (INR_pos (2 * L - 1) ltac:(lia)) as H1. pose proof (INR_pos (2 * L) ltac:(lia)) as H2.
  change (INR 1) with 1. replace (INR (2 * L - 1) / 1) with (INR (2 * L - 1)) by field.
  rewrite Rpower_pow by (apply Rdiv_lt_0_compat; assumption).
  unfold Rdiv at 1. rewrite Rpow_mult_distr, pow_inv. rewrite (pow_2L L (INR (2 * L))) by exact HL.
  assert (INR (2 * L) ^ (2 * L - 1) <> 0) by (apply pow_nonzero; lra).
  set (x := INR (2 * L)) in *. set (y := x ^ (2 * L - 1)) in *. field. split; [assumption|lra].
Qed.

Theorem spectral_threshold (L : nat) (lambda rho : R) : (1 <= L)%nat -> 0 < lambda -> 0 < rho ->
  largest_decay (2 * L - 1) (2 * L) lambda (spectral_limit L lambda (lambda / rho)) =
  Rpower lambda (/ INR L) * Rpower rho (INR (2 * L - 2) / INR L) * decay_c (2 * L - 1) (2 * L).
Proof.
  intros HL Hl Hr. unfold largest_decay, spectral_limit.
  replace (lambda / (lambda / rho) ^ 2) with (rho ^ 2 * / lambda) by (field; lra).
  rewrite rpower_root_power.
  replace (2 * L - 1 - 1)%nat with (2 * L - 2)%nat by lia. f_equal.
  set (k := INR (2 * L - 2) / INR (2 * L)). pose proof (INR_pos L HL) as HN.
  assert (INR (2 * L) = 2 * INR L) as E2 by (rewrite mult_INR; reflexivity).
  assert (2 * k = INR (2 * L - 2) / INR L) as Ek by (unfold k; rewrite E2; field; lra).
  rewrite <- Rpower_mult_distr by (try (apply pow_lt, Hr); apply Rinv_0_lt_compat, Hl).
  rewrite Rpower_of_pow by exact Hr. change (INR 2) with 2. rewrite Ek.
  replace (Rpower (/ lambda) k) with (Rpower lambda (- k)).
  - rewrite <- Rmult_assoc, (Rmult_comm lambda), Rmult_assoc.
    assert (lambda * Rpower lambda (- k) = Rpower lambda (/ INR L)) as E.
    { rewrite <- (Rpower_1 lambda Hl) at 1. rewrite <- Rpower_plus. f_equal. unfold k. rewrite minus_INR by lia.
      rewrite E2. change (INR 2) with 2. field. lra. }
    rewrite E. ring.
  - unfold Rpower. rewrite ln_Rinv by exact Hl. f_equal. ring.
Qed.

Theorem barlow_threshold (L : nat) (lambda : R) : (1 <= L)%nat -> 0 < lambda ->
  largest_decay (2 * L - 1) (2 * L) lambda (barlow_limit L lambda) =
  Rpower lambda (/ INR L) * decay_c (2 * L - 1) (2 * L).
Proof.
  intros HL Hl. unfold largest_decay, barlow_limit. rewrite rpower_root_power.
  replace (2 * L - 1 - 1)%nat with (2 * L - 2)%nat by lia. f_equal.
  set (k := INR (2 * L - 2) / INR (2 * L)). pose proof (INR_pos L HL) as HN.
  assert (INR (2 * L) = 2 * INR L) as E2 by (rewrite mult_INR; reflexivity).
  replace (Rpower (/ lambda) k) with (Rpower lambda (- k)).
  - rewrite <- (Rpower_1 lambda Hl) at 1. rewrite <- Rpower_plus. f_equal. unfold k. rewrite minus_INR by lia.
    rewrite E2. change (INR 2) with 2. field. lra.
  - unfold Rpower. rewrite ln_Rinv by exact Hl. f_equal. ring.
Qed.
