#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "jepa_oracle/data_features.h"

namespace jepa_oracle {

/// Interval of a bootstrap.
struct Range {
  double lower;
  double upper;
};

/// Half the width of the symmetric bootstrap interval, estimate -+ margin: the k-th smallest |value - estimate| of R
/// resampled values, k = ceil(confidence (R + 1)). To first order it allows for the bias of the estimate as well as for
/// its spread: both are in value - estimate as they are in estimate - truth. The estimate is always inside.
/// (P. Hall, "On symmetric bootstrap confidence intervals", J. R. Statist. Soc. B 50, 1988)
/// @param values  at least `fewest_resamples(confidence)` numbers
double symmetric_margin(double estimate, const std::vector<double>& values, double confidence);

/// Fewest resamples that can give a level: the least R with ceil(confidence (R + 1)) <= R.
long fewest_resamples(double confidence);

/// @throws InvalidProblem (at `where`) for fewer, other than none
void require_enough_resamples(long resamples, double confidence, const std::string& where);

/// Sets of features that are not distinguished: their intervals overlap both in lambda and in rho, directly or through
/// others of the set. Each set by rising index; sets by their first feature. (Where two features have equal numbers,
/// every combination of their directions is a feature, and sampling noise picks one.)
std::vector<std::vector<std::size_t>> groups_of(const std::vector<Range>& lambda, const std::vector<Range>& rho);

/// What the directions v in the span of some features have: the least and largest v' syx v / v' v, and
/// v' syx v / v' sxx v.
struct Extremes {
  Range lambda;
  Range rho;
};
Extremes extremes_of(const EstimatedMoments& moments, const std::vector<DataFeature>& features,
                     const std::vector<std::size_t>& group);

/// Intervals of all features.
struct FeatureIntervals {
  std::vector<Range> lambda;
  std::vector<Range> rho;
  std::vector<std::vector<std::size_t>> groups;
};

/// A feature on its own gets symmetric intervals. A feature of a larger group gets those of the group: from the least
/// extreme less a margin to the largest plus one (margins over the resamples of the extremes), since any direction of
/// the group may be the feature.
/// @param lambda  of feature i and resample r at [i][r], of `bootstrap` with the same resamples and seed; rho likewise
/// @param visit   called for every resample that the groups are asked for
FeatureIntervals feature_intervals(const MomentEstimate& estimate, const std::vector<DataFeature>& features,
                                   const std::vector<std::vector<double>>& lambda,
                                   const std::vector<std::vector<double>>& rho, std::uint64_t seed, double confidence,
                                   const std::function<void()>& visit = {});

}  // namespace jepa_oracle
