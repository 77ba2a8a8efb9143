#include "diagnosis/runs/single_precision.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace jepa_oracle {
namespace {

constexpr double kUnit = 0x1p-24;

/// Roundings of a number of single precision on its way: two layers, their product and the number itself.
constexpr double kRoundings = 4;
/// Standard deviations of the sum of independent roundings: exceeded in one of 15 000 rows.
constexpr double kDeviations = 4;

/// Whether a decimal is the shortest that reads back as the number of single precision nearest to it.
bool is_shortest(double value, float nearest) {
  std::array<char, 64> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), nearest);
  double read = 0;
  std::from_chars(text.data(), written.ptr, read);
  return read == value;
}

/// Growth |u' / u| around each point, per unit of time.
std::vector<double> growth_of(const RecordedSeries& series, double unit) {
  const auto& points = series.points;
  std::vector<double> growth;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const RecordedPoint& before = points[i == 0 ? 0 : i - 1];
    const RecordedPoint& after = points[std::min(i + 1, points.size() - 1)];
    const double time = unit * (after.moment - before.moment);
    const double size = std::max(std::fabs(points[i].value), 1e-300);
    growth.push_back(time > 0 ? std::max(std::fabs(after.value - before.value) / size, kUnit) / time : 0);
  }
  return growth;
}

}  // namespace

bool may_be_single_precision(const RecordedRun& run) {
  bool rounded = true;
  bool shortest = true;
  for (const RecordedSeries& series : run.series) {
    for (const RecordedPoint& point : series.points) {
      const float nearest = static_cast<float>(point.value);
      const double off = std::fabs(point.value - static_cast<double>(nearest));
      // A unit is 2 sqrt(3) standard deviations of rounding to it.
      rounded = rounded && off <= std::max(3.4642 * point.rounding, 0x1p-52 * std::fabs(point.value));
      shortest = shortest && is_shortest(point.value, nearest);
      if (!rounded && !shortest) return false;
    }
  }
  return true;
}

bool is_single_precision(const RecordedRun& run) {
  std::size_t shown = 0;
  for (const RecordedSeries& series : run.series) {
    for (const RecordedPoint& point : series.points) {
      // Fewer than nine digits hide the grid of single precision.
      if (point.rounding < 0.1 * kUnit * std::fabs(point.value) && std::fabs(point.value) > 0) ++shown;
    }
  }
  return shown >= 10 && may_be_single_precision(run);
}

RecordedRun with_single_precision(RecordedRun run, Depth depth, double step, double unit) {
  for (RecordedSeries& series : run.series) {
    const std::vector<double> growth = growth_of(series, unit);
    const bool encoder = series.layer == RecordedSeries::Layer::encoder;
    const long layers = encoder ? depth.layers() : std::max(depth.layers(), depth.top_layers());
    double one_way = 0;
    double squares = 0;
    for (std::size_t i = 0; i < series.points.size(); ++i) {
      RecordedPoint& point = series.points[i];
      point.one_way = std::max(point.one_way, kRoundings * kUnit * std::fabs(point.value));
      if (growth[i] == 0 || !(step > 0)) continue;  // a single row, or rows of one moment
      const double begin = i == 0 ? 0 : series.points[i - 1].moment;
      const double steps = unit * (point.moment - begin) / step;
      const double tau = kUnit * static_cast<double>(layers) / growth[i];
      if (step < 16 * tau) {
        one_way += steps * tau;
      } else {
        squares += steps * tau * tau / 3;
      }
      const double late = one_way + kDeviations * std::sqrt(squares);
      point.one_way = std::fabs(point.value) * (growth[i] * late + kRoundings * kUnit);
    }
  }
  return run;
}

}  // namespace jepa_oracle
