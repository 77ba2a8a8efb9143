#pragma once

#include "jepa_oracle/moments.h"
#include "jepa_oracle/network.h"
#include "jepa_oracle/target.h"

namespace jepa_oracle {

/// Residual of the normal equations, R = V E sxx - A syx: E[(V E x - A y) x'].
template <class T>
Matrix<T> residual(const Network<T>& network, const Target<T>& target, const Moments<T>& moments);

/// Direction of descent: minus the gradient of 1/2 E|V E x - A y|^2 with the target map A held constant.
///   dV/dt   = - R E'                                              R = V E sxx - A syx
///   dW_a/dt = - (W_L ... W_{a+1})' V' R (W_{a-1} ... W_1)'        a = 1..L
/// A = E gives JEPA (no gradient of any function: the target moves), A = I gives MAE. Exact over Rational, an enclosure
/// over Interval, an approximation over Real and double. The shapes must chain (`require_valid`).
/// @returns a direction with the shapes of `network`, in units of weight per flow time (learning rate 1)
/// @claim Gradient.JepaFieldIsFrozenTargetDerivative, Gradient.MaeFieldIsGradient  (proofs-notes/gradient.md)
template <class T>
Network<T> descent_field(const Network<T>& network, const Target<T>& target, const Moments<T>& moments);

/// The field of an objective, `descent_field(network, Target<T>::of(objective), moments)`.
template <class T>
Network<T> descent_field(Objective objective, const Network<T>& network, const Moments<T>& moments);

}  // namespace jepa_oracle
