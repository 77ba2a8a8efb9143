#pragma once

#include <memory>
#include <vector>

#include "jepa_oracle/interval.h"

namespace jepa_oracle {

/// The rule of Gauss and Legendre on [-1, 1], enclosed: integral of f ~ sum of weight (f(node) + f(-node)) over its
/// positive nodes; exact for polynomials up to degree 2N - 1 of N = 2 nodes.size() nodes.
struct GaussRule {
  struct Point {
    Interval node;
    Interval weight;
  };
  std::vector<Point> points;
  long count() const { return 2 * static_cast<long>(points.size()); }
};

/// Each node by an interval Newton step on the Legendre polynomial: the enclosures are disjoint, so that they are all
/// of its positive roots.
/// @param half  number of positive nodes, at least 1
/// @returns no points where `bits` do not suffice for that
GaussRule gauss_rule(long half, Bits bits);

/// The same, which remembers the last few rules: a time costs less than the rule that it is integrated with. Of any
/// thread.
std::shared_ptr<const GaussRule> remembered_gauss_rule(long half, Bits bits);

/// Where |f| <= M on the disc of radius 3h about the middle of an interval of length 2h, the rule misses the integral
/// over that interval by at most h M times this:
///   (64/15) r^(-2N) / (1 - r^-2),   r = 3 + 2 sqrt(2)      (proofs-notes/decay.md, How a decayed time is enclosed)
Interval gauss_error(long count, Bits bits);

}  // namespace jepa_oracle
