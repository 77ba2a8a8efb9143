// Family Decay, two features: which of them weight decay lets survive alone. Statements and proofs:
// proofs-notes/decay.md
#include "jepa_oracle/objectives.h"
#include "scenarios/decay_scenario.h"

namespace jepa_oracle::properties {
namespace {

const Digits kFilterDigits(kCheckDigits);

struct FilteredPair {
  DecayingFeature influential;
  DecayingFeature noisy;

  Conflict conflict() const { return Conflict::between(influential.feature, noisy.feature); }
  /// Sign of eta1* - eta2*, exact: lambda^m rho^n.
  int order() const {
    const auto size = [](const DecayingFeature& f) {
      return Rational(power(f.feature.lambda(), f.m()) * power(f.feature.rho(), f.n()));
    };
    const Rational difference = size(influential) - size(noisy);
    return difference > 0 ? 1 : (difference < 0 ? -1 : 0);
  }
};

/// lambda1 = lambda2 / (1 + gap), rho1 = rho2 (1 + excess); as a tie rho_i = c_i^m and lambda1 c1^n = lambda2 c2^n.
FilteredPair pair_of(const Instance& instance) {
  const Objective objective = instance.objective();
  const Depth depth = decaying_depth(instance, objective);
  const auto [a, m] = curve_powers(objective, depth);
  const Rational lambda2 = instance.number("lambda");
  const Rational rho2 = instance.number("rho");
  const Rational ratio = 1 + instance.number("excess");
  if (instance.number("tie") == 1) {
    return {{objective, depth, Feature::with_rho(lambda2 / power(ratio, a - 1), power(rho2 * ratio, m))},
            {objective, depth, Feature::with_rho(lambda2, power(rho2, m))}};
  }
  return {{objective, depth, Feature::with_rho(lambda2 / (1 + instance.number("lambda_gap")), rho2 * ratio)},
          {objective, depth, Feature::with_rho(lambda2, rho2)}};
}

void require_survivor(Judgement& judgement, const Subject& subject, const DecayingFeature& survivor,
                      const Rational& its_start, const DecayingFeature& other, const Rational& other_start,
                      const Rational& eta) {
  const auto survives = subject.survives(survivor.from(its_start), eta);
  const auto dies = subject.survives(other.from(other_start), eta);
  judgement.require_answer("the fates of both features", survives && dies);
  if (!survives || !dies) return;
  judgement.require("the one survives", *survives);
  judgement.require("the other dies", !*dies);
}

/// Half-way between two enclosures that do not overlap.
Rational between_both(const Interval& lower, const Interval& upper) {
  return (lower.upper().to_rational() + upper.lower().to_rational()) / 2;
}

/// Over all starts.
void judge_filter(Judgement& judgement, const Subject& subject, const FilteredPair& pair, const Peak& first,
                  const Peak& second) {
  const int order = pair.order();
  judgement.label(order > 0 ? "filter" : order < 0 ? "reversed" : "tie");
  const auto& [objective, depth, feature] = pair.influential;
  const auto filter = subject.decay_filter(objective, depth, pair.conflict(), kFilterDigits);
  judgement.require("there is a filter iff lambda1^m rho1^(a-1) > lambda2^m rho2^(a-1)",
                    filter.has_value() == (order > 0));
  if (!filter || judgement.verdict() != Verdict::holds) return;
  require_largest_decay(judgement, "the lower end, eta* of the noisy feature", second, filter->first);
  require_largest_decay(judgement, "the upper end, eta* of the influential feature", first, filter->second);
  if (judgement.verdict() != Verdict::holds || !certainly_less(filter->first, filter->second)) return;
  const Rational limit = above(layer_limit(objective, depth, pair.noisy.feature));
  require_survivor(judgement, subject, pair.influential, first.r, pair.noisy, 10 * limit,
                   between_both(filter->first, filter->second));
}

/// From a common start.
void judge_start(Judgement& judgement, const Subject& subject, const FilteredPair& pair, const Peak& first,
                 const Peak& second, const Rational& part) {
  const auto& [objective, depth, feature] = pair.influential;
  const Rational crossing =
      (pair.noisy.feature.lambda() - feature.lambda()) / (pair.noisy.feature.variance() - feature.variance());  // w_x^m
  const long m = pair.influential.m();
  const Rational w0 = part * below(root(exact(crossing), static_cast<unsigned long>(m)));
  const Interval s1 = largest_growth_up_to(pair.influential, first, w0);
  const Interval s2 = largest_growth_up_to(pair.noisy, second, w0);
  if (power(w0, m) < crossing) {
    judgement.label("below the crossing");
    judgement.require_less("the noisy feature survives larger decays", s1, s2);
  } else if (power(second.l, m) > crossing) {
    judgement.label("above the crossing");
    judgement.require_less("the influential feature survives larger decays", s2, s1);
  } else {
    judgement.label("the noisy feature peaks before the crossing");
    if (!certainly_less(s1, s2) && !certainly_less(s2, s1)) return;  // a tie of the two largest decays
  }
  if (judgement.verdict() != Verdict::holds) return;
  const auto ask = [&](const DecayingFeature& of, const Interval& growth) {
    judgement.require_same("the largest decay of the start", subject.largest_decay_of_start(of.from(w0), kFilterDigits),
                           growth);
  };
  ask(pair.influential, s1);
  ask(pair.noisy, s2);
  const bool noisy_survives = certainly_less(s1, s2);
  const auto& [survivor, other] =
      noisy_survives ? std::pair(pair.noisy, pair.influential) : std::pair(pair.influential, pair.noisy);
  require_survivor(judgement, subject, survivor, w0, other, w0,
                   noisy_survives ? between_both(s1, s2) : between_both(s2, s1));
}

Judgement filter_by_rho(const Instance& instance, const Subject& subject) {
  const FilteredPair pair = pair_of(instance);
  const Peak first = Peak::of(pair.influential);
  const Peak second = Peak::of(pair.noisy);
  Judgement judgement;
  judge_filter(judgement, subject, pair, first, second);
  if (judgement.verdict() == Verdict::holds) {
    judge_start(judgement, subject, pair, first, second, instance.number("start"));
  }
  return judgement;
}

Depth depth_named(const Instance& instance, Objective objective, const std::string& layers, const std::string& top) {
  const auto at = [&](const std::string& name) { return numerator(instance.number(name)).convert_to<long>(); };
  return decaying_depth(objective, at(layers), at(top));
}

Judgement jepa_filters_more(const Instance& instance, const Subject& subject) {
  const Depth jepa = depth_named(instance, Objective::jepa, "depth", "top_depth");
  const Depth mae = depth_named(instance, Objective::mae, "mae_depth", "mae_top_depth");
  const Rational lambda1 = instance.number("lambda");
  const Rational lambda2 = instance.number("lambda2");
  const Rational rho2 = instance.number("rho");
  const Rational ratio = 1 + instance.number("excess");  // rho1 / rho2
  Judgement judgement;
  const auto largest = [&](Objective objective, Depth depth, const Rational& lambda, const Rational& rho) {
    const DecayingFeature feature{objective, depth, Feature::with_rho(lambda, rho)};
    const Interval decay = subject.largest_decay(objective, depth, feature.feature, kFilterDigits);
    require_largest_decay(judgement, "eta*", Peak::of(feature), decay);
    return decay;
  };
  const auto quotient = [&](Objective objective, Depth depth) {
    return largest(objective, depth, lambda1, rho2 * ratio) / largest(objective, depth, lambda2, rho2);
  };
  const Interval of_jepa = quotient(Objective::jepa, jepa);
  const Interval of_mae = quotient(Objective::mae, mae);
  const Interval by_both = exact(lambda1 * ratio / lambda2);
  judgement.label(jepa.layers() == 1 ? "one layer" : "several layers");
  jepa.layers() == 1 ? judgement.require_same("lambda1 rho1 / (lambda2 rho2) = JEPA's", by_both, of_jepa)
                     : judgement.require_less("lambda1 rho1 / (lambda2 rho2) < JEPA's", by_both, of_jepa);
  judgement.require_less("MAE's < lambda1 rho1 / (lambda2 rho2)", of_mae, by_both);
  judgement.require_less("lambda1 / lambda2 < MAE's", exact(lambda1 / lambda2), of_mae);
  if (judgement.verdict() != Verdict::holds) return judgement;

  // A rational quotient of lambdas between (rho1 / rho2)^(n/m) of the two: at half the exponents' sum.
  const auto [a, m] = curve_powers(Objective::jepa, jepa);
  const auto [b, l] = curve_powers(Objective::mae, mae);
  const Interval half_way = root(power(exact(ratio), (a - 1) * l + (b - 1) * m), static_cast<unsigned long>(2 * m * l));
  const Rational between = half_way.midpoint().rounded_to(64).to_rational();
  judgement.require("between the two powers",
                    power(between, m) < power(ratio, a - 1) && power(between, l) > power(ratio, b - 1));
  const Conflict conflict =
      Conflict::between(Feature::with_rho(lambda1, rho2 * ratio), Feature::with_rho(lambda1 * between, rho2));
  judgement.require("JEPA has a filter there",
                    subject.decay_filter(Objective::jepa, jepa, conflict, kFilterDigits).has_value());
  judgement.require("MAE has none", !subject.decay_filter(Objective::mae, mae, conflict, kFilterDigits).has_value());
  judgement.require_less("MAE filters the other way", largest(Objective::mae, mae, lambda1, rho2 * ratio),
                         largest(Objective::mae, mae, lambda1 * between, rho2));
  return judgement;
}

/// Where one power of the limit decides: lambda1 rho1 > lambda2 rho2, with lambda1 < lambda2.
std::vector<Instance> one_power_decides() {
  return {Instance::parse(R"({"objective":"0","depth":"1","top_depth":"1","tie":"0","lambda":"1","rho":"0.3",)"
                          R"("excess":"2","lambda_gap":"0.1","start":"2"})")};
}

}  // namespace

std::vector<Claim> decay_filter_claims() {
  const std::vector<Field> numbers{positive("lambda", -2, 2), positive("rho", -1, 1), positive("excess", -3, 1)};
  std::vector<Field> filter = numbers;
  filter.insert(filter.begin(), {objective_field(), depth_field(), decaying_top_field(), choice("tie", {0, 0, 0, 1})});
  filter.insert(filter.end(), {positive("lambda_gap", -3, 1), positive("start", -1, 1)});
  std::vector<Field> both = numbers;
  both.insert(both.begin(), {depth_field(), decaying_top_field(), choice("mae_depth", {1, 2, 3, 5, 8, 16, 64}, {1, 64}),
                             decaying_top_field("mae_top_depth")});
  both.push_back(positive("lambda2", -2, 2));
  return {
      {"Decay.FilterByRho",
       filter,
       filter_by_rho,
       one_power_decides(),
       {"filter", "reversed", "tie", "below the crossing", "above the crossing",
        "the noisy feature peaks before the crossing"}},
      {"Decay.JepaFiltersMoreThanMae", both, jepa_filters_more, {}, {"one layer", "several layers"}},
  };
}

}  // namespace jepa_oracle::properties
