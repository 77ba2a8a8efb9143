#include <algorithm>

#include "matrices/eigenvalue_clusters.h"
#include "matrices/residuals.h"
#include "matrices/spectrum.h"
#include "matrices/symmetric_eigen.h"

namespace jepa_oracle {
namespace {

std::optional<std::vector<JointEigenvalue>> enclose_around(const Matrix<Real>& vectors, const Matrix<Interval>& a,
                                                           const Matrix<Interval>& b) {
  if (!is_nearly_identity(transposed_product(enclosed(vectors), enclosed(vectors)))) return std::nullopt;
  Centres centres;
  Real residual(0);
  for (Index i = 0; i < vectors.cols(); ++i) {
    const Matrix<Interval> v = enclosed(Matrix<Real>(vectors.col(i)));
    const Interval norm = squared_norm(v);
    const Interval value_a = centre(form(v, a, v) / norm);
    const Interval value_b = centre(form(v, b, v) / norm);
    const Matrix<Interval> off_a = product(a, v) - scaled(v, value_a);
    const Matrix<Interval> off_b = product(b, v) - scaled(v, value_b);
    residual = std::max(residual, root((squared_norm(off_a) + squared_norm(off_b)) / norm, 2).upper());
    centres.emplace_back(value_a, value_b);
  }
  const auto clusters = cluster_eigenvalues(centres, Interval(residual));
  if (!clusters) return std::nullopt;
  std::vector<JointEigenvalue> spectrum;
  for (std::size_t i = 0; i < centres.size(); ++i) {
    const Interval spread = hull(-clusters->radii[i], clusters->radii[i]);
    spectrum.push_back({centres[i].first + spread, centres[i].second + spread, vectors.col(static_cast<Index>(i))});
  }
  return spectrum;
}

}  // namespace

std::vector<JointEigenvalue> joint_spectrum(const Matrix<Rational>& a, const Matrix<Rational>& b, Bits bits) {
  // The mixture has the joint eigenvectors and separates what either matrix alone does not. Should two of its
  // eigenvalues meet by accident, the residuals are large and another mixture is tried, at twice the precision.
  for (Bits working = bits;; working *= 2) {
    const Rational mixing = Rational(618'033'989, 1'000'000'000) + Rational(working, 1'000'003);
    Matrix<Rational> mixture = a;
    for (Index i = 0; i < b.size(); ++i) mixture.data()[i] += mixing * b.data()[i];
    const Matrix<Real> vectors = approximate_eigenpairs(rounded(mixture, working), working).vectors;
    auto spectrum = enclose_around(vectors, enclosed(a, working + 32), enclosed(b, working + 32));
    if (spectrum) return *spectrum;
  }
}

}  // namespace jepa_oracle
