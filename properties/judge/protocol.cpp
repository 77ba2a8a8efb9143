#include "judge/protocol.h"

#include <fmt/format.h>

#include <cmath>

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

Json scalar_params(const ScalarProblem& problem, TimeConvention convention) {
  return {{"objective", name_of(problem.objective)},
          {"depth", problem.depth.layers()},
          {"lambda", number_json(problem.feature.lambda())},
          {"rho", number_json(problem.feature.rho())},
          {"epsilon", number_json(problem.initial_amplitude())},
          {"time", name_of(convention)}};
}

Json matrix_params(Objective objective, const Network<Rational>& network, const Moments<Rational>& moments) {
  Json params{{"objective", name_of(objective)}};
  params.update(network_json(network));
  params["sxx"] = matrix_json(moments.sxx);
  params["syx"] = matrix_json(moments.syx);
  return params;
}

struct Params {
  Json operator()(const FieldQuestion& q) const { return matrix_params(q.objective, q.network, q.moments); }
  Json operator()(const DescendQuestion& q) const {
    Json params = matrix_params(q.objective, q.network, q.moments);
    params["rate"] = number_json(q.rate);
    params["steps"] = q.steps;
    params["every"] = q.every;
    return params;
  }
  Json operator()(const TimeQuestion& q) const {
    Json params = scalar_params(q.problem, q.convention);
    params["fraction"] = number_json(q.fraction);
    return params;
  }
  Json operator()(const AmplitudeQuestion& q) const {
    Json params = scalar_params(q.problem, q.convention);
    params["at"] = {number_json(q.at)};
    return params;
  }
};

}  // namespace

Json number_json(const Rational& value) {
  if (denominator(value) == 1 && boost::multiprecision::abs(value) < 1'000'000) {
    return numerator(value).convert_to<long>();
  }
  const double nearest = value.convert_to<double>();
  if (std::isfinite(nearest) && Rational(nearest) == value) return nearest;
  return to_exact_decimal(value).value_or(to_fraction(value));
}

Json matrix_json(const Matrix<Rational>& matrix) {
  Json rows = Json::array();
  for (Index i = 0; i < matrix.rows(); ++i) {
    Json row = Json::array();
    for (Index j = 0; j < matrix.cols(); ++j) row.push_back(number_json(matrix(i, j)));
    rows.push_back(std::move(row));
  }
  return rows;
}

Json network_json(const Network<Rational>& network) {
  Json layers = Json::array();
  for (const auto& layer : network.layers) layers.push_back(matrix_json(layer));
  return {{"layers", layers}, {"top", matrix_json(network.top)}};
}

Json params_of(const Question& question) { return std::visit(Params(), question); }

Json result_of(const Question& question, const Answer& answer) {
  if (const auto* number = std::get_if<Rational>(&answer)) {
    if (method_of(question) == "critical_time") return {{"time", number_json(*number)}};
    return {{"encoder", {number_json(*number)}}};
  }
  const auto& states = std::get<std::vector<RecordedStep>>(answer);
  if (method_of(question) == "field") return network_json(states.front().network);
  Json trajectory = Json::array();
  for (const RecordedStep& state : states) {
    Json entry{{"step", state.step}};
    entry.update(network_json(state.network));
    trajectory.push_back(std::move(entry));
  }
  return {{"trajectory", trajectory}};
}

}  // namespace jepa_oracle::properties
