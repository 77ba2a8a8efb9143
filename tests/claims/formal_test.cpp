// The mark "formal": given by the record of the proofs in this tree, and by no other.
#include "evidence/formal.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "jepa_oracle/errors.h"
#include "suite/registry.h"

namespace jepa_oracle::properties {
namespace {

std::string record(const std::string& claims) {
  return R"({"format":"jepa-oracle/proofs/1","sources":"abc","assumptions":[],"claims":)" + claims + "}";
}

TEST(Formal, TheRecordBelongsToTheProofsInThisTree) {
  EXPECT_FALSE(formal_evidence().empty()) << "proofs-notes/coq/checked.json is the record of other proofs: "
                                             "proofs-notes/coq/check --write checks and writes";
}

TEST(Formal, OnlyHoldingClaimsOfTheRegistryAreProved) {
  for (const auto& [id, theorems] : formal_evidence()) {
    ASSERT_EQ(claims_named(id, "checked.json").size(), 1U) << id;
    EXPECT_FALSE(entry_of(id).expects_refuted) << id;
  }
}

TEST(Formal, NamesTheoremsThatAreStatedInMain) {
  std::ifstream file(JEPA_ORACLE_SOURCE_DIR "/proofs-notes/coq/Main.v");
  std::ostringstream text;
  text << file.rdbuf();
  for (const auto& [id, theorems] : formal_evidence()) {
    for (const std::string& theorem : theorems) {
      const bool stated = text.str().find("\nTheorem " + theorem + " ") != std::string::npos ||
                          text.str().find("\nTheorem " + theorem + ":") != std::string::npos;
      EXPECT_TRUE(stated) << id << ": " << theorem;
    }
  }
}

TEST(Formal, ARecordOfOtherProofsIsNoEvidence) {
  const std::string text = record(R"({"A.B":["one","two"]})");
  EXPECT_EQ(formal_evidence_of(text, "abc"), (FormalEvidence{{"A.B", {"one", "two"}}}));
  EXPECT_TRUE(formal_evidence_of(text, "abd").empty());
  EXPECT_TRUE(formal_evidence_of(text, "").empty());
}

TEST(Formal, BrokenRecordsAreRefused) {
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("{}"), record("[]"), record("{\"A.B\":1}"),
        record("{\"A.B\":[]}"), std::string(R"({"format":"x","sources":"abc","claims":{}})")}) {
    EXPECT_THROW(formal_evidence_of(text, "abc"), InvalidProblem) << text;
  }
}

TEST(Formal, TheMarkStandsBesideWhatTheRunSaw) {
  Claim claim;
  claim.id = "A.B";
  claim.evidence = "enclosed";
  const FormalEvidence formal{{"A.B", {"one"}}};
  EXPECT_EQ(evidence_of(claim, formal), "enclosed, formal");
  EXPECT_EQ(theorems_of("A.B", formal), std::vector<std::string>{"one"});
  claim.id = "A.C";
  EXPECT_EQ(evidence_of(claim, formal), "enclosed");
  EXPECT_TRUE(theorems_of("A.C", formal).empty());
}

}  // namespace
}  // namespace jepa_oracle::properties
