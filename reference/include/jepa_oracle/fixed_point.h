#pragma once

#include "jepa_oracle/guaranteed.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// Where the encoder amplitude u ends, whatever its balanced start u0 > 0, with (a, m) and w_inf of objectives.h:
///   lambda > 0: w_inf^L, which is rho^L (JEPA), rho^(L/(L+1)) (MAE);   lambda <= 0: 0
/// @claim FixedPoint.JepaLimit, FixedPoint.MaeLimit, FixedPoint.NonPositiveLambdaDies
Guaranteed encoder_limit(Objective objective, Depth depth, const Feature& feature, Digits digits);

/// The same number where it is rational.
std::optional<Rational> exact_encoder_limit(Objective objective, Depth depth, const Feature& feature);

/// Rate r of the exponential approach, |w - w_limit| ~ exp(-r t), for lambda > 0:
///   lambda m w_inf^(a-1), which is lambda rho^(2L-1) (JEPA), lambda (L+1) rho^((L-1)/(L+1)) (MAE)
/// For lambda <= 0 nothing is approached exponentially from every start, and the answer is the exact rate of the
/// linearised flow at 0: |lambda| for a = 1 (MAE at L = 1), else 0 (algebraic decay).
/// @param convention  rates per unit of flow time or of paper time (rate / L)
/// @claim FixedPoint.ExponentialRate
Guaranteed approach_rate(Objective objective, Depth depth, const Feature& feature, TimeConvention convention,
                         Digits digits);

/// Sign of u - (limit of u), decided exactly in rational arithmetic: -1 below, 0 at, 1 above. lambda > 0 is required.
int compare_with_limit(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude);

/// Sign of u - fraction * (limit of u), exactly. lambda > 0 is required.
int compare_with_fraction_of_limit(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude,
                                   const Rational& fraction);

}  // namespace jepa_oracle
