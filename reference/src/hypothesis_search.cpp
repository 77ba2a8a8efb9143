#include "hypothesis_search.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "hypothesis_list.h"
#include "run_fit.h"

namespace jepa_oracle {
namespace {

constexpr std::size_t kPoints = 24;     ///< of a series, in the first look
constexpr std::size_t kNamed = 48;      ///< hypotheses without a fitted number that are kept
constexpr std::size_t kStretched = 20;  ///< with only a stretch of their own
constexpr std::size_t kFitted = 28;     ///< with another fitted number
constexpr std::size_t kPromising = 10;  ///< of the last two, after their numbers were fitted to the thinned run

/// A hypothesis and its mean square distance from the thinned run, in [0, 1].
struct Look {
  Hypothesis hypothesis;
  double distance;
};

/// Trajectories of every feature under one hypothesis, read at any stretch.
class Shape {
 public:
  Shape(const Hypothesis& hypothesis, const RecordedRun& run, const DiagnosedProblem& problem,
        const RunPrediction& prediction, double longest)
      : run_(run), unit_(prediction.unit()), step_(prediction.step()) {
    for (const RecordedSeries& series : run.series) {
      if (trajectories_.contains(series.feature)) continue;
      trajectories_.emplace(series.feature, ScalarTrajectory(training_of(problem.features[series.feature], hypothesis),
                                                             hypothesis.layer_start, longest * prediction.end(),
                                                             ScalarTrajectory::kRoughTolerance));
    }
    end_ = prediction.end();
  }

  /// Infinite where the trajectories do not reach.
  double distance(double stretch) const {
    double sum = 0;
    std::size_t count = 0;
    for (const RecordedSeries& series : run_.series) {
      const ScalarTrajectory& trajectory = trajectories_.at(series.feature);
      if (end_ * stretch > trajectory.known_until() * (1 + 1e-9)) return INFINITY;
      for (const RecordedPoint& point : series.points) {
        const auto amplitudes = trajectory.descended(point.moment * unit_ * stretch, step_ * stretch);
        const double value = series.layer == RecordedSeries::Layer::encoder ? amplitudes.encoder : amplitudes.top;
        const double residual = (value - point.value) / (std::fabs(value) + std::fabs(point.value) + 1e-290);
        sum += residual * residual;
        ++count;
      }
    }
    return sum / static_cast<double>(count);
  }

 private:
  const RecordedRun& run_;
  double unit_;
  double step_;
  double end_ = 0;
  std::map<std::size_t, ScalarTrajectory> trajectories_;
};

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

/// The stretch at which a shape comes nearest to the run: a grid, then golden sections around its two best minima.
std::pair<double, double> best_stretch(const Shape& shape, double range) {
  constexpr int kGrid = 48;
  std::vector<std::pair<double, double>> grid;
  for (int i = 0; i <= kGrid; ++i) {
    const double stretch = std::pow(range, 2.0 * i / kGrid - 1);
    grid.emplace_back(shape.distance(stretch), stretch);
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
    const auto found = golden_minimum([&](double stretch) { return shape.distance(stretch); }, low, high, 14);
    if (found.second < best.second) best = found;
  }
  return best;
}

class Search {
 public:
  Search(const RecordedRun& run, const DiagnosedProblem& problem, const RunNoise& noise,
         const std::optional<double>& rate)
      : run_(thinned(run, kPoints)),
        in_steps_(run.in_steps),
        problem_(problem),
        noise_(noise),
        prediction_(run_, problem, rate, 0, ScalarTrajectory::kRoughTolerance) {}

  SearchResult result() {
    for (const TrainingRule rule : kTrainingRules) {
      if (stands_still(rule)) {
        look_at_rest(rule);
        continue;
      }
      for (const long depth : depths_tried(problem_)) {
        Hypothesis hypothesis;
        hypothesis.rule = rule;
        hypothesis.depth = depth;
        for (const StartOption& start : starts_of(problem_, depth)) {
          hypothesis.layer_start = start.layer_start;
          hypothesis.starts = start.readings;
          look(hypothesis);
        }
        look_at_starts(hypothesis);
      }
    }
    SearchResult result;
    result.tried = tried_;
    for (const Look& look : nearest(named_, kNamed)) result.named.push_back(look.hypothesis);
    std::vector<Look> fits;
    for (auto& [looks, most] : {std::pair{&stretched_, kStretched}, {&fitted_, kFitted}}) {
      for (const Look& look : nearest(*looks, most)) fits.push_back(fitted_to_part(look.hypothesis));
    }
    for (const Look& look : nearest(fits, kPromising)) result.fitted.push_back(look.hypothesis);
    return result;
  }

 private:
  static std::vector<Look> nearest(std::vector<Look>& looks, std::size_t most) {
    std::stable_sort(looks.begin(), looks.end(), [](const Look& a, const Look& b) { return a.distance < b.distance; });
    return {looks.begin(), looks.begin() + static_cast<std::ptrdiff_t>(std::min(most, looks.size()))};
  }

  Look fitted_to_part(const Hypothesis& hypothesis) const {
    Look look{fitted(hypothesis, prediction_, run_, noise_, ResidualKind::relative, 12, 1e-3), 0};
    look.distance = sum_of_squares(residuals_of(prediction_(look.hypothesis), run_, noise_, ResidualKind::relative));
    return look;
  }

  void keep(std::vector<Look>& looks, const Hypothesis& hypothesis, double distance) {
    ++tried_;
    if (std::isfinite(distance)) looks.push_back({hypothesis, distance});
  }

  /// An encoder that stands still has neither depth nor time.
  void look_at_rest(TrainingRule rule) {
    // Only the top layer tells a predictor at its optimum from a decoder.
    const bool top = std::any_of(run_.series.begin(), run_.series.end(), [](const RecordedSeries& series) {
      return series.layer == RecordedSeries::Layer::top;
    });
    const bool jepa = problem_.objectives.front() == Objective::jepa;
    if (!top && rule != (jepa ? TrainingRule::optimal_predictor : TrainingRule::optimal_decoder)) return;
    Hypothesis hypothesis = expected_hypothesis(problem_, problem_.objectives.front(), in_steps_);
    hypothesis.rule = rule;
    hypothesis.stretch = 1;
    for (const StartOption& start : starts_of(problem_, problem_.depth)) {
      hypothesis.layer_start = start.layer_start;
      hypothesis.starts = start.readings;
      keep(named_, hypothesis, Shape(hypothesis, run_, problem_, prediction_, 1).distance(1));
    }
  }

  void look(const Hypothesis& hypothesis) {
    const bool averaged = hypothesis.rule == TrainingRule::averaged_target;
    if (!averaged) {
      const Shape shape(hypothesis, run_, problem_, prediction_, kStretchRange);
      at_named_stretches(named_, shape, hypothesis);
      at_best_stretch(stretched_, shape, hypothesis, kStretchRange);
    }
    if (contradicts_start(hypothesis)) return;
    if (averaged) {
      // From a target that hardly moves to one that is the encoder's own.
      const double end = prediction_.end();
      if (end > 0) look_on_grid(hypothesis, FittedNumber::average_rate, 0.03 / end, 300 / end, 10);
      return;
    }
    look_on_grid(hypothesis, FittedNumber::rate_ratio, 1.0 / 64, 64, 8);
    const bool open = std::any_of(problem_.features.begin(), problem_.features.end(),
                                  [](const DiagnosedFeature& feature) { return !feature.target_variance; });
    if (hypothesis.rule == TrainingRule::differentiated_target && open) {
      look_on_grid(hypothesis, FittedNumber::target_ratio, 1.0 / 8, 8, 6);
    }
  }

  /// Starts around the first amplitude recorded, and far below it: the beginning may be missing.
  void look_at_starts(Hypothesis hypothesis) {
    if (hypothesis.rule == TrainingRule::averaged_target) return;
    double first = 0;
    for (const RecordedSeries& series : run_.series) {
      if (series.layer == RecordedSeries::Layer::encoder) first = std::max(first, series.points.front().value);
    }
    if (!(first > 0)) return;
    const double root = 1.0 / static_cast<double>(hypothesis.depth);
    hypothesis.starts = {StartReading::fitted};
    look_on_grid(hypothesis, FittedNumber::start, std::pow(first * 1e-3, root), std::pow(first * 2, root), 8);
  }

  void look_on_grid(Hypothesis hypothesis, FittedNumber number, double low, double high, int intervals) {
    hypothesis.fitted = {number};
    // Few stretches are beyond this, and stiff equations take many steps for each unit of time.
    constexpr double kRange = 16;
    std::vector<Look> nearest;
    for (int i = 0; i <= intervals; ++i) {
      value_of(hypothesis, number) = low * std::pow(high / low, static_cast<double>(i) / intervals);
      const Shape shape(hypothesis, run_, problem_, prediction_, kRange);
      std::vector<Look> looks;
      at_named_stretches(looks, shape, hypothesis);
      at_best_stretch(looks, shape, hypothesis, kRange);
      for (const Look& next : looks) {
        const auto same = std::find_if(nearest.begin(), nearest.end(), [&](const Look& other) {
          return other.hypothesis.fitted == next.hypothesis.fitted &&
                 (other.hypothesis.stretch == next.hypothesis.stretch || next.hypothesis.stretches.empty());
        });
        if (same == nearest.end()) {
          nearest.push_back(next);
        } else if (next.distance < same->distance) {
          *same = next;
        }
      }
    }
    for (const Look& next : nearest) fitted_.push_back(next);
  }

  void at_named_stretches(std::vector<Look>& looks, const Shape& shape, Hypothesis hypothesis) {
    for (const StretchOption& option : stretches_of(problem_, hypothesis.depth, in_steps_)) {
      hypothesis.stretch = option.stretch;
      hypothesis.stretches = option.readings;
      keep(looks, hypothesis, shape.distance(option.stretch));
    }
  }

  void at_best_stretch(std::vector<Look>& looks, const Shape& shape, Hypothesis hypothesis, double range) {
    hypothesis.fitted.push_back(FittedNumber::stretch);
    hypothesis.stretches.clear();
    const auto [stretch, distance] = best_stretch(shape, range);
    hypothesis.stretch = stretch;
    keep(looks, hypothesis, distance);
  }

  /// Every hypothesis with a start begins there, whatever else is fitted: a row at time 0 may rule it out at once.
  bool contradicts_start(const Hypothesis& hypothesis) const {
    const double encoder = integer_power(hypothesis.layer_start, hypothesis.depth);
    for (const RecordedSeries& series : run_.series) {
      const RecordedPoint& first = series.points.front();
      if (first.moment > 0 || series.layer != RecordedSeries::Layer::encoder) continue;
      if (std::fabs(first.value - encoder) > 10 * noise_.deviation(first)) return true;
    }
    return false;
  }

  RecordedRun run_;
  bool in_steps_;
  const DiagnosedProblem& problem_;
  const RunNoise& noise_;
  RunPrediction prediction_;
  std::vector<Look> named_;
  std::vector<Look> stretched_;
  std::vector<Look> fitted_;
  std::size_t tried_ = 0;
};

}  // namespace

SearchResult search(const RecordedRun& run, const DiagnosedProblem& problem, const RunNoise& noise,
                    const std::optional<double>& rate) {
  return Search(run, problem, noise, rate).result();
}

}  // namespace jepa_oracle
