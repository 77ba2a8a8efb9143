#include "diagnosis/search/hypothesis_search.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "diagnosis/hypotheses/hypothesis_list.h"
#include "diagnosis/search/hypothesis_shape.h"
#include "diagnosis/search/run_fit.h"

namespace jepa_oracle {
namespace {

constexpr std::size_t kSeries = 10;     ///< encoders, in the first look
constexpr std::size_t kPoints = 24;     ///< of a series, in the first look
constexpr std::size_t kNamed = 48;      ///< hypotheses without a fitted number that are kept
constexpr std::size_t kScaled = 20;     ///< with only a time scale of their own, or momentum
constexpr std::size_t kFitted = 28;     ///< with another fitted number
constexpr std::size_t kBegun = 18;      ///< of the last two, after the first steps of fitting
constexpr int kFirstSteps = 3;
constexpr int kLastSteps = 10;
constexpr std::size_t kPromising = 10;  ///< of the last two, after their numbers were fitted to the thinned run

/// A hypothesis and its mean square distance from the thinned run, in [0, 1].
struct Look {
  Hypothesis hypothesis;
  double distance;
};

class Search {
 public:
  Search(const RecordedRun& run, const DiagnosedProblem& problem, const RunNoise& noise,
         const std::optional<double>& rate, const std::function<void()>& pause)
      : run_(thinned(most_moving(run, kSeries), kPoints)),
        in_steps_(run.in_steps),
        problem_(problem),
        noise_(noise),
        prediction_(run_, problem, rate, 0, ScalarTrajectory::kRoughTolerance),
        pause_(pause) {}

  SearchResult result() {
    for (const TrainingVariant& variant : kTrainingVariants) {
      const TrainingRule rule = variant.rule;
      if (stands_still(rule)) {
        look_at_rest(rule);
        continue;
      }
      for (const long depth : depths_tried(problem_)) {
        for (const long top_depth : top_depths_tried(problem_, rule)) look_at_network(rule, depth, top_depth);
      }
    }
    SearchResult result;
    result.tried = tried_;
    for (const Look& look : nearest(named_, kNamed)) result.named.push_back(look.hypothesis);
    std::vector<Look> begun;
    for (auto& [looks, most] : {std::pair{&scaled_, kScaled}, {&fitted_, kFitted}}) {
      for (const Look& look : nearest(*looks, most)) begun.push_back(fitted_to_part(look.hypothesis, kFirstSteps));
    }
    std::vector<Look> fits;
    for (const Look& look : nearest(begun, kBegun)) fits.push_back(fitted_to_part(look.hypothesis, kLastSteps));
    for (const Look& look : nearest(fits, kPromising)) result.fitted.push_back(look.hypothesis);
    return result;
  }

 private:
  static std::vector<Look> nearest(std::vector<Look>& looks, std::size_t most) {
    std::stable_sort(looks.begin(), looks.end(), [](const Look& a, const Look& b) { return a.distance < b.distance; });
    return {looks.begin(), looks.begin() + static_cast<std::ptrdiff_t>(std::min(most, looks.size()))};
  }

  Look fitted_to_part(const Hypothesis& hypothesis, int steps) const {
    pause_();
    Look look{fitted(hypothesis, std::cref(prediction_), run_, noise_, ResidualKind::relative, steps, 1e-3), 0};
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
    if (!top && variant_of(rule).objective != problem_.objectives.front()) return;
    Hypothesis hypothesis = expected_hypothesis(problem_, problem_.objectives.front(), in_steps_);
    hypothesis.rule = rule;
    hypothesis.time_scale = 1;
    for (const StartOption& start : starts_of(problem_, problem_.depth)) {
      hypothesis.layer_start = start.layer_start;
      hypothesis.starts = start.readings;
      keep(named_, hypothesis, HypothesisShape(hypothesis, run_, problem_, prediction_, 1).distance(1));
    }
  }

  void look_at_network(TrainingRule rule, long depth, long top_depth) {
    Hypothesis hypothesis;
    hypothesis.rule = rule;
    hypothesis.depth = depth;
    hypothesis.top_depth = top_depth;
    for (const StartOption& start : starts_of(problem_, depth)) {
      hypothesis.layer_start = start.layer_start;
      hypothesis.starts = start.readings;
      look(hypothesis);
    }
    if (has_own_numbers(hypothesis)) look_at_starts(hypothesis);
  }

  /// A network with another number of layers on top than the problem's may have a number of its own beside it only
  /// where its encoder is that of the problem: one mistake beside the other, and not all of them at once.
  bool has_own_numbers(const Hypothesis& hypothesis) const {
    return hypothesis.top_depth == problem_.top_depth || hypothesis.depth == problem_.depth;
  }

  void look(const Hypothesis& hypothesis) {
    pause_();
    const bool averaged = is_averaged(hypothesis.rule);
    // One layer is the encoder.
    if (variant_of(hypothesis.rule).target == TargetKind::averaged_weights && hypothesis.depth == 1) return;
    if (!averaged) {
      const HypothesisShape shape(hypothesis, run_, problem_, prediction_, kTimeScaleRange);
      at_named_time_scales(named_, shape, hypothesis);
      at_best_time_scale(scaled_, shape, hypothesis, kTimeScaleRange);
      if (has_own_numbers(hypothesis)) {
        at_momentum(hypothesis, scaled_.empty() ? 0 : scaled_.back().hypothesis.time_scale);
      }
    }
    if (!has_own_numbers(hypothesis) || contradicts_start(hypothesis)) return;
    if (averaged) {
      // From a target that hardly moves to one that is the encoder's own.
      const double end = prediction_.end();
      if (end > 0) look_on_grid(hypothesis, FittedNumber::average_rate, 0.03 / end, 300 / end, 8);
      return;
    }
    look_on_grid(hypothesis, FittedNumber::rate_ratio, 1.0 / 64, 64, 8);
    if (is_objective(hypothesis.rule)) {
      double fastest = 0;
      for (const DiagnosedFeature& feature : problem_.features) fastest = std::max(fastest, std::fabs(feature.lambda));
      if (fastest > 0) look_on_grid(hypothesis, FittedNumber::weight_decay, 1e-4 * fastest, fastest, 8);
    }
    const bool open = std::any_of(problem_.features.begin(), problem_.features.end(),
                                  [](const DiagnosedFeature& feature) { return !feature.target_variance; });
    if (!variant_of(hypothesis.rule).stops_gradient && open) {
      look_on_grid(hypothesis, FittedNumber::target_ratio, 1.0 / 8, 8, 6);
    }
  }

  /// Starts around the first amplitude recorded, and far below it: the beginning may be missing.
  void look_at_starts(Hypothesis hypothesis) {
    if (is_averaged(hypothesis.rule)) return;
    double first = 0;
    for (const RecordedSeries& series : run_.series) {
      if (series.layer == RecordedSeries::Layer::encoder) first = std::max(first, series.points.front().value);
    }
    if (!(first > 0)) return;
    const double root = 1.0 / static_cast<double>(hypothesis.depth);
    hypothesis.starts = {StartReading::fitted};
    // The last but one of the grid is the amplitude recorded: the deeper a network, the less another start tells of it.
    const double above = std::pow(1e3, 1.0 / 7);
    look_on_grid(hypothesis, FittedNumber::start, std::pow(first * 1e-3, root), std::pow(first * above, root), 8);
  }

  void look_on_grid(Hypothesis hypothesis, FittedNumber number, double low, double high, int intervals) {
    hypothesis.fitted = {number};
    // Few time scales are beyond this, and stiff equations take many steps for each unit of time.
    constexpr double kRange = 16;
    std::vector<Look> nearest;
    for (int i = 0; i <= intervals; ++i) {
      value_of(hypothesis, number) = low * std::pow(high / low, static_cast<double>(i) / intervals);
      pause_();
      const HypothesisShape shape(hypothesis, run_, problem_, prediction_, kRange);
      std::vector<Look> looks;
      at_named_time_scales(looks, shape, hypothesis);
      at_best_time_scale(looks, shape, hypothesis, kRange);
      for (const Look& next : looks) {
        const auto same = std::find_if(nearest.begin(), nearest.end(), [&](const Look& other) {
          return other.hypothesis.fitted == next.hypothesis.fitted &&
                 (other.hypothesis.time_scale == next.hypothesis.time_scale || next.hypothesis.time_scales.empty());
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

  void at_named_time_scales(std::vector<Look>& looks, const HypothesisShape& shape, Hypothesis hypothesis) {
    for (const TimeScaleOption& option : time_scales_of(problem_, hypothesis.depth, in_steps_)) {
      hypothesis.time_scale = option.time_scale;
      hypothesis.time_scales = option.readings;
      keep(looks, hypothesis, shape.distance(option.time_scale));
    }
  }

  /// Momentum scales time by 1/(1 - m), and more steps than a few show the rest. Without steps there is none.
  void at_momentum(Hypothesis hypothesis, double time_scale) {
    if (prediction_.step() == 0) return;
    if (!is_objective(hypothesis.rule)) return;
    const Hypothesis plain = expected_hypothesis(problem_, problem_.objectives.front(), in_steps_);
    hypothesis.time_scales = plain.time_scales;
    hypothesis.time_scale = time_scale_of(hypothesis.time_scales.front(), hypothesis.depth, problem_.dimension());
    constexpr double kLeast = 1.02;
    if (!(time_scale > kLeast * hypothesis.time_scale)) return;
    hypothesis.momentum = 1 - hypothesis.time_scale / time_scale;
    hypothesis.fitted = {FittedNumber::momentum};
    keep(scaled_, hypothesis, scaled_.back().distance);
  }

  void at_best_time_scale(std::vector<Look>& looks, const HypothesisShape& shape, Hypothesis hypothesis, double range) {
    hypothesis.fitted.push_back(FittedNumber::time_scale);
    hypothesis.time_scales.clear();
    const auto [time_scale, distance] = shape.nearest_time_scale(range);
    hypothesis.time_scale = time_scale;
    keep(looks, hypothesis, distance);
  }

  /// Every hypothesis with a start begins there, whatever else is fitted: a row at time 0 may rule it out at once.
  bool contradicts_start(const Hypothesis& hypothesis) const {
    const double encoder = integer_power(hypothesis.layer_start, hypothesis.depth);
    for (const RecordedSeries& series : run_.series) {
      RecordedPoint first = series.points.front();
      if (first.moment > 0 || series.layer != RecordedSeries::Layer::encoder) continue;
      first.size = std::max(first.size, encoder);
      if (std::fabs(first.value - encoder) > 10 * noise_.deviation(first) + first.one_way) return true;
    }
    return false;
  }

  RecordedRun run_;
  bool in_steps_;
  const DiagnosedProblem& problem_;
  const RunNoise& noise_;
  RunPrediction prediction_;
  const std::function<void()>& pause_;
  std::vector<Look> named_;
  std::vector<Look> scaled_;
  std::vector<Look> fitted_;
  std::size_t tried_ = 0;
};

}  // namespace

SearchResult search(const RecordedRun& run, const DiagnosedProblem& problem, const RunNoise& noise,
                    const std::optional<double>& rate, const std::function<void()>& pause) {
  return Search(run, problem, noise, rate, pause).result();
}

}  // namespace jepa_oracle
