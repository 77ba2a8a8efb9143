#pragma once

#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/critical_time.h"
#include "numbers.h"

namespace jepa_oracle {

inline constexpr Objective kBothObjectives[] = {Objective::jepa, Objective::mae};
inline constexpr long kDepths[] = {1, 2, 3, 4, 5, 6, 7, 8, 64};

inline ScalarProblem problem_of(Objective objective, long depth, const Feature& feature, const Rational& epsilon) {
  return {objective, Depth(depth), feature, Initialisation::of_encoder(epsilon)};
}

inline std::string show(const ScalarProblem& problem) {
  return std::string(name_of(problem.objective)) + " depth " + std::to_string(problem.depth.layers()) + " lambda " +
         problem.feature.lambda().str() + " rho " + problem.feature.rho().str() + " epsilon " +
         problem.initial_amplitude().str().substr(0, 80);
}

/// The enclosure deserves its digits: it is that narrow, and the decimal is inside or next to it.
inline bool has_its_digits(const Guaranteed& number) {
  if (!number.conclusive()) return false;
  const Rational decimal = parse_rational(*number.decimal, "decimal");
  const Rational half_unit = boost::multiprecision::abs(decimal) * power(Rational(10), 1 - number.digits.count()) / 2;
  const Interval around = hull(Interval(Rational(decimal - half_unit), 2 * number.enclosure.precision()),
                               Interval(Rational(decimal + half_unit), 2 * number.enclosure.precision()));
  return contains(around, number.enclosure);
}

}  // namespace jepa_oracle
