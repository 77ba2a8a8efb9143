// Test vectors of a few steps of gradient descent of whole networks, exact.
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "vectors/vector_networks.h"

namespace jepa_oracle::program {
namespace {

RationalNetwork after(const properties::Subject& subject, const MatrixCase& given, const Rational& rate, long steps) {
  const auto target = RationalTarget::of(given.objective);
  return subject.descend(target, given.network, given.moments, rate, steps, steps).back().network;
}

void add_descent(VectorFile& file, const MatrixCase& given, const Rational& rate, long steps) {
  const RationalNetwork right = after(properties::ReferenceSubject(), given, rate, steps);
  std::vector<std::string> mutants = mutants_of_fields(given);
  mutants.insert(mutants.end(), {"predictor-last", "momentum/nine-tenths", "first-step-lost", "frozen-target/descent"});
  std::vector<Mistaken> mistaken;
  for (const std::string& mutant : mutants) {
    const RationalNetwork wrong = after(subject_of(mutant), given, rate, steps);
    if (!same(wrong, right)) mistaken.push_back({flag_name(mutant), rounded_json_of(wrong)});
  }
  const auto [roundings, magnitudes] = roundings_of_descent(given, rate, steps);
  Json input = given.input();
  input["rate"] = float32_text(rate);
  input["steps"] = steps;
  file.valid(input, json_of(right), {{"roundings", roundings}, {"magnitude", rounded_json_of(magnitudes)}}, mistaken);
}

}  // namespace

VectorFile descend_vectors() {
  std::vector<std::string> mistakes = kMistakesOfFields;
  mistakes.insert(mistakes.end(), {"frozen-target", "predictor-last", "momentum", "first-step-lost"});
  VectorFile file("descend",
                  "Weights after a few steps of gradient descent, W <- W + rate x field, all matrices at once, exact.",
                  flags_of(mistakes));
  std::uint64_t seed = 1001;
  for (const Objective objective : network_objectives()) {
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
