#include "scenarios/decay_scenario.h"

#include "jepa_oracle/objectives.h"

namespace jepa_oracle::properties {

Rational DecayingFeature::growth(const Rational& w) const {
  return power(w, n()) * (feature.lambda() - saturation(objective, feature) * power(w, m()));
}

int DecayingFeature::direction(const Rational& w, const Rational& eta) const {
  const Rational phi = growth(w);
  return phi > eta ? 1 : (phi < eta ? -1 : 0);
}

Peak Peak::of(const DecayingFeature& feature) {
  constexpr Bits kNear = 145;
  const Rational lambda = feature.feature.lambda();
  const Rational bend = saturation(feature.objective, feature.feature);
  const auto slope_sign = [&](const Rational& w) {
    const Rational slope = lambda * feature.n() - bend * power(w, feature.m()) * feature.k();
    return slope > 0 ? 1 : (slope < 0 ? -1 : 0);
  };
  const Interval guess =
      root(exact(lambda * feature.n() / (bend * feature.k())), static_cast<unsigned long>(feature.m()));
  const Rational middle = guess.midpoint().rounded_to(kNear + 8).to_rational();
  const Rational step = power(Rational(2), -kNear);
  Rational l = middle * (1 - step);
  Rational r = middle * (1 + step);
  // The guess decides nothing: were it off, these would move until the signs are right.
  while (slope_sign(l) <= 0) l = l / 2;
  while (slope_sign(r) >= 0) r = r * 2;
  const Rational growth_at_l = feature.growth(l);
  const Rational bound = power(r, feature.n()) * (lambda - bend * power(l, feature.m()));
  return {l, r, growth_at_l, bound};
}

Depth decaying_depth(Objective objective, long layers, long top) {
  const Depth depth(layers);
  if (!row_of(objective).top) return layers == 1 ? Depth(2) : depth;
  const Depth whole = depth.with_top(top);
  return curve_powers(objective, whole).a > 1 ? whole : depth.with_top(top + 1);
}

Depth decaying_depth(const Instance& instance, Objective objective) {
  return decaying_depth(objective, instance.depth().layers(),
                        numerator(instance.number("top_depth")).convert_to<long>());
}

Field decaying_top_field(const std::string& name) { return choice(name, {1, 2, 3, 4, 5, 6, 7, 8}, {1, 2, 8}); }

void require_largest_decay(Judgement& judgement, const std::string& what, const Peak& peak, const Interval& decay) {
  judgement.require(what + " is a positive number", decay.is_bounded() && certainly_positive(decay));
  if (judgement.verdict() != Verdict::holds) return;
  judgement.require(what + ": phi exceeds it nowhere", peak.bound < just_above(decay));
  judgement.require(what + ": phi comes up to it", peak.growth_at_l > just_below(decay));
}

void require_rest_point(Judgement& judgement, const std::string& what, const DecayingFeature& feature,
                        const Rational& eta, const Interval& w, bool rises) {
  judgement.require(what + " is a positive number", w.is_bounded() && certainly_positive(w));
  if (judgement.verdict() != Verdict::holds) return;
  const int above = rises ? 1 : -1;
  judgement.require(what + ": the velocity below it", feature.direction(just_below(w), eta) == -above);
  judgement.require(what + ": the velocity above it", feature.direction(just_above(w), eta) == above);
}

Interval largest_growth_up_to(const DecayingFeature& feature, const Peak& peak, const Rational& w0) {
  if (w0 <= peak.l) return exact(feature.growth(w0));
  return hull(exact(peak.growth_at_l), exact(peak.bound));
}

}  // namespace jepa_oracle::properties
