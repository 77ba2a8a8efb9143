// Test vectors of the descent field of whole networks, exact.
#include "output/results.h"
#include "vectors/vector_networks.h"

namespace jepa_oracle::program {
namespace {

void add_field(VectorFile& file, const MatrixCase& given, const std::vector<std::string>& edges) {
  const RationalNetwork right = right_field(given);
  std::vector<Mistaken> mistaken;
  for (const auto& [flag, field] : mistaken_fields(given)) {
    const RationalNetwork wrong = field(given);
    if (!same(wrong, right)) mistaken.push_back({flag, rounded_json_of(wrong)});
  }
  file.valid(
      given.input(), json_of(right),
      {{"roundings", roundings_of_field(given.network)}, {"magnitude", rounded_json_of(field_of_magnitudes(given))}},
      mistaken, edges);
}

}  // namespace

VectorFile field_vectors() {
  std::vector<Flag> flags = flags_of_fields();
  flags.insert(flags.end(),
               {{"MeanOverOutputs", "convention", "the loss is a mean over the components of the output",
                 "time is stretched by the number of components"},
                {"Ascends", "equation", "the sign of the gradient is kept", "training goes uphill"},
                {"SxxIgnored", "equation", "the data is taken for white", "right only for sxx = I"},
                {"LayerTransposed", "convention", "the derivative of the first layer is stored by columns",
                 "right only for symmetric layers"},
                {"Bottleneck", "edge case", "the code is smaller than the data", "shapes that only look alike"},
                {"Wide", "edge case", "a layer is wider than the data", "shapes that only look alike"}});
  VectorFile file("field",
                  "Direction of descent of a whole network at its weights, exact: dV/dt = -R E', dW_a/dt = -(W_L ... "
                  "W_(a+1))' V' R (W_(a-1) ... W_1)', R = V E sxx - T, T = E syx (jepa) or syx (mae).",
                  flags);
  std::uint64_t seed = 1;
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    const std::string claim =
        objective == Objective::jepa ? "Gradient.JepaFieldIsFrozenTargetDerivative" : "Gradient.MaeFieldIsGradient";
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
