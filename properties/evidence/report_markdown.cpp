#include "evidence/report_markdown.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <vector>

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

/// Text inside a table cell or a paragraph: what Markdown would take for markup is kept from it.
std::string plain(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      result += ' ';
      continue;
    }
    if (std::string_view("|\\`*_<>[]").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

std::string text(const Json& document, const char* key) { return document.at(key).get<std::string>(); }

std::string counts_line(const Json& counts) {
  std::vector<std::string> parts;
  for (const auto& [name, count] : counts.items()) parts.push_back(fmt::format("{} {}", count.dump(), name));
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// An instance as a block that can be copied, and why it decides.
std::string example_block(const std::string& what, const Json& example) {
  return fmt::format("{}: {}\n\n    {}\n\n", what, plain(text(example, "reason")), example.at("instance").dump());
}

/// "84 claims"
std::string claims_counted(const Json& report) {
  const std::size_t count = report.at("claims").size();
  return fmt::format("{} claim{}", count, count == 1 ? "" : "s");
}

std::string basis_line(const Json& report) {
  return fmt::format(
      "Suite {}, sources `{}`, seed {}, {} random cases per claim, in addition to corner cases and regressions.\n\n",
      text(report, "suite"), text(report, "sources"), report.at("seed").dump(), report.at("cases").dump());
}

bool is_absent(const Json& claim) { return text(claim, "standing") == "absent"; }

/// The mistakes that explain the answers, or why none is named.
std::string cause_of(const Json& failure) {
  if (failure.contains("not_deterministic")) {
    return fmt::format("It is not deterministic: {}.\n\n", plain(text(failure, "not_deterministic")));
  }
  const bool apart = !failure.contains("mistakes_not_told_apart");
  const Json& mistakes = failure.at(apart ? "likely_mistakes" : "mistakes_not_told_apart");
  if (mistakes.empty()) return "";
  std::string list;
  if (!apart) {
    list = "Its answers do not distinguish mistakes. It may be one of these, or another:\n\n";
  } else if (mistakes.size() > 1) {
    list = "Its answers do not distinguish these:\n\n";
  }
  for (const Json& mistake : mistakes) {
    list += fmt::format("- {}{}\n", apart && mistakes.size() == 1 ? "Most likely mistake: " : "",
                        plain(mistake.get<std::string>()));
  }
  return list + '\n';
}

/// What it does not do, at the end: a reader looks for the others.
std::string absent_claims(const Json& report) {
  std::string list;
  for (const Json& claim : report.at("claims")) {
    if (is_absent(claim)) list += fmt::format("- {}: {}\n", text(claim, "id"), plain(text(claim, "why")));
  }
  return list.empty() ? "" : "## Absent\n\n" + list;
}

}  // namespace

std::string meaning_of_evidence(const Json& report) {
  static const std::vector<std::pair<std::string, std::string>> kinds{
      {"exact", "by exact arithmetic"},
      {"enclosed", "by disjoint or narrow enclosures"},
      {"refined", "by numbers without a bound whose error decreases at the proved rate"},
      {"sampled", "by statistics"}};
  std::map<std::string, std::size_t> counts;
  for (const Json& claim : report.at("claims")) {
    const std::string evidence = text(claim, "evidence");
    ++counts[evidence.substr(0, evidence.find(','))];
  }
  std::vector<std::string> parts;
  for (const auto& [kind, how] : kinds) {
    if (counts.count(kind) == 0) continue;
    const char* noun = !parts.empty() ? "" : counts[kind] == 1 ? " claim" : " claims";
    parts.push_back(fmt::format("{}{} {} ({})", counts[kind], noun, how, kind));
  }
  return fmt::format("A claim holds when every case was decided: {}.", fmt::join(parts, ", "));
}

std::string report_markdown(const Json& report) {
  std::string page = fmt::format("# jepa-oracle: {}\n\n{}: {}.\n", text(report, "verdict"), claims_counted(report),
                                 counts_line(report.at("counts")));
  page += basis_line(report);
  page += "| verdict | evidence | cases | smallest margin | claim |\n|---|---|---|---|---|\n";
  for (const Json& claim : report.at("claims")) {
    const Json& margin = claim.at("smallest_margin");
    page += fmt::format("| {} | {} | {} | {} | {} |\n", text(claim, "verdict"), text(claim, "evidence"),
                        claim.at("cases").dump(), margin.is_null() ? "" : margin.get<std::string>(), text(claim, "id"));
  }
  page += '\n';
  for (const Json& claim : report.at("claims")) {
    if (claim.at("as_expected").get<bool>() && claim.at("undermined_by").empty()) continue;
    page += fmt::format("## {}: {}\n\n", text(claim, "id"), text(claim, "verdict"));
    for (const Json& used : claim.at("undermined_by"))
      page += fmt::format("It depends on {}.\n\n", used.get<std::string>());
    if (claim.contains("counterexample")) page += example_block("Fails", claim.at("counterexample"));
    if (claim.contains("undecided")) page += example_block("Undecided", claim.at("undecided"));
    if (!claim.contains("missing_coverage")) continue;
    for (const Json& label : claim.at("missing_coverage")) page += fmt::format("No case: {}\n\n", plain(label));
  }
  page += fmt::format("{} *refuted* is the expected verdict of a misreading.\n", plain(meaning_of_evidence(report)));
  page += "`jepa-oracle replay report.json` repeats this run and compares claim by claim.\n";
  return page;
}

std::string conformance_markdown(const Json& report) {
  const Json& subject = report.at("subject");
  std::string page =
      fmt::format("# {} {}: {}\n\n{}: {}. Number format {}.\n", plain(text(subject, "name")),
                  plain(text(subject, "version")), report.at("conforms").get<bool>() ? "conforms" : "does not conform",
                  claims_counted(report), counts_line(report.at("counts")), plain(text(subject, "dtype")));
  page += basis_line(report);
  page += "| standing | cases | of tolerance | ulps | claim |\n|---|---|---|---|---|\n";
  for (const Json& claim : report.at("claims")) {
    if (is_absent(claim)) continue;
    const Json& error = claim.at("largest_error");
    page += fmt::format("| {} | {} | {} | {} | {} |\n", text(claim, "standing"), claim.at("cases").dump(),
                        text(error, "of_allowance"), text(error, "ulps"), text(claim, "id"));
  }
  page += '\n';
  for (const Json& claim : report.at("claims")) {
    if (is_absent(claim)) continue;
    if (claim.contains("why")) page += fmt::format("{}: {}\n\n", text(claim, "id"), plain(text(claim, "why")));
    if (!claim.contains("failure")) continue;
    const Json& failure = claim.at("failure");
    page += fmt::format("## {}: {}\n\n", text(claim, "id"), text(claim, "standing"));
    page += example_block("Instance", failure);
    page += cause_of(failure);
  }
  return page + absent_claims(report);
}

}  // namespace jepa_oracle::properties
