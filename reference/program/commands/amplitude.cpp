#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/weight_decay.h"
#include "output/results.h"
#include "output/text_report.h"
#include "requests/problem_request.h"

namespace jepa_oracle::program {
namespace {

struct AmplitudeOptions {
  ProblemOptions problem;
  std::string at;
  std::string weight_decay;
};

std::vector<Rational> times_of(const std::string& text) {
  std::vector<Rational> times = list_of(text, "--at");
  for (const Rational& time : times) {
    if (time < 0) {
      throw InvalidProblem("--at", fmt::format("{} is negative: a time must be >= 0", exact_text(time)));
    }
  }
  return times;
}

Answer amplitude_answer(const AmplitudeOptions& options, const Context& context) {
  const Digits digits = digits_of(context);
  const TimeConvention convention = time_of(context);
  const ScalarProblem problem = options.problem.problem();
  const std::vector<Rational> times = times_of(options.at);
  const Rational decay = requests::weight_decay_of(given(options.weight_decay), requests::Spelling::option);
  const auto [limit, rate] = decayed_end(problem, decay, convention, digits);
  bool decided = limit && limit->conclusive() && rate && rate->conclusive();

  TextReport out;
  out.paragraph(fmt::format("Amplitudes of one feature under {}, {}: encoder u, layer w = u^(1/L).",
                            title_of(problem.objective), in_words(problem.depth)));
  Json list = Json::array();
  for (const Rational& time : times) {
    const Amplitude state = decayed_amplitude(problem, decay, time, convention, digits);
    decided = decided && state.encoder.conclusive() && state.layer.conclusive();
    list.push_back({{"time", exact_text(time)}, {"encoder", to_json(state.encoder)}, {"layer", to_json(state.layer)}});
    out.blank();
    out.row("at time", exact_text(time));
    out.row("encoder", state.encoder);
    out.row("layer", state.layer);
  }
  out.blank();
  const auto row_of = [&out](const std::string& name, const std::optional<Guaranteed>& number) {
    if (number) {
      out.row(name, *number);
    } else {
      out.row(name, "not decided within the precision limit");
    }
  };
  row_of("limit of encoder", limit);
  row_of("rate of approach", rate);
  out.row(convention);
  out.row(problem.feature);
  if (!options.weight_decay.empty()) out.row("weight decay", exact_text(decay));
  out.row(problem.initialisation);
  if (decided) out.digits_row(digits);

  Json document;
  document["amplitudes"] = list;
  document["limit"] = limit ? to_json(*limit) : Json(nullptr);
  document["rate"] = rate ? to_json(*rate) : Json(nullptr);
  echo(document, convention, digits);
  echo(document, problem);
  if (!options.weight_decay.empty()) document["weight_decay"] = exact_text(decay);
  return {document, out.text(), decided ? ExitCode::ok : ExitCode::inconclusive};
}

}  // namespace

void add_amplitude(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "amplitude", "Amplitude of a feature at given times");
  const auto options = std::make_shared<AmplitudeOptions>();
  options->problem.add_to(command);
  add_option(command, "--at", options->at, "Times, >= 0").type_name("T1,T2,...").required();
  add_option(command, "--weight-decay", options->weight_decay,
             "Decay eta of every layer, >= 0 (default 0);\nlimit and rate are then those under decay")
      .type_name("ETA");
  add_time_option(command, context);
  add_digits_option(command, context);
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle amplitude --objective mae --depth 2 \\\n"
                         "    --lambda 1 --rho 0.5 --epsilon 1e-3 --at 2.5,10",
                         "jepa-oracle amplitude --objective jepa --depth 2 --lambda 0.9 --rho 0.75 \\\n"
                         "    --epsilon 0.1 --at 10,100 --weight-decay 0.01"});
  set_action(command, context, options, amplitude_answer);
}

}  // namespace jepa_oracle::program
