#pragma once

#include "jepa_oracle/moments.h"
#include "jepa_oracle/network.h"
#include "jepa_oracle/target.h"

namespace jepa_oracle {

/// What a network of the family is trained by.
///   target        what its top predicts; objectives without a top have none, and keep what stands here
///   weight_decay  eta >= 0, the same for every layer
template <class T>
struct FamilyRule {
  Objective objective;
  Target<T> target = Target<T>::of(objective);
  T weight_decay = T(0);
};

/// Checks that a rule fits a network, and that the network is one of the objective's on data of size `data_size`.
/// @throws InvalidProblem as for a network (network.h), and at "target" or "weight_decay": a target that is not what
///         the top gives, weight_decay < 0
template <class T>
void require_valid(const Network<T>& network, const FamilyRule<T>& rule, Index data_size);

/// Direction of descent of every layer, for every objective of the table, with eta the weight decay:
///   JEPA, MAE   R = V E sxx - A syx       A the target map (E and I where no other is given), held constant
///     dV_b/dt = - (V_M ... V_{b+1})' R E' (V_{b-1} ... V_1)' - eta V_b                                b = 1..M
///     dW_a/dt = - (W_L ... W_{a+1})' V' R (W_{a-1} ... W_1)' - eta W_a                                a = 1..L
///   spectral    dW_a/dt = - (W_L ... W_{a+1})' (E sxx E' E sxx - E ssym) (W_{a-1} ... W_1)' - eta W_a
///   Barlow      dW_a/dt = - (W_L ... W_{a+1})' (E ssym E' - I) E ssym (W_{a-1} ... W_1)' - eta W_a
/// with ssym = (syx + syx') / 2. These are minus the derivatives of the losses of the table (objectives.h), the target
/// held constant, and of eta/2 |W|^2 for every layer. M = 1 without decay is `descent_field`. Exact over Rational, an
/// enclosure over Interval, an approximation over Real and double.
/// @param moments  sxx and syx are d x d; sxx is symmetric
/// @returns a direction with the shapes of `network`, in units of weight per flow time (learning rate 1)
/// @throws InvalidProblem as `require_valid`, and at "moments.sxx" or "moments.syx" for moments of another size
/// @claim Family.MatrixReduction, Family.FrozenTargetIsMae  (proofs-notes/family.md)
/// @claim Decay.BalanceIsAttracting  (proofs-notes/decay.md)
template <class T>
Network<T> family_field(const FamilyRule<T>& rule, const Network<T>& network, const Moments<T>& moments);

}  // namespace jepa_oracle
