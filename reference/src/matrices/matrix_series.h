#pragma once

#include <vector>

#include "matrices/fixed_point_matrix.h"

namespace jepa_oracle {

/// Taylor coefficients of a matrix that depends on time, c[k] of t^k, all at one precision.
class MatrixSeries {
 public:
  MatrixSeries() = default;
  explicit MatrixSeries(Matrix<Real> constant) { push_back(std::move(constant)); }

  void push_back(Matrix<Real> coefficient);
  std::size_t size() const { return coefficients_.size(); }
  bool empty() const { return coefficients_.empty(); }
  const Matrix<Real>& operator[](std::size_t k) const { return coefficients_[k]; }
  const FixedPointMatrix& fixed(std::size_t k) const { return fixed_[k]; }

 private:
  std::vector<Matrix<Real>> coefficients_;
  std::vector<FixedPointMatrix> fixed_;
};

/// Coefficient k of the product of two series, sum_j a[j] b[k-j] (or with one factor transposed), at a precision of
/// `bits`.
/// @param needed  bits of it that matter, relative to its largest terms; at most `bits`
Matrix<Real> cauchy_product(const MatrixSeries& a, const MatrixSeries& b, std::size_t k, Transposed transposed,
                            Bits bits, Bits needed);

/// Value of the polynomial at t, and of its derivative.
template <class T>
Matrix<T> value_at(const MatrixSeries& series, const T& t);
template <class T>
Matrix<T> derivative_at(const MatrixSeries& series, const T& t);

/// log2 of the largest absolute entry, to about 50 bits; -infinity for a zero matrix.
double log2_norm(const Matrix<Real>& matrix);

}  // namespace jepa_oracle
