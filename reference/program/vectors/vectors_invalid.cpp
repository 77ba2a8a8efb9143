// Inputs that must be refused, with what the reference says of them.
#include <functional>
#include <stdexcept>

#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/model.h"
#include "jepa_oracle/objectives.h"
#include "vectors/vector_file.h"

namespace jepa_oracle::program {
namespace {

std::string text(const Json& input, const char* key) { return input.at(key).get<std::string>(); }

Rational number(const Json& input, const char* key) { return parse_rational(text(input, key), key); }

void check_feature(const Json& input) {
  parse_objective(text(input, "objective"), "objective");
  parse_depth(text(input, "depth"), "depth");
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

void check_critical_time(const Json& input) {
  check_feature(input);
  if (input.contains("fraction")) {
    Threshold::fraction(number(input, "fraction"));
  } else {
    Threshold::level(number(input, "level"));
  }
}

void check_window(const Json& input) {
  parse_depth(text(input, "depth"), "depth");
  Threshold::fraction(number(input, "fraction"));
  const auto feature = [&](const char* key) {
    const Json& pair = input.at(key);
    return Feature::with_rho(number(pair, "lambda"), number(pair, "rho"), key);
  };
  Conflict::between(feature("influential"), feature("noisy"));
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

void check_field(const Json& input) {
  const Objective objective = parse_network_objective(text(input, "objective"), "objective");
  Network<Rational> network;
  for (const Json& layer : input.at("layers")) network.layers.push_back(matrix(layer, "layers"));
  network.top_layers = {matrix(input.at("top"), "top")};
  const Moments<Rational> moments{matrix(input.at("sxx"), "sxx"), matrix(input.at("syx"), "syx")};
  require_valid(moments, "");
  require_valid(network, objective, moments.size());
}

using Check = std::function<void(const Json&)>;

/// A good input with some members replaced, which the reference must refuse.
void add(VectorFile& file, const std::string& function, const Check& check, const Json& good, const Json& changes,
         const std::string& flag) {
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

void add_scalar(VectorFile& file) {
  const Json time = {{"objective", "jepa"}, {"depth", "3"},      {"lambda", "1"}, {"rho", "0.5"},
                     {"epsilon", "0.0625"}, {"fraction", "0.5"}, {"time", "flow"}};
  file.group("critical times", {"CriticalTime.JepaClosedForm", "CriticalTime.MaeClosedForm"});
  const auto refuse = [&](const Json& changes, const std::string& flag) {
    add(file, "critical_time", check_critical_time, time, changes, flag);
  };
  refuse({{"objective", "autoencoder"}}, "UnknownName");
  refuse({{"time", "seconds"}}, "UnknownName");
  for (const char* depth : {"0", "-1", "2.5", "1001"}) refuse({{"depth", depth}}, "DepthOutOfRange");
  for (const char* epsilon : {"0", "-0.0625"}) refuse({{"epsilon", epsilon}}, "NotPositive");
  refuse({{"rho", nullptr}, {"variance", "0"}}, "NotPositive");
  refuse({{"rho", nullptr}, {"variance", "-1"}}, "NotPositive");
  refuse({{"fraction", nullptr}, {"level", "0"}}, "NotPositive");
  for (const char* fraction : {"0", "1", "1.5", "-0.5"}) refuse({{"fraction", fraction}}, "FractionOutOfRange");
  refuse({{"rho", "-0.5"}}, "SignOfRho");
  refuse({{"lambda", "-1"}}, "SignOfRho");
  refuse({{"rho", "0"}}, "SignOfRho");
  refuse({{"lambda", "0"}}, "SignOfRho");
  for (const char* key : {"lambda", "rho", "epsilon", "fraction"}) {
    for (const char* value : {"nan", "inf"}) refuse({{key, value}}, "NotFinite");
  }
}

void add_window(VectorFile& file) {
  const Json window = {{"depth", "3"},
                       {"fraction", "0.5"},
                       {"influential", {{"lambda", "0.875"}, {"rho", "0.875"}}},
                       {"noisy", {{"lambda", "1"}, {"rho", "0.3125"}}}};
  file.group("windows", {"Ordering.ConflictWindow"});
  const auto refuse = [&](const Json& changes, const std::string& flag) {
    add(file, "window", check_window, window, changes, flag);
  };
  refuse({{"fraction", "1"}}, "FractionOutOfRange");
  refuse({{"influential", {{"lambda", "1"}, {"rho", "0.875"}}}}, "NoConflict");
  refuse({{"influential", {{"lambda", "0.875"}, {"rho", "0.3125"}}}}, "NoConflict");
  refuse({{"noisy", {{"lambda", "-1"}, {"rho", "-0.3125"}}}}, "NoConflict");
}

/// {{a, b}, {c, d}}; written out, two pairs of texts would be an object.
Json square(const char* a, const char* b, const char* c, const char* d) {
  return Json::array({Json::array({a, b}), Json::array({c, d})});
}

void add_fields(VectorFile& file) {
  const Json unit = square("1", "0", "0", "1");
  const Json field = {
      {"objective", "jepa"}, {"layers", Json::array({unit})}, {"top", unit}, {"sxx", unit}, {"syx", unit}};
  file.group("fields", {"Gradient.SchemaShapes"});
  const auto refuse = [&](const Json& changes, const std::string& flag) {
    add(file, "field", check_field, field, changes, flag);
  };
  const Json row = Json::array({Json::array({"1", "0"})});
  const Json one = Json::array({Json::array({"1"})});
  refuse({{"layers", Json::array()}}, "Shapes");
  refuse({{"layers", Json::array({one})}}, "Shapes");
  refuse({{"layers", Json::array({row})}}, "Shapes");  // the top no longer fits the code
  refuse({{"top", row}}, "Shapes");
  refuse({{"syx", one}}, "Shapes");
  refuse({{"sxx", row}}, "Shapes");
  refuse({{"sxx", square("1", "0.5", "0.25", "1")}}, "NotSymmetric");
  refuse({{"sxx", square("1", "2", "2", "1")}}, "NotPositiveDefinite");
  refuse({{"sxx", square("1", "1", "1", "1")}}, "NotPositiveDefinite");
  refuse({{"sxx", square("0", "0", "0", "0")}}, "NotPositiveDefinite");
  refuse({{"top", square("nan", "0", "0", "1")}}, "NotFinite");
}

}  // namespace

VectorFile invalid_vectors() {
  VectorFile file(
      "invalid", "Inputs that have no answer: an implementation must refuse them, not answer something.",
      {{"UnknownName", "validation", "a name that is none is taken for a default", "an answer to another question"},
       {"DepthOutOfRange", "validation", "a depth that is no number of layers is used",
        "roots and powers without sense"},
       {"NotPositive", "validation", "an amplitude or variance that is not positive is used", "NaN, or a wrong sign"},
       {"FractionOutOfRange", "validation", "a fraction outside (0, 1) is used", "a time that is infinite or not real"},
       {"SignOfRho", "validation", "rho is not checked against lambda", "a negative or infinite variance"},
       {"NotFinite", "validation", "NaN or infinity is computed with", "NaN that spreads silently"},
       {"NoConflict", "validation", "two features that are not in conflict are taken for such", "an invented window"},
       {"Shapes", "validation", "shapes are broadcast or not compared", "an answer of the wrong shape"},
       {"NotSymmetric", "validation", "sxx is used although it is no second moment", "a field that belongs to no data"},
       {"NotPositiveDefinite", "validation", "sxx is used although it is no second moment",
        "a field that belongs to no data"}});
  add_scalar(file);
  add_window(file);
  add_fields(file);
  return file;
}

}  // namespace jepa_oracle::program
