#include "matrices/real_products.h"

#include <algorithm>

namespace jepa_oracle {

void ProductAccumulator::add(Matrix<Real>& sum, const Matrix<Real>& a, const Matrix<Real>& b, Transposed transposed) {
  const bool left = transposed == Transposed::left;
  const bool right = transposed == Transposed::right;
  const Index inner = left ? a.rows() : a.cols();
  mpfr_ptr term = term_.get();
  for (Index j = 0; j < sum.cols(); ++j) {
    for (Index i = 0; i < sum.rows(); ++i) {
      mpfr_ptr entry = sum(i, j).get();
      for (Index k = 0; k < inner; ++k) {
        mpfr_srcptr x = (left ? a(k, i) : a(i, k)).get();
        mpfr_srcptr y = (right ? b(j, k) : b(k, j)).get();
        // Diagonal problems are full of zeros, and exact ones stay exact.
        if (mpfr_zero_p(x) != 0 || mpfr_zero_p(y) != 0) continue;
        mpfr_mul(term, x, y, MPFR_RNDN);
        mpfr_add(entry, entry, term, MPFR_RNDN);
      }
    }
  }
}

Matrix<Real> zeros(Index rows, Index columns, Bits bits) {
  return Matrix<Real>::Constant(rows, columns, Real(0).rounded_to(bits));
}

Bits precision_of(const Matrix<Real>& matrix) {
  Bits bits = MPFR_PREC_MIN;
  for (Index i = 0; i < matrix.size(); ++i) bits = std::max(bits, matrix.data()[i].precision());
  return bits;
}

}  // namespace jepa_oracle
