#pragma once

#include <vector>

#include "jepa_oracle/diagnosed_problem.h"
#include "jepa_oracle/hypothesis.h"

namespace jepa_oracle {

/// One amplitude at which every layer may start, and the readings of epsilon that come to it.
struct StartOption {
  double layer_start;
  std::vector<StartReading> readings;
};

/// One time scale, and the readings of the loss and of time that come to it.
struct TimeScaleOption {
  double time_scale;
  std::vector<TimeScaleReading> readings;
};

/// Different starts of a network of that depth.
std::vector<StartOption> starts_of(const DiagnosedProblem& problem, long depth);

/// Different time scales, at a depth and with d outputs. Of the readings of one time scale those are kept that change
/// least (one of loss and time rather than both).
std::vector<TimeScaleOption> time_scales_of(const DiagnosedProblem& problem, long depth, bool run_in_steps);

/// Flow time that passes in one unit of the recorded time under a reading, with d outputs.
double time_scale_of(const TimeScaleReading& reading, long depth, std::size_t dimension);

/// What the problem itself asks for: the reading of epsilon, of the time column, and the rules.
StartReading expected_start(const DiagnosedProblem& problem);
TimeReading expected_time(const DiagnosedProblem& problem, bool run_in_steps);

/// The hypothesis that a problem and an objective stand for.
Hypothesis expected_hypothesis(const DiagnosedProblem& problem, Objective objective, bool run_in_steps);

/// What was expected but for one number, which is to be fitted: the rate, the start, the momentum and the like that an
/// implementation may have got wrong. The number is near what was expected.
std::vector<Hypothesis> with_one_number(const Hypothesis& expected, const DiagnosedProblem& problem, bool run_in_steps);

/// Respects in which a hypothesis differs from what the problem asks for; fitted numbers count.
int changes_of(const Hypothesis& hypothesis, const DiagnosedProblem& problem, const std::vector<Objective>& expected,
               bool run_in_steps);

/// Depths that are tried: 1 to 8 and that of the problem.
std::vector<long> depths_tried(const DiagnosedProblem& problem);

/// Numbers of layers of the predictor or decoder that are tried under a rule: 1 to 4 and that of the problem for the
/// objectives themselves, that of the problem alone for what else may be trained in their place.
std::vector<long> top_depths_tried(const DiagnosedProblem& problem, TrainingRule rule);

}  // namespace jepa_oracle
