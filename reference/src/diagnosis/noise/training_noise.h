#pragma once

#include <cmath>
#include <functional>
#include <optional>
#include <vector>

#include "diagnosis/noise/residual_increments.h"
#include "diagnosis/prediction/coupled_prediction.h"
#include "jepa_oracle/diagnosed_problem.h"
#include "jepa_oracle/hypothesis.h"
#include "jepa_oracle/recorded_run.h"

namespace jepa_oracle {

/// Stochastic-gradient noise, as of mini-batches: it moves the weights, so the run keeps it, lets it
/// grow while the amplitude grows and forgets it near a limit. Noise of the recording is gone with the next row, and is
/// there before the first step; what no hypothesis says of the training moves amplitudes one way for many rows.
///   found   increments of the residuals follow each other in no order, as those of a walk do, a misfit that goes one
///           way is kSure standard deviations off, and noise of the recording is ruled out: by rows of moment 0, which
///           it would have moved (kBeginning), or, in a run without them, because it would make most of every increment
///           come back in the next
///   open    the rows distinguish stochastic-gradient noise neither from recording noise nor from a misfit
/// (proofs-notes/diagnosis.md, section "Stochastic-gradient noise")
struct TrainingNoise {
  enum class State { absent, open, found };

  static constexpr double kSure = 4;
  static constexpr double kBeginning = 1e-4;

  State state = State::absent;
  double share = 0;      ///< of the variance of increments that is the walk's
  std::size_t runs = 0;  ///< that were simulated for its size; 0: from the equations of first order
  /// Noise of the recording is ruled out, a misfit is not all there is, and the increments are in more order than those
  /// of a walk in one amplitude: those of a simulated run may be, too.
  bool may_follow = false;
};

/// What the increments say.
TrainingNoise training_noise_of(const ResidualIncrements& increments);

/// Looks for stochastic-gradient noise in a run and, unless it is absent, adds it to the rounding of its points: along
/// each series, with a(i) = u'(i) / u'(i-1) of the curve and q(i) the variance of a step of the walk,
///   P(i) = a(i)^2 P(i-1) + q(i)
/// is added to the variance of row i, and with it the square of the way by which noise can have moved the balance
/// v^2 - w^2, which is no longer conserved: at most (number of features) x sum of q / (du/dw)^2, of which the limit of
/// JEPA follows all and that of MAE 1/(L+1).
/// @param curve      a hypothesis that goes through the run
/// @param predicted  its amplitudes, by series and point
/// @param coupled    where the moments are known: what is added is simulated (batch_noise.h), with a rate, and where
///                   the curve moves; and what increments a walk has is simulated, where noise of the recording is
///                   ruled out: what follows as they do is found, or open where the size of noise was supposed for it
/// @param batch_size pairs a step, if known
TrainingNoise add_training_noise(RecordedRun& run, const Hypothesis& curve,
                                 const std::vector<std::vector<double>>& predicted, const DiagnosedProblem& problem,
                                 const CoupledPrediction* coupled = nullptr,
                                 std::optional<double> batch_size = std::nullopt);

}  // namespace jepa_oracle
