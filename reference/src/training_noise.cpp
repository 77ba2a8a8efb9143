#include "training_noise.h"

#include <algorithm>
#include <cmath>

#include "batch_noise.h"

namespace jepa_oracle {
namespace {

std::vector<double> residuals_of(const RecordedSeries& series, const std::vector<double>& predicted) {
  std::vector<double> residuals;
  for (std::size_t i = 0; i < predicted.size(); ++i) residuals.push_back(series.points[i].value - predicted[i]);
  return residuals;
}

/// Ratio of the variances over neighbours at distances 2 and 1, and the number of rows behind it.
struct Ratio {
  double wide = 0;
  double narrow = 0;
  double rows = 0;

  void see(const RecordedSeries& series, const std::vector<double>& residuals) {
    if (series.points.size() < 11) return;
    std::vector<double> narrow_ones(series.points.size(), 0.0);
    std::vector<double> wide_ones = narrow_ones;
    for (std::size_t i = 2; i + 2 < series.points.size(); ++i) {
      narrow_ones[i] = squared_deviation(series, residuals, i, 1);
      wide_ones[i] = squared_deviation(series, residuals, i, 2);
    }
    const std::vector<double> scatter = smoothed(narrow_ones);
    // One row far out says nothing about all.
    constexpr double kMost = 9;
    for (std::size_t i = 2; i + 2 < series.points.size(); ++i) {
      if (!(scatter[i] > 0)) continue;
      narrow += std::min(narrow_ones[i] / scatter[i], kMost);
      wide += std::min(wide_ones[i] / scatter[i], kMost);
      rows += 1;
    }
  }
};

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

void add_to(RecordedSeries& series, const std::vector<double>& predicted, const Hypothesis& curve, double features) {
  if (series.points.size() < 5) return;
  const std::vector<double> residuals = residuals_of(series, predicted);
  std::vector<double> steps(series.points.size(), 0.0);
  for (std::size_t i = 1; i + 1 < series.points.size(); ++i) {
    // A step of variance q a row leaves q/2 of the middle row off the line, 1/3 of q in units of noise 1.
    steps[i] = 3 * squared_deviation(series, residuals, i, 1);
  }
  steps = smoothed(steps);
  const std::vector<double> slopes = slopes_of(series, predicted);
  const double layers = static_cast<double>(curve.depth);
  const double share = curve.rule == TrainingRule::mae ? 1 / (layers + 1) : 1;
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
      moved = share * slope * balance / (2 * layer);
    }
    RecordedPoint& point = series.points[i];
    point.rounding = std::hypot(point.rounding, std::hypot(std::sqrt(variance), moved));
  }
}

}  // namespace

TrainingNoise add_training_noise(RecordedRun& run, const Hypothesis& curve,
                                 const std::vector<std::vector<double>>& predicted, const DiagnosedProblem& problem,
                                 const MixedPrediction* mixed) {
  Ratio ratio;
  Amplitudes residuals;
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    residuals.push_back(residuals_of(run.series[s], predicted[s]));
    ratio.see(run.series[s], residuals.back());
  }
  TrainingNoise noise;
  if (!(ratio.narrow > 0) || !std::isfinite(ratio.wide)) return noise;
  noise.ratio = ratio.wide / ratio.narrow;
  const double error = 2.6 / std::sqrt(ratio.rows);
  noise.found = noise.ratio > 1 + TrainingNoise::kSure * error && noise.ratio < TrainingNoise::kSmooth;
  if (!noise.found) return noise;
  const bool simulated = mixed != nullptr && !mixed->counts().empty() && !stands_still(curve.rule);
  const Amplitudes variance = simulated ? variance_of_batches(run, residuals, curve, *mixed) : Amplitudes{};
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    if (variance.empty()) {
      add_to(run.series[s], predicted[s], curve, static_cast<double>(problem.dimension()));
      continue;
    }
    for (std::size_t i = 0; i < variance[s].size(); ++i) {
      RecordedPoint& point = run.series[s].points[i];
      point.rounding = std::hypot(point.rounding, std::sqrt(variance[s][i]));
    }
  }
  return noise;
}

}  // namespace jepa_oracle
