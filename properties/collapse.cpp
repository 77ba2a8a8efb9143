// Family Collapse: which starts lose a feature, what the stop-gradient prevents, which loss is a guide. Proofs:
// proofs-notes/collapse.md
#include <fmt/format.h>

#include "jepa_oracle/loss.h"
#include "matrix_calculus.h"
#include "scenario.h"

namespace jepa_oracle::properties {
namespace {

RationalTarget current() { return RationalTarget::current_encoder(); }

/// sum of a_ij b_ij
Rational inner(const RationalMatrix& a, const RationalMatrix& b) {
  Rational sum = 0;
  for (Index i = 0; i < a.size(); ++i) sum += a.data()[i] * b.data()[i];
  return sum;
}

RationalNetwork scalar_network(long depth, const Rational& layer, const Rational& top) {
  return {std::vector<RationalMatrix>(static_cast<std::size_t>(depth), diagonal<Rational>({layer})),
          diagonal<Rational>({top})};
}

/// On the curve v^2 - w^2 = c through the start, w > 0, the velocity points to the limit that the boundary predicts, at
/// points on either side of the start: learned iff c < 0, or v0 > 0 and c < rho^2.
Judgement unbalanced_start(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Feature feature = feature_of(instance);
  const long depth = instance.depth().layers();
  const Rational w0 = instance.number("layer");
  const Rational v0 = instance.number("negative") == 1 ? Rational(-instance.number("top")) : instance.number("top");
  const Rational c = v0 * v0 - w0 * w0;
  const Rational rho2 = feature.rho() * feature.rho();
  const bool learned = c < 0 || (v0 > 0 && c < rho2);
  judgement.label(c < 0     ? "c < 0: learned"
                  : v0 <= 0 ? "v0 < 0: collapses"
                  : learned ? "0 <= c < rho^2: learned"
                            : "c >= rho^2: collapses");
  const RationalMoments moments = diagonal_moments({feature.lambda()}, {feature.variance()});
  const Rational sum = v0 + w0;  // m = v + w runs along the curve, v - w = c / m
  for (const Rational& stretch :
       {Rational(1, 8), Rational(1, 2), Rational(9, 10), Rational(1), Rational(11, 10), Rational(2), Rational(8)}) {
    const Rational m = sum * stretch;
    // c = 0 is two lines: v = w, along which v + w runs, and v = -w, along which v - w does.
    const Rational v = sum == 0 ? Rational(v0 * stretch) : Rational((m + c / m) / 2);
    const Rational w = sum == 0 ? Rational(w0 * stretch) : Rational((m - c / m) / 2);
    if (w <= 0) continue;
    const RationalNetwork direction = field_of(judgement, subject, current(), scalar_network(depth, w, v), moments);
    const Rational dv = direction.top(0, 0);
    for (const RationalMatrix& layer : direction.layers) {
      judgement.require_equal("the curve is kept: v dv/dt = w dw/dt", v * dv, w * layer(0, 0));
      if (!learned) judgement.require("a layer that collapses shrinks", layer(0, 0) < 0);
    }
    const int towards = learned ? (v < feature.rho() ? 1 : (v > feature.rho() ? -1 : 0)) : (v > 0 ? -1 : 1);
    judgement.require(fmt::format("dv/dt points to the limit at v = {}, w = {}", to_fraction(v), to_fraction(w)),
                      dv.sign() == towards);
  }
  return judgement;
}

/// The loss is homogeneous of degree 2 in every layer when its target moves along: d|W_a|^2/dt = -4 loss, and
/// loss >= 1/2 tr(E K E') with K = syy - syx sxx^-1 syx' the part of y that x does not explain.
Judgement no_stop_gradient(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, Objective::jepa);
  RationalMoments moments = moments_of(instance);
  *moments.syy += identity<Rational>(moments.size());  // Cauchy-Schwarz is strict
  const RationalNetwork stopped = field_of(judgement, subject, current(), network, moments);
  const RationalNetwork full = moved(stopped, stop_gradient_term(network, moments), Rational(-1));
  const Rational value = loss(network, current(), moments);
  for (std::size_t a = 0; a < network.layers.size(); ++a) {
    judgement.require_equal(fmt::format("d|W_{}|^2/dt = -4 loss", a + 1), 2 * inner(full.layers[a], network.layers[a]),
                            -4 * value);
  }
  const RationalMatrix code = encoder(network);
  const RationalMatrix unexplained =
      *moments.syy - product(moments.syx, product_transposed(inverse(moments.sxx), moments.syx));
  const Rational floor = inner(product(code, unexplained), code) / 2;
  judgement.require("the loss is at least its unexplained part", value >= floor);
  judgement.require("which is positive unless the code is 0", floor > 0 || is_zero(code));
  if (!is_zero(code)) judgement.label("the code is not 0");
  return judgement;
}

/// Balanced features at w = rho s with s <= n/(1+n), n = sy2 s2 / lambda^2 - 1: the loss rises along the flow, and is
/// larger at the limit w = v = rho than here.
Judgement jepa_loss_rises(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const auto size = static_cast<Index>(numerator(instance.number("size")).convert_to<long>());
  Entries entries(instance, 50);
  const std::vector<Rational> lambdas = entries.positives(size);
  const std::vector<Rational> variances = entries.positives(size);
  const Rational noise = instance.number("noise");
  RationalMoments moments = diagonal_moments(lambdas, variances);
  RationalMatrix syy = moments.sxx;
  RationalMatrix limit = moments.sxx;
  for (Index i = 0; i < size; ++i) {
    const Rational& lambda = moments.syx(i, i);
    limit(i, i) = lambda / moments.sxx(i, i);
    syy(i, i) = lambda * limit(i, i) * (1 + noise);
  }
  moments.syy = syy;
  const Rational part = instance.number("start") * noise / (1 + noise);
  const auto balanced = [&](const RationalMatrix& m) {
    return RationalNetwork{std::vector<RationalMatrix>(static_cast<std::size_t>(instance.depth().layers()), m), m};
  };
  const RationalNetwork start = balanced(RationalMatrix(limit * part));
  const RationalNetwork end = balanced(limit);
  const RationalNetwork velocity = field_of(judgement, subject, current(), start, moments);
  judgement.require("the loss rises along the flow",
                    derivative_along(start, velocity, dual_loss(current(), moments)) > 0);
  require_equal(judgement, "the flow rests at v = w = rho", field_of(judgement, subject, current(), end, moments),
                moved(end, end, Rational(-1)));
  judgement.require("the loss is larger at the limit", loss(start, current(), moments) < loss(end, current(), moments));
  for (Index i = 0; i < size; ++i) {
    judgement.require("every feature grows", velocity.top(i, i) > 0);
  }
  return judgement;
}

/// d loss / dt = - |field|^2.
Judgement mae_loss_never_rises(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, Objective::mae);
  const RationalMoments moments = moments_of(instance);
  const RationalNetwork velocity = field_of(judgement, subject, RationalTarget::data(), network, moments);
  Rational square = inner(velocity.top, velocity.top);
  for (const RationalMatrix& layer : velocity.layers) square += inner(layer, layer);
  judgement.require_equal("d loss / dt = - |field|^2",
                          derivative_along(network, velocity, dual_loss(RationalTarget::data(), moments)), -square);
  return judgement;
}

Instance boundary_corner(const Rational& layer) {
  Instance instance;
  instance.set("depth", 2);
  instance.set("lambda", 1);
  instance.set("rho", 1);
  instance.set("layer", layer);
  instance.set("top", Rational(5, 4));
  instance.set("negative", 0);
  return instance;
}

}  // namespace

std::vector<Claim> collapse_claims() {
  const std::vector<Field> unbalanced{choice("depth", {1, 2, 3, 4}), positive("lambda", -1, 1),
                                      positive("rho", -1, 1),        positive("layer", -1, 1),
                                      positive("top", -1, 1),        choice("negative", {0, 1})};
  std::vector<Field> rising = square_fields();
  rising.push_back(positive("noise", -2, 2));
  rising.push_back(part("start", 4));
  // c = rho^2 exactly, and a hundredth of a layer to either side
  const std::vector<Instance> boundary{boundary_corner(Rational(3, 4)), boundary_corner(Rational(19, 25)),
                                       boundary_corner(Rational(37, 50))};
  return {
      exactly({"Collapse.UnbalancedStartBoundary",
               unbalanced,
               unbalanced_start,
               boundary,
               {"c < 0: learned", "v0 < 0: collapses", "0 <= c < rho^2: learned", "c >= rho^2: collapses"}}),
      exactly({"Collapse.NoStopGradientCollapses", matrix_fields(), no_stop_gradient, {}, {"the code is not 0"}}),
      exactly({"Collapse.JepaLossRises", rising, jepa_loss_rises}),
      exactly({"Collapse.MaeLossNeverRises", matrix_fields(), mae_loss_never_rises}),
  };
}

}  // namespace jepa_oracle::properties
