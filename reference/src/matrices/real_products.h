#pragma once

#include "jepa_oracle/matrix.h"

namespace jepa_oracle {

/// Which factor of a product stands transposed.
enum class Transposed { none, left, right };

/// Adds products of Real matrices without allocating a number per operation; everything at the precision of `sum`.
class ProductAccumulator {
 public:
  explicit ProductAccumulator(Bits bits) : term_(Real(0).rounded_to(bits)) {}

  /// sum += a b, a' b or a b'; each entry of sum keeps its own precision.
  void add(Matrix<Real>& sum, const Matrix<Real>& a, const Matrix<Real>& b, Transposed transposed);

 private:
  Real term_;
};

/// Zeros of a precision.
Matrix<Real> zeros(Index rows, Index columns, Bits bits);

/// Largest precision of the entries.
Bits precision_of(const Matrix<Real>& matrix);

}  // namespace jepa_oracle
