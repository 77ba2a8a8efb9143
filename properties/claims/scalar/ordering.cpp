// Family Ordering, comparisons of two features from any start. Statements and proofs: proofs-notes/ordering.md
#include <algorithm>

#include "jepa_oracle/fixed_point.h"
#include "scenarios/scenario.h"
#include "scenarios/sharp_boundary.h"

namespace jepa_oracle::properties {
namespace {

/// Gaps may be tiny beside the times: nearby features, small starts.
const Digits kOrderingDigits(160);

/// Times of two features from one start to one threshold.
struct Pair {
  Interval first;
  Interval second;
};

Pair times(Judgement& judgement, const Subject& subject, Objective objective, Depth depth, const Feature& f1,
           const Feature& f2, const Initialisation& start, const Threshold& threshold) {
  const auto time = [&](const Feature& feature) {
    const auto answer =
        subject.critical_time({objective, depth, feature, start}, threshold, TimeConvention::flow, kOrderingDigits);
    judgement.require_answer("the threshold", answer.has_value());
    return answer ? *answer : Interval(0) / Interval(0);
  };
  return {time(f1), time(f2)};
}

Judgement lambda_decides(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Rational rho = instance.number("rho");
  const Rational p = instance.number("fraction");
  const Rational lambda2 = instance.number("lambda");
  const Rational lambda1 = lambda2 * (1 + instance.number("excess"));
  Judgement judgement;
  const auto [t1, t2] =
      times(judgement, subject, objective, depth, Feature::with_rho(lambda1, rho), Feature::with_rho(lambda2, rho),
            start_below(objective, depth, instance.number("start"), p, rho), Threshold::fraction(p));
  judgement.require_less("larger lambda first", t1, t2);
  judgement.require_same("lambda t is the same", exact(lambda1) * t1, exact(lambda2) * t2);
  return judgement;
}

Judgement absolute_level(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Rational lambda = instance.number("lambda");
  const Rational rho2 = instance.number("rho");
  const Rational rho1 = rho2 * (1 + instance.number("excess"));
  // Below both limits: the fraction of rho2^L, or of min(rho2, 1)^L for MAE, where limits are rho^(L/(L+1)).
  const Rational base = curve_powers(objective, depth).m == 1 ? rho2 : Rational(std::min(rho2, Rational(1)));
  const Rational level = instance.number("fraction") * power(base, depth.layers());
  const auto start = Initialisation::of_encoder(level * instance.number("start"));
  Judgement judgement;
  const auto [t1, t2] = times(judgement, subject, objective, depth, Feature::with_rho(lambda, rho1),
                              Feature::with_rho(lambda, rho2), start, Threshold::level(level));
  judgement.require_less("larger rho first", t1, t2);
  return judgement;
}

/// A rational p = part * p0(L), below the bound that the subject names.
Rational fraction_within_bound(const Subject& subject, Depth depth, const Rational& part) {
  return part * subject.mae_fraction_bound(depth, Digits(kCheckDigits)).lower().rounded_to(64).to_rational();
}

Judgement mae_larger_rho_later(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Rational lambda = instance.number("lambda");
  const Rational rho2 = instance.number("rho");
  const Rational p = fraction_within_bound(subject, depth, instance.number("fraction"));
  Judgement judgement;
  require_mae_fraction_bound(judgement, depth, subject.mae_fraction_bound(depth, Digits(kCheckDigits)));
  if (judgement.verdict() == Verdict::fails) return judgement;
  const auto [t1, t2] =
      times(judgement, subject, Objective::mae, depth,
            Feature::with_rho(lambda, rho2 * (1 + instance.number("excess"))), Feature::with_rho(lambda, rho2),
            start_below(Objective::mae, depth, instance.number("start"), p, rho2), Threshold::fraction(p));
  judgement.require_less("larger rho later", t2, t1);
  return judgement;
}

Judgement mae_never_reverses(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Rational lambda2 = instance.number("lambda");
  const Rational rho2 = instance.number("rho");
  const Rational p = fraction_within_bound(subject, depth, instance.number("fraction"));
  const Feature influential =
      Feature::with_rho(lambda2 / (1 + instance.number("lambda_gap")), rho2 * (1 + instance.number("excess")));
  Judgement judgement;
  const auto [t1, t2] =
      times(judgement, subject, Objective::mae, depth, influential, Feature::with_rho(lambda2, rho2),
            start_below(Objective::mae, depth, instance.number("start"), p, rho2), Threshold::fraction(p));
  judgement.require_less("larger lambda first", t2, t1);
  return judgement;
}

Judgement dominance(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Rational p = instance.number("fraction");
  const Rational lambda2 = instance.number("lambda");
  const Rational rho2 = instance.number("rho");
  const Rational equal = instance.number("equal");  // 0: neither, 1: lambda, 2: rho
  const Rational lambda1 = equal == 1 ? lambda2 : Rational(lambda2 * (1 + instance.number("lambda_gap")));
  const Rational rho1 = equal == 2 ? rho2 : Rational(rho2 * (1 + instance.number("excess")));
  const Rational s_star =
      subject.jepa_rho_boundary(depth, p, Digits(kCheckDigits)).lower().rounded_to(64).to_rational() *
      (1 - power(Rational(2), -60));
  const auto start = Initialisation::of_encoder(power(s_star * rho2, depth.layers()) * instance.number("start"));
  Judgement judgement;
  judgement.label(equal == 0 ? "both larger" : (equal == 1 ? "lambda equal" : "rho equal"));
  const auto [t1, t2] = times(judgement, subject, Objective::jepa, depth, Feature::with_rho(lambda1, rho1),
                              Feature::with_rho(lambda2, rho2), start, Threshold::fraction(p));
  judgement.require_less("the dominant feature first", t1, t2);
  return judgement;
}

/// Above p0 MAE does reverse: at depth 8, half of the limit, lambda 0.999 and 1, rho 0.9 and 0.3 from epsilon between
/// 3.6e-4 and 4.4e-3. Whoever takes p0 for twice what it is here is asked in that window.
Instance in_a_window_of_mae() {
  Instance instance;
  instance.set("depth", 8);
  instance.set("lambda", 1);
  instance.set("lambda_gap", Rational(1, 999));
  instance.set("rho", Rational(3, 10));
  instance.set("excess", 2);
  instance.set("fraction", Rational(1, 2));
  instance.set("start", Rational(12, 1000));
  return instance;
}

}  // namespace

std::vector<Claim> ordering_claims() {
  const std::vector<Field> pair{depth_field(),           positive("lambda", -2, 2),
                                positive("rho", -1, 1),  positive("excess", -6, 1),
                                fraction("fraction", 2), part("start", 12)};
  std::vector<Field> either = pair;
  either.insert(either.begin(), objective_field());
  std::vector<Field> conflict = pair;
  conflict.insert(conflict.begin() + 2, positive("lambda_gap", -6, 1));
  std::vector<Field> dominated = conflict;
  dominated.push_back(choice("equal", {0, 1, 2}, {0, 1, 2}));
  return {
      {"Ordering.LambdaDecidesAtEqualRho", either, lambda_decides},
      {"Ordering.AbsoluteLevelFavoursRho", either, absolute_level},
      {"Ordering.MaeLargerRhoIsLater", pair, mae_larger_rho_later},
      {"Ordering.MaeNeverReverses", conflict, mae_never_reverses, {in_a_window_of_mae()}},
      {"Ordering.Dominance", dominated, dominance, {}, {"both larger", "lambda equal", "rho equal"}},
  };
}

}  // namespace jepa_oracle::properties
