// Claims whose meaning was changed: the registry's rules for them, and what is shown of them. The registry has none of
// its own to look at, or may have none: a copy of it in which one claim has taken the place of an older one.
#include <gtest/gtest.h>

#include "evidence/report.h"
#include "jepa_oracle/errors.h"
#include "report/retired_claims.h"
#include "suite/documents.h"
#include "suite/registry.h"

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

const char* const kNew = "Ordering.ConflictWindow";

Json retired_entry() {
  return {{"id", "Ordering.OldWindow"},
          {"title", "An <old> title"},
          {"statement", "It was said of w0 <= x."},
          {"version", "0.0.9"},
          {"why", "the upper end was closed"},
          {"replaced_by", Json::array({kNew})},
          {"note", "proofs-notes/ordering.md#orderingoldwindow"}};
}

/// The registry's document with these retired claims.
Json document_with(const Json& retired) {
  Json document = Json::parse(kClaimsDocument);
  document["retired"] = retired;
  return document;
}

std::string why_refused(const Json& document) {
  try {
    parse_registry(document.dump());
  } catch (const InvalidProblem& error) {
    return error.what();
  }
  return "";
}

TEST(Retired, AnOldClaimIsReadAndKnowsWhatReplacesIt) {
  const Registry registry = parse_registry(document_with(Json::array({retired_entry()})).dump());
  ASSERT_EQ(registry.retired.size(), 1U);
  EXPECT_EQ(registry.claims.size(), all_claims().size());
  EXPECT_EQ(replaced_ids(kNew, registry.retired), std::vector<std::string>{"Ordering.OldWindow"});
  EXPECT_TRUE(replaced_ids("Ordering.Dominance", registry.retired).empty());
}

TEST(Retired, AnIdIsNeverUsedAgainAndSomethingReplacesIt) {
  const auto changed = [](const char* key, const Json& value) {
    Json entry = retired_entry();
    entry[key] = value;
    return document_with(Json::array({entry}));
  };
  EXPECT_EQ(why_refused(document_with(Json::array({retired_entry()}))), "");
  EXPECT_NE(why_refused(changed("id", kNew)).find("Ordering.ConflictWindow"), std::string::npos);
  EXPECT_NE(why_refused(document_with(Json::array({retired_entry(), retired_entry()}))).find("duplicate claim"),
            std::string::npos);
  EXPECT_NE(why_refused(changed("replaced_by", Json::array())).find("nothing replaces"), std::string::npos);
  EXPECT_NE(why_refused(changed("replaced_by", Json::array({"Ordering.Nothing"}))).find("not another claim"),
            std::string::npos);
  EXPECT_NE(why_refused(changed("replaced_by", Json::array({"Ordering.OldWindow"}))).find("not another claim"),
            std::string::npos);
  for (const char* key : {"id", "title", "statement", "version", "why", "replaced_by", "note"}) {
    Json entry = retired_entry();
    entry.erase(key);
    EXPECT_NE(why_refused(document_with(Json::array({entry}))), "") << key;
  }
  Json without = document_with(Json::array());
  without.erase("retired");
  EXPECT_NE(why_refused(without), "");
}

TEST(Retired, AskingForItSaysWhatReplacesIt) {
  const Registry registry = parse_registry(document_with(Json::array({retired_entry()})).dump());
  try {
    refuse_retired("Ordering.OldWindow", "--claim", registry.retired);
    FAIL() << "it was not refused";
  } catch (const InvalidProblem& error) {
    EXPECT_EQ(error.where(), "--claim");
    EXPECT_EQ(error.rule(),
              "Ordering.OldWindow is retired (the upper end was closed; version 0.0.9 was the last to check it): "
              "Ordering.ConflictWindow replaces it");
  }
  EXPECT_NO_THROW(refuse_retired(kNew, "--claim", registry.retired));
}

TEST(Retired, TheTerminalShowsWhatItSaid) {
  const Registry registry = parse_registry(document_with(Json::array({retired_entry()})).dump());
  const std::string text = program::retired_text(registry.retired.front());
  for (const char* part : {"Ordering.OldWindow", "It was said of w0 <= x.", "version 0.0.9 was the last to check it",
                           "the upper end was closed", kNew, "proofs-notes/ordering.md#orderingoldwindow"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(Retired, ThePageKeepsItsAnchorAndLinksToWhatReplacesIt) {
  const Registry registry = parse_registry(document_with(Json::array({retired_entry()})).dump());
  EXPECT_TRUE(retired_json({"Ordering.Dominance"}, registry.retired).empty());
  Json report{{"claims", Json::array({Json{{"id", kNew}}})}, {"retired", retired_json({kNew}, registry.retired)}};
  EXPECT_EQ(report["retired"], Json::array({retired_entry()}));
  const std::string html = program::retired_section(report);
  for (const char* part :
       {"id=\"claim-orderingoldwindow\"", "href=\"#claim-orderingconflictwindow\"", "An &lt;old&gt; title",
        "It was said of w0 &lt;= x.", "version 0.0.9", "the upper end was closed"}) {
    EXPECT_NE(html.find(part), std::string::npos) << part << "\n" << html;
  }
  report["claims"] = Json::array();
  EXPECT_EQ(program::retired_section(report).find("href"), std::string::npos) << "a link to a claim not on the page";
  report.erase("retired");
  EXPECT_EQ(program::retired_section(report), "");
}

}  // namespace
}  // namespace jepa_oracle::properties
