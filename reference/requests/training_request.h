#pragma once

#include <string>
#include <vector>

#include "jepa_oracle/gradient_descent.h"
#include "jepa_oracle/training_problem.h"
#include "requests/spelling.h"

namespace jepa_oracle::requests {

/// Texts of the parameters that say which objective of a problem is trained, and on which target.
struct TargetRequest {
  Text objective;
  Text target;  ///< own (default), frozen or average
  Text average_rate;
};

struct ChosenTarget {
  Objective objective;
  TargetRule rule;
  Start start;  ///< of the problem; a balanced one without layers on top where the objective has none
};

/// @throws UsageError when the problem has several objectives and none is chosen, or parameters exclude each other,
///         InvalidProblem for values that break a rule and for weights whose shapes do not fit the objective
ChosenTarget target_of(const TargetRequest& request, const TrainingProblem& problem, Spelling spelling);

/// Times of samples, rising: those of `at`, or `samples` (default 100) steps evenly from 0 to `until`.
/// @throws UsageError unless exactly one of at and until is given, InvalidProblem for times that fall or are negative
std::vector<Rational> times_of(const std::optional<std::vector<std::string>>& at, const Text& until,
                               const Text& samples, Spelling spelling);

/// Texts of the parameters that say how gradient descent runs.
struct DescentRequest {
  std::string rate;
  std::string steps;
  Text every;         ///< default 1
  Text weight_decay;  ///< default: that of the problem
  Text numbers;       ///< digits (default), exact or double
  Text optimizer;     ///< gradient (default) or sign
};

/// @param decay  of the problem
/// @throws InvalidProblem unless rate > 0 and weight decay >= 0
DescentRule rule_of(const DescentRequest& request, const TargetRule& target, const Rational& decay, Spelling spelling);
/// @returns the weight decay given, or that of the problem. @throws InvalidProblem unless >= 0
Rational weight_decay_of(const Text& given, const Rational& of_problem, Spelling spelling);
/// @throws InvalidProblem unless steps >= 0 and every >= 1
DescentPlan plan_of(const DescentRequest& request, Spelling spelling);

/// Arithmetic of a descent: reals of the digits asked for, exact rationals, or doubles of the machine.
enum class Arithmetic { digits, exact, machine };
Arithmetic arithmetic_of(const Text& numbers, Spelling spelling);

}  // namespace jepa_oracle::requests
