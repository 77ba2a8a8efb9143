#include "scenarios/sharp_boundary.h"

#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

/// Ends of the window cancel up to the digits by which two times differ, beside those asked for.
constexpr Bits kWindowBits = 640;

/// -(sum over n = 1..N-1 of (N-n)/(n s^n)) + N ln(s/(1-s)) + 1/(1-s)
Interval jepa_kernel(const Interval& s, long last) {
  const Interval complement = Interval(1) - s;
  const Interval x = Interval(1) / s;
  Interval power_of_x = x;
  Interval result = log(s / complement) * last + Interval(1) / complement;
  for (long n = 1; n < last; ++n) {
    result -= power_of_x * (last - n) / n;
    power_of_x *= x;
  }
  return result;
}

/// G(s) = ln(s/(1-s)) - sum over n = 1..N of s^-n/n
Interval jepa_curve(const Interval& s, long last) {
  const Interval x = Interval(1) / s;
  Interval power_of_x = x;
  Interval result = log(s / (Interval(1) - s));
  for (long n = 1; n <= last; ++n) {
    result -= power_of_x / n;
    power_of_x *= x;
  }
  return result;
}

/// phi(s) = k H(s) + s^(1-L) / (m (1 - s^m)), where the terms in s^(1-L) cancel: k J(s) + s^2 / (m (1 - s^m)).
Interval mae_kernel(const Interval& s, long layers) {
  const long m = layers + 1;
  return mae_integral(s, layers) * (layers - 1) / m + square(s) / ((Interval(1) - power(s, m)) * m);
}

/// The rationals on either side of a place; nothing, and the judgement failed, unless both lie between 0 and q.
std::optional<std::pair<Interval, Interval>> sides_of(Judgement& judgement, const std::string& what,
                                                      const Interval& place, const Interval& q) {
  const bool bounded = place.is_bounded() && certainly_positive(place);
  if (!bounded) {
    judgement.require(what + " is a positive number", false);
    return std::nullopt;
  }
  const Interval low = exact(just_below(place));
  const Interval high = exact(just_above(place));
  judgement.require(what + " lies below q", certainly_less(high, q));
  if (judgement.verdict() != Verdict::holds) return std::nullopt;
  return std::pair(low, high);
}

}  // namespace

void require_jepa_boundary(Judgement& judgement, Depth depth, const Rational& p, const Interval& boundary) {
  const long last = 2 * depth.layers() - 1;
  const Interval q = layer_of(p, depth);
  const auto sides = sides_of(judgement, "s*", boundary, q);
  if (!sides) return;
  const Interval target = jepa_curve(q, last) * last;
  judgement.require_between("K(s*) = (2L-1) G(q)", jepa_kernel(sides->first, last), target,
                            jepa_kernel(sides->second, last));
}

void require_mae_boundary(Judgement& judgement, Depth depth, const Rational& p, const Interval& boundary) {
  const long layers = depth.layers();
  const Interval q = layer_of(p, depth);
  const auto sides = sides_of(judgement, "s_b", boundary, q);
  if (!sides) return;
  const Interval target = mae_constant(q, layers) * (layers - 1) / (layers + 1);
  judgement.require_between("phi(s_b) = k H(q)", mae_kernel(sides->first, layers), target,
                            mae_kernel(sides->second, layers));
}

void require_mae_fraction_bound(Judgement& judgement, Depth depth, const Interval& bound) {
  const long layers = depth.layers();
  if (layers == 1) return judgement.require_same("p0(1)", bound, Interval(1));
  const auto sides = sides_of(judgement, "p0", bound, Interval(1));
  if (!sides) return;
  const auto constant = [&](const Interval& p) {
    return mae_constant(root(p, static_cast<unsigned long>(layers)), layers);
  };
  judgement.require_between("H(q) = 0 at p0", constant(sides->first), Interval(0), constant(sides->second));
}

void require_window_ends(Judgement& judgement, Depth depth, const Rational& p, const Conflict& conflict,
                         const std::pair<Interval, Interval>& window) {
  const long last = 2 * depth.layers() - 1;
  const auto degree = static_cast<unsigned long>(depth.layers());
  const auto wide = [](const Rational& value) { return Interval(value, kWindowBits); };
  const Interval end = jepa_curve(root(wide(p), degree), last);
  const auto time = [&](const Feature& feature, const Interval& w0) {
    const Interval rho = wide(feature.rho());
    return (end - jepa_curve(w0 / rho, last)) / (wide(feature.lambda()) * power(rho, last));
  };
  const auto gap = [&](const Rational& epsilon) {
    const Interval w0 = root(wide(epsilon), degree);
    return time(conflict.influential, w0) - time(conflict.noisy, w0);
  };
  const auto& [low, high] = window;
  const Interval reach = exact(p * power(conflict.noisy.rho(), depth.layers()));
  if (!sides_of(judgement, "the lower end", low, reach) || !sides_of(judgement, "the upper end", high, reach)) return;
  judgement.require_between("t2 - t1 = 0 at the lower end", -gap(just_below(low)), Interval(0), -gap(just_above(low)));
  judgement.require_between("t1 - t2 = 0 at the upper end", gap(just_below(high)), Interval(0), gap(just_above(high)));
}

}  // namespace jepa_oracle::properties
