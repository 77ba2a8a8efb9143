#pragma once

#include <string>
#include <vector>

#include "jepa_oracle/learning_order.h"

namespace jepa_oracle {

/// Rows of a matrix.
using RationalMatrix = std::vector<std::vector<Rational>>;

/// Features of diagonal second moments: row i gives "direction i" with lambda = syx[i][i] and variance = sxx[i][i].
/// @param sxx, syx  square, of one size
/// @param where     path of the object that holds them
/// @throws InvalidProblem unless sxx is symmetric positive definite and both are diagonal
std::vector<NamedFeature> features_of_moments(const RationalMatrix& sxx, const RationalMatrix& syx,
                                              const std::string& where);

/// @throws InvalidProblem unless sxx is symmetric and every leading principal minor is > 0 (decided exactly)
void require_positive_definite(const RationalMatrix& sxx, const std::string& where);

}  // namespace jepa_oracle
