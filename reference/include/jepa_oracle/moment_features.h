#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jepa_oracle/decimal.h"
#include "jepa_oracle/model.h"
#include "jepa_oracle/moments.h"

namespace jepa_oracle {

/// One direction v of the data and what the scalar theory needs of it, enclosed:
///   lambda = v' syx v / v' v,   variance = v' sxx v / v' v,   rho = lambda / variance
struct MomentFeature {
  Interval lambda;
  Interval variance;
  Interval rho;
  Matrix<Real> direction;        ///< d x 1, unit length, approximate
  std::optional<Feature> exact;  ///< the feature itself where the moments are diagonal
};

/// In which sense the features are features.
///   common       sxx and syx commute and syx is symmetric (both decided exactly): one orthonormal basis diagonalises
///   both,
///                and from a balanced start every feature obeys the scalar theory exactly
///   generalised  stationary directions of the regression coefficient v' syx v / v' sxx v:  (syx + syx')/2 v = rho sxx
///   v,
///                for symmetric syx its generalised eigenvectors. Directions are sxx-orthogonal. The features are
///                coupled in training: the scalar theory is not exact.
enum class FeatureBasis { common, generalised };

std::string_view name_of(FeatureBasis basis);

struct MomentFeatures {
  FeatureBasis basis;
  std::vector<MomentFeature> features;  ///< by falling lambda, then rho; diagonal moments: one per row, in their order
  std::string statement;                ///< one sentence for people: what holds of these moments
};

/// Features of general moments. Every enclosure holds a true eigenvalue, and different features hold different ones,
/// counted with multiplicity (residual bounds, reference/src/matrices/eigenvalue_clusters.h).
/// @param digits  of lambda and variance, relative to the largest of them all
/// @throws InvalidProblem for invalid moments
/// @claim Reduction.DiagonalStaysDiagonal, Reduction.GeneralisedProjection
MomentFeatures features_of(const Moments<Rational>& moments, Digits digits);

}  // namespace jepa_oracle
