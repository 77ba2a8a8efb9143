// Threads that cannot be had are done without.
#include "suite/worker_threads.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <set>

#include "suite/runner.h"

namespace jepa_oracle::properties {
namespace {

/// Address space in which a few stacks of threads find room and a thousand do not; the test's own process has a limit
/// of its own again at the end.
class LittleMemory {
 public:
  LittleMemory() {
    getrlimit(RLIMIT_STACK, &stack_);
    rlimit large = stack_;
    large.rlim_cur = std::min<rlim_t>(kStack, stack_.rlim_max);
    setrlimit(RLIMIT_STACK, &large);
    getrlimit(RLIMIT_AS, &memory_);
    rlimit little = memory_;
    little.rlim_cur = kMemory;
    setrlimit(RLIMIT_AS, &little);
  }
  ~LittleMemory() {
    setrlimit(RLIMIT_AS, &memory_);
    setrlimit(RLIMIT_STACK, &stack_);
  }

 private:
  static constexpr rlim_t kStack = rlim_t(8) << 20;
  static constexpr rlim_t kMemory = rlim_t(5) << 30;  // 600 stacks
  rlimit stack_{};
  rlimit memory_{};
};

TEST(WorkerThreads, RunTheWorkOfTheirNumber) {
  std::array<std::atomic<int>, 6> seen{};
  WorkerThreads threads(5, [&](std::size_t i) { ++seen[i]; });
  EXPECT_EQ(threads.count(), 5U);
  threads.join();
  EXPECT_EQ(seen[0], 0);
  for (std::size_t i = 1; i <= 5; ++i) EXPECT_EQ(seen[i], 1);
}

TEST(WorkerThreads, AreAsManyAsTheSystemGives) {
  const LittleMemory limit;
  std::atomic<bool> go{false};
  WorkerThreads threads(2000, [&](std::size_t) {
    while (!go) std::this_thread::yield();
  });
  const std::size_t count = threads.count();
  go = true;
  threads.join();
  EXPECT_LT(count, 2000U);
}

TEST(WorkerThreads, ASuiteWithFewerThreadsSaysSoAndDecidesTheSame) {
  const std::vector<Claim> claims = {claim_of("Balance.ScalarBalanceSurvivesDescent")};
  RunOptions options;
  options.cases = 3;
  const auto alone = run(claims, ReferenceSubject(), options);
  int working = 0;
  options.jobs = 2000;
  options.fewer_jobs = [&](int count) { working = count; };
  const LittleMemory limit;
  const auto together = run(claims, ReferenceSubject(), options);
  EXPECT_GE(working, 1);
  EXPECT_LT(working, 2000);
  ASSERT_EQ(together.size(), 1U);
  EXPECT_EQ(together.front().verdict, alone.front().verdict);
  EXPECT_EQ(together.front().cases, alone.front().cases);
}

}  // namespace
}  // namespace jepa_oracle::properties
