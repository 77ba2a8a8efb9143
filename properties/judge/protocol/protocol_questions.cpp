#include <fmt/format.h>

#include <utility>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/gradient_descent.h"
#include "jepa_oracle/located_json.h"
#include "jepa_oracle/moment_shapes.h"
#include "jepa_oracle/objectives.h"
#include "judge/protocol/protocol.h"

namespace jepa_oracle::properties {
namespace {

using Kind = JsonText::Kind;

// GCC 12 destroys what stands in nested braces twice when a later member of the aggregate throws: everything is read
// before an aggregate is made of it.

Rational number_at(const Located& params, const std::string& key) { return number_of(member(params, key)); }

long integer_at(const Located& params, const std::string& key, long least, long most) {
  const Rational value = number_at(params, key);
  if (denominator(value) != 1 || value < least || value > most) {
    throw InvalidProblem(key, fmt::format("must be an integer from {} to {}", least, most));
  }
  return numerator(value).convert_to<long>();
}

std::vector<Matrix<Rational>> matrices_at(const Located& params, const std::string& key) {
  const Located list = member(params, key);
  require_kind(list, Kind::array);
  std::vector<Matrix<Rational>> matrices;
  for (std::size_t i = 0; i < list.value.values.size(); ++i) matrices.push_back(matrix_of(element(list, i)));
  return matrices;
}

Objective objective_at(const Located& params) {
  const Located objective = member(params, "objective");
  return parse_objective(string_of(objective), objective.where);
}

TimeConvention time_at(const Located& params) {
  const Located time = member(params, "time");
  return parse_time_convention(string_of(time), time.where);
}

Moments<Rational> moments_at(const Located& params) {
  Matrix<Rational> sxx = matrix_of(member(params, "sxx"));
  Matrix<Rational> syx = matrix_of(member(params, "syx"));
  Moments<Rational> moments{std::move(sxx), std::move(syx)};
  require_fitting(moments, params.where);
  return moments;
}

/// Weights and moments, which must fit as those of a problem file must. That sxx is positive definite is not asked: a
/// claim puts the moments of a few samples, and rounding may leave a singular matrix with a negative eigenvalue.
FieldQuestion matrices_of(const Located& params) {
  const Objective objective = objective_at(params);
  Network<Rational> network(matrices_at(params, "layers"));
  if (params.has("top_layers")) {
    if (params.has("top")) throw InvalidProblem("top_layers", "excluded by top: give one of the two");
    network.top_layers = matrices_at(params, "top_layers");
  } else if (params.has("top") || row_of(objective).top) {
    network.top_layers = {matrix_of(member(params, "top"))};
  }
  Moments<Rational> moments = moments_at(params);
  require_valid(network, objective, moments.size());
  Rational decay = params.has("weight_decay") ? number_at(params, "weight_decay") : Rational(0);
  require_valid_decay(decay);
  return {objective, std::move(network), std::move(moments), std::move(decay)};
}

FieldQuestion field_question(const Located& params) {
  require_object(params, {"objective", "layers", "top", "top_layers", "sxx", "syx", "weight_decay"});
  return matrices_of(params);
}

DescendQuestion descend_question(const Located& params) {
  require_object(params,
                 {"objective", "layers", "top", "top_layers", "sxx", "syx", "weight_decay", "rate", "steps", "every"});
  FieldQuestion at = matrices_of(params);
  constexpr long kMostSteps = 1'000'000;
  Rational rate = number_at(params, "rate");
  const DescentRule rule{TargetRule::of(at.objective), rate};
  require_valid(rule);
  const long steps = integer_at(params, "steps", 0, kMostSteps);
  const long every = integer_at(params, "every", 1, kMostSteps);
  return {at.objective, std::move(at.network),     std::move(at.moments), std::move(rate), steps,
          every,        std::move(at.weight_decay)};
}

ScalarProblem problem_of(const Located& params) {
  const Objective objective = objective_at(params);
  const Located layers = member(params, "depth");
  Depth depth = parse_depth(number_text(layers), layers.where);
  if (params.has("top_depth")) {
    const Located top = member(params, "top_depth");
    depth = parse_top_depth(depth, objective, number_text(top), top.where);
  }
  const Rational lambda = number_at(params, "lambda");
  Feature feature = Feature::with_rho(lambda, number_at(params, "rho"), params.where);
  Initialisation start = Initialisation::of_encoder(number_at(params, "epsilon"));
  return {objective, depth, std::move(feature), std::move(start)};
}

TimeQuestion time_question(const Located& params) {
  require_object(params, {"objective", "depth", "top_depth", "lambda", "rho", "epsilon", "time", "fraction"});
  const TimeConvention time = time_at(params);
  const Threshold threshold = Threshold::fraction(number_at(params, "fraction"));
  return {problem_of(params), threshold.value(), time};
}

AmplitudeQuestion amplitude_question(const Located& params) {
  require_object(params, {"objective", "depth", "top_depth", "lambda", "rho", "epsilon", "time", "at"});
  const Located at = member(params, "at");
  require_kind(at, Kind::array);
  if (at.value.values.size() != 1) throw InvalidProblem("at", "must have one time");
  const TimeConvention time = time_at(params);
  Rational asked = number_of(element(at, 0));
  return {problem_of(params), std::move(asked), time};
}

}  // namespace

Question parse_question(const std::string& method, const JsonText& params) {
  const Located at{params, "", "params"};
  if (method == "field") return field_question(at);
  if (method == "descend") return descend_question(at);
  if (method == "critical_time") return time_question(at);
  if (method == "amplitude") return amplitude_question(at);
  throw InvalidProblem("method", fmt::format("unknown method \"{}\"", method.substr(0, 40)));
}

}  // namespace jepa_oracle::properties
