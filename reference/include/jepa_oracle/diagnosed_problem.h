#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// A feature in double precision: the noise of a run is far above that.
///   lambda, variance (s2) as in Feature;  target_variance = E[y y] along the feature, where the problem has syy
struct DiagnosedFeature {
  std::string name;
  double lambda;
  double variance;
  std::optional<double> target_variance;
};

/// What a recorded run is held against: a problem without its threshold.
struct DiagnosedProblem {
  long depth;
  double epsilon;
  bool per_layer;  ///< epsilon is the amplitude of each layer
  TimeConvention time;
  std::vector<Objective> objectives;
  std::vector<DiagnosedFeature> features;

  /// Number d of output dimensions: one a feature.
  std::size_t dimension() const { return features.size(); }
  std::vector<std::string> names() const;
};

/// Reads the format of `parse_problem`; fraction and level may be missing and are not used. Moments must have one
/// common orthonormal basis (sxx, syx commute, syx symmetric): elsewhere the features mix and have no scalar theory.
/// Features of moments are named as by flow: "direction <i>" of diagonal ones, else "feature <i>".
/// @throws InvalidProblem as `parse_problem`, for moments without a common basis, and for initial weights
DiagnosedProblem parse_diagnosed_problem(std::string_view json);

}  // namespace jepa_oracle
