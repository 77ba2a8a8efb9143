#include "cli/training_options.h"

#include <fmt/format.h>

#include "cli/options.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/portable_bits.h"
#include "jepa_oracle/text_file.h"
#include "output/results.h"
#include "requests/training_request.h"

namespace jepa_oracle::program {

void TrainingOptions::add_to(CLI::App& command) {
  add_option(command, "problem", problem, "Problem to read (JSON), or - for standard input")
      .type_name("FILE")
      .required();
  add_option(command, "--objective", objective, "Objective (default: the only one of the\nproblem)")
      .type_name(names_of(all_objectives(), "|", "|"));
  add_option(
      command, "--target", target,
      "Target: that of the objective (default), the\ninitial encoder (frozen), or a moving average of\nthe encoder")
      .type_name("own|frozen|average");
  add_option(
      command, "--weight-decay", weight_decay,
      "Weight decay of every layer, >= 0: its direction\nof descent less decay x W (default: that of the\nproblem, "
      "else 0)")
      .type_name("NUMBER");
  add_option(command, "--average-rate", average_rate, "Rate of the moving average, > 0").type_name("BETA");
}

Training training_of(const TrainingOptions& options, Digits digits) {
  std::string text;
  TrainingProblem problem = parse_file(options.problem, "a problem", [&](std::string_view read) {
    text = read;
    return parse_training_problem(read, digits);
  });
  auto [objective, target, start] =
      requests::target_of({given(options.objective), given(options.target), given(options.average_rate)}, problem,
                          requests::Spelling::option);
  problem.start = std::move(start);
  return {text, std::move(problem), objective, target};
}

std::string name_of(const TargetRule& target) {
  std::string name(jepa_oracle::name_of(target.kind));
  if (target.kind == TargetKind::moving_average) name += fmt::format(", rate {}", exact_text(target.beta));
  return name;
}

Rational weight_decay_of(const TrainingOptions& options, const TrainingProblem& problem) {
  return requests::weight_decay_of(given(options.weight_decay), problem.weight_decay, requests::Spelling::option);
}

std::string fingerprint(std::string_view text) { return fmt::format("{:016x}", fnv1a(text)); }

}  // namespace jepa_oracle::program
