#include "jepa_oracle/diagnosed_problem.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "input/problem_parts.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/json_text.h"
#include "jepa_oracle/moment_features.h"

namespace jepa_oracle {
namespace {

double nearest(const Rational& value) { return static_cast<double>(value); }

/// v' syy v when v is an eigenvector of syy: elsewhere the second moments of the targets couple the features.
std::optional<double> target_variance_along(const std::optional<Matrix<Rational>>& syy, const Matrix<Real>& direction) {
  if (!syy) return std::nullopt;
  const Matrix<double> v = approximate(direction);
  const Matrix<double> image = product(approximate(*syy), v);
  const double value = transposed_product(v, image)(0, 0);
  for (Index i = 0; i < v.rows(); ++i) {
    // The direction is right to 17 digits, so an eigenvector leaves a residual of a few units of double precision.
    if (std::fabs(image(i, 0) - value * v(i, 0)) > 1e-12 * std::fabs(value)) return std::nullopt;
  }
  return value;
}

std::vector<DiagnosedFeature> features_of_moments(const Located& source) {
  const Moments<Rational> moments = moments_of(source);
  const MomentFeatures found = features_of(moments, Digits(17));
  if (found.basis != FeatureBasis::common) {
    throw InvalidProblem("moments",
                         "sxx and syx have no common orthonormal basis: their features are coupled in training, and "
                         "scalar amplitudes do not describe such a run");
  }
  std::vector<DiagnosedFeature> features;
  for (std::size_t i = 0; i < found.features.size(); ++i) {
    const MomentFeature& feature = found.features[i];
    features.push_back({fmt::format("{} {}", feature.exact ? "direction" : "feature", i),
                        feature.lambda.midpoint().to_double(), feature.variance.midpoint().to_double(),
                        target_variance_along(moments.syy, feature.direction)});
  }
  return features;
}

Matrix<double> square_of(const Located& at, Index size) {
  const Matrix<Rational> exact = matrix_of(at);
  if (exact.rows() != size || exact.cols() != size) {
    throw InvalidProblem(at.where, fmt::format("is {} x {}: {} features have moments of {} x {}", exact.rows(),
                                               exact.cols(), size, size, size));
  }
  Matrix<double> matrix = approximate(exact);
  for (Index k = 0; k < matrix.size(); ++k) {
    const Index i = k / size;
    const Index j = k % size;
    if (std::isfinite(matrix(i, j))) continue;
    throw InvalidProblem(fmt::format("{}[{}][{}]", at.where, i, j), "is outside the range of double precision");
  }
  return matrix;
}

void require_symmetric(const Matrix<double>& matrix, const std::string& where, std::string_view name) {
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < i; ++j) {
      if (matrix(i, j) == matrix(j, i)) continue;
      throw InvalidProblem(fmt::format("{}[{}][{}]", where, i, j),
                           fmt::format("{} differs from entry [{}][{}] = {}: {} must be symmetric", matrix(i, j), j, i,
                                       matrix(j, i), name));
    }
  }
}

void require_diagonal(const Matrix<double>& matrix, const std::string& where, std::string_view number,
                      const std::vector<DiagnosedFeature>& features, double DiagnosedFeature::*of_feature) {
  for (std::size_t i = 0; i < features.size(); ++i) {
    const double entry = matrix(static_cast<Index>(i), static_cast<Index>(i));
    const double expected = features[i].*of_feature;
    // A variance may have been written as rho: a quotient of two doubles, rounded.
    if (std::fabs(entry - expected) <= 1e-12 * std::fabs(expected)) continue;
    throw InvalidProblem(fmt::format("{}[{}][{}]", where, i, i),
                         fmt::format("{} must be the {} {} of features[{}]", entry, number, expected, i));
  }
}

/// [[sxx, syx'], [syx, syy]] of pairs is positive semidefinite. An entry that was printed with six digits is off by
/// 5e-6 of itself, and no eigenvalue by more than 5e-6 of the Frobenius norm. That is 2 at most where sxx and syy are
/// scaled to norm 1: of syx = syy^(1/2) K sxx^(1/2), |K| <= 1, it is at most 1 then.
void require_joint(const FeatureMoments& moments, const std::string& where) {
  const Matrix<double>& syy = *moments.syy;
  const auto scale_of = [](const Matrix<double>& matrix) {
    return matrix.isZero(0) ? 1 : std::sqrt(matrix.stableNorm());
  };
  const double x = scale_of(moments.sxx);
  const double y = scale_of(syy);
  const Index size = syy.rows();
  Matrix<double> joint(2 * size, 2 * size);
  joint << moments.sxx / x / x, moments.syx.transpose() / x / y, moments.syx / x / y, syy / y / y;
  joint.diagonal().array() += 1e-5;
  if (Eigen::LLT<Matrix<double>>(joint).info() == Eigen::Success) return;
  throw InvalidProblem(where,
                       "[[sxx, syx'], [syx, syy]] is not positive semidefinite, as the second moments of any "
                       "pairs are");
}

FeatureMoments coupling_of(const Located& source, const std::vector<DiagnosedFeature>& features) {
  require_object(source, {"sxx", "syx", "syy"});
  const auto size = static_cast<Index>(features.size());
  const Located first = member(source, "sxx");
  const Located second = member(source, "syx");
  FeatureMoments moments{square_of(first, size), square_of(second, size)};
  require_diagonal(moments.sxx, first.where, "variance", features, &DiagnosedFeature::variance);
  require_diagonal(moments.syx, second.where, "lambda", features, &DiagnosedFeature::lambda);
  require_symmetric(moments.sxx, first.where, "sxx");
  if (Eigen::LLT<Matrix<double>>(moments.sxx).info() != Eigen::Success) {
    throw InvalidProblem(first.where, "is not positive definite");
  }
  if (source.has("syy")) {
    const Located third = member(source, "syy");
    moments.syy = square_of(third, size);
    require_symmetric(*moments.syy, third.where, "syy");
    require_joint(moments, third.where);
  }
  return moments;
}

}  // namespace

std::vector<std::string> DiagnosedProblem::names() const {
  std::vector<std::string> names;
  for (const DiagnosedFeature& feature : features) names.push_back(feature.name);
  return names;
}

DiagnosedProblem parse_diagnosed_problem(std::string_view json) {
  const JsonText tree = parse_json(json);
  const Located at{tree, ""};
  for (const std::string_view key : {"layers", "top", "top_layers"}) {
    if (at.has(key)) {
      throw InvalidProblem(std::string(key),
                           "initial weights are for flow and descend: diagnose takes a balanced start, epsilon");
    }
  }
  require_object(at, {"format", "depth", "top_depth", "epsilon", "epsilon_of", "fraction", "level", "time",
                      "objectives", "features", "moments", "mixing"});
  require_format(at);
  std::vector<Objective> objectives = objectives_of(at);
  const Depth depth = depth_of(at, objectives);
  require_network(at, objectives, depth, DiagnosedProblem::kMostTopDepth);
  const Initialisation initialisation = initialisation_of(at);
  DiagnosedProblem problem{depth.layers(),
                           nearest(initialisation.epsilon()),
                           initialisation.per_layer(),
                           time_of(at),
                           std::move(objectives),
                           {}};
  problem.top_depth = depth.top_layers();
  const Located source = either(at, "features", "moments");
  if (source.where == "moments") {
    if (at.has("mixing")) throw InvalidProblem("mixing", "goes with \"features\" only: \"moments\" contain it");
    problem.features = features_of_moments(source);
  } else {
    for (const auto& [name, feature] : listed_features(source)) {
      problem.features.push_back({name, nearest(feature.lambda()), nearest(feature.variance()), std::nullopt});
    }
    if (!at.has("mixing")) return problem;
    problem.moments = coupling_of(member(at, "mixing"), problem.features);
    if (!problem.moments->syy) return problem;
    for (std::size_t i = 0; i < problem.features.size(); ++i) {
      const auto k = static_cast<Index>(i);
      problem.features[i].target_variance = std::max(0.0, (*problem.moments->syy)(k, k));
    }
  }
  return problem;
}

}  // namespace jepa_oracle
