#pragma once

#include <optional>
#include <utility>

#include "jepa_oracle/conflict_window.h"
#include "requests/problem_request.h"

namespace jepa_oracle::requests {

/// What is asked about weight decay: of a feature; with epsilon also of this start; with two features also the filter.
struct DecayRequest {
  ProblemRequest problem;  ///< epsilon empty: no start is asked about
  std::optional<std::pair<Rational, Rational>> influential;
  std::optional<std::pair<Rational, Rational>> noisy;
};

struct DecayQuestion {
  ScalarProblem problem;
  bool of_start;
  std::optional<Conflict> pair;
};

/// @throws UsageError for one feature of a pair, or epsilon_of without epsilon; InvalidProblem as problem_of and
/// conflict_of
DecayQuestion decay_question_of(const DecayRequest& request, Spelling spelling);

}  // namespace jepa_oracle::requests
