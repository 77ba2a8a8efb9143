#pragma once

#include <optional>
#include <utility>

#include "judge/protocol/implementation.h"

namespace jepa_oracle::properties {

/// @name Numbers of a case in the format of an implementation: what is sent to it
/// @{
/// @throws OutsideFormat when there is no value: a number is too large for the format
template <class T>
T representable(std::optional<T> value, const NumberFormat& format) {
  if (!value) throw OutsideFormat("a number overflows " + format.name);
  return std::move(*value);
}

/// The nearest numbers. @throws OutsideFormat for one that is too large, or so small that it would be 0
Rational nearest_nonzero(const Rational& value, const NumberFormat& format);
Moments<Rational> nearest(const Moments<Rational>& moments, const NumberFormat& format);
/// @throws Absent for lambda = 0, which the protocol cannot say
ScalarProblem nearest(const ScalarProblem& problem, const NumberFormat& format);

/// Whether what is sent is what was drawn.
bool same(const Network<Rational>& a, const Network<Rational>& b);
bool same(const Moments<Rational>& a, const Moments<Rational>& b);
bool same(const ScalarProblem& a, const ScalarProblem& b);
/// @}

}  // namespace jepa_oracle::properties
