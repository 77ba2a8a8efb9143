#include "jepa_oracle/critical_time.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "commands/critical_time_batch.h"
#include "commands/critical_time_lejepa.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/weight_decay.h"
#include "output/results.h"
#include "output/text_report.h"
#include "requests/lejepa_request.h"
#include "requests/problem_request.h"

namespace jepa_oracle::program {
namespace {

struct CriticalTimeOptions {
  std::string batch;
  ProblemOptions problem;
  ThresholdOptions threshold;
  std::string weight_decay;
  std::string weight;
  std::string batch_size;
};

std::string_view outcome_in_words(Outcome outcome) {
  switch (outcome) {
    case Outcome::reached:
      return "reached";
    case Outcome::already_beyond:
      return "none: the start is already past the threshold and does not come back to it";
    case Outcome::dies:
      return "none: the feature dies of weight decay";
    case Outcome::never:
      break;
  }
  return "none: the threshold is never reached";
}

/// The smallest start that survives, where a feature dies that others of it would not.
std::optional<Amplitude> survivors_start(const ScalarProblem& problem, const Rational& decay, const DecayedTime& time,
                                         Digits digits) {
  if (time.outcome != Outcome::dies) return std::nullopt;
  return decayed_rest(problem.objective, problem.depth, problem.feature, decay, digits).unstable;
}

Answer critical_time_answer(const CriticalTimeOptions& options, const Context& context) {
  if (!options.batch.empty()) {
    if (options.problem.any_given() || !options.threshold.fraction.empty() || !options.threshold.level.empty() ||
        !options.weight_decay.empty() || !options.weight.empty() || !options.batch_size.empty()) {
      throw UsageError("--batch", "excludes the options of one problem: they are fields of the file");
    }
    return critical_time_batch(options.batch, context);
  }
  if (options.problem.objective == requests::kLeJepa) {
    if (!options.weight_decay.empty()) throw UsageError("--weight-decay", "excludes --objective lejepa");
    return critical_time_lejepa(options.problem, options.threshold, options.weight, options.batch_size, context);
  }
  requests::require_no_lejepa(given(options.weight), given(options.batch_size), requests::Spelling::option);
  const Digits digits = digits_of(context);
  const TimeConvention convention = time_of(context);
  options.problem.require_all();
  const ScalarProblem problem = requests::problem_beside_lejepa(options.problem.request(), requests::Spelling::option);
  const Threshold threshold = options.threshold.threshold();
  const Rational decay = requests::weight_decay_of(given(options.weight_decay), requests::Spelling::option);
  const DecayedTime time = decayed_critical_time(problem, decay, threshold, convention, digits);
  const std::optional<Amplitude> unstable = survivors_start(problem, decay, time, digits);
  const bool decided = time.outcome && (!time.time || time.time->conclusive()) &&
                       (!unstable || (unstable->encoder.conclusive() && unstable->layer.conclusive()));

  Json document;
  document["critical_time"] = time.time ? to_json(*time.time) : Json(nullptr);
  document["outcome"] = time.outcome ? Json(name_of(*time.outcome)) : Json(nullptr);
  if (unstable) {
    document["unstable_amplitude"] = {{"encoder", to_json(unstable->encoder)}, {"layer", to_json(unstable->layer)}};
  }
  echo(document, convention, digits);
  echo(document, problem);
  if (!options.weight_decay.empty()) document["weight_decay"] = exact_text(decay);
  echo(document, threshold);

  TextReport out;
  out.paragraph(
      fmt::format("Critical time of one feature under {}, {}.", title_of(problem.objective), in_words(problem.depth)));
  out.blank();
  if (time.time) {
    out.row("critical time", *time.time);
  } else {
    out.row("critical time", time.outcome ? outcome_in_words(*time.outcome) : "not decided within the precision limit");
  }
  if (unstable) out.row("survives above", unstable->encoder);
  out.row(convention);
  out.row(threshold);
  out.row(problem.feature);
  if (!options.weight_decay.empty()) out.row("weight decay", exact_text(decay));
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
  options->problem.add_feature_to(command, false, requests::kLeJepa);  // or a batch
  options->problem.add_start_to(command, "Initial amplitude, > 0");
  options->threshold.add_to(command);
  add_option(command, "--weight-decay", options->weight_decay,
             "Decay eta of every layer, >= 0 (default 0);\n--fraction is then one of the limit under decay")
      .type_name("ETA");
  add_option(command, "--weight", options->weight,
             "With --objective lejepa: weight c of SIGReg, in\n(0, 1); the answer has the threshold in rho too")
      .type_name("C");
  add_option(command, "--batch-size", options->batch_size,
             "With --objective lejepa: the mean over batches of N\npairs of the published statistic, which has a "
             "factor\nN (default: the population, without it)")
      .type_name("N");
  add_time_option(command, context);
  add_digits_option(command, context);
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle critical-time --objective jepa --depth 3 \\\n"
                         "    --lambda 0.9 --rho 0.7 --epsilon 1e-4 --fraction 0.5",
                         "jepa-oracle critical-time --objective jepa --depth 2 --lambda 0.9 --rho 0.75 \\\n"
                         "    --epsilon 0.1 --level 0.3 --weight-decay 0.01",
                         "jepa-oracle critical-time --objective lejepa --weight 0.05 --depth 1 \\\n"
                         "    --lambda 0.9 --rho 0.9 --epsilon 1e-2 --fraction 0.5",
                         "jepa-oracle critical-time --batch tests/program/problems/batch.csv"});
  set_action(command, context, options, critical_time_answer);
}

}  // namespace jepa_oracle::program
