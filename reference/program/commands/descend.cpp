#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/training_options.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/gradient_descent.h"
#include "jepa_oracle/nearest_name.h"
#include "jepa_oracle/state_text.h"
#include "output/results.h"
#include "output/trajectory_lines.h"
#include "output/trajectory_output.h"
#include "requests/training_request.h"

namespace jepa_oracle::program {
namespace {

struct DescendOptions {
  TrainingOptions training;
  std::string rate;
  std::string steps;
  std::string every;
  std::string numbers;
  std::string optimizer;
};

/// A run over one kind of number and how its states become text.
template <class T>
struct Run {
  GradientDescent<T> descent;
  std::function<TrainingState<T>(const TrainingState<Rational>&)> from_exact;
};

/// "STEP\nSTATE"
template <class T>
std::string checkpoint_of(const GradientDescent<T>& descent) {
  return fmt::format("{}\n{}", descent.steps_done(), to_exact_text(descent.state()));
}

template <class T>
void restore(Run<T>& run, const std::string& checkpoint) {
  const std::size_t end = checkpoint.find('\n');
  if (end == std::string::npos) throw InvalidProblem("checkpoint", "ends too early");
  const long steps = whole_number(checkpoint.substr(0, end), "checkpoint", 0, std::numeric_limits<long>::max());
  run.descent.restore(steps, run.from_exact(parse_exact_text(checkpoint.substr(end), run.descent.state())));
}

/// The state as numbers that can be printed.
template <class T>
TrainingState<Real> printable(const TrainingState<T>& state, Bits bits) {
  return rounded(parse_exact_text(to_exact_text(state), state), bits);
}
TrainingState<Real> printable(const TrainingState<Real>& state, Bits) { return state; }

template <class T>
void follow(Run<T> run, const DescentPlan& plan, Bits bits, const TrajectoryLines& lines, const Json& description,
            TrajectoryOutput& output) {
  if (!output.state().empty()) restore(run, output.state());
  Progress progress("descend");
  GradientDescent<T>& descent = run.descent;
  const auto row = [&] {
    return TrajectoryRow{{{"step", std::to_string(descent.steps_done())}}, printable(descent.state(), bits)};
  };
  if (output.lines() == 0) {
    const TrajectoryRow start = row();
    output.append(lines.head(description, start));
    output.append(lines.line(start));
  }
  TrainingState<T> last = descent.state();
  while (descent.steps_done() < plan.steps) {
    descent.step();
    const long step = descent.steps_done();
    if (const auto divergence = descent.divergence(plan.bound)) {
      output.append(lines.divergence(step, divergence->norm, {{{"step", ""}}, printable(last, bits)}));
      break;
    }
    if (step % plan.every == 0 || step == plan.steps) output.append(lines.line(row()));
    output.keep([&descent] { return checkpoint_of(descent); });
    progress.show(static_cast<std::size_t>(step), static_cast<std::size_t>(plan.steps));
  }
}

using requests::Arithmetic;

requests::DescentRequest request_of(const DescendOptions& options) {
  return {options.rate,           options.steps,           given(options.every), given(options.training.weight_decay),
          given(options.numbers), given(options.optimizer)};
}

Json description_of(const DescendOptions& options, const Training& training, const DescentRule& rule,
                    const DescentPlan& plan, Arithmetic numbers, Digits digits) {
  Json json;
  json["format"] = "jepa-oracle/trajectory/1";
  json["command"] = "descend";
  json["objective"] = name_of(training.objective);
  json["target"] = name_of(training.target);
  json["depth"] = training.problem.depth.layers();
  if (training.problem.depth.top_layers() > 1) json["top_depth"] = training.problem.depth.top_layers();
  if (rule.optimizer != Optimizer::gradient) json["optimizer"] = name_of(rule.optimizer);
  json["rate"] = exact_text(rule.rate);
  json["weight_decay"] = exact_text(rule.weight_decay);
  json["steps"] = plan.steps;
  json["every"] = plan.every;
  json["numbers"] = options.numbers.empty() ? "digits" : options.numbers;
  json["digits"] = digits.count();
  json["support"] = numbers == Arithmetic::exact
                        ? "exact; printed numbers are rounded to nearest"
                        : "every operation is rounded to nearest; the rounding errors are not bounded";
  return json;
}

Answer descend_answer(const DescendOptions& options, const Context& context) {
  const Digits digits = digits_of(context);
  constexpr auto kSpelling = requests::Spelling::option;
  const requests::DescentRequest request = request_of(options);
  const Arithmetic numbers = arithmetic_of(request.numbers, kSpelling);
  const DescentPlan plan = plan_of(request, kSpelling);
  const Training training = training_of(options.training, digits);
  const DescentRule rule = rule_of(request, training.target, training.problem.weight_decay, kSpelling);
  const auto& [text, problem, objective, target] = training;
  const Bits bits = digits.working_bits() + 64;
  const std::optional<Network<Rational>> exact_start = problem.start.exact();
  if (numbers == Arithmetic::exact) require_exact_run(problem.start, rule, plan);

  const Json description = description_of(options, training, rule, plan, numbers, digits);
  Json identity = description;
  identity["problem"] = fingerprint(text);
  identity["json"] = context.json;
  TrajectoryOutput output(context.output, identity.dump());
  const TrajectoryLines lines(problem, target, digits, context.json);
  switch (numbers) {
    case Arithmetic::digits:
      follow<Real>({{initial_state(problem.start.rounded(bits), target), rounded(problem.moments, bits), rule,
                     Real(1).rounded_to(bits)},
                    [bits](const TrainingState<Rational>& state) { return rounded(state, bits); }},
                   plan, bits, lines, description, output);
      break;
    case Arithmetic::exact:
      follow<Rational>({{initial_state(*exact_start, target), problem.moments, rule},
                        [](const TrainingState<Rational>& state) { return state; }},
                       plan, bits, lines, description, output);
      break;
    case Arithmetic::machine:
      follow<double>({{initial_state(problem.start.approximate(), target), approximate(problem.moments), rule},
                      [](const TrainingState<Rational>& state) { return approximate(state); }},
                     plan, bits, lines, description, output);
      break;
  }
  output.finish();
  return {Json(), "", ExitCode::ok, true};
}

}  // namespace

void add_descend(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "descend", "Gradient or sign descent of a whole network");
  const auto options = std::make_shared<DescendOptions>();
  options->training.add_to(command);
  add_option(command, "--rate", options->rate, "Learning rate, > 0").type_name("ETA").required();
  add_option(command, "--steps", options->steps, "Number of steps").type_name("N").required();
  add_option(command, "--every", options->every, "Steps between samples (default 1)").type_name("N");
  add_option(command, "--numbers", options->numbers,
             "Number type: the digits asked for (default), exact\nfractions (few steps), or double")
      .type_name("digits|exact|double");
  add_option(command, "--optimizer", options->optimizer,
             "What a step follows: the direction of descent\n(default), or its signs, entry by entry")
      .type_name("gradient|sign");
  add_digits_option(command, context);
  add_trajectory_options(command, context);
  add_examples(command, {"jepa-oracle descend tests/program/problems/noisy-background.json \\\n"
                         "    --objective jepa --rate 0.1 --steps 200 --every 50 --digits 20"});
  set_action(command, context, options, descend_answer);
}

}  // namespace jepa_oracle::program
