(** * Calculus: what the other files need from real analysis

    Functions that are differentiable on an open interval and continuous on the
    closed one; linear differential equations; scalar growth x' = g(x), where it
    is shown (not assumed) that solutions stay below the next zero of g, exist
    for all time, and tend to that zero. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Local Open Scope R_scope.

(** [between a b] is the closed interval, as a set. *)
Definition between (a b : R) : R -> Prop := fun t => a <= t <= b.

(** ** Continuity on a closed interval *)

Definition clamp (a b x : R) : R := Rmax a (Rmin b x).

Lemma clamp_id a b x : a <= x <= b -> clamp a b x = x.
Proof.
  intros H; unfold clamp. rewrite Rmin_right by lra. apply Rmax_right; lra.
Qed.

Lemma clamp_in a b x : a <= b -> a <= clamp a b x <= b.
Proof.
  intros H; unfold clamp; split; [apply Rmax_l|].
  apply Rmax_lub; [lra|apply Rmin_l].
Qed.

Lemma clamp_lipschitz a b x y : Rabs (clamp a b y - clamp a b x) <= Rabs (y - x).
Proof.
  unfold clamp, Rmax, Rmin.
  repeat (destruct (Rle_dec _ _)); apply Rabs_le; unfold Rabs; destruct (Rcase_abs _); lra.
Qed.

(** A function continuous on [a, b], continued as a constant outside, is
    continuous everywhere. *)
Lemma clamp_continuous (f : R -> R) a b :
  a <= b -> continuous_on (between a b) f -> continuity (fun y => f (clamp a b y)).
Proof.
  intros Hab Hf x. apply continuity_pt_filterlim.
  apply (filterlim_comp _ _ _ (clamp a b) f (locally x)
           (within (between a b) (locally (clamp a b x))) (locally (f (clamp a b x)))).
  - intros P [eps HP]. exists eps. intros y Hy. apply HP.
    + apply Rle_lt_trans with (Rabs (y - x)); [|exact Hy].
      apply (clamp_lipschitz a b x y).
    + apply clamp_in; exact Hab.
  - apply Hf. apply clamp_in; exact Hab.
Qed.

Lemma continuous_on_restrict (D E : R -> Prop) (f : R -> R) :
  (forall x, E x -> D x) -> continuous_on D f -> continuous_on E f.
Proof.
  intros H Hf x Ex P HP. destruct (Hf x (H x Ex) P HP) as [eps He].
  exists eps. intros y Hy Ey. apply He; auto.
Qed.

Lemma continuous_on_sub (f : R -> R) a b c d :
  a <= c -> d <= b -> continuous_on (between a b) f -> continuous_on (between c d) f.
Proof.
  intros H1 H2. apply continuous_on_restrict. unfold between; intros; lra.
Qed.

Lemma continuous_on_everywhere (D : R -> Prop) (f : R -> R) :
  (forall x, D x -> continuous f x) -> continuous_on D f.
Proof.
  intros H x Dx P HP. destruct (H x Dx P HP) as [eps He].
  exists eps. intros y Hy _. apply He, Hy.
Qed.

Lemma continuous_of_derive (f : R -> R) (x l : R) : is_derive f x l -> continuous f x.
Proof. intros H. apply (ex_derive_continuous f). exists l. exact H. Qed.

Lemma continuous_on_const (D : R -> Prop) (c : R) : continuous_on D (fun _ => c).
Proof. intros x Dx. apply filterlim_const. Qed.

Lemma continuous_on_id (D : R -> Prop) : continuous_on D (fun x : R => x).
Proof. apply continuous_on_everywhere; intros; apply continuous_id. Qed.

Lemma continuous_on_plus (D : R -> Prop) (f g : R -> R) :
  continuous_on D f -> continuous_on D g -> continuous_on D (fun x => f x + g x).
Proof.
  intros Hf Hg x Dx. eapply filterlim_comp_2; [apply Hf, Dx|apply Hg, Dx|].
  apply (filterlim_plus (f x) (g x)).
Qed.

Lemma continuous_on_mult (D : R -> Prop) (f g : R -> R) :
  continuous_on D f -> continuous_on D g -> continuous_on D (fun x => f x * g x).
Proof.
  intros Hf Hg x Dx. eapply filterlim_comp_2; [apply Hf, Dx|apply Hg, Dx|].
  apply (filterlim_mult (f x) (g x)).
Qed.

Lemma continuous_on_comp (D : R -> Prop) (f g : R -> R) :
  continuous_on D f -> (forall x, D x -> continuous g (f x)) ->
  continuous_on D (fun x => g (f x)).
Proof.
  intros Hf Hg x Dx. eapply filterlim_comp; [apply Hf, Dx|apply Hg, Dx].
Qed.

Lemma continuous_on_opp (D : R -> Prop) (f : R -> R) :
  continuous_on D f -> continuous_on D (fun x => - f x).
Proof.
  intros Hf x Dx. eapply filterlim_comp; [apply Hf, Dx|].
  apply (filterlim_opp (f x)).
Qed.

Lemma continuous_on_minus (D : R -> Prop) (f g : R -> R) :
  continuous_on D f -> continuous_on D g -> continuous_on D (fun x => f x - g x).
Proof.
  intros Hf Hg. apply continuous_on_plus; [|apply continuous_on_opp]; assumption.
Qed.

Lemma continuous_on_pow (D : R -> Prop) (f : R -> R) n :
  continuous_on D f -> continuous_on D (fun x => f x ^ n).
Proof.
  intros Hf; induction n as [|n IH]; simpl.
  - apply continuous_on_const.
  - apply continuous_on_mult; assumption.
Qed.

Lemma continuous_on_ext (D : R -> Prop) (f g : R -> R) :
  (forall x, D x -> f x = g x) -> continuous_on D f -> continuous_on D g.
Proof.
  intros H Hf x Dx. rewrite <- (H x Dx).
  apply (filterlim_within_ext D f g H), Hf, Dx.
Qed.

Lemma continuous_on_exp_linear (D : R -> Prop) (c : R) : continuous_on D (fun t => exp (c * t)).
Proof.
  apply (continuous_on_comp D (fun t => c * t) exp).
  - apply continuous_on_mult; [apply continuous_on_const|apply continuous_on_id].
  - intros t _. apply continuous_exp.
Qed.

(** The tactic proves continuity on a set of an expression built with the
    operations above from functions known to be continuous on it. *)
Ltac continuity_on :=
  match goal with
  | |- continuous_on _ (fun _ => ?c) => exact (continuous_on_const _ c)
  | |- continuous_on _ (fun x => x) => exact (continuous_on_id _)
  | |- continuous_on _ (fun x => @?f x + @?g x) => apply (continuous_on_plus _ f g); continuity_on
  | |- continuous_on _ (fun x => @?f x - @?g x) => apply (continuous_on_minus _ f g); continuity_on
  | |- continuous_on _ (fun x => @?f x * @?g x) => apply (continuous_on_mult _ f g); continuity_on
  | |- continuous_on _ (fun x => - @?f x) => apply (continuous_on_opp _ f); continuity_on
  | |- continuous_on _ (fun x => @?f x ^ ?n) => apply (continuous_on_pow _ f n); continuity_on
  | |- _ => try assumption
  end.

(** On a compact interval a continuous function is bounded. *)
Lemma continuous_on_bounded (f : R -> R) a b :
  a <= b -> continuous_on (between a b) f ->
  exists K, 0 < K /\ forall t, a <= t <= b -> Rabs (f t) <= K.
Proof.
  intros Hab Hf. pose proof (clamp_continuous f a b Hab Hf) as Hc.
  destruct (continuity_ab_maj (fun y => Rabs (f (clamp a b y))) a b Hab) as [M [HM _]].
  { intros c _. apply (continuity_pt_comp (fun y => f (clamp a b y)) Rabs).
    - apply Hc.
    - apply Rcontinuity_abs. }
  exists (Rabs (f (clamp a b M)) + 1). split.
  - pose proof (Rabs_pos (f (clamp a b M))); lra.
  - intros t Ht. pose proof (HM t Ht) as H. rewrite (clamp_id a b t Ht) in H. lra.
Qed.

(** Intermediate value. *)
Lemma continuous_on_ivt (f : R -> R) a b y :
  a <= b -> continuous_on (between a b) f -> Rmin (f a) (f b) <= y <= Rmax (f a) (f b) ->
  exists x, a <= x <= b /\ f x = y.
Proof.
  intros Hab Hf Hy.
  destruct (IVT_gen (fun y => f (clamp a b y)) a b y) as [x [Hx Hfx]].
  - apply clamp_continuous; assumption.
  - rewrite !clamp_id by lra. exact Hy.
  - rewrite Rmin_left, Rmax_right in Hx by lra.
    exists x; split; [exact Hx|]. rewrite clamp_id in Hfx; assumption.
Qed.

(** ** Mean value: differentiable inside, continuous up to the ends *)

Lemma mean_value (f df : R -> R) a b :
  a < b -> continuous_on (between a b) f ->
  (forall t, a < t < b -> is_derive f t (df t)) ->
  exists c, a < c < b /\ f b - f a = df c * (b - a).
Proof.
  intros Hab Hf Hd.
  set (F := fun y => f (clamp a b y)).
  assert (HD : forall c, a < c < b -> is_derive F c (df c)).
  { intros c Hc. apply is_derive_ext_loc with f; [|apply Hd, Hc].
    assert (0 < Rmin (c - a) (b - c)) as He by (apply Rmin_pos; lra).
    exists (mkposreal _ He). intros y Hy. unfold F. rewrite clamp_id; [reflexivity|].
    assert (Rabs (y - c) < Rmin (c - a) (b - c)) as Hy' by exact Hy.
    apply Rabs_def2 in Hy'. pose proof (Rmin_l (c - a) (b - c)).
    pose proof (Rmin_r (c - a) (b - c)). lra. }
  assert (pr1 : forall c, a < c < b -> derivable_pt F c).
  { intros c Hc. exists (df c). apply is_derive_Reals, HD, Hc. }
  assert (pr2 : forall c, a < c < b -> derivable_pt id c).
  { intros c _. apply derivable_pt_id. }
  destruct (MVT F id a b pr1 pr2 Hab) as [c [Hc E]].
  - intros c _. apply clamp_continuous; [lra|exact Hf].
  - intros c _. apply derivable_continuous_pt, derivable_pt_id.
  - exists c; split; [exact Hc|].
    rewrite (derive_pt_eq_0 F c (df c) (pr1 c Hc)) in E by (apply is_derive_Reals, HD, Hc).
    rewrite (derive_pt_eq_0 id c 1 (pr2 c Hc)) in E by apply derivable_pt_lim_id.
    unfold F, id in E. rewrite !clamp_id in E by lra. lra.
Qed.

Lemma nondecreasing_of_derivative (f df : R -> R) a b :
  a <= b -> continuous_on (between a b) f ->
  (forall t, a < t < b -> is_derive f t (df t)) ->
  (forall t, a < t < b -> 0 <= df t) -> f a <= f b.
Proof.
  intros [Hab| ->] Hf Hd Hp; [|lra].
  destruct (mean_value f df a b Hab Hf Hd) as [c [Hc E]].
  pose proof (Rmult_le_pos _ (b - a) (Hp c Hc)). lra.
Qed.

Lemma increasing_of_derivative (f df : R -> R) a b :
  a < b -> continuous_on (between a b) f ->
  (forall t, a < t < b -> is_derive f t (df t)) ->
  (forall t, a < t < b -> 0 < df t) -> f a < f b.
Proof.
  intros Hab Hf Hd Hp.
  destruct (mean_value f df a b Hab Hf Hd) as [c [Hc E]].
  assert (0 < df c * (b - a)) by (apply Rmult_lt_0_compat; [apply Hp, Hc|lra]). lra.
Qed.

Lemma constant_of_derivative (f df : R -> R) a b :
  a <= b -> continuous_on (between a b) f ->
  (forall t, a < t < b -> is_derive f t (df t)) ->
  (forall t, a < t < b -> df t = 0) -> f a = f b.
Proof.
  intros [Hab| ->] Hf Hd Hp; [|lra].
  destruct (mean_value f df a b Hab Hf Hd) as [c [Hc E]].
  rewrite (Hp c Hc) in E. lra.
Qed.

(** The same when the function is differentiable at the ends too. *)
Lemma derivable_continuous_on (f df : R -> R) a b :
  (forall t, a <= t <= b -> is_derive f t (df t)) -> continuous_on (between a b) f.
Proof.
  intros H. apply continuous_on_everywhere. intros x Hx.
  apply (continuous_of_derive f x (df x)), H, Hx.
Qed.

Lemma increasing_of_derivative_closed (f df : R -> R) a b :
  a < b -> (forall t, a <= t <= b -> is_derive f t (df t)) ->
  (forall t, a < t < b -> 0 < df t) -> f a < f b.
Proof.
  intros Hab Hd Hp. apply (increasing_of_derivative f df a b Hab); [|intros; apply Hd; lra|exact Hp].
  apply derivable_continuous_on with df, Hd.
Qed.

Lemma nondecreasing_of_derivative_closed (f df : R -> R) a b :
  a <= b -> (forall t, a <= t <= b -> is_derive f t (df t)) ->
  (forall t, a < t < b -> 0 <= df t) -> f a <= f b.
Proof.
  intros Hab Hd Hp. apply (nondecreasing_of_derivative f df a b Hab); [|intros; apply Hd; lra|exact Hp].
  apply derivable_continuous_on with df, Hd.
Qed.

(** [use_derivative H] rewrites, in what auto_derive leaves, the derivative that
    H : is_derive f x l states. *)
Ltac use_derivative H :=
  match type of H with
  | is_derive ?f ?x ?l =>
      let E := fresh in
      assert (E : Derive (fun y : R => f y) x = l) by (apply is_derive_unique; exact H);
      rewrite E; clear E
  end.

(** Equations that Coquelicot states in a normed module, read as equations in R. *)
Ltac real_equation :=
  cbv beta; match goal with |- @eq _ ?a ?b => change (@eq R a b) end.

(** ** Linear equations u' = a(t) u *)

(** A solution that starts at zero stays zero, one that starts positive stays
    positive. The proof looks at u^2 exp(-2Kt) and u^2 exp(2Kt). *)
Section Linear.
Variables (u a : R -> R) (T : R).
Hypothesis T_nonneg : 0 <= T.
Hypothesis u_continuous : continuous_on (between 0 T) u.
Hypothesis a_continuous : continuous_on (between 0 T) a.
Hypothesis u_equation : forall t, 0 < t < T -> is_derive u t (a t * u t).

Lemma linear_square (c s t : R) :
  0 <= s -> s <= t -> t <= T -> (forall r, s < r < t -> 0 <= a r + c) ->
  u s ^ 2 * exp (2 * c * s) <= u t ^ 2 * exp (2 * c * t).
Proof.
  intros Hs Hst Ht Hc.
  apply (nondecreasing_of_derivative (fun t => u t ^ 2 * exp (2 * c * t))
           (fun t => 2 * (a t + c) * (u t ^ 2 * exp (2 * c * t))) s t Hst).
  - apply continuous_on_mult.
    + apply continuous_on_pow. apply continuous_on_sub with 0 T; auto.
    + apply continuous_on_exp_linear.
  - intros r Hr. pose proof (u_equation r ltac:(lra)) as Hu. auto_derive.
    + exists (a r * u r); exact Hu.
    + use_derivative Hu. ring.
  - intros r Hr. apply Rmult_le_pos.
    + specialize (Hc r Hr); lra.
    + apply Rmult_le_pos; [apply pow2_ge_0|apply Rlt_le, exp_pos].
Qed.

Lemma linear_square_down (c s t : R) :
  0 <= s -> s <= t -> t <= T -> (forall r, s < r < t -> a r + c <= 0) ->
  u t ^ 2 * exp (2 * c * t) <= u s ^ 2 * exp (2 * c * s).
Proof.
  intros Hs Hst Ht Hc.
  cut (- (u s ^ 2 * exp (2 * c * s)) <= - (u t ^ 2 * exp (2 * c * t))); [lra|].
  apply (nondecreasing_of_derivative (fun t => - (u t ^ 2 * exp (2 * c * t)))
           (fun t => - (2 * (a t + c) * (u t ^ 2 * exp (2 * c * t)))) s t Hst).
  - apply continuous_on_opp, continuous_on_mult.
    + apply continuous_on_pow. apply continuous_on_sub with 0 T; auto.
    + apply continuous_on_exp_linear.
  - intros r Hr. pose proof (u_equation r ltac:(lra)) as Hu. auto_derive.
    + exists (a r * u r); exact Hu.
    + use_derivative Hu. ring.
  - intros r Hr. cut (0 <= (- (a r + c)) * (2 * (u r ^ 2 * exp (2 * c * r)))); [lra|].
    apply Rmult_le_pos.
    + specialize (Hc r Hr); lra.
    + apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [apply pow2_ge_0|apply Rlt_le, exp_pos].
Qed.

Lemma linear_zero t : 0 <= t <= T -> u 0 = 0 -> u t = 0.
Proof.
  intros Ht H0.
  destruct (continuous_on_bounded a 0 T T_nonneg a_continuous) as [K [HK Ha]].
  pose proof (linear_square_down (- K) 0 t) as H. rewrite H0 in H.
  assert (u t ^ 2 * exp (2 * - K * t) <= 0 ^ 2 * exp (2 * - K * 0)) as H1.
  { apply H; try lra. intros r Hr. pose proof (Ha r ltac:(lra)) as Hr'.
    pose proof (Rle_abs (a r)). lra. }
  pose proof (exp_pos (2 * - K * t)).
  destruct (Req_dec (u t) 0) as [E|E]; [exact E|].
  pose proof (pow2_gt_0 (u t) E). nra.
Qed.

Lemma linear_pos t : 0 <= t <= T -> 0 < u 0 -> 0 < u t.
Proof.
  intros Ht H0.
  assert (forall s, 0 <= s <= T -> u s <> 0) as Hne.
  { intros s Hs E.
    destruct (continuous_on_bounded a 0 T T_nonneg a_continuous) as [K [HK Ha]].
    pose proof (linear_square K 0 s) as H. rewrite E in H.
    assert (u 0 ^ 2 * exp (2 * K * 0) <= 0 ^ 2 * exp (2 * K * s)) as H1.
    { apply H; try lra. intros r Hr. pose proof (Ha r ltac:(lra)) as Hr'.
      pose proof (Rle_abs (- a r)). rewrite Rabs_Ropp in H1. lra. }
    pose proof (exp_pos (2 * K * 0)).
    pose proof (pow2_gt_0 (u 0) ltac:(lra)). nra. }
  destruct (Rlt_le_dec 0 (u t)) as [|Hle]; [assumption|exfalso].
  destruct (continuous_on_ivt u 0 t 0) as [s [Hs Es]].
  - lra.
  - apply continuous_on_sub with 0 T; auto; lra.
  - split; [apply Rle_trans with (u t); [apply Rmin_r|exact Hle]|].
    apply Rle_trans with (u 0); [lra|apply Rmax_l].
  - apply (Hne s); [lra|exact Es].
Qed.

End Linear.

Lemma linear_neg (u a : R -> R) T t :
  0 <= T -> continuous_on (between 0 T) u -> continuous_on (between 0 T) a ->
  (forall t, 0 < t < T -> is_derive u t (a t * u t)) ->
  0 <= t <= T -> u 0 < 0 -> u t < 0.
Proof.
  intros HT Hu Ha Hd Ht H0.
  cut (0 < - u t); [lra|].
  apply (linear_pos (fun t => - u t) a T HT); auto; try lra.
  - apply continuous_on_opp, Hu.
  - intros s Hs. replace (a s * - u s) with (- (a s * u s)) by ring.
    apply (is_derive_opp u). apply Hd, Hs.
Qed.

(** A derivative depends on the function near the place only. *)
Lemma is_derive_ext_inside (f g : R -> R) (a b x l : R) : a < x < b -> (forall y, a < y < b -> f y = g y) ->
  is_derive f x l -> is_derive g x l.
Proof.
  intros Hx E. apply is_derive_ext_loc. assert (0 < Rmin (x - a) (b - x)) as He by (apply Rmin_pos; lra).
  exists (mkposreal _ He). intros y Hy. assert (Rabs (y - x) < Rmin (x - a) (b - x)) as Hy' by exact Hy.
  apply Rabs_def2 in Hy'. pose proof (Rmin_l (x - a) (b - x)). pose proof (Rmin_r (x - a) (b - x)). apply E. lra.
Qed.

(** ** Behaviour for large time *)

(** A function with a limit, whose derivative also has a limit: the latter is 0. *)
Lemma derivative_limit_zero (f df : R -> R) (l d : R) :
  (forall t, 0 < t -> is_derive f t (df t)) ->
  is_lim f p_infty l -> is_lim df p_infty d -> d = 0.
Proof.
  intros Hd Hl Hdl.
  destruct (Req_dec d 0) as [|Hne]; [assumption|exfalso].
  assert (0 < Rabs d / 4) as He by (pose proof (Rabs_pos_lt d Hne); lra).
  apply is_lim_spec in Hl. apply is_lim_spec in Hdl.
  destruct (Hl (mkposreal _ He)) as [M1 H1]. destruct (Hdl (mkposreal _ He)) as [M2 H2].
  simpl in H1, H2.
  set (a := Rmax 1 (Rmax M1 M2) + 1).
  assert (1 < a /\ M1 < a /\ M2 < a) as [Ha1 [Ha2 Ha3]].
  { unfold a. pose proof (Rmax_l 1 (Rmax M1 M2)). pose proof (Rmax_r 1 (Rmax M1 M2)).
    pose proof (Rmax_l M1 M2). pose proof (Rmax_r M1 M2). lra. }
  destruct (mean_value f df a (a + 1)) as [c [Hc E]].
  - lra.
  - apply derivable_continuous_on with df. intros; apply Hd; lra.
  - intros; apply Hd; lra.
  - pose proof (H1 a Ha2) as B1. pose proof (H1 (a + 1) ltac:(lra)) as B2.
    pose proof (H2 c ltac:(lra)) as B3.
    apply Rabs_def2 in B1. apply Rabs_def2 in B2. apply Rabs_def2 in B3.
    unfold Rabs in *; destruct (Rcase_abs d); lra.
Qed.

(** A nondecreasing function on the half line, bounded above, has a limit. *)
Lemma monotone_limit (f : R -> R) M :
  (forall s t, 0 <= s -> s <= t -> f s <= f t) -> (forall t, 0 <= t -> f t <= M) ->
  exists l : R, is_lim f p_infty l /\ (forall t, 0 <= t -> f t <= l).
Proof.
  intros Hm HM.
  destruct (completeness (fun y => exists t, 0 <= t /\ y = f t)) as [l [Hub Hlub]].
  - exists M. intros y [t [Ht ->]]. apply HM, Ht.
  - exists (f 0), 0. split; [lra|reflexivity].
  - assert (forall t, 0 <= t -> f t <= l) as Hl by (intros t Ht; apply Hub; exists t; auto).
    exists l; split; [|exact Hl].
    apply is_lim_spec. intros [e He]. simpl.
    assert (exists s, 0 <= s /\ l - e < f s) as [s [Hs Hfs]].
    { destruct (Classical_Prop.classic (exists s, 0 <= s /\ l - e < f s)) as [H|H]; [exact H|].
      exfalso. assert (l <= l - e); [|lra].
      apply Hlub. intros y [t [Ht ->]]. destruct (Rle_lt_dec (f t) (l - e)); [assumption|].
      exfalso; apply H; exists t; auto. }
    exists s. intros t Ht. pose proof (Hm s t Hs ltac:(lra)). pose proof (Hl t ltac:(lra)).
    apply Rabs_def1; lra.
Qed.

Lemma limit_le (f : R -> R) (l b : R) :
  is_lim f p_infty l -> (forall t, 0 < t -> f t <= b) -> l <= b.
Proof.
  intros Hl Hb.
  apply (is_lim_le_loc f (fun _ => b) p_infty l b); [|exact Hl|apply is_lim_const].
  exists 0. intros t Ht. apply Hb, Ht.
Qed.

Lemma limit_ge (f : R -> R) (l b : R) :
  is_lim f p_infty l -> (forall t, 0 < t -> b <= f t) -> b <= l.
Proof.
  intros Hl Hb.
  apply (is_lim_le_loc (fun _ => b) f p_infty b l); [|apply is_lim_const|exact Hl].
  exists 0. intros t Ht. apply Hb, Ht.
Qed.

Lemma is_lim_continuous (f g : R -> R) (l : R) :
  is_lim f p_infty l -> continuous g l -> is_lim (fun t => g (f t)) p_infty (g l).
Proof.
  intros Hf Hg. apply is_lim_comp_continuous; assumption.
Qed.

(** ** Scalar growth x' = g(x)

    g is positive on (a, b) and vanishes at b at least to first order. *)

Section Growth.
Variables (g : R -> R) (a b x0 K : R).
Hypothesis x0_inside : a < x0 < b.
Hypothesis K_pos : 0 < K.
Hypothesis g_continuous : forall x, a < x < b -> continuous g x.
Hypothesis g_pos : forall x, a < x < b -> 0 < g x.
Hypothesis g_end : forall x, x0 <= x < b -> g x <= K * (b - x).

(** The time to go from x0 to x. *)
Definition growth_time (x : R) : R := RInt (fun y => / g y) x0 x.

Lemma inv_g_continuous x : a < x < b -> continuous (fun y => / g y) x.
Proof.
  intros Hx. apply (continuous_comp g Rinv).
  - apply g_continuous, Hx.
  - apply continuous_Rinv. pose proof (g_pos x Hx). lra.
Qed.

Lemma growth_time_derive x : a < x < b -> is_derive growth_time x (/ g x).
Proof.
  intros Hx. apply (is_derive_RInt (fun y => / g y) growth_time x0 x).
  - assert (0 < Rmin (x - a) (b - x)) as He by (apply Rmin_pos; lra).
    exists (mkposreal _ He). intros y Hy.
    assert (Rabs (y - x) < Rmin (x - a) (b - x)) as Hy' by exact Hy.
    apply Rabs_def2 in Hy'. pose proof (Rmin_l (x - a) (b - x)).
    pose proof (Rmin_r (x - a) (b - x)).
    apply (RInt_correct (fun y => / g y) x0 y).
    apply (ex_RInt_continuous (fun y => / g y)). intros z Hz. apply inv_g_continuous.
    assert (a < y < b) as Hyy by lra.
    unfold Rmin, Rmax in Hz; destruct (Rle_dec x0 y); lra.
  - apply inv_g_continuous, Hx.
Qed.

Lemma growth_time_start : growth_time x0 = 0.
Proof. exact (RInt_point x0 (fun y => / g y)). Qed.

Lemma growth_time_increasing x y : a < x -> x < y -> y < b -> growth_time x < growth_time y.
Proof.
  intros Hx Hxy Hy.
  apply (increasing_of_derivative_closed growth_time (fun x => / g x) x y Hxy).
  - intros t Ht. apply growth_time_derive. lra.
  - intros t Ht. apply Rinv_0_lt_compat, g_pos. lra.
Qed.

(** Every time is reached before b. *)
Lemma growth_time_unbounded M : exists x, x0 <= x < b /\ M < growth_time x.
Proof.
  set (N := Rabs M + 1).
  assert (0 < N) as HN by (unfold N; pose proof (Rabs_pos M); lra).
  set (x := b - (b - x0) * exp (- (K * N))).
  assert (exp (- (K * N)) < 1) as H1.
  { rewrite <- exp_0 at 1. apply exp_increasing. nra. }
  pose proof (exp_pos (- (K * N))) as H2.
  assert (x0 <= x < b) as Hx by (unfold x; split; nra).
  exists x; split; [exact Hx|].
  assert (growth_time x0 + / K * ln (b - x0) <= growth_time x + / K * ln (b - x)) as H.
  { apply (nondecreasing_of_derivative_closed (fun x => growth_time x + / K * ln (b - x))
             (fun x => / g x - / K * / (b - x)) x0 x); [lra| |].
    - intros t Ht. auto_derive.
      + repeat split; [exists (/ g t); apply growth_time_derive; lra|lra].
      + pose proof (growth_time_derive t ltac:(lra)) as Hg. use_derivative Hg.
        unfold Rminus. ring.
    - intros t Ht. rewrite <- Rinv_mult.
      pose proof (Rinv_le_contravar (g t) (K * (b - t))) as H.
      cut (/ (K * (b - t)) <= / g t); [lra|].
      apply H; [apply g_pos; lra|apply g_end; lra]. }
  rewrite growth_time_start in H.
  replace (b - x) with ((b - x0) * exp (- (K * N))) in H by (unfold x; ring).
  rewrite ln_mult, ln_exp in H by (try apply exp_pos; lra).
  replace (/ K * (ln (b - x0) + - (K * N))) with (/ K * ln (b - x0) - N) in H by (field; lra).
  unfold N in *. pose proof (Rle_abs M). lra.
Qed.

(** The inverse of growth_time, without any choice. *)
Definition growth_state (t : R) : R :=
  real (Lub_Rbar (fun x => x0 <= x < b /\ growth_time x <= t)).

Lemma growth_state_spec x : x0 <= x < b -> growth_state (growth_time x) = x.
Proof.
  intros Hx. unfold growth_state.
  rewrite (is_lub_Rbar_unique _ (Finite x)); [reflexivity|].
  split.
  - intros y [Hy Hty]. simpl. destruct (Rle_lt_dec y x) as [|Hlt]; [assumption|exfalso].
    pose proof (growth_time_increasing x y). lra.
  - intros l Hl. apply Hl. split; [exact Hx|lra].
Qed.

Lemma growth_state_inverse t :
  0 <= t -> x0 <= growth_state t < b /\ growth_time (growth_state t) = t.
Proof.
  intros Ht. destruct (growth_time_unbounded t) as [x [Hx Htx]].
  destruct (continuous_on_ivt growth_time x0 x t) as [y [Hy Ey]].
  - lra.
  - apply (derivable_continuous_on growth_time (fun x => / g x)). intros; apply growth_time_derive; lra.
  - rewrite growth_time_start, Rmin_left, Rmax_right by lra. lra.
  - assert (growth_state t = y) as E.
    { rewrite <- Ey. apply growth_state_spec. lra. }
    rewrite E. split; [lra|exact Ey].
Qed.

Lemma growth_state_start : growth_state 0 = x0.
Proof. rewrite <- growth_time_start. apply growth_state_spec. lra. Qed.

Lemma growth_state_increment s t :
  0 <= s -> s < t -> exists c, growth_state s < c < growth_state t /\
    growth_state t - growth_state s = g c * (t - s).
Proof.
  intros Hs Hst.
  destruct (growth_state_inverse s Hs) as [Bs Es].
  destruct (growth_state_inverse t ltac:(lra)) as [Bt Et].
  set (x := growth_state s) in *. set (y := growth_state t) in *.
  assert (x < y) as Hxy.
  { destruct (Rlt_le_dec x y) as [|[H|H]]; [assumption| |].
    - pose proof (growth_time_increasing y x). lra.
    - rewrite H in Et. lra. }
  destruct (mean_value growth_time (fun x => / g x) x y) as [c [Hc E]].
  - exact Hxy.
  - apply (derivable_continuous_on growth_time (fun x => / g x)). intros; apply growth_time_derive; lra.
  - intros; apply growth_time_derive; lra.
  - exists c; split; [exact Hc|]. rewrite Es, Et in E.
    rewrite E. field. pose proof (g_pos c); lra.
Qed.

Lemma growth_state_lipschitz s t :
  0 <= s -> 0 <= t -> Rabs (growth_state t - growth_state s) <= K * (b - x0) * Rabs (t - s).
Proof.
  assert (forall s t, 0 <= s -> s < t ->
    Rabs (growth_state t - growth_state s) <= K * (b - x0) * Rabs (t - s)) as H.
  { intros p r Hp Hpr. destruct (growth_state_increment p r Hp Hpr) as [c [Hc E]].
    rewrite E, Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|].
    pose proof (proj1 (growth_state_inverse p Hp)).
    pose proof (proj1 (growth_state_inverse r ltac:(lra))).
    pose proof (g_pos c ltac:(lra)). pose proof (g_end c ltac:(lra)).
    rewrite Rabs_right by lra. nra. }
  intros Hs Ht. destruct (Rtotal_order s t) as [Hlt|[->|Hlt]].
  - apply H; assumption.
  - rewrite !Rminus_eq_0, Rabs_R0. lra.
  - rewrite <- Rabs_Ropp, Ropp_minus_distr, (Rabs_minus_sym t s). apply H; assumption.
Qed.

Lemma growth_state_continuous T : continuous_on (between 0 T) growth_state.
Proof.
  intros t [Ht _] P [eps HP].
  assert (0 < K * (b - x0)) as HM by (apply Rmult_lt_0_compat; lra).
  assert (0 < eps / (K * (b - x0))) as He by (apply Rdiv_lt_0_compat; [apply cond_pos|exact HM]).
  exists (mkposreal _ He). intros s Hs [Hs0 _]. apply HP.
  assert (Rabs (s - t) < eps / (K * (b - x0))) as Hs' by exact Hs.
  apply Rle_lt_trans with (K * (b - x0) * Rabs (s - t)).
  - apply (growth_state_lipschitz t s Ht Hs0).
  - apply (Rmult_lt_compat_l _ _ _ HM) in Hs'.
    replace (K * (b - x0) * (eps / (K * (b - x0)))) with (pos eps) in Hs' by (field; lra).
    exact Hs'.
Qed.

Lemma growth_state_derive t : 0 < t -> is_derive growth_state t (g (growth_state t)).
Proof.
  intros Ht. destruct (growth_state_inverse t ltac:(lra)) as [Bt Et].
  set (x := growth_state t) in *.
  apply is_derive_Reals. intros eps Heps.
  assert (0 < K * (b - x0)) as HM by (apply Rmult_lt_0_compat; lra).
  assert (Hg : continuous g x) by (apply g_continuous; lra).
  apply continuity_pt_filterlim in Hg.
  destruct (Hg eps Heps) as [d [Hd Hgd]].
  assert (0 < Rmin t (d / (K * (b - x0)))) as He.
  { apply Rmin_pos; [exact Ht|apply Rdiv_lt_0_compat; assumption]. }
  exists (mkposreal _ He). intros h Hh0 Hh. simpl in Hh.
  pose proof (Rmin_l t (d / (K * (b - x0)))) as L1.
  pose proof (Rmin_r t (d / (K * (b - x0)))) as L2.
  pose proof (Rabs_def2 _ _ Hh) as Hh'.
  pose proof (growth_state_lipschitz t (t + h) ltac:(lra) ltac:(lra)) as Hlip.
  replace (t + h - t) with h in Hlip by ring. fold x in Hlip.
  assert (Rabs (growth_state (t + h) - x) < d) as Hdist.
  { apply Rle_lt_trans with (1 := Hlip).
    assert (Rabs h < d / (K * (b - x0))) as Hhd by lra.
    apply (Rmult_lt_compat_l _ _ _ HM) in Hhd.
    replace (K * (b - x0) * (d / (K * (b - x0)))) with d in Hhd by (field; lra). exact Hhd. }
  assert (exists c, Rabs (c - x) < d /\ growth_state (t + h) - x = g c * h) as [c [Hc E]].
  { destruct (Rtotal_order 0 h) as [Hp|[Hz|Hn]]; [|lra|].
    - destruct (growth_state_increment t (t + h)) as [c [Hc E]]; [lra|lra|].
      fold x in Hc, E. exists c; split.
      + apply Rabs_def2 in Hdist. apply Rabs_def1; lra.
      + rewrite E. ring.
    - destruct (growth_state_increment (t + h) t) as [c [Hc E]]; [lra|lra|].
      fold x in Hc, E. exists c; split.
      + apply Rabs_def2 in Hdist. apply Rabs_def1; lra.
      + replace (growth_state (t + h) - x) with (- (x - growth_state (t + h))) by ring.
        rewrite E. ring. }
  fold x. rewrite E. replace (g c * h / h - g x) with (g c - g x) by (field; exact Hh0).
  destruct (Req_dec c x) as [->|Hcx].
  - rewrite Rminus_eq_0, Rabs_R0. exact Heps.
  - apply Hgd. split; [split; [exact I|auto]|exact Hc].
Qed.

End Growth.

(** Existence: a solution for all time, which stays below b. *)
Lemma growth_exists (g : R -> R) (a b x0 K : R) :
  a < x0 < b -> 0 < K ->
  (forall x, a < x < b -> continuous g x) ->
  (forall x, a < x < b -> 0 < g x) ->
  (forall x, x0 <= x < b -> g x <= K * (b - x)) ->
  exists x : R -> R, x 0 = x0 /\ (forall t, 0 <= t -> x0 <= x t < b) /\
    (forall T, continuous_on (between 0 T) x) /\
    (forall t, 0 < t -> is_derive x t (g (x t))).
Proof.
  intros Hx0 HK Hc Hp He. exists (growth_state g b x0).
  split; [|split; [|split]].
  - apply (growth_state_start g a b x0); assumption.
  - intros t Ht. apply (growth_state_inverse g a b x0 K); assumption.
  - intros T. apply (growth_state_continuous g a b x0 K); assumption.
  - intros t Ht. apply (growth_state_derive g a b x0 K); assumption.
Qed.

(** Along any solution that stays in (a, b), a primitive of 1/g measures time. *)
Lemma growth_clock (g Q x : R -> R) (a b T t : R) :
  0 <= t <= T ->
  (forall y, a < y < b -> 0 < g y) ->
  (forall y, a < y < b -> is_derive Q y (/ g y)) ->
  continuous_on (between 0 T) x ->
  (forall s, 0 < s < T -> is_derive x s (g (x s))) ->
  (forall s, 0 <= s <= T -> a < x s < b) ->
  Q (x t) - Q (x 0) = t.
Proof.
  intros Ht Hg HQ Hx Hd Hin.
  cut (Q (x 0) - 0 = Q (x t) - t); [lra|].
  apply (constant_of_derivative (fun s => Q (x s) - s) (fun s => 0) 0 t); [lra| | |auto].
  - apply continuous_on_minus; [|apply continuous_on_id].
    apply continuous_on_comp.
    + apply continuous_on_sub with 0 T; auto; lra.
    + intros s Hs. apply (continuous_of_derive Q _ (/ g (x s))), HQ, Hin.
      destruct Hs; lra.
  - intros s Hs. pose proof (Hd s ltac:(lra)) as H1. pose proof (HQ (x s) (Hin s ltac:(lra))) as H2.
    auto_derive.
    + repeat split; [exists (/ g (x s)); exact H2|exists (g (x s)); exact H1].
    + use_derivative H1. use_derivative H2.
      pose proof (Hg (x s) (Hin s ltac:(lra))). field. lra.
Qed.

(** A solution that starts between two zeros of the right-hand side, here 0 and
    r, stays between them. (No Picard theorem: both zeros are factors, so x and
    r - x obey linear equations.) *)
Lemma growth_invariant (x k h : R -> R) (r T : R) :
  0 <= T -> continuous_on (between 0 T) x ->
  (forall y, continuous k y) -> (forall y, continuous h y) ->
  (forall y, y * k y = (r - y) * h y) ->
  (forall s, 0 < s < T -> is_derive x s (x s * k (x s))) ->
  0 < x 0 < r -> forall t, 0 <= t <= T -> 0 < x t < r.
Proof.
  intros HT Hx Hk Hh E Hd H0 t Ht. split.
  - apply (linear_pos x (fun s => k (x s)) T); auto; try lra.
    + apply continuous_on_comp; auto.
    + intros s Hs. rewrite Rmult_comm. apply Hd, Hs.
  - cut (0 < r - x t); [lra|].
    apply (linear_pos (fun s => r - x s) (fun s => - h (x s)) T); auto; try lra.
    + continuity_on.
    + apply continuous_on_opp, continuous_on_comp; auto.
    + intros s Hs. pose proof (Hd s Hs) as H. auto_derive.
      * exists (x s * k (x s)); exact H.
      * use_derivative H. pose proof (E (x s)). lra.
Qed.

(** ** Hitting times *)

(** T is the first time, from 0 on, at which x takes the value [level]. *)
Definition first_time (x : R -> R) (level T : R) : Prop :=
  0 <= T /\ x T = level /\ forall t, 0 <= t < T -> x t <> level.

Section Hitting.
Variables (g Q x : R -> R) (a b : R).
Hypothesis g_pos : forall y, a < y < b -> 0 < g y.
Hypothesis Q_primitive : forall y, a < y < b -> is_derive Q y (/ g y).

Lemma primitive_increasing y z : a < y -> y < z -> z < b -> Q y < Q z.
Proof.
  intros Hy Hyz Hz.
  apply (increasing_of_derivative_closed Q (fun y => / g y) y z Hyz).
  - intros t Ht. apply Q_primitive. lra.
  - intros t Ht. apply Rinv_0_lt_compat, g_pos. lra.
Qed.

Lemma primitive_injective y z : a < y < b -> a < z < b -> Q y = Q z -> y = z.
Proof.
  intros Hy Hz E. destruct (Rtotal_order y z) as [H|[H|H]]; [|exact H|].
  - pose proof (primitive_increasing y z); lra.
  - pose proof (primitive_increasing z y); lra.
Qed.

Lemma primitive_reflects y z : a < y < b -> a < z < b -> Q y < Q z -> y < z.
Proof.
  intros Hy Hz E. destruct (Rlt_le_dec y z) as [H|[H|H]]; [exact H| |].
  - pose proof (primitive_increasing z y); lra.
  - subst; lra.
Qed.

(** On a solution up to time S that stays in (a, b): T is the hitting time of
    theta exactly when T = Q theta - Q (x 0). *)
Lemma hitting_iff S T theta :
  continuous_on (between 0 S) x ->
  (forall s, 0 < s < S -> is_derive x s (g (x s))) ->
  (forall s, 0 <= s <= S -> a < x s < b) ->
  a < theta < b -> 0 <= T <= S ->
  (first_time x theta T <-> T = Q theta - Q (x 0)).
Proof.
  intros Hx Hd Hin Hth HT.
  assert (forall t, 0 <= t <= S -> Q (x t) - Q (x 0) = t) as Hclock.
  { intros t Ht. apply (growth_clock g Q x a b S t); auto. }
  split.
  - intros [_ [E _]]. rewrite <- E. symmetry. apply Hclock, HT.
  - intros E. split; [lra|split].
    + apply primitive_injective; auto. pose proof (Hclock T HT). lra.
    + intros t Ht Et. pose proof (Hclock t ltac:(lra)) as C. rewrite Et in C. lra.
Qed.

(** A solution for all time that stays in (a, b) strictly increases and tends to b. *)
Lemma growth_monotone :
  (forall T, continuous_on (between 0 T) x) ->
  (forall s, 0 < s -> is_derive x s (g (x s))) ->
  (forall s, 0 <= s -> a < x s < b) ->
  forall s t, 0 <= s -> s < t -> x s < x t.
Proof.
  intros Hx Hd Hin s t Hs Hst.
  apply (increasing_of_derivative x (fun s => g (x s)) s t Hst).
  - apply continuous_on_sub with 0 t; auto; lra.
  - intros r Hr. apply Hd. lra.
  - intros r Hr. apply g_pos, Hin. lra.
Qed.

Lemma growth_limit :
  (forall T, continuous_on (between 0 T) x) ->
  (forall s, 0 < s -> is_derive x s (g (x s))) ->
  (forall s, 0 <= s -> a < x s < b) ->
  is_lim x p_infty b.
Proof.
  intros Hx Hd Hin. apply is_lim_spec. intros [e He]. simpl.
  set (theta := Rmax (x 0) (b - e / 2)).
  assert (a < theta < b /\ b - e < theta) as [Hth Hthe].
  { pose proof (Hin 0 ltac:(lra)). unfold theta.
    pose proof (Rmax_l (x 0) (b - e / 2)). pose proof (Rmax_r (x 0) (b - e / 2)).
    split; [split; [lra|apply Rmax_lub_lt; lra]|lra]. }
  exists (Rmax 0 (Q theta - Q (x 0))). intros t Ht.
  pose proof (Rmax_l 0 (Q theta - Q (x 0))). pose proof (Rmax_r 0 (Q theta - Q (x 0))).
  pose proof (Hin t ltac:(lra)) as Hxt.
  assert (theta < x t).
  { apply primitive_reflects; auto.
    assert (Q (x t) - Q (x 0) = t); [|lra].
    apply (growth_clock g Q x a b t t); auto; try lra.
    - intros s Hs; apply Hd; lra.
    - intros s Hs; apply Hin; lra. }
  apply Rabs_def1; lra.
Qed.

End Hitting.

(** Existence when g is continuously differentiable and vanishes at b. *)
Lemma growth_exists_smooth (g dg : R -> R) (a b x0 : R) :
  a < x0 < b ->
  (forall x, a < x <= b -> is_derive g x (dg x)) ->
  continuous_on (between x0 b) dg ->
  (forall x, a < x < b -> 0 < g x) -> g b = 0 ->
  exists x : R -> R, x 0 = x0 /\ (forall t, 0 <= t -> x0 <= x t < b) /\
    (forall T, continuous_on (between 0 T) x) /\
    (forall t, 0 < t -> is_derive x t (g (x t))).
Proof.
  intros H0 Hd Hc Hp Hb.
  destruct (continuous_on_bounded dg x0 b ltac:(lra) Hc) as [K [HK HdK]].
  apply (growth_exists g a b x0 K H0 HK).
  - intros x Hx. apply (continuous_of_derive g x (dg x)), Hd. lra.
  - exact Hp.
  - intros x Hx. destruct (mean_value g dg x b) as [c [Hcc E]]; [lra| | |].
    + apply (derivable_continuous_on g dg). intros t Ht. apply Hd. lra.
    + intros t Ht. apply Hd. lra.
    + rewrite Hb in E. pose proof (HdK c ltac:(lra)) as B. apply Rabs_le_between in B. nra.
Qed.

(** The time between two places is the integral of 1 / g. *)
Lemma time_integral (g Q : R -> R) (x y : R) : x <= y ->
  (forall z, x <= z <= y -> continuous g z) -> (forall z, x <= z <= y -> 0 < g z) ->
  (forall z, x <= z <= y -> is_derive Q z (/ g z)) ->
  is_RInt (fun z => / g z) x y (Q y - Q x).
Proof.
  intros Hxy Hc Hp HQ. apply (is_RInt_derive Q (fun z => / g z)).
  - intros z Hz. rewrite Rmin_left, Rmax_right in Hz by exact Hxy. apply HQ, Hz.
  - intros z Hz. rewrite Rmin_left, Rmax_right in Hz by exact Hxy.
    apply (continuous_comp g Rinv); [apply Hc, Hz|]. apply continuous_Rinv. pose proof (Hp z Hz). lra.
Qed.
