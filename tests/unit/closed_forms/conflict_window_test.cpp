#include "jepa_oracle/conflict_window.h"

#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

Conflict conflict_of(const char* lambda1, const char* rho1, const char* lambda2, const char* rho2) {
  return Conflict::between(Feature::with_rho(number(lambda1), number(rho1)),
                           Feature::with_rho(number(lambda2), number(rho2)));
}

/// Sign of t(influential) - t(noisy) from the encoder amplitude epsilon, on the critical times.
int later_of_influential(const Conflict& conflict, long depth, const Rational& fraction, const Rational& epsilon,
                         Objective objective = Objective::jepa) {
  const auto time = [&](const Feature& feature) {
    return enclose_critical_time(problem_of(objective, depth, feature, epsilon), Threshold::fraction(fraction),
                                 TimeConvention::flow, 600);
  };
  const Interval difference = time(conflict.influential) - time(conflict.noisy);
  EXPECT_TRUE(certainly_positive(difference) || certainly_negative(difference)) << depth << " " << epsilon;
  return certainly_positive(difference) ? 1 : -1;
}

TEST(ConflictWindow, TheInfluentialFeatureIsFirstInsideAndLaterOutside) {
  const Rational half(1, 2);
  for (const auto& conflict : {conflict_of("0.9", "0.9", "1", "0.3"), conflict_of("0.999", "1.5", "1", "0.5"),
                               conflict_of("0.5", "40", "1", "0.7")}) {
    for (const long depth : {2L, 3L, 4L, 8L, 64L}) {
      const auto window = conflict_window(Objective::jepa, Depth(depth), half, conflict, Digits(40));
      if (window.state == ConflictWindow::State::empty) {
        continue;
      }
      ASSERT_EQ(window.state, ConflictWindow::State::open) << depth;
      ASSERT_TRUE(has_its_digits(*window.lower) && has_its_digits(*window.upper)) << depth;
      const Rational low = number(*window.lower->decimal);
      const Rational high = number(*window.upper->decimal);
      const Rational less = 1 - number("1e-35");
      const Rational more = 1 + number("1e-35");
      EXPECT_EQ(later_of_influential(conflict, depth, half, low * less), 1) << depth;
      EXPECT_EQ(later_of_influential(conflict, depth, half, low * more), -1) << depth;
      EXPECT_EQ(later_of_influential(conflict, depth, half, high * less), -1) << depth;
      EXPECT_EQ(later_of_influential(conflict, depth, half, high * more), 1) << depth;
      EXPECT_TRUE(low < power(conflict.turning_point(), depth) && power(conflict.turning_point(), depth) < high)
          << depth;
    }
  }
}

TEST(ConflictWindow, TheExampleOfTheTheoryIsOpenFromDepthTwo) {
  const auto conflict = conflict_of("0.9", "0.9", "1", "0.3");
  for (const long depth : {2L, 3L, 4L, 8L}) {
    EXPECT_EQ(conflict_window(Objective::jepa, Depth(depth), Rational(1, 2), conflict, Digits(5)).state,
              ConflictWindow::State::open);
  }
}

TEST(ConflictWindow, WhereItIsEmptyTheNoisyFeatureIsFirstEvenAtTheTurningPoint) {
  const auto conflict = conflict_of("0.9", "0.9", "1", "0.3");
  EXPECT_EQ(conflict_window(Objective::jepa, Depth(1), Rational(1, 2), conflict, Digits(10)).state,
            ConflictWindow::State::empty);
  EXPECT_EQ(later_of_influential(conflict, 1, Rational(1, 2), conflict.turning_point()), 1);
  // a turning point beyond the threshold of the noisy feature: empty without any evaluation
  const auto far = conflict_of("0.5", "0.31", "1", "0.3");
  ASSERT_GE(far.turning_point(), number("0.15"));
  EXPECT_EQ(conflict_window(Objective::jepa, Depth(1), Rational(1, 2), far, Digits(10)).state,
            ConflictWindow::State::empty);
}

TEST(ConflictWindow, ANarrowWindowHasItsDigits) {
  // At depth 1 the example opens as rho2 falls: bisect to where it is all but closed.
  const auto state_at = [](const Rational& rho2) {
    const auto conflict =
        Conflict::between(Feature::with_rho(number("0.9"), number("0.9")), Feature::with_rho(1, rho2));
    return conflict_window(Objective::jepa, Depth(2), Rational(1, 2), conflict, Digits(5)).state;
  };
  Rational open = number("0.3");
  Rational empty = number("0.85");
  ASSERT_EQ(state_at(open), ConflictWindow::State::open);
  ASSERT_EQ(state_at(empty), ConflictWindow::State::empty);
  for (int i = 0; i < 100; ++i) {
    const Rational middle = (open + empty) / 2;
    (state_at(middle) == ConflictWindow::State::open ? open : empty) = middle;
  }
  const auto conflict = Conflict::between(Feature::with_rho(number("0.9"), number("0.9")), Feature::with_rho(1, open));
  const auto window = conflict_window(Objective::jepa, Depth(2), Rational(1, 2), conflict, Digits(30));
  ASSERT_EQ(window.state, ConflictWindow::State::open);
  ASSERT_TRUE(has_its_digits(*window.lower) && has_its_digits(*window.upper));
  const Rational gap = number(*window.upper->decimal) / number(*window.lower->decimal) - 1;
  EXPECT_TRUE(gap > 0 && gap < number("1e-12")) << gap;
}

TEST(ConflictWindow, MaeHasOneAboveItsFractionBound) {
  const auto conflict = conflict_of("0.9999", "0.9", "1", "0.3");
  const Rational half(1, 2);
  for (const long depth : {6L, 8L, 16L, 48L}) {  // p0(6) = 0.419...
    const auto window = conflict_window(Objective::mae, Depth(depth), half, conflict, Digits(40));
    ASSERT_EQ(window.state, ConflictWindow::State::open) << depth;
    ASSERT_TRUE(has_its_digits(*window.lower) && has_its_digits(*window.upper)) << depth;
    const Rational low = number(*window.lower->decimal);
    const Rational high = number(*window.upper->decimal);
    const Rational less = 1 - number("1e-35");
    const Rational more = 1 + number("1e-35");
    EXPECT_EQ(later_of_influential(conflict, depth, half, low * less, Objective::mae), 1) << depth;
    EXPECT_EQ(later_of_influential(conflict, depth, half, low * more, Objective::mae), -1) << depth;
    EXPECT_EQ(later_of_influential(conflict, depth, half, high * less, Objective::mae), -1) << depth;
    EXPECT_EQ(later_of_influential(conflict, depth, half, high * more, Objective::mae), 1) << depth;
    const Guaranteed turning = turning_amplitude(Objective::mae, Depth(depth), conflict, Digits(40));
    const Rational between = power(number(*turning.decimal), depth);
    EXPECT_TRUE(low < between && between < high) << depth;
  }
}

TEST(ConflictWindow, MaeHasNoneAtAFractionBelowItsBound) {
  for (const long depth : {1L, 2L, 5L, 8L, 64L}) {
    for (const char* lambda : {"0.5", "0.999999"}) {
      const auto conflict = conflict_of(lambda, "0.9", "1", "0.3");
      const Rational below_bound = depth == 1 ? number("0.99") : Rational(9, 5 * depth);
      EXPECT_EQ(conflict_window(Objective::mae, Depth(depth), below_bound, conflict, Digits(10)).state,
                ConflictWindow::State::empty)
          << depth;
    }
  }
}

TEST(ConflictWindow, TheTurningAmplitudeIsExactForJepa) {
  const auto conflict = conflict_of("0.9", "0.9", "1", "0.3");
  EXPECT_EQ(turning_amplitude(Objective::jepa, Depth(3), conflict, Digits(10)).exact, conflict.turning_point());
  // (3/70)^(1/4)
  EXPECT_EQ(turning_amplitude(Objective::mae, Depth(3), conflict, Digits(12)).decimal, "0.454994140405");
}

TEST(ConflictWindow, WhatIsNoConflictIsRefused) {
  const auto complaint = [](const char* l1, const char* r1, const char* l2, const char* r2) -> std::string {
    try {
      conflict_of(l1, r1, l2, r2);
    } catch (const InvalidProblem& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(complaint("1", "0.9", "1", "0.3"),
            "influential.lambda: not a conflict: the influential feature must have the smaller lambda");
  EXPECT_EQ(complaint("0.9", "0.3", "1", "0.3"),
            "influential.rho: not a conflict: the influential feature must have the larger rho");
  EXPECT_EQ(complaint("-1", "-0.3", "1", "0.3"),
            "influential.lambda: a feature in conflict must be learnable: lambda > 0");
  EXPECT_EQ(complaint("0.9", "0.9", "-1", "-0.3"), "noisy.lambda: a feature in conflict must be learnable: lambda > 0");
}

}  // namespace
}  // namespace jepa_oracle
