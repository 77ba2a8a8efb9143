#pragma once

#include <optional>
#include <vector>

#include "diagnosis/prediction/scalar_training.h"
#include "jepa_oracle/diagnosed_problem.h"
#include "jepa_oracle/hypothesis.h"
#include "jepa_oracle/recorded_run.h"

namespace jepa_oracle {

/// The scalar training of one feature of a problem under a hypothesis. target_variance is that of the problem, else
/// target_ratio x variance, but not below the lambda^2 / variance that Cauchy and Schwarz ask for.
ScalarTraining training_of(const DiagnosedFeature& feature, const Hypothesis& hypothesis);

/// What a hypothesis says a run should show, at the moments at which it was recorded.
class RunPrediction {
 public:
  /// @param rate        learning rate: moments (or moments / rate, for times) count steps of gradient descent; without
  /// it
  ///                    the run is a gradient flow. Run and problem must outlive this.
  /// @param most_steps  gradient descent is taken step by step while that needs at most so many steps of single
  /// features,
  ///                    else by its first-order lag behind the flow
  /// @param tolerance   of the flow
  RunPrediction(const RecordedRun& run, const DiagnosedProblem& problem, const std::optional<double>& rate,
                double most_steps = kMostSteps, double tolerance = ScalarTrajectory::kTolerance);

  /// Flow time that passes in one unit of the recorded moment at time scale 1.
  double unit() const { return unit_; }
  /// Length of one step in recorded flow time; 0 for a flow.
  double step() const { return step_; }
  /// Largest recorded flow time.
  double end() const { return end_; }

  /// Amplitudes by series and point.
  std::vector<std::vector<double>> operator()(const Hypothesis& hypothesis) const;
  bool step_by_step() const { return step_by_step_; }
  /// Steps of single features that the run took.
  double steps() const { return steps_; }

  static constexpr double kMostSteps = 2e6;

 private:
  const RecordedRun& run_;
  const DiagnosedProblem& problem_;
  double tolerance_;
  double unit_ = 1;
  double step_ = 0;
  double end_ = 0;
  double steps_ = 0;
  bool step_by_step_ = false;
  std::vector<std::size_t> features_;      ///< that the run shows
  std::vector<std::vector<long>> counts_;  ///< of steps, by series
};

}  // namespace jepa_oracle
