(** * MaeBoundary: where K, H and phi run, and MAE's boundary of the start

    K and H increase from - infinity to + infinity on (0, 1). For thresholds with H(q) > 0 (depth
    L >= 2) phi takes the value k H(q), k = (L-1)/(L+1), at exactly one s_b in (0, q): from starts below it
    the larger rho is earlier, above it later. All by the curve with JEPA's and MAE's exponents (CurveBoundary.v). *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime JepaOracle.Rates
  JepaOracle.Ordering JepaOracle.Scalar JepaOracle.Curve JepaOracle.CurveBoundary.
Local Open Scope R_scope.

(** ** From - infinity to + infinity *)

Lemma jepa_K_all_values (L : nat) : (1 <= L)%nat -> all_values (jepa_K L).
Proof.
  intros HL M. split.
  - destruct (curve_Phi_from_minus_infinity (2 * L) 1 ltac:(lia) ltac:(lia) M ltac:(lia)) as [d [Hd H]]. exists d.
    split; [exact Hd|]. intros s Hs. rewrite <- jepa_K_curve by (try exact HL; lra). apply H, Hs.
  - destruct (curve_Phi_to_infinity (2 * L) 1 ltac:(lia) ltac:(lia) M) as [d [Hd H]]. exists d.
    split; [exact Hd|]. intros s Hs. rewrite <- jepa_K_curve by (try exact HL; lra). apply H, Hs.
Qed.

Lemma mae_H_all_values (L : nat) : (1 <= L)%nat -> all_values (mae_H L).
Proof.
  intros HL M. destruct (curve_H_all_values L (S L) HL ltac:(lia) M) as [[d [Hd H]] [e [He K]]].
  split; [exists d|exists e]; (split; [assumption|]); intros s Hs; rewrite <- curve_H_mae by exact HL; auto.
Qed.

(** ** phi of the notes *)

Definition mae_phi (L : nat) (s : R) : R :=
  (INR L - 1) / (INR L + 1) * mae_H L s + / (s ^ (L - 1) * (INR L + 1) * (1 - s ^ S L)).

Lemma mae_phi_spec (L : nat) (s : R) : (1 <= L)%nat -> 0 < s < 1 -> (INR L + 1) * mae_phi L s = mae_Phi L s.
Proof.
  intros HL Hs. unfold mae_phi, mae_Phi. pose proof (pow_lt_1 L s ltac:(lra)). pose proof (pos_INR L).
  rewrite minus_INR by exact HL. simpl (INR 1). assert (0 < s ^ (L - 1)) by (apply pow_lt; lra).
  set (z := 1 - s ^ S L) in *. field. repeat split; lra.
Qed.

(** s is MAE's boundary for depth L and threshold q. *)
Definition mae_boundary (L : nat) (q s : R) : Prop :=
  0 < s < q /\ mae_phi L s = (INR L - 1) / (INR L + 1) * mae_H L q.

Lemma mae_boundary_Phi (L : nat) (q s : R) : (1 <= L)%nat -> q < 1 ->
  mae_boundary L q s -> 0 < s < q /\ mae_Phi L s = INR (L - 1) * mae_H L q.
Proof.
  intros HL Hq [Hs E]. split; [exact Hs|]. rewrite <- mae_phi_spec by (try assumption; lra). rewrite E.
  rewrite minus_INR by exact HL. simpl (INR 1). pose proof (pos_INR L). field. lra.
Qed.

Lemma mae_phi_increasing (L : nat) (x y : R) : (1 <= L)%nat -> 0 < x -> x < y -> y < 1 -> mae_phi L x < mae_phi L y.
Proof.
  intros HL Hx Hxy Hy. pose proof (mae_Phi_increasing L x y HL Hx Hxy Hy) as H.
  rewrite <- !mae_phi_spec in H by (try assumption; lra). pose proof (pos_INR L).
  apply Rmult_lt_reg_l with (INR L + 1); lra.
Qed.

Lemma mae_phi_from_zero (L : nat) (s : R) : (2 <= L)%nat -> 0 < s < 1 -> 0 < mae_phi L s <= s ^ 2 / (1 - s ^ S L).
Proof.
  intros HL Hs. pose proof (mae_Phi_from_zero L s HL Hs) as H. rewrite <- mae_phi_spec in H by (try lia; lra).
  pose proof (pos_INR L). pose proof (pow_lt_1 L s ltac:(lra)).
  assert (0 < s ^ 2 / (1 - s ^ S L)) by (apply Rdiv_lt_0_compat; [apply pow_lt|]; lra).
  set (b := s ^ 2 / (1 - s ^ S L)) in *. split; nra.
Qed.

Theorem mae_boundary_exists (L : nat) (q : R) : (2 <= L)%nat -> 0 < q < 1 -> 0 < mae_H L q ->
  exists s, mae_boundary L q s /\
    forall s', 0 < s' < 1 -> mae_phi L s' = (INR L - 1) / (INR L + 1) * mae_H L q -> s' = s.
Proof.
  intros HL Hq HH. assert (1 <= L)%nat as HL1 by lia.
  assert (2 <= INR L) as HN by (change 2 with (INR 2); apply le_INR, HL).
  destruct (boundary_exists_iff L (S L) HL1 ltac:(lia) q HL ltac:(lia) Hq) as [Hex _].
  rewrite curve_H_mae in Hex by exact HL1. destruct (Hex HH) as [s [[Hs E] Hu]].
  assert (forall y, 0 < y < 1 -> (curve_Phi L (S L) y = INR (L - 1) * mae_H L q <->
    mae_phi L y = (INR L - 1) / (INR L + 1) * mae_H L q)) as Hiff.
  { intros y Hy. rewrite mae_Phi_curve, <- mae_phi_spec, minus_INR by assumption. simpl (INR 1). split; intros K.
    - apply Rmult_eq_reg_l with (INR L + 1); [rewrite K; field; lra|lra].
    - rewrite K. field. lra. }
  rewrite curve_H_mae in E by exact HL1. exists s. split; [split; [exact Hs|apply Hiff; [lra|exact E]]|].
  intros y Hy Ey. apply Hu; [exact Hy|]. rewrite ?curve_H_mae by exact HL1. apply Hiff; assumption.
Qed.

(** The two sides. *)
Theorem mae_rho_boundary_sides (L : nat) (lambda r1 r2 q s w0 T1 T2 : R) (v1 w1 v2 w2 : R -> R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < r2 < r1 -> 0 < q < 1 -> mae_boundary L q s -> 0 < w0 < mae_limit L r2 ->
  mae_hits L lambda r1 w0 (q * mae_limit L r1) v1 w1 T1 -> mae_hits L lambda r2 w0 (q * mae_limit L r2) v2 w2 T2 ->
  (s <= w0 / mae_limit L r1 -> T2 < T1) /\ (w0 / mae_limit L r2 <= s -> T1 < T2).
Proof.
  intros HL Hl Hr Hq Hb H0 Hh1 Hh2. destruct (mae_boundary_Phi L q s HL ltac:(lra) Hb) as [Hs E].
  pose proof (mae_limit_increasing L r1 r2 Hr). pose proof (mae_limit_pos L r1). pose proof (mae_limit_pos L r2).
  pose proof (ratio_bounds w0 (mae_limit L r1) ltac:(lra) ltac:(lra)).
  pose proof (ratio_bounds w0 (mae_limit L r2) ltac:(lra) ltac:(lra)).
  destruct (mae_rho_boundary L lambda r1 r2 q w0 T1 T2 v1 w1 v2 w2 HL Hl Hr Hq H0 Hh1 Hh2) as [Hlate Hearly].
  rewrite <- E in *. split; intros Hside; [apply Hlate|apply Hearly].
  - destruct Hside as [Hlt| <-]; [|lra]. left. apply mae_Phi_increasing; auto; lra.
  - destruct Hside as [Hlt| ->]; [|lra]. left. apply mae_Phi_increasing; auto; lra.
Qed.

(** The critical time as a function of rho: the sign of its derivative. *)
Theorem mae_rho_derivative (L : nat) (lambda rho q s w0 : R) :
  (1 <= L)%nat -> 0 < lambda -> 0 < rho -> 0 < q < 1 -> 0 < w0 < mae_limit L rho -> mae_boundary L q s ->
  exists d, is_derive (fun r => mae_time L lambda r w0 (q * mae_limit L r)) rho d /\
    (0 < d <-> s < w0 / mae_limit L rho) /\ (d < 0 <-> w0 / mae_limit L rho < s).
Proof.
  intros HL Hl Hr Hq H0 Hb. destruct (mae_boundary_Phi L q s HL ltac:(lra) Hb) as [Hs E].
  pose proof (mae_limit_pos L rho) as Hm. pose proof (ratio_bounds w0 _ Hm H0) as Hx.
  assert (exists dm, 0 < dm /\ is_derive (mae_limit L) rho dm) as [dm [Hdm Dm]].
  { exists (/ INR (S L) * / rho * Rpower rho (/ INR (S L))). split.
    - pose proof (Rinv_0_lt_compat _ (lt_0_INR (S L) ltac:(lia))). pose proof (Rinv_0_lt_compat rho Hr).
      pose proof (Rpower_pos rho (/ INR (S L))). repeat apply Rmult_lt_0_compat; assumption.
    - unfold mae_limit, Rpower. set (e := / INR (S L)). auto_derive; [exact Hr|]. ring. }
  set (m := mae_limit L rho) in *. set (x := w0 / m) in *.
  exists (dm * ((mae_Phi L x - mae_Phi L s) / (lambda * m ^ L))). split.
  - apply (is_derive_ext (fun r => curve_time L (S L) lambda (mae_limit L r) w0 (q * mae_limit L r))).
    { intros r. apply mae_time_curve, HL. }
    pose proof (curve_time_of_limit L (S L) HL ltac:(lia) lambda q w0 Hl ltac:(lra) m ltac:(lra)) as HD.
    rewrite mae_Phi_curve, curve_H_mae, <- E in HD by exact HL.
    exact (is_derive_comp (fun l => curve_time L (S L) lambda l w0 (q * l)) (mae_limit L) rho _ _ HD Dm).
  - assert (0 < dm * / (lambda * m ^ L)) as Hd.
    { apply Rmult_lt_0_compat; [exact Hdm|]. apply Rinv_0_lt_compat, Rmult_lt_0_compat; [exact Hl|apply pow_lt, Hm]. }
    replace (dm * ((mae_Phi L x - mae_Phi L s) / (lambda * m ^ L)))
      with ((mae_Phi L x - mae_Phi L s) * (dm * / (lambda * m ^ L))) by (unfold Rdiv; ring).
    destruct (sign_of_difference (mae_Phi L x) (mae_Phi L s) _ Hd) as [S1 [_ S3]].
    assert (forall y z, 0 < y < 1 -> 0 < z < 1 -> (mae_Phi L y < mae_Phi L z <-> y < z)) as Hm2.
    { intros y z Hy Hz. apply (increasing_reflects (mae_Phi L) 0 1 y z); try assumption.
      intros s' t. apply mae_Phi_increasing, HL. }
    rewrite S1, S3. split; apply Hm2; lra.
Qed.
