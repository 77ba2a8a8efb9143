#include "matrix_series.h"

#include <cmath>
#include <limits>

namespace jepa_oracle {
namespace {

Real scalar_of(const Real& x, const Real&) { return x; }
Interval scalar_of(const Real& x, const Interval&) { return Interval(x); }

}  // namespace

void add_cauchy_product(ProductAccumulator& products, Matrix<Real>& sum, const MatrixSeries& a, const MatrixSeries& b,
                        std::size_t k, Transposed transposed) {
  for (std::size_t j = 0; j <= k; ++j) products.add(sum, a[j], b[k - j], transposed);
}

template <class T>
Matrix<T> value_at(const MatrixSeries& series, const T& t) {
  Matrix<T> value(series.front().rows(), series.front().cols());
  for (Index i = 0; i < value.size(); ++i) {
    T sum = scalar_of(series.back().data()[i], t);
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
  Matrix<T> value(series.front().rows(), series.front().cols());
  for (Index i = 0; i < value.size(); ++i) {
    T sum = scalar_of(series.back().data()[i], t) * static_cast<long>(series.size() - 1);
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
