(** * Above: starts above the fixed point

    The layer amplitude then strictly decreases to the fixed point. (Starts below it
    are treated in JepaTime and MaeTime.) *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime JepaOracle.Collapse.
Local Open Scope R_scope.

(** ** JEPA *)

Section Jepa.
Variables (L : nat) (lambda rho w0 : R) (v w : R -> R).
Hypothesis L_pos : (1 <= L)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis rho_pos : 0 < rho.
Hypothesis start : balanced_start w0 v w.
Hypothesis solution : forall T, jepa_flow L lambda (lambda / rho) T v w.

(** From every w0 > 0, below or above rho, both layers tend to rho. *)
Theorem jepa_limit_any_start : 0 < w0 -> is_lim w p_infty rho /\ is_lim v p_infty rho.
Proof.
  intros H0. destruct start as [Ev Ew].
  destruct (unbalanced_learned L lambda rho w0 w0 L_pos lambda_pos rho_pos H0 v w solution Ev Ew) as [Hv [Hw _]].
  - right. split; [exact H0|]. pose proof (pow_lt rho 2 rho_pos). lra.
  - split; [|exact Hv]. rewrite Rminus_eq_0, Rminus_0_r, sqrt_pow2 in Hw by lra. exact Hw.
Qed.

Theorem jepa_monotone_above : rho < w0 -> forall s t, 0 <= s -> s < t -> rho < w t < w s.
Proof.
  intros H0 s t Hs Hst. destruct start as [Ev Ew].
  assert (forall t, 0 <= t -> rho < w t) as Ha.
  { intros r Hr. rewrite <- (jepa_balanced L lambda (lambda / rho) r v w r) by (auto; lra || congruence).
    apply (unbalanced_above L lambda rho w0 rho_pos v w solution Ev r H0 Hr). }
  split; [apply Ha; lra|].
  cut (- w s < - w t); [lra|].
  apply (increasing_of_derivative (fun t => - w t) (fun t => - jepa_rate L lambda rho (w t)) s t Hst).
  - apply continuous_on_opp, continuous_on_sub with 0 t; [lra|lra|apply (solution t)].
  - intros r Hr. apply (is_derive_opp w). apply (jepa_scalar L lambda rho t v w); auto; lra || congruence.
  - intros r Hr. pose proof (Ha r ltac:(lra)). unfold jepa_rate.
    assert (1 < w r / rho).
    { apply Rmult_lt_reg_r with rho; [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
    assert (0 < lambda * w r ^ (2 * L)) by (apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]). nra.
Qed.

End Jepa.

(** ** MAE *)

Definition mae_rate_slope (L : nat) (lambda rho x : R) : R :=
  lambda * (INR L * x ^ Init.Nat.pred L) * (1 - x ^ S L / rho) + lambda * x ^ L * (- (INR (S L) * x ^ L / rho)).

Lemma mae_rate_derive L lambda rho x : is_derive (mae_rate L lambda rho) x (mae_rate_slope L lambda rho x).
Proof.
  unfold mae_rate, mae_rate_slope.
  apply (is_derive_mult (fun x => lambda * x ^ L) (fun x => 1 - x ^ S L / rho)); [| |apply Rmult_comm].
  - apply (is_derive_scal (fun x => x ^ L)). evar_last.
    + apply (is_derive_pow (fun x => x)), (is_derive_id x).
    + real_equation. unfold one; simpl. ring.
  - evar_last.
    + apply (is_derive_minus (fun _ => 1) (fun x => x ^ S L / rho)); [apply is_derive_const|].
      apply (is_derive_ext (fun x => / rho * x ^ S L)); [intros; unfold Rdiv; real_equation; ring|].
      apply (is_derive_scal (fun x => x ^ S L)). apply (is_derive_pow (fun x => x)), (is_derive_id x).
    + unfold minus, plus, opp, zero, one; cbn -[INR pow]. change (Init.Nat.pred (S L)) with L. unfold Rdiv. ring.
Qed.

Lemma mae_rate_neg L lambda rho x :
  0 < lambda -> 0 < rho -> mae_limit L rho < x -> mae_rate L lambda rho x < 0.
Proof.
  intros Hl Hr Hx. pose proof (mae_limit_pos L rho) as Hm. unfold mae_rate.
  assert (rho < x ^ S L).
  { rewrite <- (mae_limit_pow L rho Hr). apply pow_increasing; [lia|lra|exact Hx]. }
  assert (1 < x ^ S L / rho).
  { apply Rmult_lt_reg_r with rho; [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  assert (0 < lambda * x ^ L) by (apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]). nra.
Qed.

Lemma mae_rate_limit L lambda rho : 0 < rho -> mae_rate L lambda rho (mae_limit L rho) = 0.
Proof. intros Hr. unfold mae_rate. rewrite mae_limit_pow by exact Hr. field. lra. Qed.

Section Mae.
Variables (L : nat) (lambda rho w0 : R) (v w : R -> R).
Hypothesis L_pos : (1 <= L)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis rho_pos : 0 < rho.
Hypothesis start : balanced_start w0 v w.
Hypothesis solution : forall T, mae_flow L lambda (lambda / rho) T v w.

Lemma mae_above : mae_limit L rho < w0 -> forall t, 0 <= t -> mae_limit L rho < w t.
Proof.
  intros H0 t Ht. destruct start as [Ev Ew]. pose proof (mae_limit_pow L rho rho_pos) as Hpow.
  set (r := mae_limit L rho) in *. destruct (solution t) as [_ [Hw _]].
  cut (r - w t < 0); [lra|].
  apply (linear_neg (fun t => r - w t) (fun t => - (lambda / rho * w t ^ L * geometric L r (w t))) t t Ht); try lra.
  - continuity_on.
  - apply continuous_on_opp.
    apply (continuous_on_mult _ (fun t => lambda / rho * w t ^ L) (fun t => geometric L r (w t))); [continuity_on|].
    apply continuous_on_comp; [exact Hw|]. intros; apply geometric_continuous.
  - intros s Hs.
    pose proof (mae_scalar L lambda rho t v w s L_pos ltac:(lra) (solution t) ltac:(congruence) Hs) as H.
    evar_last.
    + apply (is_derive_minus (fun _ => r) w); [apply is_derive_const|exact H].
    + unfold minus, plus, opp, zero; cbn -[pow].
      replace (- (lambda / rho * w s ^ L * geometric L r (w s)) * (r - w s))
        with (- (lambda / rho * w s ^ L * ((r - w s) * geometric L r (w s)))) by ring.
      rewrite geometric_spec, Hpow. unfold mae_rate. field. lra.
Qed.

(** A start exactly at the limit stays there. *)
Lemma mae_at : w0 = mae_limit L rho -> forall t, 0 <= t -> w t = mae_limit L rho.
Proof.
  intros H0 t Ht. destruct start as [Ev Ew]. pose proof (mae_limit_pow L rho rho_pos) as Hpow.
  set (r := mae_limit L rho) in *. destruct (solution t) as [_ [Hw _]].
  cut (r - w t = 0); [lra|].
  apply (linear_zero (fun t => r - w t) (fun t => - (lambda / rho * w t ^ L * geometric L r (w t))) t Ht); try lra.
  - continuity_on.
  - apply continuous_on_opp.
    apply (continuous_on_mult _ (fun t => lambda / rho * w t ^ L) (fun t => geometric L r (w t))); [continuity_on|].
    apply continuous_on_comp; [exact Hw|]. intros; apply geometric_continuous.
  - intros s Hs.
    pose proof (mae_scalar L lambda rho t v w s L_pos ltac:(lra) (solution t) ltac:(congruence) Hs) as H.
    evar_last.
    + apply (is_derive_minus (fun _ => r) w); [apply is_derive_const|exact H].
    + unfold minus, plus, opp, zero; cbn -[pow].
      replace (- (lambda / rho * w s ^ L * geometric L r (w s)) * (r - w s))
        with (- (lambda / rho * w s ^ L * ((r - w s) * geometric L r (w s)))) by ring.
      rewrite geometric_spec, Hpow. unfold mae_rate. field. lra.
Qed.

Theorem mae_monotone_above : mae_limit L rho < w0 ->
  forall s t, 0 <= s -> s < t -> mae_limit L rho < w t < w s.
Proof.
  intros H0 s t Hs Hst. destruct start as [Ev Ew]. pose proof (mae_above H0) as Ha.
  split; [apply Ha; lra|]. cut (- w s < - w t); [lra|].
  apply (increasing_of_derivative (fun t => - w t) (fun t => - mae_rate L lambda rho (w t)) s t Hst).
  - apply continuous_on_opp, continuous_on_sub with 0 t; [lra|lra|apply (solution t)].
  - intros r Hr. apply (is_derive_opp w). apply (mae_scalar L lambda rho t v w); auto; lra || congruence.
  - intros r Hr. pose proof (mae_rate_neg L lambda rho (w r) lambda_pos rho_pos (Ha r ltac:(lra))). lra.
Qed.

Theorem mae_tends_above : mae_limit L rho < w0 -> is_lim w p_infty (mae_limit L rho).
Proof.
  intros H0. destruct start as [Ev Ew]. pose proof (mae_above H0) as Ha. pose proof (mae_monotone_above H0) as Hm.
  destruct (monotone_limit (fun t => - w t) (- mae_limit L rho)) as [l [Hl Hle]].
  { intros s t Hs [Hst| ->]; [|lra]. pose proof (Hm s t Hs Hst). lra. }
  { intros t Ht. pose proof (Ha t Ht). lra. }
  assert (is_lim w p_infty (- l)) as Hw.
  { apply is_lim_ext with (fun t => - - w t); [intros; ring|]. apply (is_lim_opp _ _ l Hl). }
  replace (mae_limit L rho) with (- l); [exact Hw|].
  assert (mae_limit L rho <= - l) as Hge.
  { apply (limit_ge w _ _ Hw). intros t Ht. apply Rlt_le, Ha. lra. }
  destruct Hge as [Hgt|E]; [exfalso|symmetry; exact E].
  pose proof (mae_rate_neg L lambda rho (- l) lambda_pos rho_pos Hgt).
  assert (mae_rate L lambda rho (- l) = 0); [|lra].
  apply (derivative_limit_zero w (fun t => mae_rate L lambda rho (w t)) (- l)).
  - intros t Ht. apply (mae_scalar L lambda rho (t + 1) v w); auto; lra || congruence.
  - exact Hw.
  - apply (is_lim_continuous w (mae_rate L lambda rho)); [exact Hw|apply mae_rate_continuous].
Qed.

End Mae.

Theorem mae_exists_above (L : nat) (lambda rho w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> mae_limit L rho < w0 ->
  exists v w, balanced_start w0 v w /\ forall T, mae_flow L lambda (lambda / rho) T v w.
Proof.
  intros HL Hl Hr H0. pose proof (mae_limit_pos L rho) as Hm.
  destruct (growth_exists_smooth (fun y => - mae_rate L lambda rho (- y))
    (fun y => mae_rate_slope L lambda rho (- y)) (- w0 - 1) (- mae_limit L rho) (- w0)) as [y [E [Hy [Hc Hd]]]].
  - lra.
  - intros y _. evar_last.
    + apply (is_derive_opp (fun y => mae_rate L lambda rho (- y))).
      apply (is_derive_comp (mae_rate L lambda rho) (fun y => - y)); [apply mae_rate_derive|].
      instantiate (1 := -1). auto_derive; [trivial|ring].
    + change (- (-1 * mae_rate_slope L lambda rho (- y)) = mae_rate_slope L lambda rho (- y)). ring.
  - unfold mae_rate_slope, Rdiv. continuity_on.
  - intros y Hy. pose proof (mae_rate_neg L lambda rho (- y) Hl Hr ltac:(lra)). lra.
  - rewrite Ropp_involutive, mae_rate_limit by exact Hr. ring.
  - exists (fun t => - y t), (fun t => - y t). split; [split; lra|].
    intros T. apply mae_from_scalar; [exact HL|lra|apply continuous_on_opp, Hc|].
    intros t Ht. specialize (Hd t ltac:(lra)).
    replace (mae_rate L lambda rho (- y t)) with (- - mae_rate L lambda rho (- y t)) by ring.
    apply (is_derive_opp y). exact Hd.
Qed.

(** From every w0 > 0, below, at or above the limit, the layer amplitude tends to it. *)
Theorem mae_limit_any_start (L : nat) (lambda rho w0 : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 -> balanced_start w0 v w ->
  (forall T, mae_flow L lambda (lambda / rho) T v w) -> is_lim w p_infty (mae_limit L rho).
Proof.
  intros HL Hl Hr H0 Hb Hf. destruct (Rtotal_order w0 (mae_limit L rho)) as [H|[H|H]].
  - apply (mae_tends L lambda rho HL Hl Hr w0 v w); auto.
  - apply is_lim_ext_loc with (fun _ => mae_limit L rho); [|apply is_lim_const].
    exists 0. intros t Ht. symmetry. apply (mae_at L lambda rho w0 v w HL Hr Hb Hf H). lra.
  - apply (mae_tends_above L lambda rho w0 v w HL Hl Hr Hb Hf H).
Qed.

Theorem mae_exists_any_start (L : nat) (lambda rho w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 ->
  exists v w, balanced_start w0 v w /\ forall T, mae_flow L lambda (lambda / rho) T v w.
Proof.
  intros HL Hl Hr H0. destruct (Rtotal_order w0 (mae_limit L rho)) as [H|[H|H]].
  - apply mae_exists; auto.
  - exists (fun _ => w0), (fun _ => w0). split; [split; reflexivity|]. intros T.
    apply mae_from_scalar; [exact HL|lra|apply continuous_on_const|].
    intros t Ht. rewrite H, mae_rate_limit by exact Hr. auto_derive; [trivial|reflexivity].
  - apply mae_exists_above; assumption.
Qed.
