#pragma once

#include "jepa_oracle/moments.h"
#include "jepa_oracle/network.h"
#include "jepa_oracle/target.h"

namespace jepa_oracle {

/// Residual of the normal equations, R = V E sxx - A syx: E[(V E x - A y) x'].
template <class T>
Matrix<T> residual(const Network<T>& network, const Target<T>& target, const Moments<T>& moments);

/// Direction of descent: minus the gradient of 1/2 E|V E x - A y|^2, V = V_M ... V_1, with the target map A held
/// constant.
///   dV_b/dt = - (V_M ... V_{b+1})' R E' (V_{b-1} ... V_1)'        b = 1..M;  M = 1: - R E'
///   dW_a/dt = - (W_L ... W_{a+1})' V' R (W_{a-1} ... W_1)'        a = 1..L;  R = V E sxx - A syx
/// A = E gives JEPA (no gradient of any function: the target moves), A = I gives MAE. Exact over Rational, an enclosure
/// over Interval, an approximation over Real and double. The shapes must chain (`require_valid`).
/// @returns a direction with the shapes of `network`, in units of weight per flow time (learning rate 1)
/// @claim Gradient.JepaFieldIsFrozenTargetDerivative, Gradient.MaeFieldIsGradient  (proofs-notes/gradient.md)
template <class T>
Network<T> descent_field(const Network<T>& network, const Target<T>& target, const Moments<T>& moments);

/// The same for every objective of the table: losses of the code have no target, and the field of family_field.h.
template <class T>
Network<T> descent_field(Objective objective, const Network<T>& network, const Target<T>& target,
                         const Moments<T>& moments);

/// The field of an objective with its own target.
template <class T>
Network<T> descent_field(Objective objective, const Network<T>& network, const Moments<T>& moments);

}  // namespace jepa_oracle
