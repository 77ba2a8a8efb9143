#include "closed_forms/decayed_roots.h"

#include <cmath>
#include <complex>
#include <numeric>
#include <vector>

#include "jepa_oracle/interruption.h"

namespace jepa_oracle {
namespace {

template <class T>
struct Complex {
  T re;
  T im;
};

template <class T>
Complex<T> operator*(const Complex<T>& x, const Complex<T>& y) {
  return {x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re};
}
template <class T>
T squared_modulus(const Complex<T>& x) {
  return x.re * x.re + x.im * x.im;
}
Interval squared_modulus(const Complex<Interval>& x) { return square(x.re) + square(x.im); }
template <class T>
Complex<T> operator/(const Complex<T>& x, const Complex<T>& y) {
  const T size = squared_modulus(y);
  const Complex<T> product = x * Complex<T>{y.re, -y.im};
  return {product.re / size, product.im / size};
}
template <class T>
Complex<T> raised(Complex<T> x, long exponent) {  // exponent >= 1
  std::optional<Complex<T>> result;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result = result ? *result * x : x;
    if (exponent > 1) x = x * x;
  }
  return *result;
}

/// P in the words of the header.
struct Trinomial {
  long n;
  long m;
  long d;

  explicit Trinomial(const DecayedCurve& curve)
      : n(curve.n()), m(curve.exponents.m), d(std::gcd(curve.n(), curve.exponents.m)) {}
  long k() const { return n + m; }

  /// What P, its derivative and its residues are made of.
  template <class T>
  struct At {
    Complex<T> power;  ///< y^(n/d)
    Complex<T> gap;    ///< 1 - y^(m/d)
  };
  template <class T>
  At<T> at(const Complex<T>& y) const {
    const Complex<T> bend = raised(y, m / d);
    return {raised(y, n / d), {T(1) - bend.re, -bend.im}};
  }
  /// P(y) = y^(n/d) (m + n (1 - y^(m/d))) - h
  template <class T>
  Complex<T> value(const At<T>& at, const T& h) const {
    const Complex<T> product = at.power * Complex<T>{at.gap.re * n + T(m), at.gap.im * n};
    return {product.re - h, product.im};
  }
  /// P'(y) = (k n / d) y^(n/d) (1 - y^(m/d)) / y
  template <class T>
  Complex<T> slope(const At<T>& at, const Complex<T>& y) const {
    const Complex<T> product = at.power * at.gap / y;
    return {product.re * (n / d) * k(), product.im * (n / d) * k()};
  }
};

/// ln y of the root that continues the j-th root of k y^(n/d) = h (small), or of k = n y^(m/d) (large), in double: two
/// contractions G, whose fixed points are those roots.
std::complex<double> approximate_root(const Trinomial& p, double log_part, bool small, long j) {  // log_part = ln(h/k)
  constexpr double kTurn = 6.283185307179586;
  const auto n = static_cast<double>(p.n);
  const auto m = static_cast<double>(p.m);
  const double k = n + m;
  const double nu = n / static_cast<double>(p.d);
  const double mu = m / static_cast<double>(p.d);
  const double base = small ? log_part : std::log(k / n);
  const std::complex<double> origin = std::complex<double>(base, kTurn * static_cast<double>(j)) / (small ? nu : mu);
  std::complex<double> l = origin;
  constexpr int kSteps = 60;
  constexpr int kPlainSteps = 3;
  for (int step = 0; step < kSteps; ++step) {
    std::complex<double> image;
    std::complex<double> slope;
    if (small) {
      const auto bend = n / k * std::exp(mu * l);
      image = origin - std::log(1.0 - bend) / nu;
      slope = m / n * bend / (1.0 - bend);
    } else {
      const auto part = std::exp(log_part - nu * l);
      image = origin + std::log(1.0 - part) / mu;
      slope = n / m * part / (1.0 - part);
    }
    const auto change = step < kPlainSteps ? image - l : (image - l) / (1.0 - slope);
    l += change;
    if (std::abs(change) < 1e-13) break;
  }
  return l;
}

/// Newton steps of rising precision from there, until half of the bits are right.
Complex<Real> polished_root(const Trinomial& p, std::complex<double> logarithm, const Interval& h, Bits bits) {
  constexpr Bits kStartBits = 64;
  const Real angle(logarithm.imag(), kStartBits);
  const Real size = exp(Real(logarithm.real(), kStartBits));
  Complex<Real> y{size * cos(angle), size * sin(angle)};
  constexpr Bits kGuardBits = 24;
  for (Bits correct = 40; correct < bits / 2 + kGuardBits; correct = 2 * correct - 4) {
    const Bits working = 2 * correct + kGuardBits;
    y = {y.re.rounded_to(working), y.im.rounded_to(working)};
    const auto at = p.at(y);
    const auto step = p.value(at, h.midpoint().rounded_to(working)) / p.slope(at, y);
    y = {y.re - step.re, y.im - step.im};
  }
  return {y.re.rounded_to(bits), y.im.rounded_to(bits)};
}

bool inside(const Interval& inner, const Interval& outer) {
  return certainly_less(Interval(outer.lower()), inner) && certainly_less(inner, Interval(outer.upper()));
}

/// An interval Newton step: if x - P(x)/P'(X) lies strictly inside the rectangle X, it holds the one root that is in X.
std::optional<Complex<Interval>> enclosed_root(const Trinomial& p, const Complex<Real>& x, const Interval& h,
                                               Bits bits) {
  const Complex<Interval> point{Interval(x.re), Interval(x.im)};
  const auto at = p.at(point);
  const auto value = p.value(at, h);
  const auto step = value / p.slope(at, point);
  const Interval size =
      abs(step.re) + abs(step.im) + (abs(point.re) + abs(point.im)) * Interval(power(Real(2), 8 - bits));
  if (!size.is_bounded()) return std::nullopt;
  const Real radius = size.upper() * 2L;
  const Complex<Interval> box{Interval(x.re - radius, x.re + radius), Interval(x.im - radius, x.im + radius)};
  const auto newton = value / p.slope(p.at(box), box);
  Complex<Interval> image{point.re - newton.re, point.im - newton.im};
  if (!inside(image.re, box.re) || !inside(image.im, box.im)) return std::nullopt;
  return image;
}

bool apart(const Interval& x, const Interval& y) { return certainly_less(x, y) || certainly_less(y, x); }

/// Roots with Im > 0, one of each pair; nothing where they are not enclosed apart from each other.
std::optional<std::vector<Complex<Interval>>> roots_above(const Trinomial& p, double log_part, const Interval& h,
                                                          Bits bits) {
  std::vector<Complex<Interval>> roots;
  for (const bool small : {true, false}) {
    const long count = (small ? p.n : p.m) / p.d;
    for (long j = 1; 2 * j < count; ++j) {
      interruption_point();
      auto root = enclosed_root(p, polished_root(p, approximate_root(p, log_part, small, j), h, bits), h, bits);
      if (!root || !certainly_positive(root->im)) return std::nullopt;
      for (const auto& other : roots) {
        if (!apart(root->re, other.re) && !apart(root->im, other.im)) return std::nullopt;
      }
      roots.push_back(*std::move(root));
    }
  }
  return roots;
}

/// The negative root, where there is one: n/d or m/d is even, not both.
std::optional<Interval> negative_root(const Trinomial& p, double log_part, const Interval& h, Bits bits) {
  const bool small = p.n / p.d % 2 == 0;
  const long count = (small ? p.n : p.m) / p.d;
  Complex<Real> x = polished_root(p, approximate_root(p, log_part, small, count / 2), h, bits);
  x.im = Real(0).rounded_to(bits);
  const auto root = enclosed_root(p, x, h, bits);  // symmetric about the real axis: the one root in it is real
  return root && certainly_negative(root->re) ? std::optional(root->re) : std::nullopt;
}

}  // namespace

long decayed_roots(const DecayedCurve& curve) {
  const Trinomial p(curve);
  return p.k() / p.d;
}

std::optional<Interval> decayed_time_over_roots(const DecayedCurve& curve, const Interval& start, const Interval& end,
                                                Bits bits) {
  const Trinomial p(curve);
  const Interval peak = root(Interval(curve.peak_power(), bits), static_cast<unsigned long>(p.m));
  const Interval unit = Interval(curve.lambda, bits) * power(peak, p.n);
  const Interval h = Interval(curve.decay * p.k(), bits) / unit;
  const double log_part = log(h / p.k()).midpoint().to_double();
  const Interval from = power(peak / start, p.d);  // 1/y0
  const Interval to = power(peak / end, p.d);

  const auto of_real = [&](const Interval& z) {
    const auto at = p.at(Complex<Interval>{z, Interval(0)});
    return log((Interval(1) - z * to) / (Interval(1) - z * from)) / (at.power.re * at.gap.re);
  };
  const Interval unstable = power(enclose_unstable(curve, bits) / peak, p.d);
  const Interval stable = power(enclose_stable(curve, bits) / peak, p.d);
  if (!certainly_less(unstable, stable)) return std::nullopt;
  Interval sum = of_real(unstable) + of_real(stable);
  if (p.n / p.d % 2 == 0 || p.m / p.d % 2 == 0) {
    const auto negative = negative_root(p, log_part, h, bits);
    if (!negative) return std::nullopt;
    sum += of_real(*negative);
  }
  const auto roots = roots_above(p, log_part, h, bits);
  if (!roots) return std::nullopt;
  for (const Complex<Interval>& z : *roots) {  // twice the real part, for the conjugate
    const Complex<Interval> above{Interval(1) - z.re * to, -(z.im * to)};
    const Complex<Interval> below{Interval(1) - z.re * from, -(z.im * from)};
    const auto turn = above * Complex<Interval>{below.re, -below.im};
    const Interval stretch = log(squared_modulus(above) / squared_modulus(below));
    const auto at = p.at(z);
    const auto weight = Complex<Interval>{Interval(1), Interval(0)} / (at.power * at.gap);
    sum += weight.re * stretch - weight.im * atan2(turn.im, turn.re) * 2;
  }
  const Interval time = sum / (unit * p.n);
  return time.is_bounded() ? std::optional(time) : std::nullopt;
}

}  // namespace jepa_oracle
