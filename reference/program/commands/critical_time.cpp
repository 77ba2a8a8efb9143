#include "jepa_oracle/critical_time.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "commands/critical_time_batch.h"
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

struct CriticalTimeOptions {
  std::string batch;
  ProblemOptions problem;
  ThresholdOptions threshold;
};

std::string_view outcome_in_words(Outcome outcome) {
  switch (outcome) {
    case Outcome::reached:
      return "reached";
    case Outcome::already_beyond:
      return "none: the start is already past the threshold and does not come back to it";
    case Outcome::never:
      break;
  }
  return "none: the threshold is never reached";
}

Answer critical_time_answer(const CriticalTimeOptions& options, const Context& context) {
  if (!options.batch.empty()) {
    if (options.problem.any_given() || !options.threshold.fraction.empty() || !options.threshold.level.empty()) {
      throw UsageError("--batch", "excludes the options of one problem: they are fields of the file");
    }
    return critical_time_batch(options.batch, context);
  }
  const Digits digits = digits_of(context);
  const TimeConvention convention = time_of(context);
  const ScalarProblem problem = options.problem.problem();
  const Threshold threshold = options.threshold.threshold();
  const CriticalTime time = critical_time(problem, threshold, convention, digits);
  const bool decided = !time.time || time.time->conclusive();

  Json document;
  document["critical_time"] = to_json(time);
  document["outcome"] = name_of(time.outcome);
  echo(document, convention, digits);
  echo(document, problem);
  echo(document, threshold);

  TextReport out;
  out.paragraph(
      fmt::format("Critical time of one feature under {}, {}.", title_of(problem.objective), in_words(problem.depth)));
  out.blank();
  if (time.time) {
    out.row("critical time", *time.time);
  } else {
    out.row("critical time", outcome_in_words(time.outcome));
  }
  out.row(convention);
  out.row(threshold);
  out.row(problem.feature);
  out.row(problem.initialisation);
  if (decided) out.digits_row(digits);
  return {document, out.text(), decided ? ExitCode::ok : ExitCode::inconclusive};
}

}  // namespace

void add_critical_time(CLI::App& program, Context& context) {
  CLI::App& command =
      add_subcommand(program, "critical-time", "When a feature is learned: first time at its threshold");
  const auto options = std::make_shared<CriticalTimeOptions>();
  add_option(command, "--batch", options->batch,
             "Many problems: CSV with a header, or JSON Lines, of\nfields named as the options (epsilon_of); one "
             "answer\na line, in order, and errors in their lines")
      .type_name("FILE");
  options->problem.add_to(command);
  options->threshold.add_to(command);
  add_time_option(command, context);
  add_digits_option(command, context);
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle critical-time --objective jepa --depth 3 \\\n"
                         "    --lambda 0.9 --rho 0.7 --epsilon 1e-4 --fraction 0.5",
                         "jepa-oracle critical-time --batch tests/program/problems/batch.csv"});
  set_action(command, context, options, critical_time_answer);
}

}  // namespace jepa_oracle::program
