#include "input/problem_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/problem_format.h"

namespace jepa_oracle {
namespace {

std::string name_of_feature(const Located& feature) {
  const Located name = member(feature, "name");
  const std::string& text = string_of(name);
  const bool control = std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (text.empty() || text.size() > kMaxNameLength || control) {
    throw InvalidProblem(name.where, fmt::format("a name has 1 to {} bytes and no control characters", kMaxNameLength));
  }
  return text;
}

Feature feature_of(const Located& feature) {
  const Rational lambda = number_of(member(feature, "lambda"));
  const Located second = either(feature, "rho", "variance");
  const Rational value = number_of(second);
  return second.where.ends_with(".rho") ? Feature::with_rho(lambda, value, feature.where)
                                        : Feature::with_variance(lambda, value, feature.where);
}

void require_distinct_names(const std::vector<NamedFeature>& features) {
  std::vector<std::pair<std::string_view, std::size_t>> names;
  for (std::size_t i = 0; i < features.size(); ++i) names.emplace_back(features[i].name, i);
  std::sort(names.begin(), names.end());
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (names[i].first != names[i - 1].first) continue;
    throw InvalidProblem(
        fmt::format("features[{}].name", names[i].second),
        fmt::format("duplicate name \"{}\": features[{}] has it too", names[i].first, names[i - 1].second));
  }
}

}  // namespace

void require_format(const Located& problem) {
  const Located format = member(problem, "format");
  if (string_of(format) != kProblemFormat) {
    throw InvalidProblem(format.where, fmt::format("unknown format \"{}\"; expected \"{}\"",
                                                   format.value.text.substr(0, kMaxNameLength), kProblemFormat));
  }
}

Initialisation initialisation_of(const Located& problem) {
  const Located epsilon = member(problem, "epsilon");
  if (problem.has("epsilon_of")) {
    const Located of = member(problem, "epsilon_of");
    if (string_of(of) == "layer") return Initialisation::of_layer(number_of(epsilon), epsilon.where);
    if (string_of(of) != "encoder") {
      throw InvalidProblem(of.where, unknown_name("amplitude", of.value.text, {"encoder", "layer"}));
    }
  }
  return Initialisation::of_encoder(number_of(epsilon), epsilon.where);
}

Threshold threshold_of(const Located& problem) {
  const Located threshold = either(problem, "fraction", "level");
  const Rational value = number_of(threshold);
  return threshold.where == "level" ? Threshold::level(value, threshold.where)
                                    : Threshold::fraction(value, threshold.where);
}

TimeConvention time_of(const Located& problem) {
  if (!problem.has("time")) return TimeConvention::flow;
  const Located time = member(problem, "time");
  return parse_time_convention(string_of(time), time.where);
}

std::vector<Objective> objectives_of(const Located& problem) {
  if (!problem.has("objectives")) return network_objectives();
  const Located list = member(problem, "objectives");
  require_kind(list, JsonText::Kind::array);
  if (list.value.values.empty()) throw InvalidProblem(list.where, "is empty: at least one objective is needed");
  std::vector<Objective> objectives;
  for (std::size_t i = 0; i < list.value.values.size(); ++i) {
    const Located item = element(list, i);
    const Objective objective = parse_objective(string_of(item), item.where);
    if (std::find(objectives.begin(), objectives.end(), objective) != objectives.end()) {
      throw InvalidProblem(item.where, fmt::format("duplicate objective \"{}\"", name_of(objective)));
    }
    objectives.push_back(objective);
  }
  return objectives;
}

std::vector<NamedFeature> listed_features(const Located& list) {
  require_kind(list, JsonText::Kind::array);
  if (list.value.values.empty()) throw InvalidProblem(list.where, "is empty: at least one feature is needed");
  if (list.value.values.size() > kMaxFeatures) {
    throw InvalidProblem(list.where, fmt::format("has {} entries: a problem has at most {} features",
                                                 list.value.values.size(), kMaxFeatures));
  }
  std::vector<NamedFeature> features;
  for (std::size_t i = 0; i < list.value.values.size(); ++i) {
    const Located item = element(list, i);
    require_object(item, {"name", "lambda", "rho", "variance"});
    features.push_back({name_of_feature(item), feature_of(item)});
  }
  require_distinct_names(features);
  return features;
}

Depth depth_of(const Located& problem) {
  const Located depth = member(problem, "depth");
  return parse_depth(number_text(depth), depth.where);
}

Depth depth_of(const Located& problem, const std::vector<Objective>& objectives) {
  Depth depth = depth_of(problem);
  if (!problem.has("top_depth")) return depth;
  const Located top = member(problem, "top_depth");
  for (const Objective objective : objectives) depth = parse_top_depth(depth, objective, number_text(top), top.where);
  return depth;
}

Moments<Rational> moments_of(const Located& source) {
  require_object(source, {"sxx", "syx", "syy"});
  Moments<Rational> moments{matrix_of(member(source, "sxx")), matrix_of(member(source, "syx"))};
  if (source.has("syy")) moments.syy = matrix_of(member(source, "syy"));
  require_valid(moments, source.where);
  return moments;
}

Rational weight_decay_of(const Located& problem) {
  if (!problem.has("weight_decay")) return Rational(0);
  const Located decay = member(problem, "weight_decay");
  Rational value = number_of(decay);
  require_valid_decay(value, decay.where);
  return value;
}

void require_network(const Located& problem, const std::vector<Objective>& objectives, Depth depth, long most) {
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    if (row_of(objectives[i]).top) continue;
    throw InvalidProblem(fmt::format("objectives[{}]", i),
                         fmt::format("{} has no predictor or decoder, and runs are diagnosed by theirs; expected {}",
                                     title_of(objectives[i]), choices_of(network_objectives())));
  }
  if (depth.top_layers() <= most) return;
  throw InvalidProblem(
      member(problem, "top_depth").where,
      fmt::format("is {}: runs are diagnosed with 1 to {} layers of predictor or decoder", depth.top_layers(), most));
}

}  // namespace jepa_oracle
