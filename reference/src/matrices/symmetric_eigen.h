#pragma once

#include <vector>

#include "jepa_oracle/matrix.h"

namespace jepa_oracle {

/// Approximate eigenpairs of a real symmetric matrix, by rising eigenvalue: nothing here is a bound.
struct ApproximateEigenpairs {
  std::vector<Real> values;
  Matrix<Real> vectors;  ///< columns, orthonormal to the working precision
};

/// Cyclic Jacobi rotations at the precision of the entries (Golub and Van Loan, section 8.5) until every off-diagonal
/// entry is below 2^-bits of the largest entry, or stops falling.
ApproximateEigenpairs approximate_eigenpairs(const Matrix<Real>& symmetric, Bits bits);

}  // namespace jepa_oracle
