// Family CriticalTime, the exact part: closed forms, universal curves, time conventions.
// Statements and proofs: proofs-notes/critical-time.md
#include "scenarios/quadrature.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

/// The time to the fraction p is the integral of dw / (dw/dt) between the two layer amplitudes.
Judgement closed_form(Objective objective, const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  const Rational p = instance.number("fraction");
  const auto start = start_below(objective, depth, instance.number("start"), p, feature.rho());
  const ScalarProblem problem{objective, depth, feature, start};

  Judgement judgement;
  const Interval time = time_to_fraction(judgement, subject, problem, p);
  const Interval target = layer_of(p, depth) * layer_limit(objective, depth, feature);
  const Interval integral =
      integrated_time(objective, depth, feature, layer_of(problem.initial_amplitude(), depth), target);
  judgement.require_same("critical time = integral of the equation", time, integral);
  return judgement;
}

/// Two features that start at the same part of their limits need the same scaled time.
Judgement curves_collapse(Objective objective, const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Rational p = instance.number("fraction");
  Judgement judgement;
  const auto scaled = [&](const std::string& suffix) {
    // The layer amplitude at the limit is the drawn number itself, so that both starts are the same part of it exactly.
    const Rational limit = instance.number("limit" + suffix);
    const Rational rho = power(limit, curve_powers(objective, depth).m);
    const Feature feature = Feature::with_rho(instance.number("lambda" + suffix), rho, "instance");
    const auto start = Initialisation::of_encoder(instance.number("start") * p * power(limit, depth.layers()));
    const ScalarProblem problem{objective, depth, feature, start};
    return time_to_fraction(judgement, subject, problem, p) * time_scale(objective, depth, feature);
  };
  judgement.require_same("scaled critical times", scaled("1"), scaled("2"));
  return judgement;
}

Judgement paper_time(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  const Rational p = instance.number("fraction");
  const ScalarProblem problem{objective, depth, feature,
                              start_below(objective, depth, instance.number("start"), p, feature.rho())};
  Judgement judgement;
  const auto paper =
      subject.critical_time(problem, Threshold::fraction(p), TimeConvention::paper, Digits(kCheckDigits));
  judgement.require_answer("the fraction of the limit", paper.has_value());
  if (!paper) return judgement;
  const Interval target = layer_of(p, depth) * layer_limit(objective, depth, feature);
  const Interval flow =
      integrated_time(objective, depth, feature, layer_of(problem.initial_amplitude(), depth), target);
  judgement.require_same("paper time = L x flow time", *paper, flow * depth.layers());
  return judgement;
}

Instance extreme(long depth, const char* start, const char* p) {
  Instance instance;
  instance.set("depth", depth);
  instance.set("lambda", parse_rational("0.9", "corner"));
  instance.set("rho", parse_rational("0.7", "corner"));
  instance.set("fraction", parse_rational(p, "corner"));
  instance.set("start", parse_rational(start, "corner"));
  return instance;
}

std::vector<Field> one_feature() {
  return {depth_field(), positive("lambda", -3, 3), positive("rho", -2, 2), fraction("fraction", 6), part("start", 12)};
}

std::vector<Field> two_features() {
  return {depth_field(),
          positive("lambda1", -3, 3),
          positive("limit1", -2, 2),
          positive("lambda2", -3, 3),
          positive("limit2", -2, 2),
          fraction("fraction", 12),
          part("start", 30)};
}

std::vector<Field> with_objective(std::vector<Field> fields) {
  fields.insert(fields.begin(), objective_field());
  return fields;
}

}  // namespace

std::vector<Claim> critical_time_claims() {
  using namespace std::placeholders;
  const std::vector<Instance> extremes{extreme(64, "1e-300", "0.5"), extreme(3, "1e-8", "0.999999999999"),
                                       extreme(1, "1e-60", "1e-30")};
  return {
      {"CriticalTime.JepaClosedForm", one_feature(), std::bind(closed_form, Objective::jepa, _1, _2), extremes},
      {"CriticalTime.MaeClosedForm", one_feature(), std::bind(closed_form, Objective::mae, _1, _2), extremes},
      {"CriticalTime.JepaCurvesCollapse", two_features(), std::bind(curves_collapse, Objective::jepa, _1, _2), {}},
      {"CriticalTime.MaeCurvesCollapse", two_features(), std::bind(curves_collapse, Objective::mae, _1, _2), {}},
      {"CriticalTime.PaperTimeIsDepthTimesFlowTime", with_objective(one_feature()), paper_time, {}},
  };
}

}  // namespace jepa_oracle::properties
