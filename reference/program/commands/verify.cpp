#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <iterator>
#include <thread>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "evidence/attestation.h"
#include "evidence/machine.h"
#include "evidence/report.h"
#include "evidence/report_markdown.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/text_file.h"
#include "output/decided_claims.h"
#include "output/output.h"
#include "output/text_report.h"
#include "report/html_page.h"
#include "report/report_directory.h"
#include "suite/regressions.h"

namespace jepa_oracle::program {
namespace {

using namespace properties;

struct VerifyOptions {
  std::vector<std::string> claims;
  std::string cases = "100";
  std::string seed = "1";
  std::string jobs;
  std::string report;
  std::string instance;
};

RunOptions run_options(const VerifyOptions& options) {
  RunOptions run;
  run.cases = static_cast<int>(whole_number(options.cases, "--cases", 0, 1'000'000));
  run.seed = static_cast<std::uint64_t>(whole_number(options.seed, "--seed", 0, 1'000'000'000'000'000'000));
  const auto cores = static_cast<long>(std::max(1U, std::thread::hardware_concurrency()));
  run.jobs = static_cast<int>(options.jobs.empty() ? cores : whole_number(options.jobs, "--jobs", 1, 1024));
  run.regressions = kept_regressions();
  return run;
}

/// The instance on which a decision rests, as text that `--claim ID --instance -` takes.
void show_example(TextReport& out, const std::string& what, const Counterexample& example) {
  out.paragraph(fmt::format("    {}: {}", what, example.reason));
  out.payload("instance", example.instance.to_json().dump());
}

std::string text_of_run(const std::vector<Claim>& claims, const std::vector<ClaimResult>& results) {
  TextReport out;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Assessment assessment = assess(entry_of(claims[i].id), results[i]);
    rows.push_back({assessment.status, evidence_of(claims[i]), fmt::format("{}", results[i].cases), claims[i].id});
  }
  out.table({"verdict", "evidence", "cases", "claim"}, rows);
  out.blank();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const ClaimResult& result = results[i];
    const Assessment assessment = assess(entry_of(claims[i].id), result);
    if (assessment.as_expected) continue;
    out.paragraph(fmt::format("{} {}", claims[i].id, assessment.status));
    if (result.counterexample) show_example(out, "fails", *result.counterexample);
    if (result.undecided) show_example(out, "undecided", *result.undecided);
    for (const std::string& label : result.missing_labels) out.paragraph(fmt::format("    no case: {}", label));
  }
  out.paragraph(summary_line(results));
  return out.text();
}

ExitCode exit_of(const std::vector<ClaimResult>& results) {
  const std::string verdict = verdict_of(results);
  return verdict == "holds" ? ExitCode::ok : verdict == "fails" ? ExitCode::claim_fails : ExitCode::inconclusive;
}

/// Says, on standard error, what an earlier run has done already.
void say_resumed(const DecidedFile& decided, std::size_t resumed, std::size_t total) {
  if (resumed > 0) {
    std::cerr << fmt::format("resumed: {} of {} claims were decided before the interruption\n", resumed, total);
  }
  if (decided.others() > 0) {
    std::cerr << fmt::format(
        "not resumed: {} results have another seed, number of cases or source, or are unreadable\n", decided.others());
  }
}

/// The results, in the order of the claims: those that an interrupted run has left in `decided`, and the rest now.
std::vector<ClaimResult> decide(const std::vector<Claim>& claims, RunOptions options, DecidedFile* decided,
                                std::size_t& resumed) {
  std::map<std::string, ClaimResult> kept = decided == nullptr ? std::map<std::string, ClaimResult>() : decided->kept();
  std::vector<Claim> open;
  for (const Claim& claim : claims) {
    if (kept.count(claim.id) == 0) open.push_back(claim);
  }
  resumed = claims.size() - open.size();
  if (decided != nullptr) {
    say_resumed(*decided, resumed, claims.size());
    options.decided = [decided](const ClaimResult& result) { decided->add(result); };
  }
  Progress progress("checking");
  options.progress = [&progress](std::size_t done, std::size_t total) { progress.show(done, total); };
  options.fewer_jobs = [asked = options.jobs](int working) { say_fewer_jobs(asked, working); };
  for (ClaimResult& result : run(open, ReferenceSubject(), options)) kept[result.id] = std::move(result);
  std::vector<ClaimResult> results;
  for (const Claim& claim : claims) results.push_back(kept.at(claim.id));
  return results;
}

Answer verify_all(const VerifyOptions& options) {
  const std::vector<Claim> claims = claims_named(options.claims);
  const RunOptions run_with = run_options(options);
  std::optional<ReportDirectory> directory;
  std::optional<DecidedFile> decided;
  if (!options.report.empty()) {
    directory.emplace(options.report);
    directory->make();
    decided.emplace(options.report, run_with);
  }
  const auto begin = std::chrono::steady_clock::now();
  std::size_t resumed = 0;
  const std::vector<ClaimResult> results = decide(claims, run_with, decided ? &*decided : nullptr, resumed);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;

  Json report = report_of(claims, results, "reference", run_with);
  report["run"] = run_block(seconds.count(), run_with.jobs, results);
  if (resumed > 0) report["run"]["resumed_claims"] = resumed;
  if (directory) {
    directory->write(report, report_page(report), report_markdown(report), attestation(results, run_with));
    decided->remove();
  }
  return {report, text_of_run(claims, results), exit_of(results)};
}

/// One instance of one claim: what is decided, and why.
Answer replay(const VerifyOptions& options) {
  const std::vector<Claim> claims = claims_named(options.claims);
  if (options.claims.size() != 1 || claims.size() != 1) {
    throw UsageError("--instance", "needs exactly one --claim ID: an instance belongs to one claim");
  }
  if (!options.report.empty()) throw UsageError("--report", "excluded by --instance: a report covers a whole run");
  run_options(options);  // bad values are refused even where they are not used
  const Instance instance = parse_file(options.instance, "an instance", Instance::parse);
  require_fields(claims.front(), instance);
  const Judgement judgement = claims.front().check(instance, ReferenceSubject());
  const std::string verdict(name_of(judgement.verdict()));
  TextReport out;
  out.row("claim", claims.front().id);
  out.payload("instance", instance.to_json().dump());
  out.row("verdict", verdict);
  if (!judgement.reason().empty()) out.row("because", judgement.reason());
  // A misreading that an instance refutes is as it should be, and so is one that holds on an instance by accident.
  const bool contradicts = judgement.verdict() == Verdict::fails && !entry_of(claims.front().id).expects_refuted;
  const ExitCode exit = judgement.verdict() == Verdict::inconclusive ? ExitCode::inconclusive
                        : contradicts                                ? ExitCode::claim_fails
                                                                     : ExitCode::ok;
  return {Json{{"claim", claims.front().id},
               {"instance", instance.to_json()},
               {"verdict", verdict},
               {"reason", judgement.reason()}},
          out.text(), exit};
}

}  // namespace

void add_verify(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "verify", "Check the claims about the dynamics");
  const auto options = std::make_shared<VerifyOptions>();
  add_option(command, "--claim", options->claims, "Only this claim or family (repeatable)").type_name("ID");
  add_option(command, "--cases", options->cases,
             "Random cases per claim, in addition to corner\ncases and regressions (default 100)")
      .type_name("N");
  add_option(command, "--seed", options->seed, "Seed of the random cases (default 1)").type_name("N");
  add_option(command, "--jobs", options->jobs, "Threads (default: all cores); the results do not\ndepend on it")
      .type_name("N");
  add_option(command, "--report", options->report,
             "Write report.json, report.html, REPORT.md and\nattestation.json to this directory; continues a\nrun "
             "that was interrupted")
      .type_name("DIR");
  add_option(command, "--instance", options->instance, "Decide one instance of one claim (JSON; - is\nstandard input)")
      .type_name("FILE");
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle verify --claim Ordering.ConflictWindow --cases 20"});
  set_action(command, context, options, [](const VerifyOptions& given, const Context&) {
    return given.instance.empty() ? verify_all(given) : replay(given);
  });
}

}  // namespace jepa_oracle::program
