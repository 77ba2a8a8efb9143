// General.OrthogonalStartsKeepTheirOrientation: what balance means for features from starts that are not aligned with
// them. Statement and proof: proofs-notes/general.md
#include <algorithm>

#include "claims/networks/general_claims.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/random_start.h"
#include "scenarios/balanced_network.h"
#include "scenarios/curve_powers.h"

namespace jepa_oracle::properties {
namespace {

/// Moments with the orthonormal eigenbasis U.
RationalMoments moments_in(const RationalMatrix& basis, const std::vector<Rational>& lambdas,
                           const std::vector<Rational>& variances) {
  const auto turned = [&](const std::vector<Rational>& values) {
    return product_transposed(product(basis, diagonal(values)), basis);
  };
  return {turned(variances), turned(lambdas)};
}

/// All layers square: O_0 = `data_basis`, the others at random.
BalancedFrame square_frame(Entries& entries, long depth, const RationalMatrix& data_basis,
                           const std::vector<Rational>& amplitudes) {
  const Index size = data_basis.rows();
  BalancedFrame frame{{data_basis}, amplitudes};
  for (long a = 0; a < depth; ++a) frame.bases.push_back(either_orthogonal(entries, size));
  return frame;
}

/// det V for JEPA, det V E for MAE.
Rational orientation(Objective objective, const RationalNetwork& network) {
  const Rational top = determinant(network.top());
  return has_predictor(objective) ? top : Rational(top * determinant(encoder(network)));
}

/// The start of the statement is balanced, and (det E)^2 = (det V)^(2L) at every balanced point.
void require_start(Judgement& judgement, const Instance& instance, Index size, long depth) {
  const auto seed = static_cast<std::uint64_t>(numerator(instance.number("seed")).convert_to<long>());
  const RationalNetwork start =
      random_start(StartLaw::orthogonal, size, instance.depth(), Rational(1, 1 + static_cast<long>(seed % 7)), seed, 0);
  const RationalMatrix gram = transposed_product(start.top(), start.top());
  const RationalMatrix* above = &gram;
  for (auto layer = start.layers.rbegin(); layer != start.layers.rend(); ++layer) {
    require_equal(judgement, "an orthogonal layer is balanced with the one above", product_transposed(*layer, *layer),
                  *above);
  }
  const Rational code = determinant(encoder(start));
  judgement.require_equal("(det E)^2 = (det V)^(2L)", code * code, power(determinant(start.top()), 2 * depth));
}

/// A balanced point with E invertible: it moves unless det V (JEPA), det V E (MAE) is positive. The other sign is that
/// of O with a column turned.
void require_orientation(Judgement& judgement, const Subject& subject, Objective objective, Entries& entries,
                         const BalancedFrame& frame, const RationalMoments& moments) {
  RationalMatrix output = either_orthogonal(entries, moments.size());
  for (int turned = 0; turned < 2; ++turned) {
    const RationalNetwork network = frame.network(output);
    const Rational sign = orientation(objective, network);
    const RationalNetwork direction = field_of(judgement, subject, RationalTarget::of(objective), network, moments);
    if (sign < 0) {
      judgement.label("a negative determinant");
      judgement.require("E invertible and a negative determinant: the top moves", !is_zero(direction.top()));
    } else {
      judgement.label("a positive determinant");
    }
    output.col(0) *= Rational(-1);
  }
}

/// The balanced fixed points with the kernel that the features beyond `rank` span: rho_i = p_i (JEPA), p_i^(L+1) (MAE).
void require_rest(Judgement& judgement, const Subject& subject, Objective objective, Entries& entries, long depth,
                  const RationalMatrix& basis, Index rank, const std::vector<Rational>& amplitudes,
                  const std::vector<Rational>& variances) {
  std::vector<Rational> lambdas;
  const long m = curve_powers(objective, Depth(depth)).m;
  for (std::size_t i = 0; i < amplitudes.size(); ++i) lambdas.push_back(power(amplitudes[i], m) * variances[i]);
  const RationalMoments moments = moments_in(basis, lambdas, variances);
  const BalancedFrame frame = square_frame(entries, depth, basis, {amplitudes.begin(), amplitudes.begin() + rank});
  const RationalNetwork network = frame.network(outputs_of(objective, frame.bases.back(), basis));
  judgement.require("a kernel of features rests",
                    is_rest(field_of(judgement, subject, RationalTarget::of(objective), network, moments)));
  judgement.label(rank < basis.rows() ? "features that are never learned" : "all features learned");
  if (rank == basis.rows()) {
    judgement.require("a fixed point with E invertible has a positive determinant",
                      orientation(objective, network) > 0);
  }
}

/// Unit vector with positive entries, by stereographic projection.
RationalMatrix positive_unit(Entries& entries, Index size) {
  RationalMatrix unit(size, 1);
  Rational sum = 0;
  for (Index i = 0; i + 1 < size; ++i) {
    unit(i, 0) = 1 + entries.positive();
    sum += unit(i, 0) * unit(i, 0);
  }
  for (Index i = 0; i + 1 < size; ++i) unit(i, 0) *= 2 / (1 + sum);
  unit(size - 1, 0) = size == 1 ? Rational(1) : Rational((sum - 1) / (1 + sum));
  return unit;
}

/// Rank one along g, at rest in V: JEPA, V = c f f' with c = g'syx g / g'sxx g; MAE, V E = c^(L+1) h g' with syx g =
/// c^(L+1) (g'sxx g) h. With distinct rho_i (JEPA), lambda_i rho_i (MAE) the layers rest iff g is a feature.
void require_mixture(Judgement& judgement, const Subject& subject, Objective objective, Entries& entries, long depth,
                     const RationalMatrix& basis, std::vector<Rational> variances) {
  const Index size = basis.rows();
  const bool is_feature = size == 1 || entries.below(3) == 0;
  RationalMatrix g = positive_unit(entries, size);
  RationalMatrix h = positive_unit(entries, size);
  if (is_feature) g = h = identity<Rational>(size).col(0);
  Rational variance = 0;  // g'sxx g
  for (Index i = 0; i < size; ++i) variance += g(i, 0) * g(i, 0) * variances[static_cast<std::size_t>(i)];
  const Rational c = entries.positive();
  // By the name: which g rest is another condition for each, and each is derived by itself.
  const bool jepa = objective == Objective::jepa;
  std::vector<Rational> lambdas;
  Rational covariance = 0;  // g'syx g
  for (Index i = 0; i < size; ++i) {
    // MAE: syx g = |syx g| h
    const bool free = jepa || g(i, 0) == 0;
    lambdas.push_back(free ? entries.positive() : Rational(power(c, depth + 1) * variance * h(i, 0) / g(i, 0)));
    covariance += g(i, 0) * g(i, 0) * lambdas.back();
  }
  std::vector<Rational> ranks;  // rho_i (JEPA), lambda_i rho_i (MAE)
  for (std::size_t i = 0; i < lambdas.size(); ++i) {
    const Rational rho = lambdas[i] / variances[i];
    ranks.push_back(jepa ? rho : Rational(lambdas[i] * rho));
  }
  std::sort(ranks.begin(), ranks.end());
  const bool distinct = std::adjacent_find(ranks.begin(), ranks.end()) == ranks.end();
  const auto completed = [](const RationalMatrix& unit) {  // Householder's reflection of e_1 to the unit vector
    const Index n = unit.rows();
    RationalMatrix w = unit;
    w(0, 0) -= 1;
    const Rational square = squared_norm(w);
    RationalMatrix result = identity<Rational>(n);
    if (square != 0) result -= product_transposed(w, w) * Rational(2 / square);
    return result;
  };
  const RationalMoments moments = moments_in(basis, lambdas, variances);
  const BalancedFrame frame =
      square_frame(entries, depth, product(basis, completed(g)), {jepa ? Rational(covariance / variance) : c});
  const RationalNetwork network = frame.network(jepa ? frame.bases.back() : product(basis, completed(h)));
  const RationalNetwork direction = field_of(judgement, subject, RationalTarget::of(objective), network, moments);
  require_zero(judgement, "dV/dt of one direction with its best top", direction.top());
  if (is_feature) judgement.require("one feature alone rests", is_rest(direction));
  if (!is_feature && distinct) {
    judgement.label("one direction that is no feature");
    judgement.require("one direction that is no feature moves", !is_rest(direction));
  }
}

Judgement orthogonal_starts(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const long depth = instance.depth().layers();
  Entries entries(instance, 75);
  const auto size = static_cast<Index>(numerator(instance.number("size")).convert_to<long>());
  const RationalMatrix basis = either_orthogonal(entries, size);
  const std::vector<Rational> variances = entries.positives(size);
  require_start(judgement, instance, size, depth);
  const RationalMoments moments = moments_in(basis, entries.positives(size), variances);
  const BalancedFrame anywhere =
      square_frame(entries, depth, either_orthogonal(entries, size), entries.positives(size));
  require_orientation(judgement, subject, objective, entries, anywhere, moments);
  const std::vector<Rational> amplitudes = entries.positives(size);
  for (Index rank = 1; rank <= size; ++rank) {
    require_rest(judgement, subject, objective, entries, depth, basis, rank, amplitudes, variances);
  }
  require_mixture(judgement, subject, objective, entries, depth, basis, variances);
  return judgement;
}

}  // namespace

Claim orthogonal_starts_claim() {
  return exactly({"General.OrthogonalStartsKeepTheirOrientation",
                  objective_and_square_fields(),
                  orthogonal_starts,
                  {},
                  {"a negative determinant", "a positive determinant", "features that are never learned",
                   "all features learned", "one direction that is no feature"}});
}

}  // namespace jepa_oracle::properties
