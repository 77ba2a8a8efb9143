#pragma once

#include "jepa_oracle/moments.h"
#include "jepa_oracle/network.h"
#include "jepa_oracle/target.h"

namespace jepa_oracle {

/// Value of the loss with target map A:
///   1/2 E|V E x - A y|^2 = 1/2 tr(V E sxx E' V') - tr(V E syx' A') + 1/2 tr(A syy A')
/// For the current encoder A = E, JEPA's loss as it is reported in training. Over Dual<Rational> with a fixed A its
/// derivative is the frozen-target gradient, and with the current encoder the derivative without stop-gradient.
/// @throws InvalidProblem if the moments have no syy
/// @claim Gradient.JepaFieldIsFrozenTargetDerivative, Gradient.StopGradientTerm
template <class T>
T loss(const Network<T>& network, const Target<T>& target, const Moments<T>& moments);

/// Of an objective of the table with a given target. The losses of the code have none, and need no syy:
///   spectral  1/4 |E sxx E'|^2 - 1/2 tr(E ssym E')         Barlow  1/4 |E ssym E' - I|^2       ssym = (syx + syx') / 2
template <class T>
T loss(Objective objective, const Network<T>& network, const Target<T>& target, const Moments<T>& moments);

/// With the objective's own target.
template <class T>
T loss(Objective objective, const Network<T>& network, const Moments<T>& moments);

}  // namespace jepa_oracle
