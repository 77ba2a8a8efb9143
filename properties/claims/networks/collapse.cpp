// Family Collapse: which starts lose a feature, what the stop-gradient prevents, which loss is a guide. Proofs:
// proofs-notes/collapse.md
#include <fmt/format.h>

#include "claims/networks/unbalanced_start.h"
#include "jepa_oracle/loss.h"
#include "scenarios/matrix_calculus.h"
#include "scenarios/matrix_flow.h"

namespace jepa_oracle::properties {
namespace {

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

RationalNetwork without_stop_gradient(Judgement& judgement, const Subject& subject, const RationalNetwork& network,
                                      const RationalMoments& moments) {
  return moved(field_of(judgement, subject, RationalTarget::current_encoder(), network, moments),
               stop_gradient_term(network, moments), Rational(-1));
}

/// One feature without stop-gradient: dw/dt = -w^(2L-1) P(v), P(v) = mu + s2 (v - rho)^2. Hence w falls, and w^-(2L-2)
/// gains at least (2L-2) mu t.
void require_scalar_collapse(Judgement& judgement, const Instance& instance, const Subject& subject) {
  Entries entries(instance, 51);
  const Rational lambda = entries.positive();
  const Rational variance = entries.positive();
  const Rational mu = entries.positive();
  const Rational rho = lambda / variance;
  const Rational sy2 = lambda * rho + mu;
  RationalMoments moments = diagonal_moments({lambda}, {variance});
  moments.syy = diagonal<Rational>({sy2});
  const long depth = instance.depth().layers();
  for (const Rational& v : {rho, Rational(0), Rational(-rho), Rational(2 * rho), entries.any()}) {
    for (const Rational& w : {entries.positive(), Rational(1, 8), Rational(3)}) {
      const RationalNetwork full = without_stop_gradient(judgement, subject, scalar_network(depth, w, v), moments);
      const Rational p = variance * v * v - 2 * lambda * v + sy2;
      judgement.require_equal("P(v) = mu + s2 (v - rho)^2", p, mu + variance * (v - rho) * (v - rho));
      judgement.require_equal("dv/dt of one feature", full.top()(0, 0), power(w, 2 * depth) * (lambda - v * variance));
      for (const RationalMatrix& layer : full.layers) {
        judgement.require_equal("dw/dt = -w^(2L-1) P(v)", layer(0, 0), -power(w, 2 * depth - 1) * p);
      }
    }
  }
}

/// The loss is homogeneous of degree 2 in every layer when its target moves along: d|W_a|^2/dt = -4 loss, and
/// loss >= 1/2 tr(E K E') >= m/2 |E|^2 with K = syy - syx sxx^-1 syx' >= m I the part of y that x does not explain; and
/// d|V|/dt <= |syx| |E|^2.
Judgement no_stop_gradient(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, Objective::jepa);
  RationalMoments moments = moments_of(instance);
  const Rational least = Entries(instance, 53).positive();
  *moments.syy += identity<Rational>(moments.size()) * least;  // K >= m I: H H' is at least syx sxx^-1 syx'
  const RationalNetwork full = without_stop_gradient(judgement, subject, network, moments);
  const Rational value = loss(network, RationalTarget::current_encoder(), moments);
  for (std::size_t a = 0; a < network.layers.size(); ++a) {
    judgement.require_equal(fmt::format("d|W_{}|^2/dt = -4 loss", a + 1), 2 * inner(full.layers[a], network.layers[a]),
                            -4 * value);
  }
  const RationalMatrix code = encoder(network);
  const RationalMatrix unexplained =
      *moments.syy - product(moments.syx, product_transposed(inverse(moments.sxx), moments.syx));
  const Rational floor = inner(product(code, unexplained), code) / 2;
  const Rational size = inner(code, code);
  judgement.require("the loss is at least its unexplained part", value >= floor);
  judgement.require("which is at least m/2 |E|^2", floor >= least * size / 2);
  const Rational growth = inner(network.top(), full.top());
  judgement.require("<V, dV/dt> <= |syx| |V| |E|^2",
                    growth <= 0 || growth * growth <= inner(moments.syx, moments.syx) *
                                                          inner(network.top(), network.top()) * size * size);
  if (size > 0) judgement.label("the code is not 0");
  require_scalar_collapse(judgement, instance, subject);
  return judgement;
}

/// One balanced feature at w = v = rho s, sy2 = lambda^2 / (s2 kappa): sign of d loss / dt along the field, which is
/// w^(2L-1) ((L+1) s2 w^2 - (2L+1) lambda w + L sy2) lambda w^(2L) (1 - s).
int slope_sign(Judgement& judgement, const Subject& subject, const Instance& instance, const Rational& kappa,
               const Rational& s) {
  Entries entries(instance, 52);
  const Rational lambda = entries.positive();
  const Rational variance = entries.positive();
  const Rational rho = lambda / variance;
  const Rational sy2 = lambda * rho / kappa;
  const long depth = instance.depth().layers();
  RationalMoments moments = diagonal_moments({lambda}, {variance});
  moments.syy = diagonal<Rational>({sy2});
  const Rational w = rho * s;
  const RationalNetwork at = scalar_network(depth, w, w);
  const RationalNetwork velocity = field_of(judgement, subject, RationalTarget::current_encoder(), at, moments);
  judgement.require("the feature grows", velocity.top()(0, 0) > 0);
  judgement.require_equal("the loss of one feature", loss(at, RationalTarget::current_encoder(), moments),
                          power(w, 2 * depth) * (variance * w * w - 2 * lambda * w + sy2) / 2);
  const Rational slope = derivative_along(at, velocity, dual_loss(RationalTarget::current_encoder(), moments));
  judgement.require_equal("d loss/dt of one feature", slope,
                          power(w, 4 * depth - 1) * lambda * (1 - s) *
                              ((depth + 1) * variance * w * w - (2 * depth + 1) * lambda * w + depth * sy2));
  return slope.sign();
}

/// Both sides of kappa = 1 - 1/(2L+1)^2. Beyond, with 1/kappa = 1 + (1 - delta^2)/(4L(L+1)): the loss rests at
/// s = (2L+1-+delta)/(2L+2), falls between and rises elsewhere. Before, and for delta = 0 but for one point, it rises.
void require_threshold(Judgement& judgement, const Instance& instance, const Subject& subject) {
  const long depth = instance.depth().layers();
  const Rational& delta = instance.number("delta");
  const Rational lower = (2 * depth + 1 - delta) / (2 * depth + 2);
  const Rational upper = (2 * depth + 1 + delta) / (2 * depth + 2);
  const Rational middle(2 * depth + 1, 2 * depth + 2);
  const auto kappa_of = [depth](const Rational& square) {
    return Rational(1 / (1 + (1 - square) / (4 * depth * (depth + 1))));
  };
  const Rational threshold = 1 - Rational(1, (2 * depth + 1) * (2 * depth + 1));
  judgement.require_equal("the threshold is delta = 0", kappa_of(0), threshold);
  const auto require_sign = [&](const Rational& square, const Rational& s, int sign) {
    const int seen = slope_sign(judgement, subject, instance, kappa_of(square), s);
    judgement.require(fmt::format("d loss/dt has the sign {} at w = {} rho for kappa = {}", sign, to_fraction(s),
                                  to_fraction(kappa_of(square))),
                      seen == sign);
  };
  const Rational square = delta * delta;
  for (const Rational& s : {Rational(lower / 2), Rational(lower * 99 / 100), Rational((1 + upper) / 2)}) {
    require_sign(square, s, 1);
  }
  for (const Rational& s : {lower, upper}) require_sign(square, s, 0);
  for (const Rational& s : {Rational((lower + middle) / 2), middle, Rational((middle + upper) / 2)}) {
    require_sign(square, s, -1);
  }
  require_sign(0, middle, 0);
  for (const Rational& s : {lower, upper}) require_sign(0, s, 1);
  for (const Rational& s : {lower, middle, upper}) require_sign(Rational(-square), s, 1);
  // Below L/(2L+1), and below 1 - kappa, for every kappa.
  const Rational kappa = 1 / (1 + instance.number("noise"));
  for (const Rational& s : {Rational(depth, 2 * depth + 1), Rational(1 - kappa)}) {
    judgement.require(fmt::format("the loss rises at w = {} rho for kappa = {}", to_fraction(s), to_fraction(kappa)),
                      slope_sign(judgement, subject, instance, kappa, s) > 0);
  }
}

/// Balanced features, each at its own w_i = rho_i s_i with s_i <= 1 - kappa_i: the loss rises along the flow, and is
/// larger at the limit w = v = rho than here.
Judgement jepa_loss_rises(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const auto size = static_cast<Index>(numerator(instance.number("size")).convert_to<long>());
  Entries entries(instance, 50);
  const std::vector<Rational> lambdas = entries.positives(size);
  const std::vector<Rational> variances = entries.positives(size);
  RationalMoments moments = diagonal_moments(lambdas, variances);
  RationalMatrix syy = moments.sxx;
  RationalMatrix limit = moments.sxx;
  RationalMatrix here = moments.sxx;
  for (Index i = 0; i < size; ++i) {
    const Rational& lambda = moments.syx(i, i);
    const Rational noise = instance.number("noise") * entries.positive();  // 1/kappa = 1 + noise
    limit(i, i) = lambda / moments.sxx(i, i);
    syy(i, i) = lambda * limit(i, i) * (1 + noise);
    const Rational part = i == 0 ? instance.number("start") : Rational(1 + static_cast<long>(entries.below(8)), 8);
    here(i, i) = limit(i, i) * part * noise / (1 + noise);
  }
  moments.syy = syy;
  const auto balanced = [&](const RationalMatrix& m) {
    return RationalNetwork{std::vector<RationalMatrix>(static_cast<std::size_t>(instance.depth().layers()), m), m};
  };
  const RationalNetwork start = balanced(here);
  const RationalNetwork end = balanced(limit);
  const RationalNetwork velocity = field_of(judgement, subject, RationalTarget::current_encoder(), start, moments);
  judgement.require("the loss rises along the flow",
                    derivative_along(start, velocity, dual_loss(RationalTarget::current_encoder(), moments)) > 0);
  require_equal(judgement, "the flow rests at v = w = rho",
                field_of(judgement, subject, RationalTarget::current_encoder(), end, moments),
                moved(end, end, Rational(-1)));
  judgement.require("the loss is larger at the limit", loss(start, RationalTarget::current_encoder(), moments) <
                                                           loss(end, RationalTarget::current_encoder(), moments));
  for (Index i = 0; i < size; ++i) judgement.require("every feature grows", velocity.top()(i, i) > 0);
  require_threshold(judgement, instance, subject);
  return judgement;
}

/// d loss / dt = - |field|^2.
Judgement mae_loss_never_rises(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, Objective::mae);
  const RationalMoments moments = moments_of(instance);
  const RationalNetwork velocity = field_of(judgement, subject, RationalTarget::data(), network, moments);
  Rational square = inner(velocity.top(), velocity.top());
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
  rising.push_back(fraction("delta", 3));
  // c = rho^2 exactly, and a hundredth of a layer to either side
  const std::vector<Instance> boundary{boundary_corner(Rational(3, 4)), boundary_corner(Rational(19, 25)),
                                       boundary_corner(Rational(37, 50))};
  return {
      refined({"Collapse.UnbalancedStartBoundary",
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
