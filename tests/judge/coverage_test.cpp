// What the judge is sure to ask of an implementation in double precision: every depth, every size, both sides of the
// limit, lambda < 0 and time 0; and that garbage in one of these places is found.
#include <gtest/gtest.h>

#include <set>

#include "jepa_oracle/fixed_point.h"
#include "judge/conformance.h"
#include "judge/subject/reference_implementation.h"

namespace jepa_oracle::properties {
namespace {

using Alter = std::function<Answer(const Question&, Answer)>;

/// The reference, rounded to double, with what `alter` makes of its answers.
class Double : public Implementation {
 public:
  explicit Double(Alter alter) : alter_(std::move(alter)) {
    description_ = reference_.description();
    description_.format = parse_number_format("float64", "dtype");
    description_.accuracy.clear();
  }
  const Description& description() const override { return description_; }
  void put(const Question&) override {}
  Answer take(const Question& question) override { return rounded(alter_(question, reference_.take(question))); }
  void restart() override {}

 private:
  Answer rounded(Answer answer) const {
    if (auto* number = std::get_if<Rational>(&answer)) return *description_.format.nearest(*number);
    for (RecordedStep& state : std::get<std::vector<RecordedStep>>(answer)) {
      state.network = *nearest(state.network, description_.format);
    }
    return answer;
  }

  Alter alter_;
  ReferenceImplementation reference_;
  Description description_;
};

std::map<std::string, Conformance> judged(Implementation& implementation, const std::vector<std::string>& ids,
                                          int cases) {
  std::vector<Claim> claims;
  for (const std::string& id : ids) claims.push_back(claim_of(id));
  ConformOptions options;
  options.run.cases = cases;
  std::map<std::string, Conformance> results;
  for (Conformance& result : conform(implementation, claims, options)) results[result.id] = result;
  return results;
}

std::set<long> from_to(long first, long last) {
  std::set<long> all;
  for (long value = first; value <= last; ++value) all.insert(value);
  return all;
}

TEST(JudgeCoverage, TimesAndAmplitudesAreAskedAtEveryDepthAndOnEveryCourse) {
  std::map<Objective, std::set<long>> times, increasing, decreasing, vanishing;
  long at_start = 0;
  Double right([&](const Question& question, Answer answer) {
    if (const auto* time = std::get_if<TimeQuestion>(&question)) {
      times[time->problem.objective].insert(time->problem.depth.layers());
    } else if (const auto* amplitude = std::get_if<AmplitudeQuestion>(&question)) {
      const auto& [objective, depth, feature, initialisation] = amplitude->problem;
      if (amplitude->at == 0) ++at_start;
      const Rational start = amplitude->problem.initial_amplitude();
      auto& course = feature.sign() < 0                                          ? vanishing
                     : compare_with_limit(objective, depth, feature, start) > 0 ? decreasing
                                                                                  : increasing;
      course[objective].insert(depth.layers());
    }
    return answer;
  });
  for (const auto& [id, result] : judged(right,
                                         {"CriticalTime.JepaClosedForm", "CriticalTime.MaeClosedForm",
                                          "CriticalTime.AmplitudeInvertsTime",
                                          "CriticalTime.SettlingAmplitudeInvertsTime",
                                          "CriticalTime.VanishingAmplitudeInvertsTime"},
                                         100)) {
    EXPECT_EQ(result.standing, Standing::conforms) << id << ": " << result.why;
  }
  EXPECT_GT(at_start, 50);
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    EXPECT_EQ(times[objective], from_to(1, 64)) << name_of(objective);
    // One claim for both objectives: each depth up to 12 comes four times, with either.
    for (const auto* course : {&increasing, &decreasing, &vanishing}) {
      // Deep cases whose amplitude leaves the format are not asked.
      EXPECT_GE(course->at(objective).size(), 12U) << name_of(objective);
      EXPECT_GE(*course->at(objective).rbegin(), 12) << name_of(objective);
    }
  }
}

TEST(JudgeCoverage, FieldsAreAskedAtEveryDepthAndSize) {
  std::map<Objective, std::set<long>> depths, sizes;
  Double right([&](const Question& question, Answer answer) {
    if (const auto* field = std::get_if<FieldQuestion>(&question)) {
      depths[field->objective].insert(field->network.depth());
      sizes[field->objective].insert(field->moments.size());
    }
    return answer;
  });
  judged(right, {"Gradient.JepaFieldIsFrozenTargetDerivative", "Gradient.MaeFieldIsGradient"}, 50);
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    EXPECT_EQ(depths[objective], from_to(1, 6)) << name_of(objective);
    EXPECT_EQ(sizes[objective], from_to(1, 6)) << name_of(objective);
  }
}

const ScalarProblem* problem_of(const Question& question) {
  if (const auto* time = std::get_if<TimeQuestion>(&question)) return &time->problem;
  const auto* amplitude = std::get_if<AmplitudeQuestion>(&question);
  return amplitude == nullptr ? nullptr : &amplitude->problem;
}

TEST(JudgeCoverage, GarbageAtOneDepthIsFound) {
  for (const long depth : {5, 7, 11, 37}) {
    Double wrong([depth](const Question& question, Answer answer) {
      const ScalarProblem* problem = problem_of(question);
      return problem != nullptr && problem->depth.layers() == depth ? Answer(Rational(77)) : answer;
    });
    for (const char* id : {"CriticalTime.JepaClosedForm", "CriticalTime.MaeClosedForm"}) {
      EXPECT_EQ(judged(wrong, {id}, 100).at(id).standing, Standing::fails) << id << ", depth " << depth;
    }
  }
}

TEST(JudgeCoverage, GarbageAtOneSizeOrDepthOfNetworksIsFound) {
  for (const long value : {5, 6}) {
    for (const bool of_depth : {true, false}) {
      Double wrong([value, of_depth](const Question& question, Answer answer) {
        const auto* field = std::get_if<FieldQuestion>(&question);
        if (field == nullptr) return answer;
        if (value != (of_depth ? field->network.depth() : static_cast<long>(field->moments.size()))) return answer;
        auto& network = std::get<std::vector<RecordedStep>>(answer).front().network;
        network = moved(network, network, Rational(1));
        return answer;
      });
      const char* id = "Gradient.MaeFieldIsGradient";
      EXPECT_EQ(judged(wrong, {id}, 100).at(id).standing, Standing::fails) << (of_depth ? "depth " : "size ") << value;
    }
  }
}

/// 77 for every amplitude of which `is_there`.
Standing standing_of_77(const std::string& id, const std::function<bool(const AmplitudeQuestion&)>& is_there) {
  Double wrong([&is_there](const Question& question, Answer answer) {
    const auto* amplitude = std::get_if<AmplitudeQuestion>(&question);
    return amplitude != nullptr && is_there(*amplitude) ? Answer(Rational(77)) : answer;
  });
  return judged(wrong, {id}, 20).at(id).standing;
}

TEST(JudgeCoverage, SeventySevenIsFoundWhereAmplitudesFallAndAtTheStart) {
  const auto vanishes = [](const AmplitudeQuestion& q) { return q.problem.feature.sign() < 0; };
  const auto settles = [](const AmplitudeQuestion& q) {
    return q.problem.feature.sign() > 0 && compare_with_limit(q.problem.objective, q.problem.depth, q.problem.feature,
                                                              q.problem.initial_amplitude()) > 0;
  };
  const auto starts = [](const AmplitudeQuestion& q) { return q.at == 0; };
  EXPECT_EQ(standing_of_77("CriticalTime.VanishingAmplitudeInvertsTime", vanishes), Standing::fails);
  EXPECT_EQ(standing_of_77("FixedPoint.NonPositiveLambdaDies", vanishes), Standing::fails);
  EXPECT_EQ(standing_of_77("CriticalTime.SettlingAmplitudeInvertsTime", settles), Standing::fails);
  EXPECT_EQ(standing_of_77("FixedPoint.ApproachIsMonotone", settles), Standing::fails);
  for (const char* id : {"CriticalTime.AmplitudeInvertsTime", "CriticalTime.SettlingAmplitudeInvertsTime",
                         "CriticalTime.VanishingAmplitudeInvertsTime"}) {
    EXPECT_EQ(standing_of_77(id, starts), Standing::fails) << id;
  }
}

}  // namespace
}  // namespace jepa_oracle::properties
