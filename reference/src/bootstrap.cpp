#include <algorithm>
#include <cmath>

#include "indexed_random.h"
#include "jepa_oracle/data_features.h"

namespace jepa_oracle {
namespace {

Eigen::MatrixXd normalised_directions(const std::vector<DataFeature>& features, const Eigen::MatrixXd& sxx) {
  Eigen::MatrixXd directions(sxx.rows(), static_cast<Index>(features.size()));
  for (std::size_t i = 0; i < features.size(); ++i) {
    const Eigen::VectorXd& v = features[i].direction;
    directions.col(static_cast<Index>(i)) = v / std::sqrt(v.dot(sxx * v));
  }
  return directions;
}

/// Gives every feature of the data one of the resample, the closest directions first.
void match(Resample& resample, const Eigen::MatrixXd& whitened, const Eigen::MatrixXd& sxx) {
  const Eigen::MatrixXd overlap = (whitened * normalised_directions(resample.features, sxx)).cwiseAbs();
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
  const Eigen::MatrixXd sxx = estimate.moments().sxx;
  const Eigen::MatrixXd whitened = normalised_directions(features, sxx).transpose() * sxx;
  std::vector<double> weights(estimate.blocks().size());
  for (int r = 0; r < resamples; ++r) {
    const IndexedRandom random(seed, 16 + static_cast<std::uint64_t>(r));
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = random.exponential(i);
    Resample resample{estimate.moments(weights), {}, {}};
    resample.features = approximate_features(resample.moments);
    match(resample, whitened, sxx);
    visit(resample);
  }
}

}  // namespace jepa_oracle
