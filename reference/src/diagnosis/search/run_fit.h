#pragma once

#include <functional>
#include <vector>

#include "diagnosis/prediction/run_prediction.h"
#include "jepa_oracle/run_noise.h"

namespace jepa_oracle {

/// The run with at most `most` points a series, spread evenly along the curve (in time and in ln |amplitude| together).
RecordedRun thinned(const RecordedRun& run, std::size_t most);

/// The run with the `most` encoders that move most, and their top layers: the others tell hypotheses apart no better.
RecordedRun most_moving(const RecordedRun& run, std::size_t most);

/// How a prediction is held against an amplitude.
///   noise     what of predicted - recorded is beyond RecordedPoint::one_way, / (justified noise and half of one_way
///             together): for judging. An error that may go one way in all rows is no noise that rows average out:
///             within its room, a tolerance whose edge is known to half of it, it says nothing. Nor does an error
///             within half a unit of the last digit in a row that repeats the digits of a row beside it: the curve stands
///             between them, and the error of rounding is the same.
///   fitting   (predicted - recorded) / (justified noise and one_way together): for fitting, since it has a slope
///   relative  (predicted - recorded) / (|predicted| + |recorded|), in [-1, 1]: for finding, since it stays finite and
///             smooth where a hypothesis is far off
enum class ResidualKind { noise, fitting, relative };

/// Residuals of a hypothesis, series after series.
std::vector<double> residuals_of(const std::vector<std::vector<double>>& predicted, const RecordedRun& run,
                                 const RunNoise& noise, ResidualKind kind);

double sum_of_squares(const std::vector<double>& residuals);

using Predict = std::function<std::vector<std::vector<double>>(const Hypothesis&)>;

/// Moves the fitted numbers of a hypothesis to a minimum of the sum of squares near them: Eigen's Levenberg-Marquardt
/// in their logarithms with difference quotients, at most `iterations` steps, until one gains less than `enough` of the
/// sum and its linear model promised no more.
Hypothesis fitted(const Hypothesis& hypothesis, const Predict& predict, const RecordedRun& run, const RunNoise& noise,
                  ResidualKind kind, int iterations, double enough);

}  // namespace jepa_oracle
