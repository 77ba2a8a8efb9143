#include "diagnosis/prediction/coupled_prediction.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace jepa_oracle {
namespace {

/// Seconds of a multiplication within a large product, and of a small product as such.
constexpr double kMultiplication = 0.3e-9;
constexpr double kProduct = 0.15e-6;

/// More than anybody waits for, and no overflow.
constexpr double kMostSteps = 1e15;

double flow_time(const Hypothesis& hypothesis, double moment, double unit) {
  return moment * unit * hypothesis.time_scale / (1 - hypothesis.momentum);
}

}  // namespace

bool are_finite(const Amplitudes& amplitudes) {
  return std::all_of(amplitudes.begin(), amplitudes.end(), [](const std::vector<double>& series) {
    return std::all_of(series.begin(), series.end(), [](double value) { return std::isfinite(value); });
  });
}

CoupledPrediction::CoupledPrediction(const RecordedRun& run, const DiagnosedProblem& problem,
                                     const std::optional<double>& rate, std::function<void()> pause)
    : run_(run), problem_(problem), scalar_(run, problem, rate), pause_(std::move(pause)) {
  for (const RecordedSeries& series : run.series) {
    for (const RecordedPoint& point : series.points) moments_.push_back(point.moment);
  }
  std::sort(moments_.begin(), moments_.end());
  moments_.erase(std::unique(moments_.begin(), moments_.end()), moments_.end());
  for (const RecordedSeries& series : run.series) {
    std::vector<std::size_t> places;
    for (const RecordedPoint& point : series.points) {
      const auto found = std::lower_bound(moments_.begin(), moments_.end(), point.moment);
      places.push_back(static_cast<std::size_t>(found - moments_.begin()));
    }
    places_.push_back(std::move(places));
  }
  if (!rate) return;
  for (const double moment : moments_) {
    counts_.push_back(std::lround(std::min(moment * scalar_.unit() / scalar_.step(), kMostSteps)));
  }
}

CoupledPrediction::Key CoupledPrediction::key_of(const Hypothesis& hypothesis) {
  return {static_cast<double>(hypothesis.rule),
          static_cast<double>(hypothesis.depth),
          static_cast<double>(hypothesis.top_depth),
          hypothesis.layer_start,
          hypothesis.time_scale,
          hypothesis.rate_ratio,
          hypothesis.average_rate,
          hypothesis.momentum,
          hypothesis.weight_decay,
          hypothesis.target_ratio};
}

bool CoupledPrediction::knows(const Hypothesis& hypothesis) const { return known_.contains(key_of(hypothesis)); }

double CoupledPrediction::fresh_cost(const Hypothesis& hypothesis) const {
  if (stands_still(hypothesis.rule)) return 0;
  const double steps =
      counts_.empty() ? 100 * static_cast<double>(moments_.size()) : static_cast<double>(counts_.back());
  const auto size = static_cast<double>(problem_.dimension());
  const double products = products_of_step(hypothesis.depth, hypothesis.top_depth);
  return steps * products * (kProduct + kMultiplication * size * size * size);
}

Amplitudes CoupledPrediction::by_series(const std::vector<MatrixAmplitudes>& rows) const {
  Amplitudes values(run_.series.size());
  for (std::size_t s = 0; s < run_.series.size(); ++s) {
    const RecordedSeries& series = run_.series[s];
    const auto feature = static_cast<Index>(series.feature);
    for (const std::size_t place : places_[s]) {
      const MatrixAmplitudes& row = rows[place];
      values[s].push_back(series.layer == RecordedSeries::Layer::encoder ? row.encoder(feature) : row.top(feature));
    }
  }
  return values;
}

Amplitudes CoupledPrediction::standing(const Hypothesis& hypothesis) const {
  const Index size = problem_.moments->sxx.rows();
  const Eigen::MatrixXd best = problem_.moments->sxx.llt().solve(problem_.moments->syx.transpose()).transpose();
  const double encoder = integer_power(hypothesis.layer_start, hypothesis.depth);
  const double share = has_predictor(variant_of(hypothesis.rule).objective) ? 1 : 1 / encoder;
  const MatrixAmplitudes row{Eigen::VectorXd::Constant(size, encoder), share * best.diagonal()};
  return by_series(std::vector<MatrixAmplitudes>(moments_.size(), row));
}

const Amplitudes& CoupledPrediction::operator()(const Hypothesis& hypothesis) const {
  const auto found = known_.find(key_of(hypothesis));
  if (found != known_.end()) return found->second;
  Amplitudes values;
  if (stands_still(hypothesis.rule)) {
    values = standing(hypothesis);
  } else {
    const MatrixTraining training = matrix_training_of(problem_, hypothesis);
    if (counts_.empty()) {
      std::vector<double> times;
      for (const double moment : moments_) times.push_back(flow_time(hypothesis, moment, scalar_.unit()));
      values = by_series(flow(training, hypothesis.layer_start, times));
    } else {
      const double step = scalar_.step() * hypothesis.time_scale;
      values = by_series(descend(training, hypothesis.layer_start, step, counts_, hypothesis.momentum, {}, pause_));
    }
  }
  return known_.emplace(key_of(hypothesis), std::move(values)).first->second;
}

std::optional<Amplitudes> CoupledPrediction::in_single_precision(const Hypothesis& hypothesis) const {
  if (counts_.empty() || stands_still(hypothesis.rule)) return std::nullopt;
  return by_series(descend_in_single_precision(matrix_training_of(problem_, hypothesis), hypothesis.layer_start,
                                               scalar_.step() * hypothesis.time_scale, counts_, hypothesis.momentum));
}

CouplingShift::CouplingShift(const Hypothesis& hypothesis, const RecordedRun& run, double unit,
                             const Amplitudes& coupled, const Amplitudes& scalar)
    : unit_(unit), shift_(coupled) {
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    std::vector<double> times;
    for (std::size_t i = 0; i < run.series[s].points.size(); ++i) {
      times.push_back(flow_time(hypothesis, run.series[s].points[i].moment, unit));
      shift_[s][i] -= scalar[s][i];
      if (!std::isfinite(shift_[s][i])) shift_[s][i] = 0;
    }
    times_.push_back(std::move(times));
  }
}

void CouplingShift::add_to(Amplitudes& scalar, const Hypothesis& hypothesis, const RecordedRun& part) const {
  for (std::size_t s = 0; s < part.series.size(); ++s) {
    const std::vector<double>& times = times_[s];
    for (std::size_t i = 0; i < part.series[s].points.size(); ++i) {
      const double time = flow_time(hypothesis, part.series[s].points[i].moment, unit_);
      const auto after = std::lower_bound(times.begin(), times.end(), time);
      const auto k = static_cast<std::size_t>(after - times.begin());
      if (k == 0 || k == times.size()) {
        scalar[s][i] += k == 0 ? shift_[s].front() : shift_[s].back();
        continue;
      }
      const double share = (time - times[k - 1]) / (times[k] - times[k - 1]);
      scalar[s][i] += shift_[s][k - 1] + share * (shift_[s][k] - shift_[s][k - 1]);
    }
  }
}

}  // namespace jepa_oracle
