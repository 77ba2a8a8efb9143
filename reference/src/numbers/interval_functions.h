#pragma once

#include <algorithm>

#include "jepa_oracle/interval.h"

namespace jepa_oracle {

/// Access to the representation for the functions of intervals: builds results without initialising twice.
struct IntervalFunctions {
  static Interval make(Bits bits) { return Interval(Interval::Uninitialised{}, bits); }
  static mpfr_ptr left(Interval& x) { return &x.value_->left; }
  static mpfr_ptr right(Interval& x) { return &x.value_->right; }

  template <class Operation>
  static Interval unary(const Interval& x, Operation operation) {
    Interval result = make(x.precision());
    operation(result.value_, x.value_);
    return result;
  }

  template <class Operation>
  static Interval binary(const Interval& a, const Interval& b, Operation operation) {
    Interval result = make(std::max(a.precision(), b.precision()));
    operation(result.value_, a.value_, b.value_);
    return result;
  }

  /// Applies an increasing MPFR function to both ends, rounding outward.
  template <class Operation>
  static Interval increasing(const Interval& x, Operation operation) {
    Interval result = make(x.precision());
    operation(left(result), &x.value_->left, MPFR_RNDD);
    operation(right(result), &x.value_->right, MPFR_RNDU);
    return result;
  }
};

}  // namespace jepa_oracle
