#include <algorithm>

#include "jepa_oracle/data_features.h"
#include "jepa_oracle/interruption.h"
#include "numbers/indexed_random.h"

namespace jepa_oracle {
namespace {

constexpr double kLeastTurn = 1e-3;                // errors of 1e-6: far below what resampling itself changes
constexpr double kBatchBytes = 4.0 * 1024 * 1024;  // of the sums of the resamples that are made together

Eigen::MatrixXd directions_of(const std::vector<DataFeature>& features) {
  Eigen::MatrixXd directions(static_cast<Index>(features.size()), static_cast<Index>(features.size()));
  for (std::size_t i = 0; i < features.size(); ++i) directions.col(static_cast<Index>(i)) = features[i].direction;
  return directions;
}

/// Gives every feature of the data one of the resample, the closest directions first.
void match(Resample& resample, const Eigen::MatrixXd& directions) {
  const Eigen::MatrixXd overlap = (directions.transpose() * directions_of(resample.features)).cwiseAbs();
  std::vector<std::pair<Index, Index>> pairs;
  for (Index i = 0; i < overlap.rows(); ++i) {
    for (Index j = 0; j < overlap.cols(); ++j) pairs.emplace_back(i, j);
  }
  std::stable_sort(pairs.begin(), pairs.end(), [&](const auto& a, const auto& b) {
    return overlap(a.first, a.second) > overlap(b.first, b.second);
  });
  const auto size = static_cast<std::size_t>(overlap.rows());
  std::vector<bool> row_taken(size);
  std::vector<bool> column_taken(size);
  std::vector<DataFeature> matched(size);
  resample.overlaps.assign(size, 0);
  for (const auto& [i, j] : pairs) {
    const auto row = static_cast<std::size_t>(i);
    const auto column = static_cast<std::size_t>(j);
    if (row_taken[row] || column_taken[column]) continue;
    row_taken[row] = column_taken[column] = true;
    matched[row] = std::move(resample.features[column]);
    resample.overlaps[row] = overlap(i, j);
  }
  resample.features = std::move(matched);
}

}  // namespace

void bootstrap(const MomentEstimate& estimate, const std::vector<DataFeature>& features, int resamples,
               std::uint64_t seed, const std::function<void(const Resample&)>& visit) {
  const Eigen::MatrixXd directions = directions_of(features);
  // The sums of a block are read once for several resamples.
  const auto blocks = static_cast<Index>(estimate.blocks().size());
  const auto batch =
      static_cast<int>(std::clamp(kBatchBytes / (16.0 * static_cast<double>(directions.size())), 1.0, 16.0));
  for (int first = 0; first < resamples; first += batch) {
    Eigen::MatrixXd weights(blocks, std::min(batch, resamples - first));
    for (Index r = 0; r < weights.cols(); ++r) {
      const IndexedRandom random(seed, 16 + static_cast<std::uint64_t>(first + r));
      for (Index i = 0; i < blocks; ++i) weights(i, r) = random.exponential(static_cast<std::uint64_t>(i));
    }
    for (EstimatedMoments& moments : estimate.moments(weights)) {
      interruption_point();
      Resample resample{std::move(moments), {}, {}};
      resample.features = approximate_features(resample.moments, directions, kLeastTurn);
      match(resample, directions);
      visit(resample);
    }
  }
}

}  // namespace jepa_oracle
