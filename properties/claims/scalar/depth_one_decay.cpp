// Family Decay, objectives with a = 1: decay is subtracted from lambda. Statement and proof: proofs-notes/decay.md
#include "jepa_oracle/objectives.h"
#include "scenarios/family_scenario.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

const Digits kOneLayerDigits(kCheckDigits);

/// dw/dt = l w - B w^3 with l = lambda - eta of any sign.
struct DecayedLayer {
  Rational l;
  Rational bend;

  /// From w0 to w1, squares given: ln[(w1^2 / w0^2) (l - B w0^2) / (l - B w1^2)] / (2 l), or (w1^-2 - w0^-2) / (2 B).
  Interval time(const Rational& from, const Rational& to) const {
    if (l == 0) return exact((1 / to - 1 / from) / (2 * bend));
    return log(exact(to / from * (l - bend * from) / (l - bend * to))) / exact(2 * l);
  }
};

void require_time(Judgement& judgement, const std::optional<Interval>& given, const Interval& expected) {
  judgement.require_answer("the threshold", given.has_value());
  if (given) judgement.require_same("time under decay = that of lambda - eta", *given, expected);
}

void require_fates(Judgement& judgement, const Subject& subject, const ScalarProblem& problem, const Rational& far,
                   const Rational& eta, bool survive) {
  const ScalarProblem from_far{problem.objective, problem.depth, problem.feature, Initialisation::of_layer(far)};
  for (const ScalarProblem& one : {problem, from_far}) {
    const auto fate = subject.survives(one, eta);
    judgement.require_answer("the fate of the start", fate.has_value());
    if (fate) judgement.require(survive ? "every start survives" : "every start dies", *fate == survive);
  }
}

Judgement depth_one_decay(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective_among(all_objectives());
  const Depth depth(1);
  const Feature feature = feature_of(instance);
  const Rational lambda = feature.lambda();
  const Rational part = instance.number("part");
  const Rational side = instance.number("side");
  const Rational eta = side == 0 ? Rational(lambda * part) : side == 1 ? lambda : Rational(lambda * (1 + part));
  const DecayedLayer layer{lambda - eta, saturation(objective, feature)};
  const Rational far = 10 * above(layer_limit(objective, depth, feature));
  const Rational p = instance.number("fraction");
  Judgement judgement;
  judgement.require_same("the largest decay is lambda",
                         subject.largest_decay(objective, depth, feature, kOneLayerDigits), exact(lambda));
  const auto rest = subject.decayed_rest(objective, depth, feature, eta, kOneLayerDigits);
  judgement.require("there is a rest point iff eta < lambda", rest.has_value() == (side == 0));
  if (judgement.verdict() != Verdict::holds) return judgement;
  if (side == 0) {
    judgement.label("below lambda");
    const Rational square_limit = layer.l / layer.bend;
    judgement.require_same("w_s^2 = (lambda - eta) / B", square(rest->second), exact(square_limit));
    const Rational w0 = instance.number("start") * p * below(root(exact(square_limit), 2));
    const ScalarProblem problem{objective, depth, feature, Initialisation::of_layer(w0)};
    require_fates(judgement, subject, problem, far, eta, true);
    require_time(judgement, subject.decayed_time(problem, eta, Threshold::fraction(p), kOneLayerDigits),
                 layer.time(w0 * w0, p * p * square_limit));
    if (objective != Objective::mae) return judgement;
    const ScalarProblem weaker{objective, depth, Feature::with_variance(layer.l, feature.variance()),
                               problem.initialisation};
    judgement.require_same("MAE: the time without decay at lambda - eta",
                           time_to_fraction(judgement, subject, weaker, p, kOneLayerDigits),
                           layer.time(w0 * w0, p * p * square_limit));
    return judgement;
  }
  judgement.label(side == 1 ? "at lambda" : "above lambda");
  const Rational w0 = instance.number("start") * far;
  const Rational w1 = w0 * p;
  const ScalarProblem problem{objective, depth, feature, Initialisation::of_layer(w0)};
  require_fates(judgement, subject, problem, far, eta, false);
  require_time(judgement, subject.decayed_time(problem, eta, Threshold::level(w1), kOneLayerDigits),
               layer.time(w0 * w0, w1 * w1));
  return judgement;
}

}  // namespace

std::vector<Claim> depth_one_decay_claims() {
  return {{"Decay.DepthOneMae",
           {row_field({1, 2, 3}), choice("side", {0, 0, 1, 2}), positive("lambda", -2, 2), positive("rho", -1, 1),
            part("start", 8), fraction("fraction", 2), fraction("part", 4)},
           depth_one_decay,
           {},
           {"below lambda", "at lambda", "above lambda"}}};
}

}  // namespace jepa_oracle::properties
