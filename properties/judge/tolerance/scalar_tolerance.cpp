#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/objectives.h"
#include "judge/protocol/implementation.h"
#include "judge/tolerance/tolerance.h"

namespace jepa_oracle::properties {
namespace {

constexpr int kDigits = 20;
/// Bits of the enclosures beside those of the format: 1 - s cancels no more of the format's bits than it has, where it
/// can be asked at all.
constexpr Bits kBitsBeside = 43;
constexpr Bits kBitsOfExact = 192;
/// Of logarithms: they count only as sizes.
constexpr Bits kBitsOfSizes = 64;

/// A bound, from numbers that are none of them negative. It has at least the range of a double, and on most machines
/// that of every format judged.
using Size = long double;

/// More than what the arithmetic of the bounds can lose: fewer than 10^5 operations of relative error 2^-53.
constexpr Size kSlack = 1 + 1e-9L;

/// Where N u <= 1/4 for every number N of roundings and delta <= 1/4 for the relative error of the argument of every
/// logarithm: N u/(1 - N u) <= 4/3 N u and -ln(1 - delta) <= 4/3 delta.
constexpr Size kHigherOrders = 4.0L / 3 * kSlack;
constexpr Size kFewRoundings = 0.25L;

Size lower(const Interval& x) { return mpfr_get_ld(&x.get()->left, MPFR_RNDD); }
Size upper(const Interval& x) { return mpfr_get_ld(&x.get()->right, MPFR_RNDU); }
Size size_of(const Interval& x) { return upper(abs(x)); }
Size power_of_two(long exponent) { return std::ldexp(Size(1), static_cast<int>(exponent)); }

Size power(Size x, long exponent) {
  Size result = 1;
  for (long i = 0; i < exponent; ++i) result *= x;
  return result;
}

/// Sums of sizes of terms, each with the number of roundings that its value has behind it: to first order the error is
/// u times the weighted sum, and `kHigherOrders` times that with all orders.
class RoundedSum {
 public:
  /// A term that is added in `adds` additions.
  explicit RoundedSum(long adds) : adds_(static_cast<Size>(adds)) {}
  void add(Size size, Size roundings) { error_ += size * (roundings + adds_); }
  /// An error in units of u, whatever caused it.
  void add_error(Size units) { error_ += units; }
  Size error() const { return error_; }

 private:
  Size error_ = 0;
  Size adds_;
};

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
Size root_error(Size size_of_log_x, long n) { return size_of_log_x * 3 / static_cast<Size>(n) + 3; }

/// What the closed form of a problem is made of, and the roundings behind it: s0 = epsilon^(1/L) / limit, and the scale
/// lambda rho^kappa that turns the bracket into a time.
class ClosedForm {
 public:
  /// @throws Absent where lambda = 0, OutsideFormat when it cannot be told on which side of the limit the start is
  ClosedForm(const ScalarProblem& problem, const NumberFormat& format)
      : exponents_(exponents_of(problem.objective, problem.depth)),
        depth_(problem.depth.layers()),
        format_(format),
        bits_(format.is_exact() ? kBitsOfExact : std::max(64L, format.bits + kBitsBeside)),
        unit_(format.is_exact() ? 0 : power_of_two(-format.bits)) {
    const int sign = problem.feature.sign();
    if (sign == 0) throw Absent(kNoZeroLambda);
    const auto [a, m] = exponents_;
    const Interval limit_power = number(limit_power_of(problem.objective, problem.feature));
    const Interval lambda = abs(number(problem.feature.lambda()));
    const Interval epsilon = number(problem.initial_amplitude());
    const Interval log_power = log(limit_power.rounded_to(kBitsOfSizes));
    const Interval log_epsilon = log(epsilon.rounded_to(kBitsOfSizes));
    const Interval log_layer = log_epsilon / depth_;
    Size start_error = root_error(size_of(log_epsilon), depth_) + 1;  // a root and a quotient
    if (is_logarithmic()) {
      limit_ = limit_power;
      log_limit_ = log_power;
      scale_ = lambda * power(limit_power, a - 1);
      scale_roundings_ = size_of(log_power) + static_cast<Size>(a + 6);
    } else {
      limit_ = root(limit_power, static_cast<unsigned long>(m));
      log_limit_ = log_power / m;
      scale_ = lambda * exp(log_power * (a - 1) / m);
      scale_roundings_ = size_of(log_power) * 3 + 10;
      start_error += root_error(size_of(log_power), m);  // of the limit
    }
    const Interval start = root(epsilon, static_cast<unsigned long>(depth_)) / limit_;
    const bool is_below = upper(start) < 1;
    if (sign > 0 && !is_below && lower(start) <= 1) {
      throw OutsideFormat(format.name + " does not distinguish the start from the limit");
    }
    course_ = sign < 0 ? Course::vanishing : is_below ? Course::increasing : Course::decreasing;
    start_ = end_at(start, log_layer - log_limit_, start_error);
  }

  Course course() const { return course_; }
  End end_at(const Interval& s, const Interval& log_of_s, Size error) const {
    return {lower(s), upper(s), complement_at(s), size_of(log_of_s), error};
  }

  Interval number(const Rational& value) const { return Interval(value, bits_); }
  /// An enclosure of these bits.
  Interval shortened(const Interval& x) const { return x.rounded_to(bits_); }
  long depth() const { return depth_; }
  const Interval& limit() const { return limit_; }
  const Interval& log_limit() const { return log_limit_; }

  /// Bound of the error of a flow time of at most `time`, at which `end` is reached.
  /// @throws OutsideFormat where the terms of the closed form leave the range of the format, or its bits are too few
  /// for this to be a bound
  Size time_error(const End& end, Size time) const {
    if (format_.is_exact()) return 0;
    require_room(end);
    const Size bracket = is_logarithmic() ? logarithmic_error(end) : error_of_roots(end);
    // The factor L of paper time.
    return (bracket / lower(scale_) + time * (scale_roundings_ + 4)) * kHigherOrders * unit_;
  }

 private:
  /// m = 1, one logarithm (JEPA); or the m logarithms at the roots of unity and one pole at 0, m > a - 1 (MAE).
  bool is_logarithmic() const { return exponents_.m == 1; }

  /// 1 + s for m = 1 with lambda < 0, where nothing cancels; else, with z^m = -1, |1 - s/z| is at least sin(pi/m) >=
  /// 2/m, and at least s - 1 >= s/2 >= s/m for s >= 2.
  Size complement_at(const Interval& s) const {
    const Interval one(1);
    switch (course_) {
      case Course::increasing:
        return lower(one - s);
      case Course::decreasing:
        return lower(s - one);
      case Course::vanishing:
        break;
    }
    if (is_logarithmic()) return lower(one + s);
    return std::max(Size(2), lower(s)) / static_cast<Size>(exponents_.m) / kSlack;
  }

  /// (lambda w_inf^(a-1)) t = G(q) - G(s0) term by term, in units of u.
  Size logarithmic_error(const End& end) const {
    const long terms = exponents_.a - 1;
    RoundedSum sum(2 * terms + 4);
    for (const End* at : {&start_, &end}) {
      Size inverse_power = 1;
      for (long i = 1; i <= terms; ++i) {
        const auto n = static_cast<Size>(i);
        inverse_power /= at->low;
        sum.add(inverse_power / n, at->error * n + (n + 6));
      }
      // ln(s/|1-s|): the error of s moves it by 1/|1-s| relative units, each function rounds.
      sum.add(at->size_of_log, 4);
      sum.add(size_of_log_of_complement(*at), 4);
      sum.add_error(argument_error(*at));
    }
    return sum.error();
  }

  /// (lambda w_inf^(a-1)) t = H(q) - H(s0), H = h + the integral of s^(m-a)/(1 - s^m) by its m logarithms, in units of
  /// u.
  Size error_of_roots(const End& end) const {
    const long pole = exponents_.a - 1;
    const auto below = static_cast<Size>(pole);
    RoundedSum sum(2 * exponents_.m + 4);
    for (const End* at : {&start_, &end}) {
      if (pole == 0) {
        sum.add(at->size_of_log, 4);
        sum.add_error(at->error);
      } else {
        sum.add(power(1 / at->low, pole) / below, at->error * below + (below + 6));
      }
      // |ln(1 - s/z)| <= max(ln(1+s), |ln c|) + pi for every root z, c the complement (pi/2 below the limit, where
      // 1 - s/z has a positive real part); the mean of m of them.
      // Roots of unity from a rounded angle err by 3 u 2 pi < 19 u: z^2 by 38 u, the arguments by 24 u s/(1-s) on
      // average.
      sum.add(size_of_log_of_complement(*at) + (course_ == Course::increasing ? 0.7L + 1.6L : 3.2L), 48);
      sum.add_error((at->absolute_error(2) + at->high * 24) / at->complement);
    }
    return sum.error();
  }

  /// How far s/(1-s) errs. Below the limit s errs by e, so 1 - s by s e/(1-s) + 1, and the quotient by less than
  /// (e + 2)/(1-s). Above it by less than 2 s (e + 1)/(s-1) in the same way; with lambda < 0, where it is s/(1+s), by
  /// less than 2 (e + 1).
  Size argument_error(const End& at) const {
    if (course_ == Course::increasing) return (at.error + 2) / at.complement;
    if (course_ == Course::decreasing) return 2 * at.high * (at.error + 1) / at.complement;
    return 2 * (at.error + 1);
  }

  /// Upper bound of |ln c|, c between the complement and 1 + s. A negative complement has none: its case is outside the
  /// format already.
  Size size_of_log_of_complement(const End& at) const {
    Real complement = Real(0).rounded_to(64);
    mpfr_set_ld(complement.get(), at.complement, MPFR_RNDD);
    mpfr_log(complement.get(), complement.get(), MPFR_RNDD);
    const Size of_least = -mpfr_get_ld(complement.get(), MPFR_RNDD);
    return course_ == Course::increasing ? of_least : std::max(std::abs(of_least) * kSlack, at.size_of_log + 0.7L);
  }

  void require_room(const End& end) const {
    const long highest = is_logarithmic() ? exponents_.a - 1 : exponents_.m - 1;
    const auto terms = static_cast<Size>(highest + 1) * kSlack;
    const Size largest = power_of_two(format_.max_exponent - 4) / terms;
    const Size smallest = power_of_two(format_.min_exponent + 4) * terms;
    const auto require_between = [&](Size low, Size high) {
      if (!(high < largest) || !(smallest < low)) {
        throw OutsideFormat("a term of the closed form leaves the range of " + format_.name);
      }
    };
    const Size limit_low = lower(limit_);
    const Size limit_high = upper(limit_);
    require_between(start_.low * limit_low, start_.high * limit_high);
    require_between(limit_low, limit_high);
    require_between(power(start_.low * limit_low, highest), power(start_.high * limit_high, highest));
    require_between(power(limit_low, highest), power(limit_high, highest));
    require_between(power(start_.low, highest), power(start_.high, highest));
    require_between(power(1 / start_.high, highest), power(1 / start_.low, highest));
    require_between(power(1 / end.high, highest), power(1 / end.low, highest));
    require_between(lower(scale_), upper(scale_));
    for (const End* at : {&start_, &end}) {
      const auto n = static_cast<Size>(highest);
      const Size argument = at->absolute_error(26) / at->complement * unit_ * kSlack;
      const Size roundings = (at->error * n + (5 * n + 60)) * unit_ * kSlack;
      if (!(at->complement > 0) || !(argument < kFewRoundings) || !(roundings < kFewRoundings)) {
        throw OutsideFormat(format_.name + " has too few bits for the closed form here");
      }
    }
  }

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

/// The point, rounded up.
Interval as_interval(Size bound) {
  Real point = Real(0).rounded_to(64);
  mpfr_set_ld(point.get(), bound, MPFR_RNDU);
  return Interval(point);
}

}  // namespace

ScalarTolerance time_tolerance(const ScalarProblem& problem, const Rational& fraction, const Interval& time,
                               TimeConvention convention, const NumberFormat& format) {
  const ClosedForm form(problem, format);
  const auto unit_of_time = static_cast<Size>(convention == TimeConvention::paper ? form.depth() : 1);
  const Interval p = form.number(fraction);
  const Interval log_p = log(p.rounded_to(kBitsOfSizes));
  const End end = form.end_at(root(p, static_cast<unsigned long>(form.depth())), log_p / form.depth(),
                              root_error(size_of(log_p), form.depth()));
  const Size flow = size_of(time) / unit_of_time * kSlack;
  return {as_interval(form.time_error(end, flow) * unit_of_time * kSlack),
          fmt::format("rounding of the closed form term by term, u = 2^-{}", format.bits)};
}

ScalarTolerance amplitude_tolerance(const ScalarProblem& problem, const Rational& time, const Interval& encoder,
                                    TimeConvention convention, const NumberFormat& format) {
  const ClosedForm form(problem, format);
  const long depth = form.depth();
  const Rational flow = convention == TimeConvention::paper ? Rational(time / depth) : time;
  const Size flow_size = size_of(form.number(flow));
  // Error of the time at which an amplitude is reached.
  const auto error_at = [&](const Interval& amplitude) {
    const Interval layer = root(form.shortened(amplitude), static_cast<unsigned long>(depth));
    return form.time_error(form.end_at(layer / form.limit(), log(layer) - form.log_limit(), 4), flow_size);
  };
  // Below the limit, twice the error here; it is a convex function of the amplitude, so that it is a bound between two
  // times where it is one at both. Elsewhere its terms rise, fall, or fall and then rise, so that it is at most the sum
  // of its values at both: each may be twice the error here, and the bound is four times that.
  const bool is_convex = form.course() == Course::increasing;
  const Size each = error_at(encoder) * 2;
  const Size most = is_convex ? each : 2 * each;
  if (!std::isfinite(most)) throw OutsideFormat("the time of this amplitude has no bound in " + format.name);
  const Rational room = as_interval(most).upper().to_rational();
  const Interval rounding = encoder * form.number(format.unit_roundoff()) * (4 * depth + 8);
  Interval bound = rounding;
  for (const Rational& at : {std::max(Rational(0), Rational(flow - room)), Rational(flow + room)}) {
    const Interval reached =
        jepa_oracle::amplitude(problem, at, TimeConvention::flow, Digits(kDigits)).encoder.enclosure;
    if (!(error_at(reached) <= each)) {
      throw OutsideFormat("rounding the time of this amplitude moves it too far in " + format.name);
    }
    bound = hull(bound, abs(reached - encoder) + rounding);
  }
  return {Interval(bound.upper()),
          fmt::format("amplitudes within the tolerance of the time, and rounding, u = 2^-{}", format.bits)};
}

}  // namespace jepa_oracle::properties
