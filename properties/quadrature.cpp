#include "quadrature.h"

#include <vector>

namespace jepa_oracle::properties {
namespace {

constexpr Bits kBits = 128;
constexpr long kOrder = 34;  // Taylor terms a cell; the rest falls like 8^-34 (half width r/16, radius r/2)
constexpr int kMaxCells = 200'000;

Real real(const Rational& value) { return Real(value, kBits); }

struct Reciprocal {
  Rational A;
  long a;
  Rational B;
  long b;

  Interval denominator(const Interval& w) const {
    return Interval(A, kBits) * power(w, a) - Interval(B, kBits) * power(w, b);
  }

  /// Where A w^a = B w^b, or nothing to keep away from when A <= 0.
  Real zero() const {
    if (A <= 0) return real(0);
    return root(real(A / B), static_cast<unsigned long>(b - a));
  }

  /// Taylor coefficients of A w^a - B w^b at c.
  std::vector<Interval> denominator_terms(const Interval& c) const {
    std::vector<Interval> terms(kOrder, Interval(0));
    const auto add = [&](const Rational& factor, long exponent, int sign) {
      const Interval inverse = Interval(1) / c;
      Interval term =
          Interval(factor, kBits) * sign * power(c, exponent);  // factor * binomial(exponent, i) * c^(exponent-i)
      for (long i = 0; i < kOrder && i <= exponent; ++i) {
        terms[static_cast<std::size_t>(i)] += term;
        term = term * (exponent - i) / (i + 1) * inverse;
      }
    };
    add(A, a, 1);
    add(B, b, -1);
    return terms;
  }

  /// Upper bound of |1 / denominator| on the complex disk around c of radius r < c; b - a times r must stay below c / 2
  /// (then |arg w^(b-a)| < pi/2 on the disk, which the case A <= 0 needs).
  Interval bound_on_disk(const Interval& c, const Interval& r) const {
    const Interval near = power(c - r, b - a) * Interval(B, kBits);
    const Interval far = power(c + r, b - a) * Interval(B, kBits);
    const Interval size(A, kBits);
    Interval gap = size - far;                                             // |A - B w^(b-a)| >= A - B |w|^(b-a)
    if (A <= 0) gap = certainly_less(abs(size), near) ? near : abs(size);  // >= max(|A|, B |w|^(b-a))
    if (A > 0 && !certainly_positive(gap)) gap = near - size;              // beyond the zero
    if (!certainly_positive(gap)) return Interval(0) / Interval(0);        // the disk reaches a zero: no bound
    return Interval(1) / (power(c - r, a) * gap);
  }

  /// Integral over [c - h, c + h].
  Interval cell(const Interval& c, const Interval& h, const Interval& r) const {
    const std::vector<Interval> f = denominator_terms(c);
    std::vector<Interval> g{Interval(1) / f[0]};
    for (std::size_t k = 1; k < f.size(); ++k) {
      Interval sum = Interval(0);
      for (std::size_t i = 1; i <= k; ++i) sum += f[i] * g[k - i];
      g.push_back(-(sum * g[0]));
    }
    const Interval h2 = square(h);
    Interval power_of_h = h * 2L;
    Interval integral = Interval(0);
    for (std::size_t k = 0; k < g.size(); k += 2) {  // odd powers cancel over the symmetric cell
      integral += g[k] * power_of_h / static_cast<long>(k + 1);
      power_of_h *= h2;
    }
    const Interval ratio = h / r;
    const Interval rest = bound_on_disk(c, r) * power(ratio, kOrder) / (Interval(1) - ratio) * h * 2L;
    return integral + hull(-rest, rest);
  }
};

Real smaller(const Real& x, const Real& y) { return x < y ? x : y; }

}  // namespace

Interval integrate_reciprocal(const Rational& A, long a, const Rational& B, long b, const Interval& w0,
                              const Interval& w1) {
  const Reciprocal f{A, a, B, b};
  const Interval undefined = Interval(0) / Interval(0);
  if (!certainly_positive(w0) || !certainly_positive(w1) || !w0.is_bounded() || !w1.is_bounded()) return undefined;
  const Real start = w0.midpoint().rounded_to(kBits);
  const Real end = w1.midpoint().rounded_to(kBits);
  const bool up = start < end;
  const Real low = up ? start : end;
  const Real high = up ? end : start;
  const Real zero = f.zero();
  if (A > 0 && !(high < zero) && !(zero < low)) return undefined;

  Interval sum = Interval(0);
  Real left = low;
  for (int cells = 0; left < high; ++cells) {
    if (cells == kMaxCells) return undefined;
    // Twice the radius of the disk: it reaches neither 0 nor the zero of the denominator, and w^-a grows by no more
    // than about e^8 on it.
    Real r = smaller(left, left * 16L / a);
    r = A > 0 ? smaller(r, abs(zero - left)) : smaller(r, left / (b - a));
    const Real right = high - left <= r / 8L ? high : left + r / 8L;
    const Interval middle = (Interval(left) + Interval(right)) / 2L;
    const Interval half = (Interval(right) - Interval(left)) / 2L;
    // The cell is r/8 wide at most and the disk has the radius r/2: together they stay within r of `left`.
    sum += f.cell(middle, half, Interval(r) / 2L);
    left = right;
  }
  // The ends are intervals: what lies between an end and its midpoint, at the steepest.
  const auto slack = [&](const Interval& end_of_range, const Real& used) {
    return (end_of_range - Interval(used)) / f.denominator(hull(end_of_range, Interval(used)));
  };
  const Interval oriented = up ? sum : -sum;
  return oriented + slack(w1, end) - slack(w0, start);
}

Interval integrated_time(Objective objective, Depth depth, const Feature& feature, const Interval& w0,
                         const Interval& w1) {
  const long layers = depth.layers();
  const long a = objective == Objective::jepa ? 2 * layers : layers;
  return integrate_reciprocal(feature.lambda(), a, feature.variance(), 2 * layers + 1, w0, w1);
}

}  // namespace jepa_oracle::properties
