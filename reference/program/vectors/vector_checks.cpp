#include "vectors/vector_checks.h"

#include <stdexcept>

#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/model.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle::program {
namespace {

std::string text(const Json& input, const char* key) { return input.at(key).get<std::string>(); }

Rational number(const Json& input, const char* key) { return parse_rational(text(input, key), key); }

void check_depths(const Json& input, Objective objective) {
  const Depth depth = parse_depth(text(input, "depth"), "depth");
  if (input.contains("top_depth")) parse_top_depth(depth, objective, text(input, "top_depth"), "top_depth");
}

void check_feature(const Json& input) {
  const Objective objective = parse_objective(text(input, "objective"), "objective");
  check_depths(input, objective);
  try {
    if (input.contains("rho")) {
      Feature::with_rho(number(input, "lambda"), number(input, "rho"), "-");
    } else {
      Feature::with_variance(number(input, "lambda"), number(input, "variance"), "-");
    }
  } catch (const InvalidProblem& problem) {  // "-.rho" is the input rho
    if (!problem.where().starts_with("-.")) throw;
    throw InvalidProblem(problem.where().substr(2), problem.rule());
  }
  Initialisation::of_encoder(number(input, "epsilon"));
  parse_time_convention(text(input, "time"), "time");
}

Matrix<Rational> matrix(const Json& rows, const std::string& where) {
  Matrix<Rational> result(static_cast<Index>(rows.size()), static_cast<Index>(rows.at(0).size()));
  for (Index i = 0; i < result.rows(); ++i) {
    for (Index j = 0; j < result.cols(); ++j) {
      const Json& entry = rows.at(static_cast<std::size_t>(i)).at(static_cast<std::size_t>(j));
      result(i, j) = parse_rational(entry.get<std::string>(), where);
    }
  }
  return result;
}

}  // namespace

void check_critical_time(const Json& input) {
  check_feature(input);
  if (input.contains("fraction")) {
    Threshold::fraction(number(input, "fraction"));
  } else {
    Threshold::level(number(input, "level"));
  }
  if (input.contains("weight_decay")) require_valid_decay(number(input, "weight_decay"));
}

void check_window(const Json& input) {
  const bool named = input.contains("objective");
  check_depths(input, named ? parse_objective(text(input, "objective"), "objective") : Objective::jepa);
  Threshold::fraction(number(input, "fraction"));
  const auto feature = [&](const char* key) {
    const Json& pair = input.at(key);
    return Feature::with_rho(number(pair, "lambda"), number(pair, "rho"), key);
  };
  Conflict::between(feature("influential"), feature("noisy"));
}

void check_field(const Json& input) {
  const Objective objective = parse_objective(text(input, "objective"), "objective");
  Network<Rational> network;
  for (const Json& layer : input.at("layers")) network.layers.push_back(matrix(layer, "layers"));
  if (input.contains("top")) network.top_layers = {matrix(input.at("top"), "top")};
  for (const Json& layer : input.value("top_layers", Json::array())) {
    network.top_layers.push_back(matrix(layer, "top_layers"));
  }
  const Moments<Rational> moments{matrix(input.at("sxx"), "sxx"), matrix(input.at("syx"), "syx")};
  require_valid(moments, "");
  require_valid(network, objective, moments.size());
  if (input.contains("weight_decay")) require_valid_decay(number(input, "weight_decay"));
}

void add_refused(VectorFile& file, const std::string& function, const Check& check, const Json& good,
                 const Json& changes, const std::string& flag) {
  check(good);  // nothing but the change is wrong
  Json input = good;
  for (const auto& [key, value] : changes.items()) {
    if (value.is_null()) {
      input.erase(key);
    } else {
      input[key] = value;
    }
  }
  try {
    check(input);
  } catch (const InvalidProblem& problem) {
    file.invalid(function, input, {{"where", problem.where()}, {"message", problem.rule()}}, flag);
    return;
  }
  throw std::logic_error("the reference accepts " + input.dump());
}

Json square(const char* a, const char* b, const char* c, const char* d) {
  return Json::array({Json::array({a, b}), Json::array({c, d})});
}

}  // namespace jepa_oracle::program
