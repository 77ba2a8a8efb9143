#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "output/text_report.h"
#include "requests/problem_request.h"

namespace jepa_oracle::program {
namespace {

using State = ConflictWindow::State;

struct WindowOptions {
  std::string objective{name_of(Objective::jepa)};  // that JEPA avoids noisy features is what is said
  std::string depth;
  std::string top_depth;
  std::string fraction;
  std::string influential;
  std::string noisy;
};

std::string_view name_of(State state) {
  switch (state) {
    case State::empty:
      return "empty";
    case State::open:
      return "open";
    case State::undecided:
      break;
  }
  return "undecided";
}

Answer window_answer(const WindowOptions& options, const Context& context) {
  const Digits digits = digits_of(context);
  const Objective objective = parse_objective(options.objective, "--objective");
  const Depth depth = depth_of(options.depth, options.top_depth, objective);
  const Rational fraction = fraction_of(options.fraction);
  const Conflict conflict = requests::conflict_of(pair_of(options.influential, "--influential"),
                                                  pair_of(options.noisy, "--noisy"), requests::Spelling::option);
  const ConflictWindow window = conflict_window(objective, depth, fraction, conflict, digits);
  const Guaranteed turning = turning_amplitude(objective, depth, conflict, digits);
  const bool open = window.state == State::open;
  const bool decided = window.state != State::undecided && turning.conclusive() &&
                       (!open || (window.lower->conclusive() && window.upper->conclusive()));
  const std::string turning_text =
      turning.exact ? exact_text(*turning.exact) : turning.decimal.value_or("not decided within the precision limit");

  Json document;
  document["epsilon_window"] = open ? Json::array({to_json(*window.lower), to_json(*window.upper)}) : Json(nullptr);
  document["state"] = name_of(window.state);
  document["turning_point"] = turning.exact || turning.decimal ? Json(turning_text) : Json(nullptr);
  document["objective"] = name_of(objective);
  document["digits"] = digits.count();
  document["depth"] = depth.layers();
  if (depth.top_layers() > 1) document["top_depth"] = depth.top_layers();
  document["fraction"] = exact_text(fraction);
  document["influential"] = to_json(conflict.influential);
  document["noisy"] = to_json(conflict.noisy);

  TextReport out;
  out.paragraph(
      fmt::format("Initial encoder amplitudes epsilon for which {} of {} brings the influential feature to {} of "
                  "its limit before the noisy one.",
                  title_of(objective), in_words(depth), exact_text(fraction)));
  out.blank();
  if (open) {
    out.row("above", *window.lower);
    out.row("below", *window.upper);
  } else if (window.state == State::empty) {
    out.row("window", "empty: the noisy feature is first for every start below both limits");
  } else {
    out.row("window", "not decided within the precision limit: the two times touch or nearly touch");
  }
  out.row("equally fast at", fmt::format("layer amplitude {}", turning_text));
  out.row("influential", conflict.influential);
  out.row("noisy", conflict.noisy);
  if (decided) out.digits_row(digits);
  return {document, out.text(), decided ? ExitCode::ok : ExitCode::inconclusive};
}

}  // namespace

void add_window(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "window", "Starts for which a noisy feature is learned later");
  const auto options = std::make_shared<WindowOptions>();
  add_option(command, "--objective", options->objective, "Objective (default jepa)")
      .type_name(names_of(all_objectives(), "|", "|"));
  add_depth_option(command, options->depth).required();
  add_top_depth_option(command, options->top_depth);
  add_fraction_option(command, options->fraction).required();
  add_option(command, "--influential", options->influential, "Feature of the larger rho and smaller lambda")
      .type_name("LAMBDA,RHO")
      .required();
  add_option(command, "--noisy", options->noisy, "Feature of the smaller rho and larger lambda")
      .type_name("LAMBDA,RHO")
      .required();
  add_digits_option(command, context);
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle window --depth 3 --fraction 0.5 \\\n"
                         "    --influential 0.9,0.9 --noisy 1,0.3",
                         "jepa-oracle window --objective mae --depth 8 --fraction 0.5 \\\n"
                         "    --influential 0.999,0.9 --noisy 1,0.3"});
  set_action(command, context, options, window_answer);
}

}  // namespace jepa_oracle::program
