(** * BalanceDecay: weight decay makes balance attracting, for matrices of any size

    With decay eta in every layer, dX/dt = - G (Y B)' - eta X and dY/dt = - X' G B' - eta Y. Multiplied by exp (eta t)
    the two layers obey the flow of Balance.v with the same G and B, so exp (2 eta t) (X'X - Y Y') is constant. One step
    of gradient descent has the exact law of [decayed_step]. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import JepaOracle.Calculus JepaOracle.Model JepaOracle.Balance JepaOracle.Scalar JepaOracle.Decay.
Require Import JepaOracle.Objectives.
Local Open Scope R_scope.

Definition decayed_adjacent_flow (p k h d : nat) (eta T : R) (X Y G B : R -> nat -> nat -> R) : Prop :=
  (forall i j, (i < p)%nat -> (j < k)%nat ->
     continuous_on (between 0 T) (fun t => X t i j) /\
     forall t, 0 < t < T -> is_derive (fun t => X t i j) t
       (- product d (G t) (transpose (product h (Y t) (B t))) i j - eta * X t i j)) /\
  (forall i j, (i < k)%nat -> (j < h)%nat ->
     continuous_on (between 0 T) (fun t => Y t i j) /\
     forall t, 0 < t < T -> is_derive (fun t => Y t i j) t
       (- product p (transpose (X t)) (product d (G t) (transpose (B t))) i j - eta * Y t i j)).

Lemma scaled_derive (f : R -> R) (eta t a : R) : is_derive f t (a - eta * f t) ->
  is_derive (fun t => exp (eta * t) * f t) t (exp (eta * t) * a).
Proof.
  intros H. auto_derive; [eexists; exact H|]. use_derivative H. ring.
Qed.

(** The flow multiplied by exp (eta t) has no decay. *)
Lemma scaled_flow (p k h d : nat) (eta T : R) (X Y G B : R -> nat -> nat -> R) :
  decayed_adjacent_flow p k h d eta T X Y G B ->
  adjacent_flow p k h d T (fun t i j => exp (eta * t) * X t i j) (fun t i j => exp (eta * t) * Y t i j) G B.
Proof.
  intros [HX HY]. split; intros i j Hi Hj.
  - destruct (HX i j Hi Hj) as [Hc Hd]. split; [apply continuous_on_mult; [apply continuous_on_exp_linear|exact Hc]|].
    intros t Ht. evar_last; [apply (scaled_derive (fun t => X t i j) eta t _ (Hd t Ht))|]. real_equation.
    rewrite <- Ropp_mult_distr_r. f_equal. unfold product, transpose. rewrite total_scal. apply total_ext. intros m Hm.
    rewrite <- Rmult_assoc, (Rmult_comm (exp _)), Rmult_assoc, total_scal. f_equal. apply total_ext. intros; ring.
  - destruct (HY i j Hi Hj) as [Hc Hd]. split; [apply continuous_on_mult; [apply continuous_on_exp_linear|exact Hc]|].
    intros t Ht. evar_last; [apply (scaled_derive (fun t => Y t i j) eta t _ (Hd t Ht))|]. real_equation.
    rewrite <- Ropp_mult_distr_r. f_equal. unfold product, transpose. rewrite total_scal. apply total_ext. intros; ring.
Qed.

Definition gram_difference (p h : nat) (X Y : nat -> nat -> R) (i j : nat) : R :=
  product p (transpose X) X i j - product h Y (transpose Y) i j.

Theorem decayed_gram (p k h d : nat) (eta T : R) (X Y G B : R -> nat -> nat -> R) :
  decayed_adjacent_flow p k h d eta T X Y G B ->
  forall i j t, (i < k)%nat -> (j < k)%nat -> 0 <= t <= T ->
  gram_difference p h (X t) (Y t) i j = exp (- (2 * eta * t)) * gram_difference p h (X 0) (Y 0) i j.
Proof.
  intros Hf i j t Hi Hj Ht.
  pose proof (adjacent_gram_conserved p k h d T _ _ G B (scaled_flow p k h d eta T X Y G B Hf) i j t Hi Hj Ht) as H.
  assert (forall s n (M N : nat -> R), total n (fun a => exp (eta * s) * M a * (exp (eta * s) * N a)) =
    exp (2 * eta * s) * total n (fun a => M a * N a)) as E.
  { intros s n M N. rewrite total_scal. apply total_ext. intros a _.
    replace (2 * eta * s) with (eta * s + eta * s) by ring. rewrite exp_plus. ring. }
  unfold product, transpose in H. rewrite !E, Rmult_0_r, exp_0, !Rmult_1_l in H.
  unfold gram_difference, product, transpose. rewrite <- H. rewrite exp_Ropp.
  pose proof (exp_pos (2 * eta * t)). field. lra.
Qed.

(** The derivative. *)
Theorem decayed_gram_derivative (p k h d : nat) (eta T : R) (X Y G B : R -> nat -> nat -> R) :
  decayed_adjacent_flow p k h d eta T X Y G B ->
  forall i j t, (i < k)%nat -> (j < k)%nat -> 0 < t < T ->
  is_derive (fun t => gram_difference p h (X t) (Y t) i j) t (- (2 * eta) * gram_difference p h (X t) (Y t) i j).
Proof.
  intros Hf i j t Hi Hj Ht. rewrite (decayed_gram p k h d eta T X Y G B Hf i j t Hi Hj) by lra.
  set (c := gram_difference p h (X 0) (Y 0) i j).
  apply (is_derive_ext_loc (fun t => exp (- (2 * eta * t)) * c)).
  - assert (0 < Rmin t (T - t)) as He by (apply Rmin_pos; lra).
    exists (mkposreal _ He). intros s Hs. assert (Rabs (s - t) < Rmin t (T - t)) as Hs' by exact Hs.
    apply Rabs_def2 in Hs'. pose proof (Rmin_l t (T - t)). pose proof (Rmin_r t (T - t)). symmetry.
    apply (decayed_gram p k h d eta T X Y G B Hf i j s Hi Hj). lra.
  - auto_derive; [trivial|]. ring.
Qed.

(** ** One step of gradient descent *)

Lemma total_step (n : nat) (c s : R) (x dx y dy : nat -> R) :
  total n (fun a => (c * x a + s * dx a) * (c * y a + s * dy a)) =
  c ^ 2 * total n (fun a => x a * y a) + c * s * (total n (fun a => x a * dy a) + total n (fun a => dx a * y a))
  + s ^ 2 * total n (fun a => dx a * dy a).
Proof. induction n as [|n IH]; simpl; [ring|]. rewrite IH. ring. Qed.

(** With c = 1 - s eta, X+ = c X + s DX, Y+ = c Y + s DY:
    C+ = c^2 C + s^2 (DX' DX - DY DY'). *)
Theorem decayed_step (p h d : nat) (eta s : R) (X Y G B : nat -> nat -> R) (i j : nat) :
  let DX a b := - product d G (transpose (product h Y B)) a b in
  let DY a b := - product p (transpose X) (product d G (transpose B)) a b in
  let next W DW (a b : nat) := (1 - s * eta) * W a b + s * DW a b in
  gram_difference p h (next X DX) (next Y DY) i j =
  (1 - s * eta) ^ 2 * gram_difference p h X Y i j + s ^ 2 * gram_difference p h DX DY i j.
Proof.
  intros DX DY next. pose proof (adjacent_identity p h d X Y G B i j) as H1.
  pose proof (adjacent_identity p h d X Y G B j i) as H2. fold DX DY in H1, H2.
  unfold gram_difference, product, transpose, next in *.
  rewrite (total_step p (1 - s * eta) s (fun a => X a i) (fun a => DX a i) (fun a => X a j) (fun a => DX a j)).
  rewrite (total_step h (1 - s * eta) s (fun a => Y i a) (fun a => DY i a) (fun a => Y j a) (fun a => DY j a)).
  change (total p (fun a => X a i * DX a j) = total h (fun b => DY i b * Y j b)) in H1.
  change (total p (fun a => X a j * DX a i) = total h (fun b => DY j b * Y i b)) in H2.
  rewrite H1.
  assert (total p (fun a => DX a i * X a j) = total h (fun b => Y i b * DY j b)) as ->.
  { transitivity (total p (fun a => X a j * DX a i)); [apply total_ext; intros; ring|]. rewrite H2.
    apply total_ext. intros. ring. }
  ring.
Qed.

(** ** Such flows exist: the two amplitudes of JEPA with decay *)

Theorem decayed_adjacent_flow_exists : exists X Y G B,
  (forall T, decayed_adjacent_flow 1 1 1 1 1 T X Y G B) /\ X 0 O O = 1/2 /\ X 1 O O < X 0 O O.
Proof.
  assert (largest_decay 2 1 1 1 < 1) as Hd.
  { unfold largest_decay, decay_c. rewrite pow1.
    replace ((INR 2 - 1) / (INR 2 - 1 + INR 1)) with (/ 2) by (simpl; field).
    replace ((INR 2 - 1) / INR 1) with 1 by (simpl; field). rewrite Rpower_1 by lra. simpl. lra. }
  assert (deep_jepa_limit 1 1 = 1) as El by (unfold deep_jepa_limit, Rpower; rewrite ln_1, Rmult_0_r; apply exp_0).
  destruct (survival_above 2 1 1 1 ltac:(lia) ltac:(lia) ltac:(lra) ltac:(lra) 1 (1/2) Hd ltac:(lra)) as [_ Ht].
  assert (flow_tends (decay_rate (2 * 1 + 1 - 1) 1 1 (deep_jepa_limit 1 1) 1) (1/2) 0) as Ht2.
  { rewrite El. exact Ht. }
  destruct (deep_jepa_tends 1 1 1 1 1 ltac:(lia) ltac:(lia) ltac:(lra) (1/2) 0 Ht2) as [[v [w [[Ev Ew] Hf]]] Hlim].
  destruct (Hlim v w (conj Ev Ew) Hf) as [Eq [_ Hmono]].
  exists (fun t _ _ => v t), (fun t _ _ => w t), (fun t _ _ => w t * (v t * (1 / 1) - 1)), (fun _ _ _ => 1).
  split; [|split; [exact Ev|]].
  - intros T. destruct (Hf T) as [Hv [Hw Hd2]]. split; intros i j _ _; (split; [assumption|]); intros t Htt;
      destruct (Hd2 t Htt) as [H1 H2]; unfold product, transpose; simpl total.
    + evar_last; [exact H1|]. unfold deep_jepa_dv. simpl. field.
    + evar_last; [exact H2|]. unfold deep_jepa_dw. simpl. field.
  - rewrite (Eq 1), (Eq 0) by lra. apply (Hmono 0 1); lra.
Qed.
