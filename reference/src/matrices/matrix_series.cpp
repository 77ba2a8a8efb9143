#include "matrices/matrix_series.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jepa_oracle {
namespace {

Real scalar_of(const Real& x, const Real&) { return x; }
Interval scalar_of(const Real& x, const Interval&) { return Interval(x); }

std::size_t limbs_for(Bits bits) { return static_cast<std::size_t>((bits + GMP_NUMB_BITS - 1) / GMP_NUMB_BITS); }

}  // namespace

void MatrixSeries::push_back(Matrix<Real> coefficient) {
  fixed_.emplace_back(coefficient, limbs_for(precision_of(coefficient)));
  coefficients_.push_back(std::move(coefficient));
}

Matrix<Real> cauchy_product(const MatrixSeries& a, const MatrixSeries& b, std::size_t k, Transposed transposed,
                            Bits bits, Bits needed) {
  long exponent = std::numeric_limits<long>::min();
  for (std::size_t j = 0; j <= k; ++j) {
    const FixedPointMatrix& x = a.fixed(j);
    const FixedPointMatrix& y = b.fixed(k - j);
    if (!x.is_zero() && !y.is_zero()) exponent = std::max(exponent, x.exponent() + y.exponent());
  }
  const Index rows = transposed == Transposed::left ? a[0].cols() : a[0].rows();
  const Index columns = transposed == Transposed::right ? b[0].rows() : b[0].cols();
  if (exponent == std::numeric_limits<long>::min()) return zeros(rows, columns, bits);
  FixedPointSum sum(rows, columns, limbs_for(needed), exponent);
  for (std::size_t j = 0; j <= k; ++j) sum.add(a.fixed(j), b.fixed(k - j), transposed);
  return sum.rounded_to(bits);
}

template <class T>
Matrix<T> value_at(const MatrixSeries& series, const T& t) {
  Matrix<T> value(series[0].rows(), series[0].cols());
  for (Index i = 0; i < value.size(); ++i) {
    T sum = scalar_of(series[series.size() - 1].data()[i], t);
    for (std::size_t k = series.size() - 1; k-- > 0;) {
      sum *= t;
      sum += scalar_of(series[k].data()[i], t);
    }
    value.data()[i] = std::move(sum);
  }
  return value;
}

template <class T>
Matrix<T> derivative_at(const MatrixSeries& series, const T& t) {
  Matrix<T> value(series[0].rows(), series[0].cols());
  for (Index i = 0; i < value.size(); ++i) {
    T sum = scalar_of(series[series.size() - 1].data()[i], t) * static_cast<long>(series.size() - 1);
    for (std::size_t k = series.size() - 1; k-- > 1;) {
      sum *= t;
      sum += scalar_of(series[k].data()[i], t) * static_cast<long>(k);
    }
    value.data()[i] = std::move(sum);
  }
  return value;
}

template Matrix<Real> value_at(const MatrixSeries&, const Real&);
template Matrix<Interval> value_at(const MatrixSeries&, const Interval&);
template Matrix<Real> derivative_at(const MatrixSeries&, const Real&);
template Matrix<Interval> derivative_at(const MatrixSeries&, const Interval&);

double log2_norm(const Matrix<Real>& matrix) {
  const Real largest = max_abs(matrix);
  if (mpfr_zero_p(largest.get()) != 0) return -std::numeric_limits<double>::infinity();
  long exponent = 0;
  const double mantissa = mpfr_get_d_2exp(&exponent, largest.get(), MPFR_RNDN);
  return std::log2(mantissa) + static_cast<double>(exponent);
}

}  // namespace jepa_oracle
