#include "jepa_oracle/problem.h"

#include <fmt/format.h>

#include "input/problem_parts.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/json_text.h"
#include "jepa_oracle/text_file.h"

namespace jepa_oracle {
namespace {

bool is_diagonal(const Matrix<Rational>& matrix) {
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.cols(); ++j) {
      if (i != j && matrix(i, j) != 0) return false;
    }
  }
  return true;
}

/// Features of diagonal moments are their rows; others are left to `features_of`.
void read_moments(const Located& source, Problem& problem) {
  Moments<Rational> moments = moments_of(source);
  if (!is_diagonal(moments.sxx) || !is_diagonal(moments.syx)) {
    problem.moments = std::move(moments);
    return;
  }
  for (Index i = 0; i < moments.size(); ++i) {
    problem.features.push_back(
        {fmt::format("direction {}", i), Feature::with_variance(moments.syx(i, i), moments.sxx(i, i))});
  }
}

}  // namespace

Problem parse_problem(std::string_view json) {
  const JsonText tree = parse_json(json);
  const Located at{tree, ""};
  for (const std::string_view key : {"layers", "top", "top_layers"}) {
    if (at.has(key)) {
      throw InvalidProblem(std::string(key),
                           "initial weights are for flow and descend: order takes a balanced start, epsilon");
    }
  }
  // How features mix is for diagnose: their order is that of each by itself.
  require_object(at, {"format", "depth", "top_depth", "epsilon", "epsilon_of", "fraction", "level", "time",
                      "objectives", "features", "moments", "mixing", "weight_decay"});
  require_format(at);
  std::vector<Objective> objectives = objectives_of(at);
  Problem problem{depth_of(at, objectives),
                  initialisation_of(at),
                  threshold_of(at),
                  time_of(at),
                  std::move(objectives),
                  {},
                  std::nullopt,
                  weight_decay_of(at)};
  const Located source = either(at, "features", "moments");
  if (source.where == "features") {
    problem.features = listed_features(source);
  } else {
    read_moments(source, problem);
    if (problem.weight_decay != 0 && problem.moments) {
      throw InvalidProblem("weight_decay",
                           "is for features that are listed or not coupled: order has no decay for "
                           "moments that are not diagonal");
    }
  }
  return problem;
}

Problem read_problem(const std::string& path) { return parse_file(path, "a problem", parse_problem); }

}  // namespace jepa_oracle
