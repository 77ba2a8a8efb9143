#include "jepa_oracle/feature_intervals.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

/// ceil(confidence (R + 1)); a level such as 0.95 is no binary number, and must not round to one place more.
long place_of(double confidence, long resamples) {
  return static_cast<long>(std::ceil(confidence * static_cast<double>(resamples + 1) - 0x1p-20));
}

Range around(double estimate, double margin) { return {estimate - margin, estimate + margin}; }

/// Intervals of the rho of directions in each group of more than one feature.
void widen(FeatureIntervals& intervals, const MomentEstimate& estimate, const std::vector<DataFeature>& features,
           int resamples, std::uint64_t seed, double confidence) {
  std::vector<std::vector<std::size_t>> groups;
  for (const auto& group : intervals.groups) {
    if (group.size() > 1) groups.push_back(group);
  }
  if (groups.empty()) return;
  std::vector<std::vector<double>> least(groups.size());
  std::vector<std::vector<double>> largest(groups.size());
  bootstrap(estimate, features, resamples, seed, [&](const Resample& resample) {
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const Range range = rho_extremes(resample.moments, resample.features, groups[g]);
      least[g].push_back(range.lower);
      largest[g].push_back(range.upper);
    }
  });
  const EstimatedMoments moments = estimate.moments();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const Range found = rho_extremes(moments, features, groups[g]);
    const Range rho{found.lower - symmetric_margin(found.lower, least[g], confidence),
                    found.upper + symmetric_margin(found.upper, largest[g], confidence)};
    Range lambda = intervals.lambda[groups[g].front()];
    for (const std::size_t i : groups[g]) {
      lambda = {std::min(lambda.lower, intervals.lambda[i].lower), std::max(lambda.upper, intervals.lambda[i].upper)};
    }
    for (const std::size_t i : groups[g]) {
      intervals.lambda[i] = lambda;
      intervals.rho[i] = rho;
    }
  }
}

}  // namespace

double symmetric_margin(double estimate, const std::vector<double>& values, double confidence) {
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::abs(value - estimate));
  const long place =
      std::clamp(place_of(confidence, static_cast<long>(values.size())), 1L, static_cast<long>(values.size()));
  const auto wanted = distances.begin() + (place - 1);
  std::nth_element(distances.begin(), wanted, distances.end());
  return *wanted;
}

long fewest_resamples(double confidence) {
  long resamples = std::max(1L, static_cast<long>(confidence / (1 - confidence)) - 1);
  while (place_of(confidence, resamples) > resamples) ++resamples;
  return resamples;
}

void require_enough_resamples(long resamples, double confidence, const std::string& where) {
  const long fewest = fewest_resamples(confidence);
  if (resamples == 0 || resamples >= fewest) return;
  throw InvalidProblem(where, fmt::format("{} {} too few for intervals of {:g}%: {} are needed, or 0 for no intervals",
                                          resamples, resamples == 1 ? "is" : "are", 100 * confidence, fewest));
}

std::vector<std::vector<std::size_t>> groups_of(const std::vector<Range>& lambda) {
  std::vector<std::size_t> order(lambda.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return lambda[a].lower < lambda[b].lower; });
  std::vector<std::vector<std::size_t>> groups;
  double reach = 0;
  for (const std::size_t i : order) {
    if (groups.empty() || lambda[i].lower > reach) {
      groups.emplace_back();
      reach = lambda[i].upper;
    }
    groups.back().push_back(i);
    reach = std::max(reach, lambda[i].upper);
  }
  for (auto& group : groups) std::sort(group.begin(), group.end());
  std::sort(groups.begin(), groups.end());
  return groups;
}

Range rho_extremes(const EstimatedMoments& moments, const std::vector<DataFeature>& features,
                   const std::vector<std::size_t>& group) {
  Eigen::MatrixXd directions(moments.sxx.rows(), static_cast<Index>(group.size()));
  for (std::size_t k = 0; k < group.size(); ++k) directions.col(static_cast<Index>(k)) = features[group[k]].direction;
  const Eigen::MatrixXd cross = directions.transpose() * moments.syx * directions;
  const Eigen::MatrixXd variance = directions.transpose() * moments.sxx * directions;
  const Eigen::VectorXd eigenvalues = Eigen::GeneralizedSelfAdjointEigenSolver<Eigen::MatrixXd>(
                                          (cross + cross.transpose()) / 2, variance, Eigen::EigenvaluesOnly)
                                          .eigenvalues();
  return {eigenvalues.minCoeff(), eigenvalues.maxCoeff()};
}

FeatureIntervals feature_intervals(const MomentEstimate& estimate, const std::vector<DataFeature>& features,
                                   const std::vector<std::vector<double>>& lambda,
                                   const std::vector<std::vector<double>>& rho, std::uint64_t seed, double confidence) {
  FeatureIntervals intervals;
  for (std::size_t i = 0; i < features.size(); ++i) {
    intervals.lambda.push_back(around(features[i].lambda, symmetric_margin(features[i].lambda, lambda[i], confidence)));
    intervals.rho.push_back(around(features[i].rho, symmetric_margin(features[i].rho, rho[i], confidence)));
  }
  intervals.groups = groups_of(intervals.lambda);
  widen(intervals, estimate, features, static_cast<int>(rho.front().size()), seed, confidence);
  return intervals;
}

}  // namespace jepa_oracle
