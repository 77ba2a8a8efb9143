#pragma once

#include <vector>

#include "jepa_oracle/interval.h"

namespace jepa_oracle::properties {

/// Coefficients of a polynomial, the constant first.
using Polynomial = std::vector<Rational>;

Polynomial polynomial_product(const Polynomial& a, const Polynomial& b);
Polynomial polynomial_power(const Polynomial& a, long exponent);  ///< exponent >= 0

/// A second route for the times off balance: integral from a to b of N(z)/D(z) dz, enclosed; requires that D has no zero
/// from a to b, both included, otherwise the answer is undefined. Cells of Taylor polynomials of 64 terms. A cell of half
/// width h is taken where D, on the disk of radius 4 h around its middle, stays above half of its value there (the sum of
/// its other Taylor terms is at most that half): with |N| <= M there the rest is at most 2 h (2 M / |D(m)|) 4^-64 / (1 - 1/4), by Cauchy's
/// inequality.
Interval integrate_rational(const Polynomial& numerator, const Polynomial& denominator, const Rational& a,
                            const Rational& b);

}  // namespace jepa_oracle::properties
