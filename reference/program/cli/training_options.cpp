#include "cli/training_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/options.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/text_file.h"
#include "output/results.h"

namespace jepa_oracle::program {
namespace {

Objective objective_of(const TrainingOptions& options, const TrainingProblem& problem) {
  if (!options.objective.empty()) {
    const Objective objective = parse_objective(options.objective, "--objective");
    if (std::find(problem.objectives.begin(), problem.objectives.end(), objective) == problem.objectives.end()) {
      throw InvalidProblem("--objective",
                           fmt::format("{} is not among the objectives of the problem", options.objective));
    }
    return objective;
  }
  if (problem.objectives.size() != 1) {
    throw UsageError("--objective", "the problem has several objectives: choose one, jepa or mae");
  }
  return problem.objectives.front();
}

TargetRule target_of(const TrainingOptions& options, Objective objective) {
  const std::string& target = options.target;
  if (target.empty() || target == "own") {
    if (!options.average_rate.empty()) throw UsageError("--average-rate", "needs --target average");
    return TargetRule::of(objective);
  }
  if (target != "frozen" && target != "average") {
    throw InvalidProblem("--target",
                         fmt::format("\"{}\" is not a target: own, frozen or average", target.substr(0, 40)));
  }
  if (objective == Objective::mae) {
    throw InvalidProblem("--target", fmt::format("{} is a target of jepa: that of mae is the data", target));
  }
  if (target == "frozen") {
    if (!options.average_rate.empty()) throw UsageError("--average-rate", "needs --target average");
    return TargetRule::frozen_encoder();
  }
  if (options.average_rate.empty()) throw UsageError("--average-rate", "--target average needs it");
  return TargetRule::moving_average(parse_rational(options.average_rate, "--average-rate"), "--average-rate");
}

}  // namespace

void TrainingOptions::add_to(CLI::App& command) {
  command.add_option("problem", problem, "Problem in JSON, or - for standard input")->type_name("FILE")->required();
  command.add_option("--objective", objective, "What is trained (default: the only one of the\nproblem)")
      ->type_name("jepa|mae");
  command
      .add_option("--target", target,
                  "Its own target (default), the encoder frozen at\nthe start, or a moving average of the encoder")
      ->type_name("own|frozen|average");
  command.add_option("--average-rate", average_rate, "Rate of the moving average, > 0")->type_name("BETA");
}

Training training_of(const TrainingOptions& options, Digits digits) {
  std::string text;
  TrainingProblem problem = parse_file(options.problem, "a problem", [&](std::string_view read) {
    text = read;
    return parse_training_problem(read, digits);
  });
  const Objective objective = objective_of(options, problem);
  require_valid(problem.start.approximate(), objective, problem.moments.size());
  return {text, std::move(problem), objective, target_of(options, objective)};
}

std::string name_of(const TargetRule& target) {
  switch (target.kind) {
    case TargetRule::Kind::current_encoder:
      return "current encoder";
    case TargetRule::Kind::frozen_encoder:
      return "encoder at the start";
    case TargetRule::Kind::moving_average:
      return fmt::format("moving average of the encoder, rate {}", exact_text(target.beta));
    case TargetRule::Kind::data:
      break;
  }
  return "data";
}

std::string fingerprint(std::string_view text) {
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  return fmt::format("{:016x}", hash);
}

}  // namespace jepa_oracle::program
