#include "judge/protocol.h"

#include <fmt/format.h>

#include <cmath>

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

constexpr long kDoubleBits = 53;

Json matrix_json(const Matrix<Rational>& matrix, const NumberFormat& format) {
  Json rows = Json::array();
  for (Index i = 0; i < matrix.rows(); ++i) {
    Json row = Json::array();
    for (Index j = 0; j < matrix.cols(); ++j) row.push_back(number_json(matrix(i, j), format));
    rows.push_back(std::move(row));
  }
  return rows;
}

/// {"layers","top"}
Json network_json(const Network<Rational>& network, const NumberFormat& format) {
  Json result;
  Json& layers = result["layers"] = Json::array();
  for (const auto& layer : network.layers) layers.push_back(matrix_json(layer, format));
  result["top"] = matrix_json(network.top, format);
  return result;
}

struct Params {
  const NumberFormat& format;

  Json number(const Rational& value) const { return number_json(value, format); }

  Json scalar(const ScalarProblem& problem, TimeConvention convention) const {
    return {{"objective", name_of(problem.objective)},        {"depth", problem.depth.layers()},
            {"lambda", number(problem.feature.lambda())},     {"rho", number(problem.feature.rho())},
            {"epsilon", number(problem.initial_amplitude())}, {"time", name_of(convention)}};
  }

  Json matrices(Objective objective, const Network<Rational>& network, const Moments<Rational>& moments) const {
    Json params;
    params["objective"] = name_of(objective);
    Json weights = network_json(network, format);
    for (const char* key : {"layers", "top"}) params[key] = std::move(weights[key]);
    params["sxx"] = matrix_json(moments.sxx, format);
    params["syx"] = matrix_json(moments.syx, format);
    return params;
  }

  Json operator()(const FieldQuestion& q) const { return matrices(q.objective, q.network, q.moments); }
  Json operator()(const DescendQuestion& q) const {
    Json params = matrices(q.objective, q.network, q.moments);
    params["rate"] = number(q.rate);
    params["steps"] = q.steps;
    params["every"] = q.every;
    return params;
  }
  Json operator()(const TimeQuestion& q) const {
    Json params = scalar(q.problem, q.convention);
    params["fraction"] = number(q.fraction);
    return params;
  }
  Json operator()(const AmplitudeQuestion& q) const {
    Json params = scalar(q.problem, q.convention);
    params["at"] = {number(q.at)};
    return params;
  }
};

}  // namespace

Json number_json(const Rational& value, const NumberFormat& format) {
  mpq_srcptr number = value.backend().data();
  if (mpz_cmp_ui(mpq_denref(number), 1) == 0 && mpz_cmpabs_ui(mpq_numref(number), 1'000'000) < 0) {
    return mpz_get_si(mpq_numref(number));
  }
  const bool read_as_double = !format.is_exact() && format.bits <= kDoubleBits;
  if (const auto held = exact_double(value); read_as_double && held) return *held;
  return to_exact_decimal(value).value_or(to_fraction(value));
}

Json describe_json(const Description& description) {
  Json accuracy = Json::object();
  for (const auto& [method, stated] : description.accuracy) {
    accuracy[method] = to_exact_decimal(stated).value_or(to_fraction(stated));
  }
  return {{"name", description.name},
          {"version", description.version},
          {"dtype", description.format.name},
          {"capabilities", description.capabilities},
          {"accuracy", accuracy}};
}

Json params_of(const Question& question, const NumberFormat& format) { return std::visit(Params{format}, question); }

Json result_of(const Question& question, const Answer& answer, const NumberFormat& format) {
  if (const auto* number = std::get_if<Rational>(&answer)) {
    if (method_of(question) == "critical_time") return {{"time", number_json(*number, format)}};
    return {{"encoder", {number_json(*number, format)}}};
  }
  const auto& states = std::get<std::vector<RecordedStep>>(answer);
  if (method_of(question) == "field") return network_json(states.front().network, format);
  Json trajectory = Json::array();
  for (const RecordedStep& state : states) {
    Json entry{{"step", state.step}};
    Json weights = network_json(state.network, format);
    for (const char* key : {"layers", "top"}) entry[key] = std::move(weights[key]);
    trajectory.push_back(std::move(entry));
  }
  Json result;
  result["trajectory"] = std::move(trajectory);
  return result;
}

}  // namespace jepa_oracle::properties
