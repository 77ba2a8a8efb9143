// The evidence kind of a claim is that of its weakest part: seen from what its check asks, not from what it says.
#include <gtest/gtest.h>

#include "evidence/report.h"
#include "evidence/report_markdown.h"
#include "suite/registry.h"
#include "suite/runner.h"
#include "suite/subject.h"

namespace jepa_oracle::properties {
namespace {

/// Thrown where a check asks for numbers that have no bound.
struct AsksForFlow {};

/// The reference, but for the one answer of a Subject that is no enclosure.
class WithoutFlow : public ReferenceSubject {
 public:
  std::vector<Network<Real>> flow(const TargetRule&, const Network<Rational>&, const Moments<Rational>&,
                                  const std::vector<Rational>&, Digits) const override {
    throw AsksForFlow();
  }
};

bool rests_on_a_flow(const Claim& claim) {
  RunOptions options;
  options.cases = 2;
  std::vector<Instance> cases = cases_of(claim, options);
  constexpr std::size_t kEnough = 12;  // corners first: they have the small depths at which flows are asked for
  if (cases.size() > kEnough) cases.resize(kEnough);
  try {
    for (const Instance& instance : cases) judge(claim, instance, WithoutFlow());
  } catch (const AsksForFlow&) {
    return true;
  }
  return false;
}

TEST(EvidenceKind, IsNotStrongerThanWhatTheCheckAsksFor) {
  std::size_t flows = 0;
  for (const Claim& claim : all_claims()) {
    if (!rests_on_a_flow(claim)) continue;
    ++flows;
    EXPECT_TRUE(claim.evidence == "refined" || claim.evidence == "sampled")
        << claim.id << " asks for a flow, which has no bound, and says " << claim.evidence;
  }
  EXPECT_GE(flows, 3U);
}

TEST(EvidenceKind, IsCountedInTheSentenceAboutVerdicts) {
  const nlohmann::ordered_json report{{"claims",
                                       {{{"evidence", "exact, formal"}},
                                        {{"evidence", "enclosed"}},
                                        {{"evidence", "exact"}},
                                        {{"evidence", "sampled"}}}}};
  EXPECT_EQ(meaning_of_evidence(report),
            "A claim holds when every case was decided: 2 claims by exact arithmetic (exact), 1 by disjoint or narrow "
            "enclosures (enclosed), 1 by statistics (sampled).");
}

}  // namespace
}  // namespace jepa_oracle::properties
