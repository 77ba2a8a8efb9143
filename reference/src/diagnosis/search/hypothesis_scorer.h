#pragma once

#include <vector>

#include "diagnosis/prediction/coupled_prediction.h"
#include "diagnosis/prediction/run_prediction.h"
#include "jepa_oracle/finding.h"
#include "jepa_oracle/run_noise.h"

namespace jepa_oracle {

/// Scores hypotheses against a run. Run, problem and `coupled` must outlive it.
class HypothesisScorer {
 public:
  HypothesisScorer(const RecordedRun& run, const DiagnosedProblem& problem, const DiagnosisOptions& options,
                   const RunNoise& noise, const CoupledPrediction* coupled = nullptr);

  std::size_t amplitudes() const { return amplitudes_; }
  /// Greatest residual that counts as fitting, when so many residuals carry as much as one independent one.
  double bound(double correlation) const;
  /// Largest miss of a fit, in noises: what chance gives in one of a thousand runs (largest_by_chance), times the
  /// `bound` that the size of the noise has room for.
  double most(double correlation, std::size_t runs) const;
  bool step_by_step() const { return coupled_ ? !coupled_->counts().empty() : whole_.step_by_step(); }
  const std::vector<Objective>& expected() const { return expected_; }
  Amplitudes predicted(const Hypothesis& hypothesis) const {
    return coupled_ ? (*coupled_)(hypothesis) : whole_(hypothesis);
  }

  /// Fitted numbers at their best for a part of the run; few of them pay the price of the whole.
  Hypothesis fitted_to_part(const Hypothesis& hypothesis) const;
  Hypothesis fitted_to_whole(const Hypothesis& hypothesis) const;

  /// Distance from a part of the run, by the scalar theory and without asking for the noise.
  double distance(const Hypothesis& hypothesis) const;

  /// Of these the one whose curve comes nearest to a part of the run, by distances that ask for no noise; its fitted
  /// numbers at their best. Where features are coupled, to the whole of it, the hypotheses as they are.
  Hypothesis nearest(const std::vector<Hypothesis>& hypotheses) const;

  /// All but whether it fits.
  Finding score(const Hypothesis& hypothesis) const;
  std::vector<double> residuals(const Hypothesis& hypothesis) const;

  /// Whether all that tells a finding from what was expected is numbers fitted to the run, each within its own
  /// uncertainty of the value that says nothing (time scale 1, ratio of rates 1, no momentum, no decay, the start that
  /// was asked for): kManyNoises standard deviations of a least-squares estimate, and what errors of one way move it.
  bool says_nothing_else(const Finding& finding) const;

 private:
  const RecordedRun& run_;
  const DiagnosedProblem& problem_;
  const RunNoise& noise_;
  std::vector<Objective> expected_;
  RunPrediction whole_;
  RecordedRun part_;
  RunPrediction of_part_;
  const CoupledPrediction* coupled_;
  std::size_t amplitudes_ = 0;

  std::vector<double> one_over_deviations() const;
  std::vector<double> one_way_bounds() const;
  Hypothesis fitted_while_coupled(const Hypothesis& hypothesis, bool to_whole) const;
};

/// No amplitude of the encoder leaves its first value by more than kManyNoises.
bool stands_still(const RecordedRun& run, const RunNoise& noise);

/// Multiplicative noise is proportional to the amplitude behind a row, not to what the row shows: sizes are taken from
/// a curve through the run, wherever the row is near it; elsewhere the smaller of the two. A row that is
/// many times what the curve says is not excused by the few digits of so large a number either.
void take_sizes(RecordedRun& run, const std::vector<std::vector<double>>& curve, const RunNoise& noise);

}  // namespace jepa_oracle
