#include "jepa_oracle/data_features.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "joint_diagonal.h"

namespace jepa_oracle {
namespace {

/// G of the universal curve: ds/dt = lambda rho^(2L-1) s^(2L) (1 - s)   (proofs-notes/critical-time.md)
double jepa_curve(int depth, double s) {
  double sum = std::log(s / (1 - s));
  for (int n = 1; n < 2 * depth; ++n) sum -= 1 / (n * std::pow(s, n));
  return sum;
}

/// H of the universal curve: ds/dt = lambda rho^((L-1)/(L+1)) s^L (1 - s^(L+1))
double mae_curve(int depth, double s) {
  const int m = depth + 1;
  double sum = depth == 1 ? std::log(s) : -std::pow(s, 1 - depth) / (depth - 1);
  for (int j = 0; j < m; ++j) {
    const std::complex<double> z = std::polar(1.0, 2 * std::numbers::pi * j / m);
    sum -= (z * z * std::log(1.0 - s / z)).real() / m;
  }
  return sum;
}

}  // namespace

std::vector<DataFeature> approximate_features(const EstimatedMoments& moments, const Eigen::MatrixXd& start,
                                              double least_turn) {
  const Index size = moments.sxx.cols();
  const Eigen::MatrixXd cross = (moments.syx + moments.syx.transpose()) / 2;
  const Eigen::MatrixXd basis = joint_diagonal_basis(
      cross, moments.sxx, start.size() == 0 ? Eigen::MatrixXd::Identity(size, size) : start, least_turn);
  std::vector<DataFeature> features;
  for (Index i = 0; i < size; ++i) {
    Eigen::VectorXd v = basis.col(i);
    Index largest = 0;
    v.cwiseAbs().maxCoeff(&largest);
    v *= (v(largest) < 0 ? -1 : 1) / v.norm();
    const double lambda = v.dot(cross * v);
    const double variance = v.dot(moments.sxx * v);
    features.push_back({lambda, variance, lambda / variance, std::move(v)});
  }
  std::stable_sort(features.begin(), features.end(), [](const DataFeature& a, const DataFeature& b) {
    return a.lambda != b.lambda ? a.lambda > b.lambda : a.rho > b.rho;
  });
  return features;
}

Mixing mixing_of(const EstimatedMoments& moments) {
  const double cross = moments.syx.norm();
  if (cross == 0) return {0, 0};
  const Eigen::MatrixXd commutator = moments.sxx * moments.syx - moments.syx * moments.sxx;
  return {commutator.norm() / (2 * moments.sxx.norm() * cross),
          (moments.syx - moments.syx.transpose()).norm() / (2 * cross)};
}

double approximate_critical_time(Objective objective, Depth depth, double epsilon, double fraction,
                                 const DataFeature& feature) {
  if (!(feature.lambda > 0 && feature.rho > 0)) return std::numeric_limits<double>::infinity();
  const auto layers = static_cast<int>(depth.layers());
  const bool jepa = objective == Objective::jepa;
  const double limit = jepa ? feature.rho : std::pow(feature.rho, 1.0 / (layers + 1));
  const double start = std::pow(epsilon, 1.0 / layers) / limit;
  const double end = std::pow(fraction, 1.0 / layers);
  if (start >= end) return 0;
  if (jepa) {
    return (jepa_curve(layers, end) - jepa_curve(layers, start)) /
           (feature.lambda * std::pow(feature.rho, 2 * layers - 1));
  }
  return (mae_curve(layers, end) - mae_curve(layers, start)) /
         (feature.lambda * std::pow(feature.rho, (layers - 1.0) / (layers + 1.0)));
}

}  // namespace jepa_oracle
