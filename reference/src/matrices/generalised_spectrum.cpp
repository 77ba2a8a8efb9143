#include <algorithm>

#include "matrices/eigenvalue_clusters.h"
#include "matrices/residuals.h"
#include "matrices/spectrum.h"
#include "matrices/symmetric_eigen.h"

namespace jepa_oracle {
namespace {

/// sxx = L L', lower triangular L (Cholesky), approximately.
Matrix<Real> cholesky(const Matrix<Real>& sxx) {
  const Index size = sxx.rows();
  Matrix<Real> lower = identity<Real>(size);
  for (Index j = 0; j < size; ++j) {
    for (Index i = j; i < size; ++i) {
      Real sum = sxx(i, j);
      for (Index k = 0; k < j; ++k) sum -= lower(i, k) * lower(j, k);
      lower(i, j) = i == j ? root(sum, 2) : sum / lower(j, j);
    }
  }
  return lower;
}

/// The inverse of a lower triangular matrix, approximately.
Matrix<Real> inverse_of_lower(const Matrix<Real>& lower, Bits bits) {
  Matrix<Real> x = rounded(identity<Real>(lower.rows()), bits);
  for (Index column = 0; column < x.cols(); ++column) {
    for (Index i = 0; i < x.rows(); ++i) {
      for (Index k = 0; k < i; ++k) x(i, column) -= lower(i, k) * x(k, column);
      x(i, column) = x(i, column) / lower(i, i);
    }
  }
  return x;
}

/// Columns v with v' sxx v = 1 and cross v = rho sxx v, approximately.
Matrix<Real> approximate_directions(const Matrix<Real>& cross, const Matrix<Real>& sxx, Bits bits) {
  const Matrix<Real> whitening = inverse_of_lower(cholesky(sxx), bits);
  Matrix<Real> whitened = product_transposed(product(whitening, cross), whitening);
  for (Index i = 0; i < whitened.rows(); ++i) {
    for (Index j = 0; j < i; ++j) whitened(i, j) = whitened(j, i);
  }
  return transposed_product(whitening, approximate_eigenpairs(whitened, bits).vectors);
}

/// Variance v*' sxx v* / v*' v* of the true eigenvector v* nearest to v, which differs from v by at most `error` in the
/// norm of sxx; `inverse_norm` bounds the spectral norm of sxx^-1, and so the error in the plain norm.
Interval variance_near(const Matrix<Interval>& v, const Matrix<Interval>& sxx, const Interval& error,
                       const Interval& inverse_norm) {
  const Interval plain_error = root(inverse_norm, 2) * error;
  const Interval length = root(form(v, sxx, v), 2) + hull(-error, error);
  const Interval plain_length = root(squared_norm(v), 2) + hull(-plain_error, plain_error);
  return square(length / plain_length);
}

std::optional<std::vector<GeneralisedEigenvalue>> enclose_around(const Matrix<Real>& directions,
                                                                 const Matrix<Interval>& cross,
                                                                 const Matrix<Interval>& sxx) {
  // In the coordinates of the directions X the pencil is X' cross X - rho X' sxx X, with X' sxx X = G close to I.
  const Matrix<Interval> x = enclosed(directions);
  const Matrix<Interval> g = transposed_product(x, product(sxx, x));
  const Matrix<Interval> a = transposed_product(x, product(cross, x));
  if (!is_nearly_identity(g)) return std::nullopt;
  Centres centres;
  Real residual(0);
  for (Index i = 0; i < x.cols(); ++i) {
    const Interval rho = centre(a(i, i) / g(i, i));
    const Matrix<Interval> off = Matrix<Interval>(a.col(i)) - scaled(g.col(i), rho);
    residual = std::max(residual, root(squared_norm(off), 2).upper());
    centres.emplace_back(rho, Interval(0));
  }
  const auto clusters = cluster_eigenvalues(centres, Interval(residual));
  if (!clusters) return std::nullopt;
  // sxx^-1 = X G^-1 X', and |G^-1| < 4/3.
  Interval inverse_norm(0);
  for (Index i = 0; i < x.cols(); ++i) inverse_norm += squared_norm(x.col(i)) * 2;

  std::vector<GeneralisedEigenvalue> spectrum;
  for (std::size_t i = 0; i < centres.size(); ++i) {
    // The part of v outside the eigenspace of its cluster is at most residual / gap, twice that in the norm of G.
    Interval error(0);
    for (std::size_t j = 0; j < centres.size(); ++j) {
      if (clusters->label[j] == clusters->label[i]) continue;
      const Interval gap = distance(centres[i], centres[j]) - clusters->radii[j];
      error = hull(error, Interval(residual) * 2 / gap);
    }
    const Interval spread = hull(-clusters->radii[i], clusters->radii[i]);
    const Matrix<Interval> v = x.col(static_cast<Index>(i));
    Matrix<Real> direction = directions.col(static_cast<Index>(i));
    const Real length = root(squared_norm(v), 2).midpoint();
    for (Index k = 0; k < direction.size(); ++k) direction.data()[k] = direction.data()[k] / length;
    spectrum.push_back({centres[i].first + spread, variance_near(v, sxx, Interval(error.upper()), inverse_norm),
                        std::move(direction)});
  }
  return spectrum;
}

}  // namespace

std::vector<GeneralisedEigenvalue> generalised_spectrum(const Matrix<Rational>& cross, const Matrix<Rational>& sxx,
                                                        Bits bits) {
  for (Bits working = bits;; working *= 2) {
    const Bits inner = working + 32;
    const Matrix<Real> directions = approximate_directions(rounded(cross, inner), rounded(sxx, inner), inner);
    auto spectrum = enclose_around(directions, enclosed(cross, inner), enclosed(sxx, inner));
    if (spectrum) return *spectrum;
  }
}

}  // namespace jepa_oracle
