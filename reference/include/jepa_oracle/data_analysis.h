#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/feature_intervals.h"
#include "jepa_oracle/learning_order.h"

namespace jepa_oracle {

/// What is asked of the data.
struct AnalysisRequest {
  Depth depth;
  Initialisation initialisation;
  Rational fraction;
  int resamples = 200;
  std::uint64_t seed = 1;
  double confidence = 0.95;
  std::size_t conflicts = 20;  ///< most pairs of features whose window is computed
  /// Told, while the analysis goes on, how many of how many parts are done: for those who wait.
  std::function<void(std::size_t, std::size_t)> visit = {};
};

/// A feature of the data and how sure it is: see `feature_intervals`. Without resamples intervals are absent.
struct AnalysedFeature {
  DataFeature estimate;
  std::optional<Range> lambda;
  std::optional<Range> rho;
  std::optional<double> overlap;  ///< mean over the resamples, in [0, 1]: near 1 if the direction is well determined
};

/// A number and what sampling noise alone would make of 0: the root mean square distance of the resampled matrix from
/// that of the data, in the same units.
struct Distance {
  double value;
  std::optional<double> noise;
};

/// The order of learning that the scalar theory predicts of the estimated features.
struct PredictedOrder {
  Objective objective;
  LearningOrder order;  ///< certified, of the estimates as they stand
  /// One for every two neighbours in order.learned: the share of resamples in which the first is learned before the
  /// second. Empty without resamples.
  std::vector<double> confidence;
};

/// Two features of which one has the larger lambda and the other the larger rho.
struct FeatureConflict {
  std::size_t influential;           ///< index of the larger rho
  std::size_t noisy;                 ///< index of the larger lambda
  ConflictWindow window;             ///< of epsilon (encoder amplitude), in which JEPA learns the influential one first
  bool disagree;                     ///< JEPA learns the influential one first, MAE the noisy one, at the epsilon given
  std::optional<double> confidence;  ///< share of resamples that disagree, too
};

struct DataAnalysis {
  std::vector<AnalysedFeature> features;  ///< by falling lambda
  /// Features that the pairs do not tell apart, by their intervals; every feature is in one. Empty without
  /// resamples.
  std::vector<std::vector<std::size_t>> groups;
  Distance commutator;  ///< see Mixing
  Distance asymmetry;
  double condition;  ///< of the correlation matrix of x: the ratio of its extreme eigenvalues
  std::vector<PredictedOrder> orders;      ///< one for each objective of the table
  std::size_t disagreeing_pairs;           ///< of all pairs that JEPA and MAE both learn after the start
  std::size_t conflicting_pairs;           ///< of the same pairs, those with lambda and rho in conflict
  std::vector<FeatureConflict> conflicts;  ///< the first of them: those that disagree, then by the noisy one's lambda

  const PredictedOrder& under(Objective objective) const;
};

/// "feature 0", "feature 1", ...: what features of data are called everywhere.
std::string feature_name(std::size_t index);

/// @throws InvalidProblem for columns that are constant or linear combinations of others, and (at "resamples") for
///         resamples too few for the level, other than none
DataAnalysis analyse(const MomentEstimate& estimate, const AnalysisRequest& request, Digits digits);

}  // namespace jepa_oracle
