#pragma once

#include <vector>

#include "jepa_oracle/network.h"
#include "numbers.h"

namespace jepa_oracle::python {

/// In which form Python gets numbers that are known: decimals of so many digits, fractions, or the nearest doubles.
struct Form {
  std::optional<Digits> digits;
  bool fractions = false;
};

using NumberMatrix = std::vector<std::vector<Number>>;
using TextMatrix = std::vector<std::vector<std::string>>;

/// Rounded once, to nearest; a fraction is "n" or "n/d".
Number shown(const Rational& value, const Form& form);
/// The same of a value in floating point; infinities and NaN as they are.
Number shown(const Real& value, const Form& form);
Number shown(double value, const Form& form);

template <class T>
NumberMatrix shown(const Matrix<T>& matrix, const Form& form) {
  NumberMatrix rows(static_cast<std::size_t>(matrix.rows()));
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.cols(); ++j) rows[static_cast<std::size_t>(i)].push_back(shown(matrix(i, j), form));
  }
  return rows;
}

template <class T>
std::vector<NumberMatrix> shown(const std::vector<Matrix<T>>& matrices, const Form& form) {
  std::vector<NumberMatrix> result;
  for (const Matrix<T>& matrix : matrices) result.push_back(shown(matrix, form));
  return result;
}

/// A matrix from rows of one length. @throws InvalidProblem at `where`[i][j] for an entry that is no number
Matrix<Rational> matrix_of(const TextMatrix& rows, const std::string& where);

}  // namespace jepa_oracle::python
