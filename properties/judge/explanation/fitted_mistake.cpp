#include "judge/explanation/fitted_mistake.h"

#include <fmt/format.h>

#include <cmath>

#include "jepa_oracle/descent_field.h"
#include "judge/explanation/compared_answer.h"
#include "judge/explanation/velocity_family.h"

namespace jepa_oracle::properties {
namespace {

/// Answers that two numbers must explain.
constexpr std::size_t kAnswersForTwo = 3;

Rational dot(const Weights& a, const Weights& b) {
  Rational sum = 0;
  const auto add = [&sum](const Matrix<Rational>& x, const Matrix<Rational>& y) {
    for (Index i = 0; i < x.size(); ++i) sum += x.data()[i] * y.data()[i];
  };
  for_each_matrix_of(add, a, b);
  return sum;
}

/// At `weights`, of what a field or a descent was asked for.
template <class Asked>
Weights right_velocity(const Asked& q, const Weights& weights) {
  return moved(descent_field(q.objective, weights, q.moments), weights, Rational(-q.weight_decay));
}

/// The c for which the plane is nearest to a velocity; nothing where that is not one.
std::optional<Numbers> nearest_in(const Plane& plane, const Weights& given) {
  const Weights beside = moved(given, plane.base, Rational(-1));
  const Weights& u = plane.directions.front();
  const Rational uu = dot(u, u);
  const Rational ub = dot(u, beside);
  if (plane.directions.size() == 1) {
    if (uu == 0) return std::nullopt;
    return Numbers{Rational(ub / uu)};
  }
  const Weights& v = plane.directions.back();
  const Rational uv = dot(u, v);
  const Rational vv = dot(v, v);
  const Rational vb = dot(v, beside);
  const Rational determinant = uu * vv - uv * uv;
  if (determinant == 0) return std::nullopt;
  return Numbers{Rational((ub * vv - vb * uv) / determinant), Rational((vb * uu - ub * uv) / determinant)};
}

/// c of one answer; nothing where it does not show.
std::optional<Numbers> fitted(const Call& call, const VelocityFamily& family) {
  const auto& states = std::get<std::vector<RecordedStep>>(call.answer);
  if (const auto* q = std::get_if<FieldQuestion>(&call.question)) {
    if (!same_shapes(states.front().network, q->network)) return std::nullopt;
    const Weights right = right_velocity(*q, q->network);
    return nearest_in(family.plane(q->network, right), states.front().network);
  }
  const auto* d = std::get_if<DescendQuestion>(&call.question);
  if (d == nullptr || states.size() < 2 || states[1].step != 1) return std::nullopt;
  if (!same_shapes(states[1].network, d->network)) return std::nullopt;
  const Weights right = right_velocity(*d, d->network);
  return nearest_in(family.plane(d->network, right),
                    scaled(moved(states[1].network, d->network, Rational(-1)), 1 / d->rate));
}

Answer answered(const Question& question, const VelocityFamily& family, const Numbers& c) {
  if (const auto* q = std::get_if<FieldQuestion>(&question)) {
    const Weights right = right_velocity(*q, q->network);
    return std::vector<RecordedStep>{{0, family.plane(q->network, right).at(c)}};
  }
  const auto& q = std::get<DescendQuestion>(question);
  std::vector<RecordedStep> states{{0, q.network}};
  Weights weights = q.network;
  for (long step = 1; step <= q.steps; ++step) {
    const Weights right = right_velocity(q, weights);
    weights = moved(weights, family.plane(weights, right).at(c), q.rate);
    if (step % q.every == 0 || step == q.steps) states.push_back({step, weights});
  }
  return states;
}

/// The nearest fraction of a small denominator where it is as near as rounding allows, else the number itself.
Rational simple(const Rational& number, const NumberFormat& format) {
  if (format.is_exact()) return number;
  constexpr long kLargest = 1000;
  constexpr int kLost = 10;  // bits that an answer's own rounding may cost its ratio to the right one
  const double size = size_of(number);
  const double near = std::ldexp(size, static_cast<int>(kLost - format.bits));
  for (long q = 1; q <= kLargest; ++q) {
    const Rational scaled = number * q + Rational(1, 2);
    Rational whole(numerator(scaled) / denominator(scaled));
    if (scaled < 0 && whole != scaled) whole -= 1;
    const Rational candidate = whole / q;
    if (size_of(Rational(candidate - number)) <= near) return candidate;
  }
  return number;
}

std::string shown(const Rational& number) {
  return denominator(number) <= 1000 ? to_fraction(number) : fmt::format("{:.6g}", number.convert_to<double>());
}

std::optional<std::string> fitted_factor(const std::vector<Call>& calls, const NumberFormat& format) {
  const auto number = [](const Answer& answer) { return std::get<Rational>(answer); };
  const auto right = answer_of(ReferenceSubject(), calls.front().question);
  if (!right || number(*right) == 0) return std::nullopt;
  const Rational c = simple(number(calls.front().answer) / number(*right), format);
  if (c == 1) return std::nullopt;
  for (const Call& call : calls) {
    const auto expected = answer_of(ReferenceSubject(), call.question, c);
    if (!expected || !agrees(call, *expected, format)) return std::nullopt;
  }
  return fmt::format("the right answer, times {}", shown(c));
}

}  // namespace

std::optional<std::string> fitted_mistake(const std::vector<Call>& calls, const NumberFormat& format) {
  if (calls.empty()) return std::nullopt;
  // One answer is explained by one number too easily, two answers by two.
  if (std::holds_alternative<Rational>(calls.front().answer)) {
    return calls.size() > 1 ? fitted_factor(calls, format) : std::nullopt;
  }
  for (const VelocityFamily& family : velocity_families()) {
    if (calls.size() < kAnswersForTwo && family.harmless.size() > 1) continue;
    std::optional<Numbers> c;
    for (std::size_t i = 0; i < calls.size() && !c; ++i) c = fitted(calls[i], family);
    if (!c) continue;
    std::vector<std::string> numbers;
    bool all = true;
    for (std::size_t i = 0; i < c->size(); ++i) {
      (*c)[i] = simple((*c)[i], format);
      all = all && (*c)[i] != family.harmless[i];
      numbers.push_back(shown((*c)[i]));
    }
    for (std::size_t i = 0; i < calls.size() && all; ++i) {
      const bool known = std::holds_alternative<FieldQuestion>(calls[i].question) ||
                         std::holds_alternative<DescendQuestion>(calls[i].question);
      all = known && agrees(calls[i], answered(calls[i].question, family, *c), format);
    }
    if (all) return family.text(numbers);
  }
  return std::nullopt;
}

}  // namespace jepa_oracle::properties
