#include <fmt/format.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/gradient_descent.h"
#include "jepa_oracle/located_json.h"
#include "judge/protocol.h"

namespace jepa_oracle::properties {
namespace {

using Kind = JsonText::Kind;

Rational number_at(const Located& params, const std::string& key) { return number_of(member(params, key)); }

long integer_at(const Located& params, const std::string& key, long least, long most) {
  const Rational value = number_at(params, key);
  if (denominator(value) != 1 || value < least || value > most) {
    throw InvalidProblem(key, fmt::format("must be an integer from {} to {}", least, most));
  }
  return numerator(value).convert_to<long>();
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
  Moments<Rational> moments{matrix_of(member(params, "sxx")), matrix_of(member(params, "syx"))};
  require_valid(moments, params.where);
  return moments;
}

/// Weights and moments, which must be valid as those of a problem file must.
FieldQuestion matrices_of(const Located& params) {
  FieldQuestion question{objective_at(params), {{}, matrix_of(member(params, "top"))}, moments_at(params)};
  const Located layers = member(params, "layers");
  require_kind(layers, Kind::array);
  for (std::size_t i = 0; i < layers.value.values.size(); ++i) {
    question.network.layers.push_back(matrix_of(element(layers, i)));
  }
  require_valid(question.network, question.objective, question.moments.size());
  return question;
}

FieldQuestion field_question(const Located& params) {
  require_object(params, {"objective", "layers", "top", "sxx", "syx"});
  return matrices_of(params);
}

DescendQuestion descend_question(const Located& params) {
  require_object(params, {"objective", "layers", "top", "sxx", "syx", "rate", "steps", "every"});
  FieldQuestion at = matrices_of(params);
  constexpr long kMostSteps = 1'000'000;
  const DescentRule rule{TargetRule::of(at.objective), number_at(params, "rate")};
  require_valid(rule);
  return {at.objective,
          std::move(at.network),
          std::move(at.moments),
          rule.rate,
          integer_at(params, "steps", 0, kMostSteps),
          integer_at(params, "every", 1, kMostSteps)};
}

ScalarProblem problem_of(const Located& params) {
  const Located depth = member(params, "depth");
  return {objective_at(params), parse_depth(number_text(depth), depth.where),
          Feature::with_rho(number_at(params, "lambda"), number_at(params, "rho"), params.where),
          Initialisation::of_encoder(number_at(params, "epsilon"))};
}

TimeQuestion time_question(const Located& params) {
  require_object(params, {"objective", "depth", "lambda", "rho", "epsilon", "time", "fraction"});
  const Rational fraction = number_at(params, "fraction");
  return {problem_of(params), Threshold::fraction(fraction).value(), time_at(params)};
}

AmplitudeQuestion amplitude_question(const Located& params) {
  require_object(params, {"objective", "depth", "lambda", "rho", "epsilon", "time", "at"});
  const Located at = member(params, "at");
  require_kind(at, Kind::array);
  if (at.value.values.size() != 1) throw InvalidProblem("at", "must have one time");
  return {problem_of(params), number_of(element(at, 0)), time_at(params)};
}

}  // namespace

Question parse_question(const std::string& method, const JsonText& params) {
  const Located at{params, "", "params"};
  if (method == "field") return field_question(at);
  if (method == "descend") return descend_question(at);
  if (method == "critical_time") return time_question(at);
  if (method == "amplitude") return amplitude_question(at);
  throw InvalidProblem("method", fmt::format("\"{}\" is none", method.substr(0, 40)));
}

}  // namespace jepa_oracle::properties
