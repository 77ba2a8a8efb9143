#include "vectors/vector_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "cli/training_options.h"
#include "output/results.h"

namespace jepa_oracle::program {
namespace {

constexpr const char* kFormat = "jepa-oracle/vectors/1";

/// The same value with its members sorted by name: what is hashed does not depend on the order of writing.
nlohmann::json sorted(const Json& value) { return nlohmann::json::parse(value.dump()); }

}  // namespace

VectorFile::VectorFile(std::string family, std::string about, std::vector<Flag> flags)
    : family_(std::move(family)), about_(std::move(about)), flags_(std::move(flags)) {
  for (const Flag& flag : flags_) used_[flag.name] = 0;
}

void VectorFile::group(const std::string& comment, const std::vector<std::string>& claims) {
  Json group;
  group["comment"] = comment;
  group["source"] = {{"name", "jepa-oracle"}, {"version", JEPA_ORACLE_VERSION}};
  group["claims"] = claims;
  group["tests"] = Json::array();
  groups_.push_back(std::move(group));
}

void VectorFile::add(Json test, const Json& input, const std::vector<std::string>& flags) {
  const std::string content = fmt::format("{} {} {}", family_, test.value("function", ""), sorted(input).dump());
  std::string id = fmt::format("{}-{}", family_, fingerprint(content));
  if (!ids_.emplace(id, content).second) throw std::logic_error(fmt::format("two tests are {}: {}", id, content));
  for (const std::string& flag : flags) {
    if (used_.count(flag) == 0) {
      throw std::logic_error(fmt::format("vectors of {}: flag {} has a test and is not in flags()", family_, flag));
    }
    ++used_[flag];
  }
  Json whole;
  whole["id"] = std::move(id);
  whole.update(test);
  groups_.back()["tests"].push_back(std::move(whole));
}

void VectorFile::valid(const Json& input, const Json& expected, const Json& more, const std::vector<Mistaken>& mistaken,
                       const std::vector<std::string>& edges) {
  Json answers = Json::object();
  std::vector<std::string> flags = edges;
  for (const auto& [flag, answer] : mistaken) {
    answers[flag] = answer;
    flags.push_back(flag);
  }
  Json test;
  test["result"] = "valid";
  test["input"] = input;
  test["expected"] = expected;
  test.update(more);
  test["flags"] = flags;
  test["mistaken"] = answers;
  add(std::move(test), input, flags);
}

void VectorFile::invalid(const std::string& function, const Json& input, const Json& rule, const std::string& flag) {
  Json test;
  test["result"] = "invalid";
  test["function"] = function;
  test["input"] = input;
  test["rule"] = rule;
  test["flags"] = Json::array({flag});
  add(std::move(test), input, {flag});
}

Json VectorFile::document() const {
  Json flags = Json::object();
  for (const auto& [name, bug_type, description, effect] : flags_) {
    if (used_.at(name) == 0) throw std::logic_error(fmt::format("vectors of {}: flag {} has no test", family_, name));
    flags[name] = {{"bug_type", bug_type}, {"description", description}, {"effect", effect}};
  }
  Json document;
  document["format"] = kFormat;
  document["family"] = family_;
  document["schema"] = fmt::format("schemas/{}.schema.json", family_);
  document["about"] = about_;
  document["number_of_tests"] = tests();
  document["flags"] = flags;
  document["groups"] = groups_;
  return document;
}

std::string float32_text(const Rational& value) {
  constexpr Bits kSignificand = 24;
  constexpr long kLeastExponent = -126;  // normal numbers only
  constexpr long kMostExponent = 128;
  const Real rounded(value, kSignificand);
  const long exponent = value == 0 ? 0 : binary_exponent(rounded);
  if (rounded.to_rational() != value || exponent < kLeastExponent || exponent > kMostExponent) {
    throw std::logic_error(fmt::format("{} is not exact in float32", exact_text(value)));
  }
  return exact_text(value);
}

}  // namespace jepa_oracle::program
