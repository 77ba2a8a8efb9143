(** * Decay: the curve with weight decay, dw/dt = lambda w^a (1 - (w/l)^m) - eta w

    w (gain(w) - eta) with gain(w) = lambda w^(a-1) (1 - (w/l)^m). For a >= 2 the gain rises from 0 to its largest value
    eta* = lambda l^(a-1) c(a, m), taken at w^m = l^m (a-1)/(a-1+m), and falls from there: below eta* there are two
    fixed points, above it none. For a = 1 it falls from lambda. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model.
Require Import JepaOracle.Scalar JepaOracle.Curve.
Local Open Scope R_scope.

Definition decay_rate (a m : nat) (lambda l eta x : R) : R := lambda * x ^ a * (1 - (x / l) ^ m) - eta * x.

Definition decay_flow (a m : nat) (lambda l eta : R) : R -> (R -> R) -> Prop :=
  scalar_flow (decay_rate a m lambda l eta).

(** The growth per amplitude without decay. *)
Definition gain (a m : nat) (lambda l x : R) : R := lambda * x ^ (a - 1) * (1 - (x / l) ^ m).

(** Where the gain is largest, and its value there. *)
Definition decay_top (a m : nat) (l : R) : R := l * Rpower ((INR a - 1) / (INR a - 1 + INR m)) (/ INR m).
Definition decay_c (a m : nat) : R :=
  Rpower ((INR a - 1) / (INR a - 1 + INR m)) ((INR a - 1) / INR m) * (INR m / (INR a - 1 + INR m)).
Definition largest_decay (a m : nat) (lambda l : R) : R := lambda * l ^ (a - 1) * decay_c a m.

Lemma decay_rate_gain (a m : nat) (lambda l eta x : R) : (1 <= a)%nat ->
  decay_rate a m lambda l eta x = x * (gain a m lambda l x - eta).
Proof. intros Ha. unfold decay_rate, gain. rewrite (pow_L a x) by exact Ha. ring. Qed.

Definition decay_slope (a m : nat) (lambda l eta x : R) : R := curve_slope a m lambda l x - eta.

Lemma decay_rate_derive (a m : nat) (lambda l eta x : R) :
  is_derive (decay_rate a m lambda l eta) x (decay_slope a m lambda l eta x).
Proof. unfold decay_rate, decay_slope, curve_slope. auto_derive; [trivial|]. unfold Rdiv. ring. Qed.

Lemma decay_slope_continuous (a m : nat) (lambda l eta x : R) : continuous (decay_slope a m lambda l eta) x.
Proof.
  apply (ex_derive_continuous (decay_slope a m lambda l eta)). unfold decay_slope, curve_slope. auto_derive. trivial.
Qed.

Lemma decay_rate_0 (a m : nat) (lambda l eta : R) : (1 <= a)%nat -> decay_rate a m lambda l eta 0 = 0.
Proof. intros Ha. rewrite decay_rate_gain by exact Ha. ring. Qed.

Lemma gain_continuous (a m : nat) (lambda l x : R) : continuous (gain a m lambda l) x.
Proof. apply (ex_derive_continuous (gain a m lambda l)). unfold gain. auto_derive. trivial. Qed.

Section Signs.
Variables (a m : nat) (lambda l eta : R).
Hypothesis a_pos : (1 <= a)%nat.

(** The sign of the velocity is that of gain - eta. *)
Lemma decay_rate_sign (x : R) : 0 < x ->
  (0 < decay_rate a m lambda l eta x <-> eta < gain a m lambda l x) /\
  (decay_rate a m lambda l eta x = 0 <-> gain a m lambda l x = eta) /\
  (decay_rate a m lambda l eta x < 0 <-> gain a m lambda l x < eta).
Proof.
  intros Hx. rewrite decay_rate_gain by exact a_pos. set (y := gain a m lambda l x).
  split; [|split]; (split; intros H; [|nra]).
  - apply Rmult_lt_reg_l with x; [exact Hx|lra].
  - apply Rmult_eq_reg_l with x; lra.
  - apply Rmult_lt_reg_l with x; [exact Hx|lra].
Qed.

Let tends_rules := (decay_rate_derive a m lambda l eta, decay_slope_continuous a m lambda l eta).

(** If the gain stays below eta, every start dies. *)
Lemma decay_dies : (forall x, 0 < x -> gain a m lambda l x < eta) ->
  forall w0, 0 < w0 -> flow_tends (decay_rate a m lambda l eta) w0 0.
Proof.
  intros Hg w0 H0. apply (tends_down_from_above _ _ (fst tends_rules) (snd tends_rules)); [|intros y Hy|exact H0].
  - apply decay_rate_0, a_pos.
  - apply decay_rate_sign; [exact Hy|apply Hg, Hy].
Qed.

(** Above the zero z of gain - eta from which on the gain is smaller, solutions fall to z. *)
Lemma decay_falls (z w0 : R) : 0 < z -> gain a m lambda l z = eta -> (forall x, z < x -> gain a m lambda l x < eta) ->
  z < w0 -> flow_tends (decay_rate a m lambda l eta) w0 z.
Proof.
  intros Hz E Hg H0. apply (tends_down_from_above _ _ (fst tends_rules) (snd tends_rules)); [|intros y Hy|exact H0].
  - apply decay_rate_sign; [exact Hz|exact E].
  - apply decay_rate_sign; [lra|apply Hg, Hy].
Qed.

Lemma decay_stays (z : R) : 0 < z -> gain a m lambda l z = eta -> flow_tends (decay_rate a m lambda l eta) z z.
Proof.
  intros Hz E. apply (tends_at _ _ (fst tends_rules)). apply decay_rate_sign; [exact Hz|exact E].
Qed.

(** Between 0 and a zero below which the gain is smaller, solutions die. *)
Lemma decay_dies_below (z w0 : R) : gain a m lambda l z = eta -> (forall x, 0 < x < z -> gain a m lambda l x < eta) ->
  0 < w0 < z -> flow_tends (decay_rate a m lambda l eta) w0 0.
Proof.
  intros E Hg H0. apply (tends_down _ _ (fst tends_rules) (snd tends_rules) z); [| |intros y Hy|exact H0].
  - apply decay_rate_sign; [lra|exact E].
  - apply decay_rate_0, a_pos.
  - apply decay_rate_sign; [lra|apply Hg, Hy].
Qed.

(** Between a zero of the velocity and a zero of gain - eta, where the gain is larger, solutions rise. *)
Lemma decay_rises (y z w0 : R) : 0 <= y -> decay_rate a m lambda l eta y = 0 -> gain a m lambda l z = eta ->
  (forall x, y < x < z -> eta < gain a m lambda l x) -> y < w0 < z ->
  flow_tends (decay_rate a m lambda l eta) w0 z.
Proof.
  intros Hy Ey Ez Hg H0. apply (tends_up _ _ (fst tends_rules) (snd tends_rules) y); [exact Ey| |intros x Hx|exact H0].
  - apply decay_rate_sign; [lra|exact Ez].
  - apply decay_rate_sign; [lra|apply Hg, Hx].
Qed.

End Signs.

(** ** a >= 2: the threshold *)

Section Threshold.
Variables (a m : nat) (lambda l : R).
Hypothesis a_two : (2 <= a)%nat.
Hypothesis m_pos : (1 <= m)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis l_pos : 0 < l.

Let n := (a - 1)%nat.
Let top := decay_top a m l.

Lemma exponents : INR n = INR a - 1 /\ 0 < INR n /\ 0 < INR m.
Proof.
  unfold n. split; [|split; apply INR_pos; lia]. rewrite minus_INR by lia. reflexivity.
Qed.

Lemma top_ratio : (top / l) ^ m = INR n / (INR n + INR m) /\ 0 < top < l.
Proof.
  destruct exponents as [E [Hn Hm]]. unfold top, decay_top. rewrite <- E. set (r := INR n / (INR n + INR m)).
  assert (0 < r < 1) as Hr.
  { unfold r. split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_lt_reg_r with (INR n + INR m); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  pose proof (Rpower_pos r (/ INR m)). pose proof (Rpower_lt_1 r (/ INR m) Hr (Rinv_0_lt_compat _ Hm)).
  split; [|split; nra]. replace (l * Rpower r (/ INR m) / l) with (Rpower r (/ INR m)) by (field; lra).
  apply Rpower_root_pow; [exact m_pos|lra].
Qed.

Lemma gain_top : gain a m lambda l top = largest_decay a m lambda l.
Proof.
  destruct top_ratio as [E _]. destruct exponents as [En [Hn Hm]]. unfold gain. rewrite E.
  unfold largest_decay, decay_c, top, decay_top. fold n. rewrite <- En. set (r := INR n / (INR n + INR m)).
  rewrite Rpow_mult_distr, <- (Rpower_pow n (Rpower r (/ INR m))) by apply Rpower_pos. rewrite Rpower_mult.
  replace (/ INR m * INR n) with (INR n / INR m) by (unfold Rdiv; ring).
  replace (INR m / (INR n + INR m)) with (1 - r) by (unfold r; field; lra). ring.
Qed.

(** The derivative of the gain, up to a positive factor. *)
Lemma gain_derive (x : R) : 0 < x ->
  is_derive (gain a m lambda l) x (lambda * (x ^ n / x) * (INR n - (INR n + INR m) * (x / l) ^ m)).
Proof.
  intros Hx. unfold gain. fold n.
  assert (is_derive (fun x => (x / l) ^ m) x (INR m * ((x / l) ^ m / x))) as H1.
  { apply (is_derive_ext (fun x => / l ^ m * x ^ m)).
    - intros t. unfold Rdiv. rewrite Rpow_mult_distr, pow_inv. real_equation. ring.
    - replace (INR m * ((x / l) ^ m / x)) with (/ l ^ m * (INR m * (x ^ m / x))).
      + apply (is_derive_scal (fun x => x ^ m)), pow_pred_derive, Hx.
      + unfold Rdiv. rewrite Rpow_mult_distr, pow_inv. ring. }
  assert (forall (p r : R -> R) (dp dr : R), is_derive p x dp -> is_derive r x dr ->
    is_derive (fun x => lambda * r x * (1 - p x)) x (lambda * (dr * (1 - p x) - r x * dp))) as product_rule.
  { intros p r dp dr Hp Hq. auto_derive; [split; [eexists; exact Hq|split; [eexists; exact Hp|trivial]]|].
    use_derivative Hp. use_derivative Hq. ring. }
  evar_last; [exact (product_rule (fun x => (x / l) ^ m) (fun x => x ^ n) _ _ H1 (pow_pred_derive n x Hx))|].
  real_equation. field. lra.
Qed.

Lemma ratio_pow_increasing (x y : R) : 0 <= x -> x < y -> (x / l) ^ m < (y / l) ^ m.
Proof.
  intros Hx Hxy. apply pow_increasing; [exact m_pos| |apply ratio_increasing; assumption].
  apply Rmult_le_pos; [exact Hx|left; apply Rinv_0_lt_compat, l_pos].
Qed.

Lemma gain_0 : gain a m lambda l 0 = 0.
Proof. unfold gain. rewrite (pow_ne_zero (a - 1)) by lia. ring. Qed.

Lemma gain_limit : gain a m lambda l l = 0.
Proof. unfold gain. replace (l / l) with 1 by (field; lra). rewrite pow1. ring. Qed.

Lemma gain_rises (x y : R) : 0 <= x -> x < y -> y <= top -> gain a m lambda l x < gain a m lambda l y.
Proof.
  intros Hx Hxy Hy. destruct top_ratio as [E Ht]. destruct exponents as [_ [Hn Hm]].
  apply (increasing_of_derivative (gain a m lambda l)
    (fun x => lambda * (x ^ n / x) * (INR n - (INR n + INR m) * (x / l) ^ m)) x y Hxy).
  - apply continuous_on_everywhere. intros t _. apply gain_continuous.
  - intros t Ht2. apply gain_derive. lra.
  - intros t Ht2. assert (0 < t ^ n / t) by (apply Rdiv_lt_0_compat; [apply pow_lt|]; lra).
    apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; assumption|].
    pose proof (ratio_pow_increasing t top ltac:(lra) ltac:(lra)) as H1. rewrite E in H1.
    apply (Rmult_lt_compat_l (INR n + INR m)) in H1; [|lra].
    replace ((INR n + INR m) * (INR n / (INR n + INR m))) with (INR n) in H1 by (field; lra). lra.
Qed.

Lemma gain_falls (x y : R) : top <= x -> x < y -> gain a m lambda l y < gain a m lambda l x.
Proof.
  intros Hx Hxy. destruct top_ratio as [E Ht]. destruct exponents as [_ [Hn Hm]].
  cut (- gain a m lambda l x < - gain a m lambda l y); [lra|].
  apply (increasing_of_derivative (fun x => - gain a m lambda l x)
    (fun x => - (lambda * (x ^ n / x) * (INR n - (INR n + INR m) * (x / l) ^ m))) x y Hxy).
  - apply continuous_on_opp, continuous_on_everywhere. intros t _. apply gain_continuous.
  - intros t Ht2. apply (is_derive_opp (gain a m lambda l)), gain_derive. lra.
  - intros t Ht2. assert (0 < t ^ n / t) by (apply Rdiv_lt_0_compat; [apply pow_lt|]; lra).
    rewrite Ropp_mult_distr_r. apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; assumption|].
    pose proof (ratio_pow_increasing top t ltac:(lra) ltac:(lra)) as H1. rewrite E in H1.
    apply (Rmult_lt_compat_l (INR n + INR m)) in H1; [|lra].
    replace ((INR n + INR m) * (INR n / (INR n + INR m))) with (INR n) in H1 by (field; lra). lra.
Qed.

Lemma gain_largest (x : R) : 0 < x -> x <> top -> gain a m lambda l x < largest_decay a m lambda l.
Proof.
  intros Hx Hne. rewrite <- gain_top. destruct (Rtotal_order x top) as [H|[H|H]]; [|contradiction|].
  - apply gain_rises; lra.
  - apply gain_falls; lra.
Qed.

Lemma largest_decay_pos : 0 < largest_decay a m lambda l.
Proof. rewrite <- gain_top, <- gain_0 at 1. destruct top_ratio as [_ Ht]. apply gain_rises; lra. Qed.

(** Below the threshold: two fixed points. *)
Theorem survival_below (eta : R) : 0 < eta < largest_decay a m lambda l ->
  exists wu ws, 0 < wu < top /\ top < ws < l /\
    gain a m lambda l wu = eta /\ gain a m lambda l ws = eta /\
    (forall x, 0 < x -> (decay_rate a m lambda l eta x = 0 <-> x = wu \/ x = ws)) /\
    (forall w0, 0 < w0 ->
       (wu < w0 -> flow_tends (decay_rate a m lambda l eta) w0 ws) /\
       (w0 < wu -> flow_tends (decay_rate a m lambda l eta) w0 0) /\
       (w0 = wu -> flow_tends (decay_rate a m lambda l eta) w0 wu) /\
       (wu < w0 <-> top <= w0 \/ eta < gain a m lambda l w0)).
Proof.
  intros He. destruct top_ratio as [_ Ht].
  pose proof gain_top as Et. pose proof gain_0 as E0. pose proof gain_limit as El.
  assert (forall c d, continuous_on (between c d) (gain a m lambda l)) as Hc.
  { intros c d. apply continuous_on_everywhere. intros x _. apply gain_continuous. }
  destruct (continuous_on_ivt (gain a m lambda l) 0 top eta) as [wu [Hu Eu]]; [lra|apply Hc|rewrite E0, Et,
    Rmin_left, Rmax_right; lra|].
  destruct (continuous_on_ivt (gain a m lambda l) top l eta) as [ws [Hs Es]]; [lra|apply Hc|rewrite El, Et,
    Rmin_right, Rmax_left; lra|].
  assert (0 < wu < top) as Hu2.
  { split; destruct Hu as [[H1|H1] [H2|H2]]; try lra; subst; lra. }
  assert (top < ws < l) as Hs2.
  { split; destruct Hs as [[H1|H1] [H2|H2]]; try lra; subst; lra. }
  assert (forall x, 0 < x < wu -> gain a m lambda l x < eta) as G1.
  { intros x Hx. rewrite <- Eu. apply gain_rises; lra. }
  assert (forall x, wu < x < ws -> eta < gain a m lambda l x) as G2.
  { intros x Hx. destruct (Rle_lt_dec x top).
    - rewrite <- Eu. apply gain_rises; lra.
    - rewrite <- Es. apply gain_falls; lra. }
  assert (forall x, ws < x -> gain a m lambda l x < eta) as G3 by (intros x Hx; rewrite <- Es; apply gain_falls; lra).
  assert (1 <= a)%nat as Ha by lia.
  exists wu, ws. split; [exact Hu2|split; [exact Hs2|split; [exact Eu|split; [exact Es|split]]]].
  - intros x Hx. destruct (decay_rate_sign a m lambda l eta Ha x Hx) as [_ [-> _]]. split.
    + intros E. destruct (Rtotal_order x wu) as [H|[H|H]]; [pose proof (G1 x ltac:(lra)); lra|left; exact H|].
      destruct (Rtotal_order x ws) as [K|[K|K]]; [pose proof (G2 x ltac:(lra)); lra|right; exact K|].
      pose proof (G3 x K). lra.
    + intros [->| ->]; assumption.
  - intros w0 H0. split; [|split; [|split]].
    + intros H. destruct (Rtotal_order w0 ws) as [K|[->|K]].
      * apply (decay_rises a m lambda l eta Ha wu); auto; [lra|]. apply decay_rate_sign; [exact Ha|lra|exact Eu].
      * apply decay_stays; [exact Ha|lra|exact Es].
      * apply decay_falls; auto. lra.
    + intros H. apply (decay_dies_below a m lambda l eta Ha wu); auto.
    + intros ->. apply decay_stays; auto.
    + split.
      * intros H. destruct (Rle_lt_dec top w0) as [K|K]; [left; exact K|right; apply G2; lra].
      * intros [H|H]; [lra|]. destruct (Rtotal_order w0 wu) as [K|[K|K]]; [|subst; lra|exact K].
        pose proof (G1 w0 ltac:(lra)). lra.
Qed.

(** At the threshold the two have merged. *)
Theorem survival_at (w0 : R) : let eta := largest_decay a m lambda l in 0 < w0 ->
  (forall x, 0 < x -> (decay_rate a m lambda l eta x = 0 <-> x = top)) /\
  (top <= w0 -> flow_tends (decay_rate a m lambda l eta) w0 top) /\
  (w0 < top -> flow_tends (decay_rate a m lambda l eta) w0 0).
Proof.
  intros eta H0. destruct top_ratio as [_ Ht]. assert (1 <= a)%nat as Ha by lia.
  assert (forall x, 0 < x -> x <> top -> gain a m lambda l x < eta) as G by (intros x; apply gain_largest).
  split; [|split].
  - intros x Hx. destruct (decay_rate_sign a m lambda l eta Ha x Hx) as [_ [-> _]]. split.
    + intros E. destruct (Req_dec x top) as [H|H]; [exact H|]. pose proof (G x Hx H). lra.
    + intros ->. apply gain_top.
  - intros [H| <-].
    + apply decay_falls; auto; [lra|apply gain_top|]. intros x Hx. apply G; lra.
    + apply decay_stays; [exact Ha|lra|apply gain_top].
  - intros H. apply (decay_dies_below a m lambda l eta Ha top); [apply gain_top| |lra]. intros x Hx. apply G; lra.
Qed.

(** Above it every start dies. *)
Theorem survival_above (eta w0 : R) : largest_decay a m lambda l < eta -> 0 < w0 ->
  (forall x, 0 < x -> decay_rate a m lambda l eta x < 0) /\ flow_tends (decay_rate a m lambda l eta) w0 0.
Proof.
  intros He H0. assert (1 <= a)%nat as Ha by lia.
  assert (forall x, 0 < x -> gain a m lambda l x < eta) as G.
  { intros x Hx. destruct (Req_dec x top) as [->|H]; [rewrite gain_top; exact He|].
    pose proof (gain_largest x Hx H). lra. }
  split; [intros x Hx; apply decay_rate_sign; auto|apply decay_dies; auto].
Qed.

End Threshold.

(** ** a = 1 *)

Theorem survival_depth_one (m : nat) (lambda l eta : R) : (1 <= m)%nat -> 0 < lambda -> 0 < l -> 0 < eta ->
  (eta < lambda -> exists ws, 0 < ws < l /\ ws ^ m = l ^ m * (1 - eta / lambda) /\
     (forall x, 0 < x -> (decay_rate 1 m lambda l eta x = 0 <-> x = ws)) /\
     forall w0, 0 < w0 -> flow_tends (decay_rate 1 m lambda l eta) w0 ws) /\
  (lambda <= eta -> forall w0, 0 < w0 -> flow_tends (decay_rate 1 m lambda l eta) w0 0).
Proof.
  intros Hm Hl Hr He.
  assert (forall x, gain 1 m lambda l x = lambda * (1 - (x / l) ^ m)) as Eg.
  { intros x. unfold gain. simpl (1 - 1)%nat. simpl. ring. }
  assert (forall x y, 0 <= x -> x < y -> gain 1 m lambda l y < gain 1 m lambda l x) as Hfall.
  { intros x y Hx Hxy. rewrite !Eg. pose proof (ratio_pow_increasing m l Hm Hr x y Hx Hxy). nra. }
  split.
  - intros Hlt. set (r := 1 - eta / lambda).
    assert (0 < r < 1) as Hrr.
    { unfold r. assert (0 < eta / lambda) by (apply Rdiv_lt_0_compat; lra).
      assert (eta / lambda < 1); [|lra]. apply Rmult_lt_reg_r with lambda; [exact Hl|]. unfold Rdiv.
      rewrite Rmult_assoc, Rinv_l; lra. }
    set (ws := l * Rpower r (/ INR m)). pose proof (Rpower_pos r (/ INR m)) as R0.
    pose proof (Rpower_lt_1 r (/ INR m) Hrr (Rinv_0_lt_compat _ (INR_pos m Hm))) as R1.
    assert (0 < ws < l) as Hws by (unfold ws; split; nra).
    assert (gain 1 m lambda l ws = eta) as Es.
    { rewrite Eg. unfold ws. replace (l * Rpower r (/ INR m) / l) with (Rpower r (/ INR m)) by (field; lra).
      rewrite Rpower_root_pow by (try exact Hm; lra). unfold r. field. lra. }
    exists ws. split; [exact Hws|split; [|split]].
    + unfold ws. rewrite Rpow_mult_distr, Rpower_root_pow by (try exact Hm; lra). reflexivity.
    + intros x Hx. destruct (decay_rate_sign 1 m lambda l eta ltac:(lia) x Hx) as [_ [-> _]]. split.
      * intros E. destruct (Rtotal_order x ws) as [K|[K|K]]; [|exact K|].
        -- pose proof (Hfall x ws ltac:(lra) K). lra.
        -- pose proof (Hfall ws x ltac:(lra) K). lra.
      * intros ->. exact Es.
    + intros w0 H0. destruct (Rtotal_order w0 ws) as [K|[->|K]].
      * apply (decay_rises 1 m lambda l eta ltac:(lia) 0); auto; [lra|apply decay_rate_0; lia|].
        intros x Hx. rewrite <- Es. apply Hfall; lra.
      * apply decay_stays; [lia|lra|exact Es].
      * apply decay_falls; auto; [lra|]. intros x Hx. rewrite <- Es. apply Hfall; lra.
  - intros Hge w0 H0. apply decay_dies; [lia| |exact H0]. intros x Hx.
    pose proof (Hfall 0 x ltac:(lra) Hx) as H. rewrite (Eg 0) in H. unfold Rdiv in H. rewrite Rmult_0_l in H.
    rewrite pow_ne_zero in H by lia. lra.
Qed.

(** ** The filter *)

(** A feature can be learned under eta: some start tends to a positive amplitude. *)
Definition can_be_learned (a m : nat) (lambda l eta : R) : Prop :=
  exists w0 z, 0 < w0 /\ 0 < z /\ flow_tends (decay_rate a m lambda l eta) w0 z.

(** It dies from every start. *)
Definition never_learned (a m : nat) (lambda l eta : R) : Prop :=
  forall w0, 0 < w0 -> flow_tends (decay_rate a m lambda l eta) w0 0.

Lemma learned_or_never (a m : nat) (lambda l eta : R) :
  never_learned a m lambda l eta -> ~ can_be_learned a m lambda l eta.
Proof.
  intros Hn [w0 [z [H0 [Hz Ht]]]]. pose proof (flow_tends_unique _ _ _ _ Ht (Hn w0 H0)). lra.
Qed.

Lemma learned_iff (a m : nat) (lambda l eta : R) :
  (2 <= a)%nat -> (1 <= m)%nat -> 0 < lambda -> 0 < l -> 0 < eta ->
  (can_be_learned a m lambda l eta <-> eta <= largest_decay a m lambda l) /\
  (never_learned a m lambda l eta <-> largest_decay a m lambda l < eta).
Proof.
  intros Ha Hm Hl Hr He. pose proof (largest_decay_pos a m lambda l Ha Hm Hl Hr) as Hp.
  destruct (top_ratio a m l Ha Hm Hr) as [_ Ht].
  assert (largest_decay a m lambda l < eta -> never_learned a m lambda l eta) as H1.
  { intros H w0 H0. apply (survival_above a m lambda l Ha Hm Hl Hr eta w0 H H0). }
  assert (eta <= largest_decay a m lambda l -> can_be_learned a m lambda l eta) as H2.
  { intros [H|H].
    - destruct (survival_below a m lambda l Ha Hm Hl Hr eta ltac:(lra)) as [wu [ws [Bu [Bs [_ [_ [_ Hs]]]]]]].
      exists ws, ws. split; [lra|split; [lra|]]. apply Hs; lra.
    - exists (decay_top a m l), (decay_top a m l). split; [lra|split; [lra|]]. rewrite H.
      apply (survival_at a m lambda l Ha Hm Hl Hr); lra. }
  split; split; auto; intros H.
  - destruct (Rle_lt_dec eta (largest_decay a m lambda l)) as [|Hlt]; [assumption|].
    destruct (learned_or_never _ _ _ _ _ (H1 Hlt) H).
  - destruct (Rlt_le_dec (largest_decay a m lambda l) eta) as [|Hle]; [assumption|].
    destruct (learned_or_never _ _ _ _ _ H (H2 Hle)).
Qed.

Lemma learned_iff_exponent_one (m : nat) (lambda l eta : R) : (1 <= m)%nat -> 0 < lambda -> 0 < l -> 0 < eta ->
  (can_be_learned 1 m lambda l eta <-> eta < lambda) /\ (never_learned 1 m lambda l eta <-> lambda <= eta).
Proof.
  intros Hm Hl Hr He. destruct (survival_depth_one m lambda l eta Hm Hl Hr He) as [H1 H2].
  assert (eta < lambda -> can_be_learned 1 m lambda l eta) as H3.
  { intros H. destruct (H1 H) as [ws [B [_ [_ Hs]]]]. exists ws, ws. split; [lra|split; [lra|]]. apply Hs. lra. }
  split; split; auto; intros H.
  - destruct (Rlt_le_dec eta lambda) as [|Hle]; [assumption|]. destruct (learned_or_never _ _ _ _ _ (H2 Hle) H).
  - destruct (Rle_lt_dec lambda eta) as [|Hlt]; [assumption|]. destruct (learned_or_never _ _ _ _ _ H (H3 Hlt)).
Qed.

(** There are decays under which feature 1 can be learned and feature 2 never, exactly if lambda1 l1^(a-1) is larger. *)
Theorem decay_filter (a m : nat) (lambda1 l1 lambda2 l2 : R) :
  (1 <= a)%nat -> (1 <= m)%nat -> 0 < lambda1 -> 0 < l1 -> 0 < lambda2 -> 0 < l2 ->
  ((exists eta, 0 < eta /\ can_be_learned a m lambda1 l1 eta /\ never_learned a m lambda2 l2 eta) <->
   lambda2 * l2 ^ (a - 1) < lambda1 * l1 ^ (a - 1)).
Proof.
  intros Ha Hm Hl1 Hr1 Hl2 Hr2. destruct (Nat.eq_dec a 1) as [->|Hne].
  - simpl (1 - 1)%nat. rewrite !pow_O, !Rmult_1_r. split.
    + intros [eta [He [H1 H2]]]. apply (learned_iff_exponent_one m lambda1 l1 eta Hm Hl1 Hr1 He) in H1.
      apply (learned_iff_exponent_one m lambda2 l2 eta Hm Hl2 Hr2 He) in H2. lra.
    + intros H. exists lambda2. split; [exact Hl2|split].
      * apply learned_iff_exponent_one; assumption.
      * apply learned_iff_exponent_one; try assumption. lra.
  - assert (2 <= a)%nat as H2a by lia.
    assert (0 < decay_c a m) as Hc.
    { destruct (exponents a m H2a Hm) as [E [Hn Hm2]]. unfold decay_c. rewrite <- E.
      apply Rmult_lt_0_compat; [apply Rpower_pos|apply Rdiv_lt_0_compat; lra]. }
    assert (forall lambda l, largest_decay a m lambda l = lambda * l ^ (a - 1) * decay_c a m) as Ed by reflexivity.
    split.
    + intros [eta [He [H1 H2]]]. apply (learned_iff a m lambda1 l1 eta H2a Hm Hl1 Hr1 He) in H1.
      apply (learned_iff a m lambda2 l2 eta H2a Hm Hl2 Hr2 He) in H2. rewrite Ed in H1, H2.
      apply Rmult_lt_reg_r with (decay_c a m); [exact Hc|lra].
    + intros H. apply (Rmult_lt_compat_r _ _ _ Hc) in H. rewrite <- !Ed in H.
      exists (largest_decay a m lambda1 l1).
      pose proof (largest_decay_pos a m lambda1 l1 H2a Hm Hl1 Hr1) as Hp. split; [exact Hp|split].
      * apply learned_iff; try assumption. right. reflexivity.
      * apply learned_iff; assumption.
Qed.
