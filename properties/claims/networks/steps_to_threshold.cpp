// Descent.StepsToThreshold: how many steps of gradient descent a balanced feature needs, against its flow time. Proof:
// proofs-notes/descent.md
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/matrix_scenario.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

constexpr Bits kStepBits = 192;

/// One balanced feature with a rational limit of its layers.
struct BalancedFeature {
  Objective objective;
  long depth;
  Rational lambda;
  Rational limit;

  long a() const { return curve_powers(objective, Depth(depth)).a; }
  long m() const { return curve_powers(objective, Depth(depth)).m; }
  Rational rho() const { return power(limit, m()); }
  Feature feature() const { return Feature::with_rho(lambda, rho()); }
  /// m lambda rho^kappa, the rate of approach to the limit.
  Rational approach() const { return m() * lambda * power(limit, a() - 1); }
  /// s^a (1 - s^m)
  Interval speed(const Interval& s) const { return power(s, a()) * (Interval(1) - power(s, m())); }
  Rational next(const Rational& w, const Rational& rate) const {
    return w + rate * lambda * power(w, a()) * (1 - power(w, m()) / rho());
  }
};

/// The subject's step from v = w is the map of the note, exactly.
void require_step(Judgement& judgement, const Subject& subject, const BalancedFeature& one, const Rational& w,
                  const Rational& rate) {
  const RationalMatrix at = diagonal<Rational>({w});
  const RationalNetwork network{std::vector<RationalMatrix>(static_cast<std::size_t>(one.depth), at), at};
  const RationalNetwork next = step_of(judgement, subject, RationalTarget::of(one.objective), network,
                                       diagonal_moments({one.lambda}, {one.feature().variance()}), rate);
  const Rational expected = one.next(w, rate);
  judgement.require_equal("a step of v", next.top()(0, 0), expected);
  for (const RationalMatrix& layer : next.layers) judgement.require_equal("a step of w", layer(0, 0), expected);
}

/// Where descent stands against the threshold after so many steps.
struct Passed {
  long steps;    ///< the first after which w >= threshold
  bool decided;  ///< false when the bounds straddle it
};

/// Bounds of the weight after each step: the map increases there, so the bounds step like the weight itself. An error
/// grows like the speed, up to the factor `growth`. Nothing when the threshold is not reached in `most` steps.
std::optional<Passed> steps_to(const BalancedFeature& one, const Rational& w0, const Interval& threshold,
                               const Rational& rate, long most, const Interval& growth) {
  const Bits bits = kStepBits + std::max(0L, binary_exponent(growth.upper()));
  const Interval scale(Rational(rate * one.lambda), bits);
  const Interval curved(Rational(1 / one.rho()), bits);
  const auto next = [&](const Real& at) {
    const Interval w = Interval(at).rounded_to(bits);
    return w + scale * power(w, one.a()) * (Interval(1) - curved * power(w, one.m()));
  };
  Interval w(w0, bits);
  Real lower = w.lower();
  Real upper = w.upper();
  for (long n = 1; n <= most; ++n) {
    lower = next(lower).lower();
    upper = next(upper).upper();
    if (certainly_less(Interval(upper), threshold)) continue;
    return Passed{n, certainly_less(threshold, Interval(lower))};
  }
  return std::nullopt;
}

Judgement steps_to_threshold(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const BalancedFeature one{instance.objective(), instance.depth().layers(), instance.number("lambda"),
                            instance.number("limit")};
  const Rational p = instance.number("fraction");
  const Interval q = layer_of(p, instance.depth());
  // s^a (1 - s^m) rises up to the place where s^m = a/(2L+1).
  const Interval turn = exact(Rational(one.a(), 2 * one.depth + 1));
  const bool rises = certainly_less(power(q, one.m()), turn);
  if (!rises && !certainly_less(turn, power(q, one.m()))) {
    judgement.leave_undecided("the threshold is where the speed is largest");
    return judgement;
  }
  // Beyond the largest speed the rate is below 1/r: the start is as near as keeps the number of steps within reason.
  const Rational& start = instance.number("start");
  const Rational s0 = (rises ? start : Rational(1 - (1 - start) * 3 / (one.a() + 3))) * below(q);
  const Rational w0 = s0 * one.limit;
  const ScalarProblem problem{one.objective, instance.depth(), one.feature(),
                              Initialisation::of_encoder(power(w0, one.depth))};
  const Interval t = time_to_fraction(judgement, subject, problem, p);
  judgement.require("a time after the start", certainly_less(Interval(0), t));
  if (judgement.verdict() != Verdict::holds) return judgement;

  judgement.label(rises ? "before the largest speed" : "beyond the largest speed");
  const Rational about = t.midpoint().rounded_to(32).to_rational() / instance.number("steps");
  // Beyond the largest speed the map increases for rates below 1/r only.
  const Rational rate = rises ? about : std::min(about, Rational(instance.number("part") / one.approach()));
  const Interval peak = rises ? q : root(turn, static_cast<unsigned long>(one.m()));
  const Interval at_start = one.speed(exact(s0));
  const Interval fastest = certainly_less(exact(s0), peak) ? one.speed(peak) : at_start;
  const Interval delay = Interval(1) + log(fastest / at_start);
  const Interval most = t + exact(rate) * delay;

  // Exact numbers grow (2L+1)-fold in length with every step, and what is no single step takes several.
  constexpr long kDeepestExactStep = 8;
  if (one.depth <= kDeepestExactStep) {
    for (const Rational& w : {w0, Rational((w0 + below(q) * one.limit) / 2)}) {
      require_step(judgement, subject, one, w, rate);
    }
  }
  const Real ceiling = (most / exact(rate)).upper();
  const long limit = ceiling.is_finite() ? static_cast<long>(std::min(ceiling.to_double(), 20'000.0)) + 2 : 0;
  const auto passed = steps_to(one, w0, q * exact(one.limit), rate, limit, fastest / at_start);
  if (!passed) {
    judgement.require_less("the threshold is reached in time", exact(rate * limit), most);
    judgement.leave_undecided("too many steps");
    return judgement;
  }
  const long n = passed->steps;
  if (!passed->decided) {
    judgement.leave_undecided("a step ends too near to the threshold");
    return judgement;
  }
  const Interval descent = exact(rate * n);
  judgement.require_less("rate n < t + rate (1 + ln(largest speed / speed at the start))", descent, most);
  const Interval least = rises ? t : (Interval(1) - exact(rate * one.approach())) * t;
  judgement.require_less(rises ? "t < rate n" : "(1 - rate r) t < rate n", least, descent);
  return judgement;
}

}  // namespace

std::vector<Claim> steps_to_threshold_claims() {
  return {
      {"Descent.StepsToThreshold",
       {objective_field(), depth_field(), positive("lambda", -1, 1), positive("limit", -1, 1), fraction("fraction", 2),
        part("start", 2), choice("steps", {4, 1, 2, 8, 16, 32, 64, 128}), fraction("part", 2)},
       steps_to_threshold,
       {},
       {"before the largest speed", "beyond the largest speed"}}};
}

}  // namespace jepa_oracle::properties
