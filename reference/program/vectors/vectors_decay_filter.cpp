// Test vectors of weight decays that let one of two features be learned.
#include "jepa_oracle/weight_decay.h"
#include "output/results.h"
#include "vectors/vector_orders.h"

namespace jepa_oracle::program {
namespace {

void add_filter(VectorFile& file, const ObjectiveCase& member, const Pair& influential, const Pair& noisy) {
  const Conflict conflict = Conflict::between(feature_of(influential), feature_of(noisy));
  const auto right = decay_filter(member.objective, member.layers(), conflict, Digits(kVectorDigits));
  Json input = member.input();
  input["influential"] = json_of(influential);
  input["noisy"] = json_of(noisy);
  const auto both = [](const Interval& lower, const Interval& upper) {
    const auto text = [](const Interval& end) {
      return decimal_of(end.midpoint().to_rational(), Digits(kMistakenDigits));
    };
    return Json::array({text(lower), text(upper)});
  };
  std::vector<Mistaken> mistaken;
  for (const std::string mutant : {"filter-of-one-predictor", "filter-of-mae-is-jepas"}) {
    if (mutant == "filter-of-mae-is-jepas" && member.objective != Objective::mae) continue;
    const auto wrong =
        subject_of(mutant).decay_filter(member.objective, member.layers(), conflict, Digits(kMistakenDigits));
    if (!wrong) continue;
    if (right && !differs(wrong->first, right->lower.enclosure) && !differs(wrong->second, right->upper.enclosure)) {
      continue;
    }
    mistaken.push_back({flag_name(mutant), both(wrong->first, wrong->second)});
  }
  if (!right) {
    file.valid(input, {{"filter", nullptr}}, Json::object(), mistaken, {"NoFilter"});
    return;
  }
  file.valid(input, {{"filter", {to_json(right->lower), to_json(right->upper)}}}, Json::object(), mistaken);
}

}  // namespace

VectorFile decay_filter_vectors() {
  VectorFile file(
      "decay_filter",
      "Weight decays under which the influential feature (larger rho, smaller lambda) is learned from large "
      "enough starts and the noisy one from none: above the first number, and at most the second; all "
      "objectives, top_depth layers on top (1 where it is not said).",
      flags_of({"filter-of-one-predictor", "filter-of-mae-is-jepas"},
               {{"NoFilter", "edge case", "the noisy feature survives whatever the influential one survives",
                 "decays where there are none"}}));
  file.group("filters", {"Decay.FilterByRho", "Decay.JepaFiltersMoreThanMae"});
  for (const ObjectiveCase& member : objective_cases({1, 2, 3, 4}, {1, 2, 3})) {
    add_filter(file, member, {Rational(7, 8), Rational(7, 8)}, {1, Rational(5, 16)});
    add_filter(file, member, {Rational(1, 2), Rational(3, 4)}, {1, Rational(1, 2)});
  }
  return file;
}

}  // namespace jepa_oracle::program
