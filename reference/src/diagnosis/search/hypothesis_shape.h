#pragma once

#include <map>
#include <utility>

#include "diagnosis/prediction/run_prediction.h"
#include "diagnosis/prediction/scalar_training.h"
#include "jepa_oracle/hypothesis.h"

namespace jepa_oracle {

/// Trajectories of every feature under one hypothesis, integrated once and read at any time scale. The run must
/// outlive it.
class HypothesisShape {
 public:
  /// @param longest  greatest time scale that is asked for
  HypothesisShape(const Hypothesis& hypothesis, const RecordedRun& run, const DiagnosedProblem& problem,
                  const RunPrediction& prediction, double longest);

  /// Mean square of (predicted - recorded) / (|predicted| + |recorded|), in [0, 1]; infinite where the trajectories do
  /// not reach.
  double distance(double time_scale) const;

  /// The time scale between 1/range and range at which the shape comes nearest to the run, and its distance: a grid,
  /// then Brent's method around its two best minima.
  std::pair<double, double> nearest_time_scale(double range) const;

 private:
  /// The same by Brent's method, between neighbours on the grid.
  std::pair<double, double> nearest_between(double low, double middle, double high) const;

  const RecordedRun& run_;
  double unit_;
  double step_;
  double end_;
  std::map<std::size_t, ScalarTrajectory> trajectories_;
};

}  // namespace jepa_oracle
