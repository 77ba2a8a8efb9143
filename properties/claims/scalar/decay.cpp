// Family Decay, one feature: which decay and which start it survives. Statements and proofs: proofs-notes/decay.md
#include "jepa_oracle/objectives.h"
#include "scenarios/decay_scenario.h"
#include "scenarios/family_scenario.h"

namespace jepa_oracle::properties {
namespace {

const Digits kDecayDigits(kCheckDigits);

Rational two_to(long exponent) { return power(Rational(2), exponent); }

DecayingFeature decaying_of(const Instance& instance) {
  const Objective objective = instance.objective_among(all_objectives());
  return {objective, decaying_depth(instance, objective), feature_of(instance)};
}

void require_fate(Judgement& judgement, const Subject& subject, const std::string& what, const ScalarProblem& problem,
                  const Rational& eta, bool survives) {
  const std::optional<bool> fate = subject.survives(problem, eta);
  judgement.require_answer(what + ": its fate", fate.has_value());
  if (fate) judgement.require(what + (survives ? " survives" : " dies"), *fate == survives);
}

/// A drawn start on either side of the peak, and of w_u: what the signs of phi - eta say, and as an encoder amplitude
/// too.
void require_drawn_fate(Judgement& judgement, const Subject& subject, const DecayingFeature& feature, const Peak& peak,
                        const Rational& w0, const Rational& eta, bool decay_is_survived) {
  const bool survives = decay_is_survived && (w0 >= peak.l || feature.direction(w0, eta) >= 0);
  require_fate(judgement, subject, "the start drawn", feature.from(w0), eta, survives);
  const auto encoder = Initialisation::of_encoder(power(w0, feature.depth.layers()));
  require_fate(judgement, subject, "its encoder amplitude",
               {feature.objective, feature.depth, feature.feature, encoder}, eta, survives);
  judgement.label(survives ? "survives" : decay_is_survived ? "dies below w_u" : "dies of too large a decay");
}

Judgement survival_threshold(const Instance& instance, const Subject& subject) {
  const DecayingFeature feature = decaying_of(instance);
  const auto& [objective, depth, numbers] = feature;
  const Peak peak = Peak::of(feature);
  const Rational nearness = two_to(-numerator(instance.number("nearness")).convert_to<long>());
  Judgement judgement;
  judgement.label(std::string(title_of(objective)));
  const Interval largest = subject.largest_decay(objective, depth, numbers, kDecayDigits);
  require_largest_decay(judgement, "eta*", peak, largest);
  if (judgement.verdict() != Verdict::holds) return judgement;

  const Rational smaller = just_below(largest) * (1 - nearness);
  const auto rest = subject.decayed_rest(objective, depth, numbers, smaller, kDecayDigits);
  judgement.require_answer("w_u and w_s below eta*", rest.has_value());
  if (!rest) return judgement;
  require_rest_point(judgement, "w_s", feature, smaller, rest->second, false);
  if (judgement.verdict() != Verdict::holds) return judgement;
  judgement.require("w_s lies above the peak", just_below(rest->second) > peak.r);
  require_fate(judgement, subject, "a start at the peak", feature.from(peak.r), smaller, true);

  const Rational larger = just_above(largest) * (1 + nearness);
  judgement.require("no rest point above eta*",
                    !subject.decayed_rest(objective, depth, numbers, larger, kDecayDigits).has_value());
  const Rational limit = above(layer_limit(objective, depth, numbers));
  for (const Rational& w0 : {peak.r, Rational(10 * limit)}) {
    require_fate(judgement, subject, "a start above the peak", feature.from(w0), larger, false);
  }
  for (const Rational& factor : {Rational(1, 100), Rational(1), Rational(100)}) {
    const Rational w0 = peak.r * instance.number("start") * factor;
    require_drawn_fate(judgement, subject, feature, peak, w0, smaller, true);
    require_drawn_fate(judgement, subject, feature, peak, w0, larger, false);
  }
  return judgement;
}

Judgement unstable_start(const Instance& instance, const Subject& subject) {
  const DecayingFeature feature = decaying_of(instance);
  const auto& [objective, depth, numbers] = feature;
  const Peak peak = Peak::of(feature);
  const Rational eta = instance.number("part") * peak.growth_at_l;
  Judgement judgement;
  const auto rest = subject.decayed_rest(objective, depth, numbers, eta, kDecayDigits);
  judgement.require_answer("w_u and w_s below eta*", rest.has_value());
  if (!rest) return judgement;
  const Interval& unstable = rest->first;
  require_rest_point(judgement, "w_u", feature, eta, unstable, true);
  if (judgement.verdict() != Verdict::holds) return judgement;
  judgement.require("w_u lies below the peak", just_above(unstable) < peak.l);
  const Rational leading = eta / numbers.lambda();
  judgement.require("eta / lambda < w_u^(a-1)", leading < power(just_below(unstable), feature.n()));
  judgement.require("w_u^(a-1) < (eta / lambda) (a-1+m)/m",
                    power(just_above(unstable), feature.n()) < leading * feature.k() / feature.m());
  require_fate(judgement, subject, "a start just below w_u", feature.from(below(unstable)), eta, false);
  require_fate(judgement, subject, "a start just above w_u", feature.from(above(unstable)), eta, true);

  const Rational w0 = instance.number("start") * (instance.number("start") < 1 ? peak.l : peak.r);
  const Interval decay = subject.largest_decay_of_start(feature.from(w0), kDecayDigits);
  if (w0 < peak.l) {
    judgement.label("below the peak");
    judgement.require_same("the largest decay of a start below the peak is phi there", decay,
                           exact(feature.growth(w0)));
  } else {
    judgement.label("above the peak");
    require_largest_decay(judgement, "the largest decay of a start above the peak", peak, decay);
  }
  if (judgement.verdict() != Verdict::holds) return judgement;
  require_fate(judgement, subject, "that start at less than its decay", feature.from(w0), below(decay), true);
  require_fate(judgement, subject, "that start at more than its decay", feature.from(w0), above(decay), false);
  return judgement;
}

/// "A start that is learned without decay is learned with it": refuted where the subject says that the start dies, and
/// the exact signs agree.
Judgement only_rescales_limits(const Instance& instance, const Subject& subject) {
  const DecayingFeature feature = decaying_of(instance);
  const Peak peak = Peak::of(feature);
  const Rational eta = instance.number("decay");
  const Rational w0 = instance.number("start") * peak.l;  // below the threshold: w_p < w_limit
  Judgement judgement;
  judgement.let_only_comparisons_refute();
  const std::optional<bool> fate = subject.survives(feature.from(w0), eta);
  judgement.require_answer("the fate of the start", fate.has_value());
  const bool dies = w0 <= peak.l && feature.direction(w0, eta) < 0;
  judgement.require("the start is learned under decay", !(fate.has_value() && !*fate && dies));
  return judgement;
}

}  // namespace

std::vector<Claim> decay_claims() {
  const std::vector<Field> shared{row_field({0, 1, 2, 3}), depth_field(), decaying_top_field(),
                                  positive("lambda", -2, 2), positive("rho", -1, 1)};
  const auto with = [&shared](std::initializer_list<Field> more) {
    std::vector<Field> fields = shared;
    fields.insert(fields.end(), more);
    return fields;
  };
  return {
      {"Decay.SurvivalThreshold",
       with({positive("start", -3, 1), choice("nearness", {2, 4, 6, 10, 20, 40, 60}, {2, 60})}),
       survival_threshold,
       {},
       {"JEPA", "MAE", "spectral contrastive learning", "Barlow Twins", "survives", "dies below w_u",
        "dies of too large a decay"}},
      {"Decay.UnstableStart",
       with({positive("start", -2, 1), fraction("part", 4)}),
       unstable_start,
       {},
       {"below the peak", "above the peak"}},
      {"Misreading.WeightDecayOnlyRescalesLimits", with({fraction("start", 3), positive("decay", -3, 1)}),
       only_rescales_limits},
  };
}

}  // namespace jepa_oracle::properties
