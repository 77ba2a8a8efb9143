#include "judge/fitted_mistake.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "jepa_oracle/descent_field.h"
#include "judge/compared_answer.h"

namespace jepa_oracle::properties {
namespace {

using Weights = Network<Rational>;

Weights scaled(const Weights& network, const Rational& factor) { return moved(network, network, Rational(factor - 1)); }

/// Velocities base + c direction of one unknown number c.
struct Line {
  Weights base;
  Weights direction;

  Weights at(const Rational& c) const { return moved(base, direction, c); }
};

/// A family of wrong velocities, and what a number c in it means.
struct Family {
  std::function<Line(const Weights& weights, const Weights& right)> line;
  Rational harmless;  ///< the number at which the velocity is right
  std::function<std::string(const std::string& number)> text;
};

/// Everything but the parts chosen is right, and those are c times the right ones.
std::function<Line(const Weights&, const Weights&)> factor_of(
    const std::function<bool(std::size_t part, std::size_t layers)>& chosen) {
  return [chosen](const Weights&, const Weights& right) {
    Line line{right, scaled(right, 0)};
    const std::size_t layers = right.layers.size();
    for (std::size_t part = 0; part <= layers; ++part) {
      if (!chosen(part, layers)) continue;
      Matrix<Rational>& from = part == layers ? line.base.top : line.base.layers[part];
      Matrix<Rational>& to = part == layers ? line.direction.top : line.direction.layers[part];
      std::swap(from, to);
    }
    return line;
  };
}

std::string moves(const std::string& what, const std::string& number) {
  return number == "0" ? what + " do not move" : fmt::format("{} move {} times as fast as they should", what, number);
}

const std::vector<Family>& families() {
  static const std::vector<Family> all{
      {factor_of([](std::size_t, std::size_t) { return true; }), 1,
       [](const std::string& c) { return fmt::format("the right answer, times {}", c); }},
      {factor_of([](std::size_t part, std::size_t layers) { return part == layers; }), 1,
       [](const std::string& c) { return moves("the weights of the top", c); }},
      {factor_of([](std::size_t part, std::size_t layers) { return part < layers; }), 1,
       [](const std::string& c) { return moves("the weights of the encoder", c); }},
      {factor_of([](std::size_t part, std::size_t) { return part == 0; }), 1,
       [](const std::string& c) { return moves("the weights of the first layer", c); }},
      {factor_of([](std::size_t part, std::size_t layers) { return part + 1 == layers; }), 1,
       [](const std::string& c) { return moves("the weights of the last encoder layer", c); }},
      {[](const Weights& weights, const Weights& right) {
         return Line{right, scaled(weights, -1)};
       },
       0, [](const std::string& c) { return fmt::format("a weight decay: {} times the weights is taken off", c); }}};
  return all;
}

Rational dot(const Weights& a, const Weights& b) {
  Rational sum = 0;
  const auto add = [&sum](const Matrix<Rational>& x, const Matrix<Rational>& y) {
    for (Index i = 0; i < x.size(); ++i) sum += x.data()[i] * y.data()[i];
  };
  for (std::size_t a_layer = 0; a_layer < a.layers.size(); ++a_layer) add(a.layers[a_layer], b.layers[a_layer]);
  add(a.top, b.top);
  return sum;
}

Weights right_velocity(const Weights& weights, Objective objective, const Moments<Rational>& moments) {
  return descent_field(objective, weights, moments);
}

/// c of the first answer; nothing where it does not show.
std::optional<Rational> fitted(const Call& call, const Family& family) {
  const auto& states = std::get<std::vector<RecordedStep>>(call.answer);
  std::optional<Weights> given;
  std::optional<Line> line;
  if (const auto* q = std::get_if<FieldQuestion>(&call.question)) {
    if (!same_shapes(states.front().network, q->network)) return std::nullopt;
    given = states.front().network;
    line = family.line(q->network, right_velocity(q->network, q->objective, q->moments));
  } else if (const auto* d = std::get_if<DescendQuestion>(&call.question)) {
    if (states.size() < 2 || states[1].step != 1 || !same_shapes(states[1].network, d->network)) return std::nullopt;
    given = scaled(moved(states[1].network, d->network, Rational(-1)), 1 / d->rate);
    line = family.line(d->network, right_velocity(d->network, d->objective, d->moments));
  }
  if (!given) return std::nullopt;
  const Rational squared = dot(line->direction, line->direction);
  if (squared == 0) return std::nullopt;
  return Rational(dot(moved(*given, line->base, Rational(-1)), line->direction) / squared);
}

Answer answered(const Question& question, const Family& family, const Rational& c) {
  if (const auto* q = std::get_if<FieldQuestion>(&question)) {
    const Weights right = right_velocity(q->network, q->objective, q->moments);
    return std::vector<RecordedStep>{{0, family.line(q->network, right).at(c)}};
  }
  const auto& q = std::get<DescendQuestion>(question);
  std::vector<RecordedStep> states{{0, q.network}};
  Weights weights = q.network;
  for (long step = 1; step <= q.steps; ++step) {
    const Weights right = right_velocity(weights, q.objective, q.moments);
    weights = moved(weights, family.line(weights, right).at(c), q.rate);
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
  // One answer is explained by one number too easily.
  if (std::holds_alternative<Rational>(calls.front().answer)) {
    return calls.size() > 1 ? fitted_factor(calls, format) : std::nullopt;
  }
  for (const Family& family : families()) {
    std::optional<Rational> c;
    for (std::size_t i = 0; i < calls.size() && !c; ++i) c = fitted(calls[i], family);
    if (!c) continue;
    *c = simple(*c, format);
    if (*c == family.harmless) continue;
    bool all = true;
    for (const Call& call : calls) {
      const bool known = std::holds_alternative<FieldQuestion>(call.question) ||
                         std::holds_alternative<DescendQuestion>(call.question);
      all = all && known && agrees(call, answered(call.question, family, *c), format);
      if (!all) break;
    }
    if (all) return family.text(shown(*c));
  }
  return std::nullopt;
}

}  // namespace jepa_oracle::properties
