#include <fmt/format.h>

#include "jepa_oracle/errors.h"
#include "judge/allowance.h"
#include "judge/implementation.h"

namespace jepa_oracle::properties {
namespace {

constexpr Bits kBits = 192;

Interval number(const Rational& value) { return Interval(value, kBits); }
Interval size_of_log(const Interval& x) { return abs(log(x)); }

/// Sums of sizes of terms, each with the number of roundings that its value has behind it: the error is u times the
/// weighted sum (to first order; `bound` divides by 1 - u max).
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
    sum.add(logs, Interval(12));
    sum.add_error((error + 2L) / (Interval(1) - s));
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
  return {lambda * exp(exponent * log(rho)), Interval(10) + size_of_log(rho)};
}

Interval layer_limit(const ScalarProblem& problem) {
  const Interval rho = number(problem.feature.rho());
  if (problem.objective == Objective::jepa) return rho;
  return root(rho, static_cast<unsigned long>(problem.depth.layers() + 1));
}

/// s0 = epsilon^(1/L) / limit: a power with a rounded exponent, a quotient, and for MAE another such power.
Span span_to(const ScalarProblem& problem, const Interval& end, const Interval& end_error) {
  const long depth = problem.depth.layers();
  const Interval epsilon = number(problem.initial_amplitude());
  const Interval start = root(epsilon, static_cast<unsigned long>(depth)) / layer_limit(problem);
  Interval error = size_of_log(epsilon) / depth + 4L;
  if (problem.objective == Objective::mae) {
    error = error + size_of_log(number(problem.feature.rho())) / (depth + 1) + 3L;
  }
  return {start, end, error, end_error};
}

/// Absolute error of a time, without the factor u.
Interval time_error(const ScalarProblem& problem, const Span& span, const Interval& time) {
  const Interval bracket =
      problem.objective == Objective::jepa ? jepa_time_error(problem, span) : mae_time_error(problem, span);
  const Scale scale = scale_of(problem);
  // The factor L of paper time, and the decimal text of the answer.
  return bracket / scale.value + abs(time) * (scale.roundings + 4L);
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
  const Span span = span_to(problem, root(p, static_cast<unsigned long>(depth)), size_of_log(p) / depth + 3L);
  require_growth(problem, span);
  const Interval flow = enclose_critical_time(problem, Threshold::fraction(fraction), TimeConvention::flow, kBits);
  Interval bound = time_error(problem, span, flow) * number(format.unit_roundoff());
  if (convention == TimeConvention::paper) bound = bound * depth;
  return {bound, fmt::format("rounding of the closed form term by term, u = 2^-{}", format.bits)};
}

ScalarAllowance amplitude_allowance(const ScalarProblem& problem, const Rational& time, const Interval& encoder,
                                    TimeConvention convention, const NumberFormat& format) {
  const auto depth = static_cast<unsigned long>(problem.depth.layers());
  const Interval w = root(encoder, depth);
  const Interval limit = layer_limit(problem);
  // From one unit below the limit on, the time at which an amplitude is reached says nothing any more, and the
  // allowance stays what it is there.
  const Interval last = Interval(1) - number(format.unit_roundoff());
  const Interval part = w / limit;
  const Span span = span_to(problem, certainly_less(part, last) ? part : last, Interval(4));
  require_growth(problem, span);
  const Interval u = number(format.unit_roundoff());
  const Interval flow = number(time) / (convention == TimeConvention::paper ? problem.depth.layers() : 1L);
  const long L = problem.depth.layers();
  const Interval lambda = number(problem.feature.lambda());
  const Interval rho = number(problem.feature.rho());
  const Interval reached = span.end * limit;
  // du/dt = L lambda w^(3L-1) (1 - w/rho) (JEPA), L lambda w^(2L-1) (1 - w^(L+1)/rho) (MAE)
  const Interval speed = problem.objective == Objective::jepa
                             ? lambda * L * power(reached, 3 * L - 1) * (Interval(1) - reached / rho)
                             : lambda * L * power(reached, 2 * L - 1) * (Interval(1) - power(reached, L + 1) / rho);
  const Interval error = time_error(problem, span, flow) * u;
  return {abs(speed) * error * 2L + encoder * u * (4 * L + 8),
          fmt::format("allowance of the time at this amplitude times du/dt, and rounding, u = 2^-{}", format.bits)};
}

}  // namespace jepa_oracle::properties
