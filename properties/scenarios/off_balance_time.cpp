#include "scenarios/off_balance_time.h"

#include <map>
#include <optional>

#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

constexpr std::size_t kTerms = 48;
constexpr long kRadius = 4;      // of the disk of Cauchy's inequality, in half widths of a cell
constexpr long kRoomBits = 40;   // on the disk the integrand may be 2^40 times what it is in the middle
constexpr int kMaxCells = 5'000;
constexpr int kMaxHalvings = 400;

using Series = std::vector<Interval>;  // coefficients of powers of x, at m + x

Interval undefined() { return Interval(0) / Interval(0); }

/// Coefficient k of a product.
Interval product_at(const Series& a, const Series& b, std::size_t k) {
  Interval sum = a[0] * b[k];
  for (std::size_t i = 1; i <= k; ++i) sum += a[i] * b[k - i];
  return sum;
}

/// One over the velocity, as a function of the place.
class Integrand {
 public:
  virtual ~Integrand() = default;
  virtual Series taylor(const Interval& m, std::size_t terms) const = 0;
  /// Bound of its modulus on the disk of radius r around m; not bounded where none is known.
  virtual Interval largest(const Interval& m, const Interval& r) const = 0;
};

class JepaIntegrand : public Integrand {
 public:
  JepaIntegrand(const Feature& feature, const std::vector<Rational>& c)
      : variance_(exact(feature.variance())), rho_(exact(feature.rho())) {
    std::map<Rational, long> counted;
    for (const Rational& one : c) ++counted[one];
    for (const auto& [one, count] : counted) factors_.push_back({exact(one), count});
  }

  /// f'/f = 1/(rho - v) - sum over a of 2 v / (v^2 - c_a)
  Series taylor(const Interval& m, std::size_t terms) const override {
    const Interval way = rho_ - m;
    Interval velocity = variance_ * way;
    Series slope(terms);
    Interval inverse = Interval(1) / way;
    for (std::size_t k = 0; k < terms; ++k) {
      slope[k] = inverse;
      inverse = inverse / way;
    }
    for (const auto& [c, count] : factors_) {
      const Interval square_of_w = square(m) - c;
      velocity *= power(square_of_w, count);
      Series quotient;  // 2 (m + x) / ((m^2 - c) + 2 m x + x^2)
      for (std::size_t k = 0; k < terms; ++k) {
        Interval left = k == 0 ? m * 2L : Interval(k == 1 ? 2 : 0);
        if (k >= 1) left -= m * 2L * quotient[k - 1];
        if (k >= 2) left -= quotient[k - 2];
        quotient.push_back(left / square_of_w);
        slope[k] -= quotient[k] * count;
      }
    }
    Series f{Interval(1) / velocity};
    while (f.size() < terms) f.push_back(product_at(slope, f, f.size() - 1) / static_cast<long>(f.size()));
    return f;
  }

  Interval largest(const Interval& m, const Interval& r) const override {
    Interval least = variance_ * (abs(rho_ - m) - r);
    for (const auto& [c, count] : factors_) {
      const Interval factor = abs(square(m) - c) - (abs(m) * 2L + r) * r;
      if (!certainly_positive(factor)) return undefined();
      least *= power(factor, count);
    }
    return certainly_positive(least) ? Interval(1) / least : undefined();
  }

 private:
  struct Factor {
    Interval c;
    long count;
  };
  Interval variance_;
  Interval rho_;
  std::vector<Factor> factors_;
};

class MaeIntegrand : public Integrand {
 public:
  MaeIntegrand(const Feature& feature, Depth depth, const Rational& c)
      : variance_(exact(feature.variance())), rho_(exact(feature.rho())), c_(exact(c)), depth_(depth.layers()) {}

  Series taylor(const Interval& m, std::size_t terms) const override {
    // 1/z and 1/z^2, hence w = (z - c/z)/2 and v w = (z^2 - c^2/z^2)/4
    Series w;
    Series vw;
    Interval inverse = Interval(1) / m;
    for (std::size_t k = 0; k < terms; ++k) {
      const Interval z = k == 0 ? m : Interval(k == 1 ? 1 : 0);
      const Interval z2 = k == 0 ? square(m) : (k == 1 ? m * 2L : Interval(k == 2 ? 1 : 0));
      w.push_back((z - c_ * inverse) / 2L);
      vw.push_back((z2 - square(c_) * inverse / m * static_cast<long>(k + 1)) / 4L);
      inverse = -(inverse / m);
    }
    // p = w^(L-1): w p' = (L-1) w' p
    const long n = depth_ - 1;
    Series p{power(w[0], n)};
    while (p.size() < terms) {
      const auto k = static_cast<long>(p.size());
      Interval sum(0);
      for (long i = 1; i <= k; ++i) {
        sum += w[static_cast<std::size_t>(i)] * p[static_cast<std::size_t>(k - i)] * (i * n - k + i);
      }
      p.push_back(sum / w[0] / k);
    }
    Series zp;      // z w^(L-1)
    Series error;   // rho - v w^L
    Series speed;   // sigma^2 z w^(L-1) (rho - v w^L)
    Series f;
    for (std::size_t k = 0; k < terms; ++k) {
      zp.push_back(k == 0 ? m * p[0] : m * p[k] + p[k - 1]);
      const Interval moved = product_at(vw, p, k);
      error.push_back(k == 0 ? rho_ - moved : -moved);
      speed.push_back(variance_ * product_at(zp, error, k));
      Interval sum(k == 0 ? 1 : 0);
      for (std::size_t i = 1; i <= k; ++i) sum -= speed[i] * f[k - i];
      f.push_back(sum / speed[0]);
    }
    return f;
  }

  Interval largest(const Interval& m, const Interval& r) const override {
    const Interval far = abs(m) + r;
    const Interval near = abs(m) - r;
    if (!certainly_positive(near)) return undefined();
    const Interval spread = (abs(m) * 2L + r) * r;  // of z^2
    // Moduli of w = (z^2 - c)/(2z) and v = (z^2 + c)/(2z) on the disk.
    const Interval at_w = abs(square(m) - c_);
    const Interval at_v = abs(square(m) + c_);
    const Interval w_least = (at_w - spread) / (far * 2L);
    const Interval w_most = (at_w + spread) / (near * 2L);
    const Interval v_most = (at_v + spread) / (near * 2L);
    if (!certainly_positive(w_least)) return undefined();
    // rho - v w^L: by the sizes of its two terms, or from its value in the middle by its slope, which is
    // -(w^(L+1) + L v^2 w^(L-1))/z, as dv/dz = w/z and dw/dz = v/z.
    const Interval middle = abs(rho_ - (square(m) + c_) / (m * 2L) * power((square(m) - c_) / (m * 2L), depth_));
    const Interval slope = (power(w_most, depth_ + 1) + square(v_most) * power(w_most, depth_ - 1) * depth_) / near;
    Real least = (middle - slope * r).lower();
    const Interval v_least = (at_v - spread) / (far * 2L);
    for (const Interval& bound : {rho_ - v_most * power(w_most, depth_), v_least * power(w_least, depth_) - rho_}) {
      if (least < bound.lower()) least = bound.lower();
    }
    const Interval velocity = variance_ * near * power(w_least, depth_ - 1) * Interval(least);
    return certainly_positive(velocity) ? Interval(1) / velocity : undefined();
  }

 private:
  Interval variance_;
  Interval rho_;
  Interval c_;
  long depth_;
};

/// The integral over [m - h, m + h]; nothing when the integrand is too large on the disk, or may be.
std::optional<Interval> cell(const Integrand& integrand, const Rational& m, const Rational& h) {
  const Interval middle = exact(m);
  const Interval half = exact(h);
  const Interval largest = integrand.largest(middle, half * kRadius);
  if (!largest.is_bounded()) return std::nullopt;
  const Interval value = abs(integrand.taylor(middle, 1).front());
  if (!certainly_less(largest, value * exact(power(Rational(2), kRoomBits)))) return std::nullopt;
  const Series f = integrand.taylor(middle, kTerms);
  Interval power_of_h = half * 2L;
  Interval integral(0);
  for (std::size_t k = 0; k < kTerms; k += 2) {  // odd powers cancel over the symmetric cell
    integral += f[k] * power_of_h / static_cast<long>(k + 1);
    power_of_h *= square(half);
  }
  const Interval rest = largest * half * 2L * exact(power(Rational(kRadius), -static_cast<long>(kTerms)) * 4 / 3);
  return integral + hull(-rest, rest);
}

Interval integrate(const Integrand& integrand, const Rational& a, const Rational& b) {
  // Steps are powers of two, so that the places of the cells stay short numbers.
  const Rational length = b - a;
  Interval sum = exact(0);
  if (length == 0) return sum;
  const Real size(boost::multiprecision::abs(length), 64);
  Rational step = power(Rational(2), binary_exponent(size) + 1) * (length > 0 ? 1 : -1);
  Rational z = a;
  for (int cells = 0; z != b; ++cells) {
    if (cells == kMaxCells) return undefined();
    std::optional<Interval> part;
    Rational next = z;
    for (int halvings = 0; !part; ++halvings) {
      if (halvings == kMaxHalvings) return undefined();
      const bool last = length > 0 ? z + step >= b : z + step <= b;
      next = last ? b : Rational(z + step);
      part = cell(integrand, (z + next) / 2, boost::multiprecision::abs(Rational(next - z)) / 2);
      if (!part) step /= 2;
    }
    sum += length > 0 ? *part : -*part;
    z = next;
    step *= 2;
  }
  return sum;
}

}  // namespace

Interval time_off_balance_jepa(const Feature& feature, const std::vector<Rational>& c, const Rational& v0,
                               const Rational& v1) {
  return integrate(JepaIntegrand(feature, c), v0, v1);
}

Interval time_off_balance_mae(const Feature& feature, Depth depth, const Rational& c, const Rational& z0,
                              const Rational& z1) {
  return integrate(MaeIntegrand(feature, depth, c), z0, z1);
}

}  // namespace jepa_oracle::properties
