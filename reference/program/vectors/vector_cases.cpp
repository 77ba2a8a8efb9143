#include "vectors/vector_cases.h"

#include <algorithm>
#include <stdexcept>

namespace jepa_oracle::program {
const Rational* ScalarCase::find(const std::string& name) const {
  const auto found = std::find_if(numbers.begin(), numbers.end(), [&](const auto& n) { return n.first == name; });
  return found == numbers.end() ? nullptr : &found->second;
}

ScalarCase ScalarCase::with(const std::string& name, const Rational& value) const {
  ScalarCase changed = *this;
  for (auto& [key, number] : changed.numbers) {
    if (key == name) number = value;
  }
  return changed;
}

Feature ScalarCase::feature() const {
  const Rational* rho = find("rho");
  return rho != nullptr ? Feature::with_rho(number("lambda"), *rho)
                        : Feature::with_variance(number("lambda"), number("variance"));
}

ScalarProblem ScalarCase::problem() const {
  return {objective, layers(), feature(), Initialisation::of_encoder(number("epsilon"))};
}

Rational ScalarCase::weight_decay() const {
  const Rational* decay = find("weight_decay");
  return decay != nullptr ? *decay : Rational(0);
}

Threshold ScalarCase::threshold() const {
  const Rational* fraction = find("fraction");
  return fraction != nullptr ? Threshold::fraction(*fraction) : Threshold::level(number("level"));
}

Json ScalarCase::input() const {
  Json input;
  input["objective"] = name_of(objective);
  input["depth"] = depth;
  if (top_depth != 1) input["top_depth"] = top_depth;
  for (const auto& [name, value] : numbers) input[name] = float32_text(value);
  return input;
}

std::string condition_of(const Quantity& quantity, const ScalarCase& given) {
  const Digits digits(kVectorDigits);
  const Rational change = power(Rational(2), -60);  // far above the digits, far below any curvature
  const auto middle = [&](const ScalarCase& at) {
    const std::optional<Interval> value = quantity(at, digits);
    if (!value) throw std::logic_error("a quantity vanishes when its numbers are moved a little");
    return value->midpoint();
  };
  const Real value = middle(given);
  Real sum(0);
  for (const auto& [name, number] : given.numbers) {
    if (number == 0) continue;
    const Real moved = middle(given.with(name, number * (1 + change)));
    sum = sum + abs(moved - value) / (abs(value) * constant_like(change, value));
  }
  return decimal_above(sum, Digits(2));
}

bool differs(const Interval& wrong, const Interval& right) {
  return certainly_positive(abs(wrong - right) - abs(right) / 1'000'000L);
}

void add_mistaken(std::vector<Mistaken>& list, const std::string& mutant, const std::optional<Interval>& wrong,
                  const Interval& right) {
  if (!wrong || !wrong->is_bounded() || !differs(*wrong, right)) return;
  list.push_back({flag_name(mutant), decimal_of(wrong->midpoint().to_rational(), Digits(kMistakenDigits))});
}

}  // namespace jepa_oracle::program
