#include "matrices/fixed_point_matrix.h"

#include <algorithm>

namespace jepa_oracle {
namespace {

constexpr std::size_t kLimbBits = GMP_NUMB_BITS;

/// target += source 2^-shift, both of `width` limbs, truncated.
void add_shifted(mp_limb_t* target, mp_limb_t* source, std::size_t width, std::size_t shift) {
  const std::size_t whole = shift / kLimbBits;
  if (whole >= width) return;
  const std::size_t rest = width - whole;
  mp_limb_t* moved = source + whole;
  if (shift % kLimbBits != 0) mpn_rshift(moved, moved, static_cast<mp_size_t>(rest), shift % kLimbBits);
  mpn_add(target, target, static_cast<mp_size_t>(width), moved, static_cast<mp_size_t>(rest));
}

}  // namespace

FixedPointMatrix::FixedPointMatrix(const Matrix<Real>& matrix, std::size_t limbs)
    : rows_(matrix.rows()),
      columns_(matrix.cols()),
      limbs_(limbs),
      signs_(static_cast<std::size_t>(matrix.size())),
      magnitudes_(static_cast<std::size_t>(matrix.size()) * limbs) {
  const Real largest = max_abs(matrix);
  if (mpfr_regular_p(largest.get()) == 0) return;
  is_zero_ = false;
  exponent_ = mpfr_get_exp(largest.get());
  boost::multiprecision::mpz_int integer;
  mpz_ptr z = integer.backend().data();
  Real scaled;
  for (std::size_t i = 0; i < signs_.size(); ++i) {
    scaled = matrix.data()[i];
    mpfr_mul_2si(scaled.get(), scaled.get(), static_cast<long>(kLimbBits * limbs) - exponent_, MPFR_RNDN);
    mpfr_get_z(z, scaled.get(), MPFR_RNDZ);
    signs_[i] = mpz_sgn(z);
    std::copy_n(mpz_limbs_read(z), mpz_size(z), magnitudes_.data() + i * limbs);
  }
}

FixedPointSum::FixedPointSum(Index rows, Index columns, std::size_t limbs, long exponent)
    : rows_(rows),
      columns_(columns),
      limbs_(limbs),
      width_(2 * limbs + 1),
      exponent_(exponent),
      plus_(static_cast<std::size_t>(rows * columns) * width_),
      minus_(plus_.size()),
      scratch_(3 * width_) {}

void FixedPointSum::add(const FixedPointMatrix& a, const FixedPointMatrix& b, Transposed transposed) {
  if (a.is_zero() || b.is_zero()) return;
  const bool left = transposed == Transposed::left;
  const bool right = transposed == Transposed::right;
  const Index inner = left ? a.rows() : a.columns();
  const auto shift = static_cast<std::size_t>(exponent_ - a.exponent() - b.exponent());
  const auto size = static_cast<mp_size_t>(limbs_);
  mp_limb_t* plus = scratch_.data();
  mp_limb_t* minus = plus + width_;
  mp_limb_t* term = minus + width_;
  for (Index j = 0; j < columns_; ++j) {
    for (Index i = 0; i < rows_; ++i) {
      std::fill_n(plus, 2 * width_, 0);
      for (Index k = 0; k < inner; ++k) {
        const int sign = (left ? a.sign(k, i) : a.sign(i, k)) * (right ? b.sign(j, k) : b.sign(k, j));
        if (sign == 0) continue;
        mpn_mul_n(term, left ? a.leading(k, i, limbs_) : a.leading(i, k, limbs_),
                  right ? b.leading(j, k, limbs_) : b.leading(k, j, limbs_), size);
        mp_limb_t* sum = sign > 0 ? plus : minus;
        sum[2 * limbs_] += mpn_add_n(sum, sum, term, 2 * size);
      }
      const auto entry = static_cast<std::size_t>(i + j * rows_) * width_;
      add_shifted(plus_.data() + entry, plus, width_, shift);
      add_shifted(minus_.data() + entry, minus, width_, shift);
    }
  }
}

Matrix<Real> FixedPointSum::rounded_to(Bits bits) const {
  Matrix<Real> result = zeros(rows_, columns_, bits);
  const long unit = exponent_ - static_cast<long>(2 * kLimbBits * limbs_);
  std::vector<mp_limb_t> difference(width_);
  const auto width = static_cast<mp_size_t>(width_);
  for (Index i = 0; i < result.size(); ++i) {
    const mp_limb_t* plus = plus_.data() + static_cast<std::size_t>(i) * width_;
    const mp_limb_t* minus = minus_.data() + static_cast<std::size_t>(i) * width_;
    const bool negative = mpn_cmp(plus, minus, width) < 0;
    mpn_sub_n(difference.data(), negative ? minus : plus, negative ? plus : minus, width);
    mpz_t integer;
    mpfr_set_z_2exp(result.data()[i].get(), mpz_roinit_n(integer, difference.data(), negative ? -width : width), unit,
                    MPFR_RNDN);
  }
  return result;
}

}  // namespace jepa_oracle
