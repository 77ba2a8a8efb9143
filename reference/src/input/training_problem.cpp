#include "jepa_oracle/training_problem.h"

#include <fmt/format.h>

#include "input/problem_parts.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/moment_features.h"

namespace jepa_oracle {
namespace {

/// Data of the features listed: diagonal, each along its axis.
struct Data {
  Moments<Rational> moments;
  std::vector<NamedDirection> directions;
};

Data data_of_features(const std::vector<NamedFeature>& features, Bits bits) {
  std::vector<Rational> lambdas;
  std::vector<Rational> variances;
  for (const NamedFeature& named : features) {
    lambdas.push_back(named.feature.lambda());
    variances.push_back(named.feature.variance());
  }
  Data data{diagonal_moments(lambdas, variances), {}};
  const Matrix<Real> axes = rounded(identity<Rational>(data.moments.size()), bits);
  for (std::size_t i = 0; i < features.size(); ++i) {
    data.directions.push_back({features[i].name, axes.col(static_cast<Index>(i))});
  }
  return data;
}

Data data_of_moments(Moments<Rational> moments, Digits digits) {
  Data data{std::move(moments), {}};
  const MomentFeatures features = features_of(data.moments, digits);
  for (std::size_t i = 0; i < features.features.size(); ++i) {
    const MomentFeature& feature = features.features[i];
    data.directions.push_back({fmt::format("{} {}", feature.exact ? "direction" : "feature", i), feature.direction});
  }
  return data;
}

std::vector<Matrix<Rational>> matrices_of(const Located& list, long count, std::string_view what) {
  require_kind(list, JsonText::Kind::array);
  const std::size_t given = list.value.values.size();
  if (static_cast<long>(given) != count) {
    throw InvalidProblem(list.where, fmt::format("has {} matrices; expected {}, {}", given, count, what));
  }
  std::vector<Matrix<Rational>> matrices;
  for (std::size_t i = 0; i < given; ++i) matrices.push_back(matrix_of(element(list, i)));
  return matrices;
}

Start given_start(const Located& problem, Depth depth) {
  for (const std::string_view key : {"epsilon", "epsilon_of"}) {
    if (problem.has(key)) {
      throw InvalidProblem(std::string(key), "excluded by layers and top: give epsilon or initial weights, not both");
    }
  }
  Network<Rational> network(matrices_of(member(problem, "layers"), depth.layers(), "the depth"));
  if (problem.has("top_layers")) {
    if (problem.has("top")) throw InvalidProblem("top_layers", "excluded by top: give one of the two");
    network.top_layers = matrices_of(member(problem, "top_layers"), depth.top_layers(), "the top depth");
  } else if (problem.has("top")) {
    network.top_layers = {matrix_of(member(problem, "top"))};
    if (depth.top_layers() != 1) {
      throw InvalidProblem("top",
                           fmt::format("is one matrix and top_depth is {}: give top_layers", depth.top_layers()));
    }
  }
  return Start::given(std::move(network));
}

}  // namespace

TrainingProblem parse_training_problem(std::string_view json, Digits digits) {
  const JsonText tree = parse_json(json);
  const Located at{tree, ""};
  require_object(at, {"format", "depth", "top_depth", "epsilon", "epsilon_of", "fraction", "level", "time",
                      "objectives", "features", "moments", "layers", "top", "top_layers", "weight_decay"});
  require_format(at);
  std::vector<Objective> objectives = objectives_of(at);
  const Depth depth = depth_of(at, objectives);
  const Located source = either(at, "features", "moments");
  Data data = source.where == "features" ? data_of_features(listed_features(source), digits.working_bits())
                                         : data_of_moments(moments_of(source), digits);
  const bool is_given = at.has("layers") || at.has("top") || at.has("top_layers");
  Start start = is_given ? given_start(at, depth) : Start::balanced(initialisation_of(at), depth, data.moments.size());
  return {depth,
          std::move(start),
          std::move(data.moments),
          time_of(at),
          std::move(objectives),
          std::move(data.directions),
          weight_decay_of(at)};
}

}  // namespace jepa_oracle
