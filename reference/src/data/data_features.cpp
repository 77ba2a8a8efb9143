#include "jepa_oracle/data_features.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "jepa_oracle/objectives.h"
#include "jepa_oracle/real.h"
#include "matrices/joint_diagonal.h"

namespace jepa_oracle {
namespace {

/// ln(1 - e^a) of a < 0.
double log_complement(double a) { return std::log(-std::expm1(a)); }

/// s^pole (H(e^b) - H(s)), s = e^a, a < b < 0, of the universal curve ds/dt = s^(pole+1) (1 - s)
/// (proofs-notes/critical-time.md). Every term is positive, and none is beyond double however small s is.
double scaled_logarithmic_curve(int pole, double a, double b) {
  double sum = std::exp(pole * a) * (b - a + log_complement(a) - log_complement(b));
  for (int n = 1; n <= pole; ++n) sum -= std::exp((pole - n) * a) * std::expm1(n * (a - b)) / n;
  return sum;
}

/// Of s = e^a: integral from 0 to s of x^(n-1) / (1 - x^m) dx, by the roots of unity, 1 <= n <= m.
double regular_part(int n, int m, double a) {
  double sum = -log_complement(a) / m;
  for (int j = 1; j < m; ++j) {
    const std::complex<double> z = std::polar(1.0, 2 * std::numbers::pi * j / m);
    std::complex<double> weight = z;
    for (int i = 1; i < n; ++i) weight *= z;
    sum -= (weight * std::log(1.0 - std::exp(a) / z)).real() / m;
  }
  return sum;
}

/// The same of ds/dt = s^(pole+1) (1 - s^m): the terms of H with a pole at 0, s^(jm-pole) with jm <= pole, and the
/// rest.
double scaled_curve(int pole, int m, double a, double b) {
  if (m == 1) return scaled_logarithmic_curve(pole, a, b);
  double sum = 0;
  for (int j = 0; j <= pole; j += m) {
    sum += j == pole ? std::exp(pole * a) * (b - a) : -std::exp(j * a) * std::expm1((pole - j) * (a - b)) / (pole - j);
  }
  const int n = (pole / m + 1) * m - pole;
  return sum + std::exp(pole * a) * (regular_part(n, m, b) - regular_part(n, m, a));
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
  const auto m = static_cast<int>(exponents_of(objective, depth).m);
  const auto pole = static_cast<int>(exponents_of(objective, depth).a - 1);  // s^-pole is in front of the scaled curve
  const double log_lambda = std::log(feature.lambda);
  const double log_limit_power = row_of(objective).limit_power.of_logarithms(log_lambda, std::log(feature.rho));
  const double start = log_epsilon / layers - log_limit_power / m;
  const double end = log_fraction / layers;
  if (!(start < end)) return -std::numeric_limits<double>::infinity();
  const double rate = log_lambda + static_cast<double>(pole) / m * log_limit_power;
  return std::log(scaled_curve(pole, m, start, end)) - pole * start - rate;
}

}  // namespace jepa_oracle
