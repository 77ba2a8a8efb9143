#include "jepa_oracle/slow_average.h"

#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

ScalarProblem slow_problem(long depth, const char* lambda, const char* rho, const char* epsilon) {
  return {Objective::jepa, Depth(depth), Feature::with_rho(number(lambda), number(rho)),
          Initialisation::of_encoder(number(epsilon))};
}

// Computed by another program.
TEST(SlowAverage, TheTimesOfAnotherProgramComeOutAndDoNotDependOnLambda) {
  for (const char* lambda : {"1", "1e-3", "70"}) {
    const auto time = [&](long depth, const char* rho, const char* epsilon, const char* fraction) {
      return *slow_average_time(slow_problem(depth, lambda, rho, epsilon), number(fraction), Digits(38))->decimal;
    };
    EXPECT_EQ(time(2, "0.9", "0.05", "0.5"), "2.1752177446750013608819762270628221980");
    EXPECT_EQ(time(1, "0.5", "0.01", "0.5"), "1.0813403674667623768798908012908426924");
    EXPECT_EQ(time(64, "1.1", "1e-6", "0.25"), "163.20701367766312131042906620417362818");
  }
}

TEST(SlowAverage, AStartPastTheThresholdHasNone) {
  const Digits digits(10);
  // L = 1: x = (epsilon / rho)^(1/2) against p = 1/2
  EXPECT_FALSE(slow_average_time(slow_problem(1, "1", "1", "0.25"), number("0.5"), digits));
  EXPECT_TRUE(slow_average_time(slow_problem(1, "1", "1", "0.2499999999999999999999999"), number("0.5"), digits));
  EXPECT_FALSE(slow_average_time({Objective::jepa, Depth(1), Feature::with_variance(0, 1),
                                  Initialisation::of_encoder(number("0.1"))},
                                 number("0.5"), digits));
}

TEST(SlowAverage, IsOfJepaWithOneLayerOfPredictor) {
  ScalarProblem problem = slow_problem(2, "1", "1", "0.01");
  problem.objective = Objective::mae;
  EXPECT_THROW(slow_average_time(problem, number("0.5"), Digits(5)), InvalidProblem);
  problem.objective = Objective::jepa;
  problem.depth = problem.depth.with_top(2);
  EXPECT_THROW(slow_average_time(problem, number("0.5"), Digits(5)), InvalidProblem);
  EXPECT_THROW(slow_average_time(slow_problem(2, "1", "1", "0.01"), 1, Digits(5)), InvalidProblem);
}

}  // namespace
}  // namespace jepa_oracle
