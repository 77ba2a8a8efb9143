#pragma once

#include <vector>

#include "jepa_oracle/descent_field.h"
#include "numbers.h"

namespace jepa_oracle {

/// Rows of decimal or fraction texts.
inline Matrix<Rational> matrix(const std::vector<std::vector<std::string_view>>& rows) {
  Matrix<Rational> result(static_cast<Index>(rows.size()), static_cast<Index>(rows.front().size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[i].size(); ++j) {
      result(static_cast<Index>(i), static_cast<Index>(j)) = number(rows[i][j]);
    }
  }
  return result;
}

/// Small random fractions: exact products stay short.
inline Matrix<Rational> random_matrix(RandomRationals& random, Index rows, Index columns) {
  Matrix<Rational> result(rows, columns);
  for (Index i = 0; i < result.size(); ++i) result.data()[i] = Rational(random.integer(-9, 9), random.integer(1, 5));
  return result;
}

/// Moments of random pairs, more of them than dimensions: every moment at once valid.
inline Moments<Rational> random_moments(RandomRationals& random, Index size) {
  Matrix<Rational> x = random_matrix(random, size, 2 * size);
  for (Index i = 0; i < size; ++i) x(i, i) += 20;
  const Matrix<Rational> y = random_matrix(random, size, 2 * size);
  const auto moment = [size](const Matrix<Rational>& a, const Matrix<Rational>& b) {
    Matrix<Rational> sum = product_transposed(a, b);
    for (Index i = 0; i < sum.size(); ++i) sum.data()[i] /= Rational(2 * size);
    return sum;
  };
  return {moment(x, x), moment(y, x), moment(y, y)};
}

/// Layers of the widths given (the first is the size of the data).
inline Network<Rational> random_network(RandomRationals& random, Objective objective,
                                        const std::vector<Index>& widths) {
  Network<Rational> network;
  for (std::size_t a = 1; a < widths.size(); ++a) {
    network.layers.push_back(random_matrix(random, widths[a], widths[a - 1]));
  }
  network.top_layers = {
      random_matrix(random, objective == Objective::jepa ? widths.back() : widths.front(), widths.back())};
  return network;
}

/// Every entry of every matrix, one after the other.
template <class T>
std::vector<T> entries(const Network<T>& network) {
  std::vector<T> result;
  const auto append = [&result](const Matrix<T>& m) { result.insert(result.end(), m.data(), m.data() + m.size()); };
  for (const Matrix<T>& layer : network.layers) append(layer);
  append(network.top());
  return result;
}

}  // namespace jepa_oracle
