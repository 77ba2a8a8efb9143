(** * Window: when JEPA learns the influential feature before the noisy one

    Feature 1 has the smaller lambda and the larger rho ("influential"), feature 2
    the larger lambda and the smaller rho ("noisy"). D(w0) is the time of
    feature 1 minus the time of feature 2, as a function of the common start. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.Ordering.
Local Open Scope R_scope.

Section Window.
Variables (L : nat) (l1 l2 r1 r2 q : R).
Hypothesis L_pos : (1 <= L)%nat.
Hypothesis l_order : 0 < l1 < l2.
Hypothesis r_order : 0 < r2 < r1.
Hypothesis q_inside : 0 < q < 1.

Definition window_D (w0 : R) : R := jepa_time L l1 r1 w0 (q * r1) - jepa_time L l2 r2 w0 (q * r2).

(** The turning point: (l2 - l1) / (l2/r2 - l1/r1). *)
Definition window_turn : R := (l2 - l1) / (l2 / r2 - l1 / r1).

Lemma window_slope_pos : 0 < l2 / r2 - l1 / r1.
Proof.
  assert (/ r1 < / r2) by (apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra).
  assert (0 < / r1) by (apply Rinv_0_lt_compat; lra). unfold Rdiv. nra.
Qed.

Lemma window_turn_pos : 0 < window_turn.
Proof. apply Rdiv_lt_0_compat; [lra|apply window_slope_pos]. Qed.

Let dD (w : R) : R := / jepa_rate L l2 r2 w - / jepa_rate L l1 r1 w.

Lemma window_derive w : 0 < w < r2 -> is_derive window_D w (dD w).
Proof.
  intros Hw.
  apply (is_derive_ext (fun w => (jepa_primitive L l1 r1 (q * r1) - jepa_primitive L l2 r2 (q * r2))
           + (jepa_primitive L l2 r2 w - jepa_primitive L l1 r1 w))).
  { intros x. unfold window_D. rewrite !jepa_time_primitive. real_equation. ring. }
  replace (dD w) with (plus 0 (minus (/ jepa_rate L l2 r2 w) (/ jepa_rate L l1 r1 w))).
  - apply (is_derive_plus (fun _ => jepa_primitive L l1 r1 (q * r1) - jepa_primitive L l2 r2 (q * r2))).
    + apply (is_derive_const (jepa_primitive L l1 r1 (q * r1) - jepa_primitive L l2 r2 (q * r2)) w).
    + apply (is_derive_minus (jepa_primitive L l2 r2) (jepa_primitive L l1 r1));
        apply jepa_primitive_derive; try assumption; lra.
  - real_equation. unfold dD, plus, minus, opp; simpl. unfold plus; simpl. ring.
Qed.

(** The sign of the derivative is the sign of w - window_turn. *)
Lemma window_derivative_sign w : 0 < w < r2 ->
  (w < window_turn -> dD w < 0) /\ (window_turn < w -> 0 < dD w).
Proof.
  intros Hw. pose proof window_slope_pos as Hs.
  pose proof (jepa_rate_pos L l1 r1 w ltac:(lra) ltac:(lra) ltac:(lra)) as H1.
  pose proof (jepa_rate_pos L l2 r2 w ltac:(lra) ltac:(lra) ltac:(lra)) as H2.
  assert (0 < w ^ (2 * L)) as Hp by (apply pow_lt; lra).
  assert (jepa_rate L l1 r1 w - jepa_rate L l2 r2 w = w ^ (2 * L) * ((l2 / r2 - l1 / r1) * (w - window_turn))) as E.
  { unfold jepa_rate, window_turn. set (z := w ^ (2 * L)) in *. clearbody z.
    unfold Rdiv in Hs |- *. set (i1 := / r1) in *. set (i2 := / r2) in *. field. lra. }
  unfold dD. split; intros H.
  - cut (/ jepa_rate L l2 r2 w < / jepa_rate L l1 r1 w); [lra|].
    apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; assumption|].
    cut (0 < w ^ (2 * L) * ((l2 / r2 - l1 / r1) * (window_turn - w))); [lra|].
    apply Rmult_lt_0_compat; [exact Hp|apply Rmult_lt_0_compat; lra].
  - cut (/ jepa_rate L l1 r1 w < / jepa_rate L l2 r2 w); [lra|].
    apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; assumption|].
    cut (0 < w ^ (2 * L) * ((l2 / r2 - l1 / r1) * (w - window_turn))); [lra|].
    apply Rmult_lt_0_compat; [exact Hp|apply Rmult_lt_0_compat; lra].
Qed.

(** D strictly decreases up to the turning point ... *)
Theorem window_decreasing x y : 0 < x -> x < y -> y < r2 -> y <= window_turn -> window_D y < window_D x.
Proof.
  intros Hx Hxy Hy Ht. cut (- window_D x < - window_D y); [lra|].
  apply (increasing_of_derivative_closed (fun w => - window_D w) (fun w => - dD w) x y Hxy).
  - intros w Hw. apply (is_derive_opp window_D). apply window_derive. lra.
  - intros w Hw. destruct (window_derivative_sign w ltac:(lra)) as [H _]. specialize (H ltac:(lra)). lra.
Qed.

(** ... and strictly increases after it. *)
Theorem window_increasing x y : 0 < x -> window_turn <= x -> x < y -> y < r2 -> window_D x < window_D y.
Proof.
  intros Hx Ht Hxy Hy.
  apply (increasing_of_derivative_closed window_D dD x y Hxy).
  - intros w Hw. apply window_derive. lra.
  - intros w Hw. destruct (window_derivative_sign w ltac:(lra)) as [_ H]. apply H. lra.
Qed.

(** For actual solutions D is the difference of the hitting times. *)
Lemma window_D_times w0 T1 T2 v1 w1 v2 w2 : 0 < w0 < r2 ->
  jepa_hits L l1 r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L l2 r2 w0 (q * r2) v2 w2 T2 ->
  w0 <= q * r2 /\ window_D w0 = T1 - T2.
Proof.
  intros H0 Hh1 Hh2.
  destruct (jepa_hits_time L l1 r1 L_pos ltac:(lra) ltac:(lra) w0 _ T1 v1 w1 Hh1 ltac:(lra)) as [_ ->].
  destruct (jepa_hits_time L l2 r2 L_pos ltac:(lra) ltac:(lra) w0 _ T2 v2 w2 Hh2 ltac:(lra)) as [B ->].
  split; [lra|reflexivity].
Qed.

(** D tends to + infinity at 0. *)
Theorem window_infinite_at_zero M : exists d, 0 < d /\ forall w0, 0 < w0 < d -> M < window_D w0.
Proof.
  destruct (jepa_small_start L l1 l2 r1 r2 q M L_pos l_order ltac:(lra) ltac:(lra) q_inside) as [d [Hd H]].
  assert (0 < q * r2) as Hq0 by (apply Rmult_lt_0_compat; lra).
  assert (q * r2 < r2) as Hq1 by nra. assert (q * r2 < q * r1) as Hq2 by nra. assert (q * r1 < r1) as Hq3 by nra.
  exists (Rmin d (q * r2)). split; [apply Rmin_pos; assumption|]. intros w0 [H0 Hw].
  pose proof (Rmin_l d (q * r2)). pose proof (Rmin_r d (q * r2)).
  destruct (jepa_hits_exists L l1 r1 L_pos ltac:(lra) ltac:(lra) w0 (q * r1) H0 ltac:(lra)) as [v1 [w1 Hh1]].
  destruct (jepa_hits_exists L l2 r2 L_pos ltac:(lra) ltac:(lra) w0 (q * r2) H0 ltac:(lra)) as [v2 [w2 Hh2]].
  apply (H w0 v1 w1 _ v2 w2 _ ltac:(lra) Hh1 Hh2).
Qed.

(** D is positive where feature 2 starts at its own threshold. *)
Lemma window_positive_at_threshold : 0 < window_D (q * r2).
Proof.
  assert (q * r2 < q * r1) by nra. assert (q * r1 < r1) by nra.
  assert (0 < q * r2) as Hq0 by (apply Rmult_lt_0_compat; lra).
  unfold window_D. rewrite !jepa_time_primitive.
  assert (jepa_primitive L l1 r1 (q * r2) < jepa_primitive L l1 r1 (q * r1)); [|lra].
  apply (primitive_increasing (jepa_rate L l1 r1) (jepa_primitive L l1 r1) 0 r1); try lra.
  - intros y Hy. apply jepa_rate_pos; lra.
  - intros y Hy. apply jepa_primitive_derive; try assumption; lra.
Qed.

Lemma window_continuous x y : 0 < x -> y < r2 -> continuous_on (between x y) window_D.
Proof.
  intros Hx Hy. apply derivable_continuous_on with dD. intros t Ht. apply window_derive. lra.
Qed.

(** The starts from which D is negative form an open interval, possibly empty,
    bounded away from 0 and from the threshold q r2. It is non-empty exactly
    when the turning point lies below q r2 and D is negative there; then D
    vanishes exactly at its two ends, which enclose the turning point. *)
Theorem window_interval :
  exists lo hi, 0 < lo <= hi /\ hi < q * r2 /\
    (forall w0, 0 < w0 <= q * r2 -> (window_D w0 < 0 <-> lo < w0 < hi)) /\
    (lo < hi <-> window_turn < q * r2 /\ window_D window_turn < 0) /\
    (lo < hi -> lo < window_turn < hi /\
       forall w0, 0 < w0 <= q * r2 -> (window_D w0 = 0 <-> w0 = lo \/ w0 = hi)).
Proof.
  pose proof window_turn_pos as Ht. pose proof window_positive_at_threshold as Hend.
  set (b := q * r2) in *.
  assert (0 < b) as Hb by (apply Rmult_lt_0_compat; lra). assert (b < r2) as Hb2 by (unfold b; nra).
  destruct (Rlt_le_dec window_turn b) as [Htb|Htb];
    [destruct (Rlt_le_dec (window_D window_turn) 0) as [Hneg|Hneg]|].
  - (* non-empty *)
    destruct (window_infinite_at_zero 0) as [d [Hd Hpos]].
    set (x := Rmin d window_turn / 2).
    assert (0 < x /\ x < d /\ x < window_turn) as [Hx0 [Hxd Hxt]].
    { unfold x. assert (0 < Rmin d window_turn) by (apply Rmin_pos; lra).
      pose proof (Rmin_l d window_turn). pose proof (Rmin_r d window_turn). lra. }
    pose proof (Hpos x ltac:(lra)) as HDx.
    destruct (continuous_on_ivt window_D x window_turn 0) as [lo [Hlo Elo]].
    { lra. } { apply window_continuous; lra. } { rewrite Rmin_right, Rmax_left by lra. lra. }
    destruct (continuous_on_ivt window_D window_turn b 0) as [hi [Hhi Ehi]].
    { lra. } { apply window_continuous; lra. } { rewrite Rmin_left, Rmax_right by lra. lra. }
    assert (lo <> window_turn) as Hn1 by (intros E; rewrite E in Elo; lra).
    assert (hi <> window_turn) as Hn2 by (intros E; rewrite E in Ehi; lra).
    assert (hi <> b) as Hn3 by (intros E; rewrite E in Ehi; lra).
    assert (forall w0, 0 < w0 < lo -> 0 < window_D w0) as P1.
    { intros w0 H0. pose proof (window_decreasing w0 lo). lra. }
    assert (forall w0, lo < w0 < hi -> window_D w0 < 0) as P2.
    { intros w0 H0. destruct (Rle_lt_dec w0 window_turn) as [Hw|Hw].
      - pose proof (window_decreasing lo w0). lra.
      - pose proof (window_increasing w0 hi). lra. }
    assert (forall w0, hi < w0 <= b -> 0 < window_D w0) as P3.
    { intros w0 H0. pose proof (window_increasing hi w0). lra. }
    assert (forall w0, 0 < w0 <= b ->
      w0 < lo \/ w0 = lo \/ lo < w0 < hi \/ w0 = hi \/ hi < w0) as cases by (intros w0 _; lra).
    exists lo, hi. split; [lra|split; [lra|split; [|split; [|intros _; split; [lra|]]]]].
    + intros w0 H0. destruct (cases w0 H0) as [C|[->|[C|[->|C]]]]; split; intros Hc; try lra.
      * pose proof (P1 w0). lra.
      * apply P2. exact Hc.
      * pose proof (P3 w0). lra.
    + split; intros; lra.
    + intros w0 H0. destruct (cases w0 H0) as [C|[->|[C|[->|C]]]]; split; intros Hc; try lra.
      * pose proof (P1 w0). lra.
      * pose proof (P2 w0). lra.
      * pose proof (P3 w0). lra.
  - (* D >= 0 at its minimum *)
    exists (b / 2), (b / 2). split; [lra|split; [lra|split; [|split; [split; intros; lra|intros; lra]]]].
    intros w0 H0. split; intros Hc; [exfalso|lra].
    destruct (Rtotal_order w0 window_turn) as [C|[C|C]].
    + pose proof (window_decreasing w0 window_turn). lra.
    + rewrite C in Hc. lra.
    + pose proof (window_increasing window_turn w0). lra.
  - (* D decreases down to a positive value *)
    exists (b / 2), (b / 2). split; [lra|split; [lra|split; [|split; [split; intros; lra|intros; lra]]]].
    intros w0 H0. split; intros Hc; [exfalso|lra].
    destruct (Rtotal_order w0 b) as [C|[C|C]]; [|rewrite C in Hc; lra|lra].
    pose proof (window_decreasing w0 b). lra.
Qed.

(** The same about solutions: JEPA learns feature 1 first exactly from the starts in
    an open interval (lo, hi), and both at once exactly from its ends. *)
Theorem conflict_window :
  exists lo hi, 0 < lo <= hi /\ hi < q * r2 /\
    (lo < hi <-> window_turn < q * r2 /\ window_D window_turn < 0) /\ (lo < hi -> lo < window_turn < hi) /\
    forall w0 v1 w1 T1 v2 w2 T2, 0 < w0 < r2 ->
      jepa_hits L l1 r1 w0 (q * r1) v1 w1 T1 -> jepa_hits L l2 r2 w0 (q * r2) v2 w2 T2 ->
      (T1 < T2 <-> lo < w0 < hi) /\ (lo < hi -> (T1 = T2 <-> w0 = lo \/ w0 = hi)).
Proof.
  destruct window_interval as [lo [hi [H1 [H2 [H3 [H4 H5]]]]]].
  exists lo, hi. split; [exact H1|split; [exact H2|split; [exact H4|split; [apply H5|]]]].
  intros w0 v1 w1 T1 v2 w2 T2 H0 Hh1 Hh2.
  destruct (window_D_times w0 T1 T2 v1 w1 v2 w2 H0 Hh1 Hh2) as [Hb E].
  specialize (H3 w0 ltac:(lra)). split.
  - rewrite <- H3. split; lra.
  - intros Hlt. destruct (H5 Hlt) as [_ H6]. rewrite <- (H6 w0) by lra. split; lra.
Qed.

End Window.
