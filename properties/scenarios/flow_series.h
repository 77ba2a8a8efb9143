#pragma once

#include "jepa_oracle/model.h"
#include "scenarios/matrix_scenario.h"

namespace jepa_oracle::properties {

/// Taylor coefficients in t, from order 0, of the flow theta' = D(theta) from a start and of what descent is away from
/// it to first order in the rate, e' = J e - theta''/2, e(0) = 0, with J the Jacobian of the field D at theta(t).
struct FlowSeries {
  std::vector<Network<Interval>> flow;
  std::vector<Network<Interval>> first_order;
};

/// Enclosed, by Cauchy products of the field and of its derivative written out: nothing of the library's field or flow
/// is used. @param order  of the last coefficient
FlowSeries flow_series(Objective objective, const RationalNetwork& start, const RationalMoments& moments,
                       std::size_t order, Bits bits);

/// Sum of the coefficients times t^k.
Network<Interval> value_at(const std::vector<Network<Interval>>& series, const Interval& t);

/// Largest Frobenius norm of a matrix of the network, or more.
Interval size_of(const Network<Interval>& network);

}  // namespace jepa_oracle::properties
