(** * MaeBoundary: where K, H and phi run, and MAE's boundary of the start

    K and H increase from - infinity to + infinity on (0, 1). For thresholds with H(q) > 0 (depth
    L >= 2) phi takes the value k H(q), k = (L-1)/(L+1), at exactly one s_b in (0, q): from starts below it
    the larger rho is earlier, above it later. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime JepaOracle.MaeTime JepaOracle.Rates
  JepaOracle.Ordering.
Local Open Scope R_scope.

(** ** From - infinity to + infinity *)

(** f takes values below and above any bound near the ends of (0, 1). *)
Definition all_values (f : R -> R) : Prop := forall M,
  (exists d, 0 < d < 1 /\ forall s, 0 < s < d -> f s < M) /\ (exists d, 0 < d < 1 /\ forall s, d < s < 1 -> M < f s).

Lemma all_values_of (f : R -> R) (c : R) : 0 < c ->
  (forall s, 0 < s <= 1/2 -> f s - ln s <= f (1/2) - ln (1/2)) ->
  (forall s, 1/2 <= s < 1 -> f (1/2) + c * ln (1 - 1/2) <= f s + c * ln (1 - s)) -> all_values f.
Proof.
  intros Hc Hlo Hhi M. split.
  - set (A := f (1/2) - ln (1/2)). exists (Rmin (1/2) (exp (M - A))). pose proof (exp_pos (M - A)).
    pose proof (Rmin_l (1/2) (exp (M - A))). pose proof (Rmin_r (1/2) (exp (M - A))).
    assert (0 < Rmin (1/2) (exp (M - A))) by (apply Rmin_pos; lra). split; [lra|]. intros s Hs.
    pose proof (Hlo s ltac:(lra)) as H3. fold A in H3.
    assert (ln s < M - A); [|lra]. rewrite <- (ln_exp (M - A)). apply ln_increasing; lra.
  - set (A := f (1/2) + c * ln (1 - 1/2)). exists (1 - Rmin (1/2) (exp ((A - M) / c))).
    pose proof (exp_pos ((A - M) / c)).
    pose proof (Rmin_l (1/2) (exp ((A - M) / c))). pose proof (Rmin_r (1/2) (exp ((A - M) / c))).
    assert (0 < Rmin (1/2) (exp ((A - M) / c))) by (apply Rmin_pos; lra). split; [lra|]. intros s Hs.
    pose proof (Hhi s ltac:(lra)) as H3. fold A in H3.
    assert (ln (1 - s) < (A - M) / c) as H4 by (rewrite <- (ln_exp ((A - M) / c)); apply ln_increasing; lra).
    apply (Rmult_lt_compat_l c) in H4; [|exact Hc]. replace (c * ((A - M) / c)) with (A - M) in H4 by (field; lra).
    lra.
Qed.

Lemma jepa_K_all_values (L : nat) : (1 <= L)%nat -> all_values (jepa_K L).
Proof.
  intros HL. apply (all_values_of _ 1); [lra| |].
  - intros s Hs. apply (nondecreasing_of_derivative_closed (fun s => jepa_K L s - ln s)
      (fun s => / (s ^ (2 * L - 1) * (1 - s) ^ 2) - / s) s (1/2)); [lra| |].
    + intros t Ht. apply (is_derive_minus (jepa_K L) ln); [apply jepa_K_derive; [exact HL|lra]|apply is_derive_ln;
      lra].
    + intros t Ht. cut (/ t <= / (t ^ (2 * L - 1) * (1 - t) ^ 2)); [lra|].
      replace (2 * L - 1)%nat with (S (2 * L - 2)) by lia. change (t ^ S (2 * L - 2)) with (t * t ^ (2 * L - 2)).
      assert (0 < t ^ (2 * L - 2)) by (apply pow_lt; lra). assert (t ^ (2 * L - 2) <= 1) by (apply pow_le_one; lra).
      assert (0 < (1 - t) ^ 2 <= 1) by (split; [apply pow_lt|apply pow_le_one]; lra).
      apply Rinv_le_contravar; [repeat apply Rmult_lt_0_compat; lra|].
      assert (t ^ (2 * L - 2) * (1 - t) ^ 2 <= 1 * 1) by (apply Rmult_le_compat; lra). rewrite Rmult_assoc.
      apply shrink; lra.
  - intros s Hs. apply (nondecreasing_of_derivative_closed (fun s => jepa_K L s + 1 * ln (1 - s))
      (fun s => / (s ^ (2 * L - 1) * (1 - s) ^ 2) + 1 * (- / (1 - s))) (1/2) s); [lra| |].
    + intros t Ht. apply (is_derive_plus (jepa_K L) (fun s => 1 * ln (1 - s))); [apply jepa_K_derive;
      [exact HL|lra]|].
      auto_derive; [lra|]. unfold Rminus. ring.
    + intros t Ht. cut (/ (1 - t) <= / (t ^ (2 * L - 1) * (1 - t) ^ 2)); [lra|].
      assert (0 < t ^ (2 * L - 1) <= 1) by (split; [apply pow_lt; lra|apply pow_le_one; lra]).
      apply Rinv_le_contravar; [apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]|].
      replace (t ^ (2 * L - 1) * (1 - t) ^ 2) with ((1 - t) * ((1 - t) * t ^ (2 * L - 1))) by ring.
      apply shrink; [lra|]. assert ((1 - t) * t ^ (2 * L - 1) <= 1 * 1) by (apply Rmult_le_compat; lra). lra.
Qed.

Lemma mae_H_all_values (L : nat) : (1 <= L)%nat -> all_values (mae_H L).
Proof.
  intros HL. pose proof (pos_INR L) as HN. assert (0 < / (INR L + 1)) as Hc by (apply Rinv_0_lt_compat; lra).
  apply (all_values_of _ (/ (INR L + 1))); [exact Hc| |].
  - intros s Hs. apply (nondecreasing_of_derivative_closed (fun s => mae_H L s - ln s)
      (fun s => / (s ^ L * (1 - s ^ S L)) - / s) s (1/2)); [lra| |].
    + intros t Ht. apply (is_derive_minus (mae_H L) ln); [apply mae_H_derive; [exact HL|lra]|apply is_derive_ln; lra].
    + intros t Ht. pose proof (pow_lt_1 L t ltac:(lra)). assert (0 < t ^ S L) by (apply pow_lt; lra).
      cut (/ t <= / (t ^ L * (1 - t ^ S L))); [lra|].
      assert (0 < t ^ (L - 1) <= 1) by (split; [apply pow_lt; lra|apply pow_le_one; lra]).
      apply Rinv_le_contravar; [apply Rmult_lt_0_compat; [apply pow_lt|]; lra|].
      rewrite (pow_L L t) at 1 by exact HL. rewrite Rmult_assoc. apply shrink; [lra|].
      assert (t ^ (L - 1) * (1 - t ^ S L) <= 1 * 1) by (apply Rmult_le_compat; lra). lra.
  - intros s Hs. apply (nondecreasing_of_derivative_closed (fun s => mae_H L s + / (INR L + 1) * ln (1 - s))
      (fun s => / (s ^ L * (1 - s ^ S L)) + / (INR L + 1) * (- / (1 - s))) (1/2) s); [lra| |].
    + intros t Ht. apply (is_derive_plus (mae_H L) (fun s => / (INR L + 1) * ln (1 - s))); [apply mae_H_derive;
      [exact HL|lra]|].
      auto_derive; [lra|]. unfold Rminus. ring.
    + intros t Ht. pose proof (pow_lt_1 L t ltac:(lra)) as Hz.
      cut (/ ((INR L + 1) * (1 - t)) <= / (t ^ L * (1 - t ^ S L))); [rewrite Rinv_mult; lra|].
      assert (0 < t ^ L <= 1) by (split; [apply pow_lt; lra|apply pow_le_one; lra]).
      apply Rinv_le_contravar; [apply Rmult_lt_0_compat; lra|].
      pose proof (geometric_spec L 1 t) as Eg. rewrite pow1 in Eg.
      destruct (geometric_one_bounds L t ltac:(lra)) as [_ G2].
      apply Rle_trans with (1 * (1 - t ^ S L)); [apply Rmult_le_compat_r; lra|]. rewrite Rmult_1_l, <- Eg.
      rewrite Rmult_comm. apply Rmult_le_compat_r; lra.
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
  intros HL Hq HH. set (k := (INR L - 1) / (INR L + 1)).
  assert (2 <= INR L) as HN by (change 2 with (INR 2); apply le_INR, HL).
  assert (0 < k) as Hk by (apply Rdiv_lt_0_compat; lra).
  assert (0 < k * mae_H L q) as Hc by (apply Rmult_lt_0_compat; assumption).
  set (x := Rmin (q / 2) (k * mae_H L q / 2)).
  pose proof (Rmin_l (q / 2) (k * mae_H L q / 2)) as X1. pose proof (Rmin_r (q / 2) (k * mae_H L q / 2)) as X2.
  fold x in X1, X2.
  assert (0 < x) as X0 by (apply Rmin_pos; lra).
  assert (mae_phi L x <= k * mae_H L q) as Hlo.
  { destruct (mae_phi_from_zero L x HL ltac:(lra)) as [_ H]. apply Rle_trans with (1 := H).
    assert (x ^ S L <= x) by (apply (shrink x (x ^ L)); [lra|apply pow_le_one; lra]).
    apply (div_lt_iff _ _ (1 - x ^ S L)); [lra|]. apply Rle_trans with (2 * x * (1 - x ^ S L)).
    - simpl (x ^ 2). rewrite Rmult_1_r. nra.
    - apply Rmult_le_compat_r; lra. }
  assert (k * mae_H L q < mae_phi L q) as Hhi.
  { unfold mae_phi. fold k. cut (0 < / (q ^ (L - 1) * (INR L + 1) * (1 - q ^ S L))); [lra|].
    apply Rinv_0_lt_compat. repeat apply Rmult_lt_0_compat; [apply pow_lt; lra|lra|apply pow_lt_1; lra]. }
  destruct (continuous_on_ivt (mae_phi L) x q (k * mae_H L q)) as [s [Hs E]].
  - lra.
  - apply continuous_on_everywhere. intros y Hy. destruct Hy as [Hy1 Hy2].
    pose proof (pow_lt_1 L y ltac:(lra)) as Hz. assert (0 < y ^ (L - 1)) by (apply pow_lt; lra).
    apply (continuous_plus (fun y => k * mae_H L y) (fun y => / (y ^ (L - 1) * (INR L + 1) * (1 - y ^ S L)))).
    + apply (continuous_mult (fun _ => k) (mae_H L)); [apply continuous_const|].
      apply (continuous_of_derive _ _ (/ (y ^ L * (1 - y ^ S L)))). apply mae_H_derive; [lia|lra].
    + apply (continuous_comp (fun y => y ^ (L - 1) * (INR L + 1) * (1 - y ^ S L)) Rinv).
      * apply (continuous_mult (fun y => y ^ (L - 1) * (INR L + 1)) (fun y => 1 - y ^ S L)).
        -- apply (continuous_mult (fun y => y ^ (L - 1)) (fun _ => INR L + 1));
          [apply continuous_pow|apply continuous_const].
        -- apply (continuous_minus (fun _ => 1) (fun y => y ^ S L)); [apply continuous_const|apply continuous_pow].
      * apply continuous_Rinv. apply Rgt_not_eq. repeat apply Rmult_lt_0_compat; lra.
  - rewrite Rmin_left, Rmax_right by lra. lra.
  - assert (s <> q) by (intros ->; lra). exists s. split; [split; [lra|exact E]|].
    intros s' Hs' E'. fold k in E'. destruct (Rtotal_order s' s) as [H1|[H1|H1]]; [|exact H1|].
    + pose proof (mae_phi_increasing L s' s ltac:(lia)). lra.
    + pose proof (mae_phi_increasing L s s' ltac:(lia)). lra.
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
  set (m := mae_limit L rho) in *. set (x := w0 / m) in *.
  set (B := INR (L - 1) * mae_H L q - mae_Phi L x).
  assert (exists dm, 0 < dm /\ is_derive (mae_limit L) rho dm) as [dm [Hdm Dm]].
  { exists (/ INR (S L) * / rho * Rpower rho (/ INR (S L))). split.
    - pose proof (Rinv_0_lt_compat _ (lt_0_INR (S L) ltac:(lia))). pose proof (Rinv_0_lt_compat rho Hr).
      pose proof (Rpower_pos rho (/ INR (S L))). repeat apply Rmult_lt_0_compat; assumption.
    - unfold mae_limit, Rpower. set (e := / INR (S L)). auto_derive; [exact Hr|]. ring. }
  set (A := x ^ (L - 1) / x * (w0 * dm / m ^ 2) / (lambda * w0 ^ (L - 1))).
  assert (0 < A) as HA.
  { unfold A. assert (0 < x ^ (L - 1)) by (apply pow_lt; lra). assert (0 < w0 ^ (L - 1)) by (apply pow_lt; lra).
    assert (0 < m ^ 2) by (apply pow_lt; lra).
    repeat first [apply Rdiv_lt_0_compat|apply Rmult_lt_0_compat]; lra. }
  exists (- (A * B)). split.
  - apply (is_derive_ext_loc (fun r => / (lambda * w0 ^ (L - 1)) * mae_tau L q (w0 / mae_limit L r))).
    + exists (mkposreal rho Hr). intros r Hrr. assert (Rabs (r - rho) < rho) as Hr' by exact Hrr.
      apply Rabs_def2 in Hr'. real_equation. rewrite mae_time_tau by (try assumption; lra). unfold Rdiv. ring.
    + evar_last.
      * apply (is_derive_scal (fun r => mae_tau L q (w0 / mae_limit L r))).
        apply (is_derive_comp (mae_tau L q) (fun r => w0 / mae_limit L r)).
        -- apply mae_tau_derive; [exact HL|exact Hx].
        -- instantiate (1 := - (w0 * dm / m ^ 2)). fold m.
           apply (is_derive_ext (fun r => w0 * / mae_limit L r)); [reflexivity|].
           evar_last; [apply (is_derive_scal (fun r => / mae_limit L r)); apply is_derive_inv; [exact Dm|fold m;
             lra]|].
           real_equation. fold m. field. lra.
      * fold m x B. unfold scal; cbn -[INR pow Nat.sub]; unfold mult; cbn -[INR pow Nat.sub]. unfold A.
        assert (w0 ^ (L - 1) <> 0) by (apply pow_nonzero; lra). field. repeat split; try assumption; lra.
  - assert (B < 0 <-> s < x) as HB1.
    { unfold B. rewrite <- E. split; intros H.
      - destruct (Rlt_le_dec s x) as [|[Hc|Hc]]; [assumption| |].
        + pose proof (mae_Phi_increasing L x s HL). lra.
        + rewrite Hc in H. lra.
      - pose proof (mae_Phi_increasing L s x HL). lra. }
    assert (0 < B <-> x < s) as HB2.
    { unfold B. rewrite <- E. split; intros H.
      - destruct (Rlt_le_dec x s) as [|[Hc|Hc]]; [assumption| |].
        + pose proof (mae_Phi_increasing L s x HL). lra.
        + rewrite Hc in H. lra.
      - pose proof (mae_Phi_increasing L x s HL). lra. }
    rewrite <- HB1, <- HB2. split; split; intros H; nra.
Qed.
