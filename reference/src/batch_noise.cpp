#include "batch_noise.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>

#include "indexed_random.h"

namespace jepa_oracle {
namespace {

/// Simulations at the noise that was measured: a variance out of n runs is known to sqrt(2/n) of itself.
constexpr std::size_t kMostRuns = 32;
constexpr std::size_t kFewestRuns = 6;
constexpr double kSeconds = 3;  ///< of simulation
/// Time of a step that draws its moments, as a multiple of that of a step.
constexpr double kCostOfNoise = 1.5;

/// Batches of so many pairs move weights in proportion to their noise: for measuring.
constexpr double kSmallNoise = 1e-10;

/// Noise of the moments of one step. Uniform numbers do: a run adds up many.
class Batches {
 public:
  /// @param targets  whether E y y' of a step is asked for, too
  Batches(const DiagnosedProblem& problem, double variance, std::uint64_t stream, bool targets)
      : random_(0, stream),
        size_(static_cast<Index>(problem.dimension())),
        targets_(targets),
        x_(size_),
        error_(size_),
        rho_(size_) {
    scale_ = std::sqrt(12 * variance);  // uniform on an interval of length 1 has variance 1/12
    for (Index i = 0; i < size_; ++i) {
      const DiagnosedFeature& feature = problem.features[static_cast<std::size_t>(i)];
      const double target = feature.target_variance.value_or(feature.variance);
      rho_(i) = feature.lambda / feature.variance;
      x_(i) = std::sqrt(feature.variance);
      error_(i) = std::sqrt(std::max(0.0, target - rho_(i) * feature.lambda));
    }
  }

  void operator()(Eigen::MatrixXd& sxx, Eigen::MatrixXd& syx, Eigen::MatrixXd& syy) {
    for (Index j = 0; j < size_; ++j) {
      for (Index i = 0; i <= j; ++i) {
        const double twice = i == j ? std::numbers::sqrt2 : 1;
        const double common = scale_ * x_(i) * x_(j) * twice * next();
        const double upper = scale_ * error_(i) * x_(j) * next();
        const double lower = i == j ? upper : scale_ * error_(j) * x_(i) * next();
        sxx(i, j) += common;
        syx(i, j) += rho_(i) * common + upper;
        if (i != j) sxx(j, i) += common;
        if (i != j) syx(j, i) += rho_(j) * common + lower;
        if (!targets_) continue;
        const double own = scale_ * error_(i) * error_(j) * twice * next();
        const double both = rho_(i) * rho_(j) * common + rho_(j) * upper + rho_(i) * lower + own;
        syy(i, j) += both;
        if (i != j) syy(j, i) += both;
      }
    }
  }

 private:
  /// Uniform on (-1/2, 1/2): four numbers of 16 bits out of every 64.
  double next() {
    if (left_ == 0) {
      bits_ = random_.bits(position_++);
      left_ = 4;
    }
    --left_;
    const auto number = static_cast<double>(bits_ & 0xffff);
    bits_ >>= 16;
    return (number + 0.5) * 0x1p-16 - 0.5;
  }

  IndexedRandom random_;
  Index size_;
  bool targets_;
  Eigen::VectorXd x_;
  Eigen::VectorXd error_;
  Eigen::VectorXd rho_;
  double scale_;
  std::uint64_t position_ = 0;
  std::uint64_t bits_ = 0;
  int left_ = 0;
};

/// Runs of one hypothesis, in steps as large as the rows and stability allow: several small ones with the noise of each
/// add up to a large one, to first order in the step.
class Simulation {
 public:
  Simulation(const Hypothesis& curve, const MixedPrediction& mixed)
      : mixed_(mixed), training_(matrix_training_of(mixed.problem(), curve)), start_(curve.layer_start) {
    const double step = mixed.step() * curve.stretch;
    long common = 0;
    for (const long count : mixed.counts()) common = std::gcd(common, count);
    // Descent is stable up to steps of 2 / (rate of return), at most about |Sxx| times amplitudes of order 1.
    const double most = 0.1 / (step * training_.sxx.norm());
    join_ = 1;
    for (long factor = 1; factor <= std::min(common, static_cast<long>(most)); ++factor) {
      if (common % factor == 0) join_ = factor;
    }
    step_ = step * static_cast<double>(join_);
    for (const long count : mixed.counts()) counts_.push_back(count / join_);
    quiet_ = mixed.by_series(descend(training_, start_, step_, counts_));
  }

  /// Amplitudes of a run in which every small step has moments of that variance, less those without noise.
  Amplitudes noisy(double variance, std::uint64_t stream) const {
    Batches batches(mixed_.problem(), variance / static_cast<double>(join_), stream,
                    training_.rule == TrainingRule::differentiated_target);
    Amplitudes off = mixed_.by_series(descend(training_, start_, step_, counts_, 0, std::ref(batches), mixed_.pause()));
    for (std::size_t s = 0; s < off.size(); ++s) {
      for (std::size_t i = 0; i < off[s].size(); ++i) {
        off[s][i] -= quiet_[s][i];
        // A run that ran away says nothing about its size.
        if (!std::isfinite(off[s][i])) off[s][i] = std::fabs(quiet_[s][i]);
      }
    }
    return off;
  }

  double seconds(const Hypothesis& curve) const {
    return static_cast<double>(counts_.back()) / static_cast<double>(std::max(1L, mixed_.counts().back())) *
           mixed_.fresh_cost(curve) * kCostOfNoise;
  }

 private:
  const MixedPrediction& mixed_;
  MatrixTraining training_;
  double start_;
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

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Scatter of the run over that of a simulation, row by row where it is more than rounding.
std::vector<double> ratios_of(const RecordedSeries& series, const std::vector<double>& residuals,
                              const std::vector<double>& simulated) {
  const std::vector<double> scatter = scatter_of(series, residuals);
  std::vector<double> ratios;
  for (std::size_t i = 1; i + 1 < scatter.size(); ++i) {
    constexpr double kSinglePrecision = 0x1p-23;
    const double rounding = std::max(series.points[i].rounding, kSinglePrecision * std::fabs(series.points[i].value));
    if (simulated[i] > 0 && scatter[i] > 16 * rounding * rounding) ratios.push_back(scatter[i] / simulated[i]);
  }
  return ratios;
}

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

Amplitudes variance_of_batches(const RecordedRun& run, const Amplitudes& residuals, const Hypothesis& curve,
                               const MixedPrediction& mixed) {
  const Simulation simulation(curve, mixed);
  constexpr std::uint64_t kTrials = 2;
  Amplitudes scatter;
  for (std::uint64_t stream = 0; stream < kTrials; ++stream) {
    const Amplitudes off = simulation.noisy(kSmallNoise, stream);
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
  std::vector<double> all;
  std::vector<double> own(run.series.size(), 0.0);
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    const std::vector<double> ratios = ratios_of(run.series[s], residuals[s], scatter[s]);
    if (ratios.empty()) continue;
    own[s] = median(ratios);
    all.insert(all.end(), ratios.begin(), ratios.end());
  }
  if (all.empty()) return {};
  const double variance = median(std::move(all));

  const auto affordable = static_cast<std::size_t>(kSeconds / std::max(simulation.seconds(curve), 1e-9));
  const std::size_t runs = std::clamp(affordable, kFewestRuns, kMostRuns);
  Amplitudes squares(run.series.size());
  for (std::size_t s = 0; s < run.series.size(); ++s) squares[s].assign(run.series[s].points.size(), 0.0);
  for (std::size_t r = 0; r < runs; ++r) {
    const Amplitudes off = simulation.noisy(variance, kTrials + r);
    for (std::size_t s = 0; s < off.size(); ++s) {
      // What is not normal has another kurtosis: a feature may be noisier than the others say.
      const double more = std::max(1.0, own[s] / variance) / static_cast<double>(runs);
      for (std::size_t i = 0; i < off[s].size(); ++i) squares[s][i] += more * off[s][i] * off[s][i];
    }
  }
  return squares;
}

}  // namespace jepa_oracle
