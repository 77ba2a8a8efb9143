#include "jepa_oracle/amplitude.h"

#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/fixed_point.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

/// The amplitude at an exact time, put back into the critical time: the time to a level just below and just above the
/// enclosure must bracket it.
void expect_inverse(const ScalarProblem& problem, const Rational& time, long digits = 40) {
  const auto state = amplitude(problem, time, TimeConvention::flow, Digits(digits));
  ASSERT_TRUE(has_its_digits(state.encoder)) << show(problem) << " t " << time;
  ASSERT_TRUE(has_its_digits(state.layer)) << show(problem) << " t " << time;
  EXPECT_TRUE(overlaps(power(state.layer.enclosure, problem.depth.layers()), state.encoder.enclosure));
  const Rational slack = power(Rational(10), -digits - 2);
  const Rational low = state.encoder.enclosure.lower().to_rational() * (1 - slack);
  const Rational high = state.encoder.enclosure.upper().to_rational() * (1 + slack);
  const auto reach = [&](const Rational& level) {
    return critical_time(problem, Threshold::level(level), TimeConvention::flow, Digits(digits + 20));
  };
  const bool rising =
      problem.feature.sign() > 0 &&
      compare_with_limit(problem.objective, problem.depth, problem.feature, problem.initial_amplitude()) < 0;
  const auto before = reach(rising ? low : high);
  const auto after = reach(rising ? high : low);
  const Interval t(time, 300);
  if (before.outcome == Outcome::reached) {
    EXPECT_TRUE(certainly_less(before.time->enclosure, t)) << show(problem) << " t " << time;
  }
  if (after.outcome == Outcome::reached) {
    EXPECT_TRUE(certainly_less(t, after.time->enclosure)) << show(problem) << " t " << time;
  }
  EXPECT_TRUE(before.outcome == Outcome::reached || after.outcome == Outcome::reached)
      << show(problem) << " t " << time;
}

TEST(Amplitude, InvertsTheCriticalTimeWhileGrowing) {
  for (const Objective objective : kBothObjectives) {
    for (const long depth : kDepths) {
      const auto problem =
          problem_of(objective, depth, Feature::with_rho(number("0.9"), number("0.95")), number("1e-4"));
      for (const char* fraction : {"0.1", "0.5", "0.999"}) {
        const auto t = critical_time(problem, Threshold::fraction(number(fraction)), TimeConvention::flow, Digits(8));
        expect_inverse(problem, number(*t.time->decimal));
      }
      expect_inverse(problem, number("1e-3"));
    }
  }
}

TEST(Amplitude, InvertsTheCriticalTimeWhileSettlingFromAbove) {
  for (const Objective objective : kBothObjectives) {
    for (const long depth : kDepths) {
      for (const char* start : {"1.0001", "2", "50"}) {
        const ScalarProblem problem = {objective, Depth(depth), Feature::with_rho(number("0.9"), number("0.95")),
                                       Initialisation::of_layer(number(start))};
        for (const char* time : {"1e-30", "0.01", "1", "7"}) expect_inverse(problem, number(time));
      }
    }
  }
}

TEST(Amplitude, InvertsTheCriticalTimeWhileDying) {
  for (const Objective objective : kBothObjectives) {
    for (const long depth : kDepths) {
      for (const char* start : {"0.1", "1", "30"}) {
        const ScalarProblem problem = {objective, Depth(depth), Feature::with_rho(number("-0.9"), number("-0.95")),
                                       Initialisation::of_layer(number(start))};
        for (const char* time : {"1e-30", "0.01", "7", "1e5"}) expect_inverse(problem, number(time));
      }
    }
  }
}

TEST(Amplitude, InvertsTheCriticalTimeWithoutCorrelation) {
  for (const Objective objective : kBothObjectives) {
    for (const long depth : kDepths) {
      const ScalarProblem problem = {objective, Depth(depth), Feature::with_variance(0, number("1.3")),
                                     Initialisation::of_layer(number("0.9"))};
      for (const char* time : {"1e-30", "0.01", "7", "1e60"}) expect_inverse(problem, number(time));
    }
  }
  // u^-2 = 4 + 2 * 3 * 2 t: t = 1 gives u = 1/4, exactly
  const auto exact = amplitude(problem_of(Objective::mae, 3, Feature::with_variance(0, 2), number("0.5")), 1,
                               TimeConvention::flow, Digits(10));
  EXPECT_EQ(exact.encoder.exact, Rational(1, 4));
  EXPECT_FALSE(exact.layer.exact.has_value());
}

TEST(Amplitude, ExtremeStartsHaveTheirDigits) {
  const Feature feature = Feature::with_rho(number("0.9"), number("0.95"));
  for (const Objective objective : kBothObjectives) {
    for (const long depth : {1L, 2L, 64L}) {
      for (const char* epsilon : {"1e-300", "1e-3000"}) {
        const auto problem = problem_of(objective, depth, feature, number(epsilon));
        const auto half = critical_time(problem, Threshold::fraction(Rational(1, 2)), TimeConvention::flow, Digits(4));
        for (const Rational& factor : {Rational(1, 1000), Rational(1), Rational(1001, 1000)}) {
          expect_inverse(problem, number(*half.time->decimal) * factor);
        }
      }
    }
  }
}

TEST(Amplitude, StartsBesideTheLimitStayOnTheirSide) {
  for (const Objective objective : kBothObjectives) {
    for (const long depth : {1L, 3L, 8L}) {
      const Feature feature = Feature::with_rho(1, power(Rational(3, 4), depth + 1));
      const Rational limit = *exact_encoder_limit(objective, Depth(depth), feature);
      for (const int side : {1, -1}) {
        const auto problem = problem_of(objective, depth, feature, limit * (1 + side * number("1e-40")));
        for (const char* time : {"1e-3", "1", "50"}) expect_inverse(problem, number(time), 60);
      }
      const auto on_limit = problem_of(objective, depth, feature, limit);
      EXPECT_EQ(amplitude(on_limit, 5, TimeConvention::flow, Digits(9)).encoder.exact, limit);
    }
  }
}

TEST(Amplitude, AfterAHugeTimeItIsTheLimitAsSeenFromItsSide) {
  // JEPA, depth 3, rho = 1/2: the limit 0.125 is a tie at two digits; from below it rounds down, from above up.
  const Feature feature = Feature::with_rho(1, Rational(1, 2));
  for (const char* time : {"1e8", "1e9", "1e300", "1e100000"}) {
    for (const auto& [start, two_digits] : {std::pair{"1e-4", "0.12"}, std::pair{"1", "0.13"}}) {
      const auto problem = problem_of(Objective::jepa, 3, feature, number(start));
      const auto state = amplitude(problem, number(time), TimeConvention::flow, Digits(2));
      EXPECT_EQ(state.encoder.decimal, two_digits) << time;
      EXPECT_EQ(state.layer.decimal, "0.50") << time;
      const auto fifty = amplitude(problem, number(time), TimeConvention::flow, Digits(50));
      EXPECT_EQ(number(*fifty.encoder.decimal), number("0.125")) << time;
      EXPECT_TRUE(contains(fifty.encoder.enclosure, number("0.125"))) << time;
    }
    // an irrational limit
    const auto mae = problem_of(Objective::mae, 3, feature, number("1e-4"));
    const auto state = amplitude(mae, number(time), TimeConvention::flow, Digits(50));
    EXPECT_EQ(state.encoder.decimal, encoder_limit(Objective::mae, Depth(3), feature, Digits(50)).decimal) << time;
  }
}

TEST(Amplitude, DyingAfterAHugeTimeFollowsItsPower) {
  // JEPA, depth 1: 1/w = t + O(ln t)
  const auto problem = problem_of(Objective::jepa, 1, Feature::with_rho(-1, -1), 1);
  const auto state = amplitude(problem, number("1e100000"), TimeConvention::flow, Digits(50));
  ASSERT_TRUE(has_its_digits(state.encoder));
  EXPECT_EQ(*state.encoder.decimal, "1." + std::string(49, '0') + "e-100000");
}

TEST(Amplitude, AnAmplitudeThatNoNumberHoldsIsInconclusiveAndEnclosed) {
  // MAE, depth 1, lambda < 0: u ~ e^(-t)
  const auto problem = problem_of(Objective::mae, 1, Feature::with_rho(-1, -1), 1);
  expect_inverse(problem, number("1e5"));
  const auto state = amplitude(problem, number("1e300"), TimeConvention::flow, Digits(5));
  EXPECT_FALSE(state.encoder.conclusive());
}

TEST(Amplitude, TinyTimesKeepTheStart) {
  for (const Objective objective : kBothObjectives) {
    const auto problem = problem_of(objective, 2, Feature::with_rho(1, 1), number("0.25"));
    EXPECT_EQ(amplitude(problem, 0, TimeConvention::flow, Digits(5)).encoder.exact, Rational(1, 4));
    const auto state = amplitude(problem, number("1e-300"), TimeConvention::flow, Digits(1));
    EXPECT_EQ(state.encoder.decimal, "0.3") << "0.25 and a little more is no tie";
    expect_inverse(problem, number("1e-300"), 330);
  }
}

TEST(Amplitude, ManyDigitsAreRight) {
  for (const Objective objective : kBothObjectives) {
    const auto problem = problem_of(objective, 3, Feature::with_rho(number("0.9"), number("0.7")), number("1e-4"));
    expect_inverse(problem, 400, 1000);
    expect_inverse(problem, 400, 10'000);
  }
}

TEST(Amplitude, PaperTimeIsDepthTimesFlowTime) {
  const auto problem = problem_of(Objective::jepa, 4, Feature::with_rho(1, 1), number("0.01"));
  const auto flow = amplitude(problem, 10, TimeConvention::flow, Digits(30));
  const auto paper = amplitude(problem, 40, TimeConvention::paper, Digits(30));
  EXPECT_EQ(flow.encoder.decimal, paper.encoder.decimal);
}

TEST(Amplitude, ATimeBeforeTheStartIsRefused) {
  const auto problem = problem_of(Objective::jepa, 4, Feature::with_rho(1, 1), number("0.01"));
  try {
    amplitude(problem, number("-0.5"), TimeConvention::flow, Digits(5));
    FAIL() << "accepted";
  } catch (const InvalidProblem& error) {
    EXPECT_STREQ(error.what(), "at: -0.5 is negative: a time must be >= 0");
  }
}

}  // namespace
}  // namespace jepa_oracle
