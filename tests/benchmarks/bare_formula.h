#pragma once

#include "jepa_oracle/model.h"
#include "jepa_oracle/real.h"

namespace jepa_oracle {

/// What a careful user of MPFR would write: the closed form of the critical time of an increasing amplitude, once, at a fixed
/// precision, with no bound on its error. The yardstick of the benchmarks.
class BareFormula {
 public:
  BareFormula(const ScalarProblem& problem, const Rational& fraction, int digits);
  Real critical_time() const;

 private:
  Real jepa() const;
  Real mae() const;

  Objective objective_;
  long layers_;
  Real lambda_, rho_, epsilon_, fraction_, one_;
};

}  // namespace jepa_oracle
