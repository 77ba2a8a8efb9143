#pragma once

#include <vector>

#include "jepa_oracle/diagnosed_problem.h"
#include "jepa_oracle/hypothesis.h"
#include "jepa_oracle/recorded_run.h"
#include "mixed_prediction.h"

namespace jepa_oracle {

/// Noise of the training itself, as of gradients of mini-batches: it moves the weights, so the run keeps it, lets it
/// grow while the amplitude grows and forgets it near a limit. Noise of the recording is gone with the next row.
///
/// Residuals of a curve through the run: what a row lies off the line through its neighbours has, for independent
/// errors of rows, the same variance over neighbours at distance 2 as at distance 1, and twice that for a random walk;
/// a smooth misfit has 16 times. So noise of training is there when the ratio of the two, pooled in units of the local
/// scatter, exceeds 1 by kSure of its standard errors and is below kSmooth. Then, along each series, with a(i) =
/// u'(i) / u'(i-1) of the curve and q(i) the variance of a step of the walk,
///   P(i) = a(i)^2 P(i-1) + q(i)
/// is added to the variance of row i, and with it the square of the way by which noise can have moved the balance
/// v^2 - w^2, which is no longer conserved: at most (number of features) x sum of q / (du/dw)^2, of which the limit of
/// JEPA follows all and that of MAE 1/(L+1).
/// (proofs-notes/diagnosis.md, section "Noise of training")
struct TrainingNoise {
  static constexpr double kSure = 4;
  static constexpr double kSmooth = 3.5;

  bool found = false;
  double ratio = 1;  ///< of the two variances
};

/// Looks for noise of training in a run and adds it to the rounding of its points.
/// @param curve      a hypothesis that goes through the run
/// @param predicted  its amplitudes, by series and point
/// @param mixed      where the moments are known: what is added is simulated (batch_noise.h), with a rate, and where
/// the
///                   curve moves
TrainingNoise add_training_noise(RecordedRun& run, const Hypothesis& curve,
                                 const std::vector<std::vector<double>>& predicted, const DiagnosedProblem& problem,
                                 const MixedPrediction* mixed = nullptr);

}  // namespace jepa_oracle
