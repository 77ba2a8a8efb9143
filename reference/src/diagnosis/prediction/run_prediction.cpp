#include "diagnosis/prediction/run_prediction.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

/// Steps that a moment counts. @throws InvalidProblem when a time is no multiple of the rate
long steps_of(double moment, bool in_steps, double rate) {
  if (in_steps) return std::lround(moment);
  const double steps = moment / rate;
  // A time printed with six digits is still recognised as a multiple.
  if (std::fabs(steps - std::round(steps)) > std::max(1e-3, 1e-5 * steps)) {
    throw InvalidProblem(
        "time", fmt::format("{} is not a multiple of the rate {}: with a rate, times are rate x steps", moment, rate));
  }
  return std::lround(steps);
}

}  // namespace

ScalarTraining training_of(const DiagnosedFeature& feature, const Hypothesis& hypothesis) {
  const double least = feature.lambda * feature.lambda / feature.variance;
  const double target = feature.target_variance.value_or(std::max(least, hypothesis.target_ratio * feature.variance));
  return {hypothesis.rule,       hypothesis.depth,        feature.lambda,          feature.variance,    target,
          hypothesis.rate_ratio, hypothesis.average_rate, hypothesis.weight_decay, hypothesis.top_depth};
}

RunPrediction::RunPrediction(const RecordedRun& run, const DiagnosedProblem& problem, const std::optional<double>& rate,
                             double most_steps, double tolerance)
    : run_(run), problem_(problem), tolerance_(tolerance) {
  if (run.in_steps && !rate) {
    throw InvalidProblem("rate", "missing: a run recorded in steps needs its learning rate");
  }
  unit_ = run.in_steps ? *rate : 1;
  step_ = rate.value_or(0);
  for (const RecordedSeries& series : run.series) {
    end_ = std::max(end_, unit_ * series.points.back().moment);
    if (std::find(features_.begin(), features_.end(), series.feature) == features_.end()) {
      features_.push_back(series.feature);
    }
    if (!rate) continue;
    std::vector<long> counts;
    for (const RecordedPoint& point : series.points) counts.push_back(steps_of(point.moment, run.in_steps, *rate));
    steps_ += static_cast<double>(counts.back());
    counts_.push_back(std::move(counts));
  }
  step_by_step_ = rate && steps_ <= most_steps;
}

std::vector<std::vector<double>> RunPrediction::operator()(const Hypothesis& hypothesis) const {
  std::vector<std::vector<double>> values(run_.series.size());
  const double step = step_ * hypothesis.time_scale;
  for (const std::size_t feature : features_) {
    const ScalarTraining training = training_of(problem_.features[feature], hypothesis);
    std::optional<ScalarTrajectory> trajectory;
    const double until = end_ * hypothesis.time_scale / (1 - hypothesis.momentum);
    if (!step_by_step_) trajectory.emplace(training, hypothesis.layer_start, until * 1.001, tolerance_);
    for (std::size_t s = 0; s < run_.series.size(); ++s) {
      const RecordedSeries& series = run_.series[s];
      if (series.feature != feature) continue;
      const auto keep = [&](const ScalarAmplitudes& amplitudes) {
        values[s].push_back(series.layer == RecordedSeries::Layer::encoder ? amplitudes.encoder : amplitudes.top);
      };
      if (step_by_step_) {
        for (const auto& amplitudes :
             descend(training, hypothesis.layer_start, step, counts_[s], hypothesis.momentum)) {
          keep(amplitudes);
        }
      } else {
        for (const RecordedPoint& point : series.points) {
          const double time = point.moment * unit_ * hypothesis.time_scale;
          keep(descended_with_momentum(*trajectory, time, step, hypothesis.momentum));
        }
      }
    }
  }
  return values;
}

}  // namespace jepa_oracle
