// Family TargetNetwork: targets that follow the encoder with a delay. Proofs: proofs-notes/target-network.md
#include <fmt/format.h>

#include "matrix_scenario.h"

namespace jepa_oracle::properties {
namespace {

/// Whatever the average stands at, W_{a+1}' W_{a+1} - W_a W_a' and V'V - W_L W_L' do not move.
Judgement keeps_balance(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, Objective::jepa);
  const RationalMatrix average = Entries(instance, 60).matrix(network.code_size(), network.data_size());
  const RationalNetwork direction =
      field_of(judgement, subject, RationalTarget::fixed(average), network, moments_of(instance));
  const std::size_t depth = network.layers.size();
  for (std::size_t a = 0; a < depth; ++a) {
    const bool top = a + 1 == depth;
    const RationalMatrix upper =
        transposed_product(top ? network.top : network.layers[a + 1], top ? direction.top : direction.layers[a + 1]);
    const RationalMatrix lower = product_transposed(direction.layers[a], network.layers[a]);
    require_zero(judgement, fmt::format("d/dt of the Gram difference above layer {}", a + 1),
                 RationalMatrix(upper + upper.transpose() - lower - lower.transpose()));
  }
  return judgement;
}

/// With the average at the encoder the field is JEPA's, so that both rest at the same weights; elsewhere the average
/// itself moves.
Judgement keeps_fixed_points(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalMoments moments = moments_of(instance);
  RationalNetwork network = invertible_network_of(instance);
  const RationalMatrix code = encoder(network);
  const auto average = RationalTarget::fixed(code);
  require_equal(judgement, "field with the average at the encoder",
                field_of(judgement, subject, average, network, moments),
                field_of(judgement, subject, RationalTarget::current_encoder(), network, moments));
  network.top = product(product(code, product(moments.syx, inverse(moments.sxx))), inverse(code));
  const RationalNetwork direction = field_of(judgement, subject, average, network, moments);
  require_equal(judgement, "the field at a fixed point of JEPA", direction, moved(network, network, Rational(-1)));
  return judgement;
}

}  // namespace

std::vector<Claim> target_network_claims() {
  return {
      exactly({"TargetNetwork.MovingAverageKeepsBalance", matrix_fields(), keeps_balance}),
      exactly({"TargetNetwork.MovingAverageKeepsFixedPoints", square_fields(), keeps_fixed_points}),
  };
}

}  // namespace jepa_oracle::properties
