#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/learning_order.h"
#include "jepa_oracle/model.h"
#include "jepa_oracle/moments.h"
#include "jepa_oracle/problem_format.h"

namespace jepa_oracle {

/// What a problem file says: features in training under one or more objectives, from one start, judged by one
/// threshold.
struct Problem {
  Depth depth;
  Initialisation initialisation;
  Threshold threshold;
  TimeConvention time;
  std::vector<Objective> objectives;
  std::vector<NamedFeature> features;
  /// Moments that are not diagonal, in place of features: `features_of` encloses theirs.
  std::optional<Moments<Rational>> moments;
  Rational weight_decay = 0;  ///< of every layer; 0 with moments
};

/// Reads a problem from JSON:
///   format      "jepa-oracle/problem/1"
///   depth       number of encoder layers
///   epsilon     start, > 0;  epsilon_of: "encoder" (default) or "layer"
///   fraction    of the limit, in (0, 1), or level: absolute encoder amplitude > 0
///   time        "flow" (default) or "paper"
///   objectives  default all of the table (objectives.h)
///   features    [{"name", "lambda", "rho" or "variance"}, ...], or moments: {"sxx", "syx", and optionally "syy"},
///   checked
///               by require_valid; of diagonal ones the features are the rows, "direction <i>", i = 0, 1, ...
/// A number is a JSON number, read by its exact decimal text, or a string such as "1e-4" or "2/3".
/// @throws InvalidProblem for text that is not JSON (where: "line 3, column 7") and for every key that is unknown,
/// missing,
///         twice there or of the wrong type, and every value that breaks a rule (where: "features[2].rho")
Problem parse_problem(std::string_view json);

/// Reads a problem from a file, or from standard input for "-". @throws InvalidProblem as `parse_problem` and
/// `read_text`
Problem read_problem(const std::string& path);

}  // namespace jepa_oracle
