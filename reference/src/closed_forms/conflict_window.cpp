#include "jepa_oracle/conflict_window.h"

#include "closed_forms/curve.h"
#include "jepa_oracle/errors.h"
#include "numbers/monotone_root.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

enum class Side { falling, rising };

template <class T>
T turning_layer(Objective objective, const Exponents& exponents, const Conflict& conflict, Bits bits) {
  return root(T(conflict.turning_point(objective), bits), static_cast<unsigned long>(exponents.m));
}

/// D(w0) as a function of l, with w0 = wx * s(l) on the falling side and wx + (q w_limit2 - wx) * s(l) on the rising
/// one, s(l) = 1/(1 + e^-l).
struct GapEquation {
  Objective objective;
  Depth depth;
  const Rational& fraction;
  const Conflict& conflict;
  Side side;

  template <class T>
  struct Local {
    Curve curve;
    Side side;
    T lambda1, lambda2, limit_power1, limit_power2;
    Units<T> units1, units2;
    T saturation_gap, turning, reach;
    Destination<T> threshold;

    Place<T> place(const T& l) const { return place_at(curve, l); }
    T start(const Place<T>& at) const { return side == Side::falling ? turning * at.s : turning + reach * at.s; }
    T gap(const T& w) const {
      return scaled_time(curve, place_of(T(w / units1.amplitude)), threshold) / units1.rate -
             scaled_time(curve, place_of(T(w / units2.amplitude)), threshold) / units2.rate;
    }
    T residual(const Place<T>& at) const { return gap(start(at)); }
    T slope(const Place<T>& at) const {
      // dD/dw0 = (c2 - c1)(w0^m - wx^m) / (lambda1 lambda2 w0^a (1 - w0^m/w_inf1^m)(1 - w0^m/w_inf2^m))
      const T span = side == Side::falling ? turning : reach;
      const T offset = side == Side::falling ? -(turning * at.complement) : reach * at.s;
      const T w = start(at);
      T sum = T(1);  // (w^m - wx^m) / (w - wx)
      T power_of_turning = T(1);
      for (long i = 1; i < curve.m(); ++i) {
        power_of_turning *= turning;
        sum = sum * w + power_of_turning;
      }
      const T wm = power(w, curve.m());
      const T speeds =
          lambda1 * lambda2 * power(w, curve.a()) * (T(1) - wm / limit_power1) * (T(1) - wm / limit_power2);
      return saturation_gap * offset * sum * span * at.s * at.complement / speeds;
    }
    T size() const { return abs(gap(turning)); }
  };

  Real guess() const { return Real(0); }
  template <class T>
  Local<T> at(Bits bits) const {
    const auto number = [bits](const Rational& value) { return T(value, bits); };
    const Feature& f1 = conflict.influential;
    const Feature& f2 = conflict.noisy;
    const auto threshold = place_of_fraction<T>(depth, fraction, bits);
    const Exponents exponents = exponents_of(objective, depth);
    const T turning = turning_layer<T>(objective, exponents, conflict, bits);
    const Units<T> units2 = units_of<T>(FeatureOnCurve::of(objective, depth, f2), bits);
    const T reach = threshold.s * units2.amplitude - turning;
    return {{exponents, Branch::increasing},
            side,
            number(f1.lambda()),
            number(f2.lambda()),
            number(limit_power_of(objective, f1)),
            number(limit_power_of(objective, f2)),
            units_of<T>(FeatureOnCurve::of(objective, depth, f1), bits),
            units2,
            number(saturation_of(objective, f2) - saturation_of(objective, f1)),
            turning,
            reach,
            Destination<T>::of({exponents, Branch::increasing}, threshold)};
  }
};

/// Sign of D at its minimum wx; nothing while the precision limit does not decide it.
std::optional<int> sign_at_turning_point(Objective objective, Depth depth, const Rational& fraction,
                                         const Conflict& conflict) {
  const GapEquation equation{objective, depth, fraction, conflict, Side::falling};
  for (Bits bits = 128; bits <= kPrecisionLimit; bits *= 2) {
    const auto local = equation.at<Interval>(bits);
    const Interval gap = local.gap(local.turning);
    if (certainly_positive(gap)) return 1;
    if (certainly_negative(gap)) return -1;
  }
  return std::nullopt;
}

}  // namespace

Conflict Conflict::between(const Feature& influential, const Feature& noisy) {
  if (influential.sign() <= 0 || noisy.sign() <= 0) {
    throw InvalidProblem(influential.sign() <= 0 ? "influential.lambda" : "noisy.lambda",
                         "a feature in conflict must be learnable: lambda > 0");
  }
  if (influential.lambda() >= noisy.lambda()) {
    throw InvalidProblem("influential.lambda", "not a conflict: the influential feature must have the smaller lambda");
  }
  if (influential.rho() <= noisy.rho()) {
    throw InvalidProblem("influential.rho", "not a conflict: the influential feature must have the larger rho");
  }
  return {influential, noisy};
}

Rational Conflict::turning_point(Objective objective) const {
  return (noisy.lambda() - influential.lambda()) /
         (saturation_of(objective, noisy) - saturation_of(objective, influential));
}

ConflictWindow conflict_window(Objective objective, Depth depth, const Rational& fraction, const Conflict& conflict,
                               Digits digits) {
  using State = ConflictWindow::State;
  const Rational p = Threshold::fraction(fraction).value();
  const long layers = depth.layers();
  // wx >= q w_inf2, to the power m L
  if (power(conflict.turning_point(objective) / limit_power_of(objective, conflict.noisy), layers) >=
      power(p, exponents_of(objective, depth).m)) {
    return {State::empty, {}, {}};
  }
  const std::optional<int> sign = sign_at_turning_point(objective, depth, p, conflict);
  if (!sign) return {State::undecided, {}, {}};
  if (*sign > 0) return {State::empty, {}, {}};

  const auto end = [&](Side side) {
    return refine(digits, 0, [&](Bits bits) {
      const GapEquation equation{objective, depth, p, conflict, side};
      const Interval coordinate = monotone_root(equation, bits);
      const auto local = equation.at<Interval>(bits);
      return power(local.start(local.place(coordinate)), layers);
    });
  };
  return {State::open, end(Side::falling), end(Side::rising)};
}

Guaranteed turning_amplitude(Objective objective, Depth depth, const Conflict& conflict, Digits digits) {
  const Exponents exponents = exponents_of(objective, depth);
  if (exponents.m == 1) return Guaranteed::of_exact(conflict.turning_point(objective), digits);  // it is rational
  return refine(digits, 0, [&](Bits bits) { return turning_layer<Interval>(objective, exponents, conflict, bits); });
}

}  // namespace jepa_oracle
