// Collapse.MaeUnbalanced: one MAE feature from v0 and equal layers w0, c = v0^2 - w0^2. Proof: proofs-notes/collapse.md
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/matrix_scenario.h"
#include "scenarios/off_balance.h"
#include "scenarios/off_balance_time.h"
#include "scenarios/quadrature.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

constexpr int kBisections = 40;

/// The curve v^2 - w^2 = c, w > 0, run through by z = v + w: v - w = c/z keeps it rational. For v0 = -w0, where z is 0
/// for ever, it is the line v = -w, run through by w.
struct Curve {
  long depth;
  Feature feature;
  Rational v0;
  Rational w0;

  Rational c() const { return v0 * v0 - w0 * w0; }
  bool collapses() const { return v0 < 0 && c() >= 0; }
  Rational v(const Rational& z) const { return (z + c() / z) / 2; }
  Rational w(const Rational& z) const { return (z - c() / z) / 2; }
  /// rho - v w^L
  Rational error(const Rational& v_at, const Rational& w_at) const { return feature.rho() - v_at * power(w_at, depth); }
  Rational error(const Rational& z) const { return error(v(z), w(z)); }
  /// w^(2L) + L v^2 w^(2L-2)
  Rational rate(const Rational& v2, const Rational& w2) const {
    return power(w2, depth) + depth * v2 * power(w2, depth - 1);
  }

  Interval time(const Rational& z0, const Rational& z1) const {
    return time_off_balance_mae(feature, Depth(depth), c(), z0, z1);
  }
};

/// At rational points of the curve the field is that of the note, and points to the limit.
void require_field(Judgement& judgement, const Subject& subject, const Curve& curve) {
  const Rational z0 = curve.v0 + curve.w0;
  const RationalMoments moments = diagonal_moments({curve.feature.lambda()}, {curve.feature.variance()});
  for (const Rational& factor :
       {Rational(1, 8), Rational(1, 2), Rational(9, 10), Rational(1), Rational(11, 10), Rational(2), Rational(8)}) {
    const Rational v = z0 == 0 ? Rational(curve.v0 * factor) : curve.v(z0 * factor);
    const Rational w = z0 == 0 ? Rational(curve.w0 * factor) : curve.w(z0 * factor);
    if (w <= 0) continue;
    const std::vector<RationalMatrix> layers(static_cast<std::size_t>(curve.depth), diagonal<Rational>({w}));
    const RationalNetwork direction =
        field_of(judgement, subject, RationalTarget::data(), {layers, diagonal<Rational>({v})}, moments);
    const Rational error = curve.error(v, w);
    const Rational dv = direction.top()(0, 0);
    const std::string place = fmt::format(" at v = {}, w = {}", to_fraction(v), to_fraction(w));
    judgement.require_equal("dv/dt" + place, dv, curve.feature.variance() * power(w, curve.depth) * error);
    judgement.require("dv/dt has the sign of rho - v w^L" + place, dv.sign() == error.sign());
    for (const RationalMatrix& layer : direction.layers) {
      judgement.require_equal("the curve is kept: w dw/dt = v dv/dt" + place, w * layer(0, 0), v * dv);
      if (curve.collapses()) judgement.require("a layer that collapses shrinks" + place, layer(0, 0) < 0);
    }
  }
}

/// A place where rho - v w^L is about a sixteenth of what it is at z0, and not beyond.
Rational nearer(const Curve& curve, const Rational& z0) {
  const Rational e0 = curve.error(z0);
  const auto is_far = [&](const Rational& z) { return curve.error(z) * e0.sign() * 16 > e0 * e0.sign(); };
  Rational far = z0;
  Rational near = z0;
  if (e0 > 0) {
    do near *= 2;
    while (is_far(near));
  } else {  // towards w = 0 for c >= 0, towards v = -infinity for c < 0: the error is rho there, or more
    near = curve.c() > 0 ? Rational(root(Real(curve.c(), 128), 2).to_rational() * (1 + power(Rational(2), -100)))
                         : Rational(0);
  }
  // `near` is past the place or on the other side of the limit.
  for (int i = 0; i < kBisections; ++i) {
    const Rational middle = Real(Rational((far + near) / 2), 64).to_rational();
    (is_far(middle) ? far : near) = middle;
  }
  return far;
}

/// e = rho - v w^L has shrunk to a part at time t: sigma^2 m t < ln(e0/e1) < sigma^2 M t.
void require_learning(Judgement& judgement, const Curve& curve) {
  const Rational z0 = curve.v0 + curve.w0;
  const Rational e0 = curve.error(z0);
  if (e0 == 0) return;  // v and w rest
  const Rational z1 = nearer(curve, z0);
  const Rational v1 = curve.v(z1);
  const Rational e1 = curve.error(z1);
  judgement.require("the error has shrunk at z1",
                    e0.sign() == e1.sign() && boost::multiprecision::abs(e1) * 15 < boost::multiprecision::abs(e0));
  if (judgement.verdict() != Verdict::holds) return;
  const Rational first = curve.v0 * curve.v0;
  const Rational last = v1 * v1;
  const Rational least = curve.v0.sign() == v1.sign() ? std::min(first, last) : Rational(0);
  const Rational most = std::max(first, last);
  const Interval t = exact(curve.feature.variance()) * curve.time(z0, z1);
  const Interval gained = log(exact(e0 / e1));
  judgement.require_less("|e| <= |e0| exp(-sigma^2 m t)", exact(curve.rate(least, least - curve.c())) * t, gained);
  judgement.require_less("and at least exp(-sigma^2 M t) of it", gained, exact(curve.rate(most, most - curve.c())) * t);
}

/// w has shrunk from w0 to about w0/16 at time t: the bounds of the note.
void require_collapse(Judgement& judgement, const Curve& curve) {
  const Rational& lambda = curve.feature.lambda();
  const Rational& variance = curve.feature.variance();
  const long depth = curve.depth;
  if (curve.c() == 0) {
    const Rational w1 = curve.w0 / 16;
    const Interval t = integrate_reciprocal(-lambda, depth, variance, 2 * depth + 1, exact(curve.w0), exact(w1));
    const Interval gained = exact(power(w1, 1 - depth) - power(curve.w0, 1 - depth)) / (depth - 1);
    judgement.require_less("w^-(L-1) >= w0^-(L-1) + (L-1) lambda t", exact(lambda) * t, gained);
    judgement.require_less("and at most with lambda + sigma^2 w0^(L+1)", gained,
                           exact(lambda + variance * power(curve.w0, depth + 1)) * t);
    return;
  }
  const Rational w_near = curve.w0 / 16;
  const Rational size = root(Real(Rational(curve.c() + w_near * w_near), 192), 2).to_rational();
  const Rational z1 = w_near - size;
  const Rational w1 = curve.w(z1);
  judgement.require("w stays above 0 and shrinks", 0 < w1 && w1 < curve.w0);
  if (judgement.verdict() != Verdict::holds) return;
  const Interval t = curve.time(curve.v0 + curve.w0, z1);
  const Interval gained =
      depth == 2 ? log(exact(curve.w0 / w1)) : exact(power(w1, 2 - depth) - power(curve.w0, 2 - depth)) / (depth - 2);
  const Rational speed = boost::multiprecision::abs(curve.v0);
  judgement.require_less("collapse at the rate lambda sqrt(c) at least", exact(lambda) * root(exact(curve.c()), 2) * t,
                         gained);
  judgement.require_less("and |v0| (lambda + sigma^2 |v0| w0^L) at most", gained,
                         exact(speed * (lambda + variance * speed * power(curve.w0, depth))) * t);
}

}  // namespace

Judgement mae_unbalanced(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Rational top = instance.number("top");
  const Curve curve{instance.depth().layers(), feature_of(instance),
                    instance.number("negative") == 1 ? Rational(-top) : top, instance.number("layer")};
  judgement.label(curve.v0 > 0     ? "v0 > 0: learned"
                  : curve.c() < 0  ? "v0 < 0, c < 0: learned"
                  : curve.c() == 0 ? "v0 = -w0: collapses"
                                   : "v0 < 0, c >= 0: collapses");
  require_field(judgement, subject, curve);
  if (judgement.verdict() == Verdict::fails) return judgement;
  curve.collapses() ? require_collapse(judgement, curve) : require_learning(judgement, curve);
  return judgement;
}

}  // namespace jepa_oracle::properties
