// Test vectors of whole networks of every objective, with a chain of layers on top and under weight decay: fields and a
// few steps of gradient descent, exact.
#include <functional>
#include <utility>

#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "vectors/vector_networks.h"

namespace jepa_oracle::program {
namespace {

/// What makes a direction at a case: a mutant, asked for what it alters.
using Direction = std::function<RationalNetwork(const MatrixCase&)>;

/// A mutant of the field of any objective.
Direction of_family(const std::string& mutant) {
  return [mutant](const MatrixCase& at) { return subject_of(mutant).family_field(at.rule(), at.network, at.moments); };
}

/// A mutant of the field of a target; the weights decay as they should.
Direction of_target(const std::string& mutant) {
  return [mutant](const MatrixCase& at) {
    const RationalNetwork wrong = subject_of(mutant).field(RationalTarget::of(at.objective), at.network, at.moments);
    return moved(wrong, at.network, Rational(-at.weight_decay));
  };
}

std::vector<std::pair<std::string, Direction>> wrong_directions(const MatrixCase& given) {
  std::vector<std::pair<std::string, Direction>> wrong;
  const auto ask = [&wrong](auto kind, const std::vector<std::string>& mutants) {
    for (const std::string& mutant : mutants) wrong.emplace_back(mutant, kind(mutant));
  };
  if (given.weight_decay != 0) ask(of_family, {"weight-decay-ignored/field", "decay-doubled/field"});
  if (!row_of(given.objective).top) {
    ask(of_family, {"barlow-unsymmetrised", "barlow-whitened", "spectral-called-barlow/field",
                    "spectral-uses-syx-twice", "published-loss-factor-four"});
    return wrong;
  }
  if (given.weight_decay != 0) ask(of_family, {"decay-on-encoder-only"});
  ask(of_family, {"missing-predictor-layer", "predictor-chain-reversed"});
  ask(of_target, mutants_of_fields(given));
  return wrong;
}

Json measures_of(long roundings, const RationalNetwork& magnitude) {
  return {{"roundings", roundings}, {"magnitude", rounded_json_of(magnitude)}};
}

void add_field(VectorFile& file, const MatrixCase& given) {
  const RationalNetwork right = right_field(given);
  std::vector<Mistaken> mistaken;
  const auto add = [&](const std::string& mutant, const RationalNetwork& wrong) {
    if (!same(wrong, right)) mistaken.push_back({flag_name(mutant), rounded_json_of(wrong)});
  };
  for (const auto& [mutant, direction] : wrong_directions(given)) add(mutant, direction(given));
  file.valid(given.input(), json_of(right), measures_of(roundings_of_field(given), field_of_magnitudes(given)),
             mistaken);
}

RationalNetwork after(const Direction& direction, MatrixCase state, const Rational& rate, long steps) {
  for (long step = 0; step < steps; ++step) state.network = moved(state.network, direction(state), rate);
  return state.network;
}

void add_descent(VectorFile& file, const MatrixCase& given, const Rational& rate, long steps) {
  const RationalNetwork right = after(right_field, given, rate, steps);
  std::vector<Mistaken> mistaken;
  const auto add = [&](const std::string& mutant, const RationalNetwork& wrong) {
    if (!same(wrong, right)) mistaken.push_back({flag_name(mutant), rounded_json_of(wrong)});
  };
  for (const auto& [mutant, direction] : wrong_directions(given)) add(mutant, after(direction, given, rate, steps));
  if (row_of(given.objective).top && given.weight_decay == 0) {
    for (const std::string mutant : {"momentum/nine-tenths", "first-step-lost", "frozen-target/descent"}) {
      const auto target = RationalTarget::of(given.objective);
      add(mutant, subject_of(mutant).descend(target, given.network, given.moments, rate, steps, steps).back().network);
    }
  }
  const auto [roundings, magnitudes] = roundings_of_descent(given, rate, steps);
  Json input = given.input();
  input["rate"] = float32_text(rate);
  input["steps"] = steps;
  file.valid(input, json_of(right), measures_of(roundings, magnitudes), mistaken);
}

/// Widths of the encoder, and between the layers on top.
using Widths = std::pair<std::vector<Index>, std::vector<Index>>;

std::vector<MatrixCase> cases_of(Objective objective, const std::vector<Widths>& of_networks, std::uint64_t& seed) {
  std::vector<MatrixCase> cases;
  for (const auto& [widths, top_widths] : of_networks) {
    if (!row_of(objective).top && !top_widths.empty()) continue;
    for (const Rational& decay : {Rational(0), Rational(3, 64)}) {
      // One layer on top without decay is what the families field and descend are of.
      if (row_of(objective).top && top_widths.empty() && decay == 0) continue;
      MatrixCase next = case_of(objective, widths, seed++, top_widths);
      next.weight_decay = decay;
      cases.push_back(std::move(next));
    }
  }
  return cases;
}

std::vector<Flag> flags_of_networks(const std::vector<std::string>& more) {
  std::vector<std::string> mistakes = kMistakesOfFields;
  mistakes.insert(mistakes.end(),
                  {"missing-predictor-layer", "predictor-chain-reversed", "barlow-unsymmetrised", "barlow-whitened",
                   "spectral-called-barlow", "spectral-uses-syx-twice", "published-loss-factor-four",
                   "weight-decay-ignored", "decay-doubled", "decay-on-encoder-only"});
  mistakes.insert(mistakes.end(), more.begin(), more.end());
  return flags_of(mistakes);
}

}  // namespace

VectorFile family_field_vectors() {
  VectorFile file(
      "family_field",
      "Direction of descent of a whole network at its weights, exact, less weight_decay times every layer: "
      "JEPA and MAE as in field, with V = V_M ... V_1 (top_layers, or top for one); spectral contrastive "
      "learning and Barlow Twins, which have no top: dW_a/dt = -(W_L ... W_(a+1))' G (W_(a-1) ... W_1)', G = "
      "E sxx E'E sxx - E s or (E s E' - I) E s, s = (syx + syx')/2.",
      flags_of_networks({}));
  const std::vector<Widths> networks{
      {{1, 1}, {}},        {{2, 2}, {}},           {{2, 3, 2}, {}},      {{3, 2}, {}},  {{2, 2, 2, 2}, {}},
      {{1, 1}, {1}},       {{2, 2}, {2}},          {{2, 2, 2}, {2}},     {{3, 2}, {3}}, {{2, 2}, {2, 2}},
      {{2, 3, 2}, {3, 2}}, {{2, 2, 2, 2}, {2, 2}}, {{2, 2, 2, 2, 2}, {}}};
  std::uint64_t seed = 2001;
  for (const Objective objective : all_objectives()) {
    file.group("networks of any widths", {"Family.MatrixReduction", "Decay.BalanceIsAttracting"});
    for (const MatrixCase& one : cases_of(objective, networks, seed)) add_field(file, one);
  }
  return file;
}

VectorFile family_descend_vectors() {
  VectorFile file("family_descend",
                  "Weights after a few steps of gradient descent, W <- W + rate x field, all matrices at once, exact; "
                  "the field is that of family_field.",
                  flags_of_networks({"frozen-target", "momentum", "first-step-lost"}));
  const std::vector<Widths> networks{{{1, 1}, {}},  {{2, 2}, {}},  {{2, 3, 2}, {}},     {{3, 2}, {}},
                                     {{1, 1}, {1}}, {{2, 2}, {2}}, {{2, 2, 2}, {2, 2}}, {{2, 2}, {3}}};
  std::uint64_t seed = 3001;
  for (const Objective objective : all_objectives()) {
    file.group("two steps", {"Family.MatrixReduction", "Decay.BalanceIsAttracting"});
    for (const MatrixCase& one : cases_of(objective, networks, seed)) add_descent(file, one, Rational(1, 64), 2);
  }
  return file;
}

}  // namespace jepa_oracle::program
