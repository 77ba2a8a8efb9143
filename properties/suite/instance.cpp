#include "suite/instance.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/json_text.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle::properties {

const Rational& Instance::number(const std::string& name) const {
  const auto found = std::find_if(numbers_.begin(), numbers_.end(), [&](const auto& n) { return n.first == name; });
  if (found == numbers_.end()) throw InvalidProblem("instance." + name, "missing: the claim needs this number");
  return found->second;
}

Depth Instance::depth() const { return parse_depth(to_fraction(number("depth")), "instance.depth"); }

Objective Instance::objective() const { return objective_among(network_objectives()); }

Objective Instance::objective_among(const std::vector<Objective>& objectives) const {
  const Rational& value = number("objective");
  std::string known;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    if (value == static_cast<long>(objectives[i])) return objectives[i];
    known += fmt::format("{}{} ({})", i == 0 ? "" : " or ", static_cast<long>(objectives[i]), title_of(objectives[i]));
  }
  throw InvalidProblem("instance.objective", "must be " + known);
}

void Instance::set(const std::string& name, const Rational& value) {
  const auto found = std::find_if(numbers_.begin(), numbers_.end(), [&](const auto& n) { return n.first == name; });
  if (found == numbers_.end()) {
    numbers_.emplace_back(name, value);
  } else {
    found->second = value;
  }
}

nlohmann::ordered_json Instance::to_json() const {
  auto document = nlohmann::ordered_json::object();
  for (const auto& [name, value] : numbers_) document[name] = exact_text(value);
  return document;
}

Instance Instance::from_json(const nlohmann::ordered_json& document) {
  if (!document.is_object()) throw InvalidProblem("instance", "must be a JSON object of named numbers");
  Instance instance;
  for (const auto& [name, value] : document.items()) {
    const std::string where = "instance." + name;
    if (value.is_number_integer()) {
      instance.set(name, parse_rational(value.dump(), where));
    } else if (value.is_string()) {
      instance.set(name, parse_rational(value.get<std::string>(), where));
    } else {
      throw InvalidProblem(
          where, fmt::format("{} is neither an integer nor a string with a number", value.dump().substr(0, 40)));
    }
  }
  return instance;
}

Instance Instance::parse(std::string_view text) {
  const JsonText document = parse_json(text);
  if (document.kind != JsonText::Kind::object)
    throw InvalidProblem("instance", "must be a JSON object of named numbers");
  Instance instance;
  for (std::size_t i = 0; i < document.keys.size(); ++i) {
    const JsonText& value = document.values[i];
    const std::string where = "instance." + document.keys[i];
    if (value.kind != JsonText::Kind::number && value.kind != JsonText::Kind::string) {
      throw InvalidProblem(where, fmt::format("is {}; expected a number or a string with one", name_of(value.kind)));
    }
    instance.set(document.keys[i], parse_rational(value.text, where));
  }
  return instance;
}

}  // namespace jepa_oracle::properties
