#include "scenarios/lejepa_scenario.h"

#include <algorithm>
#include <vector>

namespace jepa_oracle::properties {
namespace {

constexpr std::size_t kSeriesTerms = 46;  // of a Taylor polynomial; the rest falls like (1/8)^46 = 2^-138
constexpr int kLimitBits = 150;

Interval root_of_two_pi() { return root(pi_like(Interval(2).rounded_to(kCheckBits)) * 2L, 2); }
Interval minus_three_halves(const Interval& x) { return Interval(1) / (x * root(x, 2)); }

/// Coefficients of factor (1 + y x)^exponent in x.
std::vector<Interval> binomial_series(const Interval& factor, const Interval& y, const Rational& exponent) {
  std::vector<Interval> series{factor};
  for (std::size_t n = 0; n + 1 < kSeriesTerms; ++n) {
    const auto order = static_cast<long>(n);
    series.push_back(series.back() * y * exact((exponent - order) / (order + 1)));
  }
  return series;
}

/// A cell of the time integral about c, in x = Q/c - 1.
struct LeJepaCell {
  const LeJepaFeature& feature;
  Interval c;

  /// |l'| on the disc |x| <= radius, at least: neither power moves by more than towards -x.
  Interval least_slope(const Interval& radius) const {
    const Interval d = c * radius;
    const Interval cross = c + Interval(2);
    const Interval square = c * 2L + Interval(1);
    const Interval moved =
        exact(feature.second.s) * (minus_three_halves(cross - d) - minus_three_halves(cross)) +
        exact(feature.second.r) * (minus_three_halves(square - d * 2L) - minus_three_halves(square));
    return abs(feature.slope(c)) - exact(feature.weight) * root_of_two_pi() * moved;
  }

  /// integral of Q^-alpha / l' over |x| <= half, with the disc |x| <= radius.
  Interval integral(const Rational& alpha, const Interval& half, const Interval& radius) const {
    const Interval scale = exact(feature.weight) * root_of_two_pi();
    const Interval cross = c + Interval(2);
    const Interval square = c * 2L + Interval(1);
    const auto of_cross =
        binomial_series(scale * exact(feature.second.s) * minus_three_halves(cross), c / cross, Rational(-3, 2));
    const auto of_square =
        binomial_series(scale * exact(feature.second.r) * minus_three_halves(square), c * 2L / square, Rational(-3, 2));
    const auto numerator = binomial_series(Interval(1), Interval(1), -alpha);
    std::vector<Interval> slope;
    for (std::size_t n = 0; n < kSeriesTerms; ++n) slope.push_back(of_cross[n] - of_square[n]);
    slope[0] = feature.slope(c);
    const Interval inverse = Interval(1) / slope[0];
    std::vector<Interval> quotient;
    Interval sum(0);
    Interval power_of_half = half;
    for (std::size_t n = 0; n < kSeriesTerms; ++n) {
      Interval term = numerator[n];
      for (std::size_t i = 1; i <= n; ++i) term -= slope[i] * quotient[n - i];
      quotient.push_back(term * inverse);
      if (n % 2 == 0) sum += quotient[n] * power_of_half * 2L / static_cast<long>(n + 1);
      power_of_half = power_of_half * half;
    }
    const Interval ratio = half / radius;
    const Interval largest = exp(-log(Interval(1) - radius) * exact(alpha)) / least_slope(radius);
    const Interval rest = largest * power(ratio, static_cast<long>(kSeriesTerms)) / (Interval(1) - ratio) * half * 2L;
    return exp(log(c) * exact(1 - alpha)) * (sum + hull(-rest, rest));
  }
};

}  // namespace

SecondTerm SecondTerm::of_batch(long size, bool with_factor) {
  const Rational s = with_factor ? Rational(size) : Rational(1);
  return {s, s - s / size};
}

Interval SecondTerm::slope(const Interval& variance) const {
  return root_of_two_pi() * (exact(s) * minus_three_halves(variance + Interval(2)) -
                             exact(r) * minus_three_halves(variance * 2L + Interval(1)));
}

Interval LeJepaFeature::slope(const Interval& variance) const {
  return exact((1 - weight) * (1 - rho) / 2) + exact(weight) * second.slope(variance);
}
Interval LeJepaFeature::slope(const Rational& variance) const { return slope(exact(variance)); }

int LeJepaFeature::direction(const Rational& variance) const {
  const Interval at = slope(variance);
  return certainly_negative(at) ? 1 : (certainly_positive(at) ? -1 : 0);
}

Interval LeJepaFeature::limit() const {
  if (rho == 1 && second.s == second.r) return exact(1);
  Rational high = 1;
  Rational low(1, 2);
  while (direction(low) <= 0 && low > power(Rational(2), -1000)) {
    high = low;
    low /= 2;
  }
  const Rational enough = low * power(Rational(2), -kLimitBits);
  while (high - low > enough) {
    const Rational middle = (low + high) / 2;
    const int side = direction(middle);
    if (side == 0) break;
    (side > 0 ? low : high) = middle;
  }
  return hull(exact(low), exact(high));
}

Interval LeJepaFeature::time(long layers, const Rational& variance_of_data, const Rational& from,
                             const Interval& to) const {
  const Rational alpha(2 * layers - 1, layers);
  const Real start = exact(from).midpoint();
  const Real end = to.midpoint();
  const bool up = start < end;
  const Real high = up ? end : start;
  Interval sum(0);
  for (Real left = up ? start : end; left < high;) {
    for (Rational radius(3, 4);; radius = radius * 3 / 4) {
      if (radius < power(Rational(2), -kLimitBits)) return Interval(0) / Interval(0);
      const Rational reach = radius / 8;
      Real right = (Interval(left) * exact((1 + reach) / (1 - reach))).lower();
      if (high < right) right = high;
      const Interval c = (Interval(left) + Interval(right)) / 2L;
      const LeJepaCell cell{*this, Interval(c.midpoint())};
      if (!certainly_less(abs(slope(cell.c)), cell.least_slope(exact(radius)) * 8L)) continue;
      // Both ends are met: what the midpoint is off goes into the half width, as the ends of an interval.
      const Interval half = hull(Interval(right) - cell.c, cell.c - Interval(left)) / cell.c;
      sum += cell.integral(alpha, half, exact(radius));
      left = right;
      break;
    }
  }
  const auto slack = [&](const Interval& meant, const Real& used) {
    const Interval at = hull(meant, Interval(used));
    return (meant - Interval(used)) * exp(-log(at) * exact(alpha)) / slope(at);
  };
  const Interval whole = (up ? sum : -sum) + slack(to, end) - slack(exact(from), start);
  return whole / (root(exact(variance_of_data), static_cast<unsigned long>(layers)) * (-4 * layers));
}

Interval threshold_in_rho(const Rational& weight, const SecondTerm& second) {
  return Interval(1) + exact(2 * weight / (1 - weight)) * second.slope(exact(0));
}

Interval gaussian_integral(const Rational& a) {
  constexpr long kEnd = 16;
  // Cells of half width h with discs of radius r = 8 h, r^2 <= 4/a: |exp(-a z^2 / 2)| <= exp(a (r^2 - (c-r)^2) / 2).
  const Rational steps = above(root(exact(a), 2)) * kEnd * 2;
  const long cells = static_cast<long>(steps.convert_to<double>()) + 1;
  const Rational half(kEnd, 2 * cells);
  const Interval h = exact(half);
  Interval sum(0);
  for (long i = 0; i < cells; ++i) {
    const Rational middle = (2 * i + 1) * half;
    const Interval c = exact(middle);
    const Interval r = exact(8 * half);
    // f' = -a t f: (n+1) f_(n+1) = -a (c f_n + f_(n-1))
    Interval before(0);
    Interval now = exp(exact(-a * middle * middle / 2));
    Interval power_of_h = h;
    for (std::size_t n = 0; n < kSeriesTerms; ++n) {
      if (n % 2 == 0) sum += now * power_of_h * 2L / static_cast<long>(n + 1);
      const Interval next = -(exact(a) * (c * now + before)) / static_cast<long>(n + 1);
      before = now;
      now = next;
      power_of_h = power_of_h * h;
    }
    const Rational nearest = std::max(Rational(0), Rational(middle - 8 * half));
    const Interval largest = exp(exact(a / 2) * (square(r) - exact(nearest * nearest)));
    const Interval rest = largest * power(exact(Rational(1, 8)), static_cast<long>(kSeriesTerms)) * h * 16L / 7L;
    sum += hull(-rest, rest);
  }
  // a >= 1, t >= 16: less than the integral of (t/16) exp(-t^2/2)
  const Interval tail = exp(Interval(-kEnd * kEnd / 2).rounded_to(kCheckBits)) / kEnd;
  return (sum + hull(Interval(0), tail)) * 2L;
}

void require_threshold(Judgement& judgement, const Subject& subject, const LeJepaLoss& loss, const SecondTerm& second) {
  const Interval threshold = subject.lejepa_threshold(loss, Digits(kCheckDigits));
  judgement.require("rho_c is a number", threshold.is_bounded());
  if (!threshold.is_bounded()) return;
  const Rational near = abs(threshold.midpoint().to_rational()) * power(Rational(2), -Judgement::kAgreementBits);
  const Rational low = threshold.lower().to_rational() - near;
  const Rational high = threshold.upper().to_rational() + near;
  judgement.require("small codes shrink just below rho_c",
                    LeJepaFeature{loss.weight(), low, second}.direction(0) < 0);
  judgement.require("small codes grow just above rho_c", LeJepaFeature{loss.weight(), high, second}.direction(0) > 0);
}

}  // namespace jepa_oracle::properties
