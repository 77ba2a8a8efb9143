#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/matrix.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// A feature in double precision: the noise of a run is far above that.
///   lambda, variance (s2) as in Feature;  target_variance = E[y y] along the feature, where the problem says it
struct DiagnosedFeature {
  std::string name;
  double lambda;
  double variance;
  std::optional<double> target_variance;
};

/// Second moments E[x x'], E[y x'], E[y y'] in the basis of the features, whose numbers stand on the diagonals:
/// estimated moments have no common basis, and their features are coupled. Without syy nothing is known of e = y - C x,
/// which the stochastic-gradient noise and the rule without stop-gradient depend on.
struct FeatureMoments {
  Matrix<double> sxx;
  Matrix<double> syx;
  std::optional<Matrix<double>> syy = std::nullopt;
};

/// What a recorded run is held against: a problem without its threshold.
struct DiagnosedProblem {
  long depth;
  double epsilon;
  bool per_layer;  ///< epsilon is the amplitude of each layer
  TimeConvention time;
  std::vector<Objective> objectives;
  std::vector<DiagnosedFeature> features;
  std::optional<FeatureMoments> moments = std::nullopt;  ///< where the problem says how its features are coupled
  long top_depth = 1;                                    ///< layers of the predictor or decoder

  /// More layers on top are refused: their start is no run that anybody recorded, and whole matrices take their time
  /// for each.
  static constexpr long kMostTopDepth = 100;

  /// Number d of output dimensions: one a feature.
  std::size_t dimension() const { return features.size(); }
  std::vector<std::string> names() const;
};

/// Reads the format of `parse_problem`; fraction and level may be missing and are not used. Moments must have one
/// common orthonormal basis (sxx, syx commute, syx symmetric): elsewhere the features are coupled and have no scalar
/// theory. Listed features may come with "mixing": {"sxx", "syx" and optionally "syy"}, their moments in the basis of
/// the features, as `analyze` writes them; the runs of coupled features are predicted by whole matrices. Features of
/// moments are named as by flow: "direction <i>" of diagonal ones, else "feature <i>".
/// @throws InvalidProblem as `parse_problem`, for moments without a common basis, for initial weights, for more than
///         kMostTopDepth layers of predictor or decoder, and for an objective that has none
DiagnosedProblem parse_diagnosed_problem(std::string_view json);

}  // namespace jepa_oracle
