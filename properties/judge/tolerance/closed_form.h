#pragma once

#include <algorithm>

#include "jepa_oracle/objectives.h"
#include "judge/protocol/number_format.h"
#include "judge/tolerance/rounded_size.h"

namespace jepa_oracle::properties {

/// Which of the three closed forms: towards the limit from below, from above, or with lambda < 0 towards 0.
enum class Course { increasing, decreasing, vanishing };

/// A layer amplitude in units of the limit (of |rho| where lambda < 0), where a trajectory starts or ends.
struct End {
  Size low;          ///< lower bound of s
  Size high;         ///< upper bound
  Size complement;   ///< lower bound of the arguments of the logarithms: |1 - s|, or what |1 - s/z| is at least
  Size size_of_log;  ///< upper bound of |ln s|
  Size error;        ///< roundings behind s, relative

  /// Upper bound of the absolute error that s brings into 1 - s, beside its own rounding.
  Size absolute_error(Size roundings) const { return (error + roundings) * std::max(Size(1), high); }
};

/// x^(1/n) by a power with a rounded exponent or by exp(log(x)/n): the roundings behind it.
inline Size root_error(Size size_of_log_x, long n) { return size_of_log_x * 3 / static_cast<Size>(n) + 3; }

/// Of logarithms: they count only as sizes.
inline constexpr Bits kBitsOfSizes = 64;

/// What the closed form of a problem is made of, and the roundings behind it: s0 = epsilon^(1/L) / limit, and the scale
/// lambda rho^kappa that turns the bracket into a time.
class ClosedForm {
 public:
  /// @throws Absent where lambda = 0, OutsideFormat when it cannot be told on which side of the limit the start is
  ClosedForm(const ScalarProblem& problem, const NumberFormat& format);

  Course course() const { return course_; }
  End end_at(const Interval& s, const Interval& log_of_s, Size error) const;

  Interval number(const Rational& value) const { return Interval(value, bits_); }
  /// An enclosure of these bits.
  Interval shortened(const Interval& x) const { return x.rounded_to(bits_); }
  long depth() const { return depth_; }
  const Interval& limit() const { return limit_; }
  const Interval& log_limit() const { return log_limit_; }

  /// Bound of the error of a flow time of at most `time`, at which `end` is reached.
  /// @throws OutsideFormat where the terms of the closed form leave the range of the format, or its bits are too few
  /// for this to be a bound
  Size time_error(const End& end, Size time) const;

 private:
  /// m = 1, one logarithm (JEPA); or the m logarithms at the roots of unity and one pole at 0, m > a - 1 (MAE).
  bool is_logarithmic() const { return exponents_.m == 1; }

  /// 1 + s for m = 1 with lambda < 0, where nothing cancels; else, with z^m = -1, |1 - s/z| is at least sin(pi/m) >=
  /// 2/m, and at least s - 1 >= s/2 >= s/m for s >= 2.
  Size complement_at(const Interval& s) const;

  /// (lambda w_inf^(a-1)) t = G(q) - G(s0) term by term, in units of u.
  Size logarithmic_error(const End& end) const;

  /// (lambda w_inf^(a-1)) t = H(q) - H(s0), H = h + the integral of s^(m-a)/(1 - s^m) by its m logarithms, in units of
  /// u.
  Size error_of_roots(const End& end) const;

  /// How far s/(1-s) errs. Below the limit s errs by e, so 1 - s by s e/(1-s) + 1, and the quotient by less than
  /// (e + 2)/(1-s). Above it by less than 2 s (e + 1)/(s-1) in the same way; with lambda < 0, where it is s/(1+s), by
  /// less than 2 (e + 1).
  Size argument_error(const End& at) const;

  /// Upper bound of |ln c|, c between the complement and 1 + s. A negative complement has none: its case is outside the
  /// format already.
  Size size_of_log_of_complement(const End& at) const;

  void require_room(const End& end) const;

  Exponents exponents_;
  Course course_ = Course::increasing;
  long depth_;
  const NumberFormat& format_;
  Bits bits_;
  Size unit_;
  Interval limit_;
  Interval log_limit_;
  Interval scale_;
  Size scale_roundings_ = 0;
  End start_{};
};

}  // namespace jepa_oracle::properties
