// Precision belongs to each value: calls at different precisions, at once and in turn, do not disturb one another.
#include <gtest/gtest.h>

#include <thread>

#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/learning_order.h"
#include "jepa_oracle/rho_boundary.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

/// Something of everything, at a precision of its own.
std::string answers(int worker) {
  const Digits digits(7 + 61L * worker);
  std::string all;
  for (const Objective objective : kBothObjectives) {
    for (const long depth : {1L, 3L, 8L}) {
      const auto problem =
          problem_of(objective, depth, Feature::with_rho(number("0.9"), number("0.95")), number("1e-4"));
      const auto time = critical_time(problem, Threshold::fraction(Rational(1, 2)), TimeConvention::flow, digits);
      const auto state = amplitude(problem, Rational(worker + 1), TimeConvention::flow, digits);
      all += *time.time->decimal + " " + *state.encoder.decimal + " " + *state.layer.decimal + "\n";
    }
  }
  all += *jepa_rho_boundary(Depth(3), Rational(1, 2), digits).decimal + "\n";
  all += *mae_fraction_bound(Depth(3), digits).decimal + "\n";
  return all;
}

TEST(Threads, EightAtDifferentPrecisionsAnswerAsOneAfterTheOther) {
  constexpr int kWorkers = 8;
  std::vector<std::string> alone;
  for (int i = 0; i < kWorkers; ++i) alone.push_back(answers(i));
  std::vector<std::string> together(kWorkers);
  std::vector<std::thread> threads;
  for (int i = 0; i < kWorkers; ++i) {
    threads.emplace_back([&together, i] {
      for (int round = 0; round < 3; ++round) together[static_cast<std::size_t>(i)] = answers(i);
      mpfr_free_cache();  // MPFR keeps constants and scratch numbers for each thread
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(together, alone);
}

TEST(Threads, AnAnswerDoesNotDependOnThePrecisionOfTheCallBefore) {
  const auto fresh = answers(1);
  answers(7);
  EXPECT_EQ(answers(1), fresh);
  EXPECT_EQ(mpfr_get_default_prec(), 53) << "MPFR's default is left alone";
}

}  // namespace
}  // namespace jepa_oracle
