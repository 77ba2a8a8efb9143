#include "bare_formula.h"

#include <cmath>

#include "closed_forms/geometric_integral.h"

namespace jepa_oracle {
namespace {

Bits bits_of(int digits) { return static_cast<Bits>(std::ceil(digits * std::log2(10.0))); }

}  // namespace

BareFormula::BareFormula(const ScalarProblem& problem, const Rational& fraction, int digits)
    : objective_(problem.objective),
      layers_(problem.depth.layers()),
      lambda_(problem.feature.lambda(), bits_of(digits)),
      rho_(problem.feature.rho(), bits_of(digits)),
      epsilon_(problem.initial_amplitude(), bits_of(digits)),
      fraction_(fraction, bits_of(digits)),
      one_(Rational(1), bits_of(digits)) {}

Real BareFormula::critical_time() const { return objective_ == Objective::jepa ? jepa() : mae(); }

// G(q) - G(s0) over lambda rho^(2L-1), G(s) = ln(s/(1-s)) - sum_{n<2L} s^-n / n
Real BareFormula::jepa() const {
  const auto degree = static_cast<unsigned long>(layers_);
  const Real q = root(fraction_, degree);
  const Real s0 = root(epsilon_, degree) / rho_;
  const Real x = one_ / q;
  const Real x0 = one_ / s0;
  Real power_of_x = x;
  Real power_of_x0 = x0;
  Real sum = x0 - x;
  for (long n = 2; n < 2 * layers_; ++n) {
    power_of_x *= x;
    power_of_x0 *= x0;
    sum += (power_of_x0 - power_of_x) / n;
  }
  sum += log(q * (one_ - s0) / (s0 * (one_ - q)));
  return sum / (lambda_ * power(rho_, 2 * layers_ - 1));
}

// H(q) - H(s0) over lambda w_limit^(L-1), H(s) = h(s) + integral from 0 to s of y/(1-y^(L+1))
Real BareFormula::mae() const {
  const auto degree = static_cast<unsigned long>(layers_);
  const Real limit = root(rho_, degree + 1);
  const Real q = root(fraction_, degree);
  const Real s0 = root(epsilon_, degree) / limit;
  const Real head = layers_ == 1 ? log(q / s0)
                                 : (power(s0, 1 - layers_) - power(q, 1 - layers_)) / (layers_ - 1);
  const Real integral = geometric_integral(2, layers_ + 1, 1, q, Real(one_ - q)) -
                        geometric_integral(2, layers_ + 1, 1, s0, Real(one_ - s0));
  return (head + integral) / (lambda_ * power(limit, layers_ - 1));
}

}  // namespace jepa_oracle
