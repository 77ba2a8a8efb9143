#include "closed_forms/curve.h"

#include <algorithm>

#include "closed_forms/geometric_integral.h"
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

const Real& size_of(const Real& x) { return x; }
Real size_of(const Interval& x) { return x.upper(); }

/// The place, with as many more bits as 1 - s turns out to cancel; where it is lost in rounding, as the exact ratio
/// says. Between that ratio and s stand roots of degree up to L m: about 20 bits.
template <class T, class PlaceAt, class Closeness>
Place<T> with_complement(const PlaceAt& place, Bits bits, const Closeness& closeness) {
  constexpr Bits kRootBits = 21;
  constexpr Bits kBearable = 8;  // a loss that the guard bits of every caller absorb
  Place<T> first = place(bits);
  const Real size = size_of(first.complement);
  const Bits cancelled = size == Real(0) ? bits : -binary_exponent(size);
  if (cancelled <= kBearable) return first;
  if (cancelled < bits / 2) return place(bits + cancelled);
  const Bits close = closeness();
  return close > 0 ? place(bits + close + kRootBits) : first;
}

template <class T>
T limit_amplitude(const FeatureOnCurve& feature, Bits bits) {
  return root(T(feature.limit_power, bits), static_cast<unsigned long>(feature.exponents.m));
}

/// sum over n = 1..last of sign^(n+1) x^n / n
template <class T>
T logarithm_head(const T& x, long last, int sign) {
  if (last == 0) return T(0);  // a = 1
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

/// m = 1: one logarithm and powers.
template <class T>
T logarithmic_primitive(const Curve& curve, const Place<T>& place) {
  const long last = curve.a() - 1;
  const T x = T(1) / place.s;
  const int sigma = curve.branch == Branch::vanishing ? -1 : 1;
  // Far above the limit the head and the logarithm cancel to the tail of the same series: take the tail.
  if (curve.branch != Branch::increasing && below(x, 0.5)) {
    const T tail = geometric_integral(curve.a(), 1, sigma, x, T(1) - x);
    return sigma > 0 ? tail : -tail;
  }
  if (sigma > 0) return log(place.s / place.complement) - logarithm_head(x, last, 1);
  const T difference = log1p(x) - logarithm_head(x, last, -1);
  return last % 2 == 1 ? difference : -difference;  // (-1)^last times the integral of y^last / (1 + y) from 0 to x
}

/// Primitive of the terms sigma^j s^(jm-a) of the integrand that have a pole at 0, jm <= a - 1:
///   - sum over jm < a-1 of sigma^j s^(jm-a+1) / (a-1-jm)  [+ sigma^j ln s where jm = a-1]
template <class T>
T polar_part(const Curve& curve, const T& s, int sigma) {
  const long last = (curve.a() - 1) / curve.m();  // j
  const long least = curve.a() - 1 - last * curve.m();
  const auto sign = [&](long j) { return sigma < 0 && j % 2 == 1 ? -1L : 1L; };
  T sum = least == 0 ? T(log(s) * sign(last)) : T(-power(s, -least) / (least * sign(last)));
  if (last == 0) return sum;
  const T step = power(s, -curve.m());
  T rising = least == 0 ? step : T(power(s, -least) * step);
  for (long j = last - 1;; --j) {
    sum -= rising / ((curve.a() - 1 - j * curve.m()) * sign(j));
    if (j == 0) return sum;
    rising *= step;
  }
}

/// integral from 0 to infinity of y^(n-1) / (1 + y^m) dy, n < m: what makes the vanishing curve vanish at infinity. For
/// n = m the integral cancels the logarithm of the polar part there by itself.
template <class T>
T vanishing_offset(long n, long m, const T& like) {
  if (n == m) return T(0);
  const T pi = pi_like(like);
  return pi / (sin(pi * n / m) * m);
}

/// Any m: the polar part, and what is left of the integrand, sigma^J s^(Jm-a) / (1 - sigma s^m) with J the least that
/// has Jm > a - 1.
template <class T>
T general_primitive(const Curve& curve, const Place<T>& place) {
  const long a = curve.a();
  const long m = curve.m();
  const long polar_terms = (a - 1) / m + 1;  // J
  const long n = polar_terms * m - a + 1;    // 1..m
  if (curve.branch == Branch::increasing) {
    return polar_part(curve, place.s, 1) + geometric_integral(n, m, 1, place.s, place.complement);
  }
  const T x = T(1) / place.s;  // from infinity: the integrand in x is x^(a+m-2) / (1 - sigma x^m)
  if (curve.branch == Branch::decreasing) return geometric_integral(a + m - 1, m, 1, x, place.complement * x);
  if (below(x, 1.0)) return -geometric_integral(a + m - 1, m, -1, x, T(1));
  const T polar = polar_part(curve, place.s, -1);
  const T rest = geometric_integral(n, m, -1, place.s, T(1));
  const T offset = vanishing_offset(n, m, place.s);
  return polar_terms % 2 == 1 ? polar - rest + offset : polar + rest - offset;
}

}  // namespace

template <class T>
Place<T> place_of(const T& s) {
  return {s, abs(T(1) - s)};
}

FeatureOnCurve FeatureOnCurve::of(Objective objective, Depth depth, const Feature& feature) {
  return {exponents_of(objective, depth), depth, feature.lambda(), limit_power_of(objective, feature)};
}

template <class T>
Place<T> place_of_amplitude(const FeatureOnCurve& feature, const Rational& amplitude, Bits bits) {
  return place_of_amplitude(feature, amplitude, Units<T>{limit_amplitude<T>(feature, bits), T(0)}, bits);
}

template <class T>
Place<T> place_of_amplitude(const FeatureOnCurve& feature, const Rational& amplitude, const Units<T>& units,
                            Bits bits) {
  const auto layers = static_cast<unsigned long>(feature.depth.layers());
  const auto place = [&](Bits working) {
    const T layer = root(T(amplitude, working), layers);
    return place_of<T>(working == bits ? T(layer / units.amplitude) : T(layer / limit_amplitude<T>(feature, working)));
  };
  if (feature.lambda < 0) return place(bits);
  return with_complement<T>(place, bits, [&] {  // amplitude over the limit, to the power m: exact
    return closeness_to_one(power(amplitude, feature.exponents.m) / power(feature.limit_power, feature.depth.layers()));
  });
}

template <class T>
Place<T> place_of_fraction(Depth depth, const Rational& fraction, Bits bits) {
  const auto layers = static_cast<unsigned long>(depth.layers());
  const auto place = [&](Bits working) { return place_of<T>(root(T(fraction, working), layers)); };
  return with_complement<T>(place, bits, [&] { return closeness_to_one(fraction); });
}

template <class T>
Place<T> place_at(const Curve& curve, const T& coordinate) {
  const T e = exp(coordinate);
  if (curve.branch == Branch::increasing) {
    const T complement = T(1) / (T(1) + e);
    return {T(1) / (T(1) + T(1) / e), complement};
  }
  if (curve.branch == Branch::decreasing) return {T(1) + e, e};
  return place_of(e);
}

template <class T>
T primitive(const Curve& curve, const Place<T>& place) {
  return curve.m() == 1 ? logarithmic_primitive(curve, place) : general_primitive(curve, place);
}

/// The logarithms of both ends are taken together.
static bool takes_ends_together(const Curve& curve) {
  return curve.m() == 1 && curve.a() != 1 && curve.branch == Branch::increasing;
}

template <class T>
Destination<T> Destination<T>::of(const Curve& curve, Place<T> place) {
  if (takes_ends_together(curve)) return {std::move(place), std::nullopt};
  std::optional<T> value = jepa_oracle::primitive(curve, place);
  return {std::move(place), std::move(value)};
}

template <class T>
T scaled_time(const Curve& curve, const Place<T>& from, const Destination<T>& to) {
  return to.primitive ? *to.primitive - primitive(curve, from) : scaled_time(curve, from, to.place);
}

template <class T>
T scaled_time(const Curve& curve, const Place<T>& from, const Place<T>& to) {
  if (!takes_ends_together(curve)) {
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
    case Branch::increasing:
      return power(s, 1 - curve.a()) / geometric_sum(s, curve.m());
    case Branch::decreasing:
      return -power(s, -curve.a()) / geometric_sum(s, curve.m());
    case Branch::vanishing:
      break;
  }
  return power(s, 1 - curve.a()) / (T(1) + power(s, curve.m()));
}

UncorrelatedFall uncorrelated_fall(const ScalarProblem& problem) {
  const Exponents exponents = exponents_of(problem.objective, problem.depth);
  const long k = exponents.a + exponents.m - 1;
  return {k, k * saturation_of(problem.objective, problem.feature)};
}

Branch branch_of(const ScalarProblem& problem) {
  if (problem.feature.sign() < 0) return Branch::vanishing;
  const int side = compare_with_limit(problem.objective, problem.depth, problem.feature, problem.initial_amplitude());
  return side > 0 ? Branch::decreasing : Branch::increasing;
}

template <class T>
Units<T> units_of(const FeatureOnCurve& feature, Bits bits) {
  const T limit = limit_amplitude<T>(feature, bits);
  return {limit, T(feature.lambda, bits) * power(limit, feature.exponents.a - 1)};
}

Real approximate_coordinate(const Curve& curve, const Real& value) {
  const Real size = abs(value).rounded_to(64);
  const bool small = size < Real(1);
  const auto of_power = [&](long exponent) {  // s with s^-exponent / exponent = |value|
    return exponent == 0 ? -size : -log(size * exponent) / exponent;
  };
  const long steep = curve.a() - 1;
  switch (curve.branch) {
    case Branch::increasing:
      return value > Real(0) ? size * curve.m() : (small ? Real(0) : of_power(steep));
    case Branch::decreasing:
      return small ? of_power(steep + curve.m()) : -(size * curve.m());
    case Branch::vanishing:
      break;
  }
  return of_power(small ? steep + curve.m() : steep);
}

#define JEPA_ORACLE_INSTANTIATE(T)                                                                     \
  template Place<T> place_of(const T&);                                                                \
  template Place<T> place_at(const Curve&, const T&);                                                  \
  template Place<T> place_of_amplitude(const FeatureOnCurve&, const Rational&, Bits);                  \
  template Place<T> place_of_fraction(Depth, const Rational&, Bits);                                   \
  template T primitive(const Curve&, const Place<T>&);                                                 \
  template T scaled_time(const Curve&, const Place<T>&, const Place<T>&);                              \
  template struct Destination<T>;                                                                      \
  template T scaled_time(const Curve&, const Place<T>&, const Destination<T>&);                        \
  template Place<T> place_of_amplitude(const FeatureOnCurve&, const Rational&, const Units<T>&, Bits); \
  template T primitive_slope(const Curve&, const Place<T>&);                                           \
  template Units<T> units_of(const FeatureOnCurve&, Bits);
JEPA_ORACLE_INSTANTIATE(Real)
JEPA_ORACLE_INSTANTIATE(Interval)
#undef JEPA_ORACLE_INSTANTIATE

}  // namespace jepa_oracle
