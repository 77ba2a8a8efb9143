#include "curve_noise.h"

#include <algorithm>
#include <cmath>

#include "run_judge.h"

namespace jepa_oracle {
namespace {

/// What single precision does to the nearest hypothesis in one order of its operations, with sums over the features.
/// Another program sums over thousands of pairs, in blocks of some hundreds: errors of independent terms grow with the
/// root of their number, which for 256 is 16. Errors that change sign are somewhere 0: the largest until then counts.
void take_single_precision(RecordedRun& run, const Hypothesis& curve, const MixedPrediction& mixed) {
  const std::optional<Amplitudes> single = mixed.in_single_precision(curve);
  if (!single) return;
  constexpr double kOtherOrders = 16;
  const Amplitudes& exact = mixed(curve);
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    double largest = 0;
    for (std::size_t i = 0; i < run.series[s].points.size(); ++i) {
      const double off = std::fabs((*single)[s][i] - exact[s][i]);
      if (std::isfinite(off)) largest = std::max(largest, off);
      RecordedPoint& point = run.series[s].points[i];
      point.one_way = std::max(point.one_way, kOtherOrders * largest);
    }
  }
}

}  // namespace

NoiseOfCurve noise_of_curve(const RecordedRun& run, const std::vector<Hypothesis>& candidates,
                            const DiagnosedProblem& problem, const DiagnosisOptions& options, const RunNoise& noise,
                            bool single, const MixedPrediction* mixed) {
  const RunJudge judge(run, problem, options, noise, mixed);
  const Hypothesis curve = judge.nearest(candidates);
  const std::vector<std::vector<double>> predicted = judge.predicted(curve);
  NoiseOfCurve result{run, run, {}};
  // A training that diverges says nothing of the noise.
  if (!are_finite(predicted)) return result;
  take_sizes(result.run, predicted, noise);
  if (mixed != nullptr && single) take_single_precision(result.run, curve, *mixed);
  result.moving = result.run;
  if (!noise.given) result.training = add_training_noise(result.moving, curve, predicted, problem, mixed);
  return result;
}

}  // namespace jepa_oracle
