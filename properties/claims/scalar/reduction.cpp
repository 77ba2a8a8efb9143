// Family Reduction: from matrices to one equation a feature. Proofs: proofs-notes/reduction.md
#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/objectives.h"
#include "scenarios/matrix_calculus.h"

namespace jepa_oracle::properties {
namespace {

Index size_of(const Instance& instance) {
  return static_cast<Index>(numerator(instance.number("size")).convert_to<long>());
}

RationalMatrix conjugate(const RationalMatrix& left, const RationalMatrix& m, const RationalMatrix& right) {
  return product_transposed(product(left, m), right);  // left m right'
}

/// Features with their own lambda (of any sign) and variance.
RationalMoments features_of(const Instance& instance, Entries& entries) {
  std::vector<Rational> lambdas = entries.positives(size_of(instance));
  for (Rational& lambda : lambdas) lambda = entries.below(3) == 0 ? Rational(-lambda) : lambda;
  return diagonal_moments(lambdas, entries.positives(size_of(instance)));
}

/// Everything diagonal, rectangular matrices too: so is the field, and entry (i, i) is the field of the network of
/// width 1 that has the entries (i, i), up to the smallest width.
Judgement stays_diagonal(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  Entries entries(instance, 30);
  const RationalMoments moments = features_of(instance, entries);
  const auto target = RationalTarget::of(instance.objective());
  RationalNetwork network = network_of(instance, instance.objective());
  const auto keep_diagonal = [](RationalMatrix& m) {
    for (Index i = 0; i < m.rows(); ++i) {
      for (Index j = 0; j < m.cols(); ++j) m(i, j) = i == j ? m(i, j) : Rational(0);
    }
  };
  for (RationalMatrix& layer : network.layers) keep_diagonal(layer);
  keep_diagonal(network.top());
  const RationalNetwork direction = field_of(judgement, subject, target, network, moments);
  RationalNetwork on_diagonal = direction;
  for (RationalMatrix& layer : on_diagonal.layers) keep_diagonal(layer);
  keep_diagonal(on_diagonal.top());
  require_equal(judgement, "the field is its diagonal", direction, on_diagonal);

  const std::vector<Index> widths = widths_of(instance);
  for (Index i = 0; i < *std::min_element(widths.begin(), widths.end()); ++i) {
    const auto entry = [i](const RationalMatrix& m) { return diagonal<Rational>({m(i, i)}); };
    RationalNetwork one{{}, entry(network.top())};
    RationalNetwork seen{{}, entry(direction.top())};
    for (const RationalMatrix& layer : network.layers) one.layers.push_back(entry(layer));
    for (const RationalMatrix& layer : direction.layers) seen.layers.push_back(entry(layer));
    require_equal(judgement, fmt::format("feature {} alone", i + 1), seen,
                  field_of(judgement, subject, target, one, RationalMoments{entry(moments.sxx), entry(moments.syx)}));
  }
  return judgement;
}

/// Hidden spaces turned by U_a ... U_1: the field turns with the layers, and the start w0 I with orthogonal layers w0
/// U_a.
Judgement gauge(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const Index size = size_of(instance);
  Entries entries(instance, 31);
  const RationalMoments moments = moments_of(instance);
  const RationalNetwork plain = network_of(instance, objective);
  const std::size_t depth = plain.layers.size();
  std::vector<RationalMatrix> layers;
  std::vector<RationalMatrix> turns{identity<Rational>(size)};  // U_a ... U_1
  for (std::size_t a = 0; a < depth; ++a) {
    layers.push_back(entries.orthogonal(size));
    if (entries.below(2) == 1) layers.back().col(0) *= Rational(-1);  // Cayley's matrices are rotations only
    turns.push_back(product(layers.back(), turns.back()));
  }
  const auto turned = [&](const RationalNetwork& n) {
    RationalNetwork result = n;
    for (std::size_t a = 0; a < depth; ++a) result.layers[a] = conjugate(turns[a + 1], n.layers[a], turns[a]);
    result.top_layers = {conjugate(outputs_of(objective, turns.back(), turns.front()), n.top(), turns.back())};
    return result;
  };
  const auto target = RationalTarget::of(objective);
  require_equal(judgement, "field at the turned layers", field_of(judgement, subject, target, turned(plain), moments),
                turned(field_of(judgement, subject, target, plain, moments)));

  const Rational w0 = entries.positive();
  const RationalMatrix one = identity<Rational>(size);
  const auto scaled = [&w0](RationalNetwork n) { return moved(n, n, Rational(w0 - 1)); };
  const RationalNetwork balanced = scaled({std::vector<RationalMatrix>(depth, one), one});
  const RationalNetwork orthogonal =
      scaled({layers, has_predictor(objective) ? one : RationalMatrix(turns.back().transpose())});
  require_equal(judgement, "field at orthogonal layers", field_of(judgement, subject, target, orthogonal, moments),
                turned(field_of(judgement, subject, target, balanced, moments)));
  return judgement;
}

/// Every layer diag(w), top diag(v): dv/dt and dw/dt feature by feature, and for v = w the equations (7) and (8) of u =
/// w^L.
Judgement amplitude_equations(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const Index size = size_of(instance);
  const long depth = instance.depth().layers();
  Entries entries(instance, 32);
  const RationalMoments moments = features_of(instance, entries);
  const std::vector<Rational> w = entries.positives(size);
  const std::vector<Rational> v = instance.number("balanced") == 1 ? w : entries.positives(size);
  const RationalNetwork network{std::vector<RationalMatrix>(static_cast<std::size_t>(depth), diagonal(w)), diagonal(v)};
  const RationalNetwork direction = field_of(judgement, subject, RationalTarget::of(objective), network, moments);
  std::vector<Rational> dw;
  std::vector<Rational> dv;
  std::vector<Rational> du;
  const bool jepa = objective == Objective::jepa;  // by the name: the equations of the notes, each by itself
  for (Index i = 0; i < size; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const Rational& lambda = moments.syx(i, i);
    const Rational& variance = moments.sxx(i, i);
    const Rational u = power(w[n], depth);
    const Rational gap = jepa ? Rational(u * (lambda - v[n] * variance)) : Rational(lambda - v[n] * u * variance);
    dv.push_back(u * gap);
    dw.push_back(u / w[n] * v[n] * gap);
    // u^(3-1/L) = w^(3L-1), u^(2-1/L) = w^(2L-1)
    du.push_back(depth * (lambda * power(w[n], (jepa ? 3 : 2) * depth - 1) - variance * power(u, 3)));
  }
  require_equal(judgement, "dV/dt", direction.top(), diagonal(dv));
  for (std::size_t a = 0; a < direction.layers.size(); ++a) {
    require_equal(judgement, fmt::format("dW_{}/dt", a + 1), direction.layers[a], diagonal(dw));
  }
  if (v == w) {
    judgement.label("balanced");
    require_equal(judgement, "du/dt", encoder_velocity(network, direction), diagonal(du));
  }
  return judgement;
}

/// syx v = rho sxx v gives, whatever the network, dW_1/dt v = (W_L..W_2)' V' (rho I - V) E sxx v for JEPA; for MAE
/// dW_1/dt v = (W_L..W_2)' V' (rho I - V E) sxx v.
Judgement generalised_projection(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const RationalNetwork network = network_of(instance, objective);
  const Index size = network.data_size();
  Entries entries(instance, 33);
  const RationalMatrix vectors = entries.invertible(size);
  const RationalMatrix sxx = moments_of(instance).sxx;
  std::vector<Rational> values_of_rho = entries.positives(size);
  for (Rational& value : values_of_rho) value = entries.below(3) == 0 ? Rational(-value) : value;
  const RationalMatrix rho = diagonal(values_of_rho);
  const RationalMoments moments{sxx, product(product(sxx, vectors), product(rho, inverse(vectors)))};
  const RationalMatrix seen = product(sxx, vectors);  // column i: sxx v_i
  const RationalMatrix code = encoder(network);
  // Column i: (rho_i I - V) E sxx v_i, or (rho_i I - V E) sxx v_i.
  const RationalMatrix values = target_moves(objective) ? product(code, seen) : seen;
  const RationalMatrix predicted = product(network.top(), product(code, seen));
  const RationalMatrix remaining = product(values, rho) - predicted;
  const RationalNetwork direction = field_of(judgement, subject, RationalTarget::of(objective), network, moments);
  require_equal(judgement, "dW_1/dt on generalised eigenvectors", product(direction.layers.front(), vectors),
                transposed_product(above(network, 1), transposed_product(network.top(), remaining)));
  return judgement;
}

}  // namespace

std::vector<Claim> reduction_claims() {
  std::vector<Field> amplitudes = objective_and_square_fields();
  amplitudes.push_back(choice("balanced", {0, 1}));
  return {
      exactly({"Reduction.DiagonalStaysDiagonal", objective_and_matrix_fields(), stays_diagonal}),
      exactly({"Reduction.GaugeFreedomOfOrthogonalLayers", objective_and_square_fields(), gauge}),
      exactly({"Reduction.AmplitudeEquations", amplitudes, amplitude_equations, {}, {"balanced"}}),
      exactly({"Reduction.GeneralisedProjection", objective_and_matrix_fields(), generalised_projection}),
  };
}

}  // namespace jepa_oracle::properties
