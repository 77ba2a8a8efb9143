#include "jepa_oracle/slow_average.h"

#include "closed_forms/exact_powers.h"
#include "jepa_oracle/errors.h"
#include "numbers/refinement.h"

namespace jepa_oracle {

std::optional<Guaranteed> slow_average_time(const ScalarProblem& problem, const Rational& fraction, Digits digits) {
  const auto& [objective, depth, feature, initialisation] = problem;
  if (objective != Objective::jepa || depth.top_layers() != 1) {
    throw InvalidProblem("objective", "an average of the encoder is the target of JEPA with one layer of predictor");
  }
  const Rational p = Threshold::fraction(fraction).value();
  if (feature.sign() <= 0) return std::nullopt;
  const long layers = depth.layers();
  const Rational start = problem.initial_amplitude() / power(feature.rho(), layers);  // x^(L+1)
  if (compare_powers(start, layers, p, layers + 1) >= 0) return std::nullopt;
  return refine(digits, 0, [&](Bits bits) {
    // 1 - x and 1 - q without cancellation
    const Interval before = -expm1(log(Interval(start, bits)) / (layers + 1));
    const Interval after = -expm1(log(Interval(p, bits)) / layers);
    return log(before / after) * (layers + 1);
  });
}

}  // namespace jepa_oracle
