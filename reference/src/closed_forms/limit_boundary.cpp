#include "closed_forms/limit_boundary.h"

#include "closed_forms/curve.h"
#include "closed_forms/geometric_integral.h"
#include "numbers/monotone_root.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

Curve increasing_curve(const Exponents& exponents) { return {exponents, Branch::increasing}; }

/// 1 - s^m, from the complement.
template <class T>
T distance_of_power(long m, const Place<T>& place) {
  T sum = T(1);
  for (long i = 1; i < m; ++i) sum = sum * place.s + T(1);
  return sum * place.complement;
}

/// m = 1, a > 1, where Phi(s) = K(s) - constant with one logarithm and powers: K(s) - (K(q) - q^(1-a)/(1-q)),
/// increasing in the coordinate l = ln(s/(1-s)), K'(s) = s^(1-a) (1-s)^-2.
struct LogarithmicEquation {
  Exponents exponents;
  Depth depth;
  const Rational& fraction;

  template <class T>
  static T kernel(long m, const Place<T>& place) {
    const T x = T(1) / place.s;
    T power_of_x = T(1);
    T sum = T(0);
    for (long j = 2; j <= m; ++j) {
      power_of_x *= x;
      sum += power_of_x * (m - j + 1) / (j - 1);
    }
    return log(place.s / place.complement) * m + T(1) / place.complement - sum;
  }

  template <class T>
  struct Local {
    Curve curve;
    T target;
    Place<T> place(const T& l) const { return place_at(curve, l); }
    T residual(const Place<T>& at) const { return kernel(curve.a() - 1, at) - target; }
    T slope(const Place<T>& at) const { return power(at.s, 2 - curve.a()) / at.complement; }  // K'(s) s (1-s)
    T size() const { return abs(target) + T(1); }
  };

  Real guess() const { return Real(0); }
  template <class T>
  Local<T> at(Bits bits) const {
    const Curve curve = increasing_curve(exponents);
    const auto q = place_of_fraction<T>(depth, fraction, bits);
    return {curve, kernel(curve.a() - 1, q) - power(q.s, 1 - curve.a()) / q.complement};
  }
};

/// 1 < m <= a-1: Phi(s) - (a-1) H(q). The poles of both parts of Phi at 0 cancel term by term, to
///   - sum over 0 < jm < a-1 of jm s^(jm-a+1) / (a-1-jm)  [+ 1 + (a-1) ln s where jm = a-1]
///   + s^n / (1 - s^m) + (a-1) integral from 0 to s of y^(n-1) / (1 - y^m) dy,   n = Jm-a+1, J the least with n > 0.
struct PolarEquation {
  Exponents exponents;
  Depth depth;
  const Rational& fraction;

  template <class T>
  struct Local {
    Curve curve;
    T target;
    T phi(const Place<T>& place) const {
      const long m = curve.m();
      const long steep = curve.a() - 1;
      const long n = (steep / m + 1) * m - steep;
      T sum = power(place.s, n) / distance_of_power(m, place) +
              geometric_integral(n, m, 1, place.s, place.complement) * steep;
      for (long j = m; j < steep; j += m) sum -= power(place.s, j - steep) * j / (steep - j);
      return steep % m == 0 ? sum + T(1) + log(place.s) * steep : sum;
    }
    Place<T> place(const T& l) const { return place_at(curve, l); }
    T residual(const Place<T>& at) const { return phi(at) - target; }
    T slope(const Place<T>& at) const {  // Phi'(s) s (1-s)
      const T gap = distance_of_power(curve.m(), at);
      return power(at.s, curve.m() - curve.a() + 1) * at.complement * curve.m() / (gap * gap);
    }
    T size() const { return abs(target) + T(1); }
  };

  Real guess() const { return Real(0); }
  template <class T>
  Local<T> at(Bits bits) const {
    const Curve curve = increasing_curve(exponents);
    return {curve, primitive(curve, place_of_fraction<T>(depth, fraction, bits)) * (curve.a() - 1)};
  }
};

/// H(s), increasing from minus to plus infinity: the zero is q at p0.
struct ZeroEquation {
  Exponents exponents;

  template <class T>
  struct Local {
    Curve curve;
    Place<T> place(const T& l) const { return place_at(curve, l); }
    T residual(const Place<T>& at) const { return primitive(curve, at); }
    T slope(const Place<T>& at) const { return primitive_slope(curve, at); }
    T size() const { return T(1); }
  };

  Real guess() const { return Real(0); }
  template <class T>
  Local<T> at(Bits) const {
    return {increasing_curve(exponents)};
  }
};

/// m > a-1 > 0: ln phi(s) - ln(k H(q)) with phi = Phi / m, k = (a-1)/m; the logarithm makes it run over all reals.
struct RegularEquation {
  Exponents exponents;
  Depth depth;
  const Rational& fraction;

  template <class T>
  struct Local {
    Curve curve;
    T k;
    T log_target;
    long n() const { return curve.m() - curve.a() + 1; }
    // The pole of k H and the leading part of the fraction cancel: -s^(1-a)/m + s^(1-a)/(m (1-s^m)) = s^n/(m (1-s^m))
    T phi(const Place<T>& place) const {
      const T integral = geometric_integral(n(), curve.m(), 1, place.s, place.complement);
      return k * integral + power(place.s, n()) / (distance_of_power(curve.m(), place) * curve.m());
    }
    Place<T> place(const T& l) const { return place_at(curve, l); }
    T residual(const Place<T>& at) const { return log(phi(at)) - log_target; }
    T slope(const Place<T>& at) const {  // phi'(s) = s^(m-a) / (1 - s^m)^2; times ds/dl = s (1-s), over phi
      const T gap = distance_of_power(curve.m(), at);
      return power(at.s, n()) * at.complement / (gap * gap * phi(at));
    }
    T size() const { return abs(log_target) + T(1); }
  };

  Real guess() const { return Real(0); }
  template <class T>
  Local<T> at(Bits bits) const {
    const Curve curve = increasing_curve(exponents);
    const T k = T(Rational(curve.a() - 1, curve.m()), bits);
    return {curve, k, log(k * primitive(curve, place_of_fraction<T>(depth, fraction, bits)))};
  }
};

template <class Equation>
Guaranteed root_of(const Equation& equation, Digits digits) {
  const Curve curve = increasing_curve(equation.exponents);
  return refine(digits, 0, [&](Bits bits) { return place_at(curve, monotone_root(equation, bits)).s; });
}

}  // namespace

std::optional<Guaranteed> limit_boundary(const Exponents& exponents, Depth depth, const Rational& fraction,
                                         Digits digits) {
  const Rational p = Threshold::fraction(fraction).value();
  const auto [a, m] = exponents;
  if (m <= a - 1) {
    return m == 1 ? root_of(LogarithmicEquation{exponents, depth, p}, digits)
                  : root_of(PolarEquation{exponents, depth, p}, digits);
  }
  if (is_within_limit_fraction_bound(exponents, depth, p).value_or(true)) return std::nullopt;
  return root_of(RegularEquation{exponents, depth, p}, digits);
}

Guaranteed limit_fraction_bound(const Exponents& exponents, Depth depth, Digits digits) {
  if (exponents.a == 1) return Guaranteed::of_exact(1, digits);
  const Curve curve = increasing_curve(exponents);
  return refine(digits, 0, [&](Bits bits) {
    return power(place_at(curve, monotone_root(ZeroEquation{exponents}, bits)).s, depth.layers());
  });
}

std::optional<bool> is_within_limit_fraction_bound(const Exponents& exponents, Depth depth, const Rational& fraction) {
  if (exponents.a == 1) return true;
  const Curve curve = increasing_curve(exponents);
  for (Bits bits = 128; bits <= kPrecisionLimit; bits *= 2) {
    const Interval h = primitive(curve, place_of_fraction<Interval>(depth, fraction, bits));
    if (certainly_negative(h)) return true;
    if (certainly_positive(h)) return false;
  }
  return std::nullopt;
}

}  // namespace jepa_oracle
