#include "diagonal_moments.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

std::string shown(const Rational& value) {
  const std::string text = to_exact_decimal(value).value_or(to_fraction(value));
  return text.size() <= 40 ? text : fmt::format("{}...", text.substr(0, 37));
}

std::string entry(const std::string& where, std::size_t row, std::size_t column) {
  return fmt::format("{}[{}][{}]", where, row, column);
}

void require_diagonal(const RationalMatrix& matrix, const std::string& where) {
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    for (std::size_t j = 0; j < matrix.size(); ++j) {
      if (i == j || matrix[i][j] == 0) continue;
      throw InvalidProblem(
          entry(where, i, j),
          fmt::format("{} is not 0: moments must be diagonal, because features are read off their diagonals",
                      shown(matrix[i][j])));
    }
  }
}

bool is_diagonal(const RationalMatrix& matrix) {
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    for (std::size_t j = 0; j < matrix.size(); ++j) {
      if (i != j && matrix[i][j] != 0) return false;
    }
  }
  return true;
}

}  // namespace

void require_positive_definite(const RationalMatrix& sxx, const std::string& where) {
  const std::size_t size = sxx.size();
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (sxx[i][j] != sxx[j][i]) {
        throw InvalidProblem(entry(where, i, j),
                             fmt::format("{} differs from entry [{}][{}] = {}: sxx must be symmetric", shown(sxx[i][j]),
                                         j, i, shown(sxx[j][i])));
      }
    }
    if (sxx[i][i] <= 0) {
      throw InvalidProblem(entry(where, i, i),
                           fmt::format("{} is not > 0: sxx must be positive definite", shown(sxx[i][i])));
    }
  }
  if (is_diagonal(sxx)) return;
  RationalMatrix rest = sxx;  // Gaussian elimination: the pivots are the ratios of successive leading minors
  for (std::size_t k = 0; k < size; ++k) {
    if (rest[k][k] <= 0) {
      throw InvalidProblem(where,
                           fmt::format("the leading {0} x {0} minor is not > 0: sxx must be positive definite", k + 1));
    }
    for (std::size_t i = k + 1; i < size; ++i) {
      if (rest[i][k] == 0) continue;
      const Rational factor = rest[i][k] / rest[k][k];
      for (std::size_t j = k; j < size; ++j) rest[i][j] -= factor * rest[k][j];
    }
  }
}

std::vector<NamedFeature> features_of_moments(const RationalMatrix& sxx, const RationalMatrix& syx,
                                              const std::string& where) {
  const std::string sxx_where = fmt::format("{}.sxx", where);
  // Exact elimination is cubic in exact numbers: beyond this size the moments are refused as not diagonal first.
  constexpr std::size_t kMaxElimination = 32;
  if (sxx.size() <= kMaxElimination) require_positive_definite(sxx, sxx_where);
  require_diagonal(sxx, sxx_where);
  require_positive_definite(sxx, sxx_where);
  require_diagonal(syx, fmt::format("{}.syx", where));
  std::vector<NamedFeature> features;
  for (std::size_t i = 0; i < sxx.size(); ++i) {
    features.push_back(
        {fmt::format("direction {}", i), Feature::with_variance(syx[i][i], sxx[i][i], entry(sxx_where, i, i))});
  }
  return features;
}

}  // namespace jepa_oracle
