#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "jepa_oracle/model.h"

namespace jepa_oracle::properties {

/// One case of a claim: named exact numbers. What a claim draws, shrinks, prints and replays.
class Instance {
 public:
  /// @throws InvalidProblem if the instance has no number of this name
  const Rational& number(const std::string& name) const;
  Depth depth() const;
  /// "objective": 0 is JEPA, 1 is MAE.
  Objective objective() const;
  /// "objective", the place in the table of one of these.
  Objective objective_among(const std::vector<Objective>& objectives) const;

  void set(const std::string& name, const Rational& value);
  const std::vector<std::pair<std::string, Rational>>& numbers() const { return numbers_; }

  /// {"depth":"3","rho":"9/10"}: every number as exact text.
  nlohmann::ordered_json to_json() const;
  /// @throws InvalidProblem unless the document is an object of numbers or number texts
  static Instance from_json(const nlohmann::ordered_json& document);
  /// The same from text: numbers are read by their exact decimal text, a key must not stand twice.
  static Instance parse(std::string_view text);

  friend bool operator==(const Instance&, const Instance&) = default;

 private:
  std::vector<std::pair<std::string, Rational>> numbers_;
};

}  // namespace jepa_oracle::properties
