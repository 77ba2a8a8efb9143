// What a run leaves behind: results that read back, digests, attestations, and what a failing claim does to the others.
#include "evidence/evidence.h"

#include <gtest/gtest.h>

#include "evidence/attestation.h"
#include "evidence/claim_graph.h"
#include "evidence/report.h"
#include "evidence/report_markdown.h"
#include "evidence/sha256.h"
#include "jepa_oracle/errors.h"
#include "report/report_graph.h"
#include "suite/worst.h"

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

TEST(Digest, IsThatOfTheStandard) {  // FIPS 180-4, examples of NIST
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Base64, IsThatOfTheStandard) {  // RFC 4648, section 10
  const std::vector<std::pair<std::string, std::string>> cases{{"", ""},
                                                               {"f", "Zg=="},
                                                               {"fo", "Zm8="},
                                                               {"foo", "Zm9v"},
                                                               {"foob", "Zm9vYg=="},
                                                               {"fooba", "Zm9vYmE="},
                                                               {"foobar", "Zm9vYmFy"},
                                                               {"\xff\xfe\xfd", "//79"}};
  for (const auto& [bytes, text] : cases) EXPECT_EQ(base64(bytes), text);
}

std::vector<ClaimResult> results_of(const std::vector<std::string>& ids, int cases = 3) {
  RunOptions options;
  options.cases = cases;
  return run(claims_named(ids), ReferenceSubject(), options);
}

TEST(Vectors, DigestIsThatOfTheLinesOfAllCases) {
  RunOptions options;
  options.cases = 2;
  std::string lines;
  for (const char* id : {"Balance.TopGramIsConserved", "Ordering.ConflictWindow"}) {
    for (const Instance& instance : cases_of(claim_of(id), options)) {
      lines += std::string("{\"claim\":\"") + id + "\",\"instance\":" + instance.to_json().dump() + "}\n";
    }
  }
  EXPECT_EQ(vectors_digest({"Ordering.ConflictWindow", "Balance.TopGramIsConserved"}, options), sha256(lines));
  EXPECT_EQ(vectors_digest({}, options), sha256(""));
}

TEST(Results, ReadBackToTheSame) {
  for (ClaimResult& result : results_of({"Ordering.ConflictWindow", "Misreading.InvertedBracket", "Balance"})) {
    result.undecided = result.counterexample;  // each part at least once
    result.missing_labels = {"a \"kind\"\n"};
    result.seconds = 1.0 / 3;
    const Json document = result_json(result);
    EXPECT_EQ(result_json(parse_result(Json::parse(document.dump()), "test")), document);
    const auto& claim = claim_of(result.id);
    const auto& entry = entry_of(result.id);
    EXPECT_EQ(to_json(entry, claim, parse_result(document, "test"), {}), to_json(entry, claim, result, {}));
  }
}

TEST(Results, OfAnotherFormAreRefused) {
  const Json good = result_json(results_of({"Ordering.ConflictWindow"}).front());
  for (const char* key : {"id", "verdict", "cases", "inconclusive", "labels", "scope", "margin_bits", "counterexample",
                          "undecided", "missing_labels", "seconds"}) {
    Json broken = good;
    broken.erase(key);
    EXPECT_THROW(parse_result(broken, "test"), InvalidProblem) << key;
    broken[key] = Json::array({Json::object()});
    EXPECT_THROW(parse_result(broken, "test"), InvalidProblem) << key;
  }
  Json unknown = good;
  unknown["verdict"] = "certainly";
  EXPECT_THROW(parse_result(unknown, "test"), InvalidProblem);
}

TEST(Runner, TellsOfEachClaimOnceWhenItIsDecided) {
  std::vector<Json> told;
  RunOptions options;
  options.cases = 3;
  options.jobs = 4;
  options.decided = [&](const ClaimResult& result) { told.push_back(result_json(result)); };
  const auto results = run(claims_named(std::vector<std::string>{"Ordering", "Misreading.InvertedBracket"}),
                           ReferenceSubject(), options);
  ASSERT_EQ(told.size(), results.size());
  for (const ClaimResult& result : results) {
    EXPECT_EQ(std::count(told.begin(), told.end(), result_json(result)), 1) << result.id;
    EXPECT_GT(result.seconds, 0) << result.id;
  }
}

/// A claim that others use, through one other at least.
const char* const kBasis = "Balance.TopGramIsConserved";

struct Undermined : testing::Test {
  std::vector<ClaimResult> results;

  void SetUp() override {
    for (const Claim& claim : all_claims()) {
      ClaimResult result;
      result.id = claim.id;
      result.verdict = entry_of(claim.id).expects_refuted ? Verdict::fails : Verdict::holds;
      result.cases = 1;
      results.push_back(result);
    }
  }
  ClaimResult& result(const std::string& id) {
    return *std::find_if(results.begin(), results.end(), [&](const ClaimResult& r) { return r.id == id; });
  }
  Json report() const { return report_of(all_claims(), results, "reference", {}); }
};

TEST_F(Undermined, NothingWhenAllComeOutAsExpected) {
  for (const auto& [id, reasons] : undermined(results)) EXPECT_TRUE(reasons.empty()) << id;
  EXPECT_EQ(verdict_of(results), "holds");
  EXPECT_EQ(attestation(results, {})["predicate"]["result"], "PASSED");
  const std::string graph = program::claim_graph_html(report());
  EXPECT_NE(graph.find("data-ends=\"CriticalTime.JepaClosedForm Ordering.ConflictWindow\""), std::string::npos);
  EXPECT_EQ(graph.find("broken"), std::string::npos);
  EXPECT_EQ(graph.find("undermined"), std::string::npos);
}

TEST_F(Undermined, TheGraphHasNoEmptyBand) {
  const std::string graph = program::claim_graph_html(report());
  std::vector<double> heights;
  for (std::size_t at = graph.find("<rect "); at != std::string::npos; at = graph.find("<rect ", at + 1)) {
    heights.push_back(std::stod(graph.substr(graph.find(" y=\"", at) + 4)));
  }
  ASSERT_GT(heights.size(), 50U);
  std::sort(heights.begin(), heights.end());
  EXPECT_LT(heights.front(), 10);
  for (std::size_t i = 1; i < heights.size(); ++i) EXPECT_LT(heights[i] - heights[i - 1], 30) << i;
}

TEST_F(Undermined, ExactlyWhatRestsOnAFailingClaim) {
  result(kBasis).verdict = Verdict::fails;
  std::size_t count = 0;
  for (const auto& [id, reasons] : undermined(results)) {
    const auto uses = all_uses(id);
    const bool rests = std::find(uses.begin(), uses.end(), kBasis) != uses.end();
    EXPECT_EQ(reasons, rests ? std::vector<std::string>{kBasis} : std::vector<std::string>()) << id;
    count += rests;
  }
  EXPECT_GT(count, 0U);
  EXPECT_EQ(verdict_of(results), "fails");
  EXPECT_EQ(attestation(results, {})["predicate"]["failedTests"], Json::array({kBasis}));
  const std::string graph = program::claim_graph_html(report());
  EXPECT_NE(graph.find("class=\"node fails\" data-id=\"Balance.TopGramIsConserved\""), std::string::npos);
  EXPECT_NE(graph.find("class=\"node undermined\""), std::string::npos);
  EXPECT_NE(graph.find("class=\"edge broken\""), std::string::npos);
  EXPECT_NE(report_markdown(report()).find(std::string("It depends on ") + kBasis), std::string::npos);
}

TEST_F(Undermined, WhatIsUndecidedWarns) {
  result(kBasis).verdict = Verdict::inconclusive;
  EXPECT_EQ(verdict_of(results), "inconclusive");
  const Json predicate = attestation(results, {})["predicate"];
  EXPECT_EQ(predicate["result"], "WARNED");
  EXPECT_EQ(predicate["warnedTests"], Json::array({kBasis}));
}

TEST_F(Undermined, AMisreadingThatIsNotRefutedFails) {
  result("Misreading.InvertedBracket").verdict = Verdict::holds;
  EXPECT_EQ(verdict_of(results), "fails");
  EXPECT_EQ(attestation(results, {})["predicate"]["failedTests"], Json::array({"Misreading.InvertedBracket"}));
}

TEST(WorstCases, ClimbTowardsAKnownMinimum) {
  // |value - 50| > 0 has its smallest relative margin beside 50.
  const Claim claim{"Test.AwayFromFifty", {positive("value", 0, 3)}, [](const Instance& instance, const Subject&) {
                      Judgement judgement;
                      const Rational& value = instance.number("value");
                      judgement.require_less("order", Interval(value < 50 ? value : Rational(50), 64),
                                             Interval(value < 50 ? Rational(50) : value, 64));
                      return judgement;
                    }};
  RunOptions options;
  options.cases = 5;
  const WorstCases start = worst_cases(claim, ReferenceSubject(), options, 0, 1);
  const WorstCases found = worst_cases(claim, ReferenceSubject(), options, 300, 3);
  ASSERT_EQ(found.found.size(), 3U);
  ASSERT_TRUE(start.found.front().margin_bits);
  // The only failing value is 50 itself: the search may hit it, and then it comes first.
  if (found.found.front().verdict == Verdict::holds) {
    EXPECT_LT(*found.found.front().margin_bits, *start.found.front().margin_bits);
  } else {
    EXPECT_EQ(found.found.front().instance.number("value"), 50);
  }
}

}  // namespace
}  // namespace jepa_oracle::properties
