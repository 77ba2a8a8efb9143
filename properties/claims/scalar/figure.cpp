// Family Ordering, what people quote: small starts follow lambda, the six panels of Figure 2, greedy rank. Statements
// and proofs: proofs-notes/ordering.md
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/figure_panels.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

const Digits kFigureDigits(100);

/// The largest start from which the larger lambda is sure to be first, by the notes; limits are those of a layer.
Rational certain_start(Objective objective, long layers, const Rational& p, const Rational& lambda_gap,
                       const Rational& limit1, const Rational& limit2) {
  const Rational smaller = std::min(limit1, limit2);
  // g q (1-q) >= g p (1-p) / L, with g = (lambda2 - lambda1) / lambda2
  const Rational gamma = lambda_gap / (1 + lambda_gap) * p * (1 - p) / layers;
  if (layers >= 2) return gamma / 4 * smaller;
  if (objective == Objective::jepa) return gamma * gamma / 4 * smaller;  // by the name: its own condition at L = 1
  const Rational theta = std::min(Rational(1), Rational(limit1 * limit1 * (1 - p * p) / (limit2 * limit2)));
  long power_of_theta = 1;  // ceil(lambda1 / (2 (lambda2 - lambda1))) = ceil(1 / (2 gap))
  while (2 * lambda_gap * power_of_theta < 1) ++power_of_theta;
  return p * std::min(limit2, Rational(limit1 * power(theta, power_of_theta)));
}

Judgement small_epsilon(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const long layers = depth.layers();
  const long exponent = curve_powers(objective, depth).m;  // rho = limit^exponent
  const Rational p = instance.number("fraction");
  const Rational lambda2 = instance.number("lambda");
  const Rational gap = instance.number("lambda_gap");
  const Rational limit1 = instance.number("limit1");
  const Rational limit2 = instance.number("limit2");
  const Rational w0 = instance.number("start") * certain_start(objective, layers, p, gap, limit1, limit2);
  const auto start = Initialisation::of_encoder(power(w0, layers));
  Judgement judgement;
  judgement.label(limit1 > limit2 ? "conflict" : "agreement");
  const Feature small = Feature::with_rho(lambda2 / (1 + gap), power(limit1, exponent));
  const Feature large = Feature::with_rho(lambda2, power(limit2, exponent));
  const Interval t1 = time_to_fraction(judgement, subject, {objective, depth, small, start}, p, kFigureDigits);
  const Interval t2 = time_to_fraction(judgement, subject, {objective, depth, large, start}, p, kFigureDigits);
  judgement.require_less("larger lambda first", t2, t1);
  return judgement;
}

/// Panels a-c are JEPA, d-f MAE. In (c) the start lies inside every pairwise window.
Judgement figure_two(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Rational p(1, 2);
  const auto start = Initialisation::of_encoder(power(instance.number("layer_percent") / 100, depth.layers()));
  Judgement judgement;
  const auto times = [&](Objective objective, const FigurePanel& panel) {
    std::vector<Interval> list;
    for (const NamedFeature& f : panel.features)
      list.push_back(time_to_fraction(judgement, subject, {objective, depth, f.feature, start}, p, kFigureDigits));
    return list;
  };
  const auto require_order = [&](const std::string& panel, const std::vector<Interval>& list, bool last_first) {
    for (std::size_t i = 0; i + 1 < list.size(); ++i) {
      last_first ? judgement.require_less(panel, list[i + 1], list[i])
                 : judgement.require_less(panel, list[i], list[i + 1]);
    }
  };
  const auto all = figure_panels();
  const auto a = times(Objective::jepa, all[0]);
  const auto b = times(Objective::jepa, all[1]);
  const auto c = times(Objective::jepa, all[2]);
  const auto d = times(Objective::mae, all[0]);
  const auto e = times(Objective::mae, all[1]);
  const auto f = times(Objective::mae, all[2]);
  require_order("panel a: larger lambda first", a, true);
  require_order("panel b: larger rho first", b, true);
  require_order("panel c: larger rho first", c, false);
  require_order("panel d: larger lambda first", d, true);
  require_order("panel e: larger rho later", e, false);
  require_order("panel f: larger lambda first", f, true);
  const auto spread = [](const Interval& first, const Interval& last) { return (last - first) / first; };
  judgement.require_less("panels b and e: MAE separates by rho less than JEPA", spread(e.front(), e.back()),
                         spread(b.back(), b.front()));
  return judgement;
}

/// rho = 1: times in the ratio of the lambdas, and the second feature still small when the first has been learned.
Judgement greedy_rank(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const long layers = depth.layers();
  const Rational p = instance.number("fraction");
  const Rational variance = instance.number("variance");
  const Rational ratio = instance.number("ratio");
  // The conditions of the notes on s0, with (1-p)/L <= 1-q.
  const Rational slack = (1 - ratio) * (1 - p) / layers;
  const bool jepa = objective == Objective::jepa;  // by the name: the conditions of the notes differ at L = 1
  const Rational bound = layers >= 2 ? Rational(slack / 3) : (jepa ? Rational(slack * slack / 3) : p);
  const Rational s0 = instance.number("start") * std::min(bound, p);
  const auto start = Initialisation::of_encoder(power(s0, layers));
  const ScalarProblem first{objective, depth, Feature::with_variance(variance, variance), start};
  const ScalarProblem second{objective, depth, Feature::with_variance(variance * ratio, variance * ratio), start};
  Judgement judgement;
  const Interval t1 = time_to_fraction(judgement, subject, first, p, kFigureDigits);
  const Interval t2 = time_to_fraction(judgement, subject, second, p, kFigureDigits);
  judgement.require_less("larger variance first", t1, t2);
  judgement.require_same("t1 / t2 = lambda2 / lambda1", t1, t2 * exact(ratio));
  if (!t1.is_bounded()) return judgement;
  // Amplitudes grow: at a rational time just after t1 the second feature is at least as large as at t1.
  const Rational later = t1.upper().rounded_to(kCheckBits).to_rational() * (1 + power(Rational(2), -200));
  const Interval s2 = root(subject.encoder_amplitude(second, later, TimeConvention::flow, kFigureDigits),
                           static_cast<unsigned long>(layers));
  const Interval q = layer_of(p, depth);
  const Interval r = exact(ratio);
  const long exponent = curve_powers(objective, depth).a - 1;
  const Interval largest =
      exponent > 0 ? exact(s0) * root(Interval(2) / (Interval(1) - r), static_cast<unsigned long>(exponent))
                   : exp(log(exact(s0)) * (Interval(1) - r) + log(q) * r) / root(Interval(1) - square(q), 2);
  judgement.require_less("second feature when the first is learned", s2, largest);
  return judgement;
}

}  // namespace

std::vector<FigurePanel> figure_panels() {
  std::vector<FigurePanel> all{{"lambda varies", {}}, {"rho varies", {}}, {"lambda rises while rho falls", {}}};
  for (long i = 1; i <= 5; ++i) {
    const Rational fifth(i, 5);
    const auto shown = [](const Rational& value) { return *to_exact_decimal(value); };
    all[0].features.push_back({fmt::format("lambda {}", shown(fifth)), Feature::with_rho(fifth, 1)});
    all[1].features.push_back({fmt::format("rho {}", shown(fifth)), Feature::with_rho(1, fifth)});
    const Rational lambda(95 + i, 100);
    const Rational rho(6 - i, 5);
    all[2].features.push_back(
        {fmt::format("lambda {}  rho {}", shown(lambda), shown(rho)), Feature::with_rho(lambda, rho)});
  }
  return all;
}

std::vector<Claim> figure_claims() {
  const auto depth = depth_field();
  return {
      {"Ordering.SmallEpsilonFollowsLambda",
       {objective_field(), depth, positive("lambda", -2, 2), positive("lambda_gap", -1, 1), positive("limit1", -1, 1),
        positive("limit2", -1, 1), fraction("fraction", 2), part("start", 8)},
       small_epsilon,
       {},
       {"conflict", "agreement"}},
      {"Ordering.FigureTwo",
       {choice("depth", {2, 3, 4}, {2, 3, 4}), choice("layer_percent", {4, 5, 6}, {4, 5, 6})},
       figure_two},
      {"Ordering.GreedyRank",
       {objective_field(), depth, positive("variance", -2, 2), fraction("ratio", 2), fraction("fraction", 2),
        part("start", 8)},
       greedy_rank},
  };
}

}  // namespace jepa_oracle::properties
