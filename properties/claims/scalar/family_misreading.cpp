// Family Misreading, the objectives of family.md: what people expect of a deeper predictor and of Barlow Twins. What is
// right instead: proofs-notes/misreading.md
#include <algorithm>

#include "scenarios/family_scenario.h"

namespace jepa_oracle::properties {
namespace {

/// "A deeper predictor makes JEPA prefer robust features more": t2/t1 with one layer more is at least what it is, from
/// starts at most a hundredth of both thresholds, and of that of one layer, which whoever ignores M has. Quotients that
/// agree to kAgreementBits count as equal.
Judgement deeper_predictor_prefers_more(const Instance& instance, const Subject& subject) {
  constexpr Objective kJepa = Objective::jepa;
  const Depth depth = family_depth(instance, kJepa);
  const EqualLambda pair = EqualLambda::of(instance, kJepa, depth);
  const EqualLambda deeper = EqualLambda::of(instance, kJepa, depth.with_top(depth.top_layers() + 1));
  const Rational part = instance.number("start") / 100;
  const EqualLambda one_layer = EqualLambda::of(instance, kJepa, depth.with_top(1));
  const Rational epsilon = std::min({pair.start(part), deeper.start(part), one_layer.start(part)});
  const Digits digits = deeper.digits(epsilon);
  Judgement judgement;
  judgement.let_only_comparisons_refute();
  const auto time = [&](const EqualLambda& at, int index) {
    const ScalarProblem problem{kJepa, at.depth, at.feature(index), Initialisation::of_encoder(epsilon)};
    return time_to_fraction(judgement, subject, problem, at.p, digits);
  };
  const Interval shallow = time(pair, 2) * time(deeper, 1);
  const Interval deep = time(deeper, 2) * time(pair, 1);
  if (overlaps(shallow, deep)) {
    judgement.require_same("t2 t1' = t2' t1", shallow, deep);
  } else {
    judgement.require_less("t2/t1 with one layer more is larger", shallow, deep);
  }
  return judgement;
}

/// "Barlow Twins prefers large rho": at equal lambda the larger rho is first by more than 2^-kAgreementBits of the
/// time, which is 0 in truth. The start is below the threshold of whoever takes rho for lambda too.
Judgement barlow_prefers_rho(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const EqualLambda pair = EqualLambda::of(instance, Objective::barlow_twins, depth);
  const Rational largest = std::max({pair.lambda, pair.rho1});
  const auto start = start_below(pair.objective, depth, instance.number("start"), pair.p, 1 / largest);
  Judgement judgement;
  judgement.let_only_comparisons_refute();
  const auto time = [&](int index) {
    return time_to_fraction(judgement, subject, {pair.objective, depth, pair.feature(index), start}, pair.p);
  };
  const Rational part = 1 - power(Rational(2), -Judgement::kAgreementBits);
  judgement.require_less("t1 below t2 by a part in 2^120", time(1), time(2) * exact(part));
  return judgement;
}

}  // namespace

std::vector<Claim> family_misreading_claims() {
  const std::vector<Field> numbers{positive("lambda", -1, 1), positive("rho", -1, 1), positive("excess", -1, 1),
                                   fraction("fraction", 2), part("start", 4)};
  std::vector<Field> predictor{deep_field(), top_depth_field()};
  predictor.insert(predictor.end(), numbers.begin(), numbers.end());
  std::vector<Field> barlow{depth_field()};
  barlow.insert(barlow.end(), numbers.begin(), numbers.end());
  return {
      {"Misreading.DeeperPredictorPrefersRobustFeaturesMore", predictor, deeper_predictor_prefers_more},
      {"Misreading.BarlowTwinsPrefersLargeRho", barlow, barlow_prefers_rho},
  };
}

}  // namespace jepa_oracle::properties
