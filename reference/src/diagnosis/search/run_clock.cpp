#include "diagnosis/search/run_clock.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "diagnosis/prediction/run_prediction.h"
#include "diagnosis/prediction/scalar_training.h"
#include "diagnosis/search/run_fit.h"

namespace jepa_oracle {
namespace {

constexpr std::size_t kRows = 120;
constexpr int kGrid = 300;          ///< flow times that are looked at
constexpr double kLongest = 4;      ///< of the time that was recorded
constexpr double kFarApart = 10;    ///< mean squares of one rate against those of two, for a change

/// One row: its time by the features, in units of the recorded moment, and how well it is known.
struct Tick {
  double moment;
  double time;
  double weight;  ///< 1 / variance
};

class Clock {
 public:
  Clock(const RecordedRun& run, const DiagnosedProblem& problem, const RunNoise& noise,
        const std::optional<double>& rate, const Hypothesis& hypothesis)
      : noise_(noise), prediction_(run, problem, rate), time_scale_(hypothesis.time_scale) {
    horizon_ = kLongest * prediction_.end() * time_scale_;
    for (const RecordedSeries& series : run.series) {
      if (series.layer != RecordedSeries::Layer::encoder) continue;
      const std::size_t index = trajectories_.size();
      trajectories_.emplace_back(training_of(problem.features[series.feature], hypothesis), hypothesis.layer_start,
                                 horizon_, ScalarTrajectory::kRoughTolerance);
      for (const RecordedPoint& point : series.points) rows_[point.moment].emplace_back(index, point);
    }
  }

  std::size_t features() const { return trajectories_.size(); }

  /// Times of all rows; none when the amplitudes do not fit at any times.
  std::optional<std::vector<Tick>> ticks() const {
    std::vector<Tick> ticks;
    double squares = 0;
    double freedom = 0;
    for (const auto& [moment, amplitudes] : rows_) {
      if (amplitudes.size() < 2) continue;
      const auto misfit = [this, &row = amplitudes](double time) { return squares_at(row, time); };
      const double time = nearest(misfit);
      const double least = misfit(time);
      const double width = std::max(1e-4 * time, 1e-6 * horizon_);
      const double bend = (misfit(time + width) + misfit(std::max(0.0, time - width)) - 2 * least) / (width * width);
      const double unit = prediction_.unit() * time_scale_;
      ticks.push_back({moment, time / unit, std::max(0.0, bend / 2) * unit * unit});
      squares += least;
      freedom += static_cast<double>(amplitudes.size()) - 1;
    }
    if (!(std::sqrt(squares / std::max(freedom, 1.0)) <= 1.5 + 5 / std::sqrt(std::max(freedom, 1.0)))) return {};
    return ticks;
  }

 private:
  using Row = std::vector<std::pair<std::size_t, RecordedPoint>>;

  double squares_at(const Row& row, double time) const {
    double sum = 0;
    for (const auto& [index, point] : row) {
      const double value = trajectories_[index].descended(time, prediction_.step() * time_scale_).encoder;
      const double off = std::max(std::fabs(value - point.value) - point.one_way, 0.0) / noise_.deviation(point);
      sum += std::isfinite(off) ? std::min(off * off, 1e12) : 1e12;
    }
    return sum;
  }

  template <class Misfit>
  double nearest(const Misfit& misfit) const {
    // Closer near the start, where amplitudes grow.
    const auto time_of = [&](int i) { return horizon_ * std::pow(static_cast<double>(i) / kGrid, 2); };
    int best = 0;
    double least = INFINITY;
    for (int i = 0; i <= kGrid; ++i) {
      const double there = misfit(time_of(i));
      if (there < least) {
        least = there;
        best = i;
      }
    }
    double low = time_of(std::max(best - 1, 0));
    double high = time_of(std::min(best + 1, kGrid));
    const double ratio = (std::sqrt(5.0) - 1) / 2;
    for (int section = 0; section < 40; ++section) {
      const double first = high - ratio * (high - low);
      const double second = low + ratio * (high - low);
      if (misfit(first) < misfit(second)) {
        high = second;
      } else {
        low = first;
      }
    }
    return (low + high) / 2;
  }

  const RunNoise& noise_;
  RunPrediction prediction_;
  double time_scale_;
  double horizon_ = 0;
  std::vector<ScalarTrajectory> trajectories_;
  std::map<double, Row> rows_;
};

/// Two rates with a change at `moment`: the least weighted squares of the times, and the rates.
struct TwoRates {
  double moment;
  double before;
  double after;
  double squares;
};

TwoRates two_rates(const std::vector<Tick>& ticks, double moment) {
  double aa = 0;
  double ab = 0;
  double bb = 0;
  double at = 0;
  double bt = 0;
  for (const Tick& tick : ticks) {
    const double first = std::min(tick.moment, moment);
    const double second = std::max(tick.moment - moment, 0.0);
    aa += tick.weight * first * first;
    ab += tick.weight * first * second;
    bb += tick.weight * second * second;
    at += tick.weight * first * tick.time;
    bt += tick.weight * second * tick.time;
  }
  const double determinant = aa * bb - ab * ab;
  TwoRates rates{moment, NAN, NAN, INFINITY};
  if (!(determinant > 0)) return rates;
  rates.before = (bb * at - ab * bt) / determinant;
  rates.after = (aa * bt - ab * at) / determinant;
  rates.squares = 0;
  for (const Tick& tick : ticks) {
    const double time = rates.before * std::min(tick.moment, moment) + rates.after * std::max(tick.moment - moment, 0.0);
    rates.squares += tick.weight * (tick.time - time) * (tick.time - time);
  }
  return rates;
}

double squares_of_one_rate(const std::vector<Tick>& ticks) {
  double mt = 0;
  double mm = 0;
  for (const Tick& tick : ticks) {
    mt += tick.weight * tick.moment * tick.time;
    mm += tick.weight * tick.moment * tick.moment;
  }
  const double rate = mm > 0 ? mt / mm : 0;
  double squares = 0;
  for (const Tick& tick : ticks) squares += tick.weight * std::pow(tick.time - rate * tick.moment, 2);
  return squares;
}

RunClock in_parts(const std::vector<Tick>& ticks) {
  constexpr std::size_t kParts = 4;
  RunClock clock;
  Tick begin{0, 0, 0};
  for (std::size_t part = 1; part <= kParts; ++part) {
    const Tick& end = ticks[(ticks.size() - 1) * part / kParts];
    if (!(end.moment > begin.moment)) continue;
    clock.until.push_back(end.moment);
    clock.rates.push_back((end.time - begin.time) / (end.moment - begin.moment));
    begin = end;
  }
  return clock;
}

}  // namespace

std::optional<RunClock> clock_of(const RecordedRun& run, const DiagnosedProblem& problem, const RunNoise& noise,
                                 const std::optional<double>& rate, const Hypothesis& hypothesis) {
  if (stands_still(hypothesis.rule)) return std::nullopt;
  const RecordedRun part = thinned(run, kRows);
  const Clock clock(part, problem, noise, rate, hypothesis);
  if (clock.features() < 2) return std::nullopt;
  std::optional<std::vector<Tick>> found = clock.ticks();
  if (!found) return std::nullopt;
  // Where all features have arrived any later time is as good.
  std::vector<Tick> ticks;
  for (const Tick& tick : *found) {
    constexpr double kKnown = 0.05;
    if (tick.weight * std::pow(std::max(tick.moment, tick.time) * kKnown, 2) > 1) ticks.push_back(tick);
  }
  constexpr std::size_t kFewest = 8;
  if (ticks.size() < kFewest) return std::nullopt;
  const double one = squares_of_one_rate(ticks) / static_cast<double>(ticks.size());
  TwoRates best{0, 0, 0, INFINITY};
  for (std::size_t i = 1; i + 1 < ticks.size(); ++i) {
    const TwoRates rates = two_rates(ticks, ticks[i].moment);
    if (rates.squares < best.squares) best = rates;
  }
  const double two = best.squares / static_cast<double>(ticks.size());
  if (!(one > kFarApart * std::max(two, 1.0)) && !(one > kFarApart)) return std::nullopt;
  RunClock result;
  if (two <= kFarApart && best.before > 0 && best.after >= 0) {
    result = {{best.moment, run.series.front().points.back().moment}, {best.before, best.after}};
  } else {
    result = in_parts(ticks);
  }
  const bool forwards = std::all_of(result.rates.begin(), result.rates.end(), [](double r) { return r >= 0; });
  return forwards && result.rates.size() > 1 ? std::optional(result) : std::nullopt;
}

}  // namespace jepa_oracle
