(** * ObjectiveGaps: the gap law for the objectives

    Equal lambda, rho1 > rho2, thresholds q times the limits. JEPA's gap is unbounded at every number of predictor
    layers, by the same constant; that of MAE and of the spectral contrastive loss grows by less than one constant. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.Scalar JepaOracle.Curve.
Require Import JepaOracle.CurveGaps JepaOracle.Decay JepaOracle.Objectives.
Local Open Scope R_scope.

(** A solution of the pair on [0, T] from the balanced start w0, T the first time at which w is theta; the same for one
    amplitude. *)
Definition layers_hit (fv fw : R -> R -> R) (w0 theta : R) (w : R -> R) (T : R) : Prop :=
  exists v, solves fv fw T v w /\ balanced_start w0 v w /\ first_time w theta T.
Definition amplitude_hits (g : R -> R) (w0 theta : R) (w : R -> R) (T : R) : Prop :=
  scalar_flow g T w /\ w 0 = w0 /\ first_time w theta T.

(** Hitting of the four objectives, without decay. *)
Definition jepa_layers_hit (L M : nat) (lambda rho : R) :=
  layers_hit (deep_jepa_dv L M lambda (lambda / rho) 0) (deep_jepa_dw L M lambda (lambda / rho) 0).
Definition mae_layers_hit (L M : nat) (lambda rho : R) :=
  layers_hit (deep_mae_dv L M lambda (lambda / rho) 0) (deep_mae_dw L M lambda (lambda / rho) 0).
Definition spectral_hits (L : nat) (lambda rho : R) := amplitude_hits (spectral_rate L lambda (lambda / rho) 0).
Definition barlow_hits (L : nat) (lambda rho : R) := amplitude_hits (barlow_rate L lambda 0).

Lemma jepa_layers_hit_curve (L M : nat) (lambda rho w0 theta : R) (w : R -> R) (T : R) :
  (1 <= L)%nat -> (1 <= M)%nat -> 0 < rho ->
  (jepa_layers_hit L M lambda rho w0 theta w T <->
   curve_hits (2 * L + M - 1) M lambda (deep_jepa_limit M rho) w0 theta w T).
Proof.
  intros HL HM Hr. unfold jepa_layers_hit, layers_hit, curve_hits, curve_flow. split.
  - intros [v [Hf [Hb Hh]]]. pose proof Hb as [_ Ew]. split; [|split; [exact Ew|exact Hh]].
    apply (scalar_flow_ext (decay_rate (2 * L + M - 1) M lambda (deep_jepa_limit M rho) 0)); [apply decay_rate_zero|].
    apply (deep_jepa_curve L M lambda rho 0 HL HM Hr T w0 w Ew). exists v. split; assumption.
  - intros [Hf [Ew Hh]].
    apply (scalar_flow_ext _ (decay_rate (2 * L + M - 1) M lambda (deep_jepa_limit M rho) 0)) in Hf;
      [|intros y; symmetry; apply decay_rate_zero].
    apply (deep_jepa_curve L M lambda rho 0 HL HM Hr T w0 w Ew) in Hf. destruct Hf as [v [Hb Hf]].
    exists v. split; [exact Hf|split; [exact Hb|exact Hh]].
Qed.

Lemma mae_layers_hit_curve (L M : nat) (lambda rho w0 theta : R) (w : R -> R) (T : R) :
  (1 <= L)%nat -> (1 <= M)%nat -> 0 < rho ->
  (mae_layers_hit L M lambda rho w0 theta w T <->
   curve_hits (L + M - 1) (L + M) lambda (deep_mae_limit L M rho) w0 theta w T).
Proof.
  intros HL HM Hr. unfold mae_layers_hit, layers_hit, curve_hits, curve_flow. split.
  - intros [v [Hf [Hb Hh]]]. pose proof Hb as [_ Ew]. split; [|split; [exact Ew|exact Hh]].
    apply (scalar_flow_ext (decay_rate (L + M - 1) (L + M) lambda (deep_mae_limit L M rho) 0));
      [apply decay_rate_zero|].
    apply (deep_mae_curve L M lambda rho 0 HL HM Hr T w0 w Ew). exists v. split; assumption.
  - intros [Hf [Ew Hh]].
    apply (scalar_flow_ext _ (decay_rate (L + M - 1) (L + M) lambda (deep_mae_limit L M rho) 0)) in Hf;
      [|intros y; symmetry; apply decay_rate_zero].
    apply (deep_mae_curve L M lambda rho 0 HL HM Hr T w0 w Ew) in Hf. destruct Hf as [v [Hb Hf]].
    exists v. split; [exact Hf|split; [exact Hb|exact Hh]].
Qed.

Lemma amplitude_hits_curve (g : R -> R) (a m : nat) (lambda l w0 theta : R) (w : R -> R) (T : R) :
  (forall y, g y = decay_rate a m lambda l 0 y) ->
  (amplitude_hits g w0 theta w T <-> curve_hits a m lambda l w0 theta w T).
Proof.
  intros E. assert (forall y, g y = curve_rate a m lambda l y) as E2 by (intros y; rewrite E; apply decay_rate_zero).
  unfold amplitude_hits, curve_hits, curve_flow.
  split; intros [Hf H]; (split; [|exact H]); apply (scalar_flow_ext _ _ T w) with (2 := Hf); intros y;
    [apply E2|symmetry; apply E2].
Qed.

(** Two quantities near 1 have a quotient near 1. *)
Lemma quotient_near_one (x y e : R) : 0 < e -> Rabs (x - 1) < Rmin (1/2) (e / 4) -> Rabs (y - 1) < Rmin (1/2) (e / 4) ->
  Rabs (x / y - 1) < e.
Proof.
  intros He Hx Hy. pose proof (Rmin_l (1/2) (e / 4)). pose proof (Rmin_r (1/2) (e / 4)).
  apply Rabs_def2 in Hx. apply Rabs_def2 in Hy. assert (1/2 < y) by lra.
  replace (x / y - 1) with ((x - y) / y) by (field; lra). unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ y)).
  - apply Rmult_lt_reg_r with y; [lra|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    apply Rlt_le_trans with (e * (1/2)); [apply Rabs_def1; lra|]. apply Rmult_le_compat_l; lra.
  - apply Rle_ge. left. apply Rinv_0_lt_compat. lra.
Qed.
