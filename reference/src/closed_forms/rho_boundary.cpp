#include "jepa_oracle/rho_boundary.h"

#include "closed_forms/curve.h"
#include "closed_forms/geometric_integral.h"
#include "numbers/monotone_root.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

Curve increasing_curve(Objective objective, Depth depth) { return {objective, depth.layers(), Branch::increasing}; }

/// K(s) - (K(q) - q^(1-2L)/(1-q)), increasing in the coordinate l = ln(s/(1-s)).
struct JepaBoundaryEquation {
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
    const Curve curve = increasing_curve(Objective::jepa, depth);
    const auto q = place_of_fraction<T>(depth, fraction, bits);
    return {curve, kernel(curve.a() - 1, q) - power(q.s, 1 - curve.a()) / q.complement};
  }
};

/// H(s), increasing from minus to plus infinity.
struct MaeZeroEquation {
  Depth depth;

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
    return {increasing_curve(Objective::mae, depth)};
  }
};

/// ln phi(s) - ln(k H(q)) for L >= 2; the logarithm makes it run over all reals.
struct MaeBoundaryEquation {
  Depth depth;
  const Rational& fraction;

  template <class T>
  struct Local {
    Curve curve;
    T k;
    T log_target;
    T pole(const Place<T>& place) const {  // 1 - s^(L+1), from the complement
      T sum = T(1);
      for (long i = 1; i < curve.m(); ++i) sum = sum * place.s + T(1);
      return sum * place.complement;
    }
    // k h(s) and the leading part of the fraction cancel: -s^(1-L)/(L+1) + s^(1-L)/((L+1)(1-s^m)) = s^2/((L+1)(1-s^m))
    T phi(const Place<T>& place) const {
      const T integral = geometric_integral(2, curve.m(), 1, place.s, place.complement);
      return k * integral + square_of(place.s) / (pole(place) * curve.m());
    }
    static T square_of(const T& x) { return x * x; }
    Place<T> place(const T& l) const { return place_at(curve, l); }
    T residual(const Place<T>& at) const { return log(phi(at)) - log_target; }
    T slope(const Place<T>& at) const {  // phi'(s) = s / (1 - s^m)^2; times ds/dl = s (1-s), over phi
      const T gap = pole(at);
      return square_of(at.s) * at.complement / (gap * gap * phi(at));
    }
    T size() const { return abs(log_target) + T(1); }
  };

  Real guess() const { return Real(0); }
  template <class T>
  Local<T> at(Bits bits) const {
    const Curve curve = increasing_curve(Objective::mae, depth);
    const T k = T(Rational(depth.layers() - 1, depth.layers() + 1), bits);
    return {curve, k, log(k * primitive(curve, place_of_fraction<T>(depth, fraction, bits)))};
  }
};

}  // namespace

Guaranteed jepa_rho_boundary(Depth depth, const Rational& fraction, Digits digits) {
  const Rational p = Threshold::fraction(fraction).value();
  const Curve curve = increasing_curve(Objective::jepa, depth);
  return refine(digits, 0, [&](Bits bits) {
    return place_at(curve, monotone_root(JepaBoundaryEquation{depth, p}, bits)).s;
  });
}

Guaranteed mae_fraction_bound(Depth depth, Digits digits) {
  if (depth.layers() == 1) return Guaranteed::of_exact(1, digits);
  const Curve curve = increasing_curve(Objective::mae, depth);
  return refine(digits, 0, [&](Bits bits) {
    return power(place_at(curve, monotone_root(MaeZeroEquation{depth}, bits)).s, depth.layers());
  });
}

std::optional<bool> is_within_mae_fraction_bound(Depth depth, const Rational& fraction) {
  if (depth.layers() == 1) return true;
  const Curve curve = increasing_curve(Objective::mae, depth);
  for (Bits bits = 128; bits <= kPrecisionLimit; bits *= 2) {
    const Interval h = primitive(curve, place_of_fraction<Interval>(depth, fraction, bits));
    if (certainly_negative(h)) return true;
    if (certainly_positive(h)) return false;
  }
  return std::nullopt;
}

std::optional<Guaranteed> mae_rho_boundary(Depth depth, const Rational& fraction, Digits digits) {
  const Rational p = Threshold::fraction(fraction).value();
  if (is_within_mae_fraction_bound(depth, p).value_or(true)) return std::nullopt;
  const Curve curve = increasing_curve(Objective::mae, depth);
  return refine(digits, 0, [&](Bits bits) {
    return place_at(curve, monotone_root(MaeBoundaryEquation{depth, p}, bits)).s;
  });
}

}  // namespace jepa_oracle
