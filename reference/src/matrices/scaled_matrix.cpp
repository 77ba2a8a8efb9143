#include "matrices/scaled_matrix.h"

#include <algorithm>

namespace jepa_oracle {
namespace {

using Integer = ScaledMatrix::Integer;

/// Bits that a common denominator may have beside twice those of the longest one.
constexpr std::size_t kBitsToSpare = 64;

std::size_t bits_of(mpz_srcptr value) { return mpz_sizeinbase(value, 2); }

/// result = value / 2^shift in lowest terms.
void divide_by_power_of_two(mpq_ptr result, mpz_srcptr value, mp_bitcnt_t shift) {
  const mp_bitcnt_t common = std::min(mpz_scan1(value, 0), shift);
  mpz_tdiv_q_2exp(mpq_numref(result), value, common);
  mpz_set_ui(mpq_denref(result), 1);
  mpz_mul_2exp(mpq_denref(result), mpq_denref(result), shift - common);
}

}  // namespace

std::optional<ScaledMatrix> ScaledMatrix::of(const Matrix<Rational>& matrix) {
  ScaledMatrix result(matrix.rows(), matrix.cols());
  mpz_ptr common = result.denominator_.backend().data();
  std::size_t longest = 1;
  for (Index i = 0; i < matrix.size(); ++i) {
    mpz_srcptr denominator = mpq_denref(matrix.data()[i].backend().data());
    longest = std::max(longest, bits_of(denominator));
    if (mpz_divisible_p(common, denominator) == 0) mpz_lcm(common, common, denominator);
  }
  if (bits_of(common) > 2 * longest + kBitsToSpare) return std::nullopt;
  Integer factor;
  for (Index i = 0; i < matrix.size(); ++i) {
    mpq_srcptr value = matrix.data()[i].backend().data();
    mpz_ptr entry = result.entries_[static_cast<std::size_t>(i)].backend().data();
    if (mpz_sgn(mpq_numref(value)) == 0) continue;
    mpz_divexact(factor.backend().data(), common, mpq_denref(value));
    mpz_mul(entry, mpq_numref(value), factor.backend().data());
  }
  return result;
}

Matrix<Rational> ScaledMatrix::lowest_terms() const {
  Matrix<Rational> result(rows_, cols_);
  mpz_srcptr denominator = denominator_.backend().data();
  const mp_bitcnt_t shift = mpz_scan1(denominator, 0);
  const bool is_power_of_two = bits_of(denominator) == shift + 1;
  for (Index i = 0; i < result.size(); ++i) {
    mpq_ptr value = result.data()[i].backend().data();
    mpz_srcptr entry = entries_[static_cast<std::size_t>(i)].backend().data();
    if (mpz_sgn(entry) == 0) continue;
    if (is_power_of_two) {
      divide_by_power_of_two(value, entry, shift);
    } else {
      mpz_set(mpq_numref(value), entry);
      mpz_set(mpq_denref(value), denominator);
      mpq_canonicalize(value);
    }
  }
  return result;
}

ScaledMatrix ScaledMatrix::operator-() const {
  ScaledMatrix result = *this;
  for (Integer& entry : result.entries_) mpz_neg(entry.backend().data(), entry.backend().data());
  return result;
}

ScaledMatrix operator-(const ScaledMatrix& a, const ScaledMatrix& b) {
  ScaledMatrix result(a.rows_, a.cols_);
  // Over the least common denominator.
  mpz_ptr common = result.denominator_.backend().data();
  mpz_lcm(common, a.denominator_.backend().data(), b.denominator_.backend().data());
  Integer factor_a;
  Integer factor_b;
  mpz_divexact(factor_a.backend().data(), common, a.denominator_.backend().data());
  mpz_divexact(factor_b.backend().data(), common, b.denominator_.backend().data());
  for (std::size_t i = 0; i < result.entries_.size(); ++i) {
    mpz_ptr entry = result.entries_[i].backend().data();
    mpz_mul(entry, a.entries_[i].backend().data(), factor_a.backend().data());
    mpz_submul(entry, b.entries_[i].backend().data(), factor_b.backend().data());
  }
  return result;
}

ScaledMatrix product(const ScaledMatrix& a, const ScaledMatrix& b) {
  ScaledMatrix result(a.rows_, b.cols_);
  result.denominator_ = a.denominator_ * b.denominator_;
  for (Index j = 0; j < b.cols_; ++j) {
    for (Index i = 0; i < a.rows_; ++i) {
      for (Index k = 0; k < a.cols_; ++k) mpz_addmul(result.at(i, j), a.at(i, k), b.at(k, j));
    }
  }
  return result;
}

ScaledMatrix transposed_product(const ScaledMatrix& a, const ScaledMatrix& b) {
  ScaledMatrix result(a.cols_, b.cols_);
  result.denominator_ = a.denominator_ * b.denominator_;
  for (Index j = 0; j < b.cols_; ++j) {
    for (Index i = 0; i < a.cols_; ++i) {
      for (Index k = 0; k < a.rows_; ++k) mpz_addmul(result.at(i, j), a.at(k, i), b.at(k, j));
    }
  }
  return result;
}

ScaledMatrix product_transposed(const ScaledMatrix& a, const ScaledMatrix& b) {
  ScaledMatrix result(a.rows_, b.rows_);
  result.denominator_ = a.denominator_ * b.denominator_;
  for (Index j = 0; j < b.rows_; ++j) {
    for (Index i = 0; i < a.rows_; ++i) {
      for (Index k = 0; k < a.cols_; ++k) mpz_addmul(result.at(i, j), a.at(i, k), b.at(j, k));
    }
  }
  return result;
}

std::optional<std::vector<ScaledMatrix>> scaled(const std::vector<Matrix<Rational>>& matrices) {
  std::vector<ScaledMatrix> result;
  for (const Matrix<Rational>& matrix : matrices) {
    auto one = ScaledMatrix::of(matrix);
    if (!one) return std::nullopt;
    result.push_back(std::move(*one));
  }
  return result;
}

std::vector<Matrix<Rational>> lowest_terms(const std::vector<ScaledMatrix>& matrices) {
  std::vector<Matrix<Rational>> result;
  for (const ScaledMatrix& matrix : matrices) result.push_back(matrix.lowest_terms());
  return result;
}

}  // namespace jepa_oracle
