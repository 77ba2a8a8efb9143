#include "jepa_oracle/run_noise.h"

#include <algorithm>
#include <cmath>

#include "diagnosis/noise/median.h"
#include "diagnosis/prediction/scalar_training.h"

namespace jepa_oracle {
namespace {

/// Median absolute value of a normal distribution is its standard deviation over this.
constexpr double kNormalMedian = 1.4826;

/// How far one row lies from the polynomial through its neighbours, divided by what unit noise would give.
struct Deviation {
  double value;     ///< |y|
  double relative;  ///< of noise proportional to the amplitudes
  double absolute;  ///< of equal noise
};

/// @param reach  neighbours on either side
std::vector<Deviation> deviations_of(const RecordedSeries& series, std::size_t reach, bool logarithm) {
  std::vector<Deviation> found;
  const auto& points = series.points;
  for (std::size_t i = reach; i + reach < points.size(); ++i) {
    double deviation = 0;
    double relative = 0;
    double absolute = 0;
    bool usable = true;
    for (std::size_t j = i - reach; usable && j <= i + reach; ++j) {
      double weight = -1;
      if (j != i) {
        weight = 1;
        for (std::size_t k = i - reach; k <= i + reach; ++k) {
          if (k == i || k == j) continue;
          weight *= (points[i].moment - points[k].moment) / (points[j].moment - points[k].moment);
        }
      }
      const double y = points[j].value;
      usable = std::isfinite(weight) && (!logarithm || y > 0);
      deviation += weight * (logarithm ? std::log(y) : y);
      relative += weight * weight * (logarithm ? 1 : y * y);
      absolute += weight * weight;
    }
    if (!usable || relative == 0) continue;
    found.push_back({std::fabs(points[i].value), std::fabs(deviation) / std::sqrt(relative),
                     std::fabs(deviation) / std::sqrt(absolute)});
  }
  return found;
}

std::vector<Deviation> deviations_of(const RecordedRun& run, std::size_t reach, bool logarithm) {
  std::vector<Deviation> all;
  for (const RecordedSeries& series : run.series) {
    const std::vector<Deviation> some = deviations_of(series, reach, logarithm);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

template <class Value>
double scale_of(const std::vector<Deviation>& deviations, const Value& value) {
  std::vector<double> values;
  for (const Deviation& deviation : deviations) values.push_back(value(deviation));
  return kNormalMedian * median(std::move(values));
}

double typical_relative_rounding(const RecordedRun& run) {
  std::vector<double> values;
  for (const RecordedSeries& series : run.series) {
    for (const RecordedPoint& point : series.points) {
      if (point.value != 0) values.push_back(point.rounding / std::fabs(point.value));
    }
  }
  return values.empty() ? 0 : median(std::move(values));
}

}  // namespace

double RunNoise::deviation(const RecordedPoint& point) const {
  const double model = ScalarTrajectory::kError * std::fabs(point.value);
  const double smallest = 1e-290;  // an amplitude of 0 that was printed as 0
  // hypot: the square of a large amplitude is no double, and an infinite deviation would excuse everything.
  return std::hypot(std::hypot(relative * point.size, absolute), std::hypot(point.rounding, model)) + smallest;
}

RunNoise noise_of(const RecordedRun& run, const std::optional<double>& given) {
  RunNoise noise;
  if (given) {
    noise.relative = *given;
    noise.given = true;
    return noise;
  }
  noise.relative = INFINITY;
  noise.absolute = INFINITY;
  for (const std::size_t reach : {1U, 2U, 3U}) {
    for (const bool logarithm : {false, true}) {
      const std::vector<Deviation> all = deviations_of(run, reach, logarithm);
      if (all.size() < RunNoise::kFewestDeviations) continue;
      noise.estimated = true;
      noise.relative = std::min(noise.relative, scale_of(all, [](const Deviation& d) { return d.relative; }));
      if (logarithm) continue;
      std::vector<Deviation> lower = all;
      std::sort(lower.begin(), lower.end(), [](const Deviation& a, const Deviation& b) { return a.value < b.value; });
      lower.resize((lower.size() + 1) / 2);
      noise.absolute = std::min(noise.absolute, scale_of(lower, [](const Deviation& d) { return d.absolute; }));
    }
  }
  if (!noise.estimated) return {};
  // Rounding is uniform: 1.4826 median of it is 1.3 times its standard deviation; a factor 2 has room for that.
  if (noise.relative < 2 * typical_relative_rounding(run)) noise.relative = 0;
  std::vector<double> sizes;
  std::vector<double> roundings;
  for (const RecordedSeries& series : run.series) {
    for (const RecordedPoint& point : series.points) {
      sizes.push_back(std::fabs(point.value));
      roundings.push_back(point.rounding);
    }
  }
  std::sort(sizes.begin(), sizes.end());
  const double explained = 2 * std::max(noise.relative * sizes[sizes.size() / 2], median(std::move(roundings)));
  if (noise.absolute < explained) noise.absolute = 0;
  return noise;
}

}  // namespace jepa_oracle
