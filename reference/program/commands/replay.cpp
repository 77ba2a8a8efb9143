#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "evidence/report.h"
#include "jepa_oracle/text_file.h"
#include "judge/conformance_report.h"
#include "judge/subject/remote_implementation.h"
#include "report/replay_comparison.h"
#include "suite/regressions.h"

namespace jepa_oracle::program {
namespace {

using namespace properties;

struct ReplayOptions {
  std::string report;
  std::string jobs;
  std::string subject;
  std::string known_failures;
  std::string seconds = "10";
};

/// The claims of the report that this program has.
std::vector<Claim> claims_in(const ReplayedReport& report) {
  std::vector<Claim> found;
  for (const Claim& claim : all_claims()) {
    const bool named = std::any_of(report.claims.begin(), report.claims.end(),
                                   [&](const Json& entry) { return entry.at("id") == claim.id; });
    if (named) found.push_back(claim);
  }
  return found;
}

RunOptions run_options(const ReplayedReport& report) {
  RunOptions run;
  run.seed = report.seed;
  run.cases = report.cases;
  run.regressions = kept_regressions();
  return run;
}

Json verify_again(const ReplayedReport& report, const ReplayOptions& options) {
  if (!options.subject.empty()) {
    throw UsageError("--subject", "goes with a report of conform; this is a report of verify");
  }
  RunOptions run_with = run_options(report);
  const auto cores = static_cast<long>(std::max(1U, std::thread::hardware_concurrency()));
  run_with.jobs = static_cast<int>(options.jobs.empty() ? cores : whole_number(options.jobs, "--jobs", 1, 1024));
  Progress progress("replaying");
  run_with.progress = [&progress](std::size_t done, std::size_t total) { progress.show(done, total); };
  const std::vector<Claim> claims = claims_in(report);
  const std::vector<ClaimResult> results = run(claims, ReferenceSubject(), run_with);
  progress.finish();
  return report_of(claims, results, "reference", run_with);
}

/// @throws ImplementationError when the command does not describe itself
Json conform_again(const ReplayedReport& report, const ReplayOptions& options) {
  if (options.subject.empty()) {
    throw UsageError("--subject", "is missing: a report of conform needs the command of its implementation");
  }
  ConformOptions run_with{run_options(report), {}};
  if (!options.known_failures.empty()) {
    run_with.known_failures = parse_file(options.known_failures, "a list of known failures", parse_known_failures);
  }
  ProcessLimits limits;
  limits.per_line = std::chrono::seconds(whole_number(options.seconds, "--seconds", 1, 86'400));
  Progress progress("replaying");
  run_with.run.progress = [&progress](std::size_t done, std::size_t total) { progress.show(done, total); };
  RemoteImplementation implementation(options.subject, limits);
  const std::vector<Conformance> results = conform(implementation, claims_in(report), run_with);
  progress.finish();
  return conformance_report(implementation.description(), results, run_with);
}

Answer replay_answer(const ReplayOptions& options, const Context&) {
  const ReplayedReport report = parse_replayed(read_text(options.report, "a report"));
  Json again;
  try {
    again = report.of_conform ? conform_again(report, options) : verify_again(report, options);
  } catch (const ImplementationError& error) {
    return {Json{{"subject", nullptr}, {"standing", "error"}, {"why", error.what()}},
            fmt::format("error: {}\n", error.what()), ExitCode::claim_fails};
  }
  const ReplayComparison comparison(report, again);
  return {comparison.document(), comparison.text(), comparison.same() ? ExitCode::ok : ExitCode::claim_fails};
}

}  // namespace

void add_replay(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "replay", "Repeat the run of a report and compare claim by claim");
  const auto options = std::make_shared<ReplayOptions>();
  add_option(command, "report", options->report, "report.json of verify or conform, or - for\nstandard input")
      .type_name("FILE")
      .required();
  add_option(command, "--jobs", options->jobs, "Threads (default: all cores), for a report of\nverify").type_name("N");
  add_option(command, "--subject", options->subject, "Command of the implementation, for a report of\nconform")
      .type_name("CMD");
  add_option(command, "--known-failures", options->known_failures, "Expected failures, as given to conform (JSON)")
      .type_name("FILE");
  add_option(command, "--seconds", options->seconds, "Time limit for one answer (default 10)").type_name("S");
  add_output_options(command, context);
  add_examples(command,
               {"jepa-oracle replay report.json", R"(jepa-oracle replay conform.json --subject "jepa-oracle answer")"});
  set_action(command, context, options, replay_answer);
}

}  // namespace jepa_oracle::program
