#include "diagnosis/search/run_fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <unsupported/Eigen/NonLinearOptimization>

#include "diagnosis/prediction/scalar_training.h"

namespace jepa_oracle {
namespace {

/// Largest residual that counts: a prediction that overflowed is as wrong as can be, not infinite.
constexpr double kWorst = 1e30;

/// The heavy ball of momentum 1 never comes to rest.
constexpr double kMostMomentum = 0.9999;

Hypothesis moved(const Hypothesis& hypothesis, const Eigen::VectorXd& logarithms) {
  Hypothesis result = hypothesis;
  for (std::size_t i = 0; i < result.fitted.size(); ++i) {
    value_of(result, result.fitted[i]) *= std::exp(logarithms(static_cast<Eigen::Index>(i)));
  }
  result.momentum = std::min(result.momentum, kMostMomentum);
  return result;
}

/// Residuals of a hypothesis as Eigen's Levenberg-Marquardt asks for them, by the logarithms by which its numbers are
/// moved.
class FitResiduals {
 public:
  FitResiduals(const Hypothesis& hypothesis, const Predict& predict, const RecordedRun& run, const RunNoise& noise,
               ResidualKind kind)
      : hypothesis_(hypothesis), predict_(predict), run_(run), noise_(noise), kind_(kind) {
    for (const RecordedSeries& series : run.series) count_ += static_cast<Eigen::Index>(series.points.size());
  }

  /// Zeros fill up what a run has less than numbers are fitted: the method wants as many.
  int values() const {
    return static_cast<int>(std::max(count_, static_cast<Eigen::Index>(hypothesis_.fitted.size())));
  }

  int operator()(const Eigen::VectorXd& logarithms, Eigen::VectorXd& residuals) const {
    const std::vector<double> list = residuals_of(predict_(moved(hypothesis_, logarithms)), run_, noise_, kind_);
    residuals.setZero(values());
    std::copy(list.begin(), list.end(), residuals.begin());
    return 0;
  }

  int df(const Eigen::VectorXd& logarithms, Eigen::MatrixXd& slopes) const {
    // Half the digits of the predictions are left in a quotient of central differences of this length.
    constexpr double kDifference = 1e-4;
    Eigen::VectorXd above;
    Eigen::VectorXd below;
    for (Eigen::Index i = 0; i < logarithms.size(); ++i) {
      const Eigen::VectorXd shift = kDifference * Eigen::VectorXd::Unit(logarithms.size(), i);
      (*this)(logarithms + shift, above);
      (*this)(logarithms - shift, below);
      slopes.col(i) = (above - below) / (2 * kDifference);
    }
    return 0;
  }

 private:
  const Hypothesis& hypothesis_;
  const Predict& predict_;
  const RecordedRun& run_;
  const RunNoise& noise_;
  ResidualKind kind_;
  Eigen::Index count_ = 0;
};

RecordedSeries thinned(const RecordedSeries& series, std::size_t most) {
  const auto& points = series.points;
  if (points.size() <= most) return series;
  const double span = std::max(points.back().moment - points.front().moment, 1e-300);
  const auto logarithm = [](const RecordedPoint& point) { return std::log(std::max(std::fabs(point.value), 1e-300)); };
  double low = INFINITY;
  double high = -INFINITY;
  for (const RecordedPoint& point : points) {
    low = std::min(low, logarithm(point));
    high = std::max(high, logarithm(point));
  }
  // Height is taken by records set, so that noise does not count as length of the curve.
  RecordedSeries kept{series.feature, series.layer, {points.front()}};
  double length = 0;
  double next = 2.0 / static_cast<double>(most);
  double top = logarithm(points.front());
  double bottom = top;
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    const double height = logarithm(points[i]);
    length += (points[i].moment - points[i - 1].moment) / span;
    if (high > low) length += (std::max(height - top, 0.0) + std::max(bottom - height, 0.0)) / (high - low);
    top = std::max(top, height);
    bottom = std::min(bottom, height);
    if (length < next) continue;
    kept.points.push_back(points[i]);
    while (next <= length) next += 2.0 / static_cast<double>(most);
  }
  kept.points.push_back(points.back());
  return kept;
}

/// Whether a row shows the digits of a row beside it, and nothing but digits stands between it and a curve.
bool repeats(const std::vector<RecordedPoint>& points, std::size_t i, const RunNoise& noise) {
  const RecordedPoint& point = points[i];
  // Where there is other noise, digits are alike by chance.
  const bool rounded_only = std::fabs(std::sqrt(3.0) * point.rounding - point.half_unit) <= 1e-6 * point.half_unit;
  if (noise.relative > 0 || noise.absolute > 0 || !rounded_only) return false;
  return (i > 0 && points[i - 1].value == point.value) ||
         (i + 1 < points.size() && points[i + 1].value == point.value);
}

/// What of an error the digits of a row do not explain, where it shows those of a row beside it: what is within half a
/// unit is one error of rounding seen again, and no new one.
double beyond_digits(double off, const RecordedPoint& point) {
  const double room = point.half_unit + ScalarTrajectory::kError * std::fabs(point.value);
  return std::fabs(off) <= room ? 0 : off;
}

}  // namespace

RecordedRun thinned(const RecordedRun& run, std::size_t most) {
  RecordedRun result = run;
  for (RecordedSeries& series : result.series) series = thinned(series, most);
  return result;
}

RecordedRun most_moving(const RecordedRun& run, std::size_t most) {
  std::vector<std::pair<double, std::size_t>> ranges;
  for (const RecordedSeries& series : run.series) {
    if (series.layer != RecordedSeries::Layer::encoder) continue;
    const auto [low, high] =
        std::minmax_element(series.points.begin(), series.points.end(),
                            [](const RecordedPoint& a, const RecordedPoint& b) { return a.value < b.value; });
    ranges.emplace_back(high->value - low->value, series.feature);
  }
  if (ranges.size() <= most) return run;
  std::stable_sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  ranges.resize(most);
  RecordedRun result = run;
  std::erase_if(result.series, [&](const RecordedSeries& series) {
    return std::none_of(ranges.begin(), ranges.end(),
                        [&](const auto& range) { return range.second == series.feature; });
  });
  return result;
}

std::vector<double> residuals_of(const std::vector<std::vector<double>>& predicted, const RecordedRun& run,
                                 const RunNoise& noise, ResidualKind kind) {
  std::vector<double> residuals;
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    for (std::size_t i = 0; i < run.series[s].points.size(); ++i) {
      const RecordedPoint& point = run.series[s].points[i];
      const double value = predicted[s][i];
      const double deviation = noise.deviation(point);
      double off = value - point.value;
      double scale = deviation;
      if (kind == ResidualKind::noise) {
        // The room is read off one draw of roundings, and its edge known to half of it. In this order what is no number
        // stays none.
        constexpr double kEdge = 0.5;
        scale = std::hypot(deviation, kEdge * point.one_way);
        off = std::copysign(std::max(std::fabs(off) - point.one_way, 0.0), off);
        if (repeats(run.series[s].points, i, noise)) off = beyond_digits(off, point);
      } else if (kind == ResidualKind::fitting) {
        scale = std::hypot(deviation, point.one_way);
      } else {
        scale = std::fabs(value) + std::fabs(point.value) + std::max(deviation, 1e-290);
      }
      const double residual = off / scale;
      residuals.push_back(std::isfinite(residual) ? std::clamp(residual, -kWorst, kWorst) : kWorst);
    }
  }
  return residuals;
}

double sum_of_squares(const std::vector<double>& residuals) {
  double sum = 0;
  for (const double residual : residuals) sum += residual * residual;
  return sum;
}

Hypothesis fitted(const Hypothesis& hypothesis, const Predict& predict, const RecordedRun& run, const RunNoise& noise,
                  ResidualKind kind, int iterations, double enough) {
  const auto count = static_cast<Eigen::Index>(hypothesis.fitted.size());
  if (count == 0) return hypothesis;
  const FitResiduals residuals(hypothesis, predict, run, noise, kind);
  Eigen::LevenbergMarquardt<const FitResiduals> method(residuals);
  method.parameters.ftol = enough;
  method.parameters.xtol = 0;
  // Logarithms are alike as they are. The first step is no longer than this in them.
  method.useExternalScaling = true;
  method.diag = Eigen::VectorXd::Ones(count);
  method.parameters.factor = 1.5;
  Eigen::VectorXd logarithms = Eigen::VectorXd::Zero(count);
  if (method.minimizeInit(logarithms) == Eigen::LevenbergMarquardtSpace::ImproperInputParameters) return hypothesis;
  for (int iteration = 0; iteration < iterations; ++iteration) {
    constexpr Eigen::Index kAttempts = 5;
    method.parameters.maxfev = method.nfev + kAttempts;
    if (method.minimizeOneStep(logarithms) != Eigen::LevenbergMarquardtSpace::Running) break;
  }
  return moved(hypothesis, logarithms);
}

}  // namespace jepa_oracle
