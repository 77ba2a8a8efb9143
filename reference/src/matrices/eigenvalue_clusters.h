#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "jepa_oracle/interval.h"

namespace jepa_oracle {

/// Approximate (joint) eigenvalues, points of the plane; the second coordinate is 0 where there is one matrix only.
using Centres = std::vector<std::pair<Interval, Interval>>;

Interval distance(const std::pair<Interval, Interval>& x, const std::pair<Interval, Interval>& y);

/// Radii within which true eigenvalues lie, a different one for each centre, counted with multiplicity.
struct EigenvalueClusters {
  std::vector<std::size_t> label;  ///< centres closer than twice the radius share one
  std::vector<Interval> radii;     ///< points
};

/// For approximate eigenvectors q_i, nearly orthonormal in the inner product of the problem (|Q'Q - I| < 1/4), whose
/// residuals against their centres are at most `residual`: a cluster of m centres linked by steps <= 4 residual holds m
/// eigenvalues within R = 2 sqrt(m) (residual + (m-1) 4 residual) of any of its centres (R = 2 residual for m = 1).
///   Otherwise some combination z of its q_i would be orthogonal to all eigenvectors with eigenvalues in that disc, and
///   its residual at least R |z|; but a combination has at most sqrt(m) (residual + diameter) sqrt((1 + f)/(1 - f)) |z|
///   with f < 1/4, which is less.
/// @returns nothing when discs of different clusters meet: the residuals are too large for this spectrum
std::optional<EigenvalueClusters> cluster_eigenvalues(const Centres& centres, const Interval& residual);

}  // namespace jepa_oracle
