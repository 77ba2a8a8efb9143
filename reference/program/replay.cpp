#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <thread>

#include "commands.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/json_text.h"
#include "jepa_oracle/text_file.h"
#include "options.h"
#include "page.h"
#include "progress.h"
#include "regressions.h"
#include "report.h"

namespace jepa_oracle::program {
namespace {

using namespace properties;

struct Options {
  std::string report;
  std::string jobs;
};

/// A report as it was read: what to run again and what it said.
struct Replayed {
  RunOptions options;
  std::string suite;
  std::string sources;
  std::vector<Json> claims;
};

std::uint64_t count_of(const Json& document, const char* key, std::uint64_t most) {
  const Json& value = document.at(key);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most) {
    throw InvalidProblem(key, fmt::format("must be a whole number from 0 to {}", most));
  }
  return value.get<std::uint64_t>();
}

void require_report(const Json& document) {
  const std::string format = document.is_object() ? document.value("format", "") : "";
  if (format == "jepa-oracle/conformance/1") {
    throw InvalidProblem("format", "is a report of conform: only its subject can answer again, so run conform again");
  }
  if (format != "jepa-oracle/report/1") throw InvalidProblem("format", "must be \"jepa-oracle/report/1\"");
  if (document.at("subject") != "reference") throw InvalidProblem("subject", "must be \"reference\"");
}

Replayed parse_report(const std::string& text) {
  parse_json(text);  // refuses what is no JSON, what is nested too deep, and a key that stands twice
  try {
    const Json document = Json::parse(text);
    require_report(document);
    Replayed report;
    report.suite = document.at("suite");
    report.sources = document.at("sources");
    report.options.seed = count_of(document, "seed", 1'000'000'000'000'000'000);
    report.options.cases = static_cast<int>(count_of(document, "cases", 1'000'000));
    if (!document.at("claims").is_array()) throw InvalidProblem("claims", "must be a list");
    std::set<std::string> ids;
    for (const Json& claim : document.at("claims")) {
      const std::string id = claim.at("id");
      if (!ids.insert(id).second) throw InvalidProblem("claims", fmt::format("names {} twice", id.substr(0, 60)));
      report.claims.push_back(claim);
    }
    if (ids.empty()) throw InvalidProblem("claims", "is empty: there is nothing to run again");
    return report;
  } catch (const Json::exception& error) {
    throw InvalidProblem("report", fmt::format("is not one of verify: {}", error.what()));
  }
}

bool is_claim(const std::string& id) {
  const auto& claims = all_claims();
  return std::any_of(claims.begin(), claims.end(), [&](const Claim& claim) { return claim.id == id; });
}

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

std::string verdict_in(const Json& claim) {
  return claim.contains("verdict") && claim.at("verdict").is_string() ? claim.at("verdict").get<std::string>() : "?";
}

/// A report beside what came out this time.
class Comparison {
 public:
  Comparison(const Replayed& report, const Json& again) : report_(report), again_(again) {
    std::map<std::string, const Json*> now;
    for (const Json& claim : again.at("claims")) now[claim.at("id")] = &claim;
    for (const Json& claim : report.claims) {
      const std::string id = claim.at("id");
      const auto found = now.find(id);
      add(id, claim, found == now.end() ? nullptr : found->second);
    }
  }

  bool same() const { return different_ == 0; }

  Json document() const {
    return {{"format", "jepa-oracle/replay/1"},
            {"same", same()},
            {"suite", {{"report", report_.suite}, {"here", again_.at("suite")}}},
            {"sources", {{"report", report_.sources}, {"here", again_.at("sources")}}},
            {"claims", claims_}};
  }

  std::string text() const {
    Page page;
    page.table({"replay", "then", "here", "claim"}, rows_);
    page.blank();
    for (const std::string& line : lines_) page.paragraph(line);
    if (!lines_.empty()) page.blank();
    if (report_.sources != again_.at("sources")) {
      page.paragraph(fmt::format("The report was made from other sources: suite {}, {}.", report_.suite,
                                 report_.sources.substr(0, 80)));
    }
    page.paragraph(
        fmt::format("{} claims: {} the same, {} different", rows_.size(), rows_.size() - different_, different_));
    return page.text();
  }

 private:
  void add(const std::string& id, const Json& before, const Json* after) {
    Json entry{{"id", id}, {"same", false}};
    if (after == nullptr) {
      entry["why"] = "no claim of this program";
      lines_.push_back(fmt::format("{}: no claim of this program", id));
      rows_.push_back({"unknown", verdict_in(before), "", id});
    } else {
      const std::vector<std::string> keys = differences(before, *after);
      entry["same"] = keys.empty();
      for (const std::string& key : keys) {
        entry["differs"][key] = {{"report", before.contains(key) ? before.at(key) : Json(nullptr)},
                                 {"here", after->contains(key) ? after->at(key) : Json(nullptr)}};
      }
      if (!keys.empty()) lines_.push_back(fmt::format("{} differs in {}", id, fmt::join(keys, ", ")));
      rows_.push_back({keys.empty() ? "same" : "different", verdict_in(before), verdict_in(*after), id});
    }
    if (!entry.at("same").get<bool>()) ++different_;
    claims_.push_back(std::move(entry));
  }

  const Replayed& report_;
  const Json& again_;
  Json claims_ = Json::array();
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::string> lines_;
  std::size_t different_ = 0;
};

Answer answer(const Options& options, const Context&) {
  Replayed report = parse_report(read_text(options.report, "a report"));
  const auto cores = static_cast<long>(std::max(1U, std::thread::hardware_concurrency()));
  report.options.jobs = static_cast<int>(options.jobs.empty() ? cores : whole_number(options.jobs, "--jobs", 1, 1024));
  report.options.regressions = kept_regressions();
  std::vector<Claim> claims;
  for (const Json& claim : report.claims) {
    if (is_claim(claim.at("id"))) claims.push_back(claim_of(claim.at("id")));
  }
  Progress progress("replaying");
  report.options.progress = [&progress](std::size_t done, std::size_t total) { progress.show(done, total); };
  const std::vector<ClaimResult> results = run(claims, ReferenceSubject(), report.options);
  progress.finish();
  const Json again = report_of(claims, results, "reference", report.options);
  const Comparison comparison(report, again);
  return {comparison.document(), comparison.text(), comparison.same() ? ExitCode::ok : ExitCode::claim_fails};
}

}  // namespace

void add_replay(CLI::App& program, Context& context) {
  CLI::App& command = *program.add_subcommand("replay", "Run a report again and compare it claim by claim");
  const auto options = std::make_shared<Options>();
  command.add_option("report", options->report, "report.json of verify; - is standard input")
      ->type_name("FILE")
      ->required();
  command.add_option("--jobs", options->jobs, "Threads (default: all cores)")->type_name("N");
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle replay report.json"});
  set_action(command, context, options, answer);
}

}  // namespace jepa_oracle::program
