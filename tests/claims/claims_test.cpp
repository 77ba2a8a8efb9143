// Every claim by its id: the verdict that the registry expects, from corners, regressions and random cases.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "suite/registry.h"
#include "suite/regressions.h"

namespace jepa_oracle::properties {
namespace {

class ClaimTest : public ::testing::Test {
 public:
  explicit ClaimTest(std::string id) : id_(std::move(id)) {}
  void TestBody() override {
    RunOptions options;
    options.cases = 40;
    options.regressions = kept_regressions();
    const ClaimResult result = run({claim_of(id_)}, ReferenceSubject(), options).front();
    const Assessment assessment = assess(entry_of(id_), result);
    EXPECT_TRUE(assessment.as_expected) << id_ << ": " << assessment.status << describe(result);
  }

 private:
  static std::string describe(const ClaimResult& result) {
    std::string text;
    for (const auto& example : {result.counterexample, result.undecided}) {
      if (example) text += fmt::format("\n{}\n{}", example->instance.to_json().dump(), example->reason);
    }
    for (const std::string& label : result.missing_labels) text += fmt::format("\nno case: {}", label);
    return text;
  }

  std::string id_;
};

const bool kRegistered = [] {
  for (const Claim& claim : all_claims()) {
    const std::size_t dot = claim.id.find('.');
    ::testing::RegisterTest(claim.id.substr(0, dot).c_str(), claim.id.substr(dot + 1).c_str(), nullptr, nullptr,
                            __FILE__, __LINE__, [id = claim.id]() -> ::testing::Test* { return new ClaimTest(id); });
  }
  return true;
}();

}  // namespace
}  // namespace jepa_oracle::properties
