// Tasks that depend on what earlier ones show: the same results from one worker as from many.
#include "judge/results_in_order.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>

namespace jepa_oracle::properties {
namespace {

using Worker = OrderedWorker<std::string, int>;

/// Says what is known; every third task changes it. The first tasks take longest, so that later ones run ahead of them.
std::pair<std::string, int> task(std::size_t i, const int& known) {
  std::this_thread::sleep_for(std::chrono::microseconds(i < 4 ? 5000 : 50));
  return {std::to_string(i) + " after " + std::to_string(known), i % 3 == 2 ? known + 1 : known};
}

TEST(ResultsInOrder, DoNotDependOnTheNumberOfWorkers) {
  const auto nothing = [](std::size_t) {};
  const auto alone = results_in_order<std::string, int>(20, 0, {task}, nothing);
  ASSERT_EQ(alone.size(), 20U);
  EXPECT_EQ(alone[2], "2 after 0");
  EXPECT_EQ(alone[19], "19 after 6");
  for (const std::size_t workers : {2U, 3U, 30U}) {
    EXPECT_EQ((results_in_order<std::string, int>(20, 0, std::vector<Worker>(workers, task), nothing)), alone);
  }
}

TEST(ResultsInOrder, AreCountedAsTheyComeIn) {
  std::vector<std::size_t> counted;
  results_in_order<std::string, int>(10, 0, {task, task}, [&](std::size_t done) { counted.push_back(done); });
  EXPECT_EQ(counted, (std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
  EXPECT_TRUE((results_in_order<std::string, int>(0, 0, {task, task}, [](std::size_t) {}).empty()));
}

TEST(ResultsInOrder, TasksRunAtTheSameTime) {
  // Each of the first two tasks waits for the other to have begun.
  std::atomic<int> begun = 0;
  const Worker meets = [&begun](std::size_t, const int& known) {
    ++begun;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (begun < 2 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    return std::pair(std::string(begun >= 2 ? "met" : "alone"), known);
  };
  const auto results = results_in_order<std::string, int>(2, 0, {meets, meets}, [](std::size_t) {});
  EXPECT_EQ(results, (std::vector<std::string>{"met", "met"}));
}

TEST(ResultsInOrder, PassOnWhatAWorkerThrows) {
  const Worker throws = [](std::size_t i, const int& known) {
    if (i == 5) throw std::runtime_error("task 5");
    return task(i, known);
  };
  for (const std::size_t workers : {1U, 3U}) {
    try {
      results_in_order<std::string, int>(20, 0, std::vector<Worker>(workers, throws), [](std::size_t) {});
      ADD_FAILURE() << "nothing thrown by " << workers;
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "task 5");
    }
  }
}

}  // namespace
}  // namespace jepa_oracle::properties
