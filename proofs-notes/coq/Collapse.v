(** * Collapse: unbalanced starts, and training without the stop-gradient *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model.
Local Open Scope R_scope.

(** (v, w) solves the system for all time. *)
Definition solves_forever (fv fw : R -> R -> R) (v w : R -> R) : Prop :=
  forall T, solves fv fw T v w.

(** ** JEPA from an unbalanced start *)

Section Unbalanced.
Variables (L : nat) (lambda rho v0 w0 : R).
Hypothesis L_pos : (1 <= L)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis rho_pos : 0 < rho.
Hypothesis w0_pos : 0 < w0.

Let s2 := lambda / rho.
Let c := v0 ^ 2 - w0 ^ 2.

Lemma s2_pos : 0 < s2.
Proof. apply Rdiv_lt_0_compat; assumption. Qed.

Section Trajectory.
Variables (v w : R -> R).
Hypothesis solution : solves_forever (jepa_dv L lambda s2) (jepa_dw L lambda s2) v w.
Hypothesis v_start : v 0 = v0.
Hypothesis w_start : w 0 = w0.

Lemma unbalanced_w_pos t : 0 <= t -> 0 < w t.
Proof.
  intros Ht. destruct (solution t) as [Hv [Hw Hd]].
  apply (linear_pos w (fun t => w t ^ (2 * L - 2) * v t * (lambda - v t * s2)) t Ht); try lra.
  - exact Hw.
  - continuity_on.
  - intros s Hs. destruct (Hd s Hs) as [_ H].
    replace (w s ^ (2 * L - 2) * v s * (lambda - v s * s2) * w s)
      with (jepa_dw L lambda s2 (v s) (w s)); [exact H|].
    unfold jepa_dw. replace (2 * L - 1)%nat with (S (2 * L - 2)) by lia. simpl pow. ring.
Qed.

Lemma unbalanced_square t : 0 <= t -> w t ^ 2 = v t ^ 2 - c.
Proof.
  intros Ht. pose proof (jepa_conservation L lambda s2 t v w t L_pos (solution t) ltac:(lra)) as H.
  rewrite v_start, w_start in H. unfold c. lra.
Qed.

Lemma unbalanced_v_derive t :
  0 < t -> is_derive v t (s2 * w t ^ (2 * L) * (rho - v t)).
Proof.
  intros Ht. destruct (solution (t + 1)) as [_ [_ Hd]]. destruct (Hd t ltac:(lra)) as [H _].
  replace (s2 * w t ^ (2 * L) * (rho - v t)) with (jepa_dv L lambda s2 (v t) (w t)); [exact H|].
  unfold jepa_dv, s2. field. lra.
Qed.

(** rho - v obeys a linear equation, so it keeps its sign. *)
Lemma unbalanced_distance t : 0 < t ->
  is_derive (fun t => rho - v t) t (- (s2 * w t ^ (2 * L)) * (rho - v t)).
Proof.
  intros Ht. pose proof (unbalanced_v_derive t Ht) as H. auto_derive.
  - eexists; exact H.
  - use_derivative H. simpl Nat.mul. ring.
Qed.

Lemma unbalanced_distance_continuous T : continuous_on (between 0 T) (fun t => rho - v t).
Proof. destruct (solution T) as [Hv _]. continuity_on. Qed.

Lemma unbalanced_weight_continuous T : continuous_on (between 0 T) (fun t => - (s2 * w t ^ (2 * L))).
Proof. destruct (solution T) as [_ [Hw _]]. continuity_on. Qed.

Lemma unbalanced_below t : v0 < rho -> 0 <= t -> v t < rho.
Proof.
  intros H Ht. cut (0 < rho - v t); [lra|].
  apply (linear_pos (fun t => rho - v t) (fun t => - (s2 * w t ^ (2 * L))) t Ht); try lra.
  - apply unbalanced_distance_continuous.
  - apply unbalanced_weight_continuous.
  - intros s Hs. apply unbalanced_distance. lra.
Qed.

Lemma unbalanced_above t : rho < v0 -> 0 <= t -> rho < v t.
Proof.
  intros H Ht. cut (rho - v t < 0); [lra|].
  apply (linear_neg (fun t => rho - v t) (fun t => - (s2 * w t ^ (2 * L))) t t Ht); try lra.
  - apply unbalanced_distance_continuous.
  - apply unbalanced_weight_continuous.
  - intros s Hs. apply unbalanced_distance. lra.
Qed.

Lemma unbalanced_at t : v0 = rho -> 0 <= t -> v t = rho.
Proof.
  intros H Ht. cut (rho - v t = 0); [lra|].
  apply (linear_zero (fun t => rho - v t) (fun t => - (s2 * w t ^ (2 * L))) t Ht); try lra.
  - apply unbalanced_distance_continuous.
  - apply unbalanced_weight_continuous.
  - intros s Hs. apply unbalanced_distance. lra.
Qed.

Lemma unbalanced_weight_pos t : 0 <= t -> 0 < s2 * w t ^ (2 * L).
Proof. intros Ht. apply Rmult_lt_0_compat; [apply s2_pos|apply pow_lt, unbalanced_w_pos, Ht]. Qed.

(** v moves monotonically between v0 and rho, and has a limit there. *)
Lemma unbalanced_v_limit :
  exists V : R, is_lim v p_infty V /\
    ((v0 <= V <= rho /\ forall t, 0 <= t -> v0 <= v t <= V) \/
     (rho <= V <= v0 /\ forall t, 0 <= t -> V <= v t <= v0)).
Proof.
  destruct (Rtotal_order v0 rho) as [H|[H|H]].
  - assert (forall s t, 0 <= s -> s <= t -> v s <= v t) as Hm.
    { intros s t Hs Hst.
      apply (nondecreasing_of_derivative v (fun t => s2 * w t ^ (2 * L) * (rho - v t)) s t Hst).
      - apply continuous_on_sub with 0 t; [lra|lra|]. apply (solution t).
      - intros r Hr. apply unbalanced_v_derive. lra.
      - intros r Hr. pose proof (unbalanced_below r H ltac:(lra)).
        apply Rmult_le_pos; [apply Rlt_le, unbalanced_weight_pos|]; lra. }
    destruct (monotone_limit v rho Hm) as [V [HV Hle]].
    { intros t Ht. apply Rlt_le, unbalanced_below; assumption. }
    exists V. split; [exact HV|left]. split.
    + split; [rewrite <- v_start; apply Hle; lra|].
      apply (limit_le v V rho HV). intros t Ht. apply Rlt_le, unbalanced_below; [assumption|lra].
    + intros t Ht. split; [rewrite <- v_start; apply Hm; lra|apply Hle, Ht].
  - exists rho. split.
    + apply is_lim_ext_loc with (fun _ => rho); [|apply is_lim_const].
      exists 0. intros t Ht. symmetry. apply unbalanced_at; [exact H|lra].
    + left. split; [lra|]. intros t Ht. rewrite (unbalanced_at t H Ht). lra.
  - assert (forall s t, 0 <= s -> s <= t -> - v s <= - v t) as Hm.
    { intros s t Hs Hst.
      apply (nondecreasing_of_derivative (fun t => - v t)
               (fun t => - (s2 * w t ^ (2 * L) * (rho - v t))) s t Hst).
      - apply continuous_on_opp. apply continuous_on_sub with 0 t; [lra|lra|]. apply (solution t).
      - intros r Hr. apply (is_derive_opp v). apply unbalanced_v_derive. lra.
      - intros r Hr. pose proof (unbalanced_above r H ltac:(lra)).
        pose proof (unbalanced_weight_pos r ltac:(lra)). nra. }
    destruct (monotone_limit (fun t => - v t) (- rho) Hm) as [V [HV Hle]].
    { intros t Ht. pose proof (unbalanced_above t H Ht). lra. }
    assert (is_lim v p_infty (- V)) as HV'.
    { apply is_lim_ext with (fun t => - - v t); [intros; ring|]. apply (is_lim_opp _ _ V). exact HV. }
    exists (- V). split; [exact HV'|right]. split.
    + split.
      * apply (limit_ge v (- V) rho HV'). intros t Ht. apply Rlt_le, unbalanced_above; [assumption|lra].
      * pose proof (Hle 0 ltac:(lra)). lra.
    + intros t Ht. pose proof (Hle t Ht). pose proof (Hm 0 t ltac:(lra) Ht). lra.
Qed.

(** Where v tends to V, w tends to sqrt (V^2 - c), and one of the two factors vanishes. *)
Lemma unbalanced_limits :
  exists V : R, is_lim v p_infty V /\ is_lim w p_infty (sqrt (V ^ 2 - c)) /\
    0 <= V ^ 2 - c /\ (V = rho \/ V ^ 2 - c = 0) /\
    ((v0 <= V <= rho /\ forall t, 0 <= t -> v0 <= v t <= V) \/
     (rho <= V <= v0 /\ forall t, 0 <= t -> V <= v t <= v0)).
Proof.
  destruct unbalanced_v_limit as [V [HV Hb]]. exists V.
  assert (is_lim (fun t => w t ^ 2) p_infty (V ^ 2 - c)) as Hw2.
  { apply is_lim_ext_loc with (fun t => v t ^ 2 - c).
    - exists 0. intros t Ht. symmetry. apply unbalanced_square. lra.
    - apply (is_lim_continuous v (fun x => x ^ 2 - c) V HV).
      apply (continuous_minus (fun x => x ^ 2) (fun _ => c)); [apply continuous_pow|apply continuous_const]. }
  assert (0 <= V ^ 2 - c) as Hpos.
  { apply (limit_ge _ _ _ Hw2). intros t Ht. apply pow2_ge_0. }
  assert (is_lim w p_infty (sqrt (V ^ 2 - c))) as Hw.
  { apply is_lim_ext_loc with (fun t => sqrt (w t ^ 2)).
    - exists 0. intros t Ht. apply sqrt_pow2. pose proof (unbalanced_w_pos t). lra.
    - apply (is_lim_continuous (fun t => w t ^ 2) sqrt (V ^ 2 - c) Hw2). apply continuous_sqrt. }
  split; [exact HV|split; [exact Hw|split; [exact Hpos|split; [|exact Hb]]]].
  assert (s2 * sqrt (V ^ 2 - c) ^ (2 * L) * (rho - V) = 0) as E.
  { apply (derivative_limit_zero v (fun t => s2 * w t ^ (2 * L) * (rho - v t)) V).
    - apply unbalanced_v_derive.
    - exact HV.
    - apply (is_lim_mult _ _ p_infty (s2 * sqrt (V ^ 2 - c) ^ (2 * L)) (rho - V)); [| |exact I].
      + apply (is_lim_continuous w (fun x => s2 * x ^ (2 * L)) _ Hw).
        apply (continuous_mult (fun _ => s2) (fun x => x ^ (2 * L))); [apply continuous_const|apply continuous_pow].
      + apply (is_lim_continuous v (fun x => rho - x) V HV).
        apply (continuous_minus (fun _ => rho) (fun x => x)); [apply continuous_const|apply continuous_id]. }
  pose proof s2_pos.
  destruct (Req_dec V rho) as [|Hne]; [left; assumption|right].
  destruct Hpos as [Hlt|<-]; [exfalso|reflexivity].
  pose proof (sqrt_lt_R0 _ Hlt) as Hs. pose proof (pow_lt _ (2 * L) Hs).
  apply Rmult_integral in E. destruct E as [E|E]; [|lra].
  apply Rmult_integral in E. destruct E; lra.
Qed.

(** Learned: if c < 0, or v0 > 0 and c < rho^2, then v tends to rho and w to
    sqrt (rho^2 - c) > 0. *)
Theorem unbalanced_learned :
  c < 0 \/ (0 < v0 /\ c < rho ^ 2) ->
  is_lim v p_infty rho /\ is_lim w p_infty (sqrt (rho ^ 2 - c)) /\ 0 < sqrt (rho ^ 2 - c).
Proof.
  intros H. destruct unbalanced_limits as [V [HV [Hw [Hpos [Hor Hb]]]]].
  assert (0 < rho ^ 2 - c) as Hrc by (destruct H; [pose proof (pow2_ge_0 rho)|]; lra).
  assert (V = rho) as <-.
  { destruct Hor as [E|E]; [exact E|exfalso].
    destruct H as [H|[H1 H2]]; [pose proof (pow2_ge_0 V); lra|].
    assert (c < v0 ^ 2) as Hc by (unfold c; pose proof (pow_lt w0 2 w0_pos); lra).
    destruct Hb as [[Hb _]|[Hb _]].
    - assert (v0 ^ 2 <= V ^ 2) by (apply pow_incr; lra). lra.
    - assert (rho ^ 2 <= V ^ 2) by (apply pow_incr; lra). lra. }
  split; [exact HV|split; [exact Hw|apply sqrt_lt_R0, Hrc]].
Qed.

(** Collapsed: if c >= 0 and v0 > 0 and c >= rho^2, then w tends to 0 and v to sqrt c. *)
Theorem unbalanced_collapses_positive :
  0 < v0 -> rho ^ 2 <= c ->
  is_lim w p_infty 0 /\ is_lim v p_infty (sqrt c).
Proof.
  intros Hv Hc. destruct unbalanced_limits as [V [HV [Hw [Hpos [Hor Hb]]]]].
  pose proof (pow2_ge_0 rho).
  assert (0 <= V) as HV0 by (destruct Hb as [[Hb _]|[Hb _]]; lra).
  assert (V ^ 2 - c = 0) as E.
  { destruct Hor as [E|E]; [|exact E]. subst V. lra. }
  rewrite E, sqrt_0 in Hw. split; [exact Hw|].
  replace (sqrt c) with V; [exact HV|].
  replace c with (V ^ 2) by lra. symmetry. apply sqrt_pow2, HV0.
Qed.

(** Collapsed: if c >= 0 and v0 <= 0, then w tends to 0 and v to - sqrt c. *)
Theorem unbalanced_collapses_negative :
  v0 <= 0 -> 0 <= c ->
  is_lim w p_infty 0 /\ is_lim v p_infty (- sqrt c).
Proof.
  intros Hv Hc. destruct unbalanced_limits as [V [HV [Hw [Hpos [Hor Hb]]]]].
  assert (forall t, 0 <= t -> v t < 0) as Hneg.
  { assert (forall s, 0 <= s -> v s <> 0) as Hne.
    { intros s Hs E. pose proof (unbalanced_square s Hs) as Hsq. rewrite E in Hsq.
      pose proof (pow_lt (w s) 2 (unbalanced_w_pos s Hs)). simpl (0 ^ 2) in Hsq. lra. }
    intros t Ht. destruct (Rlt_le_dec (v t) 0) as [|Hge]; [assumption|exfalso].
    destruct (continuous_on_ivt v 0 t 0) as [s [Hs Es]].
    - exact Ht.
    - apply (solution t).
    - rewrite v_start. split; [apply Rle_trans with v0; [apply Rmin_l|exact Hv]|].
      apply Rle_trans with (v t); [exact Hge|apply Rmax_r].
    - apply (Hne s); [lra|exact Es]. }
  assert (V <= 0) as HV0 by (apply (limit_le v V 0 HV); intros t Ht; apply Rlt_le, Hneg; lra).
  assert (V ^ 2 - c = 0) as E.
  { destruct Hor as [E|E]; [lra|exact E]. }
  rewrite E, sqrt_0 in Hw. split; [exact Hw|].
  replace (- sqrt c) with V; [exact HV|].
  replace c with ((- V) ^ 2) by lra. rewrite sqrt_pow2 by lra. ring.
Qed.

(** The boundary, both sides: w tends to a positive limit exactly when c < 0, or
    v0 > 0 and c < rho^2; otherwise it tends to 0. *)
Theorem unbalanced_boundary :
  ((c < 0 \/ (0 < v0 /\ c < rho ^ 2)) -> exists l, 0 < l /\ is_lim w p_infty l) /\
  (~ (c < 0 \/ (0 < v0 /\ c < rho ^ 2)) -> is_lim w p_infty 0).
Proof.
  split; intros H.
  - destruct (unbalanced_learned H) as [_ [Hw Hp]]. exists (sqrt (rho ^ 2 - c)). split; assumption.
  - destruct (Rlt_le_dec c 0) as [Hc|Hc]; [exfalso; apply H; left; exact Hc|].
    destruct (Rlt_le_dec 0 v0) as [Hv|Hv].
    + apply unbalanced_collapses_positive; [exact Hv|].
      destruct (Rlt_le_dec c (rho ^ 2)) as [Hr|Hr]; [exfalso; apply H; right; split; assumption|exact Hr].
    + apply unbalanced_collapses_negative; assumption.
Qed.

End Trajectory.

End Unbalanced.

(** *** The direction of the velocity on the curve v^2 - w^2 = c, w > 0 *)

Lemma curve_directions (L : nat) (lambda rho c v w : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w -> v ^ 2 - w ^ 2 = c ->
  let dv := jepa_dv L lambda (lambda / rho) v w in
  let dw := jepa_dw L lambda (lambda / rho) v w in
  v * dv - w * dw = 0 /\ (0 < dv <-> v < rho) /\ (dv = 0 <-> v = rho) /\
  (0 < v -> rho ^ 2 <= c -> sqrt c < v /\ dv < 0 /\ dw < 0) /\
  (v < 0 -> 0 <= c -> v < - sqrt c /\ 0 < dv /\ dw < 0).
Proof.
  intros HL Hl Hr Hw Hc dv dw.
  assert (0 < w ^ (2 * L - 1)) as Hp by (apply pow_lt, Hw).
  assert (0 < lambda / rho) as Hs by (apply Rdiv_lt_0_compat; assumption).
  assert (dv = lambda / rho * w ^ (2 * L - 1) * (w * (rho - v))) as Ev.
  { unfold dv, jepa_dv. rewrite pow_2L by exact HL. field. lra. }
  assert (dw = lambda / rho * w ^ (2 * L - 1) * (v * (rho - v))) as Ew by (unfold dw, jepa_dw; field; lra).
  assert (0 < lambda / rho * w ^ (2 * L - 1)) as Hk by (apply Rmult_lt_0_compat; assumption).
  rewrite Ev, Ew. set (k := lambda / rho * w ^ (2 * L - 1)) in *. clearbody k. clear dv dw Ev Ew.
  assert (0 < w ^ 2) as Hw2 by (apply pow_lt, Hw).
  assert (0 < k * w) as Hkw by (apply Rmult_lt_0_compat; assumption).
  split; [ring|split; [|split; [|split]]].
  - split; intros H; [|rewrite <- Rmult_assoc; apply Rmult_lt_0_compat; lra].
    destruct (Rlt_le_dec v rho) as [|Hle]; [assumption|exfalso].
    assert (0 <= k * w * (v - rho)) by (apply Rmult_le_pos; lra). lra.
  - split; intros H; [|rewrite H; ring].
    rewrite <- Rmult_assoc in H. apply Rmult_integral in H. lra.
  - intros Hv Hcr. pose proof (pow_lt rho 2 Hr) as Hr2.
    assert (sqrt c < v) as Hsq.
    { rewrite <- (sqrt_pow2 v) by lra. apply sqrt_lt_1; lra. }
    assert (rho <= sqrt c) by (rewrite <- (sqrt_pow2 rho) by lra; apply sqrt_le_1; lra).
    split; [exact Hsq|]. assert (0 < k * w * (v - rho)) by (apply Rmult_lt_0_compat; lra).
    assert (0 < k * v * (v - rho)) by (repeat apply Rmult_lt_0_compat; lra). lra.
  - intros Hv Hc0.
    assert (sqrt c < - v) as Hsq.
    { rewrite <- (sqrt_pow2 (- v)) by lra. replace ((- v) ^ 2) with (v ^ 2) by ring.
      apply sqrt_lt_1; lra. }
    split; [lra|]. assert (0 < k * w * (rho - v)) by (apply Rmult_lt_0_compat; lra).
    assert (0 < k * - v * (rho - v)) by (repeat apply Rmult_lt_0_compat; lra). lra.
Qed.

(** *** Existence of unbalanced solutions *)

(** The equation of the top layer alone, x' = kappa (x^2 - c)^L (r - x). *)
Lemma top_layer_exists (L : nat) (kappa r c x0 : R) :
  (1 <= L)%nat -> 0 < kappa -> x0 < r -> c < x0 ^ 2 ->
  exists x : R -> R, x 0 = x0 /\ (forall t, 0 <= t -> c < x t ^ 2) /\
    (forall T, continuous_on (between 0 T) x) /\
    (forall t, 0 < t -> is_derive x t (kappa * (x t ^ 2 - c) ^ L * (r - x t))).
Proof.
  intros HL Hk Hr Hc.
  set (g := fun x => kappa * (x ^ 2 - c) ^ L * (r - x)).
  set (dg := fun x => kappa * (INR L * (2 * x) * (x ^ 2 - c) ^ Init.Nat.pred L) * (r - x)
                      - kappa * (x ^ 2 - c) ^ L).
  assert (forall a b, a < x0 < b -> (forall x, a < x < b -> c < x ^ 2 /\ x < r) -> g b = 0 ->
    exists x : R -> R, x 0 = x0 /\ (forall t, 0 <= t -> c < x t ^ 2) /\
    (forall T, continuous_on (between 0 T) x) /\
    (forall t, 0 < t -> is_derive x t (kappa * (x t ^ 2 - c) ^ L * (r - x t)))) as H.
  { intros a b Hab Hin Hb.
    destruct (growth_exists_smooth g dg a b x0 Hab) as [x [E [Hx [Hcont Hd]]]].
    - intros y _. unfold g, dg. evar_last.
      + apply (is_derive_mult (fun x => kappa * (x ^ 2 - c) ^ L) (fun x => r - x)); [| |apply Rmult_comm].
        * apply (is_derive_scal (fun x => (x ^ 2 - c) ^ L)). apply (is_derive_pow (fun x => x ^ 2 - c)).
          instantiate (1 := 2 * y). auto_derive; [trivial|ring].
        * instantiate (1 := -1). auto_derive; [trivial|ring].
      + unfold plus, mult; cbn -[INR pow]. ring.
    - unfold dg. continuity_on.
    - intros y Hy. destruct (Hin y Hy). unfold g.
      apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [exact Hk|apply pow_lt; lra]|lra].
    - exact Hb.
    - exists x. split; [exact E|split; [|split; [exact Hcont|exact Hd]]].
      intros t Ht. apply Hin. specialize (Hx t Ht). lra. }
  assert (g r = 0) as Hgr by (unfold g; ring).
  destruct (Rlt_le_dec c 0) as [Hc0|Hc0].
  { apply (H (x0 - 1) r); [lra| |exact Hgr]. intros x Hx. pose proof (pow2_ge_0 x). lra. }
  pose proof (sqrt_pos c) as Hs. pose proof (pow2_sqrt c Hc0) as Hs2.
  assert (forall x, sqrt c < x \/ x < - sqrt c -> c < x ^ 2) as Hsq by (intros x Hx; nra).
  destruct (Rlt_le_dec 0 x0) as [Hx0|Hx0].
  - assert (sqrt c < x0) as Hlt.
    { destruct (Rlt_le_dec (sqrt c) x0) as [|Hle]; [assumption|].
      assert (x0 ^ 2 <= sqrt c ^ 2) by (apply pow_incr; lra). lra. }
    apply (H (sqrt c) r); [lra| |exact Hgr]. intros x Hx. split; [apply Hsq; lra|lra].
  - assert (x0 < - sqrt c) as Hlt.
    { destruct (Rlt_le_dec x0 (- sqrt c)) as [|Hle]; [assumption|].
      assert ((- x0) ^ 2 <= sqrt c ^ 2) by (apply pow_incr; lra). lra. }
    destruct (Rlt_le_dec r (- sqrt c)) as [Hr1|Hr1].
    + apply (H (x0 - 1) r); [lra| |exact Hgr]. intros x Hx. split; [apply Hsq; lra|lra].
    + apply (H (x0 - 1) (- sqrt c)); [lra| |].
      * intros x Hx. split; [apply Hsq; lra|lra].
      * unfold g. replace ((- sqrt c) ^ 2 - c) with 0 by lra. rewrite pow_ne_zero by lia. ring.
Qed.

Lemma sqrt_pow_even (x : R) (n : nat) : 0 <= x -> sqrt x ^ (2 * n) = x ^ n.
Proof. intros Hx. rewrite pow_mult, pow2_sqrt by exact Hx. reflexivity. Qed.

(** From the top layer to the pair. *)
Lemma pair_from_top_layer (L : nat) (lambda rho c : R) (x : R -> R) :
  (1 <= L)%nat -> 0 < rho ->
  (forall t, 0 <= t -> c < x t ^ 2) -> (forall T, continuous_on (between 0 T) x) ->
  (forall t, 0 < t -> is_derive x t (lambda / rho * (x t ^ 2 - c) ^ L * (rho - x t))) ->
  solves_forever (jepa_dv L lambda (lambda / rho)) (jepa_dw L lambda (lambda / rho))
    x (fun t => sqrt (x t ^ 2 - c)).
Proof.
  intros HL Hr Hc Hx Hd T. split; [apply Hx|split].
  - apply (continuous_on_comp _ (fun t => x t ^ 2 - c) sqrt).
    + specialize (Hx T). continuity_on.
    + intros t Ht. apply continuous_sqrt.
  - intros t Ht. pose proof (Hc t ltac:(lra)) as Hct. pose proof (Hd t ltac:(lra)) as H.
    pose proof (sqrt_lt_R0 (x t ^ 2 - c) ltac:(lra)) as Hw.
    assert ((x t ^ 2 - c) ^ L = sqrt (x t ^ 2 - c) ^ (2 * L)) as Ep by (rewrite sqrt_pow_even by lra; reflexivity).
    rewrite Ep in H. split.
    + unfold jepa_dv.
      replace (sqrt (x t ^ 2 - c) ^ (2 * L) * (lambda - x t * (lambda / rho)))
        with (lambda / rho * sqrt (x t ^ 2 - c) ^ (2 * L) * (rho - x t)); [exact H|field; lra].
    + unfold jepa_dw. rewrite pow_2L in H by exact HL.
      set (w := sqrt (x t ^ 2 - c)) in *. set (p := w ^ (2 * L - 1)) in *.
      evar_last.
      * apply (is_derive_sqrt (fun t => x t ^ 2 - c)); [|lra].
        apply (is_derive_minus (fun t => x t ^ 2) (fun _ => c)).
        -- apply (is_derive_pow x 2). exact H.
        -- apply is_derive_const.
      * fold w. unfold minus, plus, opp, zero; cbn -[INR pow]. replace (INR 2) with 2 by (simpl; ring).
        simpl (x t ^ Init.Nat.pred 2). field. lra.
Qed.

(** Every unbalanced start with w0 > 0 has a solution for all time. *)
Theorem unbalanced_exists (L : nat) (lambda rho v0 w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 ->
  exists v w, v 0 = v0 /\ w 0 = w0 /\
    solves_forever (jepa_dv L lambda (lambda / rho)) (jepa_dw L lambda (lambda / rho)) v w.
Proof.
  intros HL Hl Hr H0. set (c := v0 ^ 2 - w0 ^ 2).
  pose proof (pow_lt w0 2 H0) as Hw2.
  assert (0 < lambda / rho) as Hk by (apply Rdiv_lt_0_compat; assumption).
  assert (sqrt (v0 ^ 2 - c) = w0) as Es.
  { unfold c. replace (v0 ^ 2 - (v0 ^ 2 - w0 ^ 2)) with (w0 ^ 2) by ring. apply sqrt_pow2; lra. }
  destruct (Rtotal_order v0 rho) as [H|[H|H]].
  - destruct (top_layer_exists L (lambda / rho) rho c v0 HL Hk H) as [x [E [Hc [Hx Hd]]]]; [unfold c; lra|].
    exists x, (fun t => sqrt (x t ^ 2 - c)). split; [exact E|split; [rewrite E; exact Es|]].
    apply pair_from_top_layer; assumption.
  - exists (fun _ => v0), (fun _ => w0). split; [reflexivity|split; [reflexivity|]].
    intros T. split; [apply continuous_on_const|split; [apply continuous_on_const|]].
    intros t Ht. unfold jepa_dv, jepa_dw. rewrite H.
    replace (lambda - rho * (lambda / rho)) with 0 by (field; lra). rewrite !Rmult_0_r.
    split; (auto_derive; [trivial|reflexivity]).
  - destruct (top_layer_exists L (lambda / rho) (- rho) c (- v0) HL Hk ltac:(lra)) as [x [E [Hc [Hx Hd]]]].
    { unfold c. replace ((- v0) ^ 2) with (v0 ^ 2) by ring. lra. }
    set (v := fun t => - x t).
    assert (forall t, v t ^ 2 = x t ^ 2) as Esq by (intros t; unfold v; ring).
    exists v, (fun t => sqrt (v t ^ 2 - c)).
    assert (v 0 = v0) as Ev by (unfold v; lra).
    split; [exact Ev|split; [rewrite Ev; exact Es|]].
    apply pair_from_top_layer; try assumption.
    + intros t Ht. rewrite Esq. apply Hc, Ht.
    + intros T. apply continuous_on_opp, Hx.
    + intros t Ht. rewrite Esq.
      replace (lambda / rho * (x t ^ 2 - c) ^ L * (rho - v t))
        with (- (lambda / rho * (x t ^ 2 - c) ^ L * (- rho - x t))) by (unfold v; ring).
      apply (is_derive_opp x). apply Hd, Ht.
Qed.

(** ** Without the stop-gradient *)

(** Gradient flow of 1/2 w^(2L) (v^2 s2 - 2 v lambda + sy2): the target is trained too. *)
Definition free_dv (L : nat) (lambda s2 v w : R) : R := w ^ (2 * L) * (lambda - v * s2).
Definition free_dw (L : nat) (lambda s2 sy2 v w : R) : R :=
  - (w ^ (2 * L - 1) * (v ^ 2 * s2 - 2 * v * lambda + sy2)).

Lemma free_quadratic (lambda s2 sy2 x : R) :
  0 < s2 -> x ^ 2 * s2 - 2 * x * lambda + sy2 = s2 * (lambda / s2 - x) ^ 2 + (sy2 - lambda ^ 2 / s2).
Proof. intros H. field. lra. Qed.

Lemma free_gap (lambda s2 sy2 : R) : 0 < s2 -> lambda ^ 2 < s2 * sy2 -> 0 < sy2 - lambda ^ 2 / s2.
Proof.
  intros H1 H2. replace (sy2 - lambda ^ 2 / s2) with ((s2 * sy2 - lambda ^ 2) / s2) by (field; lra).
  apply Rdiv_lt_0_compat; lra.
Qed.

(** If x and y are not perfectly correlated (lambda^2 < s2 sy2), w strictly decreases
    and tends to 0, from every start with w0 > 0. *)
Theorem free_collapses (L : nat) (lambda s2 sy2 : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < s2 -> lambda ^ 2 < s2 * sy2 -> 0 < w 0 ->
  solves_forever (free_dv L lambda s2) (free_dw L lambda s2 sy2) v w ->
  (forall s t, 0 <= s -> s < t -> w t < w s) /\ is_lim w p_infty 0.
Proof.
  intros HL Hs2 HCS H0 Hf. pose proof (free_gap lambda s2 sy2 Hs2 HCS) as Hm.
  set (m := sy2 - lambda ^ 2 / s2) in *.
  assert (forall x, m <= x ^ 2 * s2 - 2 * x * lambda + sy2) as HQ.
  { intros x. rewrite free_quadratic by exact Hs2. fold m.
    pose proof (pow2_ge_0 (lambda / s2 - x)). nra. }
  assert (forall t, 0 <= t -> 0 < w t) as Hpos.
  { intros t Ht. destruct (Hf t) as [Hv [Hw Hd]].
    apply (linear_pos w (fun t => - (w t ^ (2 * L - 2) * (v t ^ 2 * s2 - 2 * v t * lambda + sy2))) t Ht); try lra.
    - exact Hw.
    - continuity_on.
    - intros s Hs. destruct (Hd s Hs) as [_ H].
      replace (- (w s ^ (2 * L - 2) * (v s ^ 2 * s2 - 2 * v s * lambda + sy2)) * w s)
        with (free_dw L lambda s2 sy2 (v s) (w s)); [exact H|].
      unfold free_dw. replace (2 * L - 1)%nat with (S (2 * L - 2)) by lia.
      change (w s ^ S (2 * L - 2)) with (w s * w s ^ (2 * L - 2)). ring. }
  assert (forall t, 0 < t -> is_derive (fun t => - w t) t (- free_dw L lambda s2 sy2 (v t) (w t))) as Hd.
  { intros t Ht. destruct (Hf (t + 1)) as [_ [_ Hd]]. apply (is_derive_opp w). apply Hd. lra. }
  assert (forall t, 0 <= t -> m * w t ^ (2 * L - 1) <= - free_dw L lambda s2 sy2 (v t) (w t)) as Hrate.
  { intros t Ht. unfold free_dw. rewrite Ropp_involutive, Rmult_comm.
    apply Rmult_le_compat_l; [apply pow_le, Rlt_le, Hpos, Ht|apply HQ]. }
  assert (forall s t, 0 <= s -> s < t -> - w s < - w t) as Hdec.
  { intros s t Hs Hst.
    apply (increasing_of_derivative (fun t => - w t) (fun t => - free_dw L lambda s2 sy2 (v t) (w t)) s t Hst).
    - apply continuous_on_opp, continuous_on_sub with 0 t; [lra|lra|apply (Hf t)].
    - intros r Hr. apply Hd. lra.
    - intros r Hr. apply Rlt_le_trans with (2 := Hrate r ltac:(lra)).
      apply Rmult_lt_0_compat; [exact Hm|apply pow_lt, Hpos; lra]. }
  split.
  { intros s t Hs Hst. specialize (Hdec s t Hs Hst). lra. }
  destruct (monotone_limit (fun t => - w t) 0) as [l [Hl Hle]].
  { intros s t Hs [Hst| ->]; [|lra]. apply Rlt_le, Hdec; assumption. }
  { intros t Ht. pose proof (Hpos t Ht). lra. }
  assert (is_lim w p_infty (- l)) as Hwl.
  { apply is_lim_ext with (fun t => - - w t); [intros; ring|]. apply (is_lim_opp _ _ l Hl). }
  assert (0 <= - l) as Hl0.
  { apply (limit_ge w (- l) 0 Hwl). intros t Ht. apply Rlt_le, Hpos. lra. }
  destruct Hl0 as [Hlt|E]; [exfalso|rewrite E; exact Hwl].
  set (k := m * (- l) ^ (2 * L - 1)).
  assert (0 < k) as Hk by (apply Rmult_lt_0_compat; [exact Hm|apply pow_lt, Hlt]).
  set (T := w 0 / k).
  assert (0 < T) as HT by (apply Rdiv_lt_0_compat; assumption).
  assert (- w 0 - k * 0 <= - w T - k * T) as Hfin.
  { apply (nondecreasing_of_derivative (fun t => - w t - k * t)
             (fun t => - free_dw L lambda s2 sy2 (v t) (w t) - k) 0 T); [lra| | |].
    - apply (continuous_on_minus _ (fun t => - w t) (fun t => k * t));
      [apply continuous_on_opp, (Hf T)|continuity_on].
    - intros t Ht. apply (is_derive_minus (fun t => - w t) (fun t => k * t)).
      + apply Hd. lra.
      + auto_derive; [trivial|ring].
    - intros t Ht. pose proof (Hrate t ltac:(lra)) as Hr. cut (k <= m * w t ^ (2 * L - 1)); [lra|].
      apply Rmult_le_compat_l; [lra|]. apply pow_incr. pose proof (Hle t ltac:(lra)). lra. }
  replace (k * T) with (w 0) in Hfin by (unfold T; field; lra).
  pose proof (Hpos T ltac:(lra)). lra.
Qed.

(** Such solutions exist for all time, from every start with w0 > 0 and v0 < lambda / s2.
    (w^2 is an explicit function of v.) *)
Theorem free_exists (L : nat) (lambda s2 sy2 v0 w0 : R) :
  (1 <= L)%nat -> 0 < s2 -> lambda ^ 2 < s2 * sy2 -> v0 < lambda / s2 -> 0 < w0 ->
  exists v w, v 0 = v0 /\ w 0 = w0 /\
    solves_forever (free_dv L lambda s2) (free_dw L lambda s2 sy2) v w.
Proof.
  intros HL Hs2 HCS Hv0 Hw0. pose proof (free_gap lambda s2 sy2 Hs2 HCS) as Hm.
  set (m := sy2 - lambda ^ 2 / s2) in *. set (rho := lambda / s2) in *.
  set (Q := fun x => w0 ^ 2 - ((rho - v0) ^ 2 - (rho - x) ^ 2)
                     - 2 * (m / s2) * (ln (rho - v0) - ln (rho - x))).
  set (dQ := fun x => - (2 * (rho - x) + 2 * (m / s2) * / (rho - x))).
  assert (0 < m / s2) as Hms by (apply Rdiv_lt_0_compat; assumption).
  assert (forall x, x < rho -> is_derive Q x (dQ x)) as HQd.
  { intros x Hx. unfold Q, dQ. auto_derive; [lra|]. field. split; lra. }
  assert (forall x, x < rho -> dQ x < 0) as HdQ.
  { intros x Hx. unfold dQ. assert (0 < / (rho - x)) by (apply Rinv_0_lt_compat; lra).
    assert (0 < 2 * (m / s2) * / (rho - x)) by (apply Rmult_lt_0_compat; lra). lra. }
  assert (forall x y, x < y -> y < rho -> Q y < Q x) as HQdec.
  { intros x y Hxy Hy. cut (- Q x < - Q y); [lra|].
    apply (increasing_of_derivative_closed (fun x => - Q x) (fun x => - dQ x) x y Hxy).
    - intros t Ht. apply (is_derive_opp Q). apply HQd. lra.
    - intros t Ht. pose proof (HdQ t). lra. }
  assert (Q v0 = w0 ^ 2) as HQ0 by (unfold Q; ring).
  assert (0 < w0 ^ 2) as Hw2 by (apply pow_lt, Hw0).
  (* Q becomes negative before rho *)
  set (N := w0 ^ 2 / (2 * (m / s2))).
  assert (0 < N) as HN by (apply Rdiv_lt_0_compat; lra).
  set (e := exp (- N)).
  assert (0 < e < 1) as He.
  { split; [apply exp_pos|]. unfold e. rewrite <- exp_0. apply exp_increasing. lra. }
  set (z := rho - (rho - v0) * e).
  assert (v0 < z < rho) as Hz by (unfold z; split; nra).
  assert (Q z < 0) as HQz.
  { unfold Q. replace (rho - z) with ((rho - v0) * e) by (unfold z; ring).
    rewrite ln_mult by lra. unfold e at 2. rewrite ln_exp.
    replace (2 * (m / s2) * (ln (rho - v0) - (ln (rho - v0) + - N))) with (2 * (m / s2) * N) by ring.
    replace (2 * (m / s2) * N) with (w0 ^ 2) by (unfold N; field; split; lra).
    assert (((rho - v0) * e) ^ 2 < (rho - v0) ^ 2); [|lra].
    apply pow_increasing; [lia| |]; nra. }
  destruct (continuous_on_ivt Q v0 z 0) as [b [Hb Eb]].
  { lra. }
  { apply derivable_continuous_on with dQ. intros t Ht. apply HQd. lra. }
  { rewrite Rmin_right, Rmax_left by lra. lra. }
  assert (v0 < b) as Hvb by (destruct (Req_dec v0 b) as [<-|]; lra).
  set (g := fun x => Q x ^ L * (lambda - x * s2)).
  set (dg := fun x => INR L * dQ x * Q x ^ Init.Nat.pred L * (lambda - x * s2) + Q x ^ L * (- s2)).
  assert (continuous_on (between v0 b) Q) as HQc.
  { apply derivable_continuous_on with dQ. intros t Ht. apply HQd. lra. }
  destruct (growth_exists_smooth g dg (v0 - 1) b v0) as [x [E [Hx [Hcont Hd]]]].
  - lra.
  - intros y Hy. unfold g, dg.
    apply (is_derive_mult (fun x => Q x ^ L) (fun x => lambda - x * s2)); [| |apply Rmult_comm].
    + apply (is_derive_pow Q). apply HQd. lra.
    + auto_derive; [trivial|ring].
  - unfold dg. assert (continuous_on (between v0 b) dQ).
    { unfold dQ. continuity_on. apply (continuous_on_comp _ (fun x => rho - x) Rinv).
      - continuity_on.
      - intros y Hy. apply continuous_Rinv. unfold between in Hy. lra. }
    continuity_on.
  - intros y Hy. unfold g. apply Rmult_lt_0_compat.
    + apply pow_lt. pose proof (HQdec y b). lra.
    + replace (lambda - y * s2) with (s2 * (rho - y)) by (unfold rho; field; lra).
      apply Rmult_lt_0_compat; lra.
  - unfold g. rewrite Eb, pow_ne_zero by lia. ring.
  - assert (forall t, 0 <= t -> 0 < Q (x t)) as HQpos.
    { intros t Ht. specialize (Hx t Ht). pose proof (HQdec (x t) b). lra. }
    exists x, (fun t => sqrt (Q (x t))).
    split; [exact E|split; [rewrite E, HQ0; apply sqrt_pow2; lra|]].
    intros T. split; [apply Hcont|split].
    + apply (continuous_on_comp _ (fun t => Q (x t)) sqrt).
      * apply continuous_on_comp; [apply Hcont|]. intros t Ht. unfold between in Ht.
        apply (continuous_of_derive Q _ (dQ (x t))). apply HQd. specialize (Hx t ltac:(lra)). lra.
      * intros t Ht. apply continuous_sqrt.
    + intros t Ht. pose proof (HQpos t ltac:(lra)) as Hp. pose proof (Hd t ltac:(lra)) as H.
      specialize (Hx t ltac:(lra)).
      pose proof (sqrt_lt_R0 _ Hp) as Hw. unfold g in H.
      rewrite <- (sqrt_pow_even (Q (x t)) L) in H by lra. split; [exact H|].
      unfold free_dw. rewrite pow_2L in H by exact HL.
      pose proof (HQd (x t) ltac:(lra)) as HQx.
      evar_last.
      * apply (is_derive_sqrt (fun t => Q (x t))); [|exact Hp].
        apply (is_derive_comp Q x t); [exact HQx|exact H].
      * set (w := sqrt (Q (x t))) in *. set (p := w ^ (2 * L - 1)) in *.
        unfold scal; cbn -[INR pow]; unfold mult; cbn -[INR pow].
        rewrite free_quadratic by exact Hs2. fold m rho. unfold dQ.
        replace (lambda - x t * s2) with (s2 * (rho - x t)) by (unfold rho; field; lra).
        field. repeat split; lra.
Qed.
