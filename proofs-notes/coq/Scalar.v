(** * Scalar: the flow x' = g(x) of one variable

    g is differentiable with a continuous derivative. Solutions do not cross the zeros of g, tend to the
    next zero in the direction of the sign of g, and exist for all time where g has a zero ahead. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus.
Local Open Scope R_scope.

(** x solves x' = g(x) on [0, T]: continuous there, differentiable with this derivative inside. *)
Definition scalar_flow (g : R -> R) (T : R) (x : R -> R) : Prop :=
  continuous_on (between 0 T) x /\ forall t, 0 < t < T -> is_derive x t (g (x t)).

Lemma scalar_flow_restrict (g : R -> R) (S T : R) (x : R -> R) : T <= S -> scalar_flow g S x -> scalar_flow g T x.
Proof.
  intros HTS [Hc Hd]. split; [apply continuous_on_sub with 0 S; auto; lra|]. intros t Ht. apply Hd. lra.
Qed.

Lemma scalar_flow_ext (g h : R -> R) (T : R) (x : R -> R) :
  (forall y, g y = h y) -> scalar_flow g T x -> scalar_flow h T x.
Proof. intros E [Hc Hd]. split; [exact Hc|]. intros t Ht. rewrite <- E. apply Hd, Ht. Qed.

(** The mirror image. *)
Lemma scalar_flow_opp (g : R -> R) (T : R) (x : R -> R) :
  scalar_flow g T x -> scalar_flow (fun y => - g (- y)) T (fun t => - x t).
Proof.
  intros [Hc Hd]. split; [apply continuous_on_opp, Hc|]. intros t Ht. rewrite Ropp_involutive.
  apply (is_derive_opp x), Hd, Ht.
Qed.

(** ** The zeros of g are not crossed *)

(** The difference quotient at z, with the derivative for its value at z, is continuous. *)
Definition quotient (g : R -> R) (z d y : R) : R := if Req_EM_T y z then d else (g y - g z) / (y - z).

Lemma quotient_continuous (g : R -> R) (z d : R) :
  (forall y, continuous g y) -> is_derive g z d -> forall y, continuous (quotient g z d) y.
Proof.
  intros Hg Hd y. destruct (Req_dec y z) as [->|Hne].
  - apply is_derive_Reals in Hd. intros P [eps HP]. destruct (Hd eps (cond_pos eps)) as [delta Hdelta].
    exists delta. intros t Ht. apply HP. assert (Rabs (t - z) < delta) as Ht' by exact Ht. unfold quotient.
    destruct (Req_EM_T z z) as [_|C]; [|congruence]. destruct (Req_EM_T t z) as [_|Htz].
    + apply (ball_center (M := R_UniformSpace)).
    + specialize (Hdelta (t - z) (Rminus_eq_contra t z Htz) Ht'). rewrite Rplus_minus in Hdelta. exact Hdelta.
  - apply (continuous_ext_loc _ (fun y => (g y - g z) / (y - z))).
    + assert (0 < Rabs (y - z)) as He by (apply Rabs_pos_lt; lra).
      exists (mkposreal _ He). intros t Ht. assert (Rabs (t - y) < Rabs (y - z)) as Ht' by exact Ht.
      unfold quotient. destruct (Req_EM_T t z) as [->|_]; [|reflexivity].
      rewrite Rabs_minus_sym in Ht'. lra.
    + apply (continuous_mult (fun y => g y - g z) (fun y => / (y - z))).
      * apply (continuous_minus g (fun _ => g z)); [apply Hg|apply continuous_const].
      * apply (continuous_comp (fun y => y - z) Rinv).
        -- apply (continuous_minus (fun y => y) (fun _ => z)); [apply continuous_id|apply continuous_const].
        -- apply continuous_Rinv. lra.
Qed.

Section Barrier.
Variables (g : R -> R) (z d T : R) (x : R -> R).
Hypothesis g_continuous : forall y, continuous g y.
Hypothesis g_zero : g z = 0.
Hypothesis g_derivative : is_derive g z d.
Hypothesis flow : scalar_flow g T x.

Let h (t : R) : R := quotient g z d (x t).

Lemma barrier_linear : continuous_on (between 0 T) (fun t => x t - z) /\ continuous_on (between 0 T) h /\
  forall t, 0 < t < T -> is_derive (fun t => x t - z) t (h t * (x t - z)).
Proof.
  destruct flow as [Hx Hd]. split; [continuity_on|split].
  - apply (continuous_on_comp _ x (quotient g z d)); [exact Hx|].
    intros t _. apply (quotient_continuous g z d); assumption.
  - intros t Ht. pose proof (Hd t Ht) as H. auto_derive; [exists (g (x t)); exact H|]. use_derivative H.
    unfold h, quotient. destruct (Req_EM_T (x t) z) as [E|Hne].
    + rewrite E, g_zero. ring.
    + rewrite g_zero. field. lra.
Qed.

Lemma barrier_above t : 0 <= t <= T -> z < x 0 -> z < x t.
Proof.
  intros Ht H0. destruct barrier_linear as [H1 [H2 H3]]. cut (0 < x t - z); [lra|].
  apply (linear_pos (fun t => x t - z) h T); auto; lra.
Qed.

Lemma barrier_below t : 0 <= t <= T -> x 0 < z -> x t < z.
Proof.
  intros Ht H0. destruct barrier_linear as [H1 [H2 H3]]. cut (x t - z < 0); [lra|].
  apply (linear_neg (fun t => x t - z) h T); auto; lra.
Qed.

Lemma barrier_at t : 0 <= t <= T -> x 0 = z -> x t = z.
Proof.
  intros Ht H0. destruct barrier_linear as [H1 [H2 H3]]. cut (x t - z = 0); [lra|].
  apply (linear_zero (fun t => x t - z) h T); auto; lra.
Qed.

End Barrier.

Lemma continuous_mirror (f : R -> R) (y : R) : continuous f (- y) -> continuous (fun y => f (- y)) y.
Proof.
  intros Hf. apply (continuous_comp Ropp f); [|exact Hf].
  apply (continuous_of_derive Ropp y (-1)). auto_derive; [trivial|ring].
Qed.

(** ** Limits *)

(** A solution below the zero b that rises, tends to b. *)
Lemma rises_to (g x : R -> R) (b : R) :
  (forall y, continuous g y) -> (forall T, scalar_flow g T x) ->
  (forall t, 0 <= t -> x t < b /\ 0 < g (x t)) -> (forall y, x 0 <= y < b -> 0 < g y) ->
  (forall s t, 0 <= s -> s < t -> x s < x t) /\ is_lim x p_infty b.
Proof.
  intros Hg Hf Hin Hpos.
  assert (forall s t, 0 <= s -> s < t -> x s < x t) as Hmon.
  { intros s t Hs Hst. apply (increasing_of_derivative x (fun s => g (x s)) s t Hst).
    - apply continuous_on_sub with 0 t; [lra|lra|apply Hf].
    - intros r Hr. apply (Hf (r + 1)). lra.
    - intros r Hr. apply Hin. lra. }
  split; [exact Hmon|].
  destruct (monotone_limit x b) as [l [Hl Hle]].
  - intros s t Hs [Hst| ->]; [|lra]. left. apply Hmon; assumption.
  - intros t Ht. apply Rlt_le, Hin, Ht.
  - assert (l <= b) as Hlb by (apply (limit_le x l b Hl); intros t Ht; apply Rlt_le, Hin; lra).
    pose proof (Hle 0 ltac:(lra)) as Hl0.
    assert (g l = 0) as Hgl.
    { apply (derivative_limit_zero x (fun t => g (x t)) l (g l)); [|exact Hl|apply is_lim_continuous; auto].
      intros t Ht. apply (Hf (t + 1)). lra. }
    destruct Hlb as [Hlb| ->]; [|exact Hl]. pose proof (Hpos l ltac:(lra)). lra.
Qed.

Lemma falls_to (g x : R -> R) (b : R) :
  (forall y, continuous g y) -> (forall T, scalar_flow g T x) ->
  (forall t, 0 <= t -> b < x t /\ g (x t) < 0) -> (forall y, b < y <= x 0 -> g y < 0) ->
  (forall s t, 0 <= s -> s < t -> x t < x s) /\ is_lim x p_infty b.
Proof.
  intros Hg Hf Hin Hneg.
  destruct (rises_to (fun y => - g (- y)) (fun t => - x t) (- b)) as [Hm Hl].
  - intros y. apply (continuous_comp (fun y => g (- y)) Ropp); [apply continuous_mirror, Hg|].
    apply (continuous_of_derive Ropp _ (-1)). auto_derive; [trivial|ring].
  - intros T. apply scalar_flow_opp, Hf.
  - intros t Ht. rewrite Ropp_involutive. pose proof (Hin t Ht). lra.
  - intros y Hy. pose proof (Hneg (- y) ltac:(lra)). lra.
  - split; [intros s t Hs Hst; pose proof (Hm s t Hs Hst); lra|].
    apply is_lim_opp in Hl. simpl in Hl. rewrite Ropp_involutive in Hl.
    apply (is_lim_ext (fun t => - - x t)); [intros t; apply Ropp_involutive|exact Hl].
Qed.

(** ** Existence *)

Section Existence.
Variables (g dg : R -> R) (a b x0 : R).
Hypothesis g_derivative : forall y, is_derive g y (dg y).
Hypothesis dg_continuous : forall y, continuous dg y.

Lemma exists_rising : a < x0 < b -> (forall y, a < y < b -> 0 < g y) -> g b = 0 ->
  exists x, x 0 = x0 /\ forall T, scalar_flow g T x.
Proof.
  intros H0 Hp Hb. destruct (growth_exists_smooth g dg a b x0 H0) as [x [E [_ [Hc Hd]]]].
  - intros y _. apply g_derivative.
  - apply continuous_on_everywhere. intros y _. apply dg_continuous.
  - exact Hp.
  - exact Hb.
  - exists x. split; [exact E|]. intros T. split; [apply Hc|]. intros t Ht. apply Hd. lra.
Qed.

Lemma exists_at : g x0 = 0 -> exists x, x 0 = x0 /\ forall T, scalar_flow g T x.
Proof.
  intros H. exists (fun _ => x0). split; [reflexivity|]. intros T. split; [apply continuous_on_const|].
  intros t _. rewrite H. apply (is_derive_const x0).
Qed.

End Existence.

Lemma exists_falling (g dg : R -> R) (a b x0 : R) :
  (forall y, is_derive g y (dg y)) -> (forall y, continuous dg y) ->
  b < x0 < a -> (forall y, b < y < a -> g y < 0) -> g b = 0 ->
  exists x, x 0 = x0 /\ forall T, scalar_flow g T x.
Proof.
  intros Hd Hc H0 Hn Hb.
  destruct (exists_rising (fun y => - g (- y)) (fun y => dg (- y)) (- a) (- b) (- x0)) as [x [E Hf]].
  - intros y. pose proof (Hd (- y)) as H. auto_derive; [exists (dg (- y)); exact H|].
    use_derivative H. ring.
  - intros y. apply continuous_mirror, Hc.
  - lra.
  - intros y Hy. pose proof (Hn (- y) ltac:(lra)). lra.
  - rewrite Ropp_involutive. lra.
  - exists (fun t => - x t). split; [lra|]. intros T.
    apply (scalar_flow_ext (fun y => - - g (- - y))); [intros y; rewrite !Ropp_involutive; reflexivity|].
    apply (scalar_flow_opp (fun y => - g (- y))), Hf.
Qed.

(** ** From a start to a zero *)

(** Solutions from x0 for all time exist, and each of them tends to l: strictly rising from below l, strictly
    falling from above, at rest if it starts there. *)
Definition flow_tends (g : R -> R) (x0 l : R) : Prop :=
  (exists x, x 0 = x0 /\ forall T, scalar_flow g T x) /\
  forall x, x 0 = x0 -> (forall T, scalar_flow g T x) -> is_lim x p_infty l /\
    forall s t, 0 <= s -> s < t ->
      (x0 < l -> x s < x t) /\ (l < x0 -> x t < x s) /\ (x0 = l -> x s = l /\ x t = l).

Section Tends.
Variables (g dg : R -> R).
Hypothesis g_derivative : forall y, is_derive g y (dg y).
Hypothesis dg_continuous : forall y, continuous dg y.

Lemma derivative_continuous (y : R) : continuous g y.
Proof. apply (continuous_of_derive g y (dg y)), g_derivative. Qed.

Lemma tends_at (z : R) : g z = 0 -> flow_tends g z z.
Proof.
  intros Hz. split; [apply exists_at, Hz|]. intros x E Hf.
  assert (forall t, 0 <= t -> x t = z) as Hx.
  { intros t Ht. apply (barrier_at g z (dg z) t x derivative_continuous Hz (g_derivative z)); auto. lra. }
  split.
  - apply (is_lim_ext_loc (fun _ => z)); [|apply is_lim_const]. exists 0. intros t Ht. symmetry. apply Hx. lra.
  - intros s t Hs Hst. split; [|split]; [lra|lra|]. intros _. split; apply Hx; lra.
Qed.

Lemma tends_up (a b x0 : R) : g a = 0 -> g b = 0 -> (forall y, a < y < b -> 0 < g y) -> a < x0 < b ->
  flow_tends g x0 b.
Proof.
  intros Ha Hb Hp H0. split; [apply (exists_rising g dg a b); assumption|]. intros x E Hf.
  destruct (rises_to g x b derivative_continuous Hf) as [Hm Hl]; [|intros y Hy; apply Hp; lra|].
  - intros t Ht.
    assert (x t < b) by (apply (barrier_below g b (dg b) t x derivative_continuous Hb (g_derivative b)); auto; lra).
    assert (a < x t) by (apply (barrier_above g a (dg a) t x derivative_continuous Ha (g_derivative a)); auto; lra).
    split; [assumption|apply Hp; lra].
  - split; [exact Hl|]. intros s t Hs Hst. split; [|split]; [intros _; apply Hm; assumption|lra|lra].
Qed.

Lemma falling (b x0 : R) (x : R -> R) : b < x0 -> x 0 = x0 -> (forall T, scalar_flow g T x) ->
  (forall t, 0 <= t -> b < x t /\ g (x t) < 0) -> (forall y, b < y <= x0 -> g y < 0) ->
  is_lim x p_infty b /\ forall s t, 0 <= s -> s < t ->
    (x0 < b -> x s < x t) /\ (b < x0 -> x t < x s) /\ (x0 = b -> x s = b /\ x t = b).
Proof.
  intros H0 E Hf Hin Hn.
  destruct (falls_to g x b derivative_continuous Hf Hin) as [Hm Hl]; [intros y Hy; apply Hn; lra|].
  split; [exact Hl|]. intros s t Hs Hst. split; [|split]; [lra|intros _; apply Hm; assumption|lra].
Qed.

Lemma tends_down (a b x0 : R) : g a = 0 -> g b = 0 -> (forall y, b < y < a -> g y < 0) -> b < x0 < a ->
  flow_tends g x0 b.
Proof.
  intros Ha Hb Hn H0. split; [apply (exists_falling g dg a b); assumption|]. intros x E Hf.
  apply (falling b x0 x); [lra|exact E|exact Hf| |intros y Hy; apply Hn; lra]. intros t Ht.
  assert (x t < a) by (apply (barrier_below g a (dg a) t x derivative_continuous Ha (g_derivative a)); auto; lra).
  assert (b < x t) by (apply (barrier_above g b (dg b) t x derivative_continuous Hb (g_derivative b)); auto; lra).
  split; [assumption|apply Hn; lra].
Qed.

Lemma tends_down_from_above (b x0 : R) : g b = 0 -> (forall y, b < y -> g y < 0) -> b < x0 -> flow_tends g x0 b.
Proof.
  intros Hb Hn H0. split.
  - apply (exists_falling g dg (x0 + 1) b); auto; [lra|]. intros y Hy. apply Hn. lra.
  - intros x E Hf. apply (falling b x0 x); [lra|exact E|exact Hf| |intros y Hy; apply Hn; lra]. intros t Ht.
    assert (b < x t) by (apply (barrier_above g b (dg b) t x derivative_continuous Hb (g_derivative b)); auto; lra).
    split; [assumption|apply Hn; assumption].
Qed.

End Tends.

(** The limit from a start is unique. *)
Lemma flow_tends_unique (g : R -> R) (x0 l k : R) : flow_tends g x0 l -> flow_tends g x0 k -> l = k.
Proof.
  intros [[x [E Hf]] H1] [_ H2]. destruct (H1 x E Hf) as [L1 _]. destruct (H2 x E Hf) as [L2 _].
  apply is_lim_unique in L1. apply is_lim_unique in L2. rewrite L1 in L2. injection L2. auto.
Qed.

Lemma flow_tends_ext (g h : R -> R) (x0 l : R) : (forall y, g y = h y) -> flow_tends g x0 l -> flow_tends h x0 l.
Proof.
  intros E [[x [E0 Hf]] H]. split.
  - exists x. split; [exact E0|]. intros T. apply (scalar_flow_ext g h T x E), Hf.
  - intros y Ey Hy. apply H; [exact Ey|]. intros T.
    apply (scalar_flow_ext h g T y); [intros z; symmetry; apply E|apply Hy].
Qed.
