// tests/regressions/tightest.json: instances that `jepa-oracle worst` has found, which every run begins with.
#include <gtest/gtest.h>

#include <set>

#include "suite/registry.h"
#include "suite/regressions.h"
#include "suite/runner.h"

namespace jepa_oracle::properties {
namespace {

TEST(Tightest, IsKeptOfSeveralClaims) {
  std::set<std::string> claims, families;
  for (const KeptTight& kept : kept_tightest()) {
    claims.insert(kept.claim);
    families.insert(kept.claim.substr(0, kept.claim.find('.')));
  }
  EXPECT_GE(claims.size(), 6U);
  EXPECT_GE(families.size(), 2U);
}

TEST(Tightest, HoldsByTheMarginThatIsWritten) {
  for (const KeptTight& kept : kept_tightest()) {
    const Claim& claim = claim_of(kept.claim);
    ASSERT_NO_THROW(require_fields(claim, kept.instance)) << kept.claim;
    const Judgement judgement = judge(claim, kept.instance, ReferenceSubject());
    const std::string what = kept.claim + " " + kept.instance.to_json().dump() + ": " + judgement.reason();
    EXPECT_EQ(judgement.verdict(), Verdict::holds) << what;
    ASSERT_TRUE(judgement.margin_bits()) << what;
    EXPECT_EQ(*judgement.margin_bits(), kept.margin_bits) << what;
  }
}

TEST(Tightest, IsTighterThanWhatARunWouldSeeWithoutIt) {
  RunOptions options;  // without regressions
  std::set<std::string> seen;
  for (const KeptTight& kept : kept_tightest()) {
    if (!seen.insert(kept.claim).second) continue;  // the first of a claim is its tightest
    const ClaimResult result = run({claim_of(kept.claim)}, ReferenceSubject(), options).front();
    ASSERT_TRUE(result.margin_bits) << kept.claim;
    EXPECT_LT(kept.margin_bits, *result.margin_bits) << kept.claim;
  }
}

TEST(Tightest, ComesFirstInEveryRun) {
  RunOptions options;
  options.cases = 0;
  options.regressions = kept_regressions();
  for (const KeptTight& kept : kept_tightest()) {
    const std::vector<Instance> cases = cases_of(claim_of(kept.claim), options);
    const std::size_t count = kept_regressions().at(kept.claim).size();
    const auto end = cases.begin() + static_cast<long>(count);
    EXPECT_NE(std::find(cases.begin(), end, kept.instance), end) << kept.claim;
  }
}

}  // namespace
}  // namespace jepa_oracle::properties
