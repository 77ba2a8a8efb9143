#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "jepa_oracle/critical_time.h"
#include "vectors/vector_file.h"
#include "vectors/vector_mistakes.h"

namespace jepa_oracle::program {

/// One feature in training as named numbers, which a small change can move.
///   lambda, rho or variance, epsilon (encoder amplitude), fraction, level or at, and weight_decay
struct ScalarCase {
  Objective objective;
  long depth;
  std::vector<std::pair<std::string, Rational>> numbers;
  long top_depth = 1;

  const Rational* find(const std::string& name) const;
  const Rational& number(const std::string& name) const { return *find(name); }
  ScalarCase with(const std::string& name, const Rational& value) const;

  Depth layers() const { return Depth(depth).with_top(top_depth); }
  Feature feature() const;
  ScalarProblem problem() const;
  Threshold threshold() const;
  Rational weight_decay() const;
  /// {"objective","depth","top_depth","lambda",...}, numbers exact in float32; one layer on top is not said.
  Json input() const;
};

inline Rational two_to(long exponent) { return power(Rational(2), exponent); }

/// A quantity of a case: an enclosure, or nothing where there is none.
using Quantity = std::function<std::optional<Interval>(const ScalarCase&, Digits)>;

/// Condition of a quantity: sum over its numbers x of |d ln(quantity) / d ln(x)|, two digits, rounded up, by difference
/// quotients. Relative errors of one rounding in each number move the quantity by that many roundings.
std::string condition_of(const Quantity& quantity, const ScalarCase& given);

/// Whether two numbers differ by more than a millionth of the right one, so that no tolerance confuses them.
bool differs(const Interval& wrong, const Interval& right);

/// Adds the answer of a mutant where there is one and it differs from the right one.
void add_mistaken(std::vector<Mistaken>& list, const std::string& mutant, const std::optional<Interval>& wrong,
                  const Interval& right);

}  // namespace jepa_oracle::program
