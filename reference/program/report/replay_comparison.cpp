#include "report/replay_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

/// What rounding decides, and a report of conform may have otherwise.
bool is_rounding(const std::string& key) { return key == "largest_error" || key == "largest_allowed_error"; }

/// Members of which the two documents say different things, or which only one of them has.
std::vector<std::string> differences(const Json& before, const Json& after) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : before.items()) {
    if (!after.contains(key) || after.at(key) != value) keys.push_back(key);
  }
  for (const auto& [key, value] : after.items()) {
    if (!before.contains(key)) keys.push_back(key);
  }
  return keys;
}

std::string text_of_member(const Json& claim, const char* key) {
  return claim.contains(key) && claim.at(key).is_string() ? claim.at(key).get<std::string>() : "?";
}

std::string name_of_subject(const Json& subject) {
  if (!subject.is_object()) return "?";
  return fmt::format("{} {}, {}", text_of_member(subject, "name"), text_of_member(subject, "version"),
                     text_of_member(subject, "dtype"));
}

}  // namespace

ReplayComparison::ReplayComparison(const ReplayedReport& report, const Json& again) : report_(report), again_(again) {
  std::map<std::string, const Json*> now;
  for (const Json& claim : again.at("claims")) now[claim.at("id")] = &claim;
  for (const Json& claim : report.claims) {
    const std::string id = claim.at("id");
    const auto found = now.find(id);
    add(id, claim, found == now.end() ? nullptr : found->second);
  }
  for (const auto& [key, value] : report.summary.items()) {
    // Where a claim comes out otherwise, the whole must.
    if (different_ > 0 || !again.contains(key) || again.at(key) == value) continue;
    summary_same_ = false;
    lines_.push_back(
        fmt::format("{}: the report states {}, its claims give {}", key, value.dump(), again.at(key).dump()));
  }
}

void ReplayComparison::add(const std::string& id, const Json& before, const Json* after) {
  Json entry{{"id", id}, {"same", false}};
  const std::string then = text_of_member(before, report_.outcome());
  if (after == nullptr) {
    entry["why"] = report_.of_conform ? "the claim asks an implementation nothing" : "this program has no such claim";
    lines_.push_back(fmt::format("{}: {}", id, entry["why"].get<std::string>()));
    rows_.push_back({"unknown", then, "", id});
  } else {
    const std::vector<std::string> keys = differences(before, *after);
    const bool same = std::all_of(keys.begin(), keys.end(),
                                  [&](const std::string& key) { return report_.of_conform && is_rounding(key); });
    entry["same"] = same;
    for (const std::string& key : keys) {
      entry["differs"][key] = {{"report", before.contains(key) ? before.at(key) : Json(nullptr)},
                               {"here", after->contains(key) ? after->at(key) : Json(nullptr)}};
    }
    if (!keys.empty()) lines_.push_back(fmt::format("{} differs in {}", id, fmt::join(keys, ", ")));
    rows_.push_back({same ? "same" : "different", then, text_of_member(*after, report_.outcome()), id});
  }
  if (!entry.at("same").get<bool>()) ++different_;
  claims_.push_back(std::move(entry));
}

Json ReplayComparison::document() const {
  return {{"format", "jepa-oracle/replay/1"},
          {"same", same()},
          {"summary_same", summary_same_},
          {"suite", {{"report", report_.suite}, {"here", again_.at("suite")}}},
          {"sources", {{"report", report_.sources}, {"here", again_.at("sources")}}},
          {"subject", {{"report", report_.subject}, {"here", again_.at("subject")}}},
          {"claims", claims_}};
}

std::string ReplayComparison::basis_text() const {
  TextReport out;
  if (report_.sources != again_.at("sources")) {
    out.paragraph(fmt::format("The report was made from other sources: suite {}, {}.", report_.suite,
                              report_.sources.substr(0, 80)));
  }
  if (report_.subject != again_.at("subject")) {
    out.paragraph(fmt::format("The report is of another implementation: {}. Here: {}.",
                              name_of_subject(report_.subject), name_of_subject(again_.at("subject"))));
  }
  return out.text();
}

std::string ReplayComparison::text() const {
  TextReport out;
  out.table({"replay", "then", "here", "claim"}, rows_);
  out.blank();
  for (const std::string& line : lines_) out.paragraph(line);
  if (!lines_.empty()) out.blank();
  const std::string summary = fmt::format("{} claim{}: {} the same, {} different\n", rows_.size(),
                                          rows_.size() == 1 ? "" : "s", rows_.size() - different_, different_);
  return out.text() + basis_text() + summary;
}

}  // namespace jepa_oracle::program
