#pragma once

#include <functional>

#include "scenarios/matrix_scenario.h"

namespace jepa_oracle::properties {

using DualNetwork = Network<Dual<Rational>>;
/// A function of the weights, as it runs on dual numbers.
using DualLoss = std::function<Dual<Rational>(const DualNetwork&)>;

/// W_L ... W_{a+1}, the identity of the code for a = L; 1 <= a <= L.
RationalMatrix above(const RationalNetwork& network, long a);
/// W_{a-1} ... W_1, the identity of the data for a = 1.
RationalMatrix below(const RationalNetwork& network, long a);

/// - d loss / d w for every weight, one dual number at a time: no formula for the derivative is used.
RationalNetwork minus_gradient(const RationalNetwork& network, const DualLoss& loss);
/// Derivative of the loss at `network` along `direction`.
Rational derivative_along(const RationalNetwork& network, const RationalNetwork& direction, const DualLoss& loss);
/// Loss of a target at given moments, on dual numbers. A fixed map stays constant, the current encoder does not.
DualLoss dual_loss(const RationalTarget& target, const RationalMoments& moments);

/// Part of JEPA's full derivative that the stop-gradient leaves out: (W_L..W_{a+1})' (E syy - V E syx') (W_{a-1}..W_1)'
/// for layer a, 0 for the top.
RationalNetwork stop_gradient_term(const RationalNetwork& network, const RationalMoments& moments);

/// Derivative of the encoder along a direction: sum over a of W_L..W_{a+1} D_a W_{a-1}..W_1.
RationalMatrix encoder_velocity(const RationalNetwork& network, const RationalNetwork& direction);

}  // namespace jepa_oracle::properties
