#include "closed_forms/decayed_curve.h"

#include <fmt/format.h>

#include "closed_forms/exact_powers.h"
#include "jepa_oracle/errors.h"
#include "numbers/message_text.h"
#include "numbers/monotone_root.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

/// Where phi = eta, on one side of w_p, as a function of tau in (0, 1), how far from w_p to 0 or to w_inf:
///   w_u^m = w_p^m (1 - tau),            g = ratio ln(1 - tau) + ln(1 + ratio tau) = ln(eta / eta*),   ratio = n/m
///   w_s^m = w_p^m (1 + (m/n) tau),      the same with ratio = m/n and m/n ln(eta / eta*) on the right.
/// g falls from 0 to minus infinity: dg/dtau = -ratio (ratio + 1) tau / ((1 - tau)(1 + ratio tau)).
struct RestEquation {
  const DecayedCurve& curve;
  bool stable;

  template <class T>
  struct Local {
    T ratio;
    T target;

    struct At {
      T tau;
      T complement;
    };
    At place(const T& l) const {
      const T e = exp(l);
      return {T(1) / (T(1) + T(1) / e), T(1) / (T(1) + e)};
    }
    T residual(const At& at) const { return ratio * log(at.complement) + log1p(ratio * at.tau) - target; }
    T slope(const At& at) const {  // times dtau/dl = tau (1 - tau)
      return -(ratio * (ratio + T(1)) * at.tau * at.tau) / (T(1) + ratio * at.tau);
    }
    T size() const { return T(1) + abs(target); }
  };

  Rational ratio() const {
    return stable ? Rational(curve.exponents.m, curve.n()) : Rational(curve.n(), curve.exponents.m);
  }
  template <class T>
  Local<T> at(Bits bits) const {
    const long m = curve.exponents.m;
    const T excess = log(T(curve.decay * curve.k() / (curve.lambda * m), bits)) -
                     log(T(curve.peak_power(), bits)) * curve.n() / m;  // ln(eta / eta*)
    return {T(ratio(), bits), stable ? excess * m / curve.n() : excess};
  }
  /// g is -ratio (ratio + 1) tau^2 / 2 at 0, and ln(1 + ratio) - ratio l far out.
  Real guess() const {
    const auto f = at<Real>(64);
    const Real near = f.target * -2L / (f.ratio * (f.ratio + Real(1)));
    if (!(near > Real(0))) return Real(-40);  // closer to the peak than 64 bits see
    return near < Real(1) ? log(near) / 2L : (log1p(f.ratio) - f.target) / f.ratio;
  }
};

Interval rest_amplitude(const DecayedCurve& curve, bool stable, Bits bits) {
  const RestEquation equation{curve, stable};
  const auto local = equation.at<Interval>(bits);
  const auto at = local.place(monotone_root(equation, bits));
  const Interval of_peak = stable ? Interval(1) + local.ratio * at.tau : at.complement;
  return root(Interval(curve.peak_power(), bits) * of_peak, static_cast<unsigned long>(curve.exponents.m));
}

}  // namespace

LayerAmplitude LayerAmplitude::of_start(const ScalarProblem& problem) {
  const Initialisation& start = problem.initialisation;
  return {start.epsilon(), start.per_layer() ? 1 : problem.depth.layers()};
}

Interval LayerAmplitude::enclosed(Bits bits) const {
  return root(Interval(power, bits), static_cast<unsigned long>(degree));
}

std::optional<Rational> LayerAmplitude::exact_power(long exponent) const {
  return jepa_oracle::exact_power(power, exponent, degree);
}

DecayedCurve DecayedCurve::of(Objective objective, Depth depth, const Feature& feature, const Rational& decay) {
  require_valid_decay(decay);
  return {exponents_of(objective, depth), feature.lambda(), saturation_of(objective, feature), decay};
}

Interval growth_at(const DecayedCurve& curve, const Interval& layer) {
  const Bits bits = layer.precision();
  return power(layer, curve.n()) *
         (Interval(curve.lambda, bits) - Interval(curve.saturation, bits) * power(layer, curve.exponents.m));
}

std::optional<Rational> exact_growth_at(const DecayedCurve& curve, const LayerAmplitude& amplitude) {
  const auto rise = amplitude.exact_power(curve.n());
  if (!rise) return std::nullopt;
  const auto bend = amplitude.exact_power(curve.exponents.m);
  if (!bend) return std::nullopt;
  return Rational(*rise * (curve.lambda - curve.saturation * *bend));
}

std::optional<int> direction_at(const DecayedCurve& curve, const LayerAmplitude& amplitude) {
  constexpr Bits kGlanceBits = 64;
  for (Bits bits = kGlanceBits; bits <= kPrecisionLimit; bits *= 2) {
    interruption_point();
    const Interval rest = growth_at(curve, amplitude.enclosed(bits)) - Interval(curve.decay, bits);
    if (certainly_positive(rest)) return 1;
    if (certainly_negative(rest)) return -1;
    if (bits > kGlanceBits) continue;
    // Equality needs both powers rational: with d the least exponent that makes w^d rational, 1, w, ..., w^(d-1) are
    // linearly independent over Q, so that lambda w^n - c w^k = eta != 0 needs d to divide n and k.
    if (const auto growth = exact_growth_at(curve, amplitude)) {
      return *growth > curve.decay ? 1 : (*growth < curve.decay ? -1 : 0);
    }
  }
  return std::nullopt;
}

int side_of_peak(const DecayedCurve& curve, const LayerAmplitude& amplitude) {
  if (curve.n() == 0) return 1;  // w_p = 0
  return compare_powers(amplitude.power, curve.exponents.m, curve.peak_power(), amplitude.degree);
}

int side_of_largest_decay(const DecayedCurve& curve) {
  if (curve.decay == 0) return -1;
  if (curve.n() == 0) return curve.decay < curve.lambda ? -1 : (curve.decay > curve.lambda ? 1 : 0);
  // eta* = lambda (m/k) w_p^n
  const Rational part = curve.decay * curve.k() / (curve.lambda * curve.exponents.m);
  return compare_powers(part, curve.exponents.m, curve.peak_power(), curve.n());
}

Interval enclose_survivors_limit(const DecayedCurve& curve, Bits bits) {
  const auto m = static_cast<unsigned long>(curve.exponents.m);
  if (curve.n() == 0 || curve.decay == 0) {
    return root(Interval((curve.lambda - curve.decay) / curve.saturation, bits), m);
  }
  if (side_of_largest_decay(curve) == 0) return root(Interval(curve.peak_power(), bits), m);
  return enclose_stable(curve, bits);
}

Interval enclose_unstable(const DecayedCurve& curve, Bits bits) { return rest_amplitude(curve, false, bits); }
Interval enclose_stable(const DecayedCurve& curve, Bits bits) { return rest_amplitude(curve, true, bits); }

}  // namespace jepa_oracle
