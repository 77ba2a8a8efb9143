// Test vectors of the descent field of whole networks, exact.
#include <fmt/format.h>

#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "vectors/vector_claims.h"
#include "vectors/vector_networks.h"

namespace jepa_oracle::program {
namespace {

void add_field(VectorFile& file, const MatrixCase& given, const std::vector<std::string>& edges) {
  const RationalNetwork right = right_field(given);
  std::vector<Mistaken> mistaken;
  std::vector<std::string> mutants = mutants_of_fields(given);
  mutants.insert(mutants.end(), {"mean-over-outputs", "gradient-ascent", "sxx-ignored"});
  if (given.network.layers.front().rows() == given.network.data_size()) mutants.emplace_back("first-layer-transposed");
  for (const std::string& mutant : mutants) {
    const RationalNetwork wrong =
        subject_of(mutant).field(RationalTarget::of(given.objective), given.network, given.moments);
    if (!same(wrong, right)) mistaken.push_back({flag_name(mutant), rounded_json_of(wrong)});
  }
  file.valid(given.input(), json_of(right),
             {{"roundings", roundings_of_field(given)}, {"magnitude", rounded_json_of(field_of_magnitudes(given))}},
             mistaken, edges);
}

/// "E syx (jepa) or syx (mae)"
std::string targets_in_words() {
  std::string words;
  for (const Objective objective : network_objectives()) {
    words += fmt::format("{}{} ({})", words.empty() ? "" : " or ", target_moves(objective) ? "E syx" : "syx",
                         name_of(objective));
  }
  return words;
}

}  // namespace

VectorFile field_vectors() {
  std::vector<std::string> mistakes = kMistakesOfFields;
  mistakes.insert(mistakes.end(), {"mean-over-outputs", "gradient-ascent", "sxx-ignored", "first-layer-transposed"});
  const std::vector<Flag> flags = flags_of(
      mistakes, {{"Bottleneck", "edge case", "the code is smaller than the data", "shapes that only look alike"},
                 {"Wide", "edge case", "a layer is wider than the data", "shapes that only look alike"}});
  VectorFile file("field",
                  "Direction of descent of a whole network at its weights, exact: dV/dt = -R E', dW_a/dt = -(W_L ... "
                  "W_(a+1))' V' R (W_(a-1) ... W_1)', R = V E sxx - T, T = " +
                      targets_in_words() + ".",
                  flags);
  std::uint64_t seed = 1;
  for (const Objective objective : network_objectives()) {
    const std::string claim = claims_of(objective).field;
    file.group("layers as wide as the data", {claim});
    for (const std::vector<Index>& widths :
         {std::vector<Index>{1, 1}, {2, 2}, {3, 3}, {1, 1, 1}, {2, 2, 2}, {3, 3, 3}, {2, 2, 2, 2}, {2, 2, 2, 2, 2}}) {
      add_field(file, case_of(objective, widths, seed++), {});
    }
    file.group("other widths", {claim, "Gradient.SchemaShapes"});
    for (const std::vector<Index>& widths : {std::vector<Index>{2, 1}, {3, 2}, {3, 2, 2}, {3, 3, 1}}) {
      add_field(file, case_of(objective, widths, seed++), {"Bottleneck"});
    }
    for (const std::vector<Index>& widths : {std::vector<Index>{2, 3}, {1, 2, 1}, {2, 3, 2}, {2, 4, 3, 2}}) {
      add_field(file, case_of(objective, widths, seed++), {"Wide"});
    }
  }
  return file;
}

}  // namespace jepa_oracle::program
