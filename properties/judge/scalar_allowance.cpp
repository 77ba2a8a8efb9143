#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/critical_time.h"
#include "judge/allowance.h"
#include "judge/implementation.h"

namespace jepa_oracle::properties {
namespace {

constexpr Bits kBits = 192;
constexpr int kDigits = 20;

/// Where N u <= 1/4 for every number N of roundings and delta = u (e + 2)/(1 - s) <= 1/4 for the argument of every
/// ln(1 - s): N u/(1 - N u) <= 4/3 N u and -ln(1 - delta) <= 4/3 delta.
const Rational kHigherOrders(4, 3);
const Rational kFewRoundings(1, 4);

Interval number(const Rational& value) { return Interval(value, kBits); }
Interval size_of_log(const Interval& x) { return abs(log(x)); }

/// Sums of sizes of terms, each with the number of roundings that its value has behind it: to first order the error is
/// u times the weighted sum, and `kHigherOrders` times that with all orders.
class RoundedSum {
 public:
  /// A term that is added in `adds` additions.
  explicit RoundedSum(long adds) : adds_(adds) {}
  void add(const Interval& size, const Interval& roundings) { error_ = error_ + abs(size) * (roundings + adds_); }
  /// An error in units of u, whatever caused it.
  void add_error(const Interval& units) { error_ = error_ + units; }
  const Interval& error() const { return error_; }

 private:
  Interval error_{0};
  long adds_;
};

/// Where the trajectory starts and ends: layer amplitudes in units of the limit, with the roundings behind each.
struct Span {
  Interval start;        ///< s0
  Interval end;          ///< q
  Interval start_error;  ///< roundings behind s0, relative
  Interval end_error;    ///< roundings behind q
};

/// JEPA: (lambda rho^(2L-1)) t = G(q) - G(s0) term by term; returns the error of t in units of u.
Interval jepa_time_error(const ScalarProblem& problem, const Span& span) {
  const long depth = problem.depth.layers();
  const long terms = 2 * depth - 1;
  RoundedSum sum(2 * terms + 4);
  for (long n = 1; n <= terms; ++n) {
    sum.add(power(span.start, -n) / n, span.start_error * n + (n + 6));
    sum.add(power(span.end, -n) / n, span.end_error * n + (n + 6));
  }
  for (const auto& [s, error] : {std::pair(span.start, span.start_error), std::pair(span.end, span.end_error)}) {
    // ln(s/(1-s)): the error of s moves it by 1/(1-s) relative units, each function rounds.
    sum.add(size_of_log(s), Interval(4));
    sum.add(size_of_log(Interval(1) - s), Interval(4));
    sum.add_error((error + 2L) / (Interval(1) - s));
  }
  return sum.error();
}

/// MAE: (lambda rho^k) t = H(q) - H(s0), H = h + the integral of s/(1 - s^m) by its m logarithms.
Interval mae_time_error(const ScalarProblem& problem, const Span& span) {
  const long depth = problem.depth.layers();
  const long m = depth + 1;
  RoundedSum sum(2 * m + 4);
  for (const auto& [s, error] : {std::pair(span.start, span.start_error), std::pair(span.end, span.end_error)}) {
    if (depth == 1) {
      sum.add(size_of_log(s), Interval(4));
      sum.add_error(error);
    } else {
      sum.add(power(s, 1 - depth) / (depth - 1), error * (depth - 1) + (depth + 5));
    }
    // |ln(1 - s/z)| <= max(ln 2, |ln(1-s)|) + pi/2 for every root of unity z; the mean of m of them.
    const Interval logs =
        size_of_log(Interval(1) - s) + Interval(Rational(7, 10), kBits) + Interval(Rational(8, 5), kBits);
    // Roots of unity from a rounded angle err by 3 u 2 pi < 19 u: z^2 by 38 u, the arguments by 24 u s/(1-s) on
    // average.
    sum.add(logs, Interval(48));
    sum.add_error((error + 2L + s * 24L) / (Interval(1) - s));
  }
  return sum.error();
}

/// lambda rho^kappa with the roundings of the power: 1/(it) is what turns the bracket into a time.
struct Scale {
  Interval value;
  Interval roundings;
};

Scale scale_of(const ScalarProblem& problem) {
  const long depth = problem.depth.layers();
  const Interval rho = number(problem.feature.rho());
  const Interval lambda = number(problem.feature.lambda());
  if (problem.objective == Objective::jepa) {
    return {lambda * power(rho, 2 * depth - 1), Interval(2 * depth + 6) + size_of_log(rho)};
  }
  const Interval exponent = number(Rational(depth - 1, depth + 1));
  return {lambda * exp(exponent * log(rho)), Interval(10) + size_of_log(rho) * 3L};
}

Interval layer_limit(const ScalarProblem& problem) {
  const Interval rho = number(problem.feature.rho());
  if (problem.objective == Objective::jepa) return rho;
  return root(rho, static_cast<unsigned long>(problem.depth.layers() + 1));
}

/// Roundings behind x^(1/n): by a power with a rounded exponent or by exp(log(x)/n).
Interval root_error(const Interval& x, long n) { return size_of_log(x) * 3L / n + 3L; }

/// s0 = epsilon^(1/L) / limit: a root, a quotient, and for MAE another root.
Span span_to(const ScalarProblem& problem, const Interval& end, const Interval& end_error) {
  const long depth = problem.depth.layers();
  const Interval epsilon = number(problem.initial_amplitude());
  const Interval start = root(epsilon, static_cast<unsigned long>(depth)) / layer_limit(problem);
  Interval error = root_error(epsilon, depth) + 1L;
  if (problem.objective == Objective::mae) {
    error = error + root_error(number(problem.feature.rho()), depth + 1);
  }
  return {start, end, error, end_error};
}

/// Absolute error of a time, without the factor u.
Interval time_error(const ScalarProblem& problem, const Span& span, const Interval& time) {
  const Interval bracket =
      problem.objective == Objective::jepa ? jepa_time_error(problem, span) : mae_time_error(problem, span);
  const Scale scale = scale_of(problem);
  // The factor L of paper time.
  return (bracket / scale.value + abs(time) * (scale.roundings + 4L)) * number(kHigherOrders);
}

/// @throws OutsideFormat where the terms of the closed form leave the range of the format, or its bits are too few for
/// `time_error` to be a bound
void require_room(const ScalarProblem& problem, const Span& span, const NumberFormat& format) {
  if (format.is_exact()) return;
  const long depth = problem.depth.layers();
  const bool jepa = problem.objective == Objective::jepa;
  const long highest = jepa ? 2 * depth - 1 : depth;
  const Interval limit = layer_limit(problem);
  const Interval w0 = span.start * limit;
  const Interval largest = constant_like(power(Rational(2), format.max_exponent - 4), limit);
  const Interval smallest = constant_like(power(Rational(2), format.min_exponent + 4), limit);
  for (const Interval& term : {w0, limit, power(w0, highest), power(limit, highest), power(span.start, highest),
                               power(span.start, -highest), power(span.end, -highest), scale_of(problem).value}) {
    if (!certainly_less(term * (highest + 1), largest) || !certainly_less(smallest, term / (highest + 1))) {
      throw OutsideFormat("a term of the closed form leaves the range of " + format.name);
    }
  }
  const Interval u = number(format.unit_roundoff());
  for (const auto& [s, error] : {std::pair(span.start, span.start_error), std::pair(span.end, span.end_error)}) {
    const Interval argument = (error + 26L) / (Interval(1) - s) * u;
    const Interval roundings = (error * highest + (5 * highest + 60)) * u;
    if (!certainly_less(argument, number(kFewRoundings)) || !certainly_less(roundings, number(kFewRoundings))) {
      throw OutsideFormat(format.name + " has too few bits for the closed form here");
    }
  }
}

void require_growth(const ScalarProblem& problem, const Span& span) {
  if (problem.feature.sign() <= 0) throw Absent("the protocol asks for features with lambda > 0");
  if (!certainly_less(span.start, Interval(1))) throw Absent("the protocol asks for starts below the limit");
}

}  // namespace

ScalarAllowance time_allowance(const ScalarProblem& problem, const Rational& fraction, TimeConvention convention,
                               const NumberFormat& format) {
  const Interval p = number(fraction);
  const long depth = problem.depth.layers();
  const Span span = span_to(problem, root(p, static_cast<unsigned long>(depth)), root_error(p, depth));
  require_growth(problem, span);
  require_room(problem, span, format);
  const Interval flow = enclose_critical_time(problem, Threshold::fraction(fraction), TimeConvention::flow, kBits);
  Interval bound = time_error(problem, span, flow) * number(format.unit_roundoff());
  if (convention == TimeConvention::paper) bound = bound * depth;
  return {bound, fmt::format("rounding of the closed form term by term, u = 2^-{}", format.bits)};
}

ScalarAllowance amplitude_allowance(const ScalarProblem& problem, const Rational& time, const Interval& encoder,
                                    TimeConvention convention, const NumberFormat& format) {
  const long depth = problem.depth.layers();
  const Interval limit = layer_limit(problem);
  const Interval u = number(format.unit_roundoff());
  const Rational flow = convention == TimeConvention::paper ? Rational(time / depth) : time;
  // Error of the time at which an amplitude is reached.
  const auto error_at = [&](const Interval& amplitude) {
    const Interval layer = root(amplitude, static_cast<unsigned long>(depth));
    const Span span = span_to(problem, layer / limit, Interval(4));
    require_growth(problem, span);
    require_room(problem, span, format);
    return time_error(problem, span, number(flow)) * u;
  };
  // Twice the error here; it is a convex function of the amplitude, so that it is a bound between two times where it is
  // one at both.
  const Interval room = error_at(encoder) * 2L;
  if (!room.is_bounded()) throw OutsideFormat("the time of this amplitude has no bound in " + format.name);
  const Rational earlier = std::max(Rational(0), Rational(flow - room.upper().to_rational()));
  const Rational later = flow + room.upper().to_rational();
  Interval bound = encoder * u * (4 * depth + 8);
  for (const Rational& at : {earlier, later}) {
    const Interval reached =
        jepa_oracle::amplitude(problem, at, TimeConvention::flow, Digits(kDigits)).encoder.enclosure;
    if (certainly_less(room, error_at(reached))) {
      throw OutsideFormat("rounding the time of this amplitude moves it too far in " + format.name);
    }
    bound = hull(bound, abs(reached - encoder) + encoder * u * (4 * depth + 8));
  }
  return {Interval(bound.upper()),
          fmt::format("amplitudes within the allowance of the time, and rounding, u = 2^-{}", format.bits)};
}

}  // namespace jepa_oracle::properties
