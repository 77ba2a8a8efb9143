// What diagnose can say of a run, and what the catalogue says of runs, are the same mistakes.
#include "diagnosis/hypotheses/hypothesis_mistakes.h"

#include <gtest/gtest.h>

#include <set>

namespace jepa_oracle {
namespace {

std::set<std::string_view> keys_of_hypotheses() {
  std::set<std::string_view> keys;
  const auto add = [&keys](const Mistake* mistake) {
    if (mistake != nullptr) keys.insert(mistake->key);
  };
  for (const TrainingVariant& variant : kTrainingVariants) add(mistake_of(variant.rule));
  for (const LossReading reading : {LossReading::as_defined, LossReading::without_half, LossReading::averaged,
                                    LossReading::averaged_without_half}) {
    add(mistake_of(reading));
  }
  for (const TimeReading reading : {TimeReading::flow, TimeReading::paper, TimeReading::doubled_factor}) {
    add(mistake_of(reading));
  }
  for (const StartReading reading :
       {StartReading::encoder, StartReading::layer, StartReading::problem_depth, StartReading::fitted}) {
    add(mistake_of(reading));
  }
  for (const FittedNumber number :
       {FittedNumber::time_scale, FittedNumber::start, FittedNumber::rate_ratio, FittedNumber::average_rate,
        FittedNumber::target_ratio, FittedNumber::momentum, FittedNumber::weight_decay}) {
    add(mistake_of(number));
  }
  return keys;
}

TEST(HypothesisMistakes, AreThoseThatTheCatalogueSaysOfRuns) {
  std::set<std::string_view> of_runs;
  for (const Mistake& mistake : mistakes()) {
    if (!mistake.run.empty()) of_runs.insert(mistake.key);
  }
  EXPECT_EQ(keys_of_hypotheses(), of_runs);
}

TEST(HypothesisMistakes, AreNoneOfTheRulesThatAreRight) {
  EXPECT_EQ(mistake_of(TrainingRule::jepa), nullptr);
  EXPECT_EQ(mistake_of(TrainingRule::mae), nullptr);
  EXPECT_EQ(mistake_of(LossReading::as_defined), nullptr);
}

/// JSON says "rule": "frozen-target": the key, where one rule is one mistake.
TEST(HypothesisMistakes, HaveTheNamesOfTheirRules) {
  for (const TrainingVariant& variant : kTrainingVariants) {
    const TrainingRule rule = variant.rule;
    if (mistake_of(rule) == nullptr || stands_still(rule)) continue;
    EXPECT_EQ(mistake_of(rule)->key, name_of(rule));
  }
}

}  // namespace
}  // namespace jepa_oracle
