#include "jepa_oracle/conflict_window.h"

#include "curve.h"
#include "jepa_oracle/errors.h"
#include "monotone_root.h"
#include "refinement.h"

namespace jepa_oracle {
namespace {

enum class Side { falling, rising };

/// D(w0) as a function of l, with w0 = wx * s(l) on the falling side and wx + (q rho2 - wx) * s(l) on the rising one,
/// s(l) = 1/(1 + e^-l).
struct GapEquation {
  Depth depth;
  const Rational& fraction;
  const Conflict& conflict;
  Side side;

  template <class T>
  struct Local {
    Curve curve;
    Side side;
    T lambda1, lambda2, rho1, rho2, rate1, rate2, variance_gap, turning, reach;
    Place<T> threshold;

    Place<T> place(const T& l) const { return place_at(curve, l); }
    T start(const Place<T>& at) const { return side == Side::falling ? turning * at.s : turning + reach * at.s; }
    T gap(const T& w) const {
      return scaled_time(curve, place_of(T(w / rho1)), threshold) / rate1 -
             scaled_time(curve, place_of(T(w / rho2)), threshold) / rate2;
    }
    T residual(const Place<T>& at) const { return gap(start(at)); }
    T slope(const Place<T>& at) const {
      // dD/dw0 = (sigma2^2 - sigma1^2)(w0 - wx) / (lambda1 lambda2 w0^(2L) (1 - w0/rho1)(1 - w0/rho2))
      const T span = side == Side::falling ? turning : reach;
      const T offset = side == Side::falling ? -(turning * at.complement) : reach * at.s;
      const T w = start(at);
      const T speeds = lambda1 * lambda2 * power(w, curve.a()) * (T(1) - w / rho1) * (T(1) - w / rho2);
      return variance_gap * offset * span * at.s * at.complement / speeds;
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
    const T turning = number(conflict.turning_point());
    const T rho2 = number(f2.rho());
    return {{Objective::jepa, depth.layers(), Branch::growing},
            side,
            number(f1.lambda()),
            number(f2.lambda()),
            number(f1.rho()),
            rho2,
            units_of<T>(Objective::jepa, depth, f1, bits).rate,
            units_of<T>(Objective::jepa, depth, f2, bits).rate,
            number(f2.variance() - f1.variance()),
            turning,
            threshold.s * rho2 - turning,
            threshold};
  }
};

/// Sign of D at its minimum wx; nothing while the precision limit does not decide it.
std::optional<int> sign_at_turning_point(Depth depth, const Rational& fraction, const Conflict& conflict) {
  const GapEquation equation{depth, fraction, conflict, Side::falling};
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

Rational Conflict::turning_point() const {
  return (noisy.lambda() - influential.lambda()) / (noisy.variance() - influential.variance());
}

ConflictWindow conflict_window(Depth depth, const Rational& fraction, const Conflict& conflict, Digits digits) {
  using State = ConflictWindow::State;
  const Rational p = Threshold::fraction(fraction).value();
  const Rational turning = conflict.turning_point();
  const long layers = depth.layers();
  if (power(turning, layers) >= p * power(conflict.noisy.rho(), layers)) return {State::empty, {}, {}};
  const std::optional<int> sign = sign_at_turning_point(depth, p, conflict);
  if (!sign) return {State::undecided, {}, {}};
  if (*sign > 0) return {State::empty, {}, {}};

  const auto end = [&](Side side) {
    return refine(digits, 0, [&](Bits bits) {
      const GapEquation equation{depth, p, conflict, side};
      const Interval coordinate = monotone_root(equation, bits);
      const auto local = equation.at<Interval>(bits);
      return power(local.start(local.place(coordinate)), layers);
    });
  };
  return {State::open, end(Side::falling), end(Side::rising)};
}

}  // namespace jepa_oracle
