#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/decimal.h"
#include "jepa_oracle/moments.h"
#include "jepa_oracle/network.h"

namespace jepa_oracle {

/// A direction of the data whose encoder amplitude |E v| a trajectory reports.
struct NamedDirection {
  std::string name;
  Matrix<Real> direction;  ///< v, d x 1, unit length
};

/// What a problem file says to whoever trains a whole network: moments, initial weights, and no threshold.
struct TrainingProblem {
  Depth depth;
  Start start;
  Moments<Rational> moments;
  TimeConvention time;
  std::vector<Objective> objectives;
  std::vector<NamedDirection> directions;
  Rational weight_decay = Rational(0);  ///< of every layer
};

/// Reads the format of `parse_problem`. Besides epsilon it takes initial weights, in its place:
///   layers      [W_1, ..., W_L], matrices as lists of rows whose shapes chain from the size of the data
///   top         V, or top_layers [V_1, ..., V_M], as many as top_depth says; nothing for the losses of the code
///   weight_decay  >= 0
/// and it leaves fraction and level unread. Features give diagonal moments; the directions of others are those of
/// `features_of`, "feature <i>" by falling lambda.
/// @param digits  of the directions
/// @throws InvalidProblem as `parse_problem`; shapes are checked against an objective when that is known
/// (`require_valid`)
TrainingProblem parse_training_problem(std::string_view json, Digits digits);

}  // namespace jepa_oracle
