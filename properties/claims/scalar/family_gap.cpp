// Family: the gap between features of equal lambda, by the two exponents. Every constant belongs to one start and binds
// all smaller ones. Statements and proofs: proofs-notes/family.md
#include <algorithm>
#include <array>

#include "jepa_oracle/objectives.h"
#include "scenarios/family_scenario.h"

namespace jepa_oracle::properties {
namespace {

/// integral from w0 to w1 of w^(m-a) dw
Interval gap_integral(const CurvePowers& powers, const Interval& w0, const Interval& w1) {
  const long order = powers.m - powers.a + 1;
  return order == 0 ? log(w1 / w0) : (power(w1, order) - power(w0, order)) / order;
}

/// Its finite limit as the start falls, m > a-1.
Interval gap_limit(const EqualLambda& pair, Digits digits) {
  const auto [a, m] = pair.powers();
  const auto limit_of = [&, degree = static_cast<unsigned long>(m)](int index) {
    return root(with_digits(1 / pair.beta(index), digits), degree);
  };
  if (a == 1) return log(limit_of(2) / limit_of(1));
  const Interval q = root(with_digits(pair.p, digits), static_cast<unsigned long>(pair.depth.layers()));
  return curve_primitive(pair.powers(), q) *
         (Interval(1) / power(limit_of(2), a - 1) - Interval(1) / power(limit_of(1), a - 1));
}

Judgement gap_law(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective_among(all_objectives());
  const EqualLambda pair = EqualLambda::of(instance, objective, family_depth(instance, objective));
  const auto [a, m] = pair.powers();
  const Rational first = pair.start(instance.number("start"));
  const std::array<Rational, 3> starts{first, first / 100, first / 10'000};
  const Digits digits = pair.digits(starts.back());
  const Interval delta = with_digits(pair.beta_gap(), digits);
  Judgement judgement;
  std::vector<Interval> layers;
  std::vector<Interval> gaps;
  for (const Rational& start : starts) {
    layers.push_back(pair.layer(start, digits));
    gaps.push_back(pair.gap(judgement, subject, start, digits));
  }
  for (const auto& [smaller, larger] : {std::pair(1, 0), std::pair(2, 1), std::pair(2, 0)}) {
    const auto w0 = static_cast<std::size_t>(smaller);
    const auto w1 = static_cast<std::size_t>(larger);
    const Interval least = delta * gap_integral(pair.powers(), layers[w0], layers[w1]);
    const Interval rise = gaps[w0] - gaps[w1];
    judgement.require_less("Delta I below D(w0) - D(w1)", least, rise);
    judgement.require_less("D(w0) - D(w1) below chi(w1) Delta I", rise, pair.chi(layers[w1]) * least);
  }
  if (m < a - 1) judgement.label("m < a-1");
  if (m == a - 1) judgement.label("m = a-1");
  if (m <= a - 1) return judgement;
  const Interval limit = gap_limit(pair, digits);
  judgement.label(a == 1 ? "a = 1" : certainly_positive(limit) ? "m > a-1, H(q) > 0" : "m > a-1, H(q) < 0");
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const Interval missing = limit - gaps[i];
    judgement.require_less("D(w0) below its limit", Interval(0), missing);
    judgement.require_less("by less than chi(w0) Delta w0^(m-a+1)/(m-a+1)", missing,
                           pair.chi(layers[i]) * delta * power(layers[i], m - a + 1) / (m - a + 1));
  }
  return judgement;
}

/// The gap of JEPA rises by ten times what the others' may rise by from the same start (at least 10 Delta), at a start
/// that the condition of the notes names.
void require_unbounded(Judgement& judgement, const Subject& subject, const EqualLambda& pair, Rational epsilon) {
  const long order = 2 * pair.depth.layers() - 2;
  const Digits coarse(40);
  // The constants are those of a start with chi <= 2, and w1 <= 1 where the condition is one of ln w0.
  const auto is_suitable = [&] {
    const Interval w = pair.layer(epsilon, coarse);
    return certainly_less(pair.chi(w), Interval(2)) && (order > 0 || certainly_less(w, Interval(1)));
  };
  while (!is_suitable()) epsilon /= power(Rational(2), pair.depth.layers());
  const Interval w1 = pair.layer(epsilon, coarse);
  const Interval chi_part = pair.chi(w1) * square(w1) / 2L;
  const Interval wanted =
      (certainly_less(chi_part, Interval(1)) ? Interval(1) : chi_part) * 10L;  // (K - D(w1)) / Delta
  const auto meets_condition = [&](const Rational& smaller) {
    return certainly_less(wanted, gap_integral({order + 1, 0}, pair.layer(smaller, coarse), w1));
  };
  Rational smaller = epsilon / 2;
  while (!meets_condition(smaller)) smaller /= 2;
  const Digits digits = pair.digits(smaller);
  const Interval least =
      pair.gap(judgement, subject, epsilon, digits) + wanted * with_digits(pair.beta_gap(), digits);  // K
  judgement.require_less("lambda (t2 - t1) exceeds K at the smaller start", least,
                         pair.gap(judgement, subject, smaller, digits));
}

void require_bounded(Judgement& judgement, const Subject& subject, const EqualLambda& pair, const Rational& epsilon) {
  const std::array<Rational, 3> smaller{epsilon / 10, epsilon / 1000, epsilon / 1'000'000};
  const Digits digits = pair.digits(smaller.back());
  const Interval w1 = pair.layer(epsilon, digits);
  const Interval least = pair.gap(judgement, subject, epsilon, digits);
  const Interval most = least + pair.chi(w1) * with_digits(pair.beta_gap(), digits) * square(w1) / 2L;
  for (const Rational& start : smaller) {
    const Interval gap = pair.gap(judgement, subject, start, digits);
    judgement.require_less("D(w1) below the gap", least, gap);
    judgement.require_less("the gap below D(w1) + chi(w1) Delta w1^2/2", gap, most);
  }
}

Judgement only_jepa_separates(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective_among(all_objectives());
  const EqualLambda pair = EqualLambda::of(instance, objective, family_depth(instance, objective));
  const Rational epsilon = pair.start(instance.number("start"));
  Judgement judgement;
  judgement.label(std::string(title_of(objective)));
  switch (objective) {
    case Objective::jepa:
      require_unbounded(judgement, subject, pair, epsilon);
      break;
    case Objective::mae:
    case Objective::spectral_contrastive:
      require_bounded(judgement, subject, pair, epsilon);
      break;
    case Objective::barlow_twins: {
      const auto time = [&](int index) {
        const ScalarProblem problem{objective, pair.depth, pair.feature(index), Initialisation::of_encoder(epsilon)};
        return time_to_fraction(judgement, subject, problem, pair.p);
      };
      judgement.require_same("t1 = t2", time(1), time(2));
    }
  }
  return judgement;
}

}  // namespace

std::vector<Claim> family_gap_claims() {
  const auto fields = [](const std::vector<long>& rows) {
    return std::vector<Field>{row_field(rows),           depth_field(),          top_depth_field(),
                              positive("lambda", -2, 2), positive("rho", -1, 1), positive("excess", -3, 1),
                              fraction("fraction", 2),   part("start", 6)};
  };
  const auto at = [](const char* objective, const char* depth, const char* top) {
    return instance_of({{"objective", objective},
                        {"depth", depth},
                        {"top_depth", top},
                        {"lambda", "0.9"},
                        {"rho", "0.7"},
                        {"excess", "0.5"},
                        {"fraction", "0.5"},
                        {"start", "0.01"}});
  };
  std::vector<std::string> titles;
  for (const Objective objective : all_objectives()) titles.emplace_back(title_of(objective));
  return {
      {"Family.GapLaw",
       fields({0, 1, 2}),
       gap_law,
       {at("0", "3", "2"), at("0", "1", "2"), at("1", "1", "1"), at("1", "8", "1"), at("1", "2", "3"),
        at("2", "1", "1"), at("2", "8", "1")},
       {"m < a-1", "m = a-1", "a = 1", "m > a-1, H(q) > 0", "m > a-1, H(q) < 0"}},
      {"Family.OnlyJepaSeparatesByRho",
       fields({0, 1, 2, 3}),
       only_jepa_separates,
       {at("0", "1", "3"), at("1", "1", "1"), at("2", "1", "1"), at("3", "1", "1")},
       titles},
  };
}

}  // namespace jepa_oracle::properties
