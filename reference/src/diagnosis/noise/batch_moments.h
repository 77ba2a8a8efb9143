#pragma once

#include <Eigen/Core>

#include "jepa_oracle/diagnosed_problem.h"
#include "numbers/indexed_random.h"

namespace jepa_oracle {

/// How the moments of a batch of 1/q pairs of normal variables y = rho x + e differ from the whole, where the x_i and
/// the e_i are independent in the basis of the features:
///   sxx + D,   syx + rho D + H,   syy + rho D rho + rho H' + H rho + K
///   Var D_ij = (1 + [i=j]) s_i s_j q,   Var H_ij = e_i s_j q,   Var K_ij = (1 + [i=j]) e_i e_j q,   D, K symmetric
/// Squares of bounded variables vary less than those of normal ones (not at all for x_i = +-1), products of two as
/// much: q of the squares is a number of its own. s_i = E x_i^2, e_i = E y_i^2 - lambda_i^2 / s_i (E y_i^2 = s_i where
/// the problem does not say), rho diagonal. Drawn from uniform numbers, which do as well: a run adds up many.
/// (proofs-notes/diagnosis.md, section "Coupled features")
class BatchMoments {
 public:
  /// q of the entries on the diagonal, and of those beside it.
  struct Variances {
    double diagonal;
    double beside;
  };

  /// @param targets  whether syy is asked for
  BatchMoments(const DiagnosedProblem& problem, Variances q, std::uint64_t stream, bool targets);

  /// Adds the difference of one more batch.
  void operator()(Eigen::MatrixXd& sxx, Eigen::MatrixXd& syx, Eigen::MatrixXd& syy);

 private:
  double next();

  IndexedRandom random_;
  Index size_;
  bool targets_;
  double diagonal_;
  double beside_;
  Eigen::VectorXd x_;
  Eigen::VectorXd error_;
  Eigen::VectorXd rho_;
  std::uint64_t position_ = 0;
  std::uint64_t bits_ = 0;
  int left_ = 0;
};

}  // namespace jepa_oracle
