#pragma once

#include <string>
#include <vector>

#include "jepa_oracle/training_problem.h"
#include "jepa_oracle/training_state.h"
#include "output/command_output.h"

namespace jepa_oracle::program {

/// One moment of a trajectory as text: what stands before the state (time, support) and the state.
struct TrajectoryRow {
  std::vector<std::pair<std::string, std::string>> lead;  ///< name and number
  TrainingState<Real> state;
};

/// Lines of a trajectory: CSV with one row of column names, or JSON Lines after one document that describes the run.
///   the lead, loss (empty without syy), largest_weight, encoder amplitude |E v| of every feature, W_1 ... W_L, V and
///   the target encoder where there is one, entries row by row
class TrajectoryLines {
 public:
  TrajectoryLines(const TrainingProblem& problem, const TargetRule& target, Digits digits, bool json);

  /// First line of a trajectory whose rows look like `row`.
  std::string head(const Json& description, const TrajectoryRow& row) const;
  std::string line(const TrajectoryRow& row) const;
  /// Last line of a run that left every bound at this step.
  std::string divergence(long step, const Real& norm, const TrajectoryRow& row) const;

 private:
  std::string text(const Real& number) const;
  std::string loss_of(const TrainingState<Real>& state) const;
  std::string amplitude_of(const Matrix<Real>& encoder, const NamedDirection& direction) const;

  const TrainingProblem& problem_;
  TargetRule target_;
  Digits digits_;
  bool json_;
  std::optional<Moments<Real>> moments_;  ///< where losses have a value
};

}  // namespace jepa_oracle::program
