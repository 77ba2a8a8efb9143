#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "evidence/machine.h"
#include "evidence/report_markdown.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/text_file.h"
#include "judge/conformance_report.h"
#include "judge/subject/remote_implementation.h"
#include "output/conformance_text.h"
#include "output/output.h"
#include "report/html_page.h"
#include "report/report_directory.h"
#include "suite/registry.h"
#include "suite/regressions.h"

namespace jepa_oracle::program {
namespace {

using namespace properties;

struct ConformArguments {
  std::string subject;
  std::vector<std::string> claims;
  std::string cases = "100";
  std::string seed = "1";
  std::string report;
  std::string known_failures;
  std::string seconds = "10";
  std::string jobs = "1";
  bool absent = false;
};

ConformOptions conform_options(const ConformArguments& options) {
  ConformOptions result;
  result.run.cases = static_cast<int>(whole_number(options.cases, "--cases", 0, 1'000'000));
  result.run.seed = static_cast<std::uint64_t>(whole_number(options.seed, "--seed", 0, 1'000'000'000'000'000'000));
  result.run.regressions = kept_regressions();
  if (!options.known_failures.empty()) {
    result.known_failures = parse_file(options.known_failures, "a list of known failures", parse_known_failures);
  }
  return result;
}

ExitCode exit_of(const std::vector<Conformance>& results) {
  ExitCode exit = ExitCode::ok;
  for (const Conformance& result : results) {
    if (result.standing == Standing::inconclusive) exit = ExitCode::inconclusive;
  }
  const bool refused = std::any_of(results.begin(), results.end(), [](const Conformance& result) {
    return result.standing == Standing::fails || result.standing == Standing::error ||
           result.standing == Standing::not_judged || result.standing == Standing::unexpected_pass;
  });
  if (refused) return ExitCode::claim_fails;
  // An implementation of which nothing could be asked has not been judged.
  const bool judged = std::any_of(results.begin(), results.end(),
                                  [](const Conformance& result) { return result.standing != Standing::absent; });
  return judged ? exit : ExitCode::inconclusive;
}

/// Processes of the subject: `jobs`, or as many as the system gives.
/// @throws ImplementationError if not even one starts
std::vector<std::unique_ptr<RemoteImplementation>> start_subjects(const std::string& command,
                                                                  const ProcessLimits& limits, int jobs) {
  std::vector<std::unique_ptr<RemoteImplementation>> processes;
  processes.push_back(std::make_unique<RemoteImplementation>(command, limits));
  try {
    while (static_cast<int>(processes.size()) < jobs) processes.push_back(processes.front()->another());
  } catch (const NoProcess&) {
    say_fewer_jobs(jobs, static_cast<int>(processes.size()));
  }
  return processes;
}

Answer run_conform(const ConformArguments& options) {
  if (options.subject.empty()) throw UsageError("--subject", "is missing; expected the command of the implementation");
  const std::vector<Claim> claims = claims_named(options.claims);
  ConformOptions run_with = conform_options(options);
  ProcessLimits limits;
  limits.per_line = std::chrono::seconds(whole_number(options.seconds, "--seconds", 1, 86'400));
  run_with.run.jobs = static_cast<int>(whole_number(options.jobs, "--jobs", 1, 64));
  std::optional<ReportDirectory> directory;
  if (!options.report.empty()) directory.emplace(options.report);

  Progress progress("judging");
  run_with.run.progress = [&progress](std::size_t done, std::size_t total) { progress.show(done, total); };
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::unique_ptr<RemoteImplementation>> processes;
  try {
    processes = start_subjects(options.subject, limits, std::min(run_with.run.jobs, static_cast<int>(claims.size())));
  } catch (const ImplementationError& error) {
    return {Json{{"subject", nullptr}, {"standing", "error"}, {"why", error.what()}},
            fmt::format("error: {}\n", error.what()), ExitCode::claim_fails};
  }
  std::vector<Implementation*> implementations;
  for (const auto& process : processes) implementations.push_back(process.get());
  const std::vector<Conformance> results = conform(implementations, claims, run_with);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  progress.finish();

  const properties::Description& description = processes.front()->description();
  Json report = conformance_report(description, results, run_with);
  report["run"] = run_block(seconds.count(), run_with.run.jobs);
  report["run"]["command"] = options.subject;
  if (directory) {
    const Attested attested = attested_of(description, options.subject, results);
    directory->write(report, conformance_page(report), conformance_markdown(report),
                     attestation(attested, run_with.run));
  }
  return {report, conformance_text(description, results, options.absent), exit_of(results)};
}

}  // namespace

void add_conform(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "conform", "Judge another implementation and name its mistake");
  const auto options = std::make_shared<ConformArguments>();
  add_option(command, "--subject", options->subject,
             "Command of the implementation: it answers JSON-RPC\nrequests on standard input, one per line")
      .type_name("CMD");
  add_option(command, "--claim", options->claims, "Only this claim or family (repeatable)").type_name("ID");
  add_option(command, "--cases", options->cases,
             "Random cases per claim, in addition to corner\ncases and regressions (default 100)")
      .type_name("N");
  add_option(command, "--seed", options->seed, "Seed of the random cases (default 1)").type_name("N");
  add_option(command, "--known-failures", options->known_failures, "Failures that are expected, and must occur (JSON)")
      .type_name("FILE");
  add_option(command, "--seconds", options->seconds, "Time limit for one answer (default 10)").type_name("S");
  add_option(command, "--jobs", options->jobs,
             "Processes of the implementation, each with its own\nclaim (default 1); the report does not depend on it")
      .type_name("N");
  add_flag(command, "--absent", options->absent, "List the claims that need a capability it lacks");
  add_option(command, "--report", options->report,
             "Write report.json, report.html, REPORT.md and\nattestation.json to this directory")
      .type_name("DIR");
  add_output_options(command, context);
  add_examples(command, {R"(jepa-oracle conform --subject "jepa-oracle answer" --claim Gradient)"});
  set_action(command, context, options,
             [](const ConformArguments& given, const Context&) { return run_conform(given); });
}

}  // namespace jepa_oracle::program
