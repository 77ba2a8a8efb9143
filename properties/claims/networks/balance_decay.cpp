// Family Decay, as far as it is about matrices: what weight decay makes of the conserved Grams. Proofs:
// proofs-notes/decay.md
#include <fmt/format.h>

#include "scenarios/family_network_scenario.h"

namespace jepa_oracle::properties {
namespace {

/// C_a = M_{a+1}' M_{a+1} - M_a M_a' of the chain W_1, ..., W_L, V_1, ..., V_M.
std::vector<RationalMatrix> imbalances(const std::vector<RationalMatrix>& chain) {
  std::vector<RationalMatrix> result;
  for (std::size_t a = 0; a + 1 < chain.size(); ++a) {
    result.push_back(transposed_product(chain[a + 1], chain[a + 1]) - product_transposed(chain[a], chain[a]));
  }
  return result;
}

/// Along the subject's field with decay eta every C_a has the derivative -2 eta C_a; a step h (D - eta W) makes of it
/// (1 - h eta)^2 C_a + h^2 (D_{a+1}' D_{a+1} - D_a D_a'), D the subject's field without decay.
Judgement balance_is_attracting(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = family_objective_of(instance);
  const RationalNetwork network = chains_of(instance, objective);
  const RationalMoments moments = moments_of(instance);
  const Rational& decay = instance.number("decay");
  const Rational& rate = instance.number("rate");
  RationalFamilyRule rule{objective};
  Entries entries(instance, 35);
  const bool any_target = objective == Objective::jepa && entries.below(2) == 1;
  if (any_target) rule.target = RationalTarget::fixed(entries.matrix(network.code_size(), network.data_size()));
  judgement.label(any_target ? "any target" : fmt::format("the target of {}", title_of(objective)));
  const RationalNetwork free = family_field_of(judgement, subject, rule, network, moments);
  rule.weight_decay = decay;
  const RationalNetwork decayed = family_field_of(judgement, subject, rule, network, moments);

  const auto chain = matrices_of(network);
  const auto velocity = matrices_of(decayed);
  const auto before = imbalances(chain);
  const auto after = imbalances(matrices_of(moved(network, decayed, rate)));
  const auto second_order = imbalances(matrices_of(free));
  judgement.label(before.empty() ? "a single layer, without neighbours" : "neighbouring layers");
  for (std::size_t a = 0; a < before.size(); ++a) {
    const RationalMatrix above = transposed_product(chain[a + 1], velocity[a + 1]);
    const RationalMatrix below = product_transposed(velocity[a], chain[a]);
    require_equal(judgement, fmt::format("d/dt of the imbalance of the layers {} and {}", a + 1, a + 2),
                  RationalMatrix(above + above.transpose() - below - below.transpose()),
                  RationalMatrix(before[a] * Rational(-2 * decay)));
    const Rational kept = 1 - rate * decay;
    require_equal(judgement, fmt::format("after a step, the imbalance of the layers {} and {}", a + 1, a + 2), after[a],
                  RationalMatrix(before[a] * Rational(kept * kept) + second_order[a] * Rational(rate * rate)));
  }
  return judgement;
}

}  // namespace

std::vector<Claim> balance_decay_claims() {
  std::vector<Field> fields = family_fields();
  fields.push_back(positive("decay", -3, 1));
  fields.push_back(positive("rate", -3, 0));
  return {
      exactly({"Decay.BalanceIsAttracting",
               fields,
               balance_is_attracting,
               {},
               {"any target", "the target of JEPA", "the target of MAE", "the target of spectral contrastive learning",
                "the target of Barlow Twins", "neighbouring layers"}})};
}

}  // namespace jepa_oracle::properties
