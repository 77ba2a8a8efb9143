#include "diagnosis/noise/residual_increments.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "diagnosis/noise/batch_noise.h"

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
  beginnings_.push_back({series.layer == RecordedSeries::Layer::encoder, points.front().value, predicted.front(),
                         std::sqrt(3.0) * points.front().rounding});
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
  if (beginnings_.empty() || relative_.empty()) return 1;
  std::vector<double> sizes = relative_;
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::nth_element(sizes.begin(), middle, sizes.end());
  // Independent errors of two rows make an increment of sqrt(2) their size; its median is 0.6745 of that.
  const double error = *middle / (0.6745 * std::sqrt(2.0));
  if (!(error > 0)) return 1;
  // What was recorded may be half a unit of its last digit farther away.
  const auto chance = [&](double farthest, double count) {
    return std::pow(std::erf(farthest / error / std::sqrt(2.0)), count);
  };
  double from_curve = 0;
  double sum = 0;
  double encoders = 0;
  for (const Beginning& one : beginnings_) {
    from_curve =
        std::max(from_curve, (std::fabs(one.value - one.predicted) + one.half_unit) / std::fabs(one.predicted));
    if (!one.encoder) continue;
    sum += one.value;
    ++encoders;
  }
  const double by_curve = chance(from_curve, static_cast<double>(beginnings_.size()));
  if (encoders < 2 || sum == 0) return by_curve;
  const double mean = sum / encoders;
  double from_mean = 0;
  for (const Beginning& one : beginnings_) {
    if (one.encoder) from_mean = std::max(from_mean, (std::fabs(one.value - mean) + one.half_unit) / std::fabs(mean));
  }
  // n - 1 of the n deviations from the mean have a normal density that is largest at 0: sqrt(n) (2 pi)^(-(n-1)/2).
  const double volume = std::pow(2 * from_mean / error, encoders - 1);
  return std::min(by_curve, volume * std::sqrt(encoders) / std::pow(2 * std::numbers::pi, (encoders - 1) / 2));
}

}  // namespace jepa_oracle
