#include <gtest/gtest.h>

#include "closed_forms/decayed_values.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/weight_decay.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

ScalarProblem layered_problem(Objective objective, long layers, long top, const Feature& feature, const Rational& w0) {
  return {objective, Depth(layers).with_top(top), feature, Initialisation::of_layer(w0)};
}

Threshold layer_level(const ScalarProblem& problem, const Rational& w) {
  return Threshold::level(power(w, problem.depth.layers()));
}

Guaranteed flow_time(const ScalarProblem& problem, const Rational& decay, const Threshold& threshold, int digits) {
  const DecayedTime time = decayed_critical_time(problem, decay, threshold, TimeConvention::flow, Digits(digits));
  EXPECT_EQ(time.outcome, Outcome::reached) << show(problem);
  EXPECT_TRUE(time.time && has_its_digits(*time.time)) << show(problem);
  return *time.time;
}

std::optional<Outcome> outcome(const ScalarProblem& problem, const char* decay, const Threshold& threshold) {
  return decayed_critical_time(problem, number(decay), threshold, TimeConvention::flow, Digits(5)).outcome;
}

TEST(DecayedTime, TheTimesOfAnotherProgramComeOut) {
  int times = 0;
  for (const DecayedValue& row : kDecayedValues) {
    if (row.flow_time == nullptr) continue;
    const ScalarProblem problem{row.objective(), row.depth(), row.feature(),
                                Initialisation::of_encoder(number(row.epsilon))};
    const auto time = flow_time(problem, number(row.decay), Threshold::level(number(row.level)), 60);
    EXPECT_EQ(number(*time.decimal), number(row.flow_time)) << show(problem);
    ++times;
  }
  EXPECT_EQ(times, 14);
}

TEST(DecayedTime, WhereAIsOneDecayIsSubtractedFromLambda) {
  const Rational variance = number("1.7");
  const Rational lambda = number("0.9");
  for (const char* decay : {"0.001", "0.4", "0.899"}) {
    const auto weaker = Feature::with_variance(lambda - number(decay), variance);
    for (const char* epsilon : {"1e-30", "0.01", "5"}) {
      const auto at = [&](const Feature& feature) {
        return ScalarProblem{Objective::mae, Depth(1), feature, Initialisation::of_encoder(number(epsilon))};
      };
      const ScalarProblem problem = at(Feature::with_variance(lambda, variance));
      const bool above = number(epsilon) > 1;
      const auto threshold = above ? Threshold::level(2) : Threshold::fraction(number("0.9"));
      EXPECT_EQ(flow_time(problem, number(decay), threshold, 50).decimal,
                critical_time(at(weaker), threshold, TimeConvention::flow, Digits(50)).time->decimal)
          << decay << " " << epsilon;
    }
  }
  // lambda = eta: w^-2 grows at the rate 2 B, exactly
  const ScalarProblem critical{Objective::mae, Depth(1), Feature::with_variance(2, 3), Initialisation::of_encoder(1)};
  EXPECT_EQ(flow_time(critical, 2, Threshold::level(Rational(1, 2)), 20).exact, Rational(1, 2));
}

TEST(DecayedTime, TimesOfPartsAddUpOnEverySideOfTheRestPoints) {
  RandomRationals draw(4);
  for (const Objective objective : all_objectives()) {
    for (const auto& [layers, top] : {std::pair(2L, 1L), std::pair(8L, 3L)}) {
      const Feature feature = Feature::with_rho(draw.positive(-2, 2), draw.positive(-2, 1));
      const Depth depth = row_of(objective).top ? Depth(layers).with_top(top) : Depth(layers);
      const Rational largest = number(*largest_decay(objective, depth, feature, Digits(30)).decimal);
      for (const char* part : {"1e-9", "0.999999"}) {
        const Rational decay = largest * number(part);
        const auto rest = decayed_rest(objective, depth, feature, decay, Digits(30));
        const Rational u = number(*rest.unstable->layer.decimal);
        const Rational s = number(*rest.stable->layer.decimal);
        const auto time = [&](const Rational& from, const Rational& to) {
          const ScalarProblem problem{objective, depth, feature, Initialisation::of_layer(from)};
          return flow_time(problem, decay, layer_level(problem, to), 40).enclosure;
        };
        const auto adds_up = [&](const Rational& a, const Rational& b, const Rational& c) {
          const Interval both = time(a, b) + time(b, c);
          const Interval whole = time(a, c);
          EXPECT_TRUE(overlaps(both, whole)) << name_of(objective) << layers << top << part;
          EXPECT_GT(whole.relative_bits(), 130);
        };
        adds_up(u + (s - u) / 1000, (u + s) / 2, s - (s - u) / 1000);  // grows
        adds_up(u * Rational(999, 1000), u * Rational(9, 10), u / 3);  // dies
        adds_up(s * 7, s * Rational(11, 10), s + (s - u) / 1000);      // falls to w_s
      }
    }
  }
}

TEST(DecayedTime, AShortWayTakesTheWayOverTheSpeed) {
  // between the speeds at both ends, where phi is monotone
  const Feature feature = Feature::with_rho(number("0.9"), number("0.75"));
  const Rational decay = number("0.01");
  const ScalarProblem problem = layered_problem(Objective::jepa, 2, 1, feature, number("0.4"));
  const Rational end = number("0.4001");
  const auto time = flow_time(problem, decay, layer_level(problem, end), 30);
  const auto per_logarithm = [&](const Rational& w) {
    return Rational(1 / (feature.lambda() * power(w, 3) * (1 - w / feature.rho()) - decay));
  };
  const Interval distance = log1p(Interval(Rational(1, 4000), 200));
  EXPECT_TRUE(certainly_less(time.enclosure, distance * Interval(per_logarithm(number("0.4")), 200)));
  EXPECT_TRUE(certainly_less(distance * Interval(per_logarithm(end), 200), time.enclosure));
}

TEST(DecayedTime, AFractionIsOneOfTheLimitUnderDecay) {
  const Feature feature = Feature::with_rho(number("0.9"), number("0.75"));
  for (const Objective objective : {Objective::jepa, Objective::mae, Objective::barlow_twins}) {
    const Depth depth(2);
    const Rational decay = number("0.01");
    const auto rest = decayed_rest(objective, depth, feature, decay, Digits(40));
    const ScalarProblem problem{objective, depth, feature,
                                Initialisation::of_encoder(number(*rest.unstable->encoder.decimal) * 2)};
    const Rational limit = number(*rest.stable->encoder.decimal);
    const Rational p = number("0.9");
    const auto at = [&](const Threshold& threshold) { return flow_time(problem, decay, threshold, 30).enclosure; };
    const Interval time = at(Threshold::fraction(p));
    EXPECT_TRUE(certainly_less(at(Threshold::level(p * limit * (1 - number("1e-20")))), time));
    EXPECT_TRUE(certainly_less(time, at(Threshold::level(p * limit * (1 + number("1e-20"))))));
    EXPECT_GT(time.relative_bits(), 98);
  }
}

TEST(DecayedTime, OutcomesSayWhereAStartGoes) {
  // lambda = 1, rho = 1/2, eta = 0.12: w_u = 0.2, w_s = 0.3
  const auto from = [](const char* epsilon) {
    return ScalarProblem{Objective::jepa, Depth(1), Feature::with_rho(1, Rational(1, 2)),
                         Initialisation::of_encoder(number(epsilon))};
  };
  const auto level = [](const char* text) { return Threshold::level(number(text)); };
  const auto half = Threshold::fraction(Rational(1, 2));
  const auto most = Threshold::fraction(number("0.9"));
  EXPECT_EQ(outcome(from("0.21"), "0.12", level("0.29")), Outcome::reached);
  EXPECT_EQ(outcome(from("0.21"), "0.12", level("0.21")), Outcome::reached);
  EXPECT_EQ(outcome(from("0.21"), "0.12", level("0.3")), Outcome::never) << "the limit itself";
  EXPECT_EQ(outcome(from("0.21"), "0.12", level("0.4")), Outcome::never);
  EXPECT_EQ(outcome(from("0.21"), "0.12", level("0.205")), Outcome::already_beyond);
  EXPECT_EQ(outcome(from("0.21"), "0.12", most), Outcome::reached);
  EXPECT_EQ(outcome(from("0.27"), "0.12", most), Outcome::reached) << "on the threshold";
  EXPECT_EQ(outcome(from("0.28"), "0.12", most), Outcome::already_beyond);
  EXPECT_EQ(outcome(from("0.19"), "0.12", level("0.25")), Outcome::dies);
  EXPECT_EQ(outcome(from("0.19"), "0.12", level("0.1")), Outcome::reached) << "on the way down";
  EXPECT_EQ(outcome(from("0.19"), "0.12", half), Outcome::dies);
  EXPECT_EQ(outcome(from("0.2"), "0.12", level("0.25")), Outcome::never) << "at rest";
  EXPECT_EQ(outcome(from("0.2"), "0.12", level("0.1")), Outcome::already_beyond);
  EXPECT_EQ(outcome(from("0.2"), "0.12", most), Outcome::never);
  EXPECT_EQ(outcome(from("0.4"), "0.12", level("0.31")), Outcome::reached);
  EXPECT_EQ(outcome(from("0.4"), "0.12", level("0.3")), Outcome::already_beyond);
  EXPECT_EQ(outcome(from("0.4"), "0.12", level("0.5")), Outcome::never);
  EXPECT_EQ(outcome(from("0.4"), "0.12", half), Outcome::already_beyond);
  // eta* = 0.125, the rest point 0.25
  EXPECT_EQ(outcome(from("0.4"), "0.125", level("0.26")), Outcome::reached);
  EXPECT_EQ(outcome(from("0.4"), "0.125", level("0.25")), Outcome::already_beyond);
  EXPECT_EQ(outcome(from("0.24"), "0.125", level("0.3")), Outcome::dies);
  EXPECT_EQ(outcome(from("0.24"), "0.125", level("0.01")), Outcome::reached);
  EXPECT_EQ(outcome(from("0.4"), "0.126", level("0.01")), Outcome::reached) << "through where the rest points were";
  EXPECT_EQ(outcome(from("0.4"), "0.126", level("0.5")), Outcome::dies);
  EXPECT_EQ(outcome(from("0.4"), "0.126", half), Outcome::dies);
  EXPECT_EQ(outcome(from("0.01"), "0", half), Outcome::reached) << "without decay";
  const ScalarProblem negative{Objective::jepa, Depth(2), Feature::with_variance(-1, 1), Initialisation::of_encoder(1)};
  EXPECT_EQ(outcome(negative, "0.1", level("0.5")), Outcome::reached);
  EXPECT_EQ(outcome(negative, "0.1", level("2")), Outcome::never);
  EXPECT_EQ(outcome(negative, "0.1", half), Outcome::never);
}

TEST(DecayedTime, WithoutCorrelationOrAgainstItTheTimeIsThatOfTheIntegral) {
  // lambda = 0: dw/dt = -c w^(k+1) - eta w, w^-k + c/eta grows like e^(k eta t): k = 2L = 4 here
  const Rational c = number("1.3");
  const Rational eta = number("0.2");
  const Feature feature = Feature::with_variance(0, c);
  const ScalarProblem problem = layered_problem(Objective::jepa, 2, 1, feature, 2);
  const auto time = flow_time(problem, eta, layer_level(problem, Rational(1, 10)), 40);
  const auto of = [&](const Rational& w) { return Interval(power(w, -4) + c / eta, 300); };
  EXPECT_TRUE(overlaps(time.enclosure, log(of(Rational(1, 10)) / of(2)) / Interval(Rational(4 * eta), 300)));
  // lambda < 0 is faster, and more so the larger |lambda|
  Interval before = time.enclosure;
  for (const char* lambda : {"-0.01", "-1", "-50"}) {
    const ScalarProblem against = layered_problem(Objective::jepa, 2, 1, Feature::with_variance(number(lambda), c), 2);
    const Interval faster = flow_time(against, eta, layer_level(against, Rational(1, 10)), 40).enclosure;
    EXPECT_TRUE(certainly_less(faster, before)) << lambda;
    before = faster;
  }
}

TEST(DecayedTime, PaperTimeIsDepthTimesFlowTime) {
  const ScalarProblem problem =
      layered_problem(Objective::mae, 3, 1, Feature::with_rho(number("0.9"), number("0.75")), number("0.3"));
  const auto threshold = Threshold::fraction(number("0.5"));
  const auto paper = decayed_critical_time(problem, number("0.01"), threshold, TimeConvention::paper, Digits(30));
  EXPECT_TRUE(overlaps(paper.time->enclosure, flow_time(problem, number("0.01"), threshold, 30).enclosure * 3L));
}

}  // namespace
}  // namespace jepa_oracle
