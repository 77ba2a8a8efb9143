(** * Rates: the time as an integral, and how fast the fixed point is approached, in two-sided bounds

    l is the fixed point of the layer amplitude and s = w / l. Both objectives obey
      r s^(2L) (l - w) <= w' <= r (l - w)
    with r = lambda rho^(2L-1) (JEPA), r = lambda (L+1) rho^((L-1)/(L+1)) (MAE). Once the encoder
    amplitude is half of its limit, s^(2L) >= 1/4, so 1 - s falls at least like
    exp (-r t / 4) and at most like exp (-r t). *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime.
Local Open Scope R_scope.

(** ** The time between two amplitudes is the integral of 1 / rate *)

Theorem jepa_time_integral (L : nat) (lambda rho x y : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < x <= y -> y < rho ->
  is_RInt (fun w => / (lambda * w ^ (2 * L) - lambda / rho * w ^ (2 * L + 1))) x y (jepa_time L lambda rho x y).
Proof.
  intros HL Hl Hr Hx Hy. rewrite jepa_time_primitive.
  apply (is_RInt_ext (fun w => / jepa_rate L lambda rho w)).
  - intros w Hw. real_equation. f_equal. unfold jepa_rate. rewrite pow_add, pow_1. field. lra.
  - apply time_integral; [lra| | |].
    + intros z Hz. apply jepa_rate_continuous.
    + intros z Hz. apply jepa_rate_pos; lra.
    + intros z Hz. apply jepa_primitive_derive; try assumption; lra.
Qed.

Theorem mae_time_integral (L : nat) (lambda rho x y : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < x <= y -> y < mae_limit L rho ->
  is_RInt (fun w => / (lambda * w ^ L - lambda / rho * w ^ (2 * L + 1))) x y (mae_time L lambda rho x y).
Proof.
  intros HL Hl Hr Hx Hy. rewrite mae_time_primitive.
  apply (is_RInt_ext (fun w => / mae_rate L lambda rho w)).
  - intros w Hw. real_equation. f_equal. unfold mae_rate. replace (2 * L + 1)%nat with (L + S L)%nat by lia.
    rewrite pow_add. field. lra.
  - apply time_integral; [lra| | |].
    + intros z Hz. apply mae_rate_continuous.
    + intros z Hz. apply mae_rate_pos; lra.
    + intros z Hz. apply mae_primitive_derive; try assumption; lra.
Qed.

(** ** One lemma for both objectives *)

Lemma approach_bounds (g x : R -> R) (l r a b t : R) :
  0 <= b -> b <= t ->
  continuous_on (between 0 t) x ->
  (forall s, 0 < s < t -> is_derive x s (g (x s))) ->
  (forall s, b <= s <= t -> a * (l - x s) <= g (x s) <= r * (l - x s)) ->
  (l - x b) * exp (- (r * (t - b))) <= l - x t <= (l - x b) * exp (- (a * (t - b))).
Proof.
  intros Hb Hbt Hx Hd Hg.
  assert (forall c, continuous_on (between b t) (fun s => (l - x s) * exp (c * s))) as Hc.
  { intros c. apply continuous_on_mult; [|apply continuous_on_exp_linear].
    apply continuous_on_minus; [apply continuous_on_const|]. apply continuous_on_sub with 0 t; [lra|lra|exact Hx]. }
  assert (forall c s, b < s < t ->
    is_derive (fun s => (l - x s) * exp (c * s)) s ((c * (l - x s) - g (x s)) * exp (c * s))) as HD.
  { intros c s Hs. pose proof (Hd s ltac:(lra)) as H. auto_derive.
    - exists (g (x s)). exact H.
    - use_derivative H. ring. }
  assert (forall c u v, u * exp (c * b) <= v * exp (c * t) -> u * exp (- (c * (t - b))) <= v) as up.
  { intros c u v H. apply Rmult_le_reg_r with (exp (c * t)); [apply exp_pos|].
    rewrite Rmult_assoc, <- exp_plus. replace (- (c * (t - b)) + c * t) with (c * b) by ring. exact H. }
  assert (forall c u v, v * exp (c * t) <= u * exp (c * b) -> v <= u * exp (- (c * (t - b)))) as down.
  { intros c u v H. apply Rmult_le_reg_r with (exp (c * t)); [apply exp_pos|].
    rewrite (Rmult_assoc u), <- exp_plus. replace (- (c * (t - b)) + c * t) with (c * b) by ring. exact H. }
  split.
  - apply up. apply (nondecreasing_of_derivative (fun s => (l - x s) * exp (r * s))
      (fun s => (r * (l - x s) - g (x s)) * exp (r * s)) b t Hbt (Hc r) (HD r)).
    intros s Hs. apply Rmult_le_pos; [pose proof (Hg s ltac:(lra)); lra|apply Rlt_le, exp_pos].
  - apply down. cut (- ((l - x b) * exp (a * b)) <= - ((l - x t) * exp (a * t))); [lra|].
    apply (nondecreasing_of_derivative (fun s => - ((l - x s) * exp (a * s)))
      (fun s => - ((a * (l - x s) - g (x s)) * exp (a * s))) b t Hbt).
    + apply continuous_on_opp, Hc.
    + intros s Hs. apply (is_derive_opp (fun s => (l - x s) * exp (a * s))), HD, Hs.
    + intros s Hs. rewrite Ropp_mult_distr_l. apply Rmult_le_pos; [|apply Rlt_le, exp_pos].
      pose proof (Hg s ltac:(lra)). lra.
Qed.

(** The place where the encoder amplitude is half of its limit: h^L = 1/2. *)
Lemma half_place (L : nat) (h : R) : (1 <= L)%nat -> 0 <= h -> h ^ L = / 2 ->
  1/2 <= h /\ / (2 * INR L) <= 1 - h.
Proof.
  intros HL Hh E. pose proof (INR_pos L HL) as HN. split.
  - destruct (Rle_lt_dec (1/2) h) as [|H]; [assumption|exfalso].
    pose proof (pow_le_one (L - 1) h ltac:(lra)). pose proof (pow_le h (L - 1) Hh).
    rewrite (pow_L L h HL) in E. nra.
  - set (a := / (2 * INR L)).
    assert (0 < a) as Ha by (apply Rinv_0_lt_compat; lra).
    assert (1 <= INR L) as H1 by (change 1 with (INR 1); apply le_INR, HL).
    assert (a <= 1/2) as Ha2.
    { unfold a. replace (1/2) with (/ (2 * 1)) by field. apply Rinv_le_contravar; lra. }
    cut (h <= 1 - a); [lra|].
    destruct (Rle_lt_dec h (1 - a)) as [|H]; [assumption|exfalso].
    assert (forall n, 1 - INR n * a <= (1 - a) ^ n) as Bernoulli.
    { induction n as [|n IH]; [simpl; lra|]. rewrite S_INR. change ((1 - a) ^ S n) with ((1 - a) * (1 - a) ^ n).
      pose proof (pos_INR n). assert (0 <= INR n * a * a) by (repeat apply Rmult_le_pos; lra).
      apply Rle_trans with ((1 - a) * (1 - INR n * a)); [lra|]. apply Rmult_le_compat_l; lra. }
    pose proof (Bernoulli L) as HB. pose proof (pow_increasing L (1 - a) h HL ltac:(lra) H).
    replace (1 - INR L * a) with (1/2) in HB by (unfold a; field; lra). lra.
Qed.

(** A growth equation with the bounds of the head of this file: 1 - s in terms of the time
    since s = h. *)
Lemma approach_from_half (L : nat) (g x : R -> R) (l r b f : R) :
  (1 <= L)%nat -> 0 < l -> 0 < r -> 0 <= b -> 0 <= f ->
  (forall T, continuous_on (between 0 T) x) ->
  (forall s, 0 < s -> is_derive x s (g (x s))) ->
  (forall s, 0 <= s -> 0 < x s < l) ->
  (forall s t, 0 <= s -> s < t -> x s < x t) ->
  (forall y, 0 < y < l -> r * (y / l) ^ (2 * L) * (l - y) <= g y <= r * (l - y)) ->
  x b ^ L = / 2 * l ^ L ->
  exp (- f) / (2 * INR L) <= 1 - x (b + f / r) / l <= exp (- (f / 4)) / 2.
Proof.
  intros HL Hl Hr Hb Hf Hx Hd Hin Hmono Hg Ehalf.
  pose proof (INR_pos L HL) as HN.
  pose proof (Hin b Hb) as Hxb. pose proof (ratio_bounds _ _ Hl Hxb) as Hh. set (h := x b / l) in *.
  assert (h ^ L = / 2) as Eh.
  { unfold h, Rdiv. rewrite Rpow_mult_distr, pow_inv, Ehalf. field. apply pow_nonzero. lra. }
  destruct (half_place L h HL ltac:(lra) Eh) as [Hh1 Hh2].
  assert (0 <= f / r) as Hfr by (apply Rmult_le_pos; [exact Hf|apply Rlt_le, Rinv_0_lt_compat, Hr]).
  set (t := b + f / r).
  assert (l - x b = l * (1 - h)) as Eb by (unfold h; field; lra).
  destruct (approach_bounds g x l r (r / 4) b t Hb ltac:(unfold t; lra) (Hx t)) as [Hlo Hhi].
  - intros s Hs. apply Hd. lra.
  - intros s Hs. pose proof (Hin s ltac:(lra)) as Hxs. destruct (Hg (x s) Hxs) as [H1 H2]. split; [|exact H2].
    apply Rle_trans with (2 := H1). apply Rmult_le_compat_r; [lra|].
    unfold Rdiv at 1. apply Rmult_le_compat_l; [lra|].
    replace (/ 4) with (h ^ (2 * L)).
    + apply pow_incr. split; [lra|]. apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, Hl|].
      destruct (Req_dec b s) as [->|Hne]; [lra|]. apply Rlt_le, Hmono; lra.
    + replace (2 * L)%nat with (L + L)%nat by lia. rewrite pow_add, Eh. field.
  - replace (r * (t - b)) with f in Hlo by (unfold t; field; lra).
    replace (r / 4 * (t - b)) with (f / 4) in Hhi by (unfold t; field; lra).
    assert (1 - x t / l = / l * (l - x t)) as -> by (field; lra).
    pose proof (exp_pos (- f)). pose proof (exp_pos (- (f / 4))). pose proof (Rinv_0_lt_compat l Hl).
    rewrite Eb in Hlo, Hhi. split.
    + apply Rle_trans with (/ l * (l * (1 - h) * exp (- f))); [|apply Rmult_le_compat_l; lra].
      replace (/ l * (l * (1 - h) * exp (- f))) with (exp (- f) * (1 - h)) by (field; lra).
      apply Rmult_le_compat_l; lra.
    + apply Rle_trans with (/ l * (l * (1 - h) * exp (- (f / 4)))); [apply Rmult_le_compat_l; lra|].
      replace (/ l * (l * (1 - h) * exp (- (f / 4)))) with (exp (- (f / 4)) * (1 - h)) by (field; lra).
      apply Rmult_le_compat_l; lra.
Qed.

(** Between any two times, the mean rate of approach is at most r and at least r s^(2L) of the first. *)
Lemma approach_rate (L : nat) (g x : R -> R) (l r b t : R) :
  0 < l -> 0 < r -> 0 <= b -> b < t ->
  (forall T, continuous_on (between 0 T) x) ->
  (forall s, 0 < s -> is_derive x s (g (x s))) ->
  (forall s, 0 <= s -> 0 < x s < l) ->
  (forall s t, 0 <= s -> s < t -> x s < x t) ->
  (forall y, 0 < y < l -> r * (y / l) ^ (2 * L) * (l - y) <= g y <= r * (l - y)) ->
  (x b / l) ^ (2 * L) <= ln ((1 - x b / l) / (1 - x t / l)) / (r * (t - b)) <= 1.
Proof.
  intros Hl Hr Hb Hbt Hx Hd Hin Hmono Hg.
  pose proof (Hin b Hb) as Hxb. pose proof (Hin t ltac:(lra)) as Hxt.
  pose proof (ratio_bounds _ _ Hl Hxb) as Hh. set (h := x b / l) in *. set (m := h ^ (2 * L)).
  destruct (approach_bounds g x l r (r * m) b t Hb ltac:(lra) (Hx t)) as [Hlo Hhi].
  - intros s Hs. apply Hd. lra.
  - intros s Hs. pose proof (Hin s ltac:(lra)) as Hxs. destruct (Hg (x s) Hxs) as [H1 H2]. split; [|exact H2].
    apply Rle_trans with (2 := H1). apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; [lra|].
    apply pow_incr. split; [lra|]. apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, Hl|].
    destruct (Req_dec b s) as [->|Hne]; [lra|]. apply Rlt_le, Hmono; lra.
  - assert (ln ((1 - h) / (1 - x t / l)) = ln (l - x b) - ln (l - x t)) as ->.
    { replace ((1 - h) / (1 - x t / l)) with ((l - x b) * / (l - x t)) by (unfold h; field; lra).
      rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). ring. }
    pose proof (exp_pos (- (r * (t - b)))). pose proof (exp_pos (- (r * m * (t - b)))).
    apply ln_le in Hlo; [|apply Rmult_lt_0_compat; lra]. apply ln_le in Hhi; [|lra].
    rewrite ln_mult, ln_exp in Hlo by lra. rewrite ln_mult, ln_exp in Hhi by lra.
    assert (0 < r * (t - b)) as Hc by (apply Rmult_lt_0_compat; lra).
    set (y := ln (l - x b) - ln (l - x t)). split.
    + apply Rmult_le_reg_r with (r * (t - b)); [exact Hc|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra.
      unfold y. lra.
    + apply Rmult_le_reg_r with (r * (t - b)); [exact Hc|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra.
      unfold y. lra.
Qed.

(** The first time at which a growing amplitude x reaches half of l^L in its L-th power exists. *)
Lemma half_time (L : nat) (x : R -> R) (l : R) :
  (1 <= L)%nat -> 0 < l -> (forall T, continuous_on (between 0 T) x) ->
  (forall s, 0 <= s -> 0 < x s < l) -> (forall s t, 0 <= s -> s < t -> x s < x t) ->
  is_lim x p_infty l -> x 0 ^ L < / 2 * l ^ L ->
  exists b, first_time (fun t => x t ^ L) (/ 2 * l ^ L) b.
Proof.
  intros HL Hl Hx Hin Hmono Hlim H0.
  set (theta := Rpower (/ 2) (/ INR L) * l).
  pose proof (Rpower_pos (/ 2) (/ INR L)) as Hp.
  pose proof (Rpower_lt_1 (/ 2) (/ INR L) ltac:(lra) (Rinv_0_lt_compat _ (INR_pos L HL))) as Hp1.
  assert (theta ^ L = / 2 * l ^ L) as Et.
  { unfold theta. rewrite Rpow_mult_distr, Rpower_root_pow by (try assumption; lra). reflexivity. }
  assert (0 < theta < l) as Hth by (unfold theta; split; nra).
  assert (x 0 < theta) as Hx0.
  { destruct (Rlt_le_dec (x 0) theta) as [|H]; [assumption|exfalso].
    assert (theta ^ L <= x 0 ^ L) by (apply pow_incr; lra). lra. }
  apply is_lim_spec in Hlim. destruct (Hlim (mkposreal (l - theta) ltac:(lra))) as [M HM]. simpl in HM.
  set (u := Rmax M 0 + 1). pose proof (Rmax_l M 0). pose proof (Rmax_r M 0).
  pose proof (HM u ltac:(unfold u; lra)) as Hu. apply Rabs_def2 in Hu.
  destruct (continuous_on_ivt x 0 u theta) as [b [Hb Eb]].
  - unfold u; lra.
  - apply Hx.
  - rewrite Rmin_left, Rmax_right by lra. lra.
  - exists b. split; [lra|split; [rewrite Eb; exact Et|]]. intros t Ht E.
    pose proof (Hmono t b ltac:(lra) ltac:(lra)). pose proof (Hin t ltac:(lra)).
    pose proof (pow_increasing L (x t) (x b) HL ltac:(lra) ltac:(lra)). rewrite Eb, Et in *. lra.
Qed.

(** ** JEPA *)

Lemma jepa_rate_bounds (L : nat) (lambda rho y : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < y < rho ->
  lambda * rho ^ (2 * L - 1) * (y / rho) ^ (2 * L) * (rho - y) <= jepa_rate L lambda rho y
    <= lambda * rho ^ (2 * L - 1) * (rho - y).
Proof.
  intros HL Hl Hr Hy. pose proof (ratio_bounds y rho Hr Hy) as Hs.
  assert (0 < rho ^ (2 * L - 1)) as Hp by (apply pow_lt, Hr).
  assert (jepa_rate L lambda rho y = lambda * rho ^ (2 * L - 1) * (y / rho) ^ (2 * L) * (rho - y)) as ->.
  { unfold jepa_rate. unfold Rdiv at 2. rewrite Rpow_mult_distr, pow_inv.
    rewrite (pow_2L L rho) by exact HL. field. split; lra. }
  split; [lra|]. apply Rmult_le_compat_r; [lra|].
  rewrite <- (Rmult_1_r (lambda * rho ^ (2 * L - 1))) at 2.
  apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|]. apply pow_le_one. lra.
Qed.

Theorem jepa_approach (L : nat) (lambda rho w0 : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 -> w0 ^ L < / 2 * rho ^ L -> balanced_start w0 v w ->
  (forall T, jepa_flow L lambda (lambda / rho) T v w) ->
  exists b, first_time (fun t => w t ^ L) (/ 2 * rho ^ L) b /\ forall f, 0 <= f ->
    exp (- f) / (2 * INR L) <= 1 - w (b + f / (lambda * rho ^ (2 * L - 1))) / rho <= exp (- (f / 4)) / 2.
Proof.
  intros HL Hl Hr H0 Hhalf Hb Hf. pose proof Hb as [Ev Ew].
  assert (0 < w0 < rho) as Hw.
  { split; [exact H0|]. destruct (Rlt_le_dec w0 rho) as [|H]; [assumption|exfalso].
    assert (rho ^ L <= w0 ^ L) by (apply pow_incr; lra). pose proof (pow_lt rho L Hr). lra. }
  assert (forall s, 0 <= s -> 0 < w s < rho) as Hin.
  { intros s Hs. apply (jepa_invariant L lambda rho s v w); auto; lra || congruence. }
  assert (forall s t, 0 <= s -> s < t -> w s < w t) as Hm by (apply (jepa_monotone L lambda rho HL Hl Hr w0 v w);
    auto).
  destruct (half_time L w rho HL Hr) as [b Hbt]; auto.
  - intros T. apply (Hf T).
  - apply (jepa_limit L lambda rho HL Hl Hr w0 v w); assumption.
  - rewrite Ew. exact Hhalf.
  - exists b. split; [exact Hbt|]. intros f Hf0. destruct Hbt as [Hb0 [Eb _]].
    apply (approach_from_half L (jepa_rate L lambda rho) w rho (lambda * rho ^ (2 * L - 1)) b f); auto.
    + apply Rmult_lt_0_compat; [exact Hl|apply pow_lt, Hr].
    + intros T. apply (Hf T).
    + intros s Hs. apply (jepa_scalar L lambda rho (s + 1) v w); auto; lra || congruence.
    + intros y Hy. apply jepa_rate_bounds; assumption.
Qed.

(** ** MAE *)

Lemma mae_rate_bounds (L : nat) (lambda rho y : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < y < mae_limit L rho ->
  lambda * (INR L + 1) * mae_limit L rho ^ (L - 1) * (y / mae_limit L rho) ^ (2 * L) * (mae_limit L rho - y)
    <= mae_rate L lambda rho y
    <= lambda * (INR L + 1) * mae_limit L rho ^ (L - 1) * (mae_limit L rho - y).
Proof.
  intros HL Hl Hr Hy. rewrite mae_rate_ratio by exact Hr. pose proof (mae_limit_pos L rho) as Hm.
  set (l := mae_limit L rho) in *. pose proof (ratio_bounds y l Hm Hy) as Hs. set (s := y / l) in *.
  assert (0 < l ^ (L - 1)) as Hp by (apply pow_lt, Hm). pose proof (pos_INR L) as HN.
  assert (lambda * y ^ L * (1 - s ^ S L) = lambda * l ^ (L - 1) * (l - y) * (s ^ L * geometric L 1 s)) as ->.
  { pose proof (geometric_spec L 1 s) as Eg. rewrite pow1 in Eg. rewrite <- Eg.
    replace (y ^ L) with (l * l ^ (L - 1) * s ^ L); [unfold s; field; lra|].
    rewrite <- (pow_L L l) by exact HL. rewrite <- Rpow_mult_distr. f_equal. unfold s. field. lra. }
  destruct (geometric_one_bounds L s ltac:(lra)) as [G1 G2].
  pose proof (pow_le_one L s ltac:(lra)) as P1. pose proof (pow_lt s L ltac:(lra)) as P0.
  assert (0 <= lambda * l ^ (L - 1) * (l - y)) as Hc by (repeat apply Rmult_le_pos; lra).
  replace (lambda * (INR L + 1) * l ^ (L - 1) * s ^ (2 * L) * (l - y))
    with (lambda * l ^ (L - 1) * (l - y) * (s ^ L * ((INR L + 1) * s ^ L))).
  2:{ replace (2 * L)%nat with (L + L)%nat by lia. rewrite pow_add. ring. }
  replace (lambda * (INR L + 1) * l ^ (L - 1) * (l - y))
    with (lambda * l ^ (L - 1) * (l - y) * (1 * (INR L + 1))) by ring.
  split; apply Rmult_le_compat_l; try exact Hc.
  - apply Rmult_le_compat_l; [lra|exact G1].
  - apply Rmult_le_compat; try lra. left. apply geometric_pos; lra.
Qed.

Theorem mae_approach (L : nat) (lambda rho w0 : R) (v w : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 -> w0 ^ L < / 2 * mae_limit L rho ^ L -> balanced_start w0 v w ->
  (forall T, mae_flow L lambda (lambda / rho) T v w) ->
  exists b, first_time (fun t => w t ^ L) (/ 2 * mae_limit L rho ^ L) b /\ forall f, 0 <= f ->
    exp (- f) / (2 * INR L)
      <= 1 - w (b + f / (lambda * (INR L + 1) * mae_limit L rho ^ (L - 1))) / mae_limit L rho
      <= exp (- (f / 4)) / 2.
Proof.
  intros HL Hl Hr H0 Hhalf Hb Hf. pose proof Hb as [Ev Ew]. pose proof (mae_limit_pos L rho) as Hm0.
  assert (0 < w0 < mae_limit L rho) as Hw.
  { split; [exact H0|]. destruct (Rlt_le_dec w0 (mae_limit L rho)) as [|H]; [assumption|exfalso].
    assert (mae_limit L rho ^ L <= w0 ^ L) by (apply pow_incr; lra). pose proof (pow_lt (mae_limit L rho) L Hm0).
    lra. }
  assert (forall s, 0 <= s -> 0 < w s < mae_limit L rho) as Hin.
  { intros s Hs. apply (mae_invariant L lambda rho s v w); auto; lra || congruence. }
  assert (forall s t, 0 <= s -> s < t -> w s < w t) as Hm by (apply (mae_monotone L lambda rho HL Hl Hr w0 v w);
    auto).
  destruct (half_time L w (mae_limit L rho) HL Hm0) as [b Hbt]; auto.
  - intros T. apply (Hf T).
  - apply (mae_tends L lambda rho HL Hl Hr w0 v w); assumption.
  - rewrite Ew. exact Hhalf.
  - exists b. split; [exact Hbt|]. intros f Hf0. destruct Hbt as [Hb0 [Eb _]].
    apply (approach_from_half L (mae_rate L lambda rho) w (mae_limit L rho)
             (lambda * (INR L + 1) * mae_limit L rho ^ (L - 1)) b f); auto.
    + pose proof (pos_INR L). repeat apply Rmult_lt_0_compat; try lra. apply pow_lt, Hm0.
    + intros T. apply (Hf T).
    + intros s Hs. apply (mae_scalar L lambda rho (s + 1) v w); auto; lra || congruence.
    + intros y Hy. apply mae_rate_bounds; assumption.
Qed.

(** ** The mean rate, for both objectives *)

Theorem exponential_rates (L : nat) (lambda rho w0 : R) (v w : R -> R) (b t : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < w0 -> balanced_start w0 v w -> 0 <= b -> b < t ->
  ((forall T, jepa_flow L lambda (lambda / rho) T v w) -> w0 < rho ->
     (w b / rho) ^ (2 * L)
       <= ln ((1 - w b / rho) / (1 - w t / rho)) / (lambda * rho ^ (2 * L - 1) * (t - b)) <= 1) /\
  ((forall T, mae_flow L lambda (lambda / rho) T v w) -> w0 < mae_limit L rho ->
     (w b / mae_limit L rho) ^ (2 * L)
       <= ln ((1 - w b / mae_limit L rho) / (1 - w t / mae_limit L rho))
          / (lambda * (INR L + 1) * mae_limit L rho ^ (L - 1) * (t - b)) <= 1).
Proof.
  intros HL Hl Hr H0 Hbal Hb Hbt. pose proof Hbal as [Ev Ew]. split; intros Hf Hw.
  - apply (approach_rate L (jepa_rate L lambda rho)); try assumption.
    + apply Rmult_lt_0_compat; [exact Hl|apply pow_lt, Hr].
    + intros T. apply (Hf T).
    + intros s Hs. apply (jepa_scalar L lambda rho (s + 1) v w); auto; lra || congruence.
    + intros s Hs. apply (jepa_invariant L lambda rho s v w); auto; lra || congruence.
    + apply (jepa_monotone L lambda rho HL Hl Hr w0 v w); auto.
    + intros y Hy. apply jepa_rate_bounds; assumption.
  - pose proof (mae_limit_pos L rho) as Hm. pose proof (pos_INR L).
    apply (approach_rate L (mae_rate L lambda rho)); try assumption.
    + repeat apply Rmult_lt_0_compat; try lra. apply pow_lt, Hm.
    + intros T. apply (Hf T).
    + intros s Hs. apply (mae_scalar L lambda rho (s + 1) v w); auto; lra || congruence.
    + intros s Hs. apply (mae_invariant L lambda rho s v w s HL Hr (Hf s)); [congruence|rewrite Ew; lra|lra].
    + apply (mae_monotone L lambda rho HL Hl Hr w0 v w); auto.
    + intros y Hy. apply mae_rate_bounds; assumption.
Qed.
