#pragma once

#include "jepa_oracle/guaranteed.h"

namespace jepa_oracle {

/// value^(numerator/denominator) for value > 0, numerator >= 0, where it is rational.
std::optional<Rational> exact_power(const Rational& value, long numerator, long denominator);

/// factor value^(numerator/denominator) likewise; exact where it is rational.
Guaranteed rational_power(const Rational& value, long numerator, long denominator, const Rational& factor,
                          Digits digits);

/// Sign of x^i - y^j for x, y > 0 and i, j >= 0, exact: most answers show in a few bits, near ones need exact powers.
int compare_powers(const Rational& x, long i, const Rational& y, long j);

}  // namespace jepa_oracle
