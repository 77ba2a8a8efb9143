#pragma once

#include <gmp.h>

#include <vector>

#include "matrices/real_products.h"

namespace jepa_oracle {

/// A Real matrix as integers of a fixed number of limbs over one power of two: entry = sign m 2^(exponent - 64 limbs),
/// m < 2^(64 limbs), truncated. Entries are right to 2^-(64 limbs) of the largest, which is what a norm needs, and
/// products cost a few instructions a limb, without a rounding or an exponent for each.
class FixedPointMatrix {
 public:
  FixedPointMatrix(const Matrix<Real>& matrix, std::size_t limbs);

  bool is_zero() const { return is_zero_; }
  long exponent() const { return exponent_; }
  Index rows() const { return rows_; }
  Index columns() const { return columns_; }
  int sign(Index row, Index column) const { return signs_[at(row, column)]; }
  /// The leading `count` limbs of an entry, least significant first.
  const mp_limb_t* leading(Index row, Index column, std::size_t count) const {
    return magnitudes_.data() + (at(row, column) + 1) * limbs_ - count;
  }

 private:
  std::size_t at(Index row, Index column) const { return static_cast<std::size_t>(row + column * rows_); }

  Index rows_;
  Index columns_;
  std::size_t limbs_;
  long exponent_ = 0;
  bool is_zero_ = true;
  std::vector<int> signs_;
  std::vector<mp_limb_t> magnitudes_;
};

/// Sum of products of such matrices at a precision of `limbs`, exact but for what lies below 2^-(128 limbs) of the
/// largest product.
class FixedPointSum {
 public:
  /// @param exponent  largest sum of exponents of the factors to come
  FixedPointSum(Index rows, Index columns, std::size_t limbs, long exponent);

  /// += a b, a' b or a b', from the leading limbs of each factor.
  void add(const FixedPointMatrix& a, const FixedPointMatrix& b, Transposed transposed);
  Matrix<Real> rounded_to(Bits bits) const;

 private:
  Index rows_;
  Index columns_;
  std::size_t limbs_;
  std::size_t width_;  ///< limbs of a sum: a product, and one for carries
  long exponent_;
  std::vector<mp_limb_t> plus_;   ///< sums of the positive products of every entry
  std::vector<mp_limb_t> minus_;  ///< and of the negative ones
  std::vector<mp_limb_t> scratch_;
};

}  // namespace jepa_oracle
