// Family CriticalTime, the asymptotic part: expansions and gaps as epsilon -> 0. Every constant is fixed from one start
// and then holds at smaller ones; the notes say why. Statements and proofs: proofs-notes/critical-time.md
#include <cmath>

#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

/// Digits that stay when the leading terms, up to s^-power, are taken away.
Digits digits_for(const Rational& encoder_part, Depth depth, long power_of_s) {
  const double decades =
      -std::log10(std::max(1e-300, encoder_part.convert_to<double>())) / static_cast<double>(depth.layers());
  return Digits(60 + static_cast<long>(decades * static_cast<double>(power_of_s)));
}

/// Intervals of the asymptotic checks: the leading terms are taken away at this precision.
Interval wide(const Rational& value, Digits digits) { return Interval(value, digits.working_bits() + 64); }

/// sum over n = 1..N of s^-n / n
Interval leading_sum(const Interval& s, long last) {
  const Interval x = Interval(1) / s;
  Interval term = x;
  Interval sum = x;
  for (long n = 2; n <= last; ++n) {
    term *= x;
    sum += term / n;
  }
  return sum;
}

/// G(q) of the closed form: ln(q/(1-q)) - sum over n of q^-n/n.
Interval jepa_constant(const Interval& q, long last) { return log(q / (Interval(1) - q)) - leading_sum(q, last); }

/// What is left of the scaled JEPA time when the sum and ln(1/s0) are taken away: G(q) + ln(1 - s0).
Judgement jepa_expansion(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  const Rational p = instance.number("fraction");
  const long last = 2 * depth.layers() - 1;
  const auto degree = static_cast<unsigned long>(depth.layers());
  Judgement judgement;
  const Rational part1 = instance.number("start") * p;
  const Rational part2 = part1 * instance.number("smaller");
  const Digits digits = digits_for(part2, depth, last + 2);
  const Interval q = root(wide(p, digits), degree);
  const Interval constant = jepa_constant(q, last);
  std::vector<Interval> remainders;
  for (const Rational& part : {part1, part2}) {
    const auto start = Initialisation::of_encoder(part * power(feature.rho(), depth.layers()));
    const Interval s0 = root(wide(part, digits), degree);
    const Interval scaled = time_to_fraction(judgement, subject, {Objective::jepa, depth, feature, start}, p, digits) *
                            wide(feature.lambda() * power(feature.rho(), last), digits);
    const Interval remainder = scaled - leading_sum(s0, last) + log(s0);
    judgement.require_less("remainder above G(q) - s0/(1-s0)", constant - s0 / (Interval(1) - s0), remainder);
    judgement.require_less("remainder below G(q) - s0", remainder, constant - s0);
    remainders.push_back(remainder);
  }
  // The constant of the first start at the second: they differ by ln(1-s1) - ln(1-s2), between -s1/(1-s1) and 0.
  const Interval s1 = root(wide(part1, digits), degree);
  judgement.require_less("first remainder against the second", remainders[0], remainders[1]);
  judgement.require_less("second remainder against the first", remainders[1], remainders[0] + s1 / (Interval(1) - s1));
  return judgement;
}

Judgement mae_expansion(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const long layers = depth.layers();
  const long m = layers + 1;
  const Rational limit = instance.number("limit");  // rho = limit^(L+1)
  const Feature feature = Feature::with_rho(instance.number("lambda"), power(limit, m), "instance");
  const Rational p = instance.number("fraction");
  Judgement judgement;
  const Rational part = instance.number("start") * p;
  const Digits digits = digits_for(part, depth, layers + m + 4);
  const Interval s0 = root(wide(part, digits), static_cast<unsigned long>(layers));
  const auto start = Initialisation::of_encoder(part * power(limit, layers));
  const Interval scaled = time_to_fraction(judgement, subject, {Objective::mae, depth, feature, start}, p, digits) *
                          wide(feature.lambda() * power(limit, layers - 1), digits);
  const Interval leading = layers == 1 ? -log(s0) : power(s0, 1 - layers) / (layers - 1);
  const Interval constant = mae_constant(root(wide(p, digits), static_cast<unsigned long>(layers)), layers);
  const Interval tail = constant - (scaled - leading);  // the integral J(s0)
  const Interval half = square(s0) / 2L;
  judgement.require_less("tail above s0^2/2", half, tail);
  judgement.require_less("tail below s0^2 / (2 (1 - s0^m))", tail, half / (Interval(1) - power(s0, m)));
  return judgement;
}

}  // namespace

std::vector<Claim> asymptotic_claims() {
  const std::vector<Field> jepa{depth_field(),           positive("lambda", -2, 2), positive("rho", -1, 1),
                                fraction("fraction", 2), part("start", 8),          part("smaller", 8)};
  const std::vector<Field> mae{depth_field(), positive("lambda", -2, 2), positive("limit", -1, 1),
                               fraction("fraction", 2), part("start", 12)};
  return {
      {"CriticalTime.JepaExpansionRemainder", jepa, jepa_expansion},
      {"CriticalTime.MaeExpansionRemainder", mae, mae_expansion},
  };
}

}  // namespace jepa_oracle::properties
