#include "residual_increments.h"

#include <algorithm>
#include <cmath>

#include "batch_noise.h"

namespace jepa_oracle {
namespace {

/// Change of the curve over one row, as a share of its largest value, at which it may bend as it likes: a misfit of a
/// curve that hardly moves is small.
constexpr double kHardly = 0.02;

/// Growth of a deviation from the row before, and whether the rows resolve the curve there.
struct Growth {
  double factor = 1;
  bool resolved = true;
};

std::vector<Growth> growth_of(const RecordedSeries& series, const std::vector<double>& predicted) {
  std::vector<Growth> growth(predicted.size());
  double largest = 0;
  for (const double value : predicted) largest = std::max(largest, std::fabs(value));
  const auto slope = [&](std::size_t i) {
    const double time = series.points[i].moment - series.points[i - 1].moment;
    return time > 0 ? (predicted[i] - predicted[i - 1]) / time : 0;
  };
  for (std::size_t i = 2; i < predicted.size(); ++i) {
    const double before = slope(i - 1);
    const double change = std::fabs(predicted[i] - predicted[i - 1]);
    const double change_before = std::fabs(predicted[i - 1] - predicted[i - 2]);
    // Where the curve stands a quotient of its slopes is one of roundings.
    if (before == 0 || change_before < 1e-6 * std::fabs(predicted[i - 1])) continue;
    const double factor = slope(i) / before;
    growth[i].resolved = (factor > 1 / ResidualIncrements::kResolved && factor < ResidualIncrements::kResolved) ||
                         std::max(change, change_before) < kHardly * largest;
    // What is forgotten towards a limit of the balanced curve is kept beside it: no factor below 1.
    growth[i].factor = std::clamp(factor, 1.0, ResidualIncrements::kResolved);
  }
  return growth;
}

}  // namespace

void ResidualIncrements::see(const RecordedSeries& series, const std::vector<double>& predicted) {
  constexpr std::size_t kFewestRows = 11;
  const auto& points = series.points;
  if (points.size() < kFewestRows) return;
  const std::vector<Growth> growth = growth_of(series, predicted);
  std::vector<double> increments(points.size(), 0.0);
  std::vector<double> squares(points.size(), 0.0);
  std::vector<double> residual_squares(points.size(), 0.0);
  const auto residual = [&](std::size_t i) { return points[i].value - predicted[i]; };
  for (std::size_t i = 0; i < points.size(); ++i) {
    residual_squares[i] = residual(i) * residual(i);
    if (i == 0) continue;
    increments[i] = residual(i) - growth[i].factor * residual(i - 1);
    squares[i] = increments[i] * increments[i];
  }
  const std::vector<double> scatter = smoothed(squares);
  const std::vector<double> size = smoothed(residual_squares);
  std::vector<double> units(points.size(), 0.0);
  for (std::size_t i = 1; i < points.size(); ++i) {
    const RecordedPoint& point = points[i];
    const bool explained =
        scatter[i] <= 16 * point.rounding * point.rounding || size[i] <= point.one_way * point.one_way;
    if (explained || !growth[i].resolved || !growth[i - 1].resolved || !(scatter[i] > 0)) continue;
    units[i] = increments[i] / std::sqrt(scatter[i]);
    ++count_;
    if (predicted[i] != 0) relative_.push_back(std::fabs(increments[i] / predicted[i]));
  }
  for (std::size_t lag = 0; lag <= kLags; ++lag) {
    for (std::size_t i = 0; i + lag < units.size(); ++i) {
      const double product = units[i] * units[i + lag];
      products_[lag] += product;
      squares_[lag] += product * product;
    }
  }
  if (points.front().moment > 0 || predicted.front() == 0) return;
  ++beginnings_;
  // Half a unit of the last digit: what was recorded may be as far from the curve.
  const double off = std::fabs(residual(0)) + std::sqrt(3.0) * points.front().rounding;
  farthest_beginning_ = std::max(farthest_beginning_, off / std::fabs(predicted.front()));
}

double ResidualIncrements::sum(std::size_t first) const {
  double sum = 0;
  for (std::size_t lag = first; lag <= kLags; ++lag) sum += autocorrelation(lag);
  return sum;
}

double ResidualIncrements::error(std::size_t first) const {
  // Products of independent increments are uncorrelated, at one lag and across lags.
  double sum = 0;
  for (std::size_t lag = first; lag <= kLags; ++lag) sum += squares_[lag];
  return std::sqrt(sum) / products_[0];
}

double ResidualIncrements::error_at(std::size_t lag) const { return std::sqrt(squares_[lag]) / products_[0]; }

double ResidualIncrements::chance_of_beginning() const {
  if (beginnings_ == 0 || relative_.empty()) return 1;
  std::vector<double> sizes = relative_;
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::nth_element(sizes.begin(), middle, sizes.end());
  // Independent errors of two rows make an increment of sqrt(2) their size; its median is 0.6745 of that.
  const double error = *middle / (0.6745 * std::sqrt(2.0));
  if (!(error > 0)) return 1;
  return std::pow(std::erf(farthest_beginning_ / error / std::sqrt(2.0)), static_cast<double>(beginnings_));
}

}  // namespace jepa_oracle
