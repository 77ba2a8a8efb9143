// Test vectors of a few steps of gradient descent of whole networks, exact.
#include "output/results.h"
#include "scenarios/matrix_calculus.h"
#include "vectors/vector_networks.h"

namespace jepa_oracle::program {
namespace {

MatrixCase after(const MatrixCase& given, const Field& field, const Rational& rate, long steps) {
  MatrixCase state = given;
  for (long step = 0; step < steps; ++step) state.network = moved(state.network, field(state), rate);
  return state;
}

/// The layers move first, and the top sees them moved.
MatrixCase after_in_turn(const MatrixCase& given, const Rational& rate, long steps) {
  MatrixCase state = given;
  for (long step = 0; step < steps; ++step) {
    RationalNetwork next = moved(state.network, right_field(state), rate);
    next.top = state.network.top;
    state.network = next;
    state.network.top = moved(next, right_field(state), rate).top;
  }
  return state;
}

/// Heavy ball: 9/10 of the last step is added to each.
RationalNetwork with_momentum(const MatrixCase& given, const Rational& rate, long steps) {
  MatrixCase state = given;
  RationalNetwork before = given.network;
  for (long step = 0; step < steps; ++step) {
    const RationalNetwork last = moved(state.network, before, Rational(-1));
    before = state.network;
    state.network = moved(moved(state.network, right_field(state), rate), last, Rational(9, 10));
  }
  return state.network;
}

/// The target is the encoder before training, for ever.
RationalNetwork with_frozen_target(const MatrixCase& given, const Rational& rate, long steps) {
  const RationalTarget target = RationalTarget::fixed(encoder(given.network));
  const Field field = [&](const MatrixCase& c) { return descent_field(c.network, target, c.moments); };
  return after(given, field, rate, steps).network;
}

void add_descent(VectorFile& file, const MatrixCase& given, const Rational& rate, long steps) {
  const RationalNetwork right = after(given, right_field, rate, steps).network;
  std::vector<std::pair<std::string, RationalNetwork>> wrong;
  for (const auto& [flag, field] : mistaken_fields(given)) {
    if (flag == "MeanOverOutputs" || flag == "Ascends" || flag == "SxxIgnored" || flag == "LayerTransposed") continue;
    wrong.emplace_back(flag, after(given, field, rate, steps).network);
  }
  wrong.emplace_back("InTurn", after_in_turn(given, rate, steps).network);
  wrong.emplace_back("Momentum", with_momentum(given, rate, steps));
  wrong.emplace_back("OneStepLess", after(given, right_field, rate, steps - 1).network);
  if (given.objective == Objective::jepa) wrong.emplace_back("FrozenTarget", with_frozen_target(given, rate, steps));
  std::vector<Mistaken> mistaken;
  for (const auto& [flag, network] : wrong) {
    if (!same(network, right)) mistaken.push_back({flag, rounded_json_of(network)});
  }
  MatrixCase majorant{given.objective, absolute(given.network), given.moments};
  long roundings = 0;
  for (long step = 0; step < steps; ++step) {
    majorant.network = moved(majorant.network, field_of_magnitudes(majorant), rate);
    // A product of the field holds 2L + 1 weights, each with the roundings of the steps before.
    roundings = (2 * given.network.depth() + 1) * roundings + roundings_of_field(given.network) + 2;
  }
  Json input = given.input();
  input["rate"] = float32_text(rate);
  input["steps"] = steps;
  file.valid(input, json_of(right), {{"roundings", roundings}, {"magnitude", rounded_json_of(majorant.network)}},
             mistaken);
}

}  // namespace

VectorFile descend_vectors() {
  std::vector<Flag> flags = flags_of_fields();
  flags.insert(flags.end(),
               {{"FrozenTarget", "objective", "the target is the encoder before training, for ever",
                 "the first step is right and the others are not"},
                {"InTurn", "convention", "the top moves after the layers and sees them moved",
                 "an error of the order of the squared learning rate in every step"},
                {"Momentum", "convention", "a momentum of 0.9 that nobody asked for",
                 "the first step is right; later training is up to ten times as fast"},
                {"OneStepLess", "convention", "the steps are counted from 1", "the state before the one asked for"}});
  VectorFile file("descend",
                  "Weights after a few steps of gradient descent, W <- W + rate x field, all matrices at once, exact.",
                  flags);
  std::uint64_t seed = 1001;
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    file.group("a few steps", {"Descent.FollowsFlowToFirstOrder", "Balance.DescentDefectIsSecondOrderExactly"});
    for (const auto& [widths, steps] : std::vector<std::pair<std::vector<Index>, long>>{{{1, 1}, 3},
                                                                                        {{2, 2}, 3},
                                                                                        {{3, 2}, 2},
                                                                                        {{1, 1, 1}, 2},
                                                                                        {{2, 2, 2}, 2},
                                                                                        {{2, 3, 2}, 2},
                                                                                        {{2, 2, 2, 2}, 1}}) {
      add_descent(file, case_of(objective, widths, seed++), Rational(1, 64), steps);
    }
  }
  return file;
}

}  // namespace jepa_oracle::program
