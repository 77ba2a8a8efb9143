#pragma once

#include <vector>

#include "real_products.h"

namespace jepa_oracle {

/// Taylor coefficients of a matrix that depends on time, c[k] of t^k, all at one precision.
using MatrixSeries = std::vector<Matrix<Real>>;

/// Coefficient k of the product of two series, sum_j a[j] b[k-j] (or with one factor transposed), added to `sum`.
void add_cauchy_product(ProductAccumulator& products, Matrix<Real>& sum, const MatrixSeries& a, const MatrixSeries& b,
                        std::size_t k, Transposed transposed);

/// Value of the polynomial at t, and of its derivative.
template <class T>
Matrix<T> value_at(const MatrixSeries& series, const T& t);
template <class T>
Matrix<T> derivative_at(const MatrixSeries& series, const T& t);

/// log2 of the largest absolute entry, to about 50 bits; -infinity for a zero matrix.
double log2_norm(const Matrix<Real>& matrix);

}  // namespace jepa_oracle
