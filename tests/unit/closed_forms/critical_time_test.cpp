#include "jepa_oracle/critical_time.h"

#include <gtest/gtest.h>

#include "jepa_oracle/fixed_point.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

const Threshold kHalf = Threshold::fraction(Rational(1, 2));

Guaranteed time_to(const ScalarProblem& problem, const Threshold& threshold, long digits = 50) {
  const auto result = critical_time(problem, threshold, TimeConvention::flow, Digits(digits));
  EXPECT_EQ(result.outcome, Outcome::reached) << show(problem);
  return *result.time;
}

/// dw/dt of the theory, not rescaled.
Interval velocity(const ScalarProblem& problem, const Interval& w) {
  const long layers = problem.depth.layers();
  const bool jepa = problem.objective == Objective::jepa;
  const auto constant = [&](const Rational& value) { return Interval(value, w.precision()); };
  const Interval brake = constant(problem.feature.variance()) * power(w, jepa ? 2 * layers + 1 : 2 * layers + 1);
  return constant(problem.feature.lambda()) * power(w, jepa ? 2 * layers : layers) - brake;
}

TEST(CriticalTime, BetweenTwoLevelsTheClockRunsAsTheFlowSays) {
  // Mean value theorem on [w, w + h]: h / (t(w+h) - t(w)) is a velocity in between. Increasing, decreasing and vanishing.
  for (const Objective objective : kBothObjectives) {
    for (const long depth : kDepths) {
      for (const auto& [lambda, rho, start, levels] :
           {std::tuple{"0.9", "0.7", "0.3", std::vector{"0.35", "0.5", "0.69"}},
            std::tuple{"0.9", "0.7", "3", std::vector{"2.9", "1.5", "1.1"}},
            std::tuple{"-0.5", "-2", "3", std::vector{"2.9", "1.9", "0.1"}}}) {
        const ScalarProblem problem = {objective, Depth(depth), Feature::with_rho(number(lambda), number(rho)),
                                       Initialisation::of_layer(number(start))};
        for (const char* text : levels) {
          const Rational w = number(text);
          const Rational next = w + number("1e-25");
          const auto reach = [&](const Rational& layer) {
            return enclose_critical_time(problem, Threshold::level(power(layer, depth)), TimeConvention::flow, 1024);
          };
          ASSERT_EQ(outcome_of(problem, Threshold::level(power(w, depth))), Outcome::reached) << show(problem) << text;
          const Interval quotient = Interval(Rational(next - w), 1024) / (reach(next) - reach(w));
          const Interval range = hull(Interval(w, 400), Interval(next, 400));
          EXPECT_TRUE(contains(velocity(problem, range), quotient)) << show(problem) << " at " << text;
          EXPECT_GE(velocity(problem, range).relative_bits(), 60) << show(problem) << " at " << text;
        }
      }
    }
  }
}

TEST(CriticalTime, PassesThroughEveryLevelInTurn) {
  // The time to a level is the time to an earlier level plus the time from there.
  for (const Objective objective : kBothObjectives) {
    for (const long depth : {1L, 3L, 8L}) {
      const Feature feature = Feature::with_rho(number("0.9"), number("0.95"));
      const Rational start = number("1e-4");
      const Rational middle = number("1e-2");
      const auto whole = time_to(problem_of(objective, depth, feature, start), kHalf).enclosure;
      const auto first = time_to(problem_of(objective, depth, feature, start), Threshold::level(middle)).enclosure;
      const auto second = time_to(problem_of(objective, depth, feature, middle), kHalf).enclosure;
      EXPECT_TRUE(overlaps(whole, first + second)) << name_of(objective) << depth;
      EXPECT_GE((first + second).relative_bits(), 160);
    }
  }
}

TEST(CriticalTime, PaperTimeIsDepthTimesFlowTime) {
  for (const Objective objective : kBothObjectives) {
    const auto problem = problem_of(objective, 7, Feature::with_rho(1, 1), number("1e-3"));
    const auto paper = critical_time(problem, kHalf, TimeConvention::paper, Digits(40));
    EXPECT_TRUE(overlaps(paper.time->enclosure, time_to(problem, kHalf, 40).enclosure * 7L));
  }
}

TEST(CriticalTime, OutcomesAreDecidedByWhereStartThresholdAndLimitLie) {
  const Feature up = Feature::with_rho(1, number("0.5"));  // limit 0.25 at depth 2
  const auto outcome = [&](const Feature& feature, const char* start, const Threshold& threshold) {
    return outcome_of(problem_of(Objective::jepa, 2, feature, number(start)), threshold);
  };
  const auto level = [](const char* text) { return Threshold::level(number(text)); };
  EXPECT_EQ(outcome(up, "0.01", kHalf), Outcome::reached);
  EXPECT_EQ(outcome(up, "0.125", kHalf), Outcome::reached) << "start on the threshold";
  EXPECT_EQ(outcome(up, "0.2", kHalf), Outcome::already_beyond);
  EXPECT_EQ(outcome(up, "0.25", kHalf), Outcome::already_beyond) << "start on the limit";
  EXPECT_EQ(outcome(up, "1", kHalf), Outcome::already_beyond);
  EXPECT_EQ(outcome(up, "0.01", level("0.25")), Outcome::never) << "the limit itself is never reached";
  EXPECT_EQ(outcome(up, "0.01", level("0.3")), Outcome::never);
  EXPECT_EQ(outcome(up, "0.25", level("0.25")), Outcome::reached);
  EXPECT_EQ(outcome(up, "1", level("0.3")), Outcome::reached) << "from above";
  EXPECT_EQ(outcome(up, "1", level("0.25")), Outcome::already_beyond);
  EXPECT_EQ(outcome(up, "1", level("2")), Outcome::never);
  for (const Rational& lambda : {Rational(0), Rational(-1)}) {
    const Feature vanishing = Feature::with_variance(lambda, 1);
    EXPECT_EQ(outcome(vanishing, "1", kHalf), Outcome::never) << "the limit is 0, of which there is no fraction";
    EXPECT_EQ(outcome(vanishing, "1", level("0.5")), Outcome::reached);
    EXPECT_EQ(outcome(vanishing, "1", level("1")), Outcome::reached);
    EXPECT_EQ(outcome(vanishing, "1", level("2")), Outcome::never);
  }
}

TEST(CriticalTime, RationalTimesAreExact) {
  const auto on_threshold = problem_of(Objective::mae, 2, Feature::with_rho(1, 1), number("0.5"));
  EXPECT_EQ(time_to(on_threshold, kHalf).exact, Rational(0));
  // lambda = 0: u^-2 grows by 2 L sigma^2 t
  const auto uncorrelated = problem_of(Objective::jepa, 3, Feature::with_variance(0, 2), number("0.5"));
  EXPECT_EQ(time_to(uncorrelated, Threshold::level(Rational(1, 4))).exact, Rational(16 - 4, 2 * 3 * 2));
}

TEST(CriticalTime, ExtremeInputsHaveTheirDigits) {
  const Feature feature = Feature::with_rho(number("0.9"), number("0.95"));
  const Rational nearly_one = 1 - number("1e-12");
  for (const Objective objective : kBothObjectives) {
    for (const long depth : {1L, 2L, 3L, 64L}) {
      for (const char* epsilon : {"1e-300", "1e-4", "1e-30000"}) {
        for (const Rational& p : {Rational(1, 2), nearly_one, number("1e-3")}) {
          const auto problem = problem_of(objective, depth, feature, number(epsilon));
          if (outcome_of(problem, Threshold::fraction(p)) != Outcome::reached) {
            continue;
          }
          EXPECT_TRUE(has_its_digits(time_to(problem, Threshold::fraction(p)))) << show(problem) << " p " << p;
        }
      }
    }
  }
}

TEST(CriticalTime, StartsBesideTheLimitHaveTheirDigits) {
  // From 1e-40 beside the limit to 2e-40 beside it; near the limit |w - limit| moves as e^(-rate t): ln 2 / rate, to
  // 1e-39
  for (const Objective objective : kBothObjectives) {
    for (const long depth : {1L, 3L, 8L}) {
      const Rational r(3, 4);  // rho = r^(L+1): both limits are rational
      const Feature feature = Feature::with_rho(1, power(r, depth + 1));
      const Rational limit = *exact_encoder_limit(objective, Depth(depth), feature);
      const auto rate = approach_rate(objective, Depth(depth), feature, TimeConvention::flow, Digits(60)).enclosure;
      for (const int side : {1, -1}) {
        const auto beside = [&](const char* distance) { return Rational(limit * (1 + side * number(distance))); };
        const auto problem = problem_of(objective, depth, feature, beside("2e-40"));
        const auto time = time_to(problem, Threshold::level(beside("1e-40")), 60);
        EXPECT_TRUE(has_its_digits(time)) << show(problem);
        const Interval expected = log(Interval(2L).rounded_to(256)) / rate;
        const Interval error = abs(time.enclosure / expected - Interval(1));
        EXPECT_TRUE(certainly_less(error, Interval(number("1e-36"), 64))) << show(problem);
      }
    }
  }
}

TEST(CriticalTime, ThresholdsBesideTheStartHaveTheirDigits) {
  for (const Objective objective : kBothObjectives) {
    const auto problem = problem_of(objective, 3, Feature::with_rho(1, number("0.9")), number("1e-4"));
    const auto time = time_to(problem, Threshold::level(number("1e-4") * (1 + number("1e-80"))));
    EXPECT_TRUE(has_its_digits(time));
    // t = du / (du/dt), du/dt = L w^(L-1) dw/dt, to 1e-80
    const Interval w = root(Interval(number("1e-4"), 400), 3);
    const Interval expected = Interval(number("1e-84"), 400) / (velocity(problem, w) * square(w) * 3L);
    const Interval error = abs(time.enclosure / expected - Interval(1));
    EXPECT_TRUE(certainly_less(error, Interval(number("1e-48"), 64)));
  }
}

TEST(CriticalTime, MoreDigitsContinueFewerDigits) {
  for (const Objective objective : kBothObjectives) {
    const auto problem = problem_of(objective, 3, Feature::with_rho(number("0.9"), number("0.7")), number("1e-4"));
    const auto few = time_to(problem, kHalf, 49);
    for (const long digits : {50L, 1000L, 10'000L}) {
      const auto many = time_to(problem, kHalf, digits);
      EXPECT_TRUE(has_its_digits(many)) << digits;
      EXPECT_EQ(decimal_of(many.enclosure, Digits(49)), *few.decimal) << digits;
      EXPECT_EQ(static_cast<long>(many.decimal->size()), digits + 1) << "one point and no exponent";
    }
  }
}

}  // namespace
}  // namespace jepa_oracle
