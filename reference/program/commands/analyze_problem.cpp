// The features that `analyze` found as a problem for other commands, with how they are coupled.
#include <fmt/format.h>

#include "jepa_oracle/text_file.h"
#include "output/analyze_output.h"
#include "output/results.h"

namespace jepa_oracle::program {
namespace {

std::string exactly(double value) { return fmt::format("{}", value); }

Json rows_of(const Eigen::MatrixXd& matrix) {
  Json rows = Json::array();
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    Json row = Json::array();
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) row.push_back(exactly(matrix(i, j)));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string problem_of(const AnalysedData& data) {
  Json document;
  document["format"] = "jepa-oracle/problem/1";
  document["depth"] = data.request.depth.layers();
  echo(document, data.request.initialisation);
  document["fraction"] = exact_text(data.request.fraction);
  document["time"] = "flow";
  document["features"] = Json::array();
  for (std::size_t i = 0; i < data.analysis.features.size(); ++i) {
    const DataFeature& feature = data.analysis.features[i].estimate;
    document["features"].push_back(
        {{"name", feature_name(i)}, {"lambda", exactly(feature.lambda)}, {"variance", exactly(feature.variance)}});
  }
  // Moments that were estimated have no common basis: diagnose predicts runs with all of them.
  const EstimatedMoments moments = data.estimate.moments();
  const auto size = static_cast<Eigen::Index>(data.analysis.features.size());
  Eigen::MatrixXd basis(size, size);
  for (Eigen::Index i = 0; i < size; ++i) {
    basis.col(i) = data.analysis.features[static_cast<std::size_t>(i)].estimate.direction;
  }
  const auto symmetric = [&basis](const Eigen::MatrixXd& of_columns) -> Eigen::MatrixXd {
    const Eigen::MatrixXd matrix = basis.transpose() * of_columns * basis;
    return (matrix + matrix.transpose()) / 2;
  };
  Eigen::MatrixXd sxx = symmetric(moments.sxx);
  Eigen::MatrixXd syx = basis.transpose() * moments.syx * basis;
  for (Eigen::Index i = 0; i < size; ++i) {
    const DataFeature& feature = data.analysis.features[static_cast<std::size_t>(i)].estimate;
    sxx(i, i) = feature.variance;
    syx(i, i) = feature.lambda;
  }
  document["mixing"] = {
      {"sxx", rows_of(sxx)}, {"syx", rows_of(syx)}, {"syy", rows_of(symmetric(data.estimate.target_moments()))}};
  return fmt::format("{}\n", document.dump(2));
}

bool is_written_problem(const std::string& path) {
  const auto keys_of = [](const Json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) keys.push_back(key);
    return keys;
  };
  try {
    const Json document = Json::parse(read_text(path, "a problem"), nullptr, false);
    if (!document.is_object() ||
        keys_of(document) != std::vector<std::string>{"format", "depth", "epsilon", "epsilon_of", "fraction", "time",
                                                      "features", "mixing"} ||
        document.at("format") != "jepa-oracle/problem/1" || !document.at("features").is_array()) {
      return false;
    }
    const Json& features = document.at("features");
    for (std::size_t i = 0; i < features.size(); ++i) {
      if (features[i].value("name", "") != feature_name(i)) return false;
    }
    return keys_of(document.at("mixing")) == std::vector<std::string>{"sxx", "syx", "syy"};
  } catch (const InvalidProblem&) {  // it cannot be read, or is longer than a problem
    return false;
  } catch (const Json::exception&) {  // a member has another type
    return false;
  }
}

}  // namespace jepa_oracle::program
