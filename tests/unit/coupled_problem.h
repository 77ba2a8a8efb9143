#pragma once

#include <Eigen/Core>
#include <random>
#include <string>

#include "jepa_oracle/diagnosed_problem.h"
#include "jepa_oracle/hypothesis.h"
#include "jepa_oracle/recorded_run.h"

namespace jepa_oracle {

inline const Eigen::Vector3d kLambda(0.9, 0.6, -0.4);
inline const Eigen::Vector3d kVariance(1.0, 1.1, 0.8);
inline constexpr double kStart = 0.3;

inline Eigen::MatrixXd random_matrix(unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(3, 3, [&] { return normal(generator); });
}

/// Moments whose features are coupled: two matrices with no axes in common.
inline DiagnosedProblem coupled_problem() {
  DiagnosedProblem problem{2, kStart * kStart, false, TimeConvention::flow, {Objective::jepa, Objective::mae}, {}};
  const Eigen::MatrixXd noise = 0.1 * random_matrix(1);
  FeatureMoments moments{kVariance.asDiagonal(), kLambda.asDiagonal()};
  moments.sxx += noise + noise.transpose();
  moments.syx += 0.1 * random_matrix(2);
  for (Index i = 0; i < 3; ++i) {
    problem.features.push_back({std::string(1, static_cast<char>('a' + i)), moments.syx(i, i), moments.sxx(i, i), {}});
  }
  problem.moments = moments;
  return problem;
}

inline Hypothesis hypothesis_of(TrainingRule rule, long depth) {
  Hypothesis hypothesis;
  hypothesis.rule = rule;
  hypothesis.depth = depth;
  hypothesis.layer_start = kStart;
  return hypothesis;
}

/// Rows of amplitudes 1 of three encoders, printed with twelve digits.
inline RecordedRun empty_run(long rows, long every) {
  RecordedRun run;
  run.in_steps = true;
  for (std::size_t s = 0; s < 3; ++s) {
    run.series.push_back({s, RecordedSeries::Layer::encoder, {}});
    for (long i = 0; i <= rows; ++i) run.series[s].points.push_back({static_cast<double>(i * every), 1, 1e-12});
  }
  return run;
}

}  // namespace jepa_oracle
