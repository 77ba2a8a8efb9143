(** * DecayStarts: which decays a start survives, and what that does to two features in conflict

    a >= 2. The start w0 survives the decays below S(w0) = gain (min (w0, top)), the largest gain up to w0, and none
    above. The unstable fixed point is near (eta / lambda)^(1/(a-1)). *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model.
Require Import JepaOracle.Scalar JepaOracle.Curve JepaOracle.Decay.
Local Open Scope R_scope.

(** The supremum of the decays that the start w0 survives. *)
Definition survived_decay (a m : nat) (lambda l w0 : R) : R := gain a m lambda l (Rmin w0 (decay_top a m l)).

Section Starts.
Variables (a m : nat) (lambda l : R).
Hypothesis a_two : (2 <= a)%nat.
Hypothesis m_pos : (1 <= m)%nat.
Hypothesis lambda_pos : 0 < lambda.
Hypothesis l_pos : 0 < l.

Let top := decay_top a m l.

Lemma min_bounds (w0 : R) : 0 < w0 -> 0 < Rmin w0 top <= w0 /\ Rmin w0 top <= top.
Proof.
  intros H0. destruct (top_ratio a m l a_two m_pos l_pos) as [_ Ht].
  pose proof (Rmin_l w0 top). pose proof (Rmin_r w0 top).
  split; [split; [apply Rmin_pos; unfold top; lra|]|]; assumption.
Qed.

(** It is the largest gain up to w0. *)
Lemma survived_decay_largest (w0 x : R) : 0 < x <= w0 -> gain a m lambda l x <= survived_decay a m lambda l w0.
Proof.
  intros Hx. unfold survived_decay. fold top. destruct (Rle_lt_dec x top) as [H|H].
  - assert (x <= Rmin w0 top) as [Hlt| ->] by (apply Rmin_glb; lra); [|lra].
    left. apply (gain_rises a m lambda l a_two m_pos lambda_pos l_pos); [lra|exact Hlt|apply Rmin_r].
  - rewrite Rmin_right by lra. left.
    apply (gain_falls a m lambda l a_two m_pos lambda_pos l_pos); [fold top; lra|exact H].
Qed.

Lemma survived_decay_below (w0 : R) : 0 < w0 -> 0 < survived_decay a m lambda l w0 <= largest_decay a m lambda l.
Proof.
  intros H0. destruct (min_bounds w0 H0) as [H1 H2]. unfold survived_decay. fold top. split.
  - rewrite <- (gain_0 a m lambda l a_two m_pos) at 1.
    apply (gain_rises a m lambda l a_two m_pos lambda_pos l_pos); [lra|lra|exact H2].
  - destruct (Req_dec (Rmin w0 top) top) as [E|Hne].
    { right. transitivity (gain a m lambda l top); [f_equal; exact E|apply (gain_top a m lambda l a_two m_pos l_pos)]. }
    left. apply (gain_largest a m lambda l a_two m_pos lambda_pos l_pos); [lra|exact Hne].
Qed.

Lemma survived_decay_top (w0 : R) : top <= w0 -> survived_decay a m lambda l w0 = largest_decay a m lambda l.
Proof.
  intros H. unfold survived_decay. fold top. rewrite Rmin_right by exact H.
  apply (gain_top a m lambda l a_two m_pos l_pos).
Qed.

Lemma survived_decay_small (w0 : R) : w0 <= top -> survived_decay a m lambda l w0 = gain a m lambda l w0.
Proof. intros H. unfold survived_decay. fold top. rewrite Rmin_left by exact H. reflexivity. Qed.

Theorem survives_below (eta w0 : R) : 0 < w0 -> 0 < eta < survived_decay a m lambda l w0 ->
  exists z, 0 < z /\ flow_tends (decay_rate a m lambda l eta) w0 z.
Proof.
  intros H0 He. pose proof (survived_decay_below w0 H0) as Hb.
  destruct (survival_below a m lambda l a_two m_pos lambda_pos l_pos eta ltac:(lra))
    as [wu [ws [Bu [Bs [_ [_ [_ Hs]]]]]]].
  destruct (Hs w0 H0) as [Hup [_ [_ Hiff]]]. exists ws. split; [lra|]. apply Hup, Hiff. fold top.
  destruct (Rle_lt_dec top w0) as [|Hlt]; [left; assumption|right].
  rewrite survived_decay_small in He by lra. unfold gain in *. lra.
Qed.

Theorem dies_above (eta w0 : R) : 0 < w0 -> survived_decay a m lambda l w0 < eta ->
  flow_tends (decay_rate a m lambda l eta) w0 0.
Proof.
  intros H0 He. pose proof (survived_decay_below w0 H0) as Hb.
  destruct (Rtotal_order eta (largest_decay a m lambda l)) as [H|[H|H]].
  - destruct (survival_below a m lambda l a_two m_pos lambda_pos l_pos eta ltac:(lra))
      as [wu [ws [Bu [Bs [Eu [_ [_ Hs]]]]]]].
    destruct (Hs w0 H0) as [_ [Hdown [_ Hiff]]]. apply Hdown.
    destruct (Rlt_le_dec w0 wu) as [|Hle]; [assumption|exfalso].
    pose proof (survived_decay_largest w0 wu ltac:(lra)). lra.
  - rewrite H. apply (survival_at a m lambda l a_two m_pos lambda_pos l_pos w0 H0). fold top.
    destruct (Rlt_le_dec w0 top) as [|Hle]; [assumption|exfalso]. rewrite survived_decay_top in He by exact Hle. lra.
  - apply (survival_above a m lambda l a_two m_pos lambda_pos l_pos eta w0 H H0).
Qed.

(** ** Where the unstable fixed point is *)

Lemma unstable_bounds (eta wu : R) : 0 < eta -> 0 < wu < top -> gain a m lambda l wu = eta ->
  eta / lambda < wu ^ (a - 1) /\ wu ^ (a - 1) = eta / lambda * / (1 - (wu / l) ^ m) /\
  wu ^ (a - 1) < eta / lambda * ((INR a - 1 + INR m) / INR m).
Proof.
  intros He Hu E. destruct (top_ratio a m l a_two m_pos l_pos) as [Et Ht]. fold top in Et, Ht.
  destruct (exponents a m a_two m_pos) as [En [Hn Hm]].
  pose proof (ratio_pow_increasing m l m_pos l_pos wu top ltac:(lra) ltac:(lra)) as Hlt. rewrite Et, En in Hlt.
  pose proof (ratio_bounds wu l l_pos ltac:(lra)) as Hr. pose proof (pow_lt (wu / l) m ltac:(lra)) as Hp.
  unfold gain in E. set (y := (wu / l) ^ m) in *. set (x := wu ^ (a - 1)) in *. rewrite <- En in *.
  assert (0 < x) as Hx by (apply pow_lt; lra). set (n := INR (a - 1)) in *. set (k := INR m) in *.
  assert (1 - y > k / (n + k)) as Hy.
  { replace (k / (n + k)) with (1 - n / (n + k)) by (field; lra). lra. }
  assert (0 < k / (n + k)) as Hk by (apply Rdiv_lt_0_compat; lra).
  assert (eta / lambda = x * (1 - y)) as Ee by (rewrite <- E; field; lra). rewrite Ee.
  assert (0 < x * y) by (apply Rmult_lt_0_compat; assumption). split; [lra|split; [field; lra|]].
  apply (Rmult_lt_compat_l x) in Hy; [|exact Hx].
  apply (Rmult_lt_compat_r ((n + k) / k)) in Hy; [|apply Rdiv_lt_0_compat; lra].
  replace (x * (k / (n + k)) * ((n + k) / k)) with x in Hy by (field; split; lra). exact Hy.
Qed.

Definition unstable_bound (eta : R) : R :=
  Rpower (eta * (INR a - 1 + INR m) / (lambda * INR m)) (/ (INR a - 1)).

Lemma unstable_bound_pow (eta : R) : 0 < eta ->
  unstable_bound eta ^ (a - 1) = eta / lambda * ((INR a - 1 + INR m) / INR m).
Proof.
  intros He. destruct (exponents a m a_two m_pos) as [En [Hn Hm]]. unfold unstable_bound. rewrite <- En.
  rewrite Rpower_root_pow; [field; lra|lia|].
  apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|apply Rmult_lt_0_compat]; lra.
Qed.

Lemma below_by_power (x y : R) : 0 <= x -> 0 <= y -> x ^ (a - 1) < y ^ (a - 1) -> x < y.
Proof.
  intros Hx Hy H. destruct (Rlt_le_dec x y) as [|[K|K]]; [assumption| |].
  - pose proof (pow_increasing (a - 1) y x ltac:(lia) Hy K). lra.
  - rewrite K in H. lra.
Qed.

Lemma unstable_above_bound (eta wu : R) : 0 < eta -> 0 < wu < top -> gain a m lambda l wu = eta ->
  wu < unstable_bound eta /\
  (0 < 1 - (unstable_bound eta / l) ^ m ->
   1 < lambda / eta * wu ^ (a - 1) < / (1 - (unstable_bound eta / l) ^ m)).
Proof.
  intros He Hu E. destruct (unstable_bounds eta wu He Hu E) as [B1 [B2 B3]].
  assert (0 < unstable_bound eta) as Hb by apply Rpower_pos.
  assert (wu < unstable_bound eta) as Hlt.
  { apply below_by_power; try lra. rewrite unstable_bound_pow by exact He. exact B3. }
  split; [exact Hlt|]. intros Hz.
  pose proof (ratio_pow_increasing m l m_pos l_pos wu (unstable_bound eta) ltac:(lra) Hlt) as Hp.
  assert (lambda / eta * (eta / lambda) = 1) as E1 by (field; lra).
  assert (0 < lambda / eta) as Hc by (apply Rdiv_lt_0_compat; lra). split.
  - rewrite <- E1. apply Rmult_lt_compat_l; assumption.
  - rewrite B2, <- Rmult_assoc, E1, Rmult_1_l. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; lra|lra].
Qed.

Theorem unstable_asymptotics (x : R) : 0 < x -> exists d, 0 < d /\ forall eta wu, 0 < eta < d -> 0 < wu < top ->
  gain a m lambda l wu = eta -> 0 < lambda / eta * wu ^ (a - 1) - 1 < x.
Proof.
  intros Hx. destruct (exponents a m a_two m_pos) as [En [Hn Hm]].
  set (y := l * (x / (1 + x))). assert (0 < x / (1 + x)) as Hy1 by (apply Rdiv_lt_0_compat; lra).
  assert (x / (1 + x) < 1) as Hy2.
  { apply Rmult_lt_reg_r with (1 + x); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  assert (0 < y) as Hy by (apply Rmult_lt_0_compat; assumption).
  set (K := (INR a - 1 + INR m) / INR m). assert (0 < K) as HK by (apply Rdiv_lt_0_compat; lra).
  assert (0 < y ^ (a - 1)) as Hp by (apply pow_lt, Hy).
  exists (lambda * y ^ (a - 1) / K). split; [apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; lra|].
  intros eta wu He Hu E. assert (0 < unstable_bound eta) as Hb by apply Rpower_pos.
  assert (unstable_bound eta < y) as Hlt.
  { apply below_by_power; try lra. rewrite unstable_bound_pow by lra. fold K.
    replace (y ^ (a - 1)) with (lambda * y ^ (a - 1) / K / lambda * K) by (field; lra).
    apply Rmult_lt_compat_r; [exact HK|]. apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, lambda_pos|lra]. }
  set (u := (unstable_bound eta / l) ^ m).
  assert (0 < unstable_bound eta / l < x / (1 + x)) as Hr.
  { split; [apply Rdiv_lt_0_compat; lra|]. replace (x / (1 + x)) with (y / l) by (unfold y; field; lra).
    apply ratio_increasing; assumption. }
  assert (u < x / (1 + x)) as Hu2.
  { apply Rle_lt_trans with (unstable_bound eta / l); [|lra]. unfold u.
    rewrite (pow_L m (unstable_bound eta / l)) by exact m_pos. apply shrink; [lra|]. apply pow_le_one. lra. }
  destruct (unstable_above_bound eta wu ltac:(lra) Hu E) as [_ H]. fold u in H. specialize (H ltac:(lra)).
  assert (/ (1 - u) < 1 + x); [|lra]. replace (1 + x) with (/ (1 - x / (1 + x))) by (field; lra).
  apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; lra|lra].
Qed.

End Starts.

(** ** Two features in conflict from a common start *)

Section Conflict.
Variables (a m : nat) (lambda1 lambda2 l1 l2 : R).
Hypothesis a_two : (2 <= a)%nat.
Hypothesis m_pos : (1 <= m)%nat.
Hypothesis lambda_order : 0 < lambda1 < lambda2.
Hypothesis l_order : 0 < l2 < l1.

Let s1 := lambda1 / l1 ^ m.
Let s2 := lambda2 / l2 ^ m.
Let phi1 := gain a m lambda1 l1.
Let phi2 := gain a m lambda2 l2.
Let S1 := survived_decay a m lambda1 l1.
Let S2 := survived_decay a m lambda2 l2.

(** Where the two gains are equal. *)
Definition crossing : R := Rpower ((lambda2 - lambda1) / (lambda2 / l2 ^ m - lambda1 / l1 ^ m)) (/ INR m).

Lemma variances : 0 < s1 < s2.
Proof.
  unfold s1, s2. pose proof (pow_lt l2 m ltac:(lra)). pose proof (pow_increasing m l2 l1 m_pos ltac:(lra) ltac:(lra)).
  split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_gt_0_lt_compat; try lra.
  - apply Rinv_0_lt_compat. lra.
  - apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
Qed.

Lemma crossing_pow : 0 < crossing /\ crossing ^ m = (lambda2 - lambda1) / (s2 - s1).
Proof.
  pose proof variances. split; [apply Rpower_pos|]. unfold crossing. apply Rpower_root_pow; [exact m_pos|].
  apply Rdiv_lt_0_compat; unfold s1, s2 in *; lra.
Qed.

Lemma gains_differ (x : R) : phi2 x - phi1 x = x ^ (a - 1) * (s2 - s1) * (crossing ^ m - x ^ m).
Proof.
  pose proof variances as Hv. destruct crossing_pow as [_ ->].
  assert (phi2 x - phi1 x = x ^ (a - 1) * ((lambda2 - lambda1) - (s2 - s1) * x ^ m)) as ->.
  { unfold phi1, phi2, gain, s1, s2, Rdiv. rewrite !Rpow_mult_distr, !pow_inv. ring. }
  clearbody s1 s2. field. lra.
Qed.

Lemma gain_less_below (x : R) : 0 < x < crossing -> phi1 x < phi2 x.
Proof.
  intros Hx. pose proof variances. pose proof (gains_differ x) as E.
  assert (0 < x ^ (a - 1) * (s2 - s1) * (crossing ^ m - x ^ m)); [|lra].
  pose proof (pow_increasing m x crossing m_pos ltac:(lra) ltac:(lra)).
  apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [apply pow_lt|]|]; lra.
Qed.

Lemma gain_more_above (x : R) : crossing < x -> phi2 x < phi1 x.
Proof.
  intros Hx. pose proof variances. destruct crossing_pow as [Hc _]. pose proof (gains_differ x) as E.
  assert (0 < x ^ (a - 1) * (s2 - s1) * (x ^ m - crossing ^ m)); [|lra].
  pose proof (pow_increasing m crossing x m_pos ltac:(lra) ltac:(lra)).
  apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [apply pow_lt|]|]; lra.
Qed.

Theorem conflict_small_starts (w0 : R) : 0 < w0 < crossing -> S1 w0 < S2 w0.
Proof.
  intros H0. destruct (min_bounds a m l1 a_two m_pos ltac:(lra) w0 ltac:(lra)) as [H1 H2].
  apply Rlt_le_trans with (phi2 (Rmin w0 (decay_top a m l1))).
  - apply gain_less_below. lra.
  - apply (survived_decay_largest a m lambda2 l2); try assumption; lra.
Qed.

Theorem conflict_large_starts (w0 : R) : crossing < w0 -> crossing < decay_top a m l2 -> S2 w0 < S1 w0.
Proof.
  intros H0 Ht. destruct crossing_pow as [Hc _].
  destruct (min_bounds a m l2 a_two m_pos ltac:(lra) w0 ltac:(lra)) as [H1 H2].
  apply Rlt_le_trans with (phi1 (Rmin w0 (decay_top a m l2))).
  - apply gain_more_above. apply Rmin_glb_lt; assumption.
  - apply (survived_decay_largest a m lambda1 l1); try assumption; lra.
Qed.

(** If the crossing is not below the top of feature 2. *)
Theorem conflict_late_crossing (w0 : R) : 0 < w0 -> decay_top a m l2 <= crossing ->
  (largest_decay a m lambda1 l1 <= largest_decay a m lambda2 l2 -> S1 w0 <= S2 w0) /\
  (largest_decay a m lambda2 l2 < largest_decay a m lambda1 l1 ->
   exists wf, 0 < wf < decay_top a m l1 /\ phi1 wf = largest_decay a m lambda2 l2 /\
     (forall x, 0 < x < decay_top a m l1 -> phi1 x = largest_decay a m lambda2 l2 -> x = wf) /\
     crossing <= wf /\ (S2 w0 < S1 w0 <-> wf < w0)).
Proof.
  intros H0 Hlate.
  assert (0 < lambda2) as P2 by lra. assert (0 < lambda1) as P1 by lra.
  assert (0 < l2) as Q2 by lra. assert (0 < l1) as Q1 by lra.
  destruct (top_ratio a m l1 a_two m_pos Q1) as [_ T1].
  pose proof (survived_decay_below a m lambda1 l1 a_two m_pos P1 Q1) as B1.
  pose proof (survived_decay_below a m lambda2 l2 a_two m_pos P2 Q2) as B2.
  pose proof (survived_decay_top a m lambda2 l2 a_two m_pos Q2) as E2.
  set (t1 := largest_decay a m lambda1 l1) in *. set (t2 := largest_decay a m lambda2 l2) in *.
  split.
  - intros Hle. destruct (Rle_lt_dec (decay_top a m l2) w0) as [H|H].
    + unfold S1, S2. rewrite (E2 w0 H). pose proof (B1 w0 H0). lra.
    + left. apply conflict_small_starts. lra.
  - intros Hlt. assert (0 < t2) as Ht2 by (apply largest_decay_pos; assumption).
    assert (phi1 (decay_top a m l1) = t1) as Etop by (apply gain_top; assumption).
    assert (phi1 0 = 0) as E0 by (apply gain_0; assumption).
    assert (forall x y, 0 <= x -> x < y -> y <= decay_top a m l1 -> phi1 x < phi1 y) as Hrise.
    { intros x y. apply gain_rises; assumption. }
    destruct (continuous_on_ivt phi1 0 (decay_top a m l1) t2) as [wf [Hf Ef]]; [lra| |rewrite E0, Etop, Rmin_left,
      Rmax_right; lra|].
    { apply continuous_on_everywhere. intros x _. apply gain_continuous. }
    assert (0 < wf < decay_top a m l1) as Hf2.
    { destruct Hf as [[F1|F1] [F2|F2]]; try lra; subst; rewrite ?E0, ?Etop in *; lra. }
    exists wf. split; [exact Hf2|split; [exact Ef|split; [|split]]].
    + intros x Hx Ex. destruct (Rtotal_order x wf) as [K|[K|K]]; [|exact K|].
      * pose proof (Hrise x wf ltac:(lra) K ltac:(lra)). lra.
      * pose proof (Hrise wf x ltac:(lra) K ltac:(lra)). lra.
    + destruct (Rle_lt_dec crossing wf) as [|K]; [assumption|exfalso].
      pose proof (conflict_small_starts wf ltac:(lra)) as H1. unfold S1, S2 in H1.
      rewrite (survived_decay_small a m lambda1 l1 wf) in H1 by lra. fold phi1 in H1.
      pose proof (B2 wf ltac:(lra)). lra.
    + split.
      * intros H. destruct (Rlt_le_dec wf w0) as [|K]; [assumption|exfalso].
        destruct (Rle_lt_dec (decay_top a m l2) w0) as [L|L].
        -- unfold S1, S2 in H. rewrite (E2 w0 L), (survived_decay_small a m lambda1 l1 w0) in H by lra. fold phi1 in H.
           destruct K as [K| ->]; [|lra]. pose proof (Hrise w0 wf ltac:(lra) K ltac:(lra)). lra.
        -- pose proof (conflict_small_starts w0 ltac:(lra)). lra.
      * intros H. pose proof (B2 w0 H0) as [_ Hb]. fold S2 in Hb. apply Rle_lt_trans with (1 := Hb). rewrite <- Ef.
        destruct (min_bounds a m l1 a_two m_pos Q1 w0 H0) as [M1 M2].
        apply (Hrise wf (Rmin w0 (decay_top a m l1))); [lra| |exact M2].
        apply Rmin_glb_lt; lra.
Qed.

End Conflict.
