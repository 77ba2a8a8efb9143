#pragma once

#include "diagnosis/prediction/coupled_prediction.h"

namespace jepa_oracle {

/// Mean squares of what simulated runs are off, by series and point, and how many runs they are the means of.
struct BatchVariance {
  Amplitudes variance;
  std::size_t runs = 0;
};

/// What mini-batches do to a run whose moments are known: a few runs of the same training are simulated, each step with
/// moments of its own (batch_moments.h). So the noise dies where the error does (y = C x), grows where features are
/// unstable, and moves balances and rotations as that of the run may have. q is measured: by how far rows lie off the
/// line through their neighbours, in the run and in simulations.
/// (proofs-notes/diagnosis.md, section "Coupled features")
/// @param residuals  recorded - predicted, by series and point
/// @param curve      the hypothesis that is predicted
/// @returns mean squared distance of the simulated runs from the one without noise, by series and point; empty where
///          the run scatters no more than its rounding, that of its digits and, where it may have been computed in
///          single precision, of that; where the curve has no end; and where one run takes too long
BatchVariance variance_of_batches(const RecordedRun& run, const Amplitudes& residuals, const Hypothesis& curve,
                                  const CoupledPrediction& coupled);

/// Squared distance of row i from the line through the rows at distance `reach`, in units in which independent noise of
/// variance 1 has mean 1.
double squared_deviation(const RecordedSeries& series, const std::vector<double>& residuals, std::size_t i,
                         std::size_t reach);

/// Mean over a window of 11 rows: enough for a variance, and short against a run.
std::vector<double> smoothed(const std::vector<double>& values);

}  // namespace jepa_oracle
