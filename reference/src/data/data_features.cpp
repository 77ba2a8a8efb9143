#include "jepa_oracle/data_features.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "jepa_oracle/real.h"
#include "matrices/joint_diagonal.h"

namespace jepa_oracle {
namespace {

/// ln(1 - e^a) of a < 0.
double log_complement(double a) { return std::log(-std::expm1(a)); }

/// s^(2L-1) (G(e^b) - G(s)), s = e^a, a < b < 0, of the universal curve ds/dt = lambda rho^(2L-1) s^(2L) (1 - s)
/// (proofs-notes/critical-time.md). Every term is positive, and none is beyond double however small s is.
double scaled_jepa_curve(int depth, double a, double b) {
  const int last = 2 * depth - 1;
  double sum = std::exp(last * a) * (b - a + log_complement(a) - log_complement(b));
  for (int n = 1; n <= last; ++n) sum -= std::exp((last - n) * a) * std::expm1(n * (a - b)) / n;
  return sum;
}

/// H less its pole at 0, of s = e^a.
double regular_mae_curve(int depth, double a) {
  const int m = depth + 1;
  double sum = -log_complement(a) / m;
  for (int j = 1; j < m; ++j) {
    const std::complex<double> z = std::polar(1.0, 2 * std::numbers::pi * j / m);
    sum -= (z * z * std::log(1.0 - std::exp(a) / z)).real() / m;
  }
  return sum;
}

/// s^(L-1) (H(e^b) - H(s)) likewise, of ds/dt = lambda rho^((L-1)/(L+1)) s^L (1 - s^(L+1)).
double scaled_mae_curve(int depth, double a, double b) {
  const double regular = regular_mae_curve(depth, b) - regular_mae_curve(depth, a);
  if (depth == 1) return b - a + regular;
  return -std::expm1((depth - 1) * (a - b)) / (depth - 1) + std::exp((depth - 1) * a) * regular;
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

double approximate_log(const Rational& value) {
  constexpr Bits kBits = 64;
  // Near 1 the distance from it has the digits.
  const bool near_one = value > Rational(1, 2) && value < 2;
  return (near_one ? log1p(Real(Rational(value - 1), kBits)) : log(Real(value, kBits))).to_double();
}

double approximate_log_time(Objective objective, Depth depth, double log_epsilon, double log_fraction,
                            const DataFeature& feature) {
  if (!(feature.lambda > 0 && feature.rho > 0)) return std::numeric_limits<double>::infinity();
  const auto layers = static_cast<int>(depth.layers());
  const bool jepa = objective == Objective::jepa;
  const double log_rho = std::log(feature.rho);
  const double start = log_epsilon / layers - (jepa ? log_rho : log_rho / (layers + 1));
  const double end = log_fraction / layers;
  if (!(start < end)) return -std::numeric_limits<double>::infinity();
  const double pole = jepa ? 2.0 * layers - 1 : layers - 1.0;  // s^-pole is in front of the scaled curve
  const double rate = std::log(feature.lambda) + (jepa ? pole : pole / (layers + 1)) * log_rho;
  const double scaled = jepa ? scaled_jepa_curve(layers, start, end) : scaled_mae_curve(layers, start, end);
  return std::log(scaled) - pole * start - rate;
}

}  // namespace jepa_oracle
