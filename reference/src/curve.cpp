#include "curve.h"

#include <algorithm>

#include "geometric_integral.h"
#include "jepa_oracle/fixed_point.h"

namespace jepa_oracle {
namespace {

/// Both ends of x are below (above) one; for a straddling interval both answers are legal, only slower.
bool below(const Real& x, double bound) { return x.to_double() < bound; }
bool below(const Interval& x, double bound) { return mpfr_get_d(&x.get()->right, MPFR_RNDU) < bound; }

/// Bits that 1 - value cancels: the size of 1/|1 - value|; 0 when value is not near 1, or is 1 itself.
Bits closeness_to_one(const Rational& value) {
  const Rational distance = boost::multiprecision::abs(Rational(1 - value));
  if (distance == 0) return 0;
  const auto size = [](mpz_srcptr z) { return static_cast<Bits>(mpz_sizeinbase(z, 2)); };
  const mpq_srcptr q = distance.backend().data();
  return std::max<Bits>(0, size(mpq_denref(q)) - size(mpq_numref(q)));
}

/// Bits lost when 1 - x is known and 1 - x^(1/degree) is wanted.
Bits degree_bits(long degree) {
  Bits bits = 0;
  for (; degree > 1; degree /= 2) ++bits;
  return bits + 1;
}

/// sum over n = 1..last of sign^(n+1) x^n / n
template <class T>
T logarithm_head(const T& x, long last, int sign) {
  T term = x;
  T sum = x;
  const T step = sign > 0 ? x : -x;
  for (long n = 2; n <= last; ++n) {
    term *= step;
    sum += term / n;
  }
  return sum;
}

/// 1 + s + ... + s^(m-1)
template <class T>
T geometric_sum(const T& s, long m) {
  T sum = T(1);
  for (long i = 1; i < m; ++i) sum = sum * s + T(1);
  return sum;
}

template <class T>
T jepa_primitive(const Curve& curve, const Place<T>& place) {
  const long last = curve.a() - 1;
  const T x = T(1) / place.s;
  const int sigma = curve.branch == Branch::dying ? -1 : 1;
  // Far above the limit the head and the logarithm cancel to the tail of the same series: take the tail.
  if (curve.branch != Branch::growing && below(x, 0.5)) {
    const T tail = geometric_integral(curve.a(), 1, sigma, x, T(1) - x);
    return sigma > 0 ? tail : -tail;
  }
  if (sigma > 0) return log(place.s / place.complement) - logarithm_head(x, last, 1);
  return log1p(x) - logarithm_head(x, last, -1);
}

/// - integral from 0 to infinity of y / (1 + y^m) dy, the constant that makes the dying MAE curve vanish at infinity
template <class T>
T dying_offset(long m, const T& like) {
  if (m == 2) return T(0);  // L = 1: ln s - ln(1+s^2)/2 vanishes by itself
  const T pi = pi_like(like);
  return pi / (sin(pi * 2 / m) * m);
}

template <class T>
T mae_primitive(const Curve& curve, const Place<T>& place) {
  const long m = curve.m();
  const auto head = [&] {  // primitive of s^-L
    return curve.depth == 1 ? log(place.s) : -power(place.s, 1 - curve.depth) / (curve.depth - 1);
  };
  if (curve.branch == Branch::growing) return head() + geometric_integral(2, m, 1, place.s, place.complement);
  const T x = T(1) / place.s;
  if (curve.branch == Branch::settling) return geometric_integral(2 * curve.depth, m, 1, x, place.complement * x);
  if (below(x, 1.0)) return -geometric_integral(2 * curve.depth, m, -1, x, T(1));
  return head() - geometric_integral(2, m, -1, place.s, T(1)) + dying_offset(m, place.s);
}

}  // namespace

template <class T>
Place<T> place_of(const T& s) {
  return {s, abs(T(1) - s)};
}

template <class T>
Place<T> place_of_amplitude(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude,
                            Bits bits) {
  const long layers = depth.layers();
  const bool jepa = objective == Objective::jepa;
  // Amplitude over the limit (MAE: to the power L + 1), exact. A power of a long number at great depth is dear: it is
  // computed only where it is used.
  const auto ratio = [&] {
    const Rational limit_power = boost::multiprecision::abs(power(feature.rho(), layers));
    return jepa ? Rational(amplitude / limit_power) : Rational(power(amplitude, layers + 1) / limit_power);
  };
  const auto far_from_limit = [&] {
    if (has_cheap_limit_powers(depth, feature, amplitude)) return false;
    const Interval distance = log_ratio_to_limit(objective, depth, feature, amplitude, 64) * (jepa ? 1 : layers + 1);
    return certainly_less(Interval(1L), abs(distance));
  };
  const Bits close = feature.sign() > 0 && !far_from_limit() ? closeness_to_one(ratio()) : 0;
  const Bits working = close > 1 ? bits + close + degree_bits(layers * (layers + 1)) : bits;
  if (jepa) return place_of(root(T(ratio(), working), static_cast<unsigned long>(layers)));
  const T limit = root(T(Rational(boost::multiprecision::abs(feature.rho())), working), static_cast<unsigned long>(layers + 1));
  return place_of(T(root(T(amplitude, working), static_cast<unsigned long>(layers)) / limit));
}

template <class T>
Place<T> place_of_fraction(Depth depth, const Rational& fraction, Bits bits) {
  const long layers = depth.layers();
  const Bits close = closeness_to_one(fraction);
  const Bits working = close > 1 ? bits + close + degree_bits(layers) : bits;
  return place_of(root(T(fraction, working), static_cast<unsigned long>(layers)));
}

template <class T>
Place<T> place_at(const Curve& curve, const T& coordinate) {
  const T e = exp(coordinate);
  if (curve.branch == Branch::growing) {
    const T complement = T(1) / (T(1) + e);
    return {T(1) / (T(1) + T(1) / e), complement};
  }
  if (curve.branch == Branch::settling) return {T(1) + e, e};
  return place_of(e);
}

template <class T>
T primitive(const Curve& curve, const Place<T>& place) {
  return curve.objective == Objective::jepa ? jepa_primitive(curve, place) : mae_primitive(curve, place);
}

template <class T>
T scaled_time(const Curve& curve, const Place<T>& from, const Place<T>& to) {
  if (curve.objective != Objective::jepa || curve.branch != Branch::growing) {
    return primitive(curve, to) - primitive(curve, from);
  }
  const T x0 = T(1) / from.s;
  const T x1 = T(1) / to.s;
  T power0 = x0;
  T power1 = x1;
  T sum = x0 - x1;
  for (long n = 2; n < curve.a(); ++n) {
    power0 *= x0;
    power1 *= x1;
    sum += (power0 - power1) / n;
  }
  return sum + log(to.s * from.complement / (from.s * to.complement));
}

template <class T>
T primitive_slope(const Curve& curve, const Place<T>& place) {
  const T& s = place.s;
  switch (curve.branch) {
    case Branch::growing:
      return power(s, 1 - curve.a()) / geometric_sum(s, curve.m());
    case Branch::settling:
      return -power(s, -curve.a()) / geometric_sum(s, curve.m());
    case Branch::dying:
      break;
  }
  return power(s, 1 - curve.a()) / (T(1) + power(s, curve.m()));
}

Branch branch_of(const ScalarProblem& problem) {
  if (problem.feature.sign() < 0) return Branch::dying;
  const int side = compare_with_limit(problem.objective, problem.depth, problem.feature, problem.initial_amplitude());
  return side > 0 ? Branch::settling : Branch::growing;
}

template <class T>
Units<T> units_of(Objective objective, Depth depth, const Feature& feature, Bits bits) {
  const long layers = depth.layers();
  const Rational size = boost::multiprecision::abs(feature.rho());
  if (objective == Objective::jepa) {
    return {T(size, bits), T(Rational(feature.lambda() * power(size, 2 * layers - 1)), bits)};
  }
  const T limit = root(T(size, bits), static_cast<unsigned long>(layers + 1));
  return {limit, T(feature.lambda(), bits) * power(limit, layers - 1)};
}

#define JEPA_ORACLE_INSTANTIATE(T)                                       \
  template Place<T> place_of(const T&);                                  \
  template Place<T> place_at(const Curve&, const T&);                    \
  template Place<T> place_of_amplitude(Objective, Depth, const Feature&, const Rational&, Bits); \
  template Place<T> place_of_fraction(Depth, const Rational&, Bits);     \
  template T primitive(const Curve&, const Place<T>&);                   \
  template T scaled_time(const Curve&, const Place<T>&, const Place<T>&); \
  template T primitive_slope(const Curve&, const Place<T>&);             \
  template Units<T> units_of(Objective, Depth, const Feature&, Bits);
JEPA_ORACLE_INSTANTIATE(Real)
JEPA_ORACLE_INSTANTIATE(Interval)
#undef JEPA_ORACLE_INSTANTIATE

}  // namespace jepa_oracle
