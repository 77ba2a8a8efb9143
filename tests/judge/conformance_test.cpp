// The judging itself, on implementations in this process: right ones, wrong ones, known failures.
#include "judge/conformance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

#include "jepa_oracle/errors.h"
#include "judge/conformance_report.h"
#include "judge/subject/reference_implementation.h"

namespace jepa_oracle::properties {
namespace {

/// The reference with its answers altered.
class Altered : public Implementation {
 public:
  using Alter = std::function<Answer(const Question&, Answer)>;
  explicit Altered(Alter alter, std::set<std::string> capabilities = {"field", "descend"}) : alter_(std::move(alter)) {
    description_ = reference_.description();
    description_.capabilities = std::move(capabilities);
  }
  const Description& description() const override { return description_; }
  void put(const Question&) override {}
  Answer take(const Question& question) override { return alter_(question, reference_.take(question)); }
  void restart() override { ++restarts; }

  int restarts = 0;

 private:
  Alter alter_;
  ReferenceImplementation reference_;
  Description description_;
};

Answer doubled_field(const Question& question, Answer answer) {
  if (method_of(question) != "field" || objective_of(question) != Objective::jepa) return answer;
  auto& network = std::get<std::vector<RecordedStep>>(answer).front().network;
  network = moved(network, network, Rational(1));
  return answer;
}

std::map<std::string, Conformance> judged(Implementation& implementation, const std::vector<std::string>& ids,
                                          std::vector<KnownFailure> known = {}) {
  std::vector<Claim> claims;
  for (const std::string& id : ids) claims.push_back(claim_of(id));
  ConformOptions options;
  options.run.cases = 4;
  options.known_failures = std::move(known);
  std::map<std::string, Conformance> results;
  for (Conformance& result : conform(implementation, claims, options)) results[result.id] = result;
  return results;
}

constexpr const char* kJepa = "Gradient.JepaFieldIsFrozenTargetDerivative";
constexpr const char* kMae = "Gradient.MaeFieldIsGradient";
constexpr const char* kBoth = "Gradient.MomentScalingIsTimeScaling";
constexpr const char* kTime = "CriticalTime.JepaClosedForm";

TEST(Conformance, RightAnswersConformAndWhatIsNotOfferedIsAbsent) {
  Altered right([](const Question&, Answer answer) { return answer; });
  const auto results = judged(right, {kJepa, kMae, kBoth, kTime});
  EXPECT_EQ(results.at(kJepa).standing, Standing::conforms);
  EXPECT_EQ(results.at(kBoth).standing, Standing::conforms);
  EXPECT_EQ(results.at(kTime).standing, Standing::absent);
  EXPECT_EQ(results.at(kTime).why, "the implementation has no \"critical_time\"");
}

TEST(Conformance, AnAnswerThatIsWrongOnceFails) {
  int asked = 0;
  Altered fickle([&](const Question&, Answer answer) {
    if (++asked == 100) std::get<std::vector<RecordedStep>>(answer).front().network.top()(0, 0) += 1;
    return answer;
  });
  const auto results = judged(fickle, {kJepa, kMae, "Gradient.JepaFieldIsNotAGradient"});
  const auto failed = std::find_if(results.begin(), results.end(),
                                   [](const auto& result) { return result.second.standing == Standing::fails; });
  ASSERT_NE(failed, results.end());
  ASSERT_TRUE(failed->second.failure && failed->second.failure->call);
  EXPECT_FALSE(failed->second.failure->call->is_allowed());
}

TEST(Conformance, NothingConformsOfWhichNothingCouldBeAsked) {
  Altered idle([](const Question&, Answer answer) { return answer; }, {});
  const auto results = judged(idle, {kJepa, kTime});
  EXPECT_EQ(results.at(kJepa).standing, Standing::absent);
  EXPECT_FALSE(conforms({results.at(kJepa), results.at(kTime)}));
}

TEST(Conformance, ClaimsThatAskNothingAreLeftOut) {
  Altered right([](const Question&, Answer answer) { return answer; });
  EXPECT_TRUE(judged(right, {"Misreading.InvertedBracket"}).empty());
}

TEST(Conformance, AWrongFieldFailsIsExplainedAndStopsWhatRestsOnIt) {
  Altered wrong(doubled_field);
  const auto results = judged(wrong, {kBoth, kMae, kJepa, "Gradient.StopGradientTerm"});
  const Conformance& failed = results.at(kJepa);
  EXPECT_EQ(failed.standing, Standing::fails);
  ASSERT_TRUE(failed.failure && failed.failure->call);
  EXPECT_EQ(failed.failure->likely, std::vector<std::string>{"the loss has no factor 1/2 (loss-without-half/field)"});
  EXPECT_EQ(failed.failure->example.instance.to_json().dump(),
            R"({"depth":"1","size":"1","width":"0","seed":"0","spread":"1"})");
  EXPECT_EQ(results.at(kMae).standing, Standing::conforms);
  EXPECT_EQ(results.at("Gradient.StopGradientTerm").standing, Standing::not_judged);
  EXPECT_EQ(results.at("Gradient.StopGradientTerm").why, "its field for JEPA is wrong");
  // Cases with the other objective are judged, but say nothing of these.
  EXPECT_EQ(results.at(kBoth).standing, Standing::not_judged);
  EXPECT_GT(results.at(kBoth).cases, 0U);
  EXPECT_NE(results.at(kBoth).why.find("its field for JEPA is wrong; "), std::string::npos);
  // The error is that of the wrong answers; of those that are right there is none in exact numbers.
  EXPECT_TRUE(std::isinf(failed.seen.of_tolerance));
  EXPECT_EQ(failed.allowed.of_tolerance, 0);
}

/// What is said of a field that was altered.
std::vector<std::string> likely(const std::function<void(const FieldQuestion&, Network<Rational>&)>& alter) {
  Altered wrong(
      [&alter](const Question& question, Answer answer) {
        const auto* field = std::get_if<FieldQuestion>(&question);
        if (field && field->objective == Objective::jepa) {
          alter(*field, std::get<std::vector<RecordedStep>>(answer).front().network);
        }
        return answer;
      },
      {"field"});
  const auto results = judged(wrong, {kJepa});
  return results.at(kJepa).failure ? results.at(kJepa).failure->likely : std::vector<std::string>{};
}

void scale_top(Network<Rational>& network, const Rational& factor) {
  for (Matrix<Rational>& layer : network.top_layers) layer *= factor;
}

TEST(Conformance, NumbersInAMistakeAreReadOff) {
  using Named = std::vector<std::string>;
  EXPECT_EQ(likely([](const FieldQuestion&, auto& answer) { answer = moved(answer, answer, Rational(1, 2)); }),
            Named{"the right answer, times 3/2"});
  EXPECT_EQ(likely([](const FieldQuestion&, auto& answer) { scale_top(answer, Rational(10)); }),
            Named{"the weights of the top move 10 times as fast as they should (unequal-learning-rates)"});
  EXPECT_EQ(likely([](const FieldQuestion&, auto& answer) { answer.layers.front() *= Rational(0); }),
            Named{"the weights of the first layer do not move (unequal-learning-rates)"});
  EXPECT_EQ(likely([](const FieldQuestion& q, auto& answer) { answer = moved(answer, q.network, Rational(-1, 100)); }),
            Named{"a weight decay: 1/100 times the weights is taken off (weight-decay)"});
  EXPECT_EQ(likely([](const FieldQuestion&, auto& answer) {
              answer = moved(answer, answer, Rational(2));
              scale_top(answer, Rational(5, 3));
            }),
            Named{"the weights of the encoder move 3 times as fast as they should, "
                  "those of the top move 5 times as fast as they should (unequal-learning-rates)"});
  EXPECT_EQ(likely([](const FieldQuestion& q, auto& answer) {
              answer = moved(moved(answer, answer, Rational(1, 2)), q.network, Rational(-1, 10));
            }),
            Named{"the right answer, times 3/2, and a weight decay: 1/10 times the weights is taken off "
                  "(weight-decay)"});
  // Three numbers are wrong: nothing is read off.
  EXPECT_EQ(likely([](const FieldQuestion& q, auto& answer) {
              answer = moved(answer, q.network, Rational(-1, 10));
              scale_top(answer, Rational(3));
              answer.layers.front() *= Rational(5);
            }),
            Named{});
}

TEST(Conformance, AnAnswerOutsideItsToleranceFailsEvenWhereTheClaimDoesNotNotice) {
  // Twice the field turns with the data, too.
  Altered wrong(doubled_field);
  const auto results = judged(wrong, {"Gradient.RotationEquivariance"});
  EXPECT_EQ(results.at("Gradient.RotationEquivariance").standing, Standing::fails);
}

TEST(Conformance, ARefusedQuestionIsAnErrorAndTheNextIsAsked) {
  int asked = 0;
  Altered refuses([&asked](const Question&, Answer answer) {
    if (++asked == 3) throw ImplementationRefuses("field: no");
    return answer;
  });
  const auto results = judged(refuses, {kJepa});
  EXPECT_EQ(results.at(kJepa).standing, Standing::error);
  EXPECT_GT(asked, 10);
  EXPECT_EQ(refuses.restarts, 0);
}

TEST(Conformance, ThreeBreakdownsEndTheSuite) {
  Altered dies([](const Question&, Answer) -> Answer { throw ImplementationError("field: it ended"); });
  const auto results = judged(dies, {kJepa, kMae, kBoth, "Gradient.StopGradientTerm"});
  int errors = 0;
  int not_judged = 0;
  for (const auto& [id, result] : results) {
    errors += result.standing == Standing::error ? 1 : 0;
    not_judged += result.standing == Standing::not_judged ? 1 : 0;
  }
  EXPECT_EQ(errors, 3);
  EXPECT_EQ(not_judged, 1);
  EXPECT_EQ(dies.restarts, 3);
}

TEST(Conformance, DoesNotDependOnHowManyAreAskedAtATime) {
  std::vector<Claim> claims;
  for (const char* id : {kBoth, "Gradient.StopGradientTerm", kMae, kJepa, "Gradient.RotationEquivariance",
                         "Descent.TrajectoryIsRepeatedSteps", "Misreading.InvertedBracket"}) {
    claims.push_back(claim_of(id));
  }
  ConformOptions options;
  options.run.cases = 4;
  const auto right = [](const Question&, Answer answer) { return answer; };
  const auto dies = [](const Question& question, Answer answer) {
    if (objective_of(question) == Objective::mae) throw ImplementationError("field: it ended");
    return answer;
  };
  for (const Altered::Alter& alter : std::vector<Altered::Alter>{right, doubled_field, dies}) {
    std::vector<std::unique_ptr<Altered>> alike;
    for (int i = 0; i < 4; ++i) alike.push_back(std::make_unique<Altered>(alter));
    const auto report = [&](std::vector<Implementation*> asked) {
      return conformance_report(alike.front()->description(), conform(asked, claims, options), options).dump();
    };
    const std::string alone = report({alike[0].get()});
    EXPECT_EQ(report({alike[0].get(), alike[1].get()}), alone);
    EXPECT_EQ(report({alike[0].get(), alike[1].get(), alike[2].get(), alike[3].get()}), alone);
  }
}

TEST(KnownFailures, AreStrict) {
  Altered wrong(doubled_field);
  auto results = judged(wrong, {kJepa, kMae}, {{kJepa, "twice", std::nullopt}});
  EXPECT_EQ(results.at(kJepa).standing, Standing::known_failure);
  EXPECT_EQ(results.at(kJepa).why, "twice");
  results = judged(wrong, {kJepa, kMae}, {{kMae, "never", std::nullopt}});
  EXPECT_EQ(results.at(kMae).standing, Standing::unexpected_pass);
  results = judged(wrong, {kJepa, kTime}, {{kTime, "no time", std::nullopt}});
  EXPECT_EQ(results.at(kTime).standing, Standing::unexpected_pass);
}

TEST(KnownFailures, ExcuseNothingThatIsNotListed) {
  Altered wrong(doubled_field);
  const auto conforming = [&](const std::vector<std::string>& ids, std::vector<KnownFailure> known) {
    std::vector<Conformance> results;
    for (auto& [id, result] : judged(wrong, ids, std::move(known))) results.push_back(std::move(result));
    return conforms(results);
  };
  const KnownFailure field{kJepa, "twice", std::nullopt};
  const KnownFailure rests{"Gradient.StopGradientTerm", "twice, too", std::nullopt};
  const KnownFailure half{kBoth, "twice, for JEPA", std::nullopt};
  EXPECT_TRUE(conforming({kJepa, kMae}, {field}));
  // Not judged, and not listed: wholly, or for one objective.
  EXPECT_FALSE(conforming({kJepa, kMae, rests.claim}, {field}));
  EXPECT_FALSE(conforming({kJepa, kMae, kBoth}, {field}));
  EXPECT_FALSE(conforming({kJepa, rests.claim}, {rests}));
  EXPECT_TRUE(conforming({kJepa, kMae, rests.claim, kBoth}, {field, rests, half}));
  const auto results = judged(wrong, {kJepa, rests.claim}, {field, rests});
  EXPECT_EQ(results.at(rests.claim).standing, Standing::known_failure);
  EXPECT_EQ(results.at(rests.claim).why, "twice, too (not judged: its field for JEPA is wrong)");
}

TEST(KnownFailures, AreNotWhatWasNotJudgedForAnotherReason) {
  Altered dies([](const Question&, Answer) -> Answer { throw ImplementationError("field: it ended"); });
  const std::string last = "Gradient.StopGradientTerm";
  const auto results = judged(dies, {kJepa, kMae, kBoth, last}, {{last, "it ends", std::nullopt}});
  EXPECT_EQ(results.at(last).standing, Standing::unexpected_pass);
}

TEST(KnownFailures, PinnedInstancesMustFailAndTheOthersHold) {
  const Instance pinned = Instance::parse(R"({"depth":"1","size":"3","width":"1","seed":"9876","spread":"1"})");
  const auto question_of_pinned = [](const Question& q) {
    const auto* field = std::get_if<FieldQuestion>(&q);
    return field != nullptr && field->network.depth() == 1 && field->network.data_size() == 3;
  };
  Altered wrong_for_three([&](const Question& q, Answer answer) {
    return question_of_pinned(q) ? doubled_field(q, std::move(answer)) : answer;
  });
  // Other cases of that size fail as well: more fails than is known.
  auto results = judged(wrong_for_three, {kJepa}, {{kJepa, "size three", pinned}});
  EXPECT_EQ(results.at(kJepa).standing, Standing::fails);
  Altered right([](const Question&, Answer answer) { return answer; });
  results = judged(right, {kJepa}, {{kJepa, "size three", pinned}});
  EXPECT_EQ(results.at(kJepa).standing, Standing::unexpected_pass);
}

TEST(KnownFailures, AreReadStrictly) {
  const auto message = [](const char* text) {
    try {
      parse_known_failures(text);
    } catch (const InvalidProblem& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(message(R"({"format":"jepa-oracle/known-failures/1","failures":[]})"), "");
  EXPECT_EQ(message(R"({"failures":[]})"), "\"format\" is missing");
  EXPECT_EQ(message(R"({"format":"x","failures":[]})"), "format: must be \"jepa-oracle/known-failures/1\"");
  const std::string head = R"({"format":"jepa-oracle/known-failures/1","failures":[)";
  EXPECT_EQ(message((head + R"({"claim":"Gradient.No","reason":"x"}]})").c_str()),
            "failures[0].claim: unknown claim \"Gradient.No\"");
  EXPECT_EQ(message((head + R"({"claim":"Gradient.MaeFieldIsGradient"}]})").c_str()),
            "failures[0]: \"reason\" is missing");
  const std::string twice = R"({"claim":"Gradient.MaeFieldIsGradient","reason":"x"})";
  EXPECT_EQ(message((head + twice + "," + twice + "]}").c_str()), "failures[1]: duplicate of failures[0]");
}

}  // namespace
}  // namespace jepa_oracle::properties
