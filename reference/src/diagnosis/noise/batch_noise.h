#pragma once

#include <limits>
#include <optional>

#include "diagnosis/prediction/coupled_prediction.h"

namespace jepa_oracle {

/// Mean squares of what simulated runs are off, by series and point, and how many runs they are the means of.
///   excess    how much more the increments of the run (residual_increments.h) are in order than those of simulated
///             runs, in standard deviations; infinite where they are too few to say. They are in order even where noise
///             is all there is: noise beside the diagonal moves what is on it for many rows, to second order.
///   supposed  that is so with more noise beside the diagonal than on it, and nobody said how much
struct BatchVariance {
  static constexpr double kFollows = 2;  ///< standard deviations

  Amplitudes variance;
  std::size_t runs = 0;
  double excess = std::numeric_limits<double>::infinity();
  bool supposed = false;
};

/// What is known of the noise beside the diagonal: that on it the run shows.
struct NoiseBeside {
  std::optional<double> batch_size;  ///< pairs a step
  bool may_exceed_diagonal = false;  ///< where the batch size is not known: try more, if as much is not enough
};

/// What mini-batches do to a run whose moments are known: a few runs of the same training are simulated, each step with
/// moments of its own (batch_moments.h). So the noise dies where the error does (y = C x), grows where features are
/// unstable, and moves balances and rotations as that of the run may have. q of the diagonal is measured: by how far
/// rows lie off the line through their neighbours, in the run and in simulations. Beside the diagonal it is 1 over the
/// batch size or, where that is not known, the same or, where asked for, the least of 1, 4, 16, ..., 1024 times that of
/// squares with which the increments follow. (proofs-notes/diagnosis.md, section "Coupled features")
/// @param residuals   recorded - predicted, by series and point
/// @param curve       the hypothesis that is predicted
/// @param beside      of the noise beside the diagonal
/// @returns mean squared distance of the simulated runs from the one without noise, by series and point; empty where
///          the run scatters no more than its rounding, that of its digits and, where it may have been computed in
///          single precision, of that; where the curve has no end; and where one run takes too long
BatchVariance variance_of_batches(const RecordedRun& run, const Amplitudes& residuals, const Hypothesis& curve,
                                  const CoupledPrediction& coupled, NoiseBeside beside = {});

/// Squared distance of row i from the line through the rows at distance `reach`, in units in which independent noise of
/// variance 1 has mean 1.
double squared_deviation(const RecordedSeries& series, const std::vector<double>& residuals, std::size_t i,
                         std::size_t reach);

/// Mean over a window of 11 rows: enough for a variance, and short against a run.
std::vector<double> smoothed(const std::vector<double>& values);

}  // namespace jepa_oracle
