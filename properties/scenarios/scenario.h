#pragma once

#include "scenarios/curve_powers.h"
#include "suite/claim.h"

namespace jepa_oracle::properties {

/// @name What several checks build from an instance. Field names are fixed here, so that instances read alike.
/// @{

/// Feature from "lambda" and "rho" (with `suffix`, as in "lambda1").
Feature feature_of(const Instance& instance, const std::string& suffix = "");

/// Feature with lambda <= 0: lambda = -"size" where "correlated" is 1, else 0; "variance".
Feature vanishing_feature_of(const Instance& instance);

/// Start at the part `start` of the smallest of the thresholds p * limit, which is that of the smallest w_limit^m: u0 =
/// start * p * (w_limit^m)^(L/m), for one layer on top start * p * rho^L (JEPA), start * p * rho^(L/(L+1)) (MAE). Where m
/// > 1 the root is rounded down by less than 2^-59 of it. Exact, and below every threshold.
Initialisation start_below(Objective objective, Depth depth, const Rational& part, const Rational& fraction,
                           const Rational& smallest_limit_power);

/// Layer amplitude w0 = u0^(1/L) and the ends q = p^(1/L) as enclosures.
Interval layer_of(const Rational& encoder_amplitude, Depth depth);

/// w_limit of a feature with lambda > 0: rho (JEPA), rho^(1/(L+1)) (MAE), ...: the m-th root of limit_power.
Interval layer_limit(Objective objective, Depth depth, const Feature& feature);

/// Scale |lambda| w_limit^(a-1) of time.
Interval time_scale(Objective objective, Depth depth, const Feature& feature);

Interval exact(const Rational& value);

/// Subject's flow time to the fraction p; requires that it is given (then: an undefined interval, which decides
/// nothing).
Interval time_to_fraction(Judgement& judgement, const Subject& subject, const ScalarProblem& problem,
                          const Rational& fraction, Digits digits = Digits(kCheckDigits));

/// integral from 0 to s of y / (1 - y^(L+1)) dy by its power series with the tail enclosed; 0 < s < 1.
Interval mae_integral(const Interval& s, long depth);

/// H(q) of MAE by its power series with the tail enclosed, by separate code from the library's; 0 < q < 1.
Interval mae_constant(const Interval& q, long depth);

/// @}

/// @name Rational bounds of a number that a subject gave, 2^-60 away from it
/// @{
Rational below(const Interval& x);
Rational above(const Interval& x);
/// @}

/// @name Rational bounds 2^-kAgreementBits away from it: a number given to 40 digits is right to 36 if its defining
/// equation changes its sign between them
/// @{
Rational just_below(const Interval& x);
Rational just_above(const Interval& x);
/// @}

/// Working precision of the checks' own intervals.
inline constexpr Bits kCheckBits = 256;

}  // namespace jepa_oracle::properties
