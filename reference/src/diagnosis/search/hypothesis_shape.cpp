#include "diagnosis/search/hypothesis_shape.h"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

namespace jepa_oracle {
namespace {

/// Minima are wider than this factor: the end of learning moves through the rows by it.
constexpr double kGridStep = 1.25;

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

std::pair<double, double> HypothesisShape::nearest_between(double low, double middle, double high) const {
  // Of a logarithm x from the middle, |x| <= 1/4, Brent's accuracy is 2^-8 (|x| + 1/4), at most 0.002: a first look
  // tells no more apart.
  constexpr int kBits = 9;
  std::uintmax_t evaluations = 10;
  // The greatest distance for none: Brent's parabola goes through finite numbers.
  const auto finite_distance = [&](double logarithm) {
    const double there = distance(middle * std::exp(logarithm));
    return std::isfinite(there) ? there : 1.0;
  };
  const auto [logarithm, least] = boost::math::tools::brent_find_minima(finite_distance, std::log(low / middle),
                                                                        std::log(high / middle), kBits, evaluations);
  return {middle * std::exp(logarithm), least};
}

std::pair<double, double> HypothesisShape::nearest_time_scale(double range) const {
  const int intervals = static_cast<int>(std::ceil(2 * std::log(range) / std::log(kGridStep)));
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
    for (const auto& found : {std::pair{grid[i].second, grid[i].first}, nearest_between(low, grid[i].second, high)}) {
      if (found.second < best.second) best = found;
    }
  }
  return best;
}

}  // namespace jepa_oracle
