#include "diagnosis/noise/training_noise.h"

#include <algorithm>
#include <cmath>

#include "diagnosis/noise/batch_noise.h"

namespace jepa_oracle {
namespace {

/// Standard deviations from what noise alone does, beyond which a misfit is there.
constexpr double kMisfit = 5;

std::vector<double> residuals_of(const RecordedSeries& series, const std::vector<double>& predicted) {
  std::vector<double> residuals;
  for (std::size_t i = 0; i < predicted.size(); ++i) residuals.push_back(series.points[i].value - predicted[i]);
  return residuals;
}

/// Slope of the curve at every row, by the row before it.
std::vector<double> slopes_of(const RecordedSeries& series, const std::vector<double>& predicted) {
  std::vector<double> slopes(predicted.size(), 0.0);
  for (std::size_t i = 1; i < predicted.size(); ++i) {
    const double time = series.points[i].moment - series.points[i - 1].moment;
    slopes[i] = time > 0 ? (predicted[i] - predicted[i - 1]) / time : slopes[i - 1];
  }
  if (slopes.size() > 1) slopes.front() = slopes[1];
  return slopes;
}

/// @param share  of the scatter that is the walk's
void add_to(RecordedSeries& series, const std::vector<double>& predicted, const Hypothesis& curve, double features,
            double share) {
  if (series.points.size() < 5) return;
  const std::vector<double> residuals = residuals_of(series, predicted);
  std::vector<double> steps(series.points.size(), 0.0);
  for (std::size_t i = 1; i + 1 < series.points.size(); ++i) {
    // A step of variance q a row leaves q/2 of the middle row off the line, 1/3 of q in units of noise 1.
    steps[i] = share * 3 * squared_deviation(series, residuals, i, 1);
  }
  steps = smoothed(steps);
  const std::vector<double> slopes = slopes_of(series, predicted);
  const double layers = static_cast<double>(curve.depth);
  // v^M w^(m-M) = rho at the limit: of what moves w^2 - v^2, w^2 takes M/m.
  const Objective objective = variant_of(curve.rule).objective;
  const double followed = static_cast<double>(curve.top_depth) /
                          static_cast<double>(exponents_of(objective, Depth(curve.depth).with_top(curve.top_depth)).m);
  double variance = 0;
  double growth = 1;
  double balance = 0;
  for (std::size_t i = 1; i < series.points.size(); ++i) {
    const double size = std::fabs(predicted[i]);
    // Where the curve stands, the last growth that could be seen goes on.
    if (std::fabs(slopes[i - 1]) * (series.points[i].moment - series.points[i - 1].moment) > 1e-9 * size) {
      growth = std::clamp(slopes[i] / slopes[i - 1], 0.0, 10.0);
    }
    variance = growth * growth * variance + steps[i];
    double moved = 0;
    if (series.layer == RecordedSeries::Layer::encoder && size > 0) {
      const double layer = std::pow(size, 1 / layers);
      const double slope = layers * size / layer;  // du/dw
      balance += features * steps[i] / (slope * slope);
      moved = followed * slope * balance / (2 * layer);
    }
    RecordedPoint& point = series.points[i];
    point.rounding = std::hypot(point.rounding, std::hypot(std::sqrt(variance), moved));
  }
}

}  // namespace

TrainingNoise training_noise_of(const ResidualIncrements& increments) {
  using State = TrainingNoise::State;
  constexpr double kAllLags = ResidualIncrements::kLags;
  TrainingNoise noise;
  const bool ruled_out = increments.chance_of_beginning() < TrainingNoise::kBeginning;
  if (increments.count() < ResidualIncrements::kFewest) {
    noise.state = ruled_out && increments.count() > 0 ? State::open : State::absent;
    noise.share = 1;
    return noise;
  }
  // A quotient of slopes is not quite the growth of a deviation, and leaves increments of many rows a little in order.
  constexpr double kOrder = 0.3;
  if (ruled_out) {
    // No noise of recording: a misfit of one way for kLags rows has the sum of all lags near kLags - 1, a walk 0.
    const double sum = increments.sum(1);
    const double error = increments.error(1);
    noise.share = 1;
    const bool misfit_alone = (kAllLags - 1 - sum) <= TrainingNoise::kSure * error;
    if (sum < std::max(2 * error, kOrder) && !misfit_alone) {
      noise.state = State::found;
    } else if (!(sum > std::max(kMisfit * error, 2 * kOrder))) {
      noise.state = State::open;
    }
    noise.may_follow = noise.state != State::found && !misfit_alone;
    return noise;
  }
  // The share of what is no noise of recording in the variance of increments, (q + 3 s^2) / (2W + q + s^2); were it
  // all misfit, the lags beyond the first would add up to kLags - 1 thirds of it.
  const double share = 1 + 2 * increments.autocorrelation(1);
  const double share_error = 2 * increments.error_at(1);
  const double later = increments.sum(2);
  const double later_error = increments.error(2);
  const double of_misfit = (kAllLags - 1) / 3 * share;
  noise.share = std::clamp(share, 0.0, 1.0);
  const bool walks =
      later < std::max(2 * later_error, 0.5 * kOrder) && of_misfit - later > TrainingNoise::kSure * later_error;
  // Scatter measured around each row makes independent errors come back a little less than by half.
  constexpr double kOfWindow = 0.15;
  if (!increments.has_beginning() && share > 0.5 + 3 * share_error && walks) {
    noise.state = State::found;
  } else if (share > kOfWindow + TrainingNoise::kSure * share_error && later < 4 * later_error) {
    noise.state = State::open;
  }
  return noise;
}

TrainingNoise add_training_noise(RecordedRun& run, const Hypothesis& curve,
                                 const std::vector<std::vector<double>>& predicted, const DiagnosedProblem& problem,
                                 const CoupledPrediction* coupled, std::optional<double> batch_size) {
  ResidualIncrements increments;
  Amplitudes residuals;
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    residuals.push_back(residuals_of(run.series[s], predicted[s]));
    increments.see(run.series[s], predicted[s]);
  }
  TrainingNoise noise = training_noise_of(increments);
  using State = TrainingNoise::State;
  const bool can_simulate = coupled != nullptr && !coupled->counts().empty() && !stands_still(curve.rule);
  if (noise.state == State::absent && !(can_simulate && (noise.may_follow || batch_size))) return noise;
  const BatchVariance batches =
      can_simulate ? variance_of_batches(run, residuals, curve, *coupled, {batch_size, noise.may_follow})
                   : BatchVariance{};
  if (noise.may_follow && batches.excess < BatchVariance::kFollows && !batches.supposed) {
    noise.state = State::found;
  } else if (noise.may_follow && batches.excess < kMisfit) {
    noise.state = State::open;
  }
  // Who says how large batches are says that there is noise; whether it is all that this curve leaves is another
  // question.
  if (batch_size && noise.state == State::absent && !batches.variance.empty()) noise.state = State::open;
  if (noise.state == State::absent) return noise;
  noise.runs = batches.runs;
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    if (batches.variance.empty()) {
      add_to(run.series[s], predicted[s], curve, static_cast<double>(problem.dimension()), noise.share);
      continue;
    }
    for (std::size_t i = 0; i < batches.variance[s].size(); ++i) {
      RecordedPoint& point = run.series[s].points[i];
      point.rounding = std::hypot(point.rounding, std::sqrt(batches.variance[s][i]));
    }
  }
  return noise;
}

}  // namespace jepa_oracle
