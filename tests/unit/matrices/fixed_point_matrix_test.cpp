// Sums of products in fixed point against exact rational products.
#include "matrices/fixed_point_matrix.h"

#include <gtest/gtest.h>

#include <array>

#include "matrices.h"

namespace jepa_oracle {
namespace {

constexpr long kLimbBits = GMP_NUMB_BITS;

Rational two_to(long exponent) { return power(Rational(2), exponent); }

Rational entry_of(const FixedPointMatrix& m, std::size_t limbs, Index row, Index column) {
  boost::multiprecision::mpz_int sum = 0;
  const mp_limb_t* limb = m.leading(row, column, limbs);
  for (std::size_t i = limbs; i-- > 0;) sum = (sum << kLimbBits) + limb[i];
  return Rational(sum) * m.sign(row, column) * two_to(m.exponent() - kLimbBits * static_cast<long>(limbs));
}

Rational largest(const Matrix<Rational>& m) {
  Rational size = 0;
  for (Index i = 0; i < m.size(); ++i) size = std::max(size, Rational(boost::multiprecision::abs(m.data()[i])));
  return size;
}

/// Entries of very different sizes, both signs, some 0.
Matrix<Real> spread_matrix(RandomRationals& random, Index rows, Index columns, Bits bits, long exponent) {
  Matrix<Real> m(rows, columns);
  for (Index i = 0; i < m.size(); ++i) {
    m.data()[i] = random.integer(0, 6) == 0 ? Real(0) : Real(random.any(exponent - 100, exponent), bits);
  }
  return m;
}

Matrix<Rational> exact(const Matrix<Real>& m) {
  return m.unaryExpr([](const Real& x) { return x.to_rational(); });
}

TEST(FixedPointMatrix, HoldsEveryEntryToItsUnit) {
  RandomRationals random(11);
  for (const std::size_t limbs : {1U, 2U, 5U}) {
    for (const long exponent : {-300L, 0L, 400L}) {
      const Matrix<Real> m = spread_matrix(random, 3, 4, 500, exponent);
      const FixedPointMatrix fixed(m, limbs);
      const Rational unit = two_to(fixed.exponent() - kLimbBits * static_cast<long>(limbs));
      EXPECT_FALSE(fixed.is_zero());
      EXPECT_LT(largest(exact(m)), two_to(fixed.exponent()));
      EXPECT_GE(largest(exact(m)), two_to(fixed.exponent() - 1));
      for (Index i = 0; i < 3; ++i) {
        for (Index j = 0; j < 4; ++j) {
          const Rational value = m(i, j).to_rational();
          const Rational held = entry_of(fixed, limbs, i, j);
          EXPECT_LT(boost::multiprecision::abs(Rational(value - held)), unit);
          EXPECT_LE(boost::multiprecision::abs(held), boost::multiprecision::abs(value)) << "truncated, not rounded up";
        }
      }
    }
  }
}

TEST(FixedPointMatrix, OfZerosIsZero) {
  EXPECT_TRUE(FixedPointMatrix(zeros(2, 3, 100), 2).is_zero());
  Matrix<Real> one_entry = zeros(2, 3, 100);
  one_entry(1, 2) = Real(Rational(-1, 3), 100);
  const FixedPointMatrix fixed(one_entry, 2);
  EXPECT_FALSE(fixed.is_zero());
  EXPECT_EQ(fixed.sign(1, 2), -1);
  EXPECT_EQ(fixed.sign(0, 0), 0);
}

class FixedPointSums : public ::testing::TestWithParam<Transposed> {};

TEST_P(FixedPointSums, AreTheExactSumsToTheirPrecision) {
  const Transposed transposed = GetParam();
  RandomRationals random(13);
  for (const std::size_t limbs : {1U, 2U, 4U}) {
    const auto bits = kLimbBits * static_cast<Bits>(limbs);
    constexpr Index kRows = 2;
    constexpr Index kInner = 3;
    constexpr Index kColumns = 4;
    Matrix<Rational> expected = Matrix<Rational>::Constant(kRows, kColumns, Rational(0));
    std::vector<std::pair<FixedPointMatrix, FixedPointMatrix>> factors;
    long exponent = -1'000'000;
    Rational scale = 0;
    for (const long size : {0L, -70L, 40L, -200L}) {
      const bool left = transposed == Transposed::left;
      const bool right = transposed == Transposed::right;
      // Numbers of fewer bits than the limbs, in a range of 2^100: what falls below the unit is lost by truncation.
      const Matrix<Real> a = spread_matrix(random, left ? kInner : kRows, left ? kRows : kInner, bits, size);
      const Matrix<Real> b = spread_matrix(random, right ? kColumns : kInner, right ? kInner : kColumns, bits, 3);
      const Matrix<Rational> x = exact(a);
      const Matrix<Rational> y = exact(b);
      expected += left ? transposed_product(x, y) : right ? product_transposed(x, y) : product(x, y);
      factors.emplace_back(FixedPointMatrix(a, limbs), FixedPointMatrix(b, limbs));
      const auto& [p, q] = factors.back();
      exponent = std::max(exponent, p.exponent() + q.exponent());
      scale += 2 * kInner * two_to(p.exponent() + q.exponent() - bits) + two_to(p.exponent() + q.exponent() - 2 * bits);
    }
    FixedPointSum sum(kRows, kColumns, limbs, exponent);
    for (const auto& [p, q] : factors) sum.add(p, q, transposed);
    const Matrix<Real> seen = sum.rounded_to(2 * bits + 64);
    // Each factor is off by one unit at most, each product by both; the shift of a product loses two units of the sum,
    // one for either sign.
    const Rational bound = scale + 8 * two_to(exponent - 2 * bits);
    for (Index i = 0; i < expected.size(); ++i) {
      const Rational off = seen.data()[i].to_rational() - expected.data()[i];
      EXPECT_LE(boost::multiprecision::abs(off), bound) << limbs << " limbs, entry " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, FixedPointSums, ::testing::Values(Transposed::none, Transposed::left, Transposed::right));

TEST(FixedPointSum, IsExactWhereNothingIsLost) {
  // 2^64 - 1 in every entry of one limb: the largest products, and their carries.
  const Real full((two_to(kLimbBits) - 1), kLimbBits);
  Matrix<Real> a = Matrix<Real>::Constant(1, 7, full);
  const Matrix<Real> b = Matrix<Real>::Constant(7, 1, full);
  const FixedPointMatrix x(a, 1);
  const FixedPointMatrix y(b, 1);
  FixedPointSum sum(1, 1, 1, x.exponent() + y.exponent());
  for (int i = 0; i < 3; ++i) sum.add(x, y, Transposed::none);
  const Rational square = (two_to(kLimbBits) - 1) * (two_to(kLimbBits) - 1);
  EXPECT_EQ(sum.rounded_to(256)(0, 0).to_rational(), 21 * square);
  for (Index i = 0; i < 7; ++i) a(0, i) = -full;
  const FixedPointMatrix minus(a, 1);
  for (int i = 0; i < 4; ++i) sum.add(minus, y, Transposed::none);
  EXPECT_EQ(sum.rounded_to(256)(0, 0).to_rational(), -7 * square) << "differences change sign";
}

TEST(FixedPointSum, IgnoresZerosAndWhatIsTooSmall) {
  RandomRationals random(17);
  const Matrix<Real> a = spread_matrix(random, 2, 2, 64, 0);
  const FixedPointMatrix x(a, 1);
  FixedPointSum sum(2, 2, 1, 2 * x.exponent());
  sum.add(FixedPointMatrix(zeros(2, 2, 64), 1), x, Transposed::none);
  EXPECT_EQ(max_abs(sum.rounded_to(64)), Real(0));
  Matrix<Real> tiny = a;
  for (Index i = 0; i < tiny.size(); ++i) tiny.data()[i] = a.data()[i] * Real(two_to(-1000), 64);
  sum.add(FixedPointMatrix(tiny, 1), x, Transposed::none);
  EXPECT_EQ(max_abs(sum.rounded_to(64)), Real(0)) << "1000 bits below the unit";
}

}  // namespace
}  // namespace jepa_oracle
