#include "jepa_oracle/weight_decay.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "output/text_report.h"
#include "requests/decay_request.h"

namespace jepa_oracle::program {
namespace {

struct WeightDecayOptions {
  ProblemOptions problem;  ///< its start only where --epsilon is given
  std::string influential;
  std::string noisy;
};

requests::DecayQuestion question_of(const WeightDecayOptions& options) {
  const auto pair = [](const std::string& text, const std::string& option) {
    return text.empty() ? std::nullopt : std::optional(pair_of(text, option));
  };
  return requests::decay_question_of(
      {options.problem.request(), pair(options.influential, "--influential"), pair(options.noisy, "--noisy")},
      requests::Spelling::option);
}

std::string survivors(const ScalarProblem& problem) {
  if (problem.feature.sign() <= 0) return "none: a feature of lambda <= 0 dies without decay too";
  return exponents_of(problem.objective, problem.depth).a == 1
             ? "every start at a smaller decay, none at this or a larger one"
             : "large enough starts at a decay up to this, none at a larger one";
}

Answer weight_decay_answer(const WeightDecayOptions& options, const Context& context) {
  const Digits digits = digits_of(context);
  const auto [problem, is_of_start, pair] = question_of(options);
  const auto& [objective, depth, feature, initialisation] = problem;
  const Guaranteed largest = largest_decay(objective, depth, feature, digits);
  const auto filter = pair ? decay_filter(objective, depth, *pair, digits) : std::nullopt;
  const auto of_start = is_of_start ? std::optional(largest_decay_of_start(problem, digits)) : std::nullopt;
  const bool decided = largest.conclusive() && (!of_start || of_start->conclusive()) &&
                       (!filter || (filter->lower.conclusive() && filter->upper.conclusive()));

  Json document;
  document["largest_decay"] = to_json(largest);
  if (pair) document["filter"] = filter ? Json::array({to_json(filter->lower), to_json(filter->upper)}) : Json(nullptr);
  if (of_start) document["start_decay"] = to_json(*of_start);
  document["objective"] = name_of(objective);
  document["digits"] = digits.count();
  document["depth"] = depth.layers();
  if (depth.top_layers() > 1) document["top_depth"] = depth.top_layers();
  echo(document, feature);
  if (of_start) echo(document, initialisation);
  if (pair) {
    document["influential"] = to_json(pair->influential);
    document["noisy"] = to_json(pair->noisy);
  }

  TextReport out;
  out.paragraph(fmt::format("Weight decay that one feature survives under {}, {}, every layer decaying alike.",
                            title_of(objective), in_words(depth)));
  out.blank();
  out.row("largest decay", largest);
  out.row("survive", survivors(problem));
  if (of_start) out.row("from this start", *of_start);
  out.row(feature);
  if (of_start) out.row(initialisation);
  if (pair) {
    out.blank();
    out.paragraph(
        "Decays that let the influential feature be learned from large enough starts, and the noisy one from "
        "none.");
    if (filter) {
      out.row("above", filter->lower);
      out.row("at most", filter->upper);
    } else {
      out.row("filter", "none: the noisy feature survives every decay that the influential one survives");
    }
    out.row("influential", pair->influential);
    out.row("noisy", pair->noisy);
  }
  out.blank();
  if (decided) out.digits_row(digits);
  return {document, out.text(), decided ? ExitCode::ok : ExitCode::inconclusive};
}

}  // namespace

void add_weight_decay(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "weight-decay", "Largest weight decay that a feature survives");
  const auto options = std::make_shared<WeightDecayOptions>();
  options->problem.add_feature_to(command);
  options->problem.add_start_to(command, "Initial amplitude, > 0: also the largest decay\nthat this start survives");
  add_option(command, "--influential", options->influential,
             "Feature of the larger rho and smaller lambda: also\nthe filter")
      .type_name("LAMBDA,RHO");
  add_option(command, "--noisy", options->noisy, "Feature of the smaller rho and larger lambda")
      .type_name("LAMBDA,RHO");
  add_digits_option(command, context);
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle weight-decay --objective jepa --depth 2 --lambda 0.9 --rho 0.9",
                         "jepa-oracle weight-decay --objective jepa --depth 2 --lambda 0.9 --rho 0.9 \\\n"
                         "    --epsilon 1e-2 --influential 0.9,0.9 --noisy 1,0.3"});
  set_action(command, context, options, weight_decay_answer);
}

}  // namespace jepa_oracle::program
