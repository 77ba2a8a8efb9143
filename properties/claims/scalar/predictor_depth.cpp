// Family: what the depth of JEPA's predictor does to the gap and to the preference for rho. Statements and proofs:
// proofs-notes/family.md
#include <algorithm>
#include <array>

#include "scenarios/family_scenario.h"

namespace jepa_oracle::properties {
namespace {

long top_layers_of(const Instance& instance, const std::string& name) {
  return numerator(instance.number(name)).convert_to<long>();
}

EqualLambda jepa_pair(const Instance& instance, long top) {
  return EqualLambda::of(instance, Objective::jepa, instance.depth().with_top(top));
}

/// w^M < p^(M/L) rho2 and chi <= 1 + 2^-6, exactly.
bool has_small_constants(const EqualLambda& pair, const Rational& w) {
  const long top = pair.depth.top_layers();
  const Rational x = power(w, top);
  const bool is_below = power(x / pair.rho2, pair.depth.layers()) < power(pair.p, top);
  return is_below && (1 - x / pair.rho1) * (1 - x / pair.rho2) * Rational(65, 64) >= 1;
}

/// The gap of one predictor depth at w1 and three smaller starts: r in its interval (L >= 2), or what ln(1/w0) leaves
/// of it (L = 1).
void require_gap_of_any_predictor(Judgement& judgement, const Subject& subject, const EqualLambda& pair,
                                  const Rational& w1) {
  const long layers = pair.depth.layers();
  const long order = 2 * layers - 2;
  const std::array<Rational, 3> smaller{w1 / 2, w1 / 100, w1 / 10'000};
  const Digits digits = pair.digits(power(smaller.back(), layers));
  const Interval delta = with_digits(pair.beta_gap(), digits);
  const auto gap = [&](const Rational& w) { return pair.gap(judgement, subject, power(w, layers), digits) / delta; };
  const Interval w = with_digits(w1, digits);
  const Interval chi = pair.chi(w);
  const Interval first = gap(w1);
  for (const Rational& w0 : smaller) {
    const Interval there = gap(w0);
    if (order == 0) {
      const Interval change = there - first - log(with_digits(w1 / w0, digits));
      const Interval room = chi * with_digits(pair.beta(1) + pair.beta(2), digits) * power(w, pair.depth.top_layers());
      judgement.require_less("gap - Delta ln(1/w0) rises as the start falls", Interval(0), change);
      judgement.require_less("by less than chi Delta (1/rho1 + 1/rho2) w1^M/M", change, room / pair.depth.top_layers());
      continue;
    }
    const auto ratio = [&](const Interval& g, const Rational& at) {
      return g * with_digits(power(at, order), digits) * order;
    };
    const Interval theta = with_digits(power(w0 / w1, order), digits);
    const Interval least = theta * ratio(first, w1);
    judgement.require_less("r above theta r(w1) + 1 - theta", least + (Interval(1) - theta), ratio(there, w0));
    judgement.require_less("r below theta r(w1) + chi (1 - theta)", ratio(there, w0),
                           least + chi * (Interval(1) - theta));
  }
}

/// Both predictors from the same starts: w1 is the largest power of 1/2 that both admit.
Judgement gap_does_not_depend(const Instance& instance, const Subject& subject) {
  const EqualLambda one = jepa_pair(instance, top_layers_of(instance, "top_depth"));
  const EqualLambda other = jepa_pair(instance, top_layers_of(instance, "other_top_depth"));
  Rational w1 = 1;
  while (!has_small_constants(one, w1) || !has_small_constants(other, w1)) w1 /= 2;
  Judgement judgement;
  judgement.label(one.depth.layers() == 1 ? "L = 1" : "L >= 2");
  require_gap_of_any_predictor(judgement, subject, one, w1);
  require_gap_of_any_predictor(judgement, subject, other, w1);
  return judgement;
}

/// The four small terms of (3) in the notes at a start w0.
struct SmallTerms {
  std::array<Interval, 4> e;

  SmallTerms(const EqualLambda& pair, const Rational& w0) {
    const long layers = pair.depth.layers();
    const long top = pair.depth.top_layers();
    const Interval q = layer_of(pair.p, pair.depth);
    const Interval s = exact(w0) / root(exact(pair.rho2), static_cast<unsigned long>(top));
    const Interval one(1);
    const Interval room = one - power(q, top);  // 1 - q^M
    const Interval apart = exact(1 - pair.rho2 / pair.rho1);
    e = {power(s / q, 2 * layers - 2) * (one + one / (power(q, top) * room * apart)),
         power(s, top) / room * exact(Rational(2 * layers + top - 2, 2 * layers - 2)), s * 4L / square(room),
         power(s / q, 2 * layers + top - 2)};
  }

  bool at_most_a_quarter() const {
    const Interval quarter = exact(Rational(1, 4));
    return std::all_of(e.begin(), e.end(), [&](const Interval& x) { return certainly_less(x, quarter); });
  }
};

/// g = (t2 - t1)/t1 at a start w0, told from 0 and from the leading term.
struct Preference {
  const Subject& subject;
  Judgement& judgement;
  Digits digits;

  Interval of(const EqualLambda& pair, const Rational& w0) const {
    const auto start = Initialisation::of_encoder(power(w0, pair.depth.layers()));
    const auto time = [&](int index) {
      const ScalarProblem problem{Objective::jepa, pair.depth, pair.feature(index), start};
      return time_to_fraction(judgement, subject, problem, pair.p, digits);
    };
    const Interval t1 = time(1);
    return (time(2) - t1) / t1;
  }

  /// Whether the lower bound says something here, beside the upper one.
  bool require_leading_term(const EqualLambda& pair, const Rational& w0) const {
    const long layers = pair.depth.layers();
    const long top = pair.depth.top_layers();
    const Rational leading =
        Rational(2 * layers + top - 2, 2 * layers - 2) * (1 / pair.rho2 - 1 / pair.rho1) * power(w0, top);
    const Interval y = of(pair, w0) / with_digits(leading, digits);
    const auto& e = SmallTerms(pair, w0).e;
    const Interval one(1);
    judgement.require_less("y below (1 + e3)/(1 - e4)", y, (one + e[2]) / (one - e[3]));
    if (!certainly_less(e[0], one)) return false;
    judgement.require_less("y above (1 - e1)/(1 + e2)", (one - e[0]) / (one + e[1]), y);
    return true;
  }
};

Judgement preference_weakens(const Instance& instance, const Subject& subject) {
  const long top = top_layers_of(instance, "top_depth");
  const EqualLambda pair = jepa_pair(instance, top);
  const EqualLambda deeper = jepa_pair(instance, top + 1);
  const Interval limit = root(exact(pair.rho2), static_cast<unsigned long>(top));
  const Interval deeper_limit = root(exact(pair.rho2), static_cast<unsigned long>(top + 1));
  const Rational least = std::min(below(limit), below(deeper_limit));
  const Rational start = instance.number("start") * below(layer_of(pair.p, pair.depth)) * least;
  const auto are_small = [&](const Rational& w0) {
    return w0 <= Rational(1, 4) && SmallTerms(pair, w0).at_most_a_quarter() &&
           SmallTerms(deeper, w0).at_most_a_quarter();
  };
  Rational small = start;
  while (!are_small(small)) small /= 2;
  Judgement judgement;
  const Preference preference{subject, judgement, deeper.digits(power(Rational(small / 100), pair.depth.layers()))};
  bool has_both_bounds = false;
  for (const Rational& w0 : {start, Rational(start / 100)}) {
    for (const EqualLambda* one : {&pair, &deeper}) {
      has_both_bounds = preference.require_leading_term(*one, w0) || has_both_bounds;
    }
  }
  if (has_both_bounds) judgement.label("both bounds");
  for (const Rational& w0 : {small, Rational(small / 100)}) {
    judgement.require_less("g of one layer more below 100/27 w0 g", preference.of(deeper, w0),
                           preference.of(pair, w0) * with_digits(w0 * Rational(100, 27), preference.digits));
  }
  return judgement;
}

}  // namespace

std::vector<Claim> predictor_depth_claims() {
  const std::vector<Field> pair{positive("lambda", -2, 2), positive("rho", -1, 1), positive("excess", -3, 1),
                                fraction("fraction", 2)};
  std::vector<Field> two_predictors{depth_field(), top_depth_field(), top_depth_field("other_top_depth", 11)};
  two_predictors.insert(two_predictors.end(), pair.begin(), pair.end());
  std::vector<Field> from_start{deep_field(), top_depth_field()};
  from_start.insert(from_start.end(), pair.begin(), pair.end());
  from_start.push_back(part("start", 6));
  return {
      {"Family.GapDoesNotDependOnPredictorDepth", two_predictors, gap_does_not_depend, {}, {"L = 1", "L >= 2"}},
      {"Family.PredictorDepthWeakensPreference", from_start, preference_weakens, {}, {"both bounds"}},
  };
}

}  // namespace jepa_oracle::properties
