#include "scenarios/curve_time.h"

#include <vector>

#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

constexpr std::size_t kTerms = 64;  // the rest falls like 4^-64: half width h, radius 4 h
constexpr long kRadius = 4;
constexpr int kMaxCells = 10'000;

struct Integrand {
  long depth;
  Rational variance;
  Rational rho;
  Rational c;

  /// Distances of v to the zeros: the nearer and the farther of +-sqrt(c) (equal for c < 0), and rho.
  struct Distances {
    Interval near;
    Interval far;
    Interval rho;
  };

  Distances distances(const Rational& v) const {
    const Interval size = abs(exact(v));
    const Interval gap = exact(v * v - c);
    const Interval to_rho = abs(exact(rho - v));
    if (c < 0) return {root(gap, 2), root(gap, 2), to_rho};
    const Interval far = size + root(exact(c), 2);
    return {gap / far, far, to_rho};
  }

  /// Upper bound of |integrand| on the disk of radius r around m, unbounded if it may reach a zero.
  Interval bound_on_disk(const Rational& m, const Interval& r) const {
    const Distances d = distances(m);
    const Interval near = d.near - r;
    const Interval to_rho = d.rho - r;
    if (!certainly_positive(near) || !certainly_positive(to_rho)) return Interval(0) / Interval(0);
    return Interval(1) / (exact(variance) * power(near * (d.far - r), depth) * to_rho);
  }

  /// Taylor coefficients f_k at m. With A = (m+x)^2 - c and B = rho - m - x the integrand is A^-L B^-1 / sigma^2, hence
  /// A B f' = (A - 2L (m+x) B) f.
  std::vector<Interval> terms(const Rational& m) const {
    const Rational a0 = m * m - c;
    const Rational b0 = rho - m;
    const std::vector<Interval> q{exact(a0 * b0), exact(2 * m * b0 - a0), exact(b0 - 2 * m), Interval(-1)};
    const std::vector<Interval> p{exact(a0 - 2 * depth * m * b0), exact(2 * m - 2 * depth * (b0 - m)),
                                  Interval(2 * depth + 1)};
    std::vector<Interval> f{exact(1 / (variance * power(a0, depth) * b0))};
    while (f.size() < kTerms) {
      const std::size_t k = f.size();
      Interval sum = exact(0);
      for (std::size_t i = 0; i < p.size() && i < k; ++i) sum += p[i] * f[k - 1 - i];
      for (std::size_t i = 1; i < q.size() && i < k; ++i) sum -= q[i] * f[k - i] * static_cast<long>(k - i);
      f.push_back(sum / q[0] / static_cast<long>(k));
    }
    return f;
  }

  /// Integral over [m - h, m + h].
  Interval cell(const Rational& m, const Rational& h) const {
    const Interval half = exact(h);
    const std::vector<Interval> f = terms(m);
    Interval power_of_h = half * 2L;
    Interval integral = exact(0);
    for (std::size_t k = 0; k < kTerms; k += 2) {  // odd powers cancel over the symmetric cell
      integral += f[k] * power_of_h / static_cast<long>(k + 1);
      power_of_h *= square(half);
    }
    const Interval ratio = exact(Rational(1, kRadius));
    const Interval rest = bound_on_disk(m, half * kRadius) * power(ratio, kTerms) / (Interval(1) - ratio) * half * 2L;
    return integral + hull(-rest, rest);
  }
};

}  // namespace

Interval time_along_curve(Depth depth, const Feature& feature, const Rational& c, const Rational& v0,
                          const Rational& v1) {
  const Integrand f{depth.layers(), feature.variance(), feature.rho(), c};
  const bool up = v0 < v1;
  Interval sum = exact(0);
  Rational v = v0;
  for (int cells = 0; v != v1; ++cells) {
    const auto d = f.distances(v);
    if (cells == kMaxCells || !certainly_positive(d.near) || !certainly_positive(d.rho)) {
      return Interval(0) / Interval(0);
    }
    // A power of two, at most a quarter of the distance D to the nearest zero: the disk of radius D/2 around the middle
    // stays 3/8 D away from it.
    const Real nearest = d.near.lower() < d.rho.lower() ? d.near.lower() : d.rho.lower();
    const Rational width = power(Rational(2), binary_exponent(nearest) - 3);
    const Rational moved = up ? Rational(v + width) : Rational(v - width);
    const Rational next = up == (moved < v1) ? moved : v1;
    const Interval part = f.cell((v + next) / 2, boost::multiprecision::abs(Rational(next - v)) / 2);
    sum += up ? part : -part;
    v = next;
  }
  return sum;
}

}  // namespace jepa_oracle::properties
