#pragma once

#include <optional>

#include "jepa_oracle/guaranteed.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// JEPA whose target is a moving average F of the encoder, dF/dt = beta (E - F), F = E at the start, in the limit of a
/// slow average, beta -> 0: the layers follow the average at once, w^(L+1) = rho f, and
///   g = f^(1/(L+1)),   dg/dt = (beta/(L+1)) (rho^(L/(L+1)) - g)
///   beta t -> (L+1) ln((1 - x) / (1 - q)),   x = (epsilon / rho^L)^(1/(L+1)),   q = p^(1/L)
/// for the time t at which the encoder reaches the fraction p of its limit rho^L. lambda is not in it, and it rises
/// with rho. How far it is from the time at a given beta: the bounds of the note.
/// @param fraction  p, inside (0, 1)
/// @returns beta t, of which every digit is correct (it is never rational); nothing unless x < q: from such a start t
///          is short beside 1/beta, or lambda <= 0
/// @throws InvalidProblem unless the objective is JEPA with one layer of predictor, or for a fraction outside (0, 1)
/// @claim TargetNetwork.SlowAverageErasesOrder  (proofs-notes/target-network.md)
std::optional<Guaranteed> slow_average_time(const ScalarProblem& problem, const Rational& fraction, Digits digits);

}  // namespace jepa_oracle
