// Family Collapse, starts off balance: layers of unequal amplitudes under JEPA, equal ones under MAE. Proofs:
// proofs-notes/collapse.md
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/matrix_scenario.h"
#include "scenarios/off_balance.h"
#include "scenarios/off_balance_time.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

/// One JEPA feature: the layers w_a, none of them 0, and v.
struct Unequal {
  Feature feature;
  std::vector<Rational> layers;
  Rational v;

  Rational c(const Rational& w) const { return v * v - w * w; }
  /// v^2 less the smallest square of a layer.
  Rational largest_c() const {
    Rational most = c(layers.front());
    for (const Rational& w : layers) most = std::max(most, c(w));
    return most;
  }
  bool learned() const {
    const Rational c = largest_c();
    return c < 0 || (v > 0 && c < feature.rho() * feature.rho());
  }
  RationalNetwork network() const {
    std::vector<RationalMatrix> matrices;
    for (const Rational& w : layers) matrices.push_back(diagonal<Rational>({w}));
    return {matrices, diagonal<Rational>({v})};
  }
  /// Time from here to v1.
  Interval time_to(const Rational& v1) const {
    std::vector<Rational> all_c;
    for (const Rational& w : layers) all_c.push_back(c(w));
    return time_off_balance_jepa(feature, all_c, v, v1);
  }
};

/// dv/dt = sigma^2 (w_1 ... w_L)^2 (rho - v) and w_a dw_a/dt = v dv/dt at any point, on the curve or off it; and
/// nothing moves where a layer is 0.
void require_field(Judgement& judgement, const Subject& subject, const Unequal& start) {
  const RationalMoments moments = diagonal_moments({start.feature.lambda()}, {start.feature.variance()});
  for (long k = 0; k < 6; ++k) {
    Unequal at = start;
    at.v *= Rational(4 + k, 4) * (k == 5 ? -1 : 1);
    for (std::size_t a = 0; a < at.layers.size(); ++a) {
      at.layers[a] *= Rational(7 + (k * static_cast<long>(a + 3)) % 5, 7);
    }
    if (k == 4) at.layers.back() = 0;
    const RationalNetwork direction =
        field_of(judgement, subject, RationalTarget::current_encoder(), at.network(), moments);
    Rational squares = 1;
    for (const Rational& w : at.layers) squares *= w * w;
    const Rational dv = direction.top()(0, 0);
    judgement.require_equal("dv/dt", dv, at.feature.variance() * squares * (at.feature.rho() - at.v));
    for (std::size_t a = 0; a < at.layers.size(); ++a) {
      const Rational dw = direction.layers[a](0, 0);
      judgement.require_equal(fmt::format("w dw/dt = v dv/dt, layer {}", a + 1), at.layers[a] * dw, at.v * dv);
      if (k == 4) judgement.require("nothing moves where a layer is 0", dw == 0);
    }
  }
}

/// v has gone all but 1/16 of its way to rho at time t: sigma^2 m t < ln 16 < sigma^2 M t, m and M the ends of u^2.
void require_learning(Judgement& judgement, const Unequal& start) {
  constexpr long kFactor = 16;
  const Rational& rho = start.feature.rho();
  if (start.v == rho) return;  // v rests, and the layers with it
  Rational least = start.feature.variance();
  Rational largest = start.feature.variance();
  for (const Rational& w : start.layers) {
    const Rational at_limit = rho * rho - start.c(w);
    judgement.require("the layer's limit is not 0", at_limit > 0);
    least *= start.v >= 0 ? std::min(Rational(w * w), at_limit) : Rational(-start.c(w));
    largest *= std::max(Rational(w * w), at_limit);
  }
  const Interval t = start.time_to(rho + (start.v - rho) / kFactor);
  judgement.require_less("|v - rho| <= |v0 - rho| exp(-sigma^2 m t)", exact(least) * t, log(exact(kFactor)));
  judgement.require_less("and at least exp(-sigma^2 M t) of it", log(exact(kFactor)), exact(largest) * t);
}

/// The smallest layer has shrunk from y0 to y1 = w^2 at time t: 2 g P1 t < ln(y0/y1) < 2 G P0 t.
void require_collapse(Judgement& judgement, const Unequal& start) {
  constexpr long kFactor = 256;
  const Rational c = start.largest_c();
  const Rational y0 = start.v * start.v - c;
  const Rational size = root(Real(Rational(c + y0 / kFactor), 192), 2).to_rational();
  const Rational v1 = start.v > 0 ? size : Rational(-size);
  const Rational y1 = v1 * v1 - c;
  judgement.require("the smallest layer stays above 0 and shrinks", 0 < y1 && y1 < y0);
  if (judgement.verdict() != Verdict::holds) return;
  Rational at_start = 1;
  Rational at_end = 1;
  bool smallest_seen = false;
  for (const Rational& w : start.layers) {
    if (!smallest_seen && start.c(w) == c) {
      smallest_seen = true;
      continue;
    }
    at_start *= w * w;
    at_end *= w * w - y0 + y1;
  }
  const Rational& rho = start.feature.rho();
  const Interval t = start.time_to(v1);
  const Interval limit = c > 0 ? root(exact(c), 2) : exact(0);
  const Interval slowest = limit * (start.v > 0 ? limit - exact(rho) : limit + exact(rho));
  const Interval fastest = exact(start.v * (start.v - rho));
  const Interval scaled = exact(2 * start.feature.variance()) * t;
  const Interval gained = log(exact(y0 / y1));
  const bool on_boundary = c == 0 || c == rho * rho;  // g = 0
  if (!on_boundary) judgement.require_less("2 g P1 t < ln(y0/y1)", slowest * exact(at_end) * scaled, gained);
  judgement.require_less("ln(y0/y1) < 2 G P0 t", gained, fastest * exact(at_start) * scaled);
}

}  // namespace

Judgement unequal_layers(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Rational top = instance.number("top");
  Unequal start{feature_of(instance), {}, instance.number("negative") == 1 ? Rational(-top) : top};
  // Two or three sizes, or all layers different, in turn with the depth; the smallest is somewhere.
  const long depth = instance.depth().layers();
  const long sizes = depth % 3 == 0 ? 3 : (depth % 3 == 1 ? depth : 2);
  for (long a = 0; a < depth; ++a) {
    const long size_number = (a + depth * 2 / 3) % sizes;
    const Rational size = instance.number("layer") * (1 + instance.number("unequal") * size_number);
    start.layers.push_back(instance.number("flipped") == 1 && a % 2 == 1 ? Rational(-size) : size);
  }
  const Rational c = start.largest_c();
  if (std::count_if(start.layers.begin(), start.layers.end(), [&](const Rational& w) { return start.c(w) == c; }) ==
          1 &&
      depth > 1) {
    judgement.label("one smallest layer");
  }
  judgement.label(c < 0             ? "c < 0: learned"
                  : start.v <= 0    ? "v0 < 0: collapses"
                  : start.learned() ? "0 <= c < rho^2: learned"
                                    : "c >= rho^2: collapses");
  require_field(judgement, subject, start);
  if (judgement.verdict() == Verdict::fails) return judgement;
  start.learned() ? require_learning(judgement, start) : require_collapse(judgement, start);
  return judgement;
}

std::vector<Claim> off_balance_claims() {
  const std::vector<Field> one_feature{positive("lambda", -1, 1), positive("rho", -1, 1), positive("layer", -1, 1),
                                       positive("top", -1, 1), choice("negative", {0, 1})};
  std::vector<Field> jepa = one_feature;
  jepa.insert(jepa.begin(), depth_field());
  jepa.push_back(positive("unequal", -2, 1));
  jepa.push_back(choice("flipped", {0, 1}));
  std::vector<Field> mae = one_feature;
  mae.insert(mae.begin(), deep_field());
  const auto with = [](Instance instance, const char* name, const Rational& value) {
    instance.set(name, value);
    return instance;
  };
  // c = rho^2 and c = 0
  Instance edge;
  for (const auto& [name, value] :
       {std::pair("depth", Rational(3)), std::pair("lambda", Rational(1)), std::pair("rho", Rational(1)),
        std::pair("layer", Rational(3, 4)), std::pair("top", Rational(5, 4)), std::pair("negative", Rational(0))}) {
    edge.set(name, value);
  }
  const Instance jepa_edge = with(with(edge, "unequal", Rational(1)), "flipped", Rational(1));
  const Instance balanced = with(with(jepa_edge, "top", Rational(3, 4)), "negative", Rational(1));
  const Instance mae_balanced = with(with(edge, "top", Rational(3, 4)), "negative", Rational(1));
  return {
      {"Collapse.UnequalLayers",
       jepa,
       unequal_layers,
       {jepa_edge, balanced},
       {"c < 0: learned", "v0 < 0: collapses", "0 <= c < rho^2: learned", "c >= rho^2: collapses",
        "one smallest layer"}},
      {"Collapse.MaeUnbalanced",
       mae,
       mae_unbalanced,
       {mae_balanced, with(mae_balanced, "depth", Rational(2))},
       {"v0 > 0: learned", "v0 < 0, c < 0: learned", "v0 < 0, c >= 0: collapses", "v0 = -w0: collapses"}},
  };
}

}  // namespace jepa_oracle::properties
