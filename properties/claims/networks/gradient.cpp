// Family Gradient: what the descent field is, and what it is not, as exact identities. Proofs: proofs-notes/gradient.md
#include <fmt/format.h>

#include <functional>

#include "jepa_oracle/objectives.h"
#include "jepa_oracle/samples.h"
#include "scenarios/matrix_calculus.h"

namespace jepa_oracle::properties {
namespace {

/// Every entry of the JEPA field is - d/dw 1/2 E|V E x - A y|^2, A held at the value of E.
Judgement jepa_is_frozen_derivative(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, Objective::jepa);
  const RationalMoments moments = moments_of(instance);
  const auto frozen = RationalTarget::fixed(encoder(network));
  require_equal(judgement, "field = - derivative of the frozen-target loss",
                field_of(judgement, subject, RationalTarget::current_encoder(), network, moments),
                minus_gradient(network, dual_loss(frozen, moments)));
  return judgement;
}

/// d(D_V)_pq/d(W_a)_rs - d(D_a)_rs/dV_pq as it ought to be, by layer (0 for the first), p, q, r and s.
using Asymmetry = std::function<Rational(std::size_t, Index, Index, Index, Index)>;

/// Twice the derivative of the subject's field by one weight of `point`. Along one weight the field is a polynomial of
/// degree <= 2, for which central differences are derivatives.
RationalNetwork slope_along(Judgement& judgement, const Subject& subject, const RationalTarget& target,
                            const RationalMoments& moments, const RationalNetwork& point, Rational& weight) {
  const Rational kept = weight;
  weight = kept + 1;
  const RationalNetwork ahead = field_of(judgement, subject, target, point, moments);
  weight = kept - 1;
  const RationalNetwork behind = field_of(judgement, subject, target, point, moments);
  weight = kept;
  return moved(ahead, behind, Rational(-1));
}

/// Schwarz: for a gradient, d F_w / d v = d F_v / d w. Requires the subject's field to miss that by `expected` between
/// V and every layer.
/// @returns whether the field misses nothing at the first layer
bool require_asymmetry(Judgement& judgement, const Subject& subject, const RationalTarget& target,
                       const RationalNetwork& network, const RationalMoments& moments, const Asymmetry& expected) {
  RationalNetwork point = network;
  const auto slope = [&](Rational& weight) { return slope_along(judgement, subject, target, moments, point, weight); };
  std::vector<RationalNetwork> along_top;  // by the weights of V, column by column
  for (Index n = 0; n < point.top().size(); ++n) along_top.push_back(slope(point.top().data()[n]));

  bool symmetric_at_first = true;
  for (std::size_t a = 0; a < point.layers.size(); ++a) {
    for (Index s = 0; s < point.layers[a].cols(); ++s) {
      for (Index r = 0; r < point.layers[a].rows(); ++r) {
        const RationalMatrix top = slope(point.layers[a](r, s)).top();
        for (Index n = 0; n < top.size(); ++n) {
          const Index p = n % top.rows();
          const Index q = n / top.rows();
          const Rational asymmetry = (top(p, q) - along_top[static_cast<std::size_t>(n)].layers[a](r, s)) / 2;
          symmetric_at_first = symmetric_at_first && (a > 0 || asymmetry == 0);
          judgement.require_equal(fmt::format("asymmetry of V ({}, {}) and W_{} ({}, {})", p, q, a + 1, r, s),
                                  asymmetry, expected(a, p, q, r, s));
        }
      }
    }
  }
  return symmetric_at_first;
}

/// Every entry of the layers, from the first, and then of V, column by column.
template <class N>
auto entries_of(N& network) {
  std::vector<decltype(network.top().data())> entries;
  for (auto& layer : network.layers) {
    for (Index i = 0; i < layer.size(); ++i) entries.push_back(layer.data() + i);
  }
  for (Index i = 0; i < network.top().size(); ++i) entries.push_back(network.top().data() + i);
  return entries;
}

/// Schwarz for all pairs of weights, of one layer or of two.
void require_symmetry(Judgement& judgement, const Subject& subject, const RationalTarget& target,
                      const RationalNetwork& network, const RationalMoments& moments) {
  RationalNetwork point = network;
  std::vector<RationalNetwork> slopes;
  for (Rational* weight : entries_of(point)) {
    slopes.push_back(slope_along(judgement, subject, target, moments, point, *weight));
  }
  std::vector<std::vector<const Rational*>> jacobian;
  for (const RationalNetwork& slope : slopes) jacobian.push_back(entries_of(slope));
  for (std::size_t i = 0; i < jacobian.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (*jacobian[i][j] == *jacobian[j][i]) continue;
      judgement.require_equal(fmt::format("derivatives of the field at the weights {} and {} by each other", j, i),
                              *jacobian[i][j] / 2, *jacobian[j][i] / 2);
    }
  }
}

/// MAE's field is minus a gradient, and its Jacobian symmetric.
Judgement mae_is_gradient(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, Objective::mae);
  const RationalMoments moments = moments_of(instance);
  require_equal(judgement, "field = - gradient of the loss",
                field_of(judgement, subject, RationalTarget::data(), network, moments),
                minus_gradient(network, dual_loss(RationalTarget::data(), moments)));
  if (judgement.verdict() == Verdict::fails) return judgement;  // many more questions, and nothing to learn from them
  require_symmetry(judgement, subject, RationalTarget::data(), network, moments);
  return judgement;
}

/// JEPA's field misses the symmetry by (W_L..W_{a+1})_pr (W_{a-1}..W_1 syx E')_sq.
Judgement jepa_is_no_gradient(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, Objective::jepa);
  const RationalMoments moments = moments_of(instance);
  const RationalMatrix cross = product_transposed(moments.syx, encoder(network));
  std::vector<RationalMatrix> upper;
  std::vector<RationalMatrix> lower;
  for (long a = 1; a <= network.depth(); ++a) {
    upper.push_back(above(network, a));
    lower.push_back(product(below(network, a), cross));
  }
  const bool symmetric_at_first = require_asymmetry(
      judgement, subject, RationalTarget::current_encoder(), network, moments,
      [&](std::size_t a, Index p, Index q, Index r, Index s) { return Rational(upper[a](p, r) * lower[a](s, q)); });
  const bool predicted = is_zero(cross);  // syx E' != 0 has W_L..W_2 != 0
  judgement.label(predicted ? "no cross-covariance in the code" : "not a gradient");
  judgement.require(
      predicted ? "symmetric in V and W_1 where syx E' = 0" : "asymmetric in V and W_1 where syx E' is not 0",
      symmetric_at_first == predicted);
  return judgement;
}

Judgement stop_gradient_is_the_difference(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, Objective::jepa);
  const RationalMoments moments = moments_of(instance);
  const RationalNetwork full = minus_gradient(network, dual_loss(RationalTarget::current_encoder(), moments));
  require_equal(
      judgement, "field + derivative through the target",
      moved(field_of(judgement, subject, RationalTarget::current_encoder(), network, moments), full, Rational(-1)),
      stop_gradient_term(network, moments));
  return judgement;
}

/// Data rotated by Q, hidden spaces by P_1 .. P_L.
Judgement rotation(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const RationalNetwork network = network_of(instance, objective);
  const RationalMoments moments = moments_of(instance);
  Entries entries(instance, 10);
  // Cayley's matrices are rotations; with the sign of a column turned they are the other orthogonal ones.
  const auto orthogonal = [&entries](Index size) {
    RationalMatrix turn = entries.orthogonal(size);
    if (entries.below(2) == 1) turn.col(0) *= Rational(-1);
    return turn;
  };
  std::vector<RationalMatrix> turns{orthogonal(network.data_size())};
  for (const RationalMatrix& layer : network.layers) turns.push_back(orthogonal(layer.rows()));
  const RationalMatrix& output = outputs_of(objective, turns.back(), turns.front());
  const auto turned = [](const RationalMatrix& left, const RationalMatrix& m, const RationalMatrix& right) {
    return product_transposed(product(left, m), right);
  };
  const auto rotated = [&](const RationalNetwork& n) {
    RationalNetwork result = n;
    for (std::size_t a = 0; a < n.layers.size(); ++a) result.layers[a] = turned(turns[a + 1], n.layers[a], turns[a]);
    result.top_layers = {turned(output, n.top(), turns.back())};
    return result;
  };
  const RationalMoments turned_moments{turned(turns[0], moments.sxx, turns[0]),
                                       turned(turns[0], moments.syx, turns[0])};
  const auto target = RationalTarget::of(objective);
  require_equal(judgement, "field of the rotated problem",
                field_of(judgement, subject, target, rotated(network), turned_moments),
                rotated(field_of(judgement, subject, target, network, moments)));
  return judgement;
}

Judgement scaling(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const RationalNetwork network = network_of(instance, objective);
  const RationalMoments moments = moments_of(instance);
  const Rational& factor = instance.number("factor");
  const auto scaled = [&factor](const RationalMatrix& m) { return RationalMatrix(m * factor); };
  const RationalMoments larger{scaled(moments.sxx), scaled(moments.syx), scaled(*moments.syy)};
  const auto target = RationalTarget::of(objective);
  RationalNetwork faster = field_of(judgement, subject, target, network, moments);
  faster = moved(faster, faster, Rational(factor - 1));
  require_equal(judgement, "field of scaled moments", field_of(judgement, subject, target, network, larger), faster);
  return judgement;
}

/// The average of back-propagation over pairs is the field at their moments.
Judgement sample_average(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const RationalNetwork network = network_of(instance, objective);
  const long count = numerator(instance.number("pairs")).convert_to<long>();
  Entries entries(instance, 11);
  const Samples<Rational> samples{entries.matrix(network.data_size(), count),
                                  entries.matrix(network.data_size(), count)};
  const auto target = RationalTarget::of(objective);
  RationalNetwork average = moved(network, network, Rational(-1));
  for (Index i = 0; i < count; ++i) {
    average = moved(average,
                    sample_field(network, target, RationalMatrix(samples.x.col(i)), RationalMatrix(samples.y.col(i))),
                    Rational(1, count));
  }
  require_equal(judgement, "field = average over the pairs",
                field_of(judgement, subject, target, network, jepa_oracle::moments_of(samples)), average);
  return judgement;
}

/// A direction has the shapes of what it moves, for every chain of widths and every kind of target. In about half of
/// the instances JEPA's target is a fixed map: an implementation that knows none is judged on the rest.
Judgement shapes(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalMoments moments = moments_of(instance);
  for (const Objective objective : network_objectives()) {
    const RationalNetwork network = network_of(instance, objective);
    Entries entries(instance, 12);
    const bool other = target_moves(objective) && entries.below(2) == 1;
    const auto target = other ? RationalTarget::fixed(entries.matrix(network.code_size(), network.data_size()))
                              : RationalTarget::of(objective);
    judgement.require(fmt::format("the field of {} has the shapes of the network", name_of(objective)),
                      same_shapes(subject.field(target, network, moments), network));
  }
  const std::vector<Index> widths = widths_of(instance);
  for (const Index width : widths) {
    if (width < widths.front()) judgement.label("bottleneck");
    if (width > widths.front()) judgement.label("wider than the data");
  }
  return judgement;
}

}  // namespace

std::vector<Claim> gradient_claims() {
  std::vector<Field> scaled = objective_and_matrix_fields();
  scaled.push_back(positive("factor", -2, 2));
  std::vector<Field> sampled = objective_and_matrix_fields();
  sampled.push_back(choice("pairs", {1, 2, 3, 5}));
  return {
      exactly({"Gradient.JepaFieldIsFrozenTargetDerivative", matrix_fields(), jepa_is_frozen_derivative}),
      exactly({"Gradient.MaeFieldIsGradient", matrix_fields(), mae_is_gradient}),
      exactly({"Gradient.JepaFieldIsNotAGradient", matrix_fields(), jepa_is_no_gradient, {}, {"not a gradient"}}),
      exactly({"Gradient.StopGradientTerm", matrix_fields(), stop_gradient_is_the_difference}),
      exactly({"Gradient.RotationEquivariance", objective_and_matrix_fields(), rotation}),
      exactly({"Gradient.MomentScalingIsTimeScaling", scaled, scaling}),
      exactly({"Gradient.FieldIsSampleAverage", sampled, sample_average}),
      exactly({"Gradient.SchemaShapes", matrix_fields(), shapes, {}, {"bottleneck", "wider than the data"}}),
  };
}

}  // namespace jepa_oracle::properties
