#include "matrices/residuals.h"

namespace jepa_oracle {

Interval form(const Matrix<Interval>& x, const Matrix<Interval>& m, const Matrix<Interval>& y) {
  return transposed_product(x, product(m, y))(0, 0);
}

Interval squared_norm(const Matrix<Interval>& x) { return transposed_product(x, x)(0, 0); }

Matrix<Interval> scaled(const Matrix<Interval>& x, const Interval& by) {
  Matrix<Interval> result = x;
  for (Index i = 0; i < x.size(); ++i) result.data()[i] *= by;
  return result;
}

Interval centre(const Interval& x) { return Interval(x.midpoint()); }

bool is_nearly_identity(const Matrix<Interval>& gram) {
  // Rows of n entries of at most m: no norm exceeds n m.
  const Matrix<Interval> defect = gram - identity<Interval>(gram.cols());
  return certainly_less(Interval(max_abs(defect)) * static_cast<long>(4 * gram.cols()), Interval(1));
}

}  // namespace jepa_oracle
