// Ordering.WindowIsNotEmptyForNearbyLambdas: how near the covariances of two features in conflict must be for a window.
// Statement and proof: proofs-notes/ordering.md
#include <algorithm>

#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

constexpr int kMaxHalvings = 60;
constexpr int kMaxPlaces = 100;

/// Two features of rho1 > rho2 at equal lambda; T = lambda t is free of it.
struct Ratio {
  Judgement& judgement;
  const Subject& subject;
  Objective objective;
  Depth depth;
  Rational p;
  Rational lambda;
  Rational limit2;  ///< w_limit of feature 2, rational for both objectives
  Rational rho1;

  /// Q - 1 and S - 1 are of the order of (w / limit2)^m, many digits below 1 for a small start of a deep encoder.
  long digits(const Rational& w) const {
    return 160 + m() * std::max(0L, -binary_exponent(Real(Rational(w / limit2), 64))) * 31 / 100;
  }

  long m() const { return curve_powers(objective, depth).m; }
  Rational rho2() const { return power(limit2, m()); }
  Rational epsilon(const Rational& w) const { return power(w, depth.layers()); }

  /// S(w): ratio of the speeds, and the ratio of lambda at which w is where both grow equally fast.
  Rational speeds(const Rational& w) const {
    const Rational wm = power(w, m());
    return (1 - wm / rho1) / (1 - wm / rho2());
  }
  Interval enclosed_speeds(const Rational& w) const { return Interval(speeds(w), 4 * digits(w)); }
  /// Q(w) = T2 / T1.
  Interval times(const Rational& w) const {
    const auto time = [&](const Rational& rho) {
      const ScalarProblem problem{objective, depth, Feature::with_rho(lambda, rho),
                                  Initialisation::of_encoder(epsilon(w))};
      return time_to_fraction(judgement, subject, problem, p, Digits(digits(w)));
    };
    const Interval t1 = time(rho1);
    return time(rho2()) / t1;
  }
  Conflict conflict(const Rational& ratio) const {
    return Conflict::between(Feature::with_rho(lambda, rho1), Feature::with_rho(lambda * ratio, rho2()));
  }
  std::optional<std::pair<Interval, Interval>> window(const Rational& ratio) const {
    return subject.conflict_window(objective, depth, p, conflict(ratio), Digits(kCheckDigits));
  }
  void require_inside(const std::string& what, const Rational& ratio, const Rational& w) const {
    const auto ends = window(ratio);
    judgement.require(what + ": there is a window", ends.has_value());
    if (!ends) return;
    judgement.require_less(what + ": above its lower end", ends->first, exact(epsilon(w)));
    judgement.require_less(what + ": below its upper end", exact(epsilon(w)), ends->second);
  }
  /// Outside: below the window where Q still rises, above it where Q falls.
  void require_outside(const std::string& what, const Rational& ratio, const Rational& w, bool rising) const {
    const auto ends = window(ratio);
    if (!ends) return;
    rising ? judgement.require_less(what + ": below the window", exact(epsilon(w)), ends->first)
           : judgement.require_less(what + ": above the window", ends->second, exact(epsilon(w)));
  }
  void require_empty(const std::string& what, const Rational& ratio) const {
    judgement.require(what + ": there is no window", !window(ratio).has_value());
  }
};

/// Whether w lies before the maximum of Q, that is Q > S; nothing when the enclosure does not decide.
std::optional<bool> before_maximum(const Interval& times, const Interval& speeds) {
  if (certainly_less(speeds, times)) return true;
  if (certainly_less(times, speeds)) return false;
  return std::nullopt;
}

/// What Q and S at one start say of the windows for three ratios of lambda.
void require_at(const Ratio& ratio, const Rational& w) {
  const Interval q = ratio.times(w);
  const Rational s = ratio.speeds(w);
  const std::optional<bool> rising = before_maximum(q, ratio.enclosed_speeds(w));
  if (!rising) return ratio.judgement.leave_undecided("the start is the maximum of Q, as far as the digits show");
  ratio.judgement.require("S is the ratio whose turning point this is",
                          ratio.conflict(s).turning_point() == power(w, ratio.m()));
  *rising ? ratio.require_inside("lambda2/lambda1 = S < Q", s, w) : ratio.require_empty("lambda2/lambda1 = S > Q", s);
  ratio.judgement.label(*rising ? "before the maximum" : "after the maximum");
  if (certainly_less(Interval(1), exact(below(q)))) {
    ratio.require_inside("lambda2/lambda1 just below Q", below(q), w);
    ratio.require_outside("lambda2/lambda1 just above Q", above(q), w, *rising);
  }
}

/// A place between two starts, on different sides of the maximum of Q, where Q - S is 0 to about 2^-70: regula falsi, with
/// bisections where it is slow. It proves nothing.
Rational approximate_maximum(const Ratio& ratio, Rational before, Rational after) {
  const auto excess = [&](const Rational& w) {
    return (ratio.times(w) - ratio.enclosed_speeds(w)).midpoint().rounded_to(64).to_rational();
  };
  Rational f_before = excess(before);
  Rational f_after = excess(after);
  Rational place = after;
  for (int i = 0; i < kMaxPlaces; ++i) {
    const Rational last = place;
    place = i % 4 == 3 ? Rational((before + after) / 2)
                       : Rational((before * f_after - after * f_before) / (f_after - f_before));
    place = Real(place, 96).to_rational();
    if (place <= before || place >= after) break;
    const Rational f = excess(place);
    if (f == 0 || boost::multiprecision::abs(Rational(place - last)) < place * power(Rational(2), -72)) break;
    if (f > 0) {
      before = place;
      f_before = f;
      f_after /= 2;  // the end that stays counts less each time (Illinois)
    } else {
      after = place;
      f_after = f;
      f_before /= 2;
    }
  }
  return place;
}

/// Lambda between Q(a) and S(b), a just before and b just after the maximum: a window below it, none above. `start` lies
/// on one side, where Q is smaller.
void require_maximum(const Ratio& ratio, const Rational& largest_start, const Rational& start) {
  Judgement& judgement = ratio.judgement;
  Rational before = largest_start / 2;
  Rational after = largest_start;
  const auto rises_at = [&](const Rational& w) { return before_maximum(ratio.times(w), ratio.enclosed_speeds(w)); };
  int halvings = 0;
  while (rises_at(before) == false && ++halvings < kMaxHalvings) {
    after = before;
    before /= 2;
  }
  judgement.require("Q exceeds S at some start", halvings < kMaxHalvings);
  if (judgement.verdict() != Verdict::holds) return;
  const Rational place = approximate_maximum(ratio, before, after);
  const Rational nudge = power(Rational(2), -60);
  before = place * (1 - nudge);
  after = place * (1 + nudge);
  const Interval q_before = ratio.times(before);
  const Interval q_after = ratio.times(after);
  judgement.require_less("S < Q just before the maximum of Q", ratio.enclosed_speeds(before), q_before);
  judgement.require_less("Q < S just after the maximum of Q", q_after, ratio.enclosed_speeds(after));
  if (start < before) judgement.require_less("Q rises up to its maximum", ratio.times(start), q_before);
  if (start > after) judgement.require_less("Q falls after its maximum", ratio.times(start), q_after);
  if (judgement.verdict() != Verdict::holds) return;
  ratio.require_inside("lambda2/lambda1 just below the largest ratio", below(q_before), before);
  ratio.require_empty("lambda2/lambda1 just above the largest ratio", ratio.speeds(after));
}

Judgement window_exists(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Rational part = instance.number("percent") / 100;
  const bool mae = objective == Objective::mae;  // by the name: its boundary needs p > p0, and is asked by name
  const Interval bound = mae ? subject.mae_fraction_bound(depth, Digits(kCheckDigits)) : Interval(1);
  const bool none = mae && (depth.layers() == 1 || instance.number("beyond") == 0);
  judgement.require("p0 is a fraction", !mae || depth.layers() == 1 || above(bound) < 1);
  if (judgement.verdict() != Verdict::holds) return judgement;
  const Rational p = !mae ? part : (none ? part * below(bound) : above(bound) + part * (1 - above(bound)));
  const Rational limit2 = instance.number("limit");
  Ratio ratio{judgement, subject, objective, depth, p, instance.number("lambda"), limit2, 0};
  ratio.rho1 = ratio.rho2() * (1 + instance.number("excess"));
  const Rational largest_start = below(layer_of(p, depth)) * limit2;
  const Rational w = instance.number("place") * largest_start;
  require_at(ratio, w);
  if (none) {
    judgement.label("MAE, p <= p0");
    judgement.require_less("Q < 1", ratio.times(w), Interval(1));
    ratio.require_empty("lambda2/lambda1 = 1 + 10^-9", 1 + power(Rational(10), -9));
    return judgement;
  }
  judgement.label(mae ? "MAE, p > p0" : "JEPA");
  // Where the larger rho is first at equal lambda, Q exceeds 1.
  const auto boundary = mae ? subject.mae_rho_boundary(depth, p, Digits(kCheckDigits))
                            : std::optional(subject.jepa_rho_boundary(depth, p, Digits(kCheckDigits)));
  judgement.require_answer("a boundary", boundary.has_value());
  if (!boundary) return judgement;
  judgement.require_less("Q > 1 at and below the boundary", Interval(1), ratio.times(below(*boundary) * limit2));
  require_maximum(ratio, largest_start, w);
  return judgement;
}

}  // namespace

std::vector<Claim> window_exists_claims() {
  return {
      {"Ordering.WindowIsNotEmptyForNearbyLambdas",
       {objective_field(), depth_field(), choice("beyond", {1, 0}), positive("lambda", -2, 2), positive("limit", -1, 1),
        positive("excess", -2, 1), choice("percent", {50, 10, 25, 60, 75, 90, 95}, {10, 95}), fraction("place", 3)},
       window_exists,
       {},
       {"before the maximum", "after the maximum", "JEPA", "MAE, p > p0", "MAE, p <= p0"}},
  };
}

}  // namespace jepa_oracle::properties
