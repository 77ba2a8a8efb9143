#include "diagnosis/search/hypothesis_shape.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace jepa_oracle {
namespace {

/// Smallest value of a function between two arguments, by golden sections of their logarithms.
std::pair<double, double> golden_minimum(const std::function<double(double)>& f, double low, double high,
                                         int sections) {
  const double ratio = (std::sqrt(5.0) - 1) / 2;
  double a = std::log(low);
  double b = std::log(high);
  double x1 = b - ratio * (b - a);
  double x2 = a + ratio * (b - a);
  double f1 = f(std::exp(x1));
  double f2 = f(std::exp(x2));
  for (int i = 0; i < sections; ++i) {
    if (f1 < f2) {
      b = x2;
      x2 = x1;
      f2 = f1;
      x1 = b - ratio * (b - a);
      f1 = f(std::exp(x1));
    } else {
      a = x1;
      x1 = x2;
      f1 = f2;
      x2 = a + ratio * (b - a);
      f2 = f(std::exp(x2));
    }
  }
  return f1 < f2 ? std::pair{std::exp(x1), f1} : std::pair{std::exp(x2), f2};
}

}  // namespace

HypothesisShape::HypothesisShape(const Hypothesis& hypothesis, const RecordedRun& run, const DiagnosedProblem& problem,
                                 const RunPrediction& prediction, double longest)
    : run_(run), unit_(prediction.unit()), step_(prediction.step()), end_(prediction.end()) {
  for (const RecordedSeries& series : run.series) {
    if (trajectories_.contains(series.feature)) continue;
    trajectories_.emplace(series.feature, ScalarTrajectory(training_of(problem.features[series.feature], hypothesis),
                                                           hypothesis.layer_start, longest * prediction.end(),
                                                           ScalarTrajectory::kLookTolerance));
  }
}

double HypothesisShape::distance(double time_scale) const {
  double sum = 0;
  std::size_t count = 0;
  for (const RecordedSeries& series : run_.series) {
    const ScalarTrajectory& trajectory = trajectories_.at(series.feature);
    if (end_ * time_scale > trajectory.known_until() * (1 + 1e-9)) return INFINITY;
    for (const RecordedPoint& point : series.points) {
      const auto amplitudes = trajectory.descended(point.moment * unit_ * time_scale, step_ * time_scale);
      const double value = series.layer == RecordedSeries::Layer::encoder ? amplitudes.encoder : amplitudes.top;
      const double residual = (value - point.value) / (std::fabs(value) + std::fabs(point.value) + 1e-290);
      sum += residual * residual;
      ++count;
    }
  }
  return sum / static_cast<double>(count);
}

std::pair<double, double> HypothesisShape::nearest_time_scale(double range) const {
  // Minima are wider than a factor 1.25: the end of learning moves through the rows by it.
  const int intervals = static_cast<int>(std::ceil(2 * std::log(range) / std::log(1.25)));
  std::vector<std::pair<double, double>> grid;
  for (int i = 0; i <= intervals; ++i) {
    const double time_scale = std::pow(range, 2.0 * i / intervals - 1);
    grid.emplace_back(distance(time_scale), time_scale);
  }
  std::vector<std::size_t> minima;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const bool left = i == 0 || grid[i].first <= grid[i - 1].first;
    const bool right = i + 1 == grid.size() || grid[i].first <= grid[i + 1].first;
    if (left && right && std::isfinite(grid[i].first)) minima.push_back(i);
  }
  std::sort(minima.begin(), minima.end(), [&](std::size_t a, std::size_t b) { return grid[a] < grid[b]; });
  minima.resize(std::min<std::size_t>(minima.size(), 2));
  std::pair<double, double> best{1, INFINITY};
  for (const std::size_t i : minima) {
    const double low = grid[i == 0 ? 0 : i - 1].second;
    const double high = grid[std::min(i + 1, grid.size() - 1)].second;
    const auto found = golden_minimum([&](double time_scale) { return distance(time_scale); }, low, high, 10);
    if (found.second < best.second) best = found;
  }
  return best;
}

}  // namespace jepa_oracle
