(** * Numbers: critical times to 40 digits

    By the interval tactic of IntervalInstance.v, over software floats. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
Require Import JepaOracle.IntervalInstance JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime.
Require Import JepaOracle.Ordering JepaOracle.Window.
Import Intervals.
Local Open Scope R_scope.

(** Always with arguments: plain [interval] is the tactic over primitive floats. *)

(** Unfold everything down to +, -, *, /, ln, exp, atan, sqrt. *)
Ltac to_elementary :=
  cbv [jepa_time jepa_G inverse_powers jepa_K mae_tail_2 mae_limit Rpower pow INR
       Nat.mul Nat.add Nat.sub Init.Nat.mul Init.Nat.add Init.Nat.sub].

(** ** The closed forms, enclosed *)

Lemma jepa_time_1 :
  Rabs (jepa_time 3 (9/10) (7/10) (Rpower (1/10000) (/ INR 3)) (Rpower (1/2) (/ INR 3) * (7/10))
        - 1125367.747434178114533446117244513922222) <= 1/2 * (1 / 10 ^ 33).
Proof. to_elementary. interval with (i_prec 180). Qed.

Lemma mae_time_1 :
  Rabs ((- / Rpower (1/2) (/ INR 2) + mae_tail_2 (Rpower (1/2) (/ INR 2))
         - (- / (Rpower (1/1000) (/ INR 2) / Rpower (1/2) (/ INR 3))
            + mae_tail_2 (Rpower (1/1000) (/ INR 2) / Rpower (1/2) (/ INR 3))))
        / (1 * Rpower (1/2) ((INR 2 - 1) / (INR 2 + 1)))
        - 30.21287533764236992041619805969813189057) <= 1/2 * (1 / 10 ^ 38).
Proof. to_elementary. interval with (i_prec 180). Qed.

Lemma jepa_time_2 :
  Rabs (jepa_time 1 1 (1/2) (Rpower (1/100) (/ INR 1)) (Rpower (9/10) (/ INR 1) * (1/2))
        - 109.9558675286714697637801696992405995149) <= 1/2 * (1 / 10 ^ 37).
Proof. to_elementary. interval with (i_prec 180). Qed.

(** ** The critical times: of every solution, and there is one *)

(** JEPA, L = 3, lambda = 9/10, rho = 7/10, epsilon = 10^-4, fraction 1/2, flow time. *)
Theorem number_jepa_depth_3 :
  (forall v w T, jepa_critical 3 (9/10) (7/10) (1/10000) (1/2) v w T ->
     Rabs (T - 1125367.747434178114533446117244513922222) <= 1/2 * (1 / 10 ^ 33)) /\
  exists v w T, jepa_critical 3 (9/10) (7/10) (1/10000) (1/2) v w T.
Proof.
  split.
  - intros v w T Hc. destruct (jepa_critical_time 3 (9/10) (7/10) (1/10000) (1/2) T v w) as [-> _].
    + lia. + lra. + lra. + simpl; lra. + lra. + exact Hc. + exact jepa_time_1.
  - apply jepa_critical_exists; [lia|lra|lra|lra|simpl; lra].
Qed.

(** MAE, L = 2, lambda = 1, rho = 1/2, epsilon = 10^-3, fraction 1/2, flow time. *)
Lemma mae_number_start : 1/1000 <= 1/2 * Rpower (1/2) (INR 2 / INR 3).
Proof. to_elementary. interval with (i_prec 60). Qed.

Lemma mae_number_ratio :
  0 < Rpower (1/1000) (/ INR 2) / Rpower (1/2) (/ INR 3) < 1.
Proof. to_elementary. split; interval with (i_prec 60). Qed.

Theorem number_mae_depth_2 :
  (forall v w T, mae_critical 2 1 (1/2) (1/1000) (1/2) v w T ->
     Rabs (T - 30.21287533764236992041619805969813189057) <= 1/2 * (1 / 10 ^ 38)) /\
  exists v w T, mae_critical 2 1 (1/2) (1/1000) (1/2) v w T.
Proof.
  pose proof mae_number_start as Hs. split.
  - intros v w T Hc. rewrite (mae_critical_time 2 1 (1/2) (1/1000) (1/2) T v w).
    + rewrite !mae_H_depth_2; [exact mae_time_1|exact mae_number_ratio|].
      split; [apply Rpower_pos|]. apply Rpower_lt_1; [lra|]. apply Rinv_0_lt_compat, INR_pos. lia.
    + lia. + lra. + lra. + lra. + lra. + exact Hc.
  - apply mae_critical_exists; [lia|lra|lra|lra|split; [lra|exact Hs]].
Qed.

(** JEPA, L = 1, lambda = 1, rho = 1/2, epsilon = 1/100, fraction 9/10, flow time. *)
Theorem number_jepa_depth_1 :
  (forall v w T, jepa_critical 1 1 (1/2) (1/100) (9/10) v w T ->
     Rabs (T - 109.9558675286714697637801696992405995149) <= 1/2 * (1 / 10 ^ 37)) /\
  exists v w T, jepa_critical 1 1 (1/2) (1/100) (9/10) v w T.
Proof.
  split.
  - intros v w T Hc. destruct (jepa_critical_time 1 1 (1/2) (1/100) (9/10) T v w) as [-> _].
    + lia. + lra. + lra. + simpl; lra. + lra. + exact Hc. + exact jepa_time_2.
  - apply jepa_critical_exists; [lia|lra|lra|lra|simpl; lra].
Qed.

(** ** Boundaries and windows *)

(** The boundary of the JEPA order at fraction 1/2: 0.0453264 < s < 0.0453265 at depth 1,
    and 0.4057771 < s < 0.4057772 at depth 2. *)
Theorem number_boundary_depth_1 s :
  jepa_boundary 1 (Rpower (1/2) (/ INR 1)) s -> 0.0453264 < s < 0.0453265.
Proof.
  assert (Rpower (1/2) (/ INR 1) < 1) as Hq by (to_elementary; interval with (i_prec 60)).
  assert (jepa_K 1 0.0453264 < INR (2 * 1 - 1) * jepa_G 1 (Rpower (1/2) (/ INR 1))) as H1
    by (to_elementary; interval with (i_prec 80)).
  assert (INR (2 * 1 - 1) * jepa_G 1 (Rpower (1/2) (/ INR 1)) < jepa_K 1 0.0453265) as H2
    by (to_elementary; interval with (i_prec 80)).
  intros [Hs E]. rewrite <- E in H1, H2. split.
  - destruct (Rlt_le_dec 0.0453264 s) as [|[Hlt|Heq]]; [assumption| |rewrite Heq in H1; lra].
    pose proof (jepa_K_increasing 1 s 0.0453264 ltac:(lia)). lra.
  - destruct (Rlt_le_dec s 0.0453265) as [|[Hlt|Heq]]; [assumption| |rewrite Heq in H2; lra].
    pose proof (jepa_K_increasing 1 0.0453265 s ltac:(lia)). lra.
Qed.

Theorem number_boundary_depth_2 s :
  jepa_boundary 2 (Rpower (1/2) (/ INR 2)) s -> 0.4057771 < s < 0.4057772.
Proof.
  assert (Rpower (1/2) (/ INR 2) < 1) as Hq by (to_elementary; interval with (i_prec 60)).
  assert (jepa_K 2 0.4057771 < INR (2 * 2 - 1) * jepa_G 2 (Rpower (1/2) (/ INR 2))) as H1
    by (to_elementary; interval with (i_prec 80)).
  assert (INR (2 * 2 - 1) * jepa_G 2 (Rpower (1/2) (/ INR 2)) < jepa_K 2 0.4057772) as H2
    by (to_elementary; interval with (i_prec 80)).
  intros [Hs E]. rewrite <- E in H1, H2. split.
  - destruct (Rlt_le_dec 0.4057771 s) as [|[Hlt|Heq]]; [assumption| |rewrite Heq in H1; lra].
    pose proof (jepa_K_increasing 2 s 0.4057771 ltac:(lia)). lra.
  - destruct (Rlt_le_dec s 0.4057772) as [|[Hlt|Heq]]; [assumption| |rewrite Heq in H2; lra].
    pose proof (jepa_K_increasing 2 0.4057772 s ltac:(lia)). lra.
Qed.

(** MAE at depth 2: H(q) <= 0 at p = q^2 = 0.9378 and H(q) > 0 at p = 0.9379. *)
Theorem number_mae_threshold_depth_2 :
  mae_H 2 (sqrt 0.9378) < 0 < mae_H 2 (sqrt 0.9379).
Proof.
  rewrite !mae_H_depth_2; [|split; interval with (i_prec 60)|split; interval with (i_prec 60)].
  split; to_elementary; interval with (i_prec 80).
Qed.

(** The conflict window for lambda = 9/10, 1 and rho = 9/10, 3/10 at fraction 1/2 is
    empty at depth 1, and at depth 2 it contains the start w0 = 1/10. *)
Theorem number_window_depth_1_empty :
  0 < window_D 1 (9/10) 1 (9/10) (3/10) (Rpower (1/2) (/ INR 1)) (window_turn (9/10) 1 (9/10) (3/10)).
Proof. unfold window_D, window_turn. to_elementary. interval with (i_prec 60). Qed.

Theorem number_window_depth_2_nonempty :
  window_D 2 (9/10) 1 (9/10) (3/10) (Rpower (1/2) (/ INR 2)) (1/10) < 0.
Proof. unfold window_D. to_elementary. interval with (i_prec 60). Qed.
