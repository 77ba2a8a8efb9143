// Collapse.UnbalancedStartBoundary: one JEPA feature from v0, w0 with c = v0^2 - w0^2. Proof: proofs-notes/collapse.md
#include "claims/networks/unbalanced_start.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/curve_time.h"
#include "scenarios/matrix_flow.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

struct Curve {
  Depth depth;
  Feature feature;
  Rational v0;
  Rational w0;

  Rational c() const { return v0 * v0 - w0 * w0; }
  const Rational& rho() const { return feature.rho(); }
  bool learned() const { return c() < 0 || (v0 > 0 && c() < rho() * rho()); }
  RationalMoments moments() const { return diagonal_moments({feature.lambda()}, {feature.variance()}); }
  RationalNetwork at(const Rational& v, const Rational& w) const {
    return {std::vector<RationalMatrix>(static_cast<std::size_t>(depth.layers()), diagonal<Rational>({w})),
            diagonal<Rational>({v})};
  }
};

/// At rational points of the curve on either side of the start the exact field is sigma^2 w^(2L) (rho - v) for v and
/// keeps the curve; its sign points to the limit.
void require_field(Judgement& judgement, const Subject& subject, const Curve& curve) {
  const Rational sum = curve.v0 + curve.w0;  // m = v + w runs along the curve, v - w = c / m
  for (const Rational& stretch :
       {Rational(1, 8), Rational(1, 2), Rational(9, 10), Rational(1), Rational(11, 10), Rational(2), Rational(8)}) {
    const Rational m = sum * stretch;
    // c = 0 is two lines: v = w, along which v + w runs, and v = -w, along which v - w does.
    const Rational v = sum == 0 ? Rational(curve.v0 * stretch) : Rational((m + curve.c() / m) / 2);
    const Rational w = sum == 0 ? Rational(curve.w0 * stretch) : Rational((m - curve.c() / m) / 2);
    if (w <= 0) continue;
    const RationalNetwork direction =
        field_of(judgement, subject, RationalTarget::current_encoder(), curve.at(v, w), curve.moments());
    const Rational dv = direction.top()(0, 0);
    const std::string place = fmt::format("at v = {}, w = {}", to_fraction(v), to_fraction(w));
    judgement.require_equal("dv/dt " + place, dv,
                            curve.feature.variance() * power(w, 2 * curve.depth.layers()) * (curve.rho() - v));
    for (const RationalMatrix& layer : direction.layers) {
      judgement.require_equal("the curve is kept: v dv/dt = w dw/dt", v * dv, w * layer(0, 0));
      if (!curve.learned()) judgement.require("a layer that collapses shrinks", layer(0, 0) < 0);
    }
    const int towards = curve.learned() ? (v < curve.rho() ? 1 : (v > curve.rho() ? -1 : 0)) : (v > 0 ? -1 : 1);
    judgement.require("dv/dt points to the limit " + place, dv.sign() == towards);
  }
}

/// |v - rho| has shrunk by `factor` at time t: sigma^2 m^L t < ln factor < sigma^2 M^L t, m and M the ends of w^2.
void require_learning_rate(Judgement& judgement, const Curve& curve, const Interval& t, const Rational& factor) {
  const Rational at_start = curve.w0 * curve.w0;
  const Rational at_limit = curve.rho() * curve.rho() - curve.c();
  const Rational least = curve.v0 >= 0 ? std::min(at_start, at_limit) : Rational(-curve.c());
  const Rational largest = std::max(at_start, at_limit);
  const long depth = curve.depth.layers();
  const Interval scaled = exact(curve.feature.variance()) * t;
  const Interval gained = log(exact(factor));
  judgement.require_less("|v - rho| <= |v0 - rho| exp(-sigma^2 m^L t)", scaled * exact(power(least, depth)), gained);
  judgement.require_less("and at least exp(-sigma^2 M^L t) of it", gained, scaled * exact(power(largest, depth)));
}

/// The layers have shrunk from w0 to w1 at time t: the bounds of the note.
void require_collapse_rate(Judgement& judgement, const Curve& curve, const Interval& t, const Interval& w1) {
  const long depth = curve.depth.layers();
  const Interval w0 = exact(curve.w0);
  const auto gained = [&](long exponent) { return power(w1, -exponent) - power(w0, -exponent); };
  const Interval scaled = exact(curve.feature.variance()) * t;
  const Interval rho = exact(curve.rho());
  if (curve.c() == 0) {
    judgement.require_less("w^-(2L-1) >= w0^-(2L-1) + (2L-1) lambda t",
                           exact(curve.feature.lambda()) * t * (2 * depth - 1), gained(2 * depth - 1));
    return;
  }
  if (curve.v0 > 0 && curve.c() == curve.rho() * curve.rho()) {
    judgement.require_less("w^-2L >= w0^-2L + L sigma^2 t", scaled * depth, gained(2 * depth));
    judgement.require_less("w^-2L <= w0^-2L + 2L sigma^2 t", gained(2 * depth), scaled * 2 * depth);
    return;
  }
  const Interval limit = root(exact(curve.c()), 2);
  const Interval gt = scaled * limit * (curve.v0 > 0 ? limit - rho : limit + rho);
  if (depth == 1) {
    judgement.require_less("w <= w0 exp(-g t)", gt, log(w0 / w1));
  } else {
    judgement.require_less("w^-(2L-2) >= w0^-(2L-2) + (2L-2) g t", gt * (2 * depth - 2), gained(2 * depth - 2));
  }
}

/// The subject's flow is at v1 at the enclosed time, to 2^-50 of it, and on the curve. Deeper encoders cost seconds and
/// show nothing more.
void require_flow(Judgement& judgement, const Subject& subject, const Curve& curve, const Interval& t,
                  const Rational& v1) {
  if (curve.depth.layers() > 2) return;
  if (!t.is_bounded()) return judgement.leave_undecided("the time to v1 is not bounded");
  const Rational slack = power(Rational(2), -50);
  const std::vector<Rational> times{below(t) * (1 - slack), above(t) * (1 + slack)};
  const auto flow = flow_of(judgement, subject, TargetRule::of(Objective::jepa), curve.at(curve.v0, curve.w0),
                            curve.moments(), times, 20);
  const Interval before(flow[0].top()(0, 0));
  const Interval after(flow[1].top()(0, 0));
  const bool up = curve.v0 < v1;
  judgement.require_less("before its time the flow is not at v1", up ? before : exact(v1), up ? exact(v1) : before);
  judgement.require_less("after its time the flow is past v1", up ? exact(v1) : after, up ? after : exact(v1));
  for (const Matrix<Real>& layer : flow[1].layers) {
    const Interval w2 = square(Interval(layer(0, 0)));
    judgement.require_less("the flow keeps v^2 - w^2", abs(square(after) - w2 - exact(curve.c())),
                           (square(after) + w2) * exact(slack));
  }
}

}  // namespace

Judgement unbalanced_start(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Rational top = instance.number("top");
  const Curve curve{instance.depth(), feature_of(instance), instance.number("negative") == 1 ? Rational(-top) : top,
                    instance.number("layer")};
  const Rational c = curve.c();
  judgement.label(c < 0             ? "c < 0: learned"
                  : curve.v0 <= 0   ? "v0 < 0: collapses"
                  : curve.learned() ? "0 <= c < rho^2: learned"
                                    : "c >= rho^2: collapses");
  require_field(judgement, subject, curve);
  if (judgement.verdict() == Verdict::fails) return judgement;
  if (curve.v0 == curve.rho()) return judgement;  // v rests, and w with it
  constexpr long kFactor = 16;
  if (curve.learned()) {
    const Rational v1 = curve.rho() + (curve.v0 - curve.rho()) / kFactor;
    const Interval t = time_along_curve(curve.depth, curve.feature, c, curve.v0, v1);
    require_learning_rate(judgement, curve, t, kFactor);
    require_flow(judgement, subject, curve, t, v1);
    return judgement;
  }
  // About where w = w0 / factor; w1 is what belongs to the rational v1.
  const Rational size = root(Real(Rational(c + curve.w0 * curve.w0 / (kFactor * kFactor)), kFlowBits), 2).to_rational();
  const Rational v1 = curve.v0 > 0 ? size : Rational(-size);
  const Interval t = time_along_curve(curve.depth, curve.feature, c, curve.v0, v1);
  require_collapse_rate(judgement, curve, t, root(exact(v1 * v1 - c), 2));
  require_flow(judgement, subject, curve, t, v1);
  return judgement;
}

}  // namespace jepa_oracle::properties
