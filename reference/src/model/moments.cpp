#include "jepa_oracle/moments.h"

#include <fmt/format.h>

#include "jepa_oracle/decimal.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/moment_shapes.h"
#include "matrices/symmetric_eigen.h"
#include "model/member_of.h"
#include "numbers/message_text.h"

namespace jepa_oracle {
namespace {

template <class To, class Convert>
Moments<To> converted(const Moments<Rational>& moments, const Convert& convert) {
  Moments<To> result{convert(moments.sxx), convert(moments.syx)};
  if (moments.syy) result.syy = convert(*moments.syy);
  return result;
}

void require_shape(const Matrix<Rational>& matrix, Index size, const std::string& where, std::string_view why) {
  if (matrix.rows() == size && matrix.cols() == size) return;
  throw InvalidProblem(
      where, fmt::format("is {} x {} and must be {} x {}: {}", matrix.rows(), matrix.cols(), size, size, why));
}

void require_symmetric(const Matrix<Rational>& matrix, const std::string& where, std::string_view name) {
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < i; ++j) {
      if (matrix(i, j) == matrix(j, i)) continue;
      throw InvalidProblem(fmt::format("{}[{}][{}]", where, i, j),
                           fmt::format("{} differs from entry [{}][{}] = {}: {} must be symmetric", shown(matrix(i, j)),
                                       j, i, shown(matrix(j, i)), name));
    }
  }
}

/// Whether elimination in intervals already shows every pivot to be positive; false says nothing.
bool certainly_positive_definite(const Matrix<Rational>& matrix) {
  constexpr Bits kBits = 256;
  Matrix<Interval> rest = enclosed(matrix, kBits);
  for (Index k = 0; k < rest.rows(); ++k) {
    if (!certainly_positive(rest(k, k))) return false;
    for (Index i = k + 1; i < rest.rows(); ++i) {
      if (mpfi_is_zero(rest(i, k).get()) != 0) continue;
      const Interval factor = rest(i, k) / rest(k, k);
      for (Index j = k + 1; j < rest.cols(); ++j) rest(i, j) -= factor * rest(k, j);
    }
  }
  return true;
}

/// First leading principal minor that is not positive, by exact elimination without exchanges: minors are the
/// products of pivots.
struct Minor {
  Index size;
  Rational value;
};

std::optional<Minor> first_nonpositive_minor(const Matrix<Rational>& matrix) {
  Matrix<Rational> rest = matrix;
  Rational minor(1);
  for (Index k = 0; k < rest.rows(); ++k) {
    minor *= rest(k, k);
    if (minor <= 0) return Minor{k + 1, minor};
    for (Index i = k + 1; i < rest.rows(); ++i) {
      if (rest(i, k) == 0) continue;
      const Rational factor = rest(i, k) / rest(k, k);
      for (Index j = k; j < rest.cols(); ++j) rest(i, j) -= factor * rest(k, j);
    }
  }
  return std::nullopt;
}

/// Two significant digits of the smallest eigenvalue.
std::string smallest_eigenvalue(const Matrix<Rational>& symmetric) {
  constexpr Bits kBits = 256;
  const Real smallest = approximate_eigenpairs(rounded(symmetric, kBits), kBits).values.front();
  // A singular matrix gives rounding noise of either sign.
  if (binary_exponent(smallest) < binary_exponent(max_abs(rounded(symmetric, kBits))) - kBits / 2) return "0";
  return decimal_of(smallest.to_rational(), Digits(2));
}

void require_positive_definite(const Matrix<Rational>& sxx, const std::string& where) {
  if (certainly_positive_definite(sxx)) return;
  const std::optional<Minor> minor = first_nonpositive_minor(sxx);
  if (!minor) return;
  throw InvalidProblem(where,
                       fmt::format("its smallest eigenvalue is about {0} and its leading {1} x {1} minor is {2}: "
                                   "sxx must be positive definite",
                                   smallest_eigenvalue(sxx), minor->size, shown(minor->value)));
}

/// Whether a symmetric matrix is positive semidefinite: a zero pivot must have a zero row (exact elimination).
bool is_positive_semidefinite(Matrix<Rational> rest) {
  for (Index k = 0; k < rest.rows(); ++k) {
    if (rest(k, k) < 0) return false;
    for (Index i = k + 1; i < rest.rows(); ++i) {
      if (rest(i, k) == 0) continue;
      if (rest(k, k) == 0) return false;
      const Rational factor = rest(i, k) / rest(k, k);
      for (Index j = k; j < rest.cols(); ++j) rest(i, j) -= factor * rest(k, j);
    }
  }
  return true;
}

void require_joint_semidefinite(const Moments<Rational>& moments, const std::string& where) {
  const Index size = moments.size();
  Matrix<Rational> joint(2 * size, 2 * size);
  joint << moments.sxx, moments.syx.transpose(), moments.syx, *moments.syy;
  if (certainly_positive_definite(joint) || is_positive_semidefinite(joint)) return;
  throw InvalidProblem(where,
                       fmt::format("the smallest eigenvalue of [[sxx, syx'], [syx, syy]] is about {}: it must be "
                                   "positive semidefinite, as the second moments of any pairs are",
                                   smallest_eigenvalue(joint)));
}

}  // namespace

void require_fitting(const Moments<Rational>& moments, const std::string& where) {
  const std::string sxx = member_of(where, "sxx");
  const std::string syx = member_of(where, "syx");
  if (moments.sxx.size() == 0) throw InvalidProblem(sxx, "is empty: data has at least one dimension");
  require_shape(moments.sxx, moments.sxx.rows(), sxx, "sxx is square");
  require_shape(moments.syx, moments.size(), syx, "x and y have the same size");
  require_symmetric(moments.sxx, sxx, "sxx");
}

void require_valid(const Moments<Rational>& moments, const std::string& where) {
  require_fitting(moments, where);
  require_positive_definite(moments.sxx, member_of(where, "sxx"));
  const std::string syy = member_of(where, "syy");
  if (!moments.syy) return;
  require_shape(*moments.syy, moments.size(), syy, "x and y have the same size");
  require_symmetric(*moments.syy, syy, "syy");
  require_joint_semidefinite(moments, syy);
}

Moments<Rational> diagonal_moments(const std::vector<Rational>& lambdas, const std::vector<Rational>& variances) {
  return {diagonal(variances), diagonal(lambdas)};
}

Moments<Real> rounded(const Moments<Rational>& moments, Bits bits) {
  return converted<Real>(moments, [bits](const Matrix<Rational>& m) { return rounded(m, bits); });
}

Moments<Interval> enclosed(const Moments<Rational>& moments, Bits bits) {
  return converted<Interval>(moments, [bits](const Matrix<Rational>& m) { return enclosed(m, bits); });
}

Moments<double> approximate(const Moments<Rational>& moments) {
  return converted<double>(moments, [](const Matrix<Rational>& m) { return approximate(m); });
}

Moments<Dual<Rational>> constant(const Moments<Rational>& moments) {
  return converted<Dual<Rational>>(moments, [](const Matrix<Rational>& m) { return constant(m); });
}

}  // namespace jepa_oracle
