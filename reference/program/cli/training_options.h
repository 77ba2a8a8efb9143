#pragma once

#include <string>

#include "cli/command_line.h"
#include "cli/context.h"
#include "jepa_oracle/decimal.h"
#include "jepa_oracle/training_problem.h"
#include "jepa_oracle/training_state.h"

namespace jepa_oracle::program {

/// Texts of the options that say which network is trained, and on which target.
struct TrainingOptions {
  std::string problem;
  std::string objective;
  std::string target;
  std::string average_rate;
  std::string weight_decay;

  void add_to(CLI::App& command);
};

/// What they amount to, checked.
struct Training {
  std::string problem_text;  ///< the file as it was read
  TrainingProblem problem;
  Objective objective;
  TargetRule target;
};

/// @throws UsageError when the problem has several objectives and none is chosen, or options exclude each other,
///         InvalidProblem for a problem or weights that break a rule
Training training_of(const TrainingOptions& options, Digits digits);

/// The weight decay of the option, else that of the problem. @throws InvalidProblem unless >= 0
Rational weight_decay_of(const TrainingOptions& options, const TrainingProblem& problem);

/// "jepa, the target a moving average, rate 0.1": for descriptions.
std::string name_of(const TargetRule& target);

/// A short fingerprint of a text (FNV-1a, 64 bits), by which an interrupted run recognises its problem.
std::string fingerprint(std::string_view text);

}  // namespace jepa_oracle::program
