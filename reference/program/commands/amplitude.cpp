#include "jepa_oracle/amplitude.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/fixed_point.h"
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

struct AmplitudeOptions {
  ProblemOptions problem;
  std::string at;
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
  const auto& [objective, depth, feature, initialisation] = problem;
  const Guaranteed limit = encoder_limit(objective, depth, feature, digits);
  const Guaranteed rate = approach_rate(objective, depth, feature, convention, digits);
  bool decided = limit.conclusive() && rate.conclusive();

  TextReport out;
  out.paragraph(fmt::format("Amplitudes of one feature under {}, {}: encoder u, layer w = u^(1/L).",
                            title_of(objective), in_words(depth)));
  Json list = Json::array();
  for (const Rational& time : times) {
    const Amplitude state = amplitude(problem, time, convention, digits);
    decided = decided && state.encoder.conclusive() && state.layer.conclusive();
    list.push_back({{"time", exact_text(time)}, {"encoder", to_json(state.encoder)}, {"layer", to_json(state.layer)}});
    out.blank();
    out.row("at time", exact_text(time));
    out.row("encoder", state.encoder);
    out.row("layer", state.layer);
  }
  out.blank();
  out.row("limit of encoder", limit);
  out.row("rate of approach", rate);
  out.row(convention);
  out.row(feature);
  out.row(initialisation);
  if (decided) out.digits_row(digits);

  Json document;
  document["amplitudes"] = list;
  document["limit"] = to_json(limit);
  document["rate"] = to_json(rate);
  echo(document, convention, digits);
  echo(document, problem);
  return {document, out.text(), decided ? ExitCode::ok : ExitCode::inconclusive};
}

}  // namespace

void add_amplitude(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "amplitude", "Amplitude of a feature at given times");
  const auto options = std::make_shared<AmplitudeOptions>();
  options->problem.add_to(command);
  add_option(command, "--at", options->at, "Times, >= 0").type_name("T1,T2,...").required();
  add_time_option(command, context);
  add_digits_option(command, context);
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle amplitude --objective mae --depth 2 \\\n"
                         "    --lambda 1 --rho 0.5 --epsilon 1e-3 --at 2.5,10"});
  set_action(command, context, options, amplitude_answer);
}

}  // namespace jepa_oracle::program
