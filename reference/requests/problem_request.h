#pragma once

#include <functional>
#include <string>
#include <utility>

#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/learning_order.h"
#include "jepa_oracle/problem.h"
#include "requests/spelling.h"

namespace jepa_oracle::requests {

/// Texts of the parameters that say what is trained: one feature, from one start.
struct ProblemRequest {
  std::string objective;
  std::string depth;
  std::string lambda;
  Text rho;
  Text variance;
  std::string epsilon;
  std::string epsilon_of = "encoder";
  Text top_depth = {};  ///< nothing: 1
};

/// @throws UsageError unless exactly one of rho and variance is given, InvalidProblem for values that break a rule
ScalarProblem problem_of(const ProblemRequest& request, Spelling spelling);

/// Two features in conflict, (lambda, rho) each. @throws InvalidProblem for values that break a rule, and for two that
/// are in no conflict
Conflict conflict_of(const std::pair<Rational, Rational>& influential, const std::pair<Rational, Rational>& noisy,
                     Spelling spelling);

/// Weight decay; 0 where it is not given. @throws InvalidProblem if it is negative
Rational weight_decay_of(const Text& text, Spelling spelling);

/// When a feature counts as learned. @throws UsageError unless exactly one of fraction and level is given
Threshold threshold_of(const Text& fraction, const Text& level, Spelling spelling);

/// Order of learning of all features of a problem under one objective.
/// @param visit  called with the number of each feature when its time is known, where they are listed
LearningOrder order_of(const Problem& problem, Objective objective, TimeConvention convention, Digits digits,
                       const std::function<void(std::size_t)>& visit = {});

}  // namespace jepa_oracle::requests
