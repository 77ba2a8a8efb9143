// Family Family, as far as it is about matrices: the fields of all objectives as exact identities. Proofs:
// proofs-notes/family.md
#include <fmt/format.h>

#include "scenarios/family_network_scenario.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

Rational any_sign(Entries& entries, bool zero_too) {
  if (zero_too && entries.below(6) == 0) return 0;
  const Rational size = entries.positive();
  return entries.below(2) == 0 ? size : Rational(-size);
}

/// Moments and weights that are diagonal in one basis, without any relation between their features.
struct AlignedFamily {
  RationalMatrix basis;
  std::vector<Rational> lambda;
  std::vector<Rational> variance;
  std::vector<Rational> weight;

  AlignedFamily(const Instance& instance, std::uint64_t purpose) {
    const auto size = static_cast<Index>(numerator(instance.number("size")).convert_to<long>());
    Entries entries(instance, purpose);
    basis = product(reflection(entries, size), reflection(entries, size));
    for (Index i = 0; i < size; ++i) {
      lambda.push_back(any_sign(entries, true));
      variance.push_back(entries.positive());
      weight.push_back(any_sign(entries, false));
    }
  }

  RationalMatrix in_basis(const std::vector<Rational>& of_features) const {
    return product_transposed(product(basis, diagonal(of_features)), basis);
  }
  RationalMoments moments() const { return {in_basis(variance), in_basis(lambda)}; }
  template <class Velocity>
  RationalMatrix velocity(const Velocity& of_feature) const {
    std::vector<Rational> velocities;
    for (std::size_t i = 0; i < weight.size(); ++i) {
      velocities.push_back(of_feature(lambda[i], variance[i], weight[i]));
    }
    return in_basis(velocities);
  }
};

/// dw/dt of one feature with all layers at w: the derivative of the loss of one feature by one of its L + M layers,
/// from the losses as family.md has them.
Rational feature_velocity(Objective objective, long layers, long top, const Rational& lambda, const Rational& variance,
                          const Rational& w) {
  switch (objective) {
    case Objective::jepa:  // - (w^(L+M) variance - w^L lambda) w^(L+M-1)
      return lambda * power(w, 2 * layers + top - 1) - variance * power(w, 2 * layers + 2 * top - 1);
    case Objective::mae:  // - (w^(L+M) variance - lambda) w^(L+M-1)
      return lambda * power(w, layers + top - 1) - variance * power(w, 2 * layers + 2 * top - 1);
    case Objective::spectral_contrastive:  // - (w^(3L) variance^2 - w^L lambda) w^(L-1)
      return lambda * power(w, 2 * layers - 1) - variance * variance * power(w, 4 * layers - 1);
    case Objective::barlow_twins:
      break;
  }
  // - (w^(2L) lambda - 1) w^L lambda w^(L-1)
  return lambda * power(w, 2 * layers - 1) - lambda * lambda * power(w, 4 * layers - 1);
}

Judgement matrix_reduction(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = family_objective_of(instance);
  const bool has_top = row_of(objective).top.has_value();
  judgement.label(std::string(title_of(objective)));
  const long depth = instance.depth().layers();
  const long top_depth = chain_depth_of(instance);
  const RationalFamilyRule rule{objective};

  const AlignedFamily aligned(instance, 30);
  RationalMoments common = aligned.moments();
  Entries entries(instance, 31);
  if (!has_top) common.syx += antisymmetric(entries, common.size());
  const RationalMatrix expected = aligned.velocity([&](const Rational& lambda, const Rational& s2, const Rational& w) {
    return feature_velocity(objective, depth, top_depth, lambda, s2, w);
  });
  const RationalNetwork network = equal_layers(objective, depth, top_depth, aligned.in_basis(aligned.weight));
  require_equal(judgement, "field of weights in the basis of the moments",
                family_field_of(judgement, subject, rule, network, common),
                equal_layers(objective, depth, top_depth, expected));

  const RationalNetwork any = chains_of(instance, objective);
  const RationalMoments moments = moments_of(instance);
  require_equal(judgement, "field = - derivative of the loss with the target held",
                family_field_of(judgement, subject, rule, any, moments), minus_gradient_of_loss(rule, any, moments));
  return judgement;
}

/// JEPA with the target map F: the derivative of 1/2 E|V E x - F y|^2, which knows of y no more than F syx; where code
/// and data have one size, the subject's own MAE field with F syx for syx; and, feature by feature, the velocity of
/// MAE(L, M) with f lambda for lambda.
Judgement frozen_target_is_mae(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = chains_of(instance, Objective::jepa);
  const RationalMoments moments = moments_of(instance);
  Entries entries(instance, 32);
  const RationalMatrix map = entries.matrix(network.code_size(), network.data_size());
  const RationalFamilyRule frozen{Objective::jepa, RationalTarget::fixed(map)};
  const RationalNetwork field = family_field_of(judgement, subject, frozen, network, moments);
  require_equal(judgement, "field with a frozen target = - derivative of its loss", field,
                minus_gradient_of_loss(frozen, network, moments));
  const bool is_square = network.code_size() == network.data_size();
  judgement.label(is_square ? "a code of the size of the data" : "a code of another size");
  if (is_square) {
    const RationalMoments of_target{moments.sxx, product(map, moments.syx)};
    require_equal(judgement, "field with a frozen target F = field of MAE with F syx", field,
                  family_field_of(judgement, subject, {Objective::mae}, network, of_target));
  }

  const long depth = instance.depth().layers();
  const long top_depth = chain_depth_of(instance);
  const AlignedFamily aligned(instance, 33);
  std::vector<Rational> amplitudes;
  std::vector<Rational> expected;
  for (std::size_t i = 0; i < aligned.weight.size(); ++i) {
    const Rational& w = aligned.weight[i];
    // Its own start, what it would rest at, or any other.
    const std::uint64_t kind = entries.below(3);
    const Rational rest = aligned.lambda[i] == 0
                              ? Rational(0)
                              : Rational(power(w, depth + top_depth) * aligned.variance[i] / aligned.lambda[i]);
    const Rational f = kind == 0 ? power(w, depth) : kind == 1 ? rest : entries.positive();
    judgement.label(kind == 0 ? "frozen at its own start" : kind == 1 ? "at rest" : "frozen elsewhere");
    amplitudes.push_back(f);
    expected.push_back(
        feature_velocity(Objective::mae, depth, top_depth, Rational(f * aligned.lambda[i]), aligned.variance[i], w));
  }
  const RationalFamilyRule aligned_rule{Objective::jepa, RationalTarget::fixed(aligned.in_basis(amplitudes))};
  const RationalNetwork equal = equal_layers(Objective::jepa, depth, top_depth, aligned.in_basis(aligned.weight));
  require_equal(judgement, "field with a frozen target in the basis of the moments",
                family_field_of(judgement, subject, aligned_rule, equal, aligned.moments()),
                equal_layers(Objective::jepa, depth, top_depth, aligned.in_basis(expected)));
  return judgement;
}

Judgement barlow_ignores_rho(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalFamilyRule rule{Objective::barlow_twins};
  const RationalNetwork network = chains_of(instance, Objective::barlow_twins);
  const RationalMoments moments = moments_of(instance);
  Entries entries(instance, 34);
  const RationalMatrix any = entries.matrix(moments.size(), moments.size());
  const RationalMoments others{RationalMatrix(product_transposed(any, any) + moments.sxx),
                               RationalMatrix(moments.syx + antisymmetric(entries, moments.size()))};
  require_equal(judgement, "field with another sxx, and syx with another antisymmetric part",
                family_field_of(judgement, subject, rule, network, others),
                family_field_of(judgement, subject, rule, network, moments));

  const Rational& lambda = instance.number("lambda");
  const Rational& rho = instance.number("rho");
  const Rational other_rho = rho * (1 + instance.number("excess"));
  const Rational larger = lambda * (1 + instance.number("lambda_gap"));
  const Rational& fraction = instance.number("fraction");
  // Below p lambda^(-1/2), the thresholds: that of the larger lambda is the lower one.
  const Rational epsilon = instance.number("start") * fraction * below(root(exact(Rational(1 / larger)), 2));
  const auto time = [&](const Rational& of_lambda, const Rational& of_rho) {
    const ScalarProblem problem{Objective::barlow_twins, instance.depth(), Feature::with_rho(of_lambda, of_rho),
                                Initialisation::of_encoder(epsilon)};
    return time_to_fraction(judgement, subject, problem, fraction);
  };
  const Interval later = time(lambda, rho);
  judgement.require_same("times at equal lambda, with another rho", time(lambda, other_rho), later);
  judgement.require_less("the larger lambda is first, with the smaller rho", time(larger, rho),
                         time(lambda, other_rho));
  judgement.require_less("the larger lambda is first, with the larger rho", time(larger, other_rho), later);
  return judgement;
}

}  // namespace

std::vector<Claim> family_field_claims() {
  std::vector<Field> chains = family_fields();
  chains.erase(chains.begin());
  std::vector<Field> barlow = matrix_fields();
  for (Field& field :
       std::vector<Field>{positive("lambda", -2, 2), positive("lambda_gap", -2, 1), positive("rho", -2, 1),
                          positive("excess", -2, 1), fraction("fraction", 3), part("start", 6)}) {
    barlow.push_back(std::move(field));
  }
  return {
      exactly({"Family.MatrixReduction",
               family_fields(),
               matrix_reduction,
               {},
               {"JEPA", "MAE", "spectral contrastive learning", "Barlow Twins"}}),
      exactly({"Family.FrozenTargetIsMae",
               chains,
               frozen_target_is_mae,
               {},
               {"a code of the size of the data", "a code of another size", "frozen at its own start", "at rest",
                "frozen elsewhere"}}),
      {"Family.BarlowIgnoresRho", barlow, barlow_ignores_rho},
  };
}

}  // namespace jepa_oracle::properties
