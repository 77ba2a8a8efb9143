#pragma once

#include <optional>
#include <string>

#include "jepa_oracle/matrix.h"

namespace jepa_oracle {

/// Second moments of pairs (x, y) in R^d: all that the training of a linear network depends on.
///   sxx = E[x x']  symmetric positive definite      syx = E[y x']  (row: y, column: x)      syy = E[y y']
/// syy enters the values of losses only, never the dynamics. All are d x d.
template <class T>
struct Moments {
  Matrix<T> sxx;
  Matrix<T> syx;
  std::optional<Matrix<T>> syy = std::nullopt;

  Index size() const { return sxx.rows(); }
};

/// Refuses what cannot be second moments, decided exactly:
///   sxx not square, not symmetric, or not positive definite (the message names the leading minor that fails and the
///   smallest eigenvalue, approximately); syx or syy of another shape; syy not symmetric; [[sxx, syx'], [syx, syy]] not
///   positive semidefinite
/// @throws InvalidProblem at `where`.sxx, .syx or .syy; where `where` is empty, at sxx, syx or syy
void require_valid(const Moments<Rational>& moments, const std::string& where = "moments");

/// Exact moments of diagonal problems: sxx = diag(variance), syx = diag(lambda), syy absent.
Moments<Rational> diagonal_moments(const std::vector<Rational>& lambdas, const std::vector<Rational>& variances);

/// @name The same moments over another scalar
/// @{
Moments<Real> rounded(const Moments<Rational>& moments, Bits bits);
Moments<Interval> enclosed(const Moments<Rational>& moments, Bits bits);
Moments<double> approximate(const Moments<Rational>& moments);
Moments<Dual<Rational>> constant(const Moments<Rational>& moments);
/// @}

}  // namespace jepa_oracle
