#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/training_options.h"
#include "jepa_oracle/diagonal_flow.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/gradient_flow.h"
#include "output/results.h"
#include "output/trajectory_lines.h"
#include "output/trajectory_output.h"
#include "requests/training_request.h"

namespace jepa_oracle::program {
namespace {

struct FlowOptions {
  TrainingOptions training;
  std::string until;
  std::string samples;
  std::string at;
};

/// Times asked for, in the units of the answer, in increasing order.
std::vector<Rational> times_of(const FlowOptions& options) {
  const auto at = options.at.empty() ? std::nullopt : std::optional(split_list(options.at));
  return requests::times_of(at, given(options.until), given(options.samples), requests::Spelling::option);
}

/// What the numbers are worth.
const char* support_of(bool diagonal) {
  if (diagonal) return "correct: closed forms of uncoupled features; every weight has agreed_digits correct digits";
  return "not guaranteed: agreed_digits of two integrations with different precision, order and steps, relative to the "
         "largest entry of each matrix; residual is an enclosed bound of |p' - field(p)|";
}

Json description_of(const Training& training, const Rational& decay, TimeConvention convention, Digits digits,
                    bool diagonal) {
  Json json;
  json["format"] = "jepa-oracle/trajectory/1";
  json["command"] = "flow";
  json["objective"] = name_of(training.objective);
  json["target"] = name_of(training.target);
  json["depth"] = training.problem.depth.layers();
  if (training.problem.depth.top_layers() > 1) json["top_depth"] = training.problem.depth.top_layers();
  if (decay != 0) json["weight_decay"] = exact_text(decay);
  echo(json, convention, digits);
  json["support"] = support_of(diagonal);
  return json;
}

std::string identity_of(const Json& description, const Training& training, const std::vector<Rational>& times,
                        bool json) {
  std::string asked;
  for (const Rational& time : times) asked += to_fraction(time) + " ";
  Json identity = description;
  identity["problem"] = fingerprint(training.problem_text);
  identity["times"] = fingerprint(asked);
  identity["json"] = json;
  return identity.dump();
}

Answer flow_answer(const FlowOptions& options, const Context& context) {
  const Digits digits = digits_of(context);
  const TimeConvention given_time = time_of(context);
  const std::vector<Rational> times = times_of(options);
  const Training training = training_of(options.training, digits);
  const TimeConvention convention = context.time.empty() ? training.problem.time : given_time;
  const long unit = convention == TimeConvention::flow ? 1 : training.problem.depth.layers();
  const Rational decay = weight_decay_of(options.training, training.problem);
  const FlowProblem problem{training.problem.start, training.problem.moments, training.target, decay};
  const std::optional<DiagonalFlow> diagonal = DiagonalFlow::of(problem);
  GradientFlow flow(problem, digits);

  const Json description = description_of(training, decay, convention, digits, diagonal.has_value());
  TrajectoryOutput output(context.output, identity_of(description, training, times, context.json));
  const TrajectoryLines lines(training.problem, training.target, digits, context.json);
  if (!output.state().empty()) flow.restore(output.state());

  Progress progress("flow");
  constexpr std::size_t kMarks = 1000;
  const Rational end = times.back();
  flow.on_step([&](const Rational& time) {
    const Rational part = end == 0 ? Rational(1) : Rational(time * unit / end);
    progress.show(static_cast<std::size_t>(static_cast<double>(part) * kMarks), kMarks);
    output.keep([&flow] { return flow.checkpoint(); });
  });

  bool decided = true;
  const long done = std::max(0L, output.lines() - 1);  // the first line is the head
  for (std::size_t i = static_cast<std::size_t>(done); i < times.size(); ++i) {
    const Rational time = times[i] / unit;
    if (diagonal) progress.show(i, times.size());
    FlowSample sample = diagonal ? diagonal->at(time, digits) : flow.at(time);
    progress.finish();  // the lines may go to the same terminal
    decided = decided && sample.support.agreed_digits >= digits.count();
    const TrajectoryRow row{{{"time", exact_text(times[i])},
                             {"agreed_digits", std::to_string(sample.support.agreed_digits)},
                             {"residual", decimal_above(sample.support.residual, Digits(2))}},
                            std::move(sample.state)};
    if (output.lines() == 0) output.append(lines.head(description, row));
    output.append(lines.line(row));
    if (diagonal) output.keep([] { return std::string(); });
  }
  progress.finish();
  output.finish();
  return {Json(), "", decided ? ExitCode::ok : ExitCode::inconclusive, true};
}

}  // namespace

void add_flow(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "flow", "Gradient flow of a whole network");
  const auto options = std::make_shared<FlowOptions>();
  options->training.add_to(command);
  add_option(command, "--until", options->until, "Last time; samples are equally spaced from 0").type_name("T");
  add_option(command, "--samples", options->samples, "Number of steps between samples (default 100)").type_name("N");
  add_option(command, "--at", options->at, "Times of the samples, >= 0, increasing").type_name("T1,T2,...");
  add_time_option(command, context, "that of the\nproblem, else flow");
  add_digits_option(command, context);
  add_trajectory_options(command, context);
  add_examples(command, {"jepa-oracle flow tests/program/problems/noisy-background.json \\\n"
                         "    --objective jepa --at 0,10,20 --digits 20"});
  set_action(command, context, options, flow_answer);
}

}  // namespace jepa_oracle::program
