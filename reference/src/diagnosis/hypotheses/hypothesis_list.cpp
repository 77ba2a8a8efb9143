#include "diagnosis/hypotheses/hypothesis_list.h"

#include <algorithm>
#include <cmath>

namespace jepa_oracle {
namespace {

constexpr long kMostDepth = 8;
constexpr long kMostTopDepth = 4;

/// Numbers that come from the same formula in another order of operations.
bool same(double a, double b) { return std::fabs(a - b) <= 1e-12 * std::fabs(a); }

double start_value(const DiagnosedProblem& problem, long depth, StartReading reading) {
  if (reading == StartReading::layer) return problem.epsilon;
  const long root = reading == StartReading::problem_depth ? problem.depth : depth;
  return std::pow(problem.epsilon, 1.0 / static_cast<double>(root));
}

int changes_of(const TimeScaleReading& reading, TimeReading expected) {
  return (reading.loss != LossReading::as_defined ? 1 : 0) + (reading.time != expected ? 1 : 0);
}

}  // namespace

double time_scale_of(const TimeScaleReading& reading, long depth, std::size_t dimension) {
  const double d = static_cast<double>(dimension);
  const double layers = static_cast<double>(depth);
  double time_scale = 1;
  if (reading.loss == LossReading::without_half) time_scale = 2;
  if (reading.loss == LossReading::averaged) time_scale = 1 / d;
  if (reading.loss == LossReading::averaged_without_half) time_scale = 2 / d;
  if (reading.time == TimeReading::paper) time_scale /= layers;
  if (reading.time == TimeReading::doubled_factor) time_scale *= layers;
  return time_scale;
}

StartReading expected_start(const DiagnosedProblem& problem) {
  return problem.per_layer ? StartReading::layer : StartReading::encoder;
}

TimeReading expected_time(const DiagnosedProblem& problem, bool run_in_steps) {
  return !run_in_steps && problem.time == TimeConvention::paper ? TimeReading::paper : TimeReading::flow;
}

std::vector<StartOption> starts_of(const DiagnosedProblem& problem, long depth) {
  std::vector<StartOption> options;
  for (const StartReading reading : {StartReading::encoder, StartReading::layer, StartReading::problem_depth}) {
    if (reading == StartReading::problem_depth && (depth == problem.depth || problem.per_layer)) continue;
    const double value = start_value(problem, depth, reading);
    if (!(value > 0)) continue;
    const auto found = std::find_if(options.begin(), options.end(),
                                    [&](const StartOption& option) { return same(option.layer_start, value); });
    if (found == options.end()) {
      options.push_back({value, {reading}});
    } else {
      found->readings.push_back(reading);
    }
  }
  return options;
}

std::vector<TimeScaleOption> time_scales_of(const DiagnosedProblem& problem, long depth, bool run_in_steps) {
  const TimeReading expected = expected_time(problem, run_in_steps);
  std::vector<TimeScaleOption> options;
  for (const TimeReading time : {TimeReading::flow, TimeReading::paper, TimeReading::doubled_factor}) {
    if (depth == 1 && time != expected) continue;  // the factor L is 1
    for (const LossReading loss : {LossReading::as_defined, LossReading::without_half, LossReading::averaged,
                                   LossReading::averaged_without_half}) {
      const bool averaged = loss == LossReading::averaged || loss == LossReading::averaged_without_half;
      if (averaged && problem.dimension() == 1) continue;
      const TimeScaleReading reading{loss, time};
      const double value = time_scale_of(reading, depth, problem.dimension());
      const auto found = std::find_if(options.begin(), options.end(),
                                      [&](const TimeScaleOption& option) { return same(option.time_scale, value); });
      if (found == options.end()) {
        options.push_back({value, {reading}});
        continue;
      }
      const int fewest = changes_of(found->readings.front(), expected);
      const int changes = changes_of(reading, expected);
      if (changes < fewest) found->readings.clear();
      if (changes <= fewest) found->readings.push_back(reading);
    }
  }
  return options;
}

Hypothesis expected_hypothesis(const DiagnosedProblem& problem, Objective objective, bool run_in_steps) {
  Hypothesis hypothesis;
  hypothesis.rule = rule_of(objective);
  hypothesis.depth = problem.depth;
  hypothesis.top_depth = problem.top_depth;
  hypothesis.layer_start = start_value(problem, problem.depth, expected_start(problem));
  hypothesis.starts = {expected_start(problem)};
  const TimeScaleReading reading{LossReading::as_defined, expected_time(problem, run_in_steps)};
  hypothesis.time_scale = time_scale_of(reading, problem.depth, problem.dimension());
  hypothesis.time_scales = {reading};
  return hypothesis;
}

std::vector<Hypothesis> with_one_number(const Hypothesis& expected, const DiagnosedProblem& problem,
                                        bool run_in_steps) {
  double fastest = 0;
  for (const DiagnosedFeature& feature : problem.features) fastest = std::max(fastest, std::fabs(feature.lambda));
  std::vector<Hypothesis> result;
  for (const FittedNumber number : {FittedNumber::time_scale, FittedNumber::start, FittedNumber::rate_ratio,
                                    FittedNumber::weight_decay, FittedNumber::momentum}) {
    if (number == FittedNumber::momentum && !run_in_steps) continue;
    Hypothesis& own = result.emplace_back(expected);
    own.fitted = {number};
    if (number == FittedNumber::time_scale) own.time_scales.clear();
    if (number == FittedNumber::start) own.starts = {StartReading::fitted};
    // What is fitted is moved by factors: 0 is none to begin with.
    if (number == FittedNumber::weight_decay) own.weight_decay = 0.01 * fastest;
    if (number == FittedNumber::momentum) own.momentum = 0.5;
  }
  return result;
}

int changes_of(const Hypothesis& hypothesis, const DiagnosedProblem& problem, const std::vector<Objective>& expected,
               bool run_in_steps) {
  int changes = static_cast<int>(hypothesis.fitted.size());
  const auto is_rule = [&](Objective objective) { return rule_of(objective) == hypothesis.rule; };
  changes += std::any_of(expected.begin(), expected.end(), is_rule) ? 0 : 1;
  if (stands_still(hypothesis.rule)) return changes;
  changes += hypothesis.depth == problem.depth ? 0 : 1;
  changes += hypothesis.top_depth == problem.top_depth ? 0 : 1;
  const auto& starts = hypothesis.starts;
  changes += starts.empty() || std::find(starts.begin(), starts.end(), expected_start(problem)) != starts.end() ? 0 : 1;
  if (hypothesis.time_scales.empty()) return changes;
  return changes + changes_of(hypothesis.time_scales.front(), expected_time(problem, run_in_steps));
}

std::vector<long> depths_tried(const DiagnosedProblem& problem) {
  std::vector<long> depths;
  for (long depth = 1; depth <= kMostDepth; ++depth) depths.push_back(depth);
  if (problem.depth > kMostDepth) depths.push_back(problem.depth);
  return depths;
}

std::vector<long> top_depths_tried(const DiagnosedProblem& problem, TrainingRule rule) {
  if (!is_objective(rule)) return {problem.top_depth};
  std::vector<long> depths;
  for (long depth = 1; depth <= kMostTopDepth; ++depth) depths.push_back(depth);
  if (problem.top_depth > kMostTopDepth) depths.push_back(problem.top_depth);
  return depths;
}

}  // namespace jepa_oracle
