#include "jepa_oracle/objectives.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"

namespace jepa_oracle {
namespace {

constexpr std::array kObjectives = {ObjectiveRow{Objective::jepa,
                                                 "jepa",
                                                 "JEPA",
                                                 "1/2 E |V E x - stopgrad(E y)|^2",
                                                 "predict the code of the other view, which is not differentiated",
                                                 {2, 0},
                                                 {0, 1},
                                                 {0, 1},
                                                 TargetKind::current_encoder,
                                                 TopLayer::predictor},
                                    ObjectiveRow{Objective::mae,
                                                 "mae",
                                                 "MAE",
                                                 "1/2 E |V E x - y|^2",
                                                 "reconstruct the other view",
                                                 {1, 0},
                                                 {1, 1},
                                                 {0, 1},
                                                 TargetKind::data,
                                                 TopLayer::decoder}};

/// Place of an objective in the table. An enumerator without a case does not compile (-Wswitch), and one whose row is
/// missing or elsewhere does not either (below).
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
constexpr std::size_t place_of(Objective objective) {
  switch (objective) {
    case Objective::jepa:
      return 0;
    case Objective::mae:
      return 1;
  }
  return kNowhere;
}

constexpr bool rows_are_in_place() {
  for (std::size_t i = 0; i < kObjectives.size(); ++i) {
    if (place_of(kObjectives[i].objective) != i || place_of(static_cast<Objective>(i)) != i) return false;
  }
  return place_of(static_cast<Objective>(kObjectives.size())) == kNowhere;
}
static_assert(rows_are_in_place(), "every objective has one row, in the order of the enumeration");

constexpr bool variants_are_in_place() {
  for (std::size_t i = 0; i < kTrainingVariants.size(); ++i) {
    if (kTrainingVariants[i].rule != static_cast<TrainingRule>(i)) return false;
  }
  return true;
}
static_assert(variants_are_in_place(), "the variants stand in the order of their enumeration");

constexpr bool objectives_are_variants() {
  for (const ObjectiveRow& row : kObjectives) {
    bool found = false;
    for (const TrainingVariant& variant : kTrainingVariants) {
      found = found || (variant.objective == row.objective && variant.target == row.target && variant.name.empty());
    }
    if (!found) return false;
  }
  return true;
}
static_assert(objectives_are_variants(), "every objective is a variant too, with its own target and without a name");

}  // namespace

std::string_view name_of(TargetKind target) {
  switch (target) {
    case TargetKind::current_encoder:
      return "current encoder";
    case TargetKind::frozen_encoder:
      return "encoder at the start";
    case TargetKind::moving_average:
      return "moving average of the encoder";
    case TargetKind::averaged_weights:
      return "moving average of the weights";
    case TargetKind::data:
      break;
  }
  return "data";
}

std::string_view name_of(TopLayer top) { return top == TopLayer::predictor ? "predictor" : "decoder"; }

std::string LinearInDepth::in_words() const {
  if (per_layer == 0) return std::to_string(constant);
  const std::string layers = per_layer == 1 ? "L" : fmt::format("{}L", per_layer);
  return constant == 0 ? layers : fmt::format("{}{:+}", layers, constant);
}

const std::vector<Objective>& all_objectives() {
  static const std::vector<Objective> all = [] {
    std::vector<Objective> objectives;
    for (const ObjectiveRow& row : kObjectives) objectives.push_back(row.objective);
    return objectives;
  }();
  return all;
}

std::vector<Objective> objectives_other_than(Objective objective) {
  std::vector<Objective> others = all_objectives();
  std::erase(others, objective);
  return others;
}

const ObjectiveRow& row_of(Objective objective) { return kObjectives.at(place_of(objective)); }

std::string_view name_of(Objective objective) { return row_of(objective).name; }

std::string_view title_of(Objective objective) { return row_of(objective).title; }

std::string objective_names(std::string_view between, std::string_view before_last) {
  std::string names;
  for (const ObjectiveRow& row : kObjectives) {
    if (&row != &kObjectives.front()) names += &row == &kObjectives.back() ? before_last : between;
    names += row.name;
  }
  return names;
}

std::string objective_choices() { return objective_names(", ", kObjectives.size() > 2 ? ", or " : " or "); }

Objective parse_objective(std::string_view text, const std::string& where) {
  std::vector<std::string> names;
  for (const ObjectiveRow& row : kObjectives) {
    if (text == row.name) return row.objective;
    names.emplace_back(row.name);
  }
  throw InvalidProblem(where, unknown_name("objective", text, names));
}

std::string FeaturePower::in_words() const {
  const auto factor = [](std::string_view name, long exponent) {
    return exponent == 1 ? std::string(name) : fmt::format("{}^{}", name, exponent);
  };
  if (lambda == 0) return factor("rho", rho);
  return rho == 0 ? factor("lambda", lambda) : factor("lambda", lambda) + " " + factor("rho", rho);
}

std::string encoder_limit_in_words(Objective objective) {
  const LinearInDepth& m = row_of(objective).m;
  const FeaturePower& power = row_of(objective).limit_power;
  const std::string base = power.lambda == 0 && power.rho == 1 ? "rho" : fmt::format("({})", power.in_words());
  if (m.per_layer == 0 && m.constant == 1) return base + "^L";
  return m.per_layer == 0 ? fmt::format("{}^(L/{})", base, m.constant) : fmt::format("{}^(L/({}))", base, m.in_words());
}

Exponents exponents_of(Objective objective, Depth depth) {
  const ObjectiveRow& row = row_of(objective);
  return {row.a.at(depth.layers()), row.m.at(depth.layers())};
}

Rational limit_power_of(Objective objective, const Feature& feature) {
  return boost::multiprecision::abs(row_of(objective).limit_power.of(feature.lambda(), feature.rho()));
}

std::string_view name_of(TrainingRule rule) {
  const TrainingVariant& variant = variant_of(rule);
  return is_objective(rule) ? name_of(variant.objective) : variant.name;
}

TrainingRule rule_of(Objective objective) {
  return std::find_if(kTrainingVariants.begin(), kTrainingVariants.end(),
                      [&](const TrainingVariant& variant) {
                        return variant.objective == objective && is_objective(variant.rule);
                      })
      ->rule;
}

Objective objective_with(TargetKind target) {
  return std::find_if(kTrainingVariants.begin(), kTrainingVariants.end(),
                      [&](const TrainingVariant& variant) { return variant.target == target; })
      ->objective;
}

}  // namespace jepa_oracle
