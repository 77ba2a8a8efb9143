(** * Balance: the Gram differences of adjacent layers are conserved

    Matrices are functions of two indices; only indices below the stated sizes
    matter. X (p x k) is a layer and Y (k x h) the layer below it. With R = V E Sxx - T the
    residual (any target T whatever, so JEPA and MAE alike), A the product of the layers
    above X and B the product of those below Y, gradient flow reads
      dX/dt = - G (Y B)',   dY/dt = - X' G B',   G = A' R.
    For the top layer X = V and Y = W_L, A is the identity. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.JepaTime.
Local Open Scope R_scope.

(** The sum of f k over k < n. *)
Fixpoint total (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S m => total m f + f m end.

Definition product (n : nat) (M N : nat -> nat -> R) (i j : nat) : R := total n (fun k => M i k * N k j).
Definition transpose (M : nat -> nat -> R) (i j : nat) : R := M j i.

Lemma total_ext n f g : (forall k, (k < n)%nat -> f k = g k) -> total n f = total n g.
Proof.
  induction n as [|n IH]; intros H; simpl; [reflexivity|].
  rewrite IH, H by (intros; auto with arith). reflexivity.
Qed.

Lemma total_plus n f g : total n f + total n g = total n (fun k => f k + g k).
Proof. induction n as [|n IH]; simpl; [ring|]. rewrite <- IH. ring. Qed.

Lemma total_scal n a f : a * total n f = total n (fun k => a * f k).
Proof. induction n as [|n IH]; simpl; [ring|]. rewrite <- IH. ring. Qed.

Lemma total_exchange n m (f : nat -> nat -> R) :
  total n (fun i => total m (fun j => f i j)) = total m (fun j => total n (fun i => f i j)).
Proof.
  induction n as [|n IH]; simpl.
  - induction m as [|m IHm]; simpl; [reflexivity|]. rewrite <- IHm. ring.
  - rewrite IH. apply total_plus.
Qed.

Lemma total_derive n (f : nat -> R -> R) (df : nat -> R) t :
  (forall k, (k < n)%nat -> is_derive (f k) t (df k)) ->
  is_derive (fun t => total n (fun k => f k t)) t (total n df).
Proof.
  induction n as [|n IH]; intros H; simpl.
  - apply (is_derive_const 0 t).
  - apply (is_derive_plus (fun t => total n (fun k => f k t)) (f n)); [apply IH|apply H]; auto with arith.
Qed.

Lemma total_continuous n (f : nat -> R -> R) (P : R -> Prop) :
  (forall k, (k < n)%nat -> continuous_on P (f k)) -> continuous_on P (fun t => total n (fun k => f k t)).
Proof.
  induction n as [|n IH]; intros H; simpl.
  - apply continuous_on_const.
  - apply (continuous_on_plus P (fun t => total n (fun k => f k t)) (f n)); [apply IH|apply H]; auto with arith.
Qed.

(** A pair of adjacent layers under gradient flow on [0, T]: entries continuous on
    the closed interval, differentiable on the open one. d is the number of columns
    of G and B. *)
Definition adjacent_flow (p k h d : nat) (T : R) (X Y G B : R -> nat -> nat -> R) : Prop :=
  (forall i j, (i < p)%nat -> (j < k)%nat ->
     continuous_on (between 0 T) (fun t => X t i j) /\
     forall t, 0 < t < T ->
       is_derive (fun t => X t i j) t (- product d (G t) (transpose (product h (Y t) (B t))) i j)) /\
  (forall i j, (i < k)%nat -> (j < h)%nat ->
     continuous_on (between 0 T) (fun t => Y t i j) /\
     forall t, 0 < t < T ->
       is_derive (fun t => Y t i j) t (- product p (transpose (X t)) (product d (G t) (transpose (B t))) i j)).

(** The identity behind it, at one place and for all matrices: with D_X = - G (Y B)' and
    D_Y = - X' G B', X' D_X = D_Y Y'. For the top layer: V' D_V = D_L W_L'. *)
Lemma adjacent_identity (p h d : nat) (X Y G B : nat -> nat -> R) (i j : nat) :
  product p (transpose X) (fun a b => - product d G (transpose (product h Y B)) a b) i j =
  product h (fun a b => - product p (transpose X) (product d G (transpose B)) a b) (transpose Y) i j.
Proof.
  unfold product, transpose.
  assert (forall u v, total p (fun a => - total d (fun m => G a m * total h (fun b => Y u b * B b m)) * X a v)
    = total h (fun b => Y u b * - total p (fun a => X a v * total d (fun m => G a m * B b m)))) as E.
  { intros u v.
      transitivity (total p (fun a => total h (fun b => - (Y u b * (X a v * total d (fun m => G a m * B b m)))))).
      - apply total_ext. intros a Ha.
        transitivity (total d (fun m => total h (fun b => - (X a v * (G a m * (Y u b * B b m)))))).
        + rewrite <- Ropp_mult_distr_l, Rmult_comm, Ropp_mult_distr_l, total_scal. apply total_ext. intros m Hm.
          rewrite <- Ropp_mult_distr_l. rewrite total_scal, total_scal.
          rewrite <- (Rmult_1_l (total h _)) at 1. rewrite Ropp_mult_distr_l, total_scal. apply total_ext.
          intros; ring.
        + rewrite total_exchange. apply total_ext. intros b Hb.
          rewrite <- Rmult_assoc, Ropp_mult_distr_l, total_scal. apply total_ext. intros; ring.
      - rewrite total_exchange. apply total_ext. intros b Hb.
        rewrite <- Ropp_mult_distr_r, Ropp_mult_distr_l, total_scal. apply total_ext. intros; ring. }
  transitivity (total p (fun a => - total d (fun m => G a m * total h (fun b => Y j b * B b m)) * X a i)).
  - apply total_ext. intros. ring.
  - rewrite E. apply total_ext. intros. ring.
Qed.

(** Every entry of X'X - Y Y' is constant in time, whatever G and B are. *)
Theorem adjacent_gram_conserved (p k h d : nat) (T : R) (X Y G B : R -> nat -> nat -> R) :
  adjacent_flow p k h d T X Y G B ->
  forall i j t, (i < k)%nat -> (j < k)%nat -> 0 <= t <= T ->
  product p (transpose (X t)) (X t) i j - product h (Y t) (transpose (Y t)) i j =
  product p (transpose (X 0)) (X 0) i j - product h (Y 0) (transpose (Y 0)) i j.
Proof.
  intros [HX HY] i j t Hi Hj Ht. symmetry.
  unfold product at 1 2 3 4. unfold transpose.
  set (dX := fun s a b => - product d (G s) (transpose (product h (Y s) (B s))) a b).
  set (dY := fun s a b => - product p (transpose (X s)) (product d (G s) (transpose (B s))) a b).
  apply (constant_of_derivative
    (fun s => total p (fun a => X s a i * X s a j) - total h (fun b => Y s i b * Y s j b))
    (fun s => total p (fun a => dX s a i * X s a j + X s a i * dX s a j)
              - total h (fun b => dY s i b * Y s j b + Y s i b * dY s j b)) 0 t); [lra| | |].
  - apply continuous_on_restrict with (between 0 T); [unfold between; intros; lra|].
    apply (continuous_on_minus _ (fun s => total p (fun a => X s a i * X s a j))
             (fun s => total h (fun b => Y s i b * Y s j b))).
    + apply (total_continuous p (fun a s => X s a i * X s a j)). intros a Ha.
      apply (continuous_on_mult _ (fun s => X s a i) (fun s => X s a j)); apply HX; assumption.
    + apply (total_continuous h (fun b s => Y s i b * Y s j b)). intros b Hb.
      apply (continuous_on_mult _ (fun s => Y s i b) (fun s => Y s j b)); apply HY; assumption.
  - intros s Hs.
    apply (is_derive_minus (fun s => total p (fun a => X s a i * X s a j))
             (fun s => total h (fun b => Y s i b * Y s j b))).
    + apply (total_derive p (fun a s => X s a i * X s a j)). intros a Ha.
      apply (is_derive_mult (fun s => X s a i) (fun s => X s a j)); [apply HX; auto; lra|apply HX; auto;
        lra|apply Rmult_comm].
    + apply (total_derive h (fun b s => Y s i b * Y s j b)). intros b Hb.
      apply (is_derive_mult (fun s => Y s i b) (fun s => Y s j b)); [apply HY; auto; lra|apply HY; auto;
        lra|apply Rmult_comm].
  - intros s Hs. apply Rminus_diag_eq. unfold dX, dY, product, transpose.
    rewrite <- !total_plus.
    (* both sides are minus the sum over a < p, m < d, b < h of G a m B b m (Y i b X a j + Y j b X a i) *)
    assert (forall u v, total p (fun a => - total d (fun m => G s a m * total h (fun b => Y s u b * B s b m)) * X s a
      v)
      = total h (fun b => Y s u b * - total p (fun a => X s a v * total d (fun m => G s a m * B s b m)))) as E.
    { intros u v. pose proof (adjacent_identity p h d (X s) (Y s) (G s) (B s) v u) as H.
      unfold product, transpose in H.
      transitivity (total p (fun a => X s a v * - total d (fun m => G s a m * total h (fun b => Y s u b * B s b m)))).
      - apply total_ext. intros. ring.
      - rewrite H. apply total_ext. intros. ring. }
    rewrite E.
    replace (total p (fun a => X s a i * - total d (fun m => G s a m * total h (fun b => Y s j b * B s b m))))
      with (total p (fun a => - total d (fun m => G s a m * total h (fun b => Y s j b * B s b m)) * X s a i))
      by (apply total_ext; intros; ring).
    rewrite E. rewrite Rplus_comm. f_equal. apply total_ext. intros; ring.
Qed.

(** The two-variable JEPA flow of one feature is an instance (1 x 1 matrices), so such
    flows exist. *)
Theorem jepa_flow_is_adjacent (L : nat) (lambda s2 T : R) (v w : R -> R) :
  (1 <= L)%nat -> jepa_flow L lambda s2 T v w ->
  adjacent_flow 1 1 1 1 T (fun t _ _ => v t) (fun t _ _ => w t)
    (fun t _ _ => w t ^ L * (v t * s2 - lambda)) (fun t _ _ => w t ^ (L - 1)).
Proof.
  intros HL [Hv [Hw Hd]]. split; intros i j _ _; (split; [assumption|]); intros t Ht;
    destruct (Hd t Ht) as [H1 H2]; unfold product, transpose; simpl total.
  - replace (- (0 + w t ^ L * (v t * s2 - lambda) * (0 + w t * w t ^ (L - 1))))
      with (jepa_dv L lambda s2 (v t) (w t)); [exact H1|].
    unfold jepa_dv. replace (2 * L)%nat with (L + L)%nat by lia. rewrite pow_add, (pow_L L (w t)) by exact HL. ring.
  - replace (- (0 + v t * (0 + w t ^ L * (v t * s2 - lambda) * w t ^ (L - 1))))
      with (jepa_dw L lambda s2 (v t) (w t)); [exact H2|].
    unfold jepa_dw. replace (2 * L - 1)%nat with (L + (L - 1))%nat by lia. rewrite pow_add. ring.
Qed.

Theorem adjacent_flow_exists : exists X Y G B, adjacent_flow 1 1 1 1 1 X Y G B /\
  X 0 O O = 1/2 /\ X 1 O O <> X 0 O O.
Proof.
  destruct (jepa_exists 1 1 1 ltac:(lia) ltac:(lra) ltac:(lra) (1/2) ltac:(lra)) as [v [w [[Ev Ew] Hf]]].
  eexists _, _, _, _. split; [apply (jepa_flow_is_adjacent 1 1 (1/1) 1 v w); [lia|apply Hf]|].
  split; [exact Ev|].
  pose proof (jepa_monotone 1 1 1 ltac:(lia) ltac:(lra) ltac:(lra) (1/2) v w ltac:(lra) (conj Ev Ew) Hf 0 1
    ltac:(lra) ltac:(lra)).
  rewrite (jepa_balanced 1 1 (1/1) 1 v w 1), (jepa_balanced 1 1 (1/1) 1 v w 0); try lia; try lra; try apply Hf;
    congruence.
Qed.
