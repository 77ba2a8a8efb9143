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
/// says. Between that ratio and s stand roots of degree up to L (L+1): about 20 bits.
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

/// |rho| (JEPA) or |rho|^(1/(L+1)) (MAE)
template <class T>
T limit_amplitude(Objective objective, Depth depth, const Feature& feature, Bits bits) {
  const T size = abs(T(feature.rho(), bits));
  return objective == Objective::jepa ? size : root(size, static_cast<unsigned long>(depth.layers() + 1));
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
  const int sigma = curve.branch == Branch::vanishing ? -1 : 1;
  // Far above the limit the head and the logarithm cancel to the tail of the same series: take the tail.
  if (curve.branch != Branch::increasing && below(x, 0.5)) {
    const T tail = geometric_integral(curve.a(), 1, sigma, x, T(1) - x);
    return sigma > 0 ? tail : -tail;
  }
  if (sigma > 0) return log(place.s / place.complement) - logarithm_head(x, last, 1);
  return log1p(x) - logarithm_head(x, last, -1);
}

/// integral from 0 to infinity of y / (1 + y^m) dy, the constant with which the MAE curve for lambda < 0 vanishes at
/// infinity
template <class T>
T vanishing_offset(long m, const T& like) {
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
  if (curve.branch == Branch::increasing) return head() + geometric_integral(2, m, 1, place.s, place.complement);
  const T x = T(1) / place.s;
  if (curve.branch == Branch::decreasing) return geometric_integral(2 * curve.depth, m, 1, x, place.complement * x);
  if (below(x, 1.0)) return -geometric_integral(2 * curve.depth, m, -1, x, T(1));
  return head() - geometric_integral(2, m, -1, place.s, T(1)) + vanishing_offset(m, place.s);
}

}  // namespace

template <class T>
Place<T> place_of(const T& s) {
  return {s, abs(T(1) - s)};
}

template <class T>
Place<T> place_of_amplitude(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude,
                            Bits bits) {
  const auto layers = static_cast<unsigned long>(depth.layers());
  const auto place = [&](Bits working) {
    return place_of<T>(root(T(amplitude, working), layers) / limit_amplitude<T>(objective, depth, feature, working));
  };
  if (feature.sign() < 0) return place(bits);
  return with_complement<T>(place, bits, [&] {  // amplitude over the limit (MAE: to the power L + 1), exact
    const Rational limit_power = power(feature.rho(), depth.layers());
    const long exponent = objective == Objective::jepa ? 1 : depth.layers() + 1;
    return closeness_to_one(power(amplitude, exponent) / limit_power);
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
  return curve.objective == Objective::jepa ? jepa_primitive(curve, place) : mae_primitive(curve, place);
}

template <class T>
T scaled_time(const Curve& curve, const Place<T>& from, const Place<T>& to) {
  if (curve.objective != Objective::jepa || curve.branch != Branch::increasing) {
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

Branch branch_of(const ScalarProblem& problem) {
  if (problem.feature.sign() < 0) return Branch::vanishing;
  const int side = compare_with_limit(problem.objective, problem.depth, problem.feature, problem.initial_amplitude());
  return side > 0 ? Branch::decreasing : Branch::increasing;
}

template <class T>
Units<T> units_of(Objective objective, Depth depth, const Feature& feature, Bits bits) {
  const long kappa = objective == Objective::jepa ? 2 * depth.layers() - 1 : depth.layers() - 1;
  const T limit = limit_amplitude<T>(objective, depth, feature, bits);
  return {limit, T(feature.lambda(), bits) * power(limit, kappa)};
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

#define JEPA_ORACLE_INSTANTIATE(T)                                                               \
  template Place<T> place_of(const T&);                                                          \
  template Place<T> place_at(const Curve&, const T&);                                            \
  template Place<T> place_of_amplitude(Objective, Depth, const Feature&, const Rational&, Bits); \
  template Place<T> place_of_fraction(Depth, const Rational&, Bits);                             \
  template T primitive(const Curve&, const Place<T>&);                                           \
  template T scaled_time(const Curve&, const Place<T>&, const Place<T>&);                        \
  template T primitive_slope(const Curve&, const Place<T>&);                                     \
  template Units<T> units_of(Objective, Depth, const Feature&, Bits);
JEPA_ORACLE_INSTANTIATE(Real)
JEPA_ORACLE_INSTANTIATE(Interval)
#undef JEPA_ORACLE_INSTANTIATE

}  // namespace jepa_oracle
