#include "diagnosis/search/hypothesis_scorer.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <functional>

#include "diagnosis/hypotheses/hypothesis_list.h"
#include "diagnosis/search/likelihood_ratio.h"
#include "diagnosis/search/run_fit.h"

namespace jepa_oracle {
namespace {

constexpr std::size_t kPointsToFit = 100;
constexpr double kStepsToFit = 1e5;
constexpr double kSecondsToFit = 0.1;  // of training whole matrices, for one hypothesis

}  // namespace

HypothesisScorer::HypothesisScorer(const RecordedRun& run, const DiagnosedProblem& problem,
                                   const DiagnosisOptions& options, const RunNoise& noise,
                                   const CoupledPrediction* coupled)
    : run_(run),
      problem_(problem),
      noise_(noise),
      expected_(options.expected ? std::vector{*options.expected} : problem.objectives),
      whole_(run, problem, options.rate),
      part_(thinned(run, kPointsToFit)),
      of_part_(part_, problem, options.rate, kStepsToFit),
      coupled_(coupled) {
  for (const RecordedSeries& series : run.series) amplitudes_ += series.points.size();
}

double HypothesisScorer::bound(double correlation) const {
  return 1.5 + 5 / std::sqrt(static_cast<double>(amplitudes_) / correlation);
}

double HypothesisScorer::most(double correlation, std::size_t runs) const {
  return bound(correlation) * largest_by_chance(static_cast<double>(amplitudes_) / correlation, runs);
}

Hypothesis HypothesisScorer::fitted_while_coupled(const Hypothesis& hypothesis, bool to_whole) const {
  const RunPrediction& scalar = to_whole ? whole_ : of_part_;
  const RecordedRun& run = to_whole ? run_ : part_;
  Hypothesis best = hypothesis;
  // Once to come near, and once more with what coupling does there.
  for (int round = 0; round < (to_whole ? 1 : 2); ++round) {
    const CouplingShift shift(best, run_, coupled_->unit(), (*coupled_)(best), whole_(best));
    const Predict predict = [&](const Hypothesis& at) {
      Amplitudes amplitudes = scalar(at);
      shift.add_to(amplitudes, at, run);
      return amplitudes;
    };
    best = fitted(best, predict, run, noise_, ResidualKind::fitting, 6, 1e-6);
  }
  return best;
}

Hypothesis HypothesisScorer::fitted_to_part(const Hypothesis& hypothesis) const {
  if (coupled_ != nullptr) return fitted_while_coupled(hypothesis, false);
  return fitted(hypothesis, std::cref(of_part_), part_, noise_, ResidualKind::fitting, 12, 1e-6);
}

Hypothesis HypothesisScorer::fitted_to_whole(const Hypothesis& hypothesis) const {
  if (coupled_ != nullptr) {
    // Whole matrices alone say which numbers are the best ones: what coupling does to scalar curves depends on them.
    constexpr int kRounds = 6;
    const auto trainings = static_cast<double>(kRounds * (2 * hypothesis.fitted.size() + 1));
    if (trainings * coupled_->fresh_cost(hypothesis) < kSecondsToFit) {
      return fitted(hypothesis, std::cref(*coupled_), run_, noise_, ResidualKind::fitting, kRounds, 1e-9);
    }
    return coupled_->fresh_cost(hypothesis) < kSecondsToFit ? fitted_while_coupled(hypothesis, true) : hypothesis;
  }
  return fitted(hypothesis, std::cref(whole_), run_, noise_, ResidualKind::fitting, 4, 1e-9);
}

double HypothesisScorer::distance(const Hypothesis& hypothesis) const {
  return sum_of_squares(residuals_of(of_part_(hypothesis), part_, noise_, ResidualKind::relative));
}

Hypothesis HypothesisScorer::nearest(const std::vector<Hypothesis>& hypotheses) const {
  Hypothesis best = hypotheses.front();
  double least = INFINITY;
  for (const Hypothesis& hypothesis : hypotheses) {
    const Hypothesis there =
        coupled_ != nullptr ? hypothesis
                            : fitted(hypothesis, std::cref(of_part_), part_, noise_, ResidualKind::relative, 6, 1e-4);
    const double distance = coupled_ != nullptr
                                ? sum_of_squares(residuals_of((*coupled_)(there), run_, noise_, ResidualKind::relative))
                                : this->distance(there);
    if (distance >= least) continue;
    least = distance;
    best = there;
  }
  return best;
}

std::vector<double> HypothesisScorer::residuals(const Hypothesis& hypothesis) const {
  return residuals_of(predicted(hypothesis), run_, noise_, ResidualKind::noise);
}

Finding HypothesisScorer::score(const Hypothesis& hypothesis) const {
  Finding finding;
  finding.hypothesis = hypothesis;
  const Amplitudes predicted = this->predicted(hypothesis);
  const std::vector<double> residuals = residuals_of(predicted, run_, noise_, ResidualKind::noise);
  finding.squares = sum_of_squares(residuals);
  const double freedom = static_cast<double>(amplitudes_) - static_cast<double>(hypothesis.fitted.size());
  finding.residual = std::sqrt(finding.squares / std::max(freedom, 1.0));
  finding.changes = changes_of(hypothesis, problem_, expected_, run_.in_steps);
  finding.expected = finding.changes == 0;
  std::size_t index = 0;
  for (std::size_t s = 0; s < run_.series.size(); ++s) {
    for (std::size_t i = 0; i < run_.series[s].points.size(); ++i, ++index) {
      const RecordedPoint& point = run_.series[s].points[i];
      const double off = std::fabs(predicted[s][i] - point.value);
      finding.largest = std::max(finding.largest, std::fabs(residuals[index]));
      if (point.value != 0) finding.largest_relative = std::max(finding.largest_relative, off / std::fabs(point.value));
      const bool many = std::fabs(residuals[index]) > Finding::kManyNoises;
      if (many && (!finding.first_miss || point.moment < finding.first_miss->moment)) {
        finding.first_miss = Miss{s, point.moment, point.value - point.cut, predicted[s][i], noise_.deviation(point) + point.one_way};
      }
    }
  }
  return finding;
}

bool HypothesisScorer::says_nothing_else(const Finding& finding) const {
  const Hypothesis& hypothesis = finding.hypothesis;
  const auto count = static_cast<Eigen::Index>(hypothesis.fitted.size());
  // A start of its own is no reading of epsilon either: two changes.
  const int changes = static_cast<int>(count) + (hypothesis.fits(FittedNumber::start) ? 1 : 0);
  if (count == 0 || finding.changes != changes) return false;
  if (coupled_ != nullptr && 2 * static_cast<double>(count) * coupled_->fresh_cost(hypothesis) > kSecondsToFit)
    return false;
  const Hypothesis neutral = expected_hypothesis(problem_, variant_of(hypothesis.rule).objective, run_.in_steps);
  const auto rows = static_cast<Eigen::Index>(amplitudes_);
  Eigen::MatrixXd slopes(rows, count);
  Eigen::VectorXd off(count);
  const std::vector<double> weights = one_over_deviations();
  for (Eigen::Index k = 0; k < count; ++k) {
    const FittedNumber number = hypothesis.fitted[static_cast<std::size_t>(k)];
    if (number == FittedNumber::average_rate || number == FittedNumber::target_ratio) return false;
    const double value = value_of(hypothesis, number);
    off(k) = value - value_of(neutral, number);
    const double difference = 1e-4 * value;
    Hypothesis above = hypothesis;
    Hypothesis below = hypothesis;
    value_of(above, number) += difference;
    value_of(below, number) -= difference;
    const Amplitudes high = predicted(above);
    const Amplitudes low = predicted(below);
    Eigen::Index row = 0;
    for (std::size_t s = 0; s < high.size(); ++s) {
      for (std::size_t i = 0; i < high[s].size(); ++i, ++row) {
        const double slope = (high[s][i] - low[s][i]) / (2 * difference);
        slopes(row, k) = slope * weights[static_cast<std::size_t>(row)];
      }
    }
  }
  if (!slopes.allFinite()) return false;
  const Eigen::MatrixXd covariance = (slopes.transpose() * slopes).inverse();
  const Eigen::MatrixXd estimate = covariance * slopes.transpose();  // of residuals in units of their deviation
  const std::vector<double> bounds = one_way_bounds();
  for (Eigen::Index k = 0; k < count; ++k) {
    double uncertainty = Finding::kManyNoises * std::max(1.0, finding.residual) * std::sqrt(covariance(k, k));
    for (Eigen::Index row = 0; row < rows; ++row) {
      const auto i = static_cast<std::size_t>(row);
      uncertainty += std::fabs(estimate(k, row)) * weights[i] * bounds[i];
    }
    if (!(std::fabs(off(k)) <= uncertainty)) return false;
  }
  return true;
}

std::vector<double> HypothesisScorer::one_over_deviations() const {
  std::vector<double> weights;
  for (const RecordedSeries& series : run_.series) {
    for (const RecordedPoint& point : series.points) {
      weights.push_back(1 / std::hypot(noise_.deviation(point), point.one_way));
    }
  }
  return weights;
}

std::vector<double> HypothesisScorer::one_way_bounds() const {
  std::vector<double> bounds;
  for (const RecordedSeries& series : run_.series) {
    for (const RecordedPoint& point : series.points) bounds.push_back(point.one_way);
  }
  return bounds;
}

bool stands_still(const RecordedRun& run, const RunNoise& noise) {
  for (const RecordedSeries& series : run.series) {
    if (series.layer != RecordedSeries::Layer::encoder) continue;
    const RecordedPoint& first = series.points.front();
    for (const RecordedPoint& point : series.points) {
      const double deviation = std::hypot(noise.deviation(first), noise.deviation(point));
      if (std::fabs(point.value - first.value) > Finding::kManyNoises * deviation) return false;
    }
  }
  return true;
}

void take_sizes(RecordedRun& run, const std::vector<std::vector<double>>& curve, const RunNoise& noise) {
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    for (std::size_t i = 0; i < run.series[s].points.size(); ++i) {
      RecordedPoint& point = run.series[s].points[i];
      const double there = std::fabs(curve[s][i]);
      const double recorded = std::fabs(point.value);
      const bool near = std::fabs(curve[s][i] - point.value) <= Finding::kManyNoises * noise.relative * there;
      point.size = near ? there : std::min(there, recorded);
      constexpr double kManyTimes = 10;
      if (recorded > kManyTimes * there) point.rounding *= there / recorded;
    }
  }
}

}  // namespace jepa_oracle
