// Family FixedPoint, on matrices: where a whole network rests. Proofs: proofs-notes/fixed-point.md
#include "jepa_oracle/objectives.h"
#include "scenarios/balanced_network.h"

namespace jepa_oracle::properties {
namespace {

void require_rest(Judgement& judgement, const RationalNetwork& direction) {
  require_equal(judgement, "the field", direction, moved(direction, direction, Rational(-1)));
}

/// V that minimises E|V E x - A y|^2: A syx E' (E sxx E')^-1.
RationalMatrix optimal_top(const RationalTarget& target, const RationalMatrix& code, const RationalMoments& moments) {
  const RationalMatrix cross = product_transposed(target.cross_moment(code, moments.syx), code);
  return product(cross, inverse(product_transposed(product(code, moments.sxx), code)));
}

/// E square and invertible: at rest with the top at `solution`, and with no other.
void require_rest_only_at(Judgement& judgement, const Instance& instance, const Subject& subject,
                          const RationalTarget& target, RationalNetwork network, const RationalMatrix& solution) {
  const RationalMoments moments = moments_of(instance);
  network.top_layers = {solution};
  require_rest(judgement, field_of(judgement, subject, target, network, moments));
  network.top_layers = {Entries(instance, 40).invertible(network.data_size())};
  if (network.top() == solution) return;
  judgement.label("another top");
  judgement.require("another top moves", !is_zero(field_of(judgement, subject, target, network, moments).top()));
}

/// JEPA: fixed iff V = E (syx sxx^-1) E^-1.
Judgement every_encoder(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = invertible_network_of(instance);
  const RationalMatrix code = encoder(network);
  require_rest_only_at(judgement, instance, subject, RationalTarget::current_encoder(), network,
                       product(product(code, regression(moments_of(instance))), inverse(code)));
  return judgement;
}

/// MAE: fixed iff V E sxx = syx.
Judgement mae_stationarity(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = invertible_network_of(instance);
  require_rest_only_at(judgement, instance, subject, RationalTarget::data(), network,
                       product(regression(moments_of(instance)), inverse(encoder(network))));
  return judgement;
}

/// E square and invertible, the top at its optimum: no layer moves, for either objective.
Judgement optimum_freezes(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const auto target = RationalTarget::of(instance.objective());
  RationalNetwork network = invertible_network_of(instance);
  const RationalMoments moments = moments_of(instance);
  network.top_layers = {optimal_top(target, encoder(network), moments)};
  const RationalNetwork direction = field_of(judgement, subject, target, network, moments);
  require_zero(judgement, "dV/dt at the optimum", direction.top());
  for (const RationalMatrix& layer : direction.layers) require_zero(judgement, "dW/dt at the optimum", layer);
  return judgement;
}

/// The instance of the note: d = 2, k = L = 1, E = (1 1), features with rho = 1 and 2 of variance 1. JEPA's optimal top
/// is 3/2, and the encoder turns to the larger rho.
void require_turning(Judgement& judgement, const Subject& subject) {
  const RationalNetwork network{{RationalMatrix::Constant(1, 2, Rational(1))}, diagonal<Rational>({Rational(3, 2)})};
  const RationalNetwork direction =
      field_of(judgement, subject, RationalTarget::current_encoder(), network, diagonal_moments({1, 2}, {1, 1}));
  RationalNetwork expected{{RationalMatrix(1, 2)}, diagonal<Rational>({0})};
  expected.layers.front() << Rational(-3, 4), Rational(3, 4);
  require_equal(judgement, "the field at E = (1 1), V = 3/2", direction, expected);
}

/// An encoder of full row rank k <= d through hidden layers of k to d + 1 units: any weights, or where their product
/// has not that rank, those of a factored encoder.
RationalNetwork full_rank_encoder_of(const Instance& instance, Judgement& judgement, Index size) {
  Entries shapes(instance, 41);
  const auto draw = [&shapes](Index from, Index to) {
    return from + static_cast<Index>(shapes.below(static_cast<std::uint64_t>(to - from + 1)));
  };
  const Index code = draw(1, size);
  std::vector<Index> widths{size};
  for (long a = 1; a < instance.depth().layers(); ++a) {
    widths.push_back(draw(code, size + 1));
    if (widths.back() < size) judgement.label("a hidden layer narrower than the data");
    if (widths.back() > size) judgement.label("a hidden layer wider than the data");
  }
  widths.push_back(code);
  judgement.label(code < size ? "a bottleneck" : "a code as wide as the data");
  Entries entries(instance, 42);
  RationalNetwork network;
  for (std::size_t a = 1; a < widths.size(); ++a) network.layers.push_back(entries.matrix(widths[a], widths[a - 1]));
  const RationalMatrix code_map = encoder(network);
  if (determinant(product_transposed(code_map, code_map)) != 0) return network;
  return RationalNetwork(factored_encoder_of(instance, widths).layers);
}

/// E of full row rank, the top at its optimum: the encoder may move, but D_L W_L' = 0 (so d(E E')/dt = 0 for L = 1) and
/// <D_a, W_a> = 0.
Judgement bottleneck_gram(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const auto target = RationalTarget::of(instance.objective());
  const RationalMoments moments = moments_of(instance);
  RationalNetwork network = full_rank_encoder_of(instance, judgement, moments.size());
  const RationalMatrix last = network.layers.back();
  network.top_layers = {optimal_top(target, encoder(network), moments)};
  const RationalNetwork direction = field_of(judgement, subject, target, network, moments);
  require_zero(judgement, "dV/dt at the optimum", direction.top());
  require_zero(judgement, "D_L W_L'", product_transposed(direction.layers.back(), last));
  bool moves = false;
  for (std::size_t a = 0; a < network.layers.size(); ++a) {
    const RationalMatrix product_of_both = product_transposed(direction.layers[a], network.layers[a]);
    judgement.require_equal("<D_a, W_a>", product_of_both.trace(), Rational(0));
    moves = moves || !is_zero(direction.layers[a]);
  }
  judgement.label(moves ? "the encoder moves" : "the encoder rests");
  if (instance.number("seed") == 0 && target_moves(instance.objective())) require_turning(judgement, subject);
  return judgement;
}

}  // namespace

std::vector<Claim> matrix_fixed_point_claims() {
  // Hidden layers as wide as the data, or wider by one; the code is as wide as the data.
  std::vector<Field> hidden = square_fields();
  hidden.insert(hidden.begin() + 2, choice("width", {0, 2}));
  std::vector<Field> either = hidden;
  either.insert(either.begin(), objective_field());
  std::vector<Field> narrow = objective_and_square_fields();
  narrow[2] = matrix_size_field(2);
  const std::vector<std::string> both{"another top"};
  return {
      exactly({"FixedPoint.EveryInvertibleEncoderWithOptimalPredictor", hidden, every_encoder, {}, both}),
      exactly({"FixedPoint.MaeStationarity", hidden, mae_stationarity, {}, both}),
      exactly({"FixedPoint.OptimalPredictorFreezesSquareEncoder", either, optimum_freezes}),
      exactly({"FixedPoint.BottleneckKeepsEncoderGram",
               narrow,
               bottleneck_gram,
               {},
               {"the encoder moves", "a bottleneck", "a code as wide as the data",
                "a hidden layer narrower than the data", "a hidden layer wider than the data"}}),
  };
}

}  // namespace jepa_oracle::properties
