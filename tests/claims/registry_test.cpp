// The registry and what it points to: entries, notes, checks, witnesses, counterexamples.
#include "suite/registry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace jepa_oracle::properties {
namespace {

std::string content(const std::string& path) {
  std::ifstream file(std::string(JEPA_ORACLE_SOURCE_DIR) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Registry, HasOneEntryForEachClaim) {
  std::vector<std::string> written;
  for (const auto& entry : registry()) written.push_back(entry.id);
  std::vector<std::string> checked;
  for (const auto& claim : all_claims()) checked.push_back(claim.id);
  EXPECT_EQ(written, checked);
}

TEST(Registry, SaysWhatWhyAndWhence) {
  const std::set<std::string> provenances{"primary", "second-hand", "our reconstruction", "new"};
  for (const auto& entry : registry()) {
    EXPECT_FALSE(entry.title.empty()) << entry.id;
    EXPECT_FALSE(entry.statement.empty()) << entry.id;
    EXPECT_FALSE(entry.source.empty()) << entry.id;
    EXPECT_EQ(provenances.count(entry.provenance), 1U) << entry.id << ": " << entry.provenance;
  }
}

TEST(Registry, NotesHaveASectionForEachClaim) {
  for (const auto& entry : registry()) {
    const std::size_t hash = entry.note.find('#');
    ASSERT_NE(hash, std::string::npos) << entry.id;
    EXPECT_NE(content(entry.note.substr(0, hash)).find("## " + entry.id + "\n"), std::string::npos) << entry.note;
    std::string anchor = entry.id;
    anchor.erase(std::remove(anchor.begin(), anchor.end(), '.'), anchor.end());
    std::transform(anchor.begin(), anchor.end(), anchor.begin(), [](unsigned char c) { return std::tolower(c); });
    EXPECT_EQ(entry.note.substr(hash + 1), anchor);
  }
}

TEST(Registry, ChecksAreWhereTheRegistrySays) {
  for (const auto& entry : registry()) {
    EXPECT_NE(content(entry.check).find("\"" + entry.id + "\""), std::string::npos)
        << entry.id << " in " << entry.check;
  }
}

TEST(Registry, RestsOnKnownClaimsWithoutCycle) {
  std::map<std::string, int> state;  // 1: being visited, 2: done
  std::function<void(const std::string&)> visit = [&](const std::string& id) {
    ASSERT_NE(state[id], 1) << "a cycle through " << id;
    if (state[id] == 2) return;
    state[id] = 1;
    for (const std::string& used : entry_of(id).uses) visit(used);
    state[id] = 2;
  };
  for (const auto& entry : registry()) visit(entry.id);
}

TEST(Registry, WitnessesMeetTheHypotheses) {
  for (const auto& entry : registry()) {
    const Claim& claim = claim_of(entry.id);
    ASSERT_NO_THROW(require_fields(claim, entry.witness)) << entry.id;
    const Judgement judgement = claim.check(entry.witness, ReferenceSubject());
    if (entry.expects_refuted) continue;
    EXPECT_EQ(judgement.verdict(), Verdict::holds) << entry.id << ": " << judgement.reason();
  }
}

TEST(Registry, RefutedClaimsKeepTheSmallestCounterexampleThatTheShrinkerFinds) {
  for (const auto& entry : registry()) {
    ASSERT_EQ(entry.counterexample.has_value(), entry.expects_refuted) << entry.id;
    if (!entry.expects_refuted) continue;
    const Claim& claim = claim_of(entry.id);
    EXPECT_EQ(claim.check(*entry.counterexample, ReferenceSubject()).verdict(), Verdict::fails) << entry.id;
    RunOptions options;
    options.cases = 30;
    const ClaimResult result = run({claim}, ReferenceSubject(), options).front();
    ASSERT_TRUE(result.counterexample) << entry.id;
    EXPECT_EQ(result.counterexample->instance.to_json(), entry.counterexample->to_json()) << entry.id;
  }
}

}  // namespace
}  // namespace jepa_oracle::properties
