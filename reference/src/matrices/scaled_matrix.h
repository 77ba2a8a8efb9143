#pragma once

#include <optional>
#include <vector>

#include "jepa_oracle/matrix.h"

namespace jepa_oracle {

/// A rational matrix as integers over one denominator, N / q: sums and products are those of integers, and an entry is
/// put in lowest terms once, when it is read. A product of Matrix<Rational> does that after every operation, which
/// takes most of its time.
class ScaledMatrix {
 public:
  using Integer = boost::multiprecision::number<boost::multiprecision::gmp_int, boost::multiprecision::et_off>;

  ScaledMatrix() = default;
  /// Nothing when the common denominator is so much longer than the longest one of an entry that the integers would
  /// cost more than the lowest terms: a diagonal matrix of unrelated fractions, for example.
  static std::optional<ScaledMatrix> of(const Matrix<Rational>& matrix);
  Matrix<Rational> lowest_terms() const;

  Index rows() const { return rows_; }
  Index cols() const { return cols_; }

  ScaledMatrix operator-() const;
  friend ScaledMatrix operator-(const ScaledMatrix& a, const ScaledMatrix& b);
  friend ScaledMatrix product(const ScaledMatrix& a, const ScaledMatrix& b);
  /// a' b
  friend ScaledMatrix transposed_product(const ScaledMatrix& a, const ScaledMatrix& b);
  /// a b'
  friend ScaledMatrix product_transposed(const ScaledMatrix& a, const ScaledMatrix& b);

 private:
  ScaledMatrix(Index rows, Index cols) : rows_(rows), cols_(cols), entries_(static_cast<std::size_t>(rows * cols)) {}
  mpz_ptr at(Index i, Index j) { return entries_[static_cast<std::size_t>(j * rows_ + i)].backend().data(); }
  mpz_srcptr at(Index i, Index j) const { return entries_[static_cast<std::size_t>(j * rows_ + i)].backend().data(); }

  Index rows_ = 0;
  Index cols_ = 0;
  std::vector<Integer> entries_;  ///< column by column, as Eigen stores them
  Integer denominator_ = 1;       ///< > 0
};

/// Nothing when one of them is nothing.
std::optional<std::vector<ScaledMatrix>> scaled(const std::vector<Matrix<Rational>>& matrices);
std::vector<Matrix<Rational>> lowest_terms(const std::vector<ScaledMatrix>& matrices);

}  // namespace jepa_oracle
