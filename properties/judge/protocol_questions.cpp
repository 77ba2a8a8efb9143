#include <fmt/format.h>

#include "jepa_oracle/errors.h"
#include "judge/protocol.h"

namespace jepa_oracle::properties {
namespace {

using Kind = JsonText::Kind;

const JsonText& member(const JsonText& object, const std::string& key) {
  const JsonText* value = object.find(key);
  if (value == nullptr) throw InvalidProblem("params", fmt::format("\"{}\" is missing", key));
  return *value;
}

Rational number_at(const JsonText& object, const std::string& key) {
  return parse_rational(member(object, key).text, key);
}

long integer_at(const JsonText& object, const std::string& key, long least, long most) {
  const Rational value = number_at(object, key);
  if (denominator(value) != 1 || value < least || value > most) {
    throw InvalidProblem(key, fmt::format("must be an integer from {} to {}", least, most));
  }
  return numerator(value).convert_to<long>();
}

Matrix<Rational> matrix_of(const JsonText& rows, const std::string& where) {
  if (rows.kind != Kind::array || rows.values.empty() || rows.values.front().values.empty()) {
    throw InvalidProblem(where, "must be a matrix: an array of rows");
  }
  const std::size_t columns = rows.values.front().values.size();
  Matrix<Rational> matrix(static_cast<Index>(rows.values.size()), static_cast<Index>(columns));
  for (std::size_t i = 0; i < rows.values.size(); ++i) {
    if (rows.values[i].values.size() != columns) throw InvalidProblem(where, "has rows of different lengths");
    for (std::size_t j = 0; j < columns; ++j) {
      matrix(static_cast<Index>(i), static_cast<Index>(j)) = parse_rational(rows.values[i].values[j].text, where);
    }
  }
  return matrix;
}

Objective objective_at(const JsonText& params) {
  return parse_objective(member(params, "objective").text, "objective");
}

FieldQuestion field_question(const JsonText& params) {
  FieldQuestion question{objective_at(params),
                         {{}, matrix_of(member(params, "top"), "top")},
                         {matrix_of(member(params, "sxx"), "sxx"), matrix_of(member(params, "syx"), "syx")}};
  for (const JsonText& layer : member(params, "layers").values) {
    question.network.layers.push_back(matrix_of(layer, fmt::format("layers[{}]", question.network.layers.size())));
  }
  require_valid(question.network, question.objective, question.moments.size());
  return question;
}

ScalarProblem problem_of(const JsonText& params) {
  return {objective_at(params), Depth(integer_at(params, "depth", 1, Depth::kMaxDepth)),
          Feature::with_rho(number_at(params, "lambda"), number_at(params, "rho")),
          Initialisation::of_encoder(number_at(params, "epsilon"))};
}

}  // namespace

Question parse_question(const std::string& method, const JsonText& params) {
  if (method == "field") return field_question(params);
  if (method == "descend") {
    FieldQuestion at = field_question(params);
    constexpr long kMostSteps = 1'000'000;
    return DescendQuestion{at.objective,
                           std::move(at.network),
                           std::move(at.moments),
                           number_at(params, "rate"),
                           integer_at(params, "steps", 0, kMostSteps),
                           integer_at(params, "every", 1, kMostSteps)};
  }
  const TimeConvention time = parse_time_convention(member(params, "time").text, "time");
  if (method == "critical_time") return TimeQuestion{problem_of(params), number_at(params, "fraction"), time};
  if (method != "amplitude") throw InvalidProblem("method", fmt::format("\"{}\" is none", method.substr(0, 40)));
  const JsonText& at = member(params, "at");
  if (at.values.size() != 1) throw InvalidProblem("at", "must have one time");
  return AmplitudeQuestion{problem_of(params), parse_rational(at.values.front().text, "at[0]"), time};
}

}  // namespace jepa_oracle::properties
