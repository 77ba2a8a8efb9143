#pragma once

#include <vector>

#include "jepa_oracle/matrix.h"

namespace jepa_oracle {

/// One joint eigenvalue of two commuting symmetric matrices, a v = (value of a) v and b v = (value of b) v, enclosed.
struct JointEigenvalue {
  Interval a;
  Interval b;
  Matrix<Real> direction;  ///< v, unit length, approximate
};

/// All joint eigenvalues of two symmetric matrices that commute (decided by the caller, exactly), each in an enclosure
/// of its own, counted with multiplicity: eigenvectors of a mixture of both, joint residuals, eigenvalue_clusters.h.
std::vector<JointEigenvalue> joint_spectrum(const Matrix<Rational>& a, const Matrix<Rational>& b, Bits bits);

/// One eigenvalue of the symmetric-definite pencil cross v = rho sxx v, enclosed, with the enclosed variance
/// v' sxx v / v' v of a true eigenvector v.
struct GeneralisedEigenvalue {
  Interval rho;
  Interval variance;
  Matrix<Real> direction;  ///< v, unit length, approximate
};

/// All eigenvalues of the pencil, each in an enclosure of its own, counted with multiplicity.
/// @param cross  symmetric
/// @param sxx    symmetric positive definite
std::vector<GeneralisedEigenvalue> generalised_spectrum(const Matrix<Rational>& cross, const Matrix<Rational>& sxx,
                                                        Bits bits);

}  // namespace jepa_oracle
