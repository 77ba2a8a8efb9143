// Ordering.WindowInTheDeepLimit: bounds of JEPA's window and of s* that close as L grows. Statement and proof:
// proofs-notes/ordering.md
#include <algorithm>
#include <cmath>

#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

constexpr long kMaxTerms = 20'000;
constexpr int kFinest = 30;  ///< distances to a limit are tried down to 2^-30

/// integral from b to c of e^(k a) / a da, 0 < b < c, k of any sign: ln(c/b) + sum of k^n (c^n - b^n) / (n n!).
/// Undefined if |k c| is large.
Interval exponential_integral(const Interval& k, const Interval& b, const Interval& c) {
  Interval upper = Interval(1);  // (k c)^n / n!
  Interval lower = Interval(1);
  Interval sum = log(c / b);
  const Interval kb = k * b;
  const Interval kc = k * c;
  const double size = abs(kc).upper().to_double();
  for (long n = 1; n < kMaxTerms; ++n) {
    upper = upper * kc / n;
    lower = lower * kb / n;
    sum += (upper - lower) / n;
    // From here on |k c|^n / n! is less than half of what it was for n - 1, and no term is larger.
    if (static_cast<double>(n) > 2 * size && binary_exponent(abs(upper).upper()) < -c.precision()) {
      return sum + hull(-abs(upper), abs(upper));
    }
  }
  return Interval(0) / Interval(0);
}

/// (2-2h) e^(h c) I(2-h) < e^(2c)/c < (2-2h) e^(g c) I(2-g) at c = L ln(1/s*), h = 1/(2L), g = h + c h^2/3.
void require_boundary(Judgement& judgement, const Subject& subject, Depth depth, const Rational& p) {
  const long layers = depth.layers();
  const Interval answer = subject.jepa_rho_boundary(depth, p, Digits(kCheckDigits));
  judgement.require("0 < s* < 1", certainly_less(Interval(0), answer) && certainly_less(answer, Interval(1)));
  if (judgement.verdict() != Verdict::holds) return;
  const Rational s = answer.midpoint().rounded_to(kCheckBits).to_rational();
  // The terms of I(2-g) cancel by a factor e^(g c) at most, where 2 - g is negative.
  const double size = (-log(exact(s)) * layers).upper().to_double();
  const double cancelled = size * (2 + size / (12.0 * static_cast<double>(layers * layers))) / std::log(2.0);
  if (!(cancelled < static_cast<double>(kMaxTerms) / 4)) return judgement.leave_undecided("s*^L is too small");
  const Bits bits = kCheckBits + 2 * static_cast<Bits>(cancelled);
  const auto number = [bits](const Rational& value) { return Interval(value, bits); };
  const Interval b = -log(number(p));
  const Interval c = -log(number(s)) * layers;
  judgement.require_less("s*^L < p", b, c);
  if (judgement.verdict() != Verdict::holds) return;
  const Interval half = number(Rational(1, 2 * layers));
  const auto bound = [&](const Interval& g) {
    return (Interval(2) - half * 2L) * exp(g * c) * exponential_integral(Interval(2) - g, b, c);
  };
  const Interval right = exp(c * 2L) / c;
  judgement.require_less("lower bound at s*^L", bound(half), right);
  judgement.require_less("upper bound at s*^L", right, bound(half + c * square(half) / 3L));
}

/// JEPA's ratio Q = T2/T1 at a start w0, L >= 2: S (1 - (s2/q)^N) / (1 + e1) <= Q <= S (1 + e2) / (1 - (s1/q)^N).
struct Bounds {
  Depth depth;
  Interval q;
  Rational rho1;
  Rational rho2;

  long n() const { return 2 * depth.layers() - 1; }
  Interval speeds(const Interval& w) const { return (Interval(1) - w / exact(rho1)) / (Interval(1) - w / exact(rho2)); }
  Interval lost(const Interval& s) const { return Interval(1) - power(s / q, n()); }
  /// 1 + e for the best of seven places v between s and q; unbounded unless s < q.
  Interval gained(const Interval& s) const {
    Interval best = Interval(1) / Interval(0);
    for (long j = 1; j <= 7; ++j) {
      const Interval v = s + (q - s) * j / 8L;
      const Interval e = s * (Interval(1) - s) / (n() - 1) *
                         (Interval(1) / square(Interval(1) - v) + power(s / v, n() - 1) / square(Interval(1) - q));
      if (!best.is_bounded() || certainly_less(e, best)) best = e;
    }
    return best + Interval(1);
  }
  Interval least(const Interval& w) const { return speeds(w) * lost(w / exact(rho2)) / gained(w / exact(rho1)); }
  Interval largest(const Interval& w) const { return speeds(w) * gained(w / exact(rho2)) / lost(w / exact(rho1)); }
};

/// The finest of the distances 2^-1, 2^-2, ... for which `decided` holds; 0 for none.
template <class Decided>
Rational finest(const Decided& decided) {
  for (int k = kFinest; k >= 1; --k) {
    const Rational distance = power(Rational(2), -k);
    if (decided(distance)) return distance;
  }
  return 0;
}

Judgement deep_limit(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Depth depth = instance.depth();
  const long layers = depth.layers();
  const Rational p = instance.number("fraction");
  require_boundary(judgement, subject, depth, p);
  if (judgement.verdict() != Verdict::holds) return judgement;
  if (layers == 1) {
    judgement.label("L = 1: s* only");
    return judgement;
  }

  const Rational lambda1 = instance.number("lambda");
  const Rational ratio = 1 + instance.number("lambda_gap");
  const Rational rho2 = instance.number("rho");
  const Rational rho1 = rho2 * (1 + instance.number("excess"));
  const Conflict conflict =
      Conflict::between(Feature::with_rho(lambda1, rho1), Feature::with_rho(lambda1 * ratio, rho2));
  const Bounds bounds{depth, layer_of(p, depth), rho1, rho2};
  const Rational turning = conflict.turning_point();
  const Interval wanted = exact(ratio);
  const auto layer = [&](const Rational& x) { return exact(rho2) * layer_of(x, depth); };
  const Rational below_turning = finest([&](const Rational& distance) {
    return certainly_less(bounds.largest(exact(turning * (1 - distance))), wanted);
  });
  const Rational above_turning = finest([&](const Rational& distance) {
    const Interval w = exact(turning * (1 + distance));
    return certainly_less(w, bounds.q * exact(rho2)) && certainly_less(wanted, bounds.least(w));
  });
  const Rational below_threshold =
      finest([&](const Rational& distance) { return certainly_less(wanted, bounds.least(layer(p * (1 - distance)))); });
  const auto window = subject.conflict_window(Objective::jepa, depth, p, conflict, Digits(kCheckDigits));
  if (above_turning > 0 || below_threshold > 0) judgement.require("there is a window", window.has_value());
  if (!window) {
    judgement.label("no window");
    return judgement;
  }
  const auto& [low, high] = *window;
  judgement.require_less("w_lo < w_x", low, exact(power(turning, layers)));
  judgement.require_less("w_x < w_hi", exact(power(turning, layers)), high);
  judgement.require_less("(w_hi/rho2)^L < p", high, exact(p * power(rho2, layers)));
  if (below_turning > 0) {
    judgement.require_less("lower bound of w_lo", exact(power(turning * (1 - below_turning), layers)), low);
  }
  if (above_turning > 0) {
    judgement.require_less("a start above w_x is inside", low, exact(power(turning * (1 + above_turning), layers)));
    judgement.require_less("a start above w_x is inside", exact(power(turning * (1 + above_turning), layers)), high);
  }
  if (below_threshold > 0) {
    judgement.require_less("lower bound of (w_hi/rho2)^L", exact(p * (1 - below_threshold) * power(rho2, layers)),
                           high);
  }
  const Rational tenth(1, 10);
  if (0 < below_turning && below_turning < tenth) judgement.label("w_lo within a tenth of w_x");
  if (0 < below_threshold && below_threshold < tenth) judgement.label("(w_hi/rho2)^L within a tenth of p");
  return judgement;
}

}  // namespace

std::vector<Claim> deep_limit_claims() {
  return {
      {"Ordering.WindowInTheDeepLimit",
       {depth_field(), positive("lambda", -2, 2), positive("lambda_gap", -2, 0), positive("rho", -1, 1),
        positive("excess", -1, 1), fraction("fraction", 2)},
       deep_limit,
       {},
       {"w_lo within a tenth of w_x", "(w_hi/rho2)^L within a tenth of p", "L = 1: s* only"}},
  };
}

}  // namespace jepa_oracle::properties
