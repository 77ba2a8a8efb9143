// The machinery itself: determinism, shrinking, what inconclusive means, coverage.
#include <gtest/gtest.h>

#include "evidence/report.h"
#include "jepa_oracle/errors.h"

namespace jepa_oracle::properties {
namespace {

/// A claim about one number that is false from 7 on.
Claim below_seven() {
  return {"Test.BelowSeven", {positive("value", 0, 3)}, [](const Instance& instance, const Subject&) {
            Judgement judgement;
            judgement.label(instance.number("value") < 7 ? "small" : "large");
            judgement.require_less("value", Interval(instance.number("value"), 64), Interval(7));
            return judgement;
          }};
}

TEST(Runner, GivesTheSameReportForAnyNumberOfJobs) {
  std::vector<Claim> claims;
  for (const char* id : {"Ordering.ConflictWindow", "Misreading.InvertedBracket", "FixedPoint.JepaLimit"}) {
    claims.push_back(claim_of(id));
  }
  RunOptions options;
  options.cases = 10;
  const auto report = [&](int jobs) {
    options.jobs = jobs;
    return report_of(claims, run(claims, ReferenceSubject(), options), "reference", options).dump();
  };
  const std::string serial = report(1);
  EXPECT_EQ(serial, report(2));
  EXPECT_EQ(serial, report(7));
}

TEST(Runner, DrawsOtherCasesForAnotherSeedAndForAnotherClaim) {
  RunOptions options;
  options.cases = 20;
  Claim renamed = below_seven();
  renamed.id = "Test.Renamed";
  const auto cases = cases_of(below_seven(), options);
  EXPECT_EQ(cases, cases_of(below_seven(), options));
  EXPECT_NE(cases, cases_of(renamed, options));
  options.seed = 2;
  EXPECT_NE(cases, cases_of(below_seven(), options));
}

TEST(Runner, ShrinksToTheSimplestFailingInstance) {
  RunOptions options;
  const ClaimResult result = run({below_seven()}, ReferenceSubject(), options).front();
  EXPECT_EQ(result.verdict, Verdict::fails);
  ASSERT_TRUE(result.counterexample);
  EXPECT_EQ(result.counterexample->instance.number("value"), 10);  // the first of the field's simple values that fails
}

TEST(Runner, CountsInconclusiveAsNotHolding) {
  Claim claim = below_seven();
  claim.check = [](const Instance&, const Subject&) {
    Judgement judgement;
    judgement.require_less("wide", Interval(Real(0), Real(2)), Interval(1));
    return judgement;
  };
  const ClaimResult result = run({claim}, ReferenceSubject(), {}).front();
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  ASSERT_TRUE(result.undecided);
}

TEST(Runner, DemandsTheCoverageThatAClaimAsksFor) {
  Claim claim = below_seven();
  claim.check = [](const Instance&, const Subject&) { return Judgement(); };
  claim.required_labels = {"never seen"};
  const ClaimResult result = run({claim}, ReferenceSubject(), {}).front();
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_EQ(result.missing_labels, std::vector<std::string>{"never seen"});
}

TEST(Judgement, NeverLetsAnInfinitelyWideAnswerAgree) {
  Judgement judgement;
  const Interval everything = Interval(1) / Interval(Real(-1), Real(1));
  judgement.require_same("anything", everything, Interval(3));
  EXPECT_EQ(judgement.verdict(), Verdict::inconclusive);
  judgement.require_less("nothing", Interval(2), Interval(1));
  EXPECT_EQ(judgement.verdict(), Verdict::fails);
}

TEST(Instance, ReadsBackWhatItPrintsAndRefusesTheRest) {
  const Claim& claim = claim_of("Ordering.ConflictWindow");
  RunOptions options;
  for (const Instance& instance : cases_of(claim, options)) {
    EXPECT_EQ(Instance::from_json(instance.to_json()), instance);
    EXPECT_NO_THROW(require_fields(claim, instance));
  }
  EXPECT_THROW(Instance::from_json(nlohmann::ordered_json::parse(R"([1])")), InvalidProblem);
  EXPECT_THROW(Instance::from_json(nlohmann::ordered_json::parse(R"({"depth":0.5})")), InvalidProblem);
  EXPECT_THROW(require_fields(claim, Instance()), InvalidProblem);
}

TEST(Fields, NoDrawIsDiscardedAndShrinkingEnds) {
  for (const Claim& claim : all_claims()) {
    RunOptions options;
    options.cases = 10;
    for (const Instance& instance : cases_of(claim, options)) {
      for (const Field& field : claim.fields) {
        EXPECT_TRUE(field.contains(instance.number(field.name))) << claim.id << " " << field.name;
        Rational value = instance.number(field.name);
        int steps = 0;
        for (auto next = simpler(field, value); !next.empty() && steps < 50; next = simpler(field, value), ++steps) {
          value = next.back();
        }
        EXPECT_LT(steps, 50) << claim.id << " " << field.name;
      }
    }
  }
}

}  // namespace
}  // namespace jepa_oracle::properties
