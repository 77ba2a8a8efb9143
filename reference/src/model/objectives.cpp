#include "jepa_oracle/objectives.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"

namespace jepa_oracle {
namespace {

constexpr std::array kObjectives = {ObjectiveRow{Objective::jepa,
                                                 "jepa",
                                                 "jepa",
                                                 "JEPA",
                                                 "1/2 E |V E x - stopgrad(E y)|^2",
                                                 "predict the code of the other view, which is not differentiated",
                                                 {2, 1, -1},
                                                 {0, 1, 0},
                                                 {0, 1},
                                                 TargetKind::current_encoder,
                                                 TopLayer::predictor},
                                    ObjectiveRow{Objective::mae,
                                                 "mae",
                                                 "mae",
                                                 "MAE",
                                                 "1/2 E |V E x - y|^2",
                                                 "reconstruct the other view",
                                                 {1, 1, -1},
                                                 {1, 1, 0},
                                                 {0, 1},
                                                 TargetKind::data,
                                                 TopLayer::decoder},
                                    // HaoChen et al. 2021, population form, x and x' independent
                                    ObjectiveRow{Objective::spectral_contrastive,
                                                 "spectral-contrastive",
                                                 "spectral",
                                                 "spectral contrastive learning",
                                                 "1/4 |E Sxx E'|^2 - 1/2 tr(E Ssym E')",
                                                 "align the codes of two views and spread those of all pairs",
                                                 {2, 0, -1},
                                                 {2, 0, 0},
                                                 {-1, 2},
                                                 TargetKind::current_encoder,
                                                 std::nullopt},
                                    // without normalisation: Simon et al. 2023
                                    ObjectiveRow{Objective::barlow_twins,
                                                 "barlow-twins",
                                                 "barlow",
                                                 "Barlow Twins",
                                                 "1/4 |E Ssym E' - I|^2",
                                                 "make the cross-correlation of the codes of two views the identity",
                                                 {2, 0, -1},
                                                 {2, 0, 0},
                                                 {-1, 0},
                                                 TargetKind::current_encoder,
                                                 std::nullopt}};

/// Place of an objective in the table. An enumerator without a case does not compile (-Wswitch), and one whose row is
/// missing or elsewhere does not either (below).
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
constexpr std::size_t place_of(Objective objective) {
  switch (objective) {
    case Objective::jepa:
      return 0;
    case Objective::mae:
      return 1;
    case Objective::spectral_contrastive:
      return 2;
    case Objective::barlow_twins:
      return 3;
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
    bool found = !row.top;
    for (const TrainingVariant& variant : kTrainingVariants) {
      found = found || (variant.objective == row.objective && variant.target == row.target && variant.name.empty());
    }
    if (!found) return false;
  }
  return true;
}
static_assert(objectives_are_variants(), "every objective with a top is a variant too, with its own target, no name");

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
  const long rest = per_top_layer + constant;
  if (per_layer == 0) return std::to_string(rest);
  const std::string layers = per_layer == 1 ? "L" : fmt::format("{}L", per_layer);
  return rest == 0 ? layers : fmt::format("{}{:+}", layers, rest);
}

const std::vector<Objective>& all_objectives() {
  static const std::vector<Objective> all = [] {
    std::vector<Objective> objectives;
    for (const ObjectiveRow& row : kObjectives) objectives.push_back(row.objective);
    return objectives;
  }();
  return all;
}

const std::vector<Objective>& network_objectives() {
  static const std::vector<Objective> of_networks = [] {
    std::vector<Objective> objectives = all_objectives();
    std::erase_if(objectives, [](Objective objective) { return !row_of(objective).top; });
    return objectives;
  }();
  return of_networks;
}

std::vector<Objective> objectives_other_than(Objective objective) {
  std::vector<Objective> others = network_objectives();
  std::erase(others, objective);
  return others;
}

const ObjectiveRow& row_of(Objective objective) { return kObjectives.at(place_of(objective)); }

std::string_view name_of(Objective objective) { return row_of(objective).name; }

std::string_view title_of(Objective objective) { return row_of(objective).title; }

std::string names_of(const std::vector<Objective>& objectives, std::string_view between, std::string_view before_last) {
  std::string names;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    if (i > 0) names += i + 1 == objectives.size() ? before_last : between;
    names += name_of(objectives[i]);
  }
  return names;
}

std::string choices_of(const std::vector<Objective>& objectives) {
  return names_of(objectives, ", ", objectives.size() > 2 ? ", or " : " or ");
}

namespace {

Objective parse_among(const std::vector<Objective>& objectives, std::string_view text, const std::string& where) {
  std::vector<std::string> names;
  for (const Objective objective : objectives) {
    const ObjectiveRow& row = row_of(objective);
    if (text == row.name || text == row.short_name) return objective;
    names.emplace_back(row.name);
  }
  throw InvalidProblem(where, unknown_name("objective", text, names));
}

}  // namespace

Objective parse_objective(std::string_view text, const std::string& where) {
  return parse_among(all_objectives(), text, where);
}

Objective parse_network_objective(std::string_view text, const std::string& where) {
  for (const ObjectiveRow& row : kObjectives) {
    if (row.top || (text != row.name && text != row.short_name)) continue;
    throw InvalidProblem(where, fmt::format("{} is known feature by feature only, not as the training of a network; "
                                            "expected {}",
                                            row.title, choices_of(network_objectives())));
  }
  return parse_among(network_objectives(), text, where);
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
  const std::string root = m.in_words();
  if (root == "1") return base + "^L";
  return m.per_layer == 0 ? fmt::format("{}^(L/{})", base, root) : fmt::format("{}^(L/({}))", base, root);
}

Exponents exponents_of(Objective objective, Depth depth) {
  const ObjectiveRow& row = row_of(objective);
  return {row.a.at(depth), row.m.at(depth)};
}

Rational saturation_of(Objective objective, const Feature& feature) {
  return row_of(objective).limit_power.saturation(feature);
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

bool contrasts_inputs(Objective objective) {
  switch (objective) {
    case Objective::jepa:
    case Objective::mae:
    case Objective::spectral_contrastive:
      return true;
    case Objective::barlow_twins:
      break;
  }
  return false;
}

}  // namespace jepa_oracle
