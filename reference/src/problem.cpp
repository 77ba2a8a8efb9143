#include "jepa_oracle/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "diagonal_moments.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/text_file.h"
#include "json_text.h"

namespace jepa_oracle {
namespace {

constexpr std::size_t kMaxNameLength = 100;

/// A value and where it stands; `where` is empty for the whole problem.
struct Located {
  const JsonText& value;
  std::string where;

  std::string place() const { return where.empty() ? "problem" : where; }
  std::string place_of(std::string_view key) const {
    return where.empty() ? std::string(key) : fmt::format("{}.{}", where, key);
  }
  bool has(std::string_view key) const { return value.find(key) != nullptr; }
};

[[noreturn]] void refuse_kind(const Located& at, std::string_view expected) {
  throw InvalidProblem(at.place(), fmt::format("is {}: {} is expected", name_of(at.value.kind), expected));
}

void require_kind(const Located& at, JsonText::Kind kind) {
  if (at.value.kind != kind) refuse_kind(at, name_of(kind));
}

/// An object with no other keys than `known`.
void require_object(const Located& at, std::initializer_list<std::string_view> known) {
  require_kind(at, JsonText::Kind::object);
  for (const std::string& key : at.value.keys) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      throw InvalidProblem(at.place_of(key.substr(0, kMaxNameLength)),
                           fmt::format("unknown key: {} has {}", at.place(), fmt::join(known, ", ")));
    }
  }
}

Located member(const Located& object, std::string_view key) {
  const JsonText* value = object.value.find(key);
  if (value == nullptr)
    throw InvalidProblem(object.place_of(key), fmt::format("missing: {} needs this key", object.place()));
  return {*value, object.place_of(key)};
}

Located element(const Located& array, std::size_t index) {
  return {array.value.values[index], fmt::format("{}[{}]", array.where, index)};
}

const std::string& string_of(const Located& at) {
  require_kind(at, JsonText::Kind::string);
  return at.value.text;
}

/// Text of a number, whichever way it is written.
const std::string& number_text(const Located& at) {
  if (at.value.kind != JsonText::Kind::number && at.value.kind != JsonText::Kind::string) {
    refuse_kind(at, "a number or a string with one");
  }
  return at.value.text;
}

Rational number_of(const Located& at) { return parse_rational(number_text(at), at.where); }

/// Which of two keys that exclude each other is there.
Located either(const Located& object, std::string_view one, std::string_view other) {
  if (object.has(one) && object.has(other)) {
    throw InvalidProblem(object.place_of(other), fmt::format("excluded by {}: one of the two is given", one));
  }
  if (object.has(other)) return member(object, other);
  if (!object.has(one)) {
    throw InvalidProblem(object.place_of(one), fmt::format("missing: {} needs {} or {}", object.place(), one, other));
  }
  return member(object, one);
}

void require_format(const Located& problem) {
  const Located format = member(problem, "format");
  if (string_of(format) != kProblemFormat) {
    throw InvalidProblem(format.where, fmt::format("\"{}\" is not a format read here: \"{}\" is",
                                                   format.value.text.substr(0, kMaxNameLength), kProblemFormat));
  }
}

Initialisation initialisation_of(const Located& problem) {
  const Located epsilon = member(problem, "epsilon");
  if (problem.has("epsilon_of")) {
    const Located of = member(problem, "epsilon_of");
    if (string_of(of) == "layer") return Initialisation::of_layer(number_of(epsilon), epsilon.where);
    if (string_of(of) != "encoder") {
      throw InvalidProblem(of.where, fmt::format("\"{}\" has no start of its own: encoder or layer",
                                                 of.value.text.substr(0, kMaxNameLength)));
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
  if (!problem.has("objectives")) return {Objective::jepa, Objective::mae};
  const Located list = member(problem, "objectives");
  require_kind(list, JsonText::Kind::array);
  if (list.value.values.empty()) throw InvalidProblem(list.where, "is empty: at least one objective is needed");
  std::vector<Objective> objectives;
  for (std::size_t i = 0; i < list.value.values.size(); ++i) {
    const Located item = element(list, i);
    const Objective objective = parse_objective(string_of(item), item.where);
    if (std::find(objectives.begin(), objectives.end(), objective) != objectives.end()) {
      throw InvalidProblem(item.where, fmt::format("\"{}\" is already in the list", name_of(objective)));
    }
    objectives.push_back(objective);
  }
  return objectives;
}

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
    throw InvalidProblem(fmt::format("features[{}].name", names[i].second),
                         fmt::format("\"{}\" is already the name of features[{}]: names must differ", names[i].first,
                                     names[i - 1].second));
  }
}

std::vector<NamedFeature> listed_features(const Located& list) {
  require_kind(list, JsonText::Kind::array);
  if (list.value.values.empty()) throw InvalidProblem(list.where, "is empty: at least one feature is needed");
  std::vector<NamedFeature> features;
  for (std::size_t i = 0; i < list.value.values.size(); ++i) {
    const Located item = element(list, i);
    require_object(item, {"name", "lambda", "rho", "variance"});
    features.push_back({name_of_feature(item), feature_of(item)});
  }
  require_distinct_names(features);
  return features;
}

/// A square matrix; of `size` rows when that is not 0.
RationalMatrix matrix_of(const Located& at, std::size_t size) {
  require_kind(at, JsonText::Kind::array);
  const std::size_t rows = at.value.values.size();
  if (rows == 0) throw InvalidProblem(at.where, "is empty: a matrix has at least one row");
  if (size != 0 && rows != size) {
    throw InvalidProblem(at.where, fmt::format("has {} rows: {} are expected, as many as sxx has", rows, size));
  }
  RationalMatrix matrix(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const Located row = element(at, i);
    require_kind(row, JsonText::Kind::array);
    if (row.value.values.size() != rows) {
      throw InvalidProblem(row.where, fmt::format("has {} entries: {} are expected, the matrix is square",
                                                  row.value.values.size(), rows));
    }
    for (std::size_t j = 0; j < rows; ++j) matrix[i].push_back(number_of(element(row, j)));
  }
  return matrix;
}

std::vector<NamedFeature> features_of_problem(const Located& problem) {
  const Located source = either(problem, "features", "moments");
  if (source.where == "features") return listed_features(source);
  require_object(source, {"sxx", "syx", "syy"});
  const RationalMatrix sxx = matrix_of(member(source, "sxx"), 0);
  const RationalMatrix syx = matrix_of(member(source, "syx"), sxx.size());
  // The dynamics do not depend on syy; it is only checked to be what it claims.
  if (source.has("syy")) matrix_of(member(source, "syy"), sxx.size());
  return features_of_moments(sxx, syx, source.where);
}

}  // namespace

Problem parse_problem(std::string_view json) {
  const JsonText tree = parse_json(json);
  const Located problem{tree, ""};
  for (const std::string_view key : {"layers", "top"}) {
    if (problem.has(key))
      throw InvalidProblem(std::string(key), "initial weights are not read: the start is epsilon, balanced");
  }
  require_object(problem, {"format", "depth", "epsilon", "epsilon_of", "fraction", "level", "time", "objectives",
                           "features", "moments"});
  require_format(problem);
  const Located depth = member(problem, "depth");
  return {parse_depth(number_text(depth), depth.where),
          initialisation_of(problem),
          threshold_of(problem),
          time_of(problem),
          objectives_of(problem),
          features_of_problem(problem)};
}

Problem read_problem(const std::string& path) { return parse_problem(read_text(path, "a problem")); }

}  // namespace jepa_oracle
