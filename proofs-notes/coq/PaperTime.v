(** * PaperTime: the paper's time is L times gradient-flow time

    The paper's equations for the encoder amplitude u carry no factor L:
      JEPA: u' = lambda u^(3 - 1/L) - (lambda/rho) u^3
      MAE : u' = lambda u^(2 - 1/L) - (lambda/rho) u^3. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime.
Local Open Scope R_scope.

(** u is a positive solution of u' = lambda u^e - (lambda/rho) u^3 on [0, T]. *)
Definition paper_flow (e lambda rho T : R) (u : R -> R) : Prop :=
  continuous_on (between 0 T) u /\ (forall t, 0 <= t <= T -> 0 < u t) /\
  forall t, 0 < t < T -> is_derive u t (lambda * Rpower (u t) e - lambda / rho * u t ^ 3).

(** Critical time of the paper's equation: from eps to the fraction p of the limit. *)
Definition paper_jepa_critical L lambda rho eps p u T : Prop :=
  paper_flow (3 - / INR L) lambda rho T u /\ u 0 = eps /\ first_time u (p * rho ^ L) T.
Definition paper_mae_critical L lambda rho eps p u T : Prop :=
  paper_flow (2 - / INR L) lambda rho T u /\ u 0 = eps /\
  first_time u (p * Rpower rho (INR L / INR (S L))) T.

(** The layer amplitude that belongs to u, in flow time. *)
Definition layer_of (L : nat) (u : R -> R) (t : R) : R := Rpower (u (INR L * t)) (/ INR L).

Lemma layer_of_pow L u t : (1 <= L)%nat -> 0 < u (INR L * t) -> layer_of L u t ^ L = u (INR L * t).
Proof. intros HL Hu. apply Rpower_root_pow; assumption. Qed.

Lemma layer_of_continuous (L : nat) (e lambda rho T : R) (u : R -> R) :
  (1 <= L)%nat -> paper_flow e lambda rho (INR L * T) u -> continuous_on (between 0 T) (layer_of L u).
Proof.
  intros HL [Hc [Hp _]]. pose proof (INR_pos L HL) as HN.
  assert (forall t, 0 <= t <= T -> 0 <= INR L * t <= INR L * T) as Hin.
  { intros t Ht. split; [apply Rmult_le_pos; lra|apply Rmult_le_compat_l; lra]. }
  apply (continuous_on_comp _ (fun t => u (INR L * t)) (fun x => Rpower x (/ INR L))).
  - intros t Ht P HP. specialize (Hin t Ht) as Ht'. destruct (Hc (INR L * t) Ht' P HP) as [d Hd].
    assert (0 < d / INR L) as Hd' by (apply Rdiv_lt_0_compat; [apply cond_pos|exact HN]).
    exists (mkposreal _ Hd'). intros y Hy Hy'. apply Hd; [|apply Hin, Hy'].
    assert (Rabs (y - t) < d / INR L) as Hy1 by exact Hy.
    change (Rabs (INR L * y - INR L * t) < d). rewrite <- Rmult_minus_distr_l, Rabs_mult, (Rabs_right (INR L)) by lra.
    apply (Rmult_lt_compat_l _ _ _ HN) in Hy1. replace (INR L * (d / INR L)) with (pos d) in Hy1 by (field; lra).
    exact Hy1.
  - intros t Ht. apply (continuous_of_derive _ _ (/ INR L * / u (INR L * t) * Rpower (u (INR L * t)) (/ INR L))).
    pose proof (Hp _ (Hin t Ht)). unfold Rpower. auto_derive; [assumption|]. ring.
Qed.

Lemma layer_of_derive (L : nat) (e lambda rho T t : R) (u : R -> R) :
  (1 <= L)%nat -> paper_flow e lambda rho (INR L * T) u -> 0 < t < T ->
  is_derive (layer_of L u) t
    (layer_of L u t * (lambda * Rpower (u (INR L * t)) e - lambda / rho * u (INR L * t) ^ 3) / u (INR L * t)).
Proof.
  intros HL [_ [Hp Hd]] Ht. pose proof (INR_pos L HL) as HN.
  assert (0 < INR L * t < INR L * T) as Hin.
  { split; [apply Rmult_lt_0_compat; lra|apply Rmult_lt_compat_l; lra]. }
  pose proof (Hp (INR L * t) ltac:(lra)) as Hu. pose proof (Hd (INR L * t) Hin) as H.
  set (du := lambda * Rpower (u (INR L * t)) e - lambda / rho * u (INR L * t) ^ 3) in *.
  unfold layer_of, Rpower. auto_derive.
  - repeat split; [eexists; exact H|exact Hu].
  - use_derivative H. field. split; lra.
Qed.

(** A solution of the paper's equation is a solution of the flow, at L times the speed. *)
Lemma paper_jepa_is_flow (L : nat) (lambda rho T : R) (u : R -> R) :
  (1 <= L)%nat -> rho <> 0 -> paper_flow (3 - / INR L) lambda rho (INR L * T) u ->
  jepa_flow L lambda (lambda / rho) T (layer_of L u) (layer_of L u).
Proof.
  intros HL Hr Hf. pose proof (INR_pos L HL) as HN. apply jepa_from_scalar; try assumption.
  - apply layer_of_continuous with (3 - / INR L) lambda rho; assumption.
  - intros t Ht. pose proof (layer_of_derive L _ lambda rho T t u HL Hf Ht) as H.
    assert (0 < u (INR L * t)) as Hu.
    { apply Hf. split; [apply Rmult_le_pos; lra|apply Rmult_le_compat_l; lra]. }
    replace (jepa_rate L lambda rho (layer_of L u t)) with
      (layer_of L u t * (lambda * Rpower (u (INR L * t)) (3 - / INR L) - lambda / rho * u (INR L * t) ^ 3) / u (INR L
        * t));
      [exact H|].
    rewrite <- (layer_of_pow L u t HL Hu).
    pose proof (Rpower_pos (u (INR L * t)) (/ INR L)) as Hx. fold (layer_of L u t) in Hx.
    set (x := layer_of L u t) in *.
    rewrite (encoder_power L (2 * L + (L - 1)) x); try assumption.
    + unfold jepa_rate. rewrite pow_add, <- pow_mult. replace (L * 3)%nat with (2 * L + L)%nat by lia.
      rewrite pow_add, (pow_L L x) by exact HL. assert (x ^ (L - 1) <> 0) by (apply pow_nonzero; lra).
      field. repeat split; try assumption; lra.
    + rewrite plus_INR, mult_INR, minus_INR by exact HL. simpl (INR 2). simpl (INR 1). field. lra.
Qed.

Lemma paper_mae_is_flow (L : nat) (lambda rho T : R) (u : R -> R) :
  (1 <= L)%nat -> rho <> 0 -> paper_flow (2 - / INR L) lambda rho (INR L * T) u ->
  mae_flow L lambda (lambda / rho) T (layer_of L u) (layer_of L u).
Proof.
  intros HL Hr Hf. pose proof (INR_pos L HL) as HN. apply mae_from_scalar; try assumption.
  - apply layer_of_continuous with (2 - / INR L) lambda rho; assumption.
  - intros t Ht. pose proof (layer_of_derive L _ lambda rho T t u HL Hf Ht) as H.
    assert (0 < u (INR L * t)) as Hu.
    { apply Hf. split; [apply Rmult_le_pos; lra|apply Rmult_le_compat_l; lra]. }
    replace (mae_rate L lambda rho (layer_of L u t)) with
      (layer_of L u t * (lambda * Rpower (u (INR L * t)) (2 - / INR L) - lambda / rho * u (INR L * t) ^ 3) / u (INR L
        * t));
      [exact H|].
    rewrite <- (layer_of_pow L u t HL Hu).
    pose proof (Rpower_pos (u (INR L * t)) (/ INR L)) as Hx. fold (layer_of L u t) in Hx.
    set (x := layer_of L u t) in *.
    rewrite (encoder_power L (L + (L - 1)) x); try assumption.
    + unfold mae_rate. rewrite pow_add, <- pow_mult. replace (L * 3)%nat with (L + (L + L))%nat by lia.
      simpl (x ^ S L). rewrite !pow_add, (pow_L L x) by exact HL.
      assert (x ^ (L - 1) <> 0) by (apply pow_nonzero; lra).
      field. repeat split; try assumption; lra.
    + rewrite plus_INR, minus_INR by exact HL. simpl (INR 1). field. lra.
Qed.

Lemma first_time_rescaled (L : nat) (u : R -> R) (level T : R) :
  (1 <= L)%nat -> (forall t, 0 <= t <= T -> 0 < u (INR L * t)) ->
  first_time u level (INR L * T) -> first_time (fun t => layer_of L u t ^ L) level T.
Proof.
  intros HL Hu [HT [E Hne]]. pose proof (INR_pos L HL) as HN.
  assert (0 <= T) as HT0.
  { apply Rmult_le_reg_l with (INR L); [exact HN|]. rewrite Rmult_0_r. exact HT. }
  split; [exact HT0|split].
  - rewrite layer_of_pow; [exact E|exact HL|apply Hu; lra].
  - intros t Ht. rewrite layer_of_pow; [|exact HL|apply Hu; lra].
    apply Hne. split; [apply Rmult_le_pos; lra|apply Rmult_lt_compat_l; lra].
Qed.

(** Every critical time of the paper's JEPA equation is L times the critical time of
    every solution of the flow with the same data. *)
Theorem jepa_paper_time (L : nat) (lambda rho eps p T P : R) (v w u : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < eps < rho ^ L -> 0 < p < 1 ->
  jepa_critical L lambda rho eps p v w T -> paper_jepa_critical L lambda rho eps p u P ->
  P = INR L * T.
Proof.
  intros HL Hl Hr He Hp Hc [Hf [E0 Ht]]. pose proof (INR_pos L HL) as HN.
  set (S := P / INR L). assert (P = INR L * S) as EP by (unfold S; field; lra).
  rewrite EP in *. f_equal.
  assert (jepa_critical L lambda rho eps p (layer_of L u) (layer_of L u) S) as Hc'.
  { split; [apply paper_jepa_is_flow; try assumption; lra|split].
    - unfold balanced_start, layer_of. rewrite Rmult_0_r, E0. split; reflexivity.
    - apply first_time_rescaled; try assumption. intros t Ht'. apply Hf.
      split; [apply Rmult_le_pos; lra|apply Rmult_le_compat_l; lra]. }
  destruct (jepa_critical_time L lambda rho eps p T v w) as [E1 _]; try assumption.
  destruct (jepa_critical_time L lambda rho eps p S (layer_of L u) (layer_of L u)) as [E2 _]; try assumption.
  rewrite E1, E2. reflexivity.
Qed.

Theorem mae_paper_time (L : nat) (lambda rho eps p T P : R) (v w u : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < eps < Rpower rho (INR L / INR (S L)) -> 0 < p < 1 ->
  mae_critical L lambda rho eps p v w T -> paper_mae_critical L lambda rho eps p u P ->
  P = INR L * T.
Proof.
  intros HL Hl Hr He Hp Hc [Hf [E0 Ht]]. pose proof (INR_pos L HL) as HN.
  set (Q := P / INR L). assert (P = INR L * Q) as EP by (unfold Q; field; lra).
  rewrite EP in *. f_equal.
  assert (mae_critical L lambda rho eps p (layer_of L u) (layer_of L u) Q) as Hc'.
  { split; [apply paper_mae_is_flow; try assumption; lra|split].
    - unfold balanced_start, layer_of. rewrite Rmult_0_r, E0. split; reflexivity.
    - apply first_time_rescaled; try assumption. intros t Ht'. apply Hf.
      split; [apply Rmult_le_pos; lra|apply Rmult_le_compat_l; lra]. }
  rewrite (mae_critical_time L lambda rho eps p T v w); try assumption.
  rewrite (mae_critical_time L lambda rho eps p Q (layer_of L u) (layer_of L u)); try assumption.
  reflexivity.
Qed.

(** ** Solutions of the paper's equations exist *)

Lemma rescaled_flow (L : nat) (e lambda rho T : R) (w : R -> R) :
  (1 <= L)%nat -> continuous_on (between 0 T) w -> (forall t, 0 <= t <= T -> 0 < w t) ->
  (forall t, 0 < t < T -> is_derive (fun t => w t ^ L) t
     (INR L * (lambda * Rpower (w t ^ L) e - lambda / rho * (w t ^ L) ^ 3))) ->
  paper_flow e lambda rho (INR L * T) (fun s => w (s / INR L) ^ L).
Proof.
  intros HL Hc Hp Hd. pose proof (INR_pos L HL) as HN.
  assert (forall s, 0 <= s <= INR L * T -> 0 <= s / INR L <= T) as Hin.
  { intros s Hs. split; [apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat, HN]|].
    apply Rmult_le_reg_r with (INR L); [exact HN|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  split; [|split].
  - apply continuous_on_pow. intros s Hs P HP. destruct (Hc (s / INR L) (Hin s Hs) P HP) as [d Hd'].
    assert (0 < INR L * d) as Hd0 by (apply Rmult_lt_0_compat; [exact HN|apply cond_pos]).
    exists (mkposreal _ Hd0). intros y Hy Hy'. apply Hd'; [|apply Hin, Hy'].
    assert (Rabs (y - s) < INR L * d) as Hy1 by exact Hy.
    change (Rabs (y / INR L - s / INR L) < d).
    replace (y / INR L - s / INR L) with (/ INR L * (y - s)) by (field; lra).
    rewrite Rabs_mult, (Rabs_right (/ INR L)) by (left; apply Rinv_0_lt_compat, HN).
    apply Rmult_lt_reg_l with (INR L); [exact HN|]. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra. exact Hy1.
  - intros s Hs. apply pow_lt, Hp, Hin, Hs.
  - intros s Hs.
    assert (0 < s / INR L < T) as Hs'.
    { split; [apply Rdiv_lt_0_compat; lra|].
      apply Rmult_lt_reg_r with (INR L); [exact HN|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
    pose proof (Hd _ Hs') as H.
    assert (is_derive (fun s => s / INR L) s (/ INR L)) as H1 by (auto_derive; [trivial|field; lra]).
    pose proof (is_derive_comp (fun t => w t ^ L) (fun s => s / INR L) s _ _ H H1) as H2.
    evar_last; [exact H2|]. unfold scal; cbn -[INR pow]; unfold mult; cbn -[INR pow].
    set (A := lambda * Rpower (w (s / INR L) ^ L) e - lambda / rho * (w (s / INR L) ^ L) ^ 3).
    rewrite <- Rmult_assoc, Rinv_l by lra. ring.
Qed.

Lemma first_time_stretched (L : nat) (x : R -> R) (level T : R) :
  (1 <= L)%nat -> first_time x level T -> first_time (fun s => x (s / INR L)) level (INR L * T).
Proof.
  intros HL [HT [E Hne]]. pose proof (INR_pos L HL) as HN. split; [apply Rmult_le_pos; lra|split].
  - replace (INR L * T / INR L) with T by (field; lra). exact E.
  - intros s Hs. apply Hne. split; [apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat, HN]|].
    apply Rmult_lt_reg_r with (INR L); [exact HN|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Theorem jepa_paper_exists (L : nat) (lambda rho eps p : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < p < 1 -> 0 < eps <= p * rho ^ L ->
  exists u P, paper_jepa_critical L lambda rho eps p u P.
Proof.
  intros HL Hl Hr Hp He. destruct (jepa_critical_exists L lambda rho eps p HL Hl Hr Hp He)
    as [v [w [T [Hf [[Ev Ew] Ht]]]]].
  pose proof (INR_pos L HL) as HN. pose proof (pow_lt rho L Hr).
  assert (0 < eps < rho ^ L) as He' by nra.
  assert (0 < w 0 < rho) as H0.
  { rewrite Ew. split; [apply Rpower_pos|apply Rpower_root_lt; assumption]. }
  assert (v 0 = w 0) as Evw by congruence.
  exists (fun s => w (s / INR L) ^ L), (INR L * T). split; [|split].
  - apply rescaled_flow; [exact HL|apply Hf| |].
    + intros t Ht'. apply (jepa_invariant L lambda rho T v w); auto.
    + intros t Ht'. apply (jepa_encoder_equation L lambda rho T v w); auto.
  - unfold Rdiv. rewrite Rmult_0_l, Ew. apply Rpower_root_pow; [exact HL|lra].
  - apply (first_time_stretched L (fun t => w t ^ L)); assumption.
Qed.

Theorem mae_paper_exists (L : nat) (lambda rho eps p : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < p < 1 -> 0 < eps <= p * Rpower rho (INR L / INR (S L)) ->
  exists u P, paper_mae_critical L lambda rho eps p u P.
Proof.
  intros HL Hl Hr Hp He. destruct (mae_critical_exists L lambda rho eps p HL Hl Hr Hp He)
    as [v [w [T [Hf [[Ev Ew] Ht]]]]].
  pose proof (INR_pos L HL) as HN. pose proof (mae_limit_pos L rho) as Hm. rewrite mae_encoder_limit_pow in He.
  pose proof (pow_lt (mae_limit L rho) L Hm).
  assert (0 < eps < mae_limit L rho ^ L) as He' by nra.
  assert (0 < w 0 < mae_limit L rho) as H0.
  { rewrite Ew. split; [apply Rpower_pos|apply Rpower_root_lt; assumption]. }
  assert (v 0 = w 0) as Evw by congruence.
  exists (fun s => w (s / INR L) ^ L), (INR L * T). split; [|split].
  - apply rescaled_flow; [exact HL|apply Hf| |].
    + intros t Ht'. apply (mae_invariant L lambda rho T v w); auto.
    + intros t Ht'. apply (mae_encoder_equation L lambda rho T v w); auto.
  - unfold Rdiv. rewrite Rmult_0_l, Ew. apply Rpower_root_pow; [exact HL|lra].
  - apply (first_time_stretched L (fun t => w t ^ L)); assumption.
Qed.
