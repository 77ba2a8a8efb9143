#include "diagnosis/noise/batch_noise.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "diagnosis/noise/batch_moments.h"
#include "diagnosis/noise/median.h"
#include "diagnosis/noise/residual_increments.h"
#include "diagnosis/runs/single_precision.h"

namespace jepa_oracle {
namespace {

/// Simulations at the noise that was measured: a variance out of n runs is known to sqrt(2/n) of itself.
constexpr std::size_t kMostRuns = 32;
constexpr std::size_t kFewestRuns = 6;
constexpr double kSeconds = 3;        ///< of simulation
constexpr double kSecondsOfOne = 20;  ///< beyond it none is simulated
/// Time of a step that draws its moments, as a multiple of that of a step.
constexpr double kCostOfNoise = 1.5;

/// Of steps times rates of return.
constexpr double kWellInside = 0.1;

/// Batches of so many pairs move weights in proportion to their noise: for measuring.
constexpr double kSmallNoise = 1e-10;

/// Greatest rate at which two features return to their limits, w = v/sqrt(r) the larger amplitude of a layer, r the
/// ratio of rates: m s w^2(L+M-1) (M = 1: JEPA m = 1, rho^2L s for one feature by itself; MAE m = L+1), times r^M where
/// that is more. At the start, of a few features or none: at most about |Sxx|. Averages follow at their own rate; where
/// the target is differentiated, its variance is one more.
double fastest_return(const DiagnosedProblem& problem, const MatrixTraining& training, double start) {
  const auto layers = static_cast<double>(training.depth);
  const auto tops = static_cast<double>(training.top_depth);
  const Objective objective = variant_of(training.rule).objective;
  const Exponents exponents = exponents_of(objective, Depth(training.depth).with_top(training.top_depth));
  const auto m = static_cast<double>(exponents.m);
  double variance = 0;
  double limit = 0;
  bool against = false;
  for (const DiagnosedFeature& feature : problem.features) {
    const double level = std::max(0.0, feature.lambda / feature.variance) / std::pow(training.rate_ratio, tops / 2);
    variance = std::max(variance, feature.variance);
    limit = std::max(limit, std::pow(level, 1 / m));
    against = against || feature.lambda < 0;
  }
  const double layer = std::max(start, limit);
  const double size = std::pow(layer, 2 * layers);
  const double faster = std::pow(std::max(1.0, training.rate_ratio), tops);
  const bool differentiated = !variant_of(training.rule).stops_gradient;
  // From above its limit a layer falls at the derivative of both powers; beside a learned feature one of the other sign
  // returns twice as fast.
  const double power_of_layer = start > limit ? m + static_cast<double>(exponents.a) : m;
  const double returning =
      (against ? 2 : 1) * power_of_layer * faster * variance * size * std::pow(layer, 2 * (tops - 1));
  return std::max({training.sxx.norm(), returning, training.average_rate,
                   differentiated ? training.syy.norm() * std::max(1.0, size / layer) : 0.0});
}

/// Runs of one hypothesis, in steps as large as the rows and stability allow: several small ones with the noise of each
/// add up to a large one, to first order in the step.
class Simulation {
 public:
  Simulation(const Hypothesis& curve, const CoupledPrediction& coupled)
      : coupled_(coupled), training_(matrix_training_of(coupled.problem(), curve)), start_(curve.layer_start) {
    // Descent is stable up to steps of 2 / (rate of return), and well inside it up to a twentieth.
    const double rate = fastest_return(coupled.problem(), training_, start_);
    double step = coupled.step() * curve.time_scale;
    // Momentum makes of every gradient, and of what it is off, a step 1 / (1 - m) times as long; where such steps are
    // too long, steps have it.
    if (curve.momentum > 0 && step / (1 - curve.momentum) * rate > kWellInside) {
      momentum_ = curve.momentum;
    } else {
      step /= 1 - curve.momentum;
    }
    long common = 0;
    for (const long count : coupled.counts()) common = std::gcd(common, count);
    const double most = momentum_ > 0 ? 1 : kWellInside / (step * rate);
    join_ = 1;
    for (long factor = 1; factor <= std::min(common, static_cast<long>(most)); ++factor) {
      if (common % factor == 0) join_ = factor;
    }
    step_ = step * static_cast<double>(join_);
    for (const long count : coupled.counts()) counts_.push_back(count / join_);
    quiet_ = coupled.by_series(descend(training_, start_, step_, counts_, momentum_, {}, coupled.pause()));
  }

  /// Amplitudes of a run in which every small step has moments of these variances, less those without noise.
  Amplitudes noisy(BatchMoments::Variances q, std::uint64_t stream) const {
    const auto joined = static_cast<double>(join_);
    BatchMoments batches(coupled_.problem(), {q.diagonal / joined, q.beside / joined}, stream,
                         !variant_of(training_.rule).stops_gradient);
    Amplitudes off =
        coupled_.by_series(descend(training_, start_, step_, counts_, momentum_, std::ref(batches), coupled_.pause()));
    for (std::size_t s = 0; s < off.size(); ++s) {
      for (std::size_t i = 0; i < off[s].size(); ++i) {
        off[s][i] -= quiet_[s][i];
        // A run that ran away says nothing about its size.
        if (!std::isfinite(off[s][i])) off[s][i] = std::fabs(quiet_[s][i]);
      }
    }
    return off;
  }

  /// Whether the run without noise has an end.
  bool is_stable() const { return are_finite(quiet_); }

  double seconds(const Hypothesis& curve) const {
    return static_cast<double>(counts_.back()) / static_cast<double>(std::max(1L, coupled_.counts().back())) *
           coupled_.fresh_cost(curve) * kCostOfNoise;
  }

 private:
  const CoupledPrediction& coupled_;
  MatrixTraining training_;
  double start_;
  double momentum_ = 0;
  double step_;
  long join_;
  std::vector<long> counts_;
  Amplitudes quiet_;
};

std::vector<double> scatter_of(const RecordedSeries& series, const std::vector<double>& residuals) {
  std::vector<double> squares(series.points.size(), 0.0);
  for (std::size_t i = 1; i + 1 < squares.size(); ++i) squares[i] = squared_deviation(series, residuals, i, 1);
  return smoothed(squares);
}

/// Scatter of the run over that of a simulation, row by row where it is more than rounding.
std::vector<double> ratios_of(const RecordedSeries& series, const std::vector<double>& residuals,
                              const std::vector<double>& simulated, double relative_rounding) {
  const std::vector<double> scatter = scatter_of(series, residuals);
  std::vector<double> ratios;
  for (std::size_t i = 1; i + 1 < scatter.size(); ++i) {
    const double rounding = std::max(series.points[i].rounding, relative_rounding * std::fabs(series.points[i].value));
    if (simulated[i] > 0 && scatter[i] > 16 * rounding * rounding) ratios.push_back(scatter[i] / simulated[i]);
  }
  return ratios;
}

/// Increments that the run would have, were it off by that.
ResidualIncrements increments_of(const RecordedRun& run, const Amplitudes& residuals, const Amplitudes& off) {
  ResidualIncrements increments;
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    RecordedSeries series = run.series[s];
    std::vector<double> predicted;
    for (std::size_t i = 0; i < off[s].size(); ++i) {
      predicted.push_back(series.points[i].value - residuals[s][i]);
      series.points[i].value = predicted[i] + off[s][i];
    }
    increments.see(series, predicted);
  }
  return increments;
}

/// Scatter of the run over that of runs with so little noise that they move in proportion to it.
std::vector<double> ratios_to_small_noise(const RecordedRun& run, const Amplitudes& residuals,
                                          const Simulation& simulation, double relative_rounding) {
  constexpr std::uint64_t kTrials = 2;
  Amplitudes scatter;
  for (std::uint64_t stream = 0; stream < kTrials; ++stream) {
    const Amplitudes off = simulation.noisy({kSmallNoise, kSmallNoise}, stream);
    for (std::size_t s = 0; s < off.size(); ++s) {
      std::vector<double> one = scatter_of(run.series[s], off[s]);
      for (double& value : one) value /= kTrials * kSmallNoise;
      if (stream == 0) {
        scatter.push_back(std::move(one));
      } else {
        for (std::size_t i = 0; i < one.size(); ++i) scatter[s][i] += one[i];
      }
    }
  }
  std::vector<double> ratios;
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    const std::vector<double> own = ratios_of(run.series[s], residuals[s], scatter[s], relative_rounding);
    ratios.insert(ratios.end(), own.begin(), own.end());
  }
  return ratios;
}

/// Simulated runs of one size of noise.
struct NoisyRuns {
  std::vector<Amplitudes> off;
  std::vector<double> sums;  ///< of the autocorrelations of their increments

  void add(const RecordedRun& run, const Amplitudes& residuals, Amplitudes one) {
    const ResidualIncrements increments = increments_of(run, residuals, one);
    if (increments.count() >= ResidualIncrements::kFewest) sums.push_back(increments.sum(1));
    off.push_back(std::move(one));
  }

  double excess_of(const ResidualIncrements& increments) const {
    if (sums.size() < 2 || increments.count() < ResidualIncrements::kFewest) {
      return std::numeric_limits<double>::infinity();
    }
    const auto count = static_cast<double>(sums.size());
    const double mean = std::accumulate(sums.begin(), sums.end(), 0.0) / count;
    double squares = 0;
    for (const double sum : sums) squares += (sum - mean) * (sum - mean);
    return (increments.sum(1) - mean) / std::max(std::sqrt(squares / (count - 1)), increments.error(1));
  }
};

}  // namespace

double squared_deviation(const RecordedSeries& series, const std::vector<double>& residuals, std::size_t i,
                         std::size_t reach) {
  const double before = series.points[i].moment - series.points[i - reach].moment;
  const double after = series.points[i + reach].moment - series.points[i].moment;
  if (!(before + after > 0)) return 0;
  const double left = after / (before + after);
  const double right = before / (before + after);
  const double off = residuals[i] - left * residuals[i - reach] - right * residuals[i + reach];
  return off * off / (1 + left * left + right * right);
}

std::vector<double> smoothed(const std::vector<double>& values) {
  constexpr std::size_t kReach = 5;
  std::vector<double> result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t begin = i < kReach ? 0 : i - kReach;
    const std::size_t end = std::min(i + kReach + 1, values.size());
    double sum = 0;
    for (std::size_t j = begin; j < end; ++j) sum += values[j];
    result.push_back(sum / static_cast<double>(end - begin));
  }
  return result;
}

BatchVariance variance_of_batches(const RecordedRun& run, const Amplitudes& residuals, const Hypothesis& curve,
                                  const CoupledPrediction& coupled, NoiseBeside beside) {
  const Simulation simulation(curve, coupled);
  if (!simulation.is_stable() || simulation.seconds(curve) > kSecondsOfOne) return {};
  const double rounding = may_be_single_precision(run) ? 0x1p-23 : 0;
  std::vector<double> ratios = ratios_to_small_noise(run, residuals, simulation, rounding);
  if (ratios.empty()) return {};
  const double measured = median(std::move(ratios));

  const ResidualIncrements increments = increments_of(run, residuals, residuals);
  constexpr std::uint64_t kFirst = 2;  // of the streams that did not measure
  constexpr double kMostBeside = 1024;
  NoisyRuns runs;
  BatchMoments::Variances q{measured, measured};
  double least = std::numeric_limits<double>::infinity();
  const double most = beside.may_exceed_diagonal && !beside.batch_size ? kMostBeside : 1;
  for (double factor = 1; factor <= most && least >= BatchVariance::kFollows; factor *= 4) {
    const BatchMoments::Variances tried{measured, beside.batch_size ? 1 / *beside.batch_size : factor * measured};
    NoisyRuns some;
    for (std::uint64_t r = 0; r < kFewestRuns; ++r) some.add(run, residuals, simulation.noisy(tried, kFirst + r));
    const double excess = some.excess_of(increments);
    if (runs.off.empty() || excess < least) {
      q = tried;
      least = excess;
      runs = std::move(some);
    }
  }
  const auto affordable = static_cast<std::size_t>(kSeconds / std::max(simulation.seconds(curve), 1e-9));
  const std::size_t count = std::clamp(affordable, kFewestRuns, kMostRuns);
  for (std::uint64_t r = kFewestRuns; r < count; ++r) runs.add(run, residuals, simulation.noisy(q, kFirst + r));

  BatchVariance result;
  result.runs = count;
  result.excess = runs.excess_of(increments);
  result.supposed = !beside.batch_size && q.beside > measured;
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    std::vector<double> squares(run.series[s].points.size(), 0.0);
    std::vector<double> scatter(squares.size(), 0.0);
    for (const Amplitudes& off : runs.off) {
      const std::vector<double> own = scatter_of(run.series[s], off[s]);
      for (std::size_t i = 0; i < squares.size(); ++i) {
        squares[i] += off[s][i] * off[s][i] / static_cast<double>(count);
        scatter[i] += own[i] / static_cast<double>(count);
      }
    }
    // What is not normal has another kurtosis: a feature may be noisier than the others say.
    const std::vector<double> noisier = ratios_of(run.series[s], residuals[s], scatter, rounding);
    const double more = noisier.empty() ? 1 : std::max(1.0, median(noisier));
    for (double& square : squares) square *= more;
    result.variance.push_back(std::move(squares));
  }
  return result;
}

}  // namespace jepa_oracle
