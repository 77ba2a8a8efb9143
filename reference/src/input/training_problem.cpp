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

Start given_start(const Located& problem, Depth depth) {
  for (const std::string_view key : {"epsilon", "epsilon_of"}) {
    if (problem.has(key)) {
      throw InvalidProblem(std::string(key), "excluded by layers and top: give epsilon or initial weights, not both");
    }
  }
  const Located layers = member(problem, "layers");
  require_kind(layers, JsonText::Kind::array);
  const std::size_t count = layers.value.values.size();
  if (static_cast<long>(count) != depth.layers()) {
    throw InvalidProblem(layers.where, fmt::format("has {} matrices; expected {}, the depth", count, depth.layers()));
  }
  Network<Rational> network;
  for (std::size_t i = 0; i < count; ++i) network.layers.push_back(matrix_of(element(layers, i)));
  network.top = matrix_of(member(problem, "top"));
  return Start::given(std::move(network));
}

}  // namespace

TrainingProblem parse_training_problem(std::string_view json, Digits digits) {
  const JsonText tree = parse_json(json);
  const Located at{tree, ""};
  require_object(at, {"format", "depth", "top_depth", "epsilon", "epsilon_of", "fraction", "level", "time",
                      "objectives", "features", "moments", "layers", "top"});
  require_format(at);
  std::vector<Objective> objectives = objectives_of(at);
  const Depth depth = depth_of(at, objectives);
  require_network(at, objectives, depth);
  const Located source = either(at, "features", "moments");
  Data data = source.where == "features" ? data_of_features(listed_features(source), digits.working_bits())
                                         : data_of_moments(moments_of(source), digits);
  Start start = at.has("layers") || at.has("top") ? given_start(at, depth)
                                                  : Start::balanced(initialisation_of(at), depth, data.moments.size());
  return {depth,       std::move(start),      std::move(data.moments),
          time_of(at), std::move(objectives), std::move(data.directions)};
}

}  // namespace jepa_oracle
