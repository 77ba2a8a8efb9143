#include "jepa_oracle/matrix.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "matrices/real_products.h"

namespace jepa_oracle {
namespace {

template <class To, class From, class Convert>
Matrix<To> converted(const Matrix<From>& matrix, const Convert& convert) {
  Matrix<To> result(matrix.rows(), matrix.cols());
  for (Index i = 0; i < matrix.size(); ++i) result.data()[i] = convert(matrix.data()[i]);
  return result;
}

Matrix<Real> real_product(const Matrix<Real>& a, const Matrix<Real>& b, Index rows, Index columns,
                          Transposed transposed) {
  const Bits bits = std::max(precision_of(a), precision_of(b));
  Matrix<Real> sum = zeros(rows, columns, bits);
  ProductAccumulator(bits).add(sum, a, b, transposed);
  return sum;
}

}  // namespace

// Coefficient by coefficient: Eigen's blocked kernels compare numbers with zero, which an Interval cannot, and gain
// nothing for numbers that allocate.
template <class T>
Matrix<T> product(const Matrix<T>& a, const Matrix<T>& b) {
  return a.lazyProduct(b);
}

template <class T>
Matrix<T> transposed_product(const Matrix<T>& a, const Matrix<T>& b) {
  return a.transpose().lazyProduct(b);
}

template <class T>
Matrix<T> product_transposed(const Matrix<T>& a, const Matrix<T>& b) {
  return a.lazyProduct(b.transpose());
}

template <>
Matrix<double> product(const Matrix<double>& a, const Matrix<double>& b) {
  return a * b;
}

template <>
Matrix<double> transposed_product(const Matrix<double>& a, const Matrix<double>& b) {
  return a.transpose() * b;
}

template <>
Matrix<double> product_transposed(const Matrix<double>& a, const Matrix<double>& b) {
  return a * b.transpose();
}

template <>
Matrix<Real> product(const Matrix<Real>& a, const Matrix<Real>& b) {
  return real_product(a, b, a.rows(), b.cols(), Transposed::none);
}

template <>
Matrix<Real> transposed_product(const Matrix<Real>& a, const Matrix<Real>& b) {
  return real_product(a, b, a.cols(), b.cols(), Transposed::left);
}

template <>
Matrix<Real> product_transposed(const Matrix<Real>& a, const Matrix<Real>& b) {
  return real_product(a, b, a.rows(), b.rows(), Transposed::right);
}

template <class T>
Matrix<T> symmetric_part(const Matrix<T>& matrix) {
  Matrix<T> result = matrix;
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.cols(); ++j) result(i, j) = T(T(matrix(i, j) + matrix(j, i)) / T(2));
  }
  return result;
}

template <class T>
Matrix<T> identity(Index size) {
  Matrix<T> result = Matrix<T>::Constant(size, size, T(0));
  for (Index i = 0; i < size; ++i) result(i, i) = T(1);
  return result;
}

template <class T>
Matrix<T> diagonal(const std::vector<T>& entries) {
  const auto size = static_cast<Index>(entries.size());
  Matrix<T> result = Matrix<T>::Constant(size, size, T(0));
  for (Index i = 0; i < size; ++i) result(i, i) = entries[static_cast<std::size_t>(i)];
  return result;
}

Matrix<Real> rounded(const Matrix<Rational>& matrix, Bits bits) {
  return converted<Real>(matrix, [bits](const Rational& x) { return Real(x, bits); });
}

Matrix<Real> rounded(const Matrix<Real>& matrix, Bits bits) {
  return converted<Real>(matrix, [bits](const Real& x) { return x.rounded_to(bits); });
}

Matrix<Interval> enclosed(const Matrix<Rational>& matrix, Bits bits) {
  return converted<Interval>(matrix, [bits](const Rational& x) { return Interval(x, bits); });
}

Matrix<Interval> enclosed(const Matrix<Real>& matrix) {
  return converted<Interval>(matrix, [](const Real& x) { return Interval(x); });
}

Matrix<double> approximate(const Matrix<Rational>& matrix) {
  // Through MPFR, whose rounding is to nearest for every size of numerator and denominator.
  return converted<double>(matrix, [](const Rational& x) { return Real(x, 53).to_double(); });
}

Matrix<double> approximate(const Matrix<Real>& matrix) {
  return converted<double>(matrix, [](const Real& x) { return x.to_double(); });
}

Matrix<Dual<Rational>> constant(const Matrix<Rational>& matrix) {
  return converted<Dual<Rational>>(matrix, [](const Rational& x) { return Dual<Rational>(x); });
}

Real max_abs(const Matrix<Real>& matrix) {
  Real largest(0);
  for (Index i = 0; i < matrix.size(); ++i) {
    const Real& entry = matrix.data()[i];
    if (mpfr_nan_p(entry.get()) != 0) return entry;
    if (mpfr_cmpabs(entry.get(), largest.get()) > 0) largest = entry;
  }
  return abs(largest);
}

Real max_abs(const Matrix<Interval>& matrix) {
  Real largest(0);
  for (Index i = 0; i < matrix.size(); ++i) {
    const Real upper = abs(matrix.data()[i]).upper();
    if (mpfr_nan_p(upper.get()) != 0) return upper;
    if (largest < upper) largest = upper;
  }
  return largest;
}

Matrix<Rational> inverse(const Matrix<Rational>& matrix, const std::string& where) {
  const Index size = matrix.rows();
  if (matrix.cols() != size) {
    throw InvalidProblem(where, fmt::format("is {} x {}: only a square matrix has an inverse", size, matrix.cols()));
  }
  Matrix<Rational> left = matrix;
  Matrix<Rational> right = identity<Rational>(size);
  for (Index k = 0; k < size; ++k) {
    Index pivot = k;
    while (pivot < size && left(pivot, k) == 0) ++pivot;
    if (pivot == size) throw InvalidProblem(where, fmt::format("is singular: it has rank below {}", size));
    left.row(k).swap(left.row(pivot));
    right.row(k).swap(right.row(pivot));
    const Rational scale = 1 / left(k, k);
    left.row(k) *= scale;
    right.row(k) *= scale;
    for (Index i = 0; i < size; ++i) {
      if (i == k || left(i, k) == 0) continue;
      const Rational factor = left(i, k);
      left.row(i) -= factor * left.row(k);
      right.row(i) -= factor * right.row(k);
    }
  }
  return right;
}

template Matrix<Rational> product(const Matrix<Rational>&, const Matrix<Rational>&);
template Matrix<Rational> transposed_product(const Matrix<Rational>&, const Matrix<Rational>&);
template Matrix<Rational> product_transposed(const Matrix<Rational>&, const Matrix<Rational>&);
template Matrix<Rational> symmetric_part(const Matrix<Rational>&);
template Matrix<Rational> identity(Index);
template Matrix<Rational> diagonal(const std::vector<Rational>&);
template Matrix<Real> symmetric_part(const Matrix<Real>&);
template Matrix<Real> identity(Index);
template Matrix<Real> diagonal(const std::vector<Real>&);
template Matrix<Interval> product(const Matrix<Interval>&, const Matrix<Interval>&);
template Matrix<Interval> transposed_product(const Matrix<Interval>&, const Matrix<Interval>&);
template Matrix<Interval> product_transposed(const Matrix<Interval>&, const Matrix<Interval>&);
template Matrix<Interval> symmetric_part(const Matrix<Interval>&);
template Matrix<Interval> identity(Index);
template Matrix<Interval> diagonal(const std::vector<Interval>&);
template Matrix<double> symmetric_part(const Matrix<double>&);
template Matrix<double> identity(Index);
template Matrix<double> diagonal(const std::vector<double>&);
template Matrix<Dual<Rational>> product(const Matrix<Dual<Rational>>&, const Matrix<Dual<Rational>>&);
template Matrix<Dual<Rational>> transposed_product(const Matrix<Dual<Rational>>&, const Matrix<Dual<Rational>>&);
template Matrix<Dual<Rational>> product_transposed(const Matrix<Dual<Rational>>&, const Matrix<Dual<Rational>>&);
template Matrix<Dual<Rational>> symmetric_part(const Matrix<Dual<Rational>>&);
template Matrix<Dual<Rational>> identity(Index);
template Matrix<Dual<Rational>> diagonal(const std::vector<Dual<Rational>>&);

}  // namespace jepa_oracle
