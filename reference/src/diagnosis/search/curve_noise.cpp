#include "diagnosis/search/curve_noise.h"

#include <algorithm>
#include <cmath>

#include "diagnosis/prediction/scalar_training.h"
#include "diagnosis/search/hypothesis_scorer.h"

namespace jepa_oracle {
namespace {

/// Room for what single precision does to a curve, read off one run in it. Another program takes its operations in
/// another order: another draw of errors of the same size, or of larger ones. Errors that change sign are somewhere 0:
/// the largest until then counts.
void take_single_precision(RecordedRun& run, const Amplitudes& single, const Amplitudes& exact, double other_orders) {
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    double largest = 0;
    for (std::size_t i = 0; i < run.series[s].points.size(); ++i) {
      const double off = std::fabs(single[s][i] - exact[s][i]);
      if (std::isfinite(off)) largest = std::max(largest, off);
      RecordedPoint& point = run.series[s].points[i];
      point.one_way = std::max(point.one_way, other_orders * largest);
    }
  }
}

/// The curve by the scalar theory, in steps, in single precision.
Amplitudes in_single_precision(const RecordedRun& run, const Hypothesis& curve, const DiagnosedProblem& problem,
                               double rate) {
  Amplitudes amplitudes;
  for (const RecordedSeries& series : run.series) {
    std::vector<long> counts;
    for (const RecordedPoint& point : series.points) {
      counts.push_back(std::lround(run.in_steps ? point.moment : point.moment / rate));
    }
    const auto steps = descend_in_single_precision(training_of(problem.features[series.feature], curve),
                                                   curve.layer_start, rate * curve.time_scale, counts, curve.momentum);
    const bool encoder = series.layer == RecordedSeries::Layer::encoder;
    std::vector<double>& values = amplitudes.emplace_back();
    for (const ScalarAmplitudes& at : steps) values.push_back(encoder ? at.encoder : at.top);
  }
  return amplitudes;
}

}  // namespace

NoiseOfCurve noise_of_curve(const RecordedRun& run, const std::vector<Hypothesis>& candidates,
                            const DiagnosedProblem& problem, const DiagnosisOptions& options, const RunNoise& noise,
                            bool single, const CoupledPrediction* coupled) {
  const HypothesisScorer scorer(run, problem, options, noise, coupled);
  const Hypothesis curve = scorer.nearest(candidates);
  const std::vector<std::vector<double>> predicted = scorer.predicted(curve);
  NoiseOfCurve result{run, run, {}};
  // A training that diverges says nothing of the noise.
  if (!are_finite(predicted)) return result;
  take_sizes(result.run, predicted, noise);
  if (coupled != nullptr && single) {
    // Sums over the features; another program sums over thousands of pairs, in blocks of some hundreds: errors of
    // independent terms grow with the root of their number, which for 256 is 16.
    constexpr double kSums = 16;
    const std::optional<Amplitudes> rounded = coupled->in_single_precision(curve);
    if (rounded) take_single_precision(result.run, *rounded, predicted, kSums);
  } else if (single && options.rate && scorer.step_by_step() && !stands_still(curve.rule)) {
    // Products of few numbers and no sums: of two draws of one size the larger is rarely 8 times the smaller.
    constexpr double kProducts = 8;
    take_single_precision(result.run, in_single_precision(run, curve, problem, *options.rate), predicted, kProducts);
  }
  result.moving = result.run;
  if (!noise.given)
    result.training = add_training_noise(result.moving, curve, predicted, problem, coupled, options.batch_size);
  return result;
}

}  // namespace jepa_oracle
