// Family Misreading: statements met in public code and drafts, checked as people state them. A run is expected to
// refute each; the smallest counterexample is kept in claims.json. What is right instead: proofs-notes/misreading.md
#include <algorithm>

#include "scenarios/quadrature.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

const Digits kMisreadingDigits(60);

/// A missing answer or an error of the subject refutes nothing.
Judgement only_comparisons_refute() {
  Judgement judgement;
  judgement.let_only_comparisons_refute();
  return judgement;
}

struct Case {
  Depth depth;
  Feature feature;
  Rational p;
  ScalarProblem problem;
};

Case jepa_case(const Instance& instance, const Rational& farther = 1) {
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  const Rational p = instance.number("fraction");
  const auto start = start_below(Objective::jepa, depth, instance.number("start") * farther, p, feature.rho());
  return {depth, feature, p, {Objective::jepa, depth, feature, start}};
}

Interval integral_of(const Case& c, const Interval& w0) {
  return integrated_time(Objective::jepa, c.depth, c.feature, w0, layer_of(c.p, c.depth) * exact(c.feature.rho()));
}

/// paper-time: the equation with the factor L in front goes with critical times L/(n ...): "the flow time is L times
/// the integral".
Judgement factor_depth(const Instance& instance, const Subject& subject) {
  const Case c = jepa_case(instance);
  Judgement judgement = only_comparisons_refute();
  const Interval t = time_to_fraction(judgement, subject, c.problem, c.p);
  const Interval flow = integral_of(c, layer_of(c.problem.initial_amplitude(), c.depth));
  judgement.require_same("flow time = L x integral of the flow", t, flow * c.depth.layers());
  return judgement;
}

/// inverted-bracket: "the encoder amplitude tends to rho^(1/L)", from the bracket (1 - u^L/rho).
Judgement inverted_bracket(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  Judgement judgement = only_comparisons_refute();
  judgement.require_same("limit = rho^(1/L)", subject.encoder_limit(Objective::jepa, depth, feature, kMisreadingDigits),
                         root(exact(feature.rho()), static_cast<unsigned long>(depth.layers())));
  return judgement;
}

/// first-term-leads: "t* ~ 1 / (lambda rho^(2L-2) epsilon^(1/L))", the term n = 1, as epsilon -> 0: off by less than a
/// factor 2 for small starts.
Judgement leading_term_first(const Instance& instance, const Subject& subject) {
  // A hundredth of the threshold at most: a start near it would refute the statement for a reason that has nothing to
  // do with it.
  const Case c = jepa_case(instance, Rational(1, 100));
  Judgement judgement = only_comparisons_refute();
  const Interval t = time_to_fraction(judgement, subject, c.problem, c.p);
  const Interval term =
      Interval(1) / (exact(c.feature.lambda()) * power(exact(c.feature.rho()), 2 * c.depth.layers() - 2) *
                     layer_of(c.problem.initial_amplitude(), c.depth));
  judgement.require_less("t* below twice the term n = 1", t, term * 2L);
  judgement.require_less("t* above half the term n = 1", term / 2L, t);
  return judgement;
}

/// lambda-dropped: "JEPA learns by rho as epsilon -> 0": the larger rho first whatever the lambdas, for small starts.
/// Tried in conflict, below the boundary s* of equal lambda and below the turning point: a counterexample there
/// persists at every smaller start.
Judgement rho_orders(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Rational p = instance.number("fraction");
  const Rational lambda2 = instance.number("lambda");
  const Rational rho2 = instance.number("rho");
  const Conflict conflict = Conflict::between(
      Feature::with_rho(lambda2 / (1 + instance.number("lambda_gap")), rho2 * (1 + instance.number("excess"))),
      Feature::with_rho(lambda2, rho2));
  const Rational s_star = subject.jepa_rho_boundary(depth, p, kMisreadingDigits).lower().rounded_to(64).to_rational();
  const Rational w0 = instance.number("start") * std::min(Rational(s_star * rho2), conflict.turning_point());
  const auto start = Initialisation::of_encoder(power(w0, depth.layers()));
  Judgement judgement = only_comparisons_refute();
  const auto time = [&](const Feature& f) {
    return time_to_fraction(judgement, subject, {Objective::jepa, depth, f, start}, p);
  };
  judgement.require_less("larger rho first", time(conflict.influential), time(conflict.noisy));
  return judgement;
}

/// epsilon-per-layer: "starting each layer at epsilon is the same as starting the encoder at epsilon".
Judgement epsilon_per_layer(const Instance& instance, const Subject& subject) {
  const Case c = jepa_case(instance);
  Judgement judgement = only_comparisons_refute();
  const Interval w0 = exact(c.problem.initial_amplitude());
  // The statement speaks of starts below the threshold in both readings; elsewhere there is nothing to compare.
  if (!certainly_less(w0, layer_of(c.p, c.depth) * exact(c.feature.rho()))) return judgement;
  judgement.label("both readings start below the threshold");
  const Interval t = time_to_fraction(judgement, subject, c.problem, c.p);
  judgement.require_same("time from w0 = epsilon", t, integral_of(c, w0));
  return judgement;
}

/// About two times, which no implementation answers: "t2* / t1* = (rho1/rho2)^(2L-2) at equal lambda".
Judgement gap_ratio(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Rational p = instance.number("fraction");
  const Rational rho2 = instance.number("rho");
  const Rational rho1 = rho2 * (1 + instance.number("excess"));
  const Rational lambda = instance.number("lambda");
  const auto start = start_below(Objective::jepa, depth, instance.number("start"), p, rho2);
  Judgement judgement = only_comparisons_refute();
  const auto time = [&](const Rational& rho) {
    return time_to_fraction(judgement, subject, {Objective::jepa, depth, Feature::with_rho(lambda, rho), start}, p);
  };
  judgement.require_same("t2 / t1", time(rho2) / time(rho1), exact(power(rho1 / rho2, 2 * depth.layers() - 2)));
  return judgement;
}

/// sum-without-remainder: "|t* - sum| <= K for all epsilon": K = one more than twice what one start needs (in scaled
/// time), tried at a smaller start.
Judgement constant_after(const Instance& instance, const Subject& subject) {
  const Case c = jepa_case(instance);
  Judgement judgement = only_comparisons_refute();
  const auto remainder = [&](const Rational& u0) {
    const ScalarProblem problem{Objective::jepa, c.depth, c.feature, Initialisation::of_encoder(u0)};
    const Interval x = exact(c.feature.rho()) / layer_of(u0, c.depth);
    Interval sum(0);
    for (long n = 1; n < 2 * c.depth.layers(); ++n) sum += power(x, n) / n;
    const auto t = subject.critical_time(problem, Threshold::fraction(c.p), TimeConvention::flow, kMisreadingDigits);
    judgement.require_answer("the fraction of the limit", t.has_value());
    return t ? abs(*t * time_scale(Objective::jepa, c.depth, c.feature) - sum) : Interval(0) / Interval(0);
  };
  const Rational u0 = c.problem.initial_amplitude();
  const Interval constant = remainder(u0) * 2L + Interval(1);
  judgement.require_less("remainder at the smaller start", remainder(u0 * instance.number("smaller")), constant);
  return judgement;
}

/// depth-off-by-one: "L counts the layer on top": the formula of L - 1 layers for an encoder of L, here tried as L for
/// L + 1.
Judgement depth_off_by_one(const Instance& instance, const Subject& subject) {
  const Case c = jepa_case(instance);
  Judgement judgement = only_comparisons_refute();
  const Depth counted(c.depth.layers() + 1);
  const Interval target = layer_of(c.p, counted) * exact(c.feature.rho());
  const Interval w0 = layer_of(c.problem.initial_amplitude(), counted);
  if (!certainly_less(w0, target)) return judgement;
  judgement.label("both readings start below the threshold");
  const Interval t = time_to_fraction(judgement, subject, c.problem, c.p);
  judgement.require_same("time of depth L+1", t, integrated_time(Objective::jepa, counted, c.feature, w0, target));
  return judgement;
}

}  // namespace

std::vector<Claim> misreading_claims() {
  const auto depth = depth_field();
  const std::vector<Field> one{depth, positive("lambda", -1, 1), positive("rho", -1, 1), fraction("fraction", 2),
                               part("start", 8)};
  const auto with = [&one](std::initializer_list<Field> more) {
    std::vector<Field> fields = one;
    fields.insert(fields.end(), more);
    return fields;
  };
  return {
      {"Misreading.FactorDepthInTime", one, factor_depth},
      {"Misreading.InvertedBracket", {depth, positive("lambda", -1, 1), positive("rho", -1, 1)}, inverted_bracket},
      {"Misreading.LeadingTermIsFirst", one, leading_term_first},
      {"Misreading.RhoOrdersAsEpsilonVanishes", with({positive("lambda_gap", -1, 1), positive("excess", -1, 1)}),
       rho_orders},
      {"Misreading.EpsilonPerLayer", one, epsilon_per_layer, {}, {"both readings start below the threshold"}},
      {"Misreading.GapRatioPower", with({positive("excess", -1, 1)}), gap_ratio},
      {"Misreading.ConstantAfterEpsilon", with({part("smaller", 12)}), constant_after},
      {"Misreading.DepthOffByOne", one, depth_off_by_one, {}, {"both readings start below the threshold"}},
  };
}

}  // namespace jepa_oracle::properties
