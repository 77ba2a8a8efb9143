// Every mutant that a claim names is killed by it, by name; every claim names one, and no mutant goes unnamed.
#include "mutants/mutants.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "mutants/near_mutants.h"
#include "suite/registry.h"

namespace jepa_oracle::mutants {
namespace {

class Kill : public ::testing::Test {
 public:
  Kill(std::string claim, std::string mutant) : claim_(std::move(claim)), mutant_(std::move(mutant)) {}
  void TestBody() override {
    properties::RunOptions options;
    options.cases = 15;
    const auto& claim = properties::claim_of(claim_);
    const Mutant& mutant = mutant_named(mutant_);
    EXPECT_TRUE(properties::is_killed(claim, properties::entry_of(claim_).expects_refuted, *mutant.subject, options))
        << claim_ << " does not notice: " << mutant.mistake;
  }

 private:
  std::string claim_;
  std::string mutant_;
};

const bool kRegistered = [] {
  for (const auto& entry : properties::registry()) {
    for (const std::string& mutant : entry.mutants) {
      // A filter of tests takes what follows a hyphen for those to leave out: a name with one selects nothing.
      std::string name = fmt::format("{}_is_killed_by_{}", mutant, entry.id);
      std::replace_if(
          name.begin(), name.end(), [](char c) { return c == '-' || c == '/' || c == '+'; }, '_');
      ::testing::RegisterTest("Mutants", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [id = entry.id, mutant]() -> ::testing::Test* { return new Kill(id, mutant); });
    }
  }
  return true;
}();

TEST(MutantRegistry, EveryClaimNamesAMutant) {
  for (const auto& entry : properties::registry()) EXPECT_FALSE(entry.mutants.empty()) << entry.id;
}

TEST(MutantRegistry, EveryMutantIsNamedByAClaim) {
  std::set<std::string> named;
  for (const auto& entry : properties::registry()) named.insert(entry.mutants.begin(), entry.mutants.end());
  for (const Mutant& mutant : all_mutants()) EXPECT_EQ(named.count(mutant.name), 1U) << mutant.name;
}

TEST(MutantRegistry, EveryFamilyNamesTwoMutants) {
  std::map<std::string, std::set<std::string>> by_family;
  for (const auto& entry : properties::registry()) {
    by_family[entry.id.substr(0, entry.id.find('.'))].insert(entry.mutants.begin(), entry.mutants.end());
  }
  for (const auto& [family, names] : by_family) EXPECT_GE(names.size(), 2U) << family;
}

/// Flows are asked for to 16 or 20 digits, and are no enclosures: of them 10^-12 must do.
TEST(NearMutants, AreKilledAtTenToMinusThirtyToo) {
  for (const Mutant& near : near_mutants(power(Rational(10), -30))) {
    if (near.name == "near-flow") continue;
    int killers = 0;
    for (const auto& entry : properties::registry()) {
      if (std::count(entry.mutants.begin(), entry.mutants.end(), near.name) == 0) continue;
      properties::RunOptions options;
      options.cases = 15;
      EXPECT_TRUE(properties::is_killed(properties::claim_of(entry.id), entry.expects_refuted, *near.subject, options))
          << entry.id << " does not notice: " << near.mistake;
      ++killers;
    }
    EXPECT_GE(killers, 1) << near.name;
  }
}

}  // namespace
}  // namespace jepa_oracle::mutants
