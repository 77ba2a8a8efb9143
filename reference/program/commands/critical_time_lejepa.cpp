#include "commands/critical_time_lejepa.h"

#include <fmt/format.h>

#include "output/results.h"
#include "output/text_report.h"
#include "requests/lejepa_request.h"

namespace jepa_oracle::program {
namespace {

std::string_view lejepa_outcome_in_words(Outcome outcome) {
  switch (outcome) {
    case Outcome::reached:
      return "reached";
    case Outcome::already_beyond:
      return "none: the start is already past the threshold and does not come back to it";
    case Outcome::dies:
      return "none: the code vanishes, as rho is not above the threshold of LeJEPA";
    case Outcome::never:
      break;
  }
  return "none: the threshold is never reached";
}

}  // namespace

Answer critical_time_lejepa(const ProblemOptions& options, const ThresholdOptions& threshold_options,
                            const std::string& weight, const std::string& batch_size, const Context& context) {
  const Digits digits = digits_of(context);
  const TimeConvention convention = time_of(context);
  options.require_all();
  const LeJepaProblem problem =
      requests::lejepa_problem_of(options.request(), given(weight), given(batch_size), requests::Spelling::option);
  const Threshold threshold = threshold_options.threshold();
  const LeJepaTime time = lejepa_critical_time(problem, threshold, convention, digits);
  const Guaranteed in_rho = lejepa_threshold(problem.loss(), digits);
  const std::optional<Guaranteed> limit = lejepa_limit(problem.loss(), problem.feature(), digits);
  const bool decided =
      (!time.time || time.time->conclusive()) && in_rho.conclusive() && (!limit || limit->conclusive());
  const auto& batch = problem.loss().batch();

  Json document;
  document["critical_time"] = time.time ? to_json(*time.time) : Json(nullptr);
  document["outcome"] = name_of(time.outcome);
  document["rho_threshold"] = to_json(in_rho);
  document["code_variance"] = limit ? to_json(*limit) : Json(nullptr);
  echo(document, convention, digits);
  document["objective"] = requests::kLeJepa;
  document["depth"] = problem.depth().layers();
  echo(document, problem.feature());
  echo(document, problem.initialisation());
  document["weight"] = exact_text(problem.loss().weight());
  if (batch) document["batch_size"] = batch->size;
  echo(document, threshold);

  TextReport out;
  out.paragraph(fmt::format("Critical time of one feature under linear LeJEPA, {}{}.", in_words(problem.depth()),
                            batch ? fmt::format(", in the mean over batches of {}", batch->size) : ""));
  out.blank();
  if (time.time) {
    out.row("critical time", *time.time);
  } else {
    out.row("critical time", lejepa_outcome_in_words(time.outcome));
  }
  out.row("learned above rho", in_rho);
  if (limit) {
    out.row("code variance", *limit);
  } else {
    out.row("code variance", "0");
  }
  out.row(convention);
  out.row(threshold);
  out.row(problem.feature());
  out.row("weight", exact_text(problem.loss().weight()));
  out.row(problem.initialisation());
  if (decided) out.digits_row(digits);
  return {document, out.text(), decided ? ExitCode::ok : ExitCode::inconclusive};
}

}  // namespace jepa_oracle::program
