#include "matrices/symmetric_eigen.h"

#include <algorithm>
#include <numeric>

namespace jepa_oracle {
namespace {

/// Rotation by the angle that makes entry (p, q) zero: cosine and sine.
struct Rotation {
  Real cosine;
  Real sine;
};

Rotation rotation_for(const Matrix<Real>& a, Index p, Index q) {
  const Real theta = (a(q, q) - a(p, p)) / (a(p, q) * 2);
  // tan of the smaller angle: the root of t^2 + 2 theta t - 1 = 0 of smaller size, without cancellation.
  const Real size = abs(theta) + root(theta * theta + Real(1), 2);
  const Real tangent = (theta < Real(0) ? Real(-1) : Real(1)) / size;
  const Real cosine = Real(1) / root(tangent * tangent + Real(1), 2);
  return {cosine, tangent * cosine};
}

void rotate_columns(Matrix<Real>& m, Index p, Index q, const Rotation& by) {
  for (Index k = 0; k < m.rows(); ++k) {
    const Real x = m(k, p);
    const Real y = m(k, q);
    m(k, p) = by.cosine * x - by.sine * y;
    m(k, q) = by.sine * x + by.cosine * y;
  }
}

void rotate_rows(Matrix<Real>& m, Index p, Index q, const Rotation& by) {
  for (Index k = 0; k < m.cols(); ++k) {
    const Real x = m(p, k);
    const Real y = m(q, k);
    m(p, k) = by.cosine * x - by.sine * y;
    m(q, k) = by.sine * x + by.cosine * y;
  }
}

}  // namespace

ApproximateEigenpairs approximate_eigenpairs(const Matrix<Real>& symmetric, Bits bits) {
  const Index size = symmetric.rows();
  Matrix<Real> a = rounded(symmetric, bits + 32);
  Matrix<Real> vectors = rounded(identity<Real>(size), bits + 32);
  const long scale = binary_exponent(max_abs(a));
  // Convergence is quadratic in the end: a handful of sweeps for small matrices, and one more for every doubling of
  // bits.
  constexpr int kMaxSweeps = 100;
  for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
    bool rotated = false;
    for (Index p = 0; p < size; ++p) {
      for (Index q = p + 1; q < size; ++q) {
        const long entry = binary_exponent(a(p, q));
        if (mpfr_zero_p(a(p, q).get()) != 0 || entry < scale - bits) continue;
        const Rotation rotation = rotation_for(a, p, q);
        rotate_columns(a, p, q, rotation);
        rotate_rows(a, p, q, rotation);
        rotate_columns(vectors, p, q, rotation);
        rotated = true;
      }
    }
    if (!rotated) break;
  }
  std::vector<Index> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(), [&a](Index i, Index j) { return a(i, i) < a(j, j); });
  ApproximateEigenpairs result{{}, Matrix<Real>(size, size)};
  for (Index column = 0; column < size; ++column) {
    const Index from = order[static_cast<std::size_t>(column)];
    result.values.push_back(a(from, from));
    result.vectors.col(column) = vectors.col(from);
  }
  return result;
}

}  // namespace jepa_oracle
