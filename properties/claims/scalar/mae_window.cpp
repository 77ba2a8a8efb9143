// Family Ordering, where MAE prefers the larger rho: its window and the bound below which it has none. Statements and
// proofs: proofs-notes/ordering.md
#include <algorithm>

#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

/// Order this near to the ends of a window is a matter of 2^-120 of the time.
const Digits kMaeWindowDigits(160);

/// p above p0(L) ("beyond" = 1) or within it; at depth 1, where p0 = 1, always within.
Rational fraction_of(const Instance& instance, const Subject& subject) {
  const Rational& part = instance.number("fraction");
  const Interval bound = subject.mae_fraction_bound(instance.depth(), Digits(kCheckDigits));
  if (instance.depth().layers() == 1 || instance.number("beyond") == 0) {
    return part * std::min(below(bound), Rational(1));
  }
  const Rational above_it = std::min(above(bound), Rational(1, 2) + below(bound) / 2);  // below 1 whatever is answered
  return above_it + part * (1 - above_it);
}

/// Both sides of both ends, and a start far on each side; where there is no window, the turning point, at which the gap
/// is smallest. Between starts on one side of the turning point the gap falls before it and rises after it.
Judgement mae_window(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const long layers = depth.layers();
  const long m = layers + 1;
  const Rational p = fraction_of(instance, subject);
  const Rational lambda2 = instance.number("lambda");
  const Rational limit2 = instance.number("limit");  // rho2^(1/(L+1))
  const Rational place = instance.number("place");
  const Rational rho2 = power(limit2, m);
  const Conflict conflict = Conflict::between(
      Feature::with_rho(lambda2 / (1 + instance.number("lambda_gap")), rho2 * (1 + instance.number("excess"))),
      Feature::with_rho(lambda2, rho2));
  const Rational reach = p * power(limit2, layers);  // starts below this are below both thresholds
  Judgement judgement;
  const auto gap = [&](const Rational& epsilon) {  // D = t1 - t2
    const auto time = [&](const Feature& feature) {
      const ScalarProblem problem{Objective::mae, depth, feature, Initialisation::of_encoder(epsilon)};
      return time_to_fraction(judgement, subject, problem, p, kMaeWindowDigits);
    };
    return time(conflict.influential) - time(conflict.noisy);
  };
  const Interval zero(0);
  const auto window = subject.conflict_window(Objective::mae, depth, p, conflict, Digits(kCheckDigits));
  const bool within = layers == 1 || instance.number("beyond") == 0;
  // epsilon = wx^L, wx^m rational
  const Interval turning = power(root(exact(conflict.turning_point()), static_cast<unsigned long>(m)), layers);
  if (!window) {
    judgement.label(within ? "p <= p0: empty" : "p > p0: empty");
    const Rational near = turning.midpoint().rounded_to(64).to_rational();
    const Interval somewhere = gap(place * reach);
    const Interval least = gap(near < reach ? near : Rational((1 + place) / 2 * reach));
    judgement.require_less("noisy first where the gap is smallest", zero, least);
    judgement.require_less("the gap is larger away from there", least, somewhere);
    return judgement;
  }
  judgement.label("open");
  judgement.require("there is no window for p <= p0", !within);
  const auto& [low, high] = *window;
  judgement.require("the ends are starts below both thresholds", 0 < just_below(low) && just_above(high) < reach);
  judgement.require_less("the lower end lies below wx", low, turning);
  judgement.require_less("the upper end lies above wx", turning, high);
  if (judgement.verdict() != Verdict::holds) return judgement;
  const Interval before = gap(just_below(low));
  const Interval after = gap(just_above(high));
  judgement.require_between("t2 - t1 = 0 at the lower end", -before, zero, -gap(just_above(low)));
  judgement.require_between("t1 - t2 = 0 at the upper end", gap(just_below(high)), zero, after);
  judgement.require_less("the gap falls up to the lower end", before, gap(place * just_below(low)));
  judgement.require_less("the gap rises from the upper end on", after,
                         gap(just_above(high) + place * (reach - just_above(high))));
  const Rational inside = above(low) + place * (below(high) - above(low));
  const Interval at_inside = gap(inside);
  judgement.require_less("influential first inside", at_inside, zero);
  // The start inside and one halfway from it to wx, where the gap is smaller.
  const Rational nearer = (inside + turning.midpoint().rounded_to(64).to_rational()) / 2;
  judgement.require_less("the gap falls towards wx", gap(nearer), at_inside);
  return judgement;
}

/// sum over j of y^(j+1) / (j m + 2), the tail enclosed; 0 < y < 1.
Interval fraction_series(const Interval& y, long m) {
  Interval term = y;
  Interval sum = term / 2L;
  for (long j = 1; binary_exponent(term.upper()) > -kCheckBits && j < 100'000; ++j) {
    term *= y;
    sum += term / (j * m + 2);
  }
  return sum + hull(Interval(0), term * y / (Interval(1) - y));
}

/// p0 solves its equation on either side of the answer, and obeys the bounds that hold for every L.
Judgement fraction_bound_vanishes(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const long layers = depth.layers();
  const auto root_degree = static_cast<unsigned long>(layers);
  Judgement judgement;
  const Interval bound = subject.mae_fraction_bound(depth, Digits(kCheckDigits));
  judgement.require("p0 is a fraction", 0 < just_below(bound) && just_above(bound) < 1);
  if (judgement.verdict() != Verdict::holds) return judgement;
  const auto y_of = [&](const Rational& p) { return root(exact(power(p, layers + 1)), root_degree); };
  judgement.require_between("the series is 1/(L-1) at p0", fraction_series(y_of(just_below(bound)), layers + 1),
                            exact(Rational(1, layers - 1)), fraction_series(y_of(just_above(bound)), layers + 1));

  const Interval y = root(power(bound, layers + 1), root_degree);
  const Interval scaled = bound * layers;
  judgement.require_less("y < 2/(L-1)", y, exact(Rational(2, layers - 1)));
  judgement.require_less("L p0 < 2 L/(L-1) ((L-1)/2)^(1/(L+1))", scaled,
                         exact(Rational(2 * layers, layers - 1)) *
                             root(exact(Rational(layers - 1, 2)), static_cast<unsigned long>(layers + 1)));
  if (layers >= 4) {
    judgement.label("both bounds");
    const Rational square = Rational(layers) * layers;
    judgement.require_less("2 (L^2-9)/((L-1)(L^2-5)) < y", exact(2 * (square - 9) / ((layers - 1) * (square - 5))), y);
    judgement.require_less("2 < L p0", Interval(2), scaled);
  }
  const Interval half = exact(Rational(1, 2));
  layers >= 6 ? judgement.require_less("p0 < 1/2 from L = 6 on", bound, half)
              : judgement.require_less("1/2 < p0 up to L = 5", half, bound);
  return judgement;
}

/// 2..24 and then by steps of about a ninth up to 1000.
std::vector<long> depths_to_a_thousand() {
  std::vector<long> depths;
  for (long depth = 2; depth < 1000; depth += std::max(1L, depth / 6)) depths.push_back(depth);
  depths.push_back(1000);
  return depths;
}

}  // namespace

std::vector<Claim> mae_window_claims() {
  Field depths = choice("depth", depths_to_a_thousand(), {2, 3, 4, 5, 6, 7, 64, 1000});
  depths.turns = depths.simple;
  return {
      {"Ordering.MaeConflictWindow",
       {depth_field(), choice("beyond", {0, 1}), positive("lambda", -2, 2), positive("lambda_gap", -6, -1),
        positive("limit", -1, 1), positive("excess", -2, 2), fraction("fraction", 2), fraction("place", 8)},
       mae_window,
       {},
       {"open", "p > p0: empty", "p <= p0: empty"}},
      {"Ordering.MaeFractionBoundVanishes", {depths}, fraction_bound_vanishes, {}, {"both bounds"}},
  };
}

}  // namespace jepa_oracle::properties
