#include "closed_forms/decayed_inverse.h"

#include "closed_forms/decayed_integral.h"
#include "numbers/monotone_root.h"

namespace jepa_oracle {
namespace {

using End = DecayedWay::End;

/// The way is followed no closer to its limit than this many bits of what its coordinate has: there the speed, a
/// difference, has lost too many.
constexpr Bits kLeastBits = 24;

Interval speed_along(const DecayedSpeed& speed, const Interval& x) {
  const Interval factor = exp(x);
  return speed.a * power(factor, speed.n) - speed.b * power(factor, speed.k) - speed.eta;
}

/// The same speed seen from x.
DecayedSpeed seen_from(const DecayedSpeed& speed, const Interval& x) {
  const Interval factor = exp(x);
  return {speed.a * power(factor, speed.n), speed.b * power(factor, speed.k), speed.eta, speed.n, speed.k};
}

DecayedSpeed speed_from_start(const DecayedWay& way, Bits bits) {
  return speed_from(way.curve, way.start.enclosed(bits), bits);
}

/// About where the way is at a time: steps over which the speed changes by less than half, each timed by Simpson's
/// rule. Newton's method alone does not find the way past a bottleneck, where the time rises like a step.
/// @returns x, or the last place from which the way is seen
Real approximate_place(const DecayedSpeed& speed, const Real& time, const Real& whole, bool dies, Bits bits) {
  constexpr int kMostSteps =
      20'000;  // a few for each power of 2 that the speed passes; only ways without end have more
  const auto speed_at = [&](const Real& x) { return speed_along(speed, Interval(x)).midpoint(); };
  Real x = Real(0).rounded_to(bits);
  Real here = speed_at(x);
  const bool down = here < Real(0);
  Real step = Real(1).rounded_to(bits) / static_cast<long>(speed.k + 1);
  Real elapsed = Real(0).rounded_to(bits);
  for (int taken = 0; taken < kMostSteps; ++taken) {
    interruption_point();
    if (!dies && abs(whole - x) < step * 2L) step = abs(whole - x) / 2L;
    const Real next = down ? x - step : x + step;
    const Real middle = speed_at((x + next) / 2L);
    const Real there = speed_at(next);
    const Real change = abs(here - middle) + abs(middle - there);
    if (!(change * 2L < abs(here))) {
      step = step / 2L;
      continue;
    }
    const Real part = step * abs(Real(1) / here + Real(4) / middle + Real(1) / there) / 6L;
    if (time < elapsed + part) {
      const Real rest = step * ((time - elapsed) / part);
      return down ? x - rest : x + rest;
    }
    elapsed += part;
    x = next;
    here = there;
    if (change * 8L < abs(here)) step = step * 2L;
  }
  return x;
}

/// T(x) - t, with T(x) the time from the start to w0 e^x, as an increasing function of l on the whole line:
///   x = X / (1 + e^-l)   on the way to a limit w0 e^X,        x = -e^l   on the way to 0.
struct WayEquation {
  const DecayedWay& way;
  const Rational& time;
  Real whole;  ///< X, or any number near it

  template <class T>
  struct At {
    T x;
    T x_slope;  ///< dx/dl
    bool too_close;
  };

  template <class T>
  struct Local {
    DecayedSpeed speed;
    T target;
    T whole;
    bool dies;
    Bits bits;

    At<T> place(const T& l) const {
      const T e = exp(l);
      if (dies) return {-e, -e, false};
      const T x = (whole / (T(1) + T(1) / e)).rounded_to(bits);
      const T left = T(1) / (T(1) + e);
      return {x, x * left, false};
    }
    T residual(const At<T>& at) const { return decayed_integral(speed, at.x, bits) - target; }
    T slope(const At<T>& at) const { return at.x_slope / speed_along(speed, at.x); }
    T size() const { return target; }
  };

  /// Approximations only find the root: each time continues the last one.
  struct Search {
    DecayedSpeed speed;
    Real target;
    Real whole;
    bool dies;
    Bits bits;
    Real farthest;  ///< on the way to 0: |F| <= |A| + B + eta there, so that x is no farther than t times this
    mutable Real last_x = Real(0);
    mutable Interval last_time = Interval(0);

    At<Real> place(const Real& l) const {
      const Real e = exp(l);
      if (dies) return {-e, -e, farthest < e};
      const Real left = Real(1) / (Real(1) + e);
      const Real x = (whole / (Real(1) + Real(1) / e)).rounded_to(bits);
      return {x, x * left, binary_exponent(left) < kLeastBits - bits - std::min(0L, binary_exponent(whole))};
    }
    Real residual(const At<Real>& at) const {
      if (at.too_close) return target;  // later than asked
      last_time += decayed_integral(seen_from(speed, Interval(last_x)), Interval(at.x - last_x), bits);
      last_x = at.x;
      return last_time.midpoint() - target;
    }
    Real slope(const At<Real>& at) const {
      return at.too_close ? Real(1) : at.x_slope / speed_along(speed, Interval(at.x)).midpoint();
    }
    Real size() const { return target; }
  };

  template <class T>
  auto at(Bits bits) const {
    const bool dies = way.end == End::nothing;
    if constexpr (std::is_same_v<T, Interval>) {
      return Local<Interval>{speed_from_start(way, bits), Interval(time, bits), Interval(whole), dies, bits};
    } else {
      const DecayedSpeed speed = speed_from_start(way, bits);
      const Real farthest = (abs(speed.a) + speed.b + speed.eta).upper() * Real(time, bits) * 2L;
      return Search{speed, Real(time, bits), whole.rounded_to(bits), dies, bits, farthest};
    }
  }
  Real guess() const {
    constexpr Bits kBits =
        192;  // half as many again as the search has: a start is seen closer to a rest point than there
    const bool dies = way.end == End::nothing;
    const Real x =
        approximate_place(speed_from_start(way, kBits), Real(time, kBits), whole.rounded_to(kBits), dies, kBits);
    if (x == Real(0)) return Real(-kBits);  // closer to a rest point than that shows
    return dies ? log(-x) : log(x / (whole - x));
  }
};

/// The layer amplitude where it is closer to its limit than the precision shows, |ln(w / limit)| < d = 2^-bits; nothing
/// where it is not, or not certainly. `whole` encloses X. On the last q of the way -F'(x) >= r > 0, so that
/// |F(X -+ y)| >= r y for y < q, and the time to the distance d is at most T(X -+ q) + ln(q/d) / r.
std::optional<Interval> settled(const DecayedWay& way, const Rational& time, const Interval& whole,
                                const Interval& limit, Bits bits) {
  constexpr Bits kBits = 128;
  const bool rises = way.end == End::above;
  const Interval start = way.start.enclosed(bits);
  const Interval distance(power(Real(2), -bits));
  if (certainly_less(abs(whole), distance)) return hull(start, limit);
  const DecayedSpeed at_limit =
      seen_from(speed_from_start(way, kBits), whole);  // A n - B k = F'(X) < 0, but 0 at the largest decay
  const Interval bend = at_limit.b * at_limit.k;
  const Interval rate = bend - at_limit.a * at_limit.n;
  if (!certainly_positive(rate)) return std::nullopt;
  constexpr long kPart = 64;  // of the way on which the rate changes by its own size
  const Interval part(Real((rate / (bend * at_limit.k * kPart)).lower()).rounded_to(kBits));
  const bool near = !certainly_less(part, abs(whole));
  const Interval last = near ? abs(whole).rounded_to(kBits) : part;
  const Interval reach = hull(Interval(0), rises ? -last : last);
  const Interval least = bend * exp(reach * at_limit.k) - at_limit.a * exp(reach * at_limit.n) * at_limit.n;
  if (!certainly_positive(least) || !certainly_less(distance, last)) return std::nullopt;
  const Interval end = log(last / distance) / Interval(least.lower());
  const Interval asked(time, kBits);
  if (!certainly_less(end, asked)) return std::nullopt;
  const Interval before =
      near ? Interval(0)
           : decayed_integral(speed_from_start(way, kBits), whole.rounded_to(kBits) + (rises ? -last : last), kBits);
  if (!certainly_less(before + end, asked)) return std::nullopt;
  return rises ? hull(limit * exp(-distance.rounded_to(bits)), limit)
               : hull(limit, limit * exp(distance.rounded_to(bits)));
}

/// w^-p obeys d/dt w^-p = -p r w^-p + p c with r = lambda - eta, p = m for a = 1, and r = -eta, p = k for lambda = 0.
Interval enclose_bernoulli(const DecayedWay& way, const Rational& time, Bits bits) {
  const DecayedCurve& curve = way.curve;
  const long p = curve.n() == 0 ? curve.exponents.m : curve.k();
  const Rational rate = (curve.n() == 0 ? curve.lambda : Rational(0)) - curve.decay;
  const Interval first = root(Interval(power(way.start.power, -p), bits), static_cast<unsigned long>(way.start.degree));
  const auto layer = [p](const Interval& inverse) {
    return Interval(1) / root(inverse, static_cast<unsigned long>(p));
  };
  if (rate == 0) return layer(first + Interval(Rational(curve.saturation * p * time), bits));
  const Interval z(Rational(-p * rate * time), bits);
  return layer(first * exp(z) - Interval(Rational(curve.saturation / rate), bits) * expm1(z));
}

/// Whether a dying amplitude may lie below what a number here can be, 2^-(2^30): its logarithm falls at the rate
/// eta - phi(w), which tends to eta, or to eta - lambda for a = 1.
bool is_too_small(const DecayedWay& way, const Rational& time) {
  if (way.end != End::nothing) return false;
  constexpr long kLargestLogarithm = 700'000'000;  // < 2^30 ln 2
  const DecayedCurve& curve = way.curve;
  const Rational rate = curve.n() == 0 ? Rational(curve.decay - curve.lambda) : curve.decay;
  return rate * time > kLargestLogarithm;
}

}  // namespace

Interval enclose_decayed_layer(const DecayedWay& way, const Rational& time, Bits bits) {
  if (is_too_small(way, time)) return Interval(0) / Interval(0);
  if (way.is_bernoulli()) return enclose_bernoulli(way, time, bits);
  // Between the part of the way that `settled` leaves open and the limit, and for the steps of the search.
  const Bits working = bits + bits / 16 + 48;
  const Interval start = way.start.enclosed(working);
  Real whole(0);
  if (way.end != End::nothing) {
    const Interval limit = enclose_survivors_limit(way.curve, working);
    const Interval distance = log(limit / start);
    if (!distance.is_bounded()) return distance;
    if (const auto end = settled(way, time, distance, limit, bits)) return *end;
    whole = distance.midpoint();
  }
  const WayEquation equation{way, time, whole};
  return start * exp(equation.at<Interval>(working).place(monotone_root(equation, working)).x);
}

}  // namespace jepa_oracle
