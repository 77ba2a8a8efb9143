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

bool overlap(const Range& a, const Range& b) { return a.lower <= b.upper && b.lower <= a.upper; }

/// The four extremes of one group, of each resample.
struct ExtremesSeen {
  std::vector<double> least_lambda;
  std::vector<double> largest_lambda;
  std::vector<double> least_rho;
  std::vector<double> largest_rho;
};

/// Intervals of the directions in each group of more than one feature.
void widen(FeatureIntervals& intervals, const MomentEstimate& estimate, const std::vector<DataFeature>& features,
           int resamples, std::uint64_t seed, double confidence, const std::function<void()>& visit) {
  std::vector<std::vector<std::size_t>> groups;
  for (const auto& group : intervals.groups) {
    if (group.size() > 1) groups.push_back(group);
  }
  if (groups.empty()) return;
  std::vector<ExtremesSeen> seen(groups.size());
  bootstrap(estimate, features, resamples, seed, [&](const Resample& resample) {
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const Extremes extremes = extremes_of(resample.moments, resample.features, groups[g]);
      seen[g].least_lambda.push_back(extremes.lambda.lower);
      seen[g].largest_lambda.push_back(extremes.lambda.upper);
      seen[g].least_rho.push_back(extremes.rho.lower);
      seen[g].largest_rho.push_back(extremes.rho.upper);
    }
    if (visit) visit();
  });
  const EstimatedMoments moments = estimate.moments();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const Extremes found = extremes_of(moments, features, groups[g]);
    const auto widened = [&](const Range& range, const std::vector<double>& least, const std::vector<double>& largest) {
      return Range{range.lower - symmetric_margin(range.lower, least, confidence),
                   range.upper + symmetric_margin(range.upper, largest, confidence)};
    };
    const Range lambda = widened(found.lambda, seen[g].least_lambda, seen[g].largest_lambda);
    const Range rho = widened(found.rho, seen[g].least_rho, seen[g].largest_rho);
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

std::vector<std::vector<std::size_t>> groups_of(const std::vector<Range>& lambda, const std::vector<Range>& rho) {
  std::vector<std::vector<std::size_t>> groups;
  std::vector<bool> taken(lambda.size());
  for (std::size_t first = 0; first < lambda.size(); ++first) {
    if (taken[first]) continue;
    taken[first] = true;
    std::vector<std::size_t> group{first};
    for (std::size_t k = 0; k < group.size(); ++k) {
      for (std::size_t i = 0; i < lambda.size(); ++i) {
        if (taken[i] || !overlap(lambda[i], lambda[group[k]]) || !overlap(rho[i], rho[group[k]])) continue;
        taken[i] = true;
        group.push_back(i);
      }
    }
    std::sort(group.begin(), group.end());
    groups.push_back(std::move(group));
  }
  return groups;
}

Extremes extremes_of(const EstimatedMoments& moments, const std::vector<DataFeature>& features,
                     const std::vector<std::size_t>& group) {
  Eigen::MatrixXd directions(moments.sxx.rows(), static_cast<Index>(group.size()));
  for (std::size_t k = 0; k < group.size(); ++k) directions.col(static_cast<Index>(k)) = features[group[k]].direction;
  const Eigen::MatrixXd syx = directions.transpose() * moments.syx * directions;
  const Eigen::MatrixXd cross = (syx + syx.transpose()) / 2;
  const auto range = [&cross](const Eigen::MatrixXd& against) {
    const Eigen::VectorXd eigenvalues =
        Eigen::GeneralizedSelfAdjointEigenSolver<Eigen::MatrixXd>(cross, against, Eigen::EigenvaluesOnly).eigenvalues();
    return Range{eigenvalues.minCoeff(), eigenvalues.maxCoeff()};
  };
  return {range(directions.transpose() * directions), range(directions.transpose() * moments.sxx * directions)};
}

FeatureIntervals feature_intervals(const MomentEstimate& estimate, const std::vector<DataFeature>& features,
                                   const std::vector<std::vector<double>>& lambda,
                                   const std::vector<std::vector<double>>& rho, std::uint64_t seed, double confidence,
                                   const std::function<void()>& visit) {
  FeatureIntervals intervals;
  for (std::size_t i = 0; i < features.size(); ++i) {
    intervals.lambda.push_back(around(features[i].lambda, symmetric_margin(features[i].lambda, lambda[i], confidence)));
    intervals.rho.push_back(around(features[i].rho, symmetric_margin(features[i].rho, rho[i], confidence)));
  }
  intervals.groups = groups_of(intervals.lambda, intervals.rho);
  widen(intervals, estimate, features, static_cast<int>(rho.front().size()), seed, confidence, visit);
  return intervals;
}

}  // namespace jepa_oracle
