#include "jepa_oracle/moment_estimate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "given_pairs.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/samples.h"
#include "numbers/indexed_random.h"

namespace jepa_oracle {
namespace {

/// Numbers with all 53 bits, about 3 and about -1e4: a centre far from 0.
RowMatrix numbers(Index rows, Index columns, std::uint64_t stream) {
  const IndexedRandom random(7, stream);
  RowMatrix matrix(rows, columns);
  for (Index i = 0; i < matrix.size(); ++i) {
    const double offset = i % columns == 1 ? -1e4 : 3;
    matrix.data()[i] = offset + random.normal(static_cast<std::uint64_t>(i));
  }
  return matrix;
}

Matrix<Rational> exactly(const RowMatrix& matrix, const Rational& less = 0) {
  Matrix<Rational> result(matrix.cols(), matrix.rows());
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.cols(); ++j) result(j, i) = Rational(matrix(i, j)) - less;
  }
  return result;
}

void centre(Matrix<Rational>& views) {
  for (Index i = 0; i < views.rows(); ++i) {
    const Rational mean = views.row(i).sum() / Rational(static_cast<long>(views.cols()));
    for (Index j = 0; j < views.cols(); ++j) views(i, j) -= mean;
  }
}

/// |estimate - exact| against the documented rounding of sums, in units of sqrt(sum a^2 sum b^2) of the shifted
/// columns.
void expect_within_rounding(const Eigen::MatrixXd& estimate, const Matrix<Rational>& exact, const RowMatrix& a,
                            const RowMatrix& b, double additions) {
  const double count = static_cast<double>(a.rows());
  for (Index i = 0; i < exact.rows(); ++i) {
    for (Index j = 0; j < exact.cols(); ++j) {
      const double reach =
          std::sqrt((a.col(i).array() - a(0, i)).square().sum() * (b.col(j).array() - b(0, j)).square().sum()) / count;
      // One sum of products and two sums of values, each off by additions() roundings; three more to put them together.
      // Shifting rounds a value by half a unit of it.
      const double shift = 0x1p-53 * (std::abs(a(0, i)) + std::abs(b(0, j)) + 10) * std::sqrt(reach);
      const double bound = (3 * additions + 8) * 0x1p-53 * reach + 4 * shift;
      const double off = std::abs(Rational(Rational(estimate(i, j)) - exact(i, j)).convert_to<double>());
      EXPECT_LE(off, bound) << i << ", " << j << ": " << estimate(i, j);
    }
  }
}

TEST(MomentEstimate, IsTheMomentOfThePairsToWithinTheRoundingOfSums) {
  const RowMatrix x = numbers(1111, 3, 1);
  const RowMatrix y = numbers(1111, 3, 2);
  Samples<Rational> pairs{exactly(x), exactly(y)};
  centre(pairs.x);
  centre(pairs.y);
  const Moments<Rational> exact = moments_of(pairs);
  GivenPairs source(x, y);
  const MomentEstimate estimate(source, Centre::mean);
  expect_within_rounding(estimate.moments().sxx, exact.sxx, x, x, estimate.additions());
  expect_within_rounding(estimate.moments().syx, exact.syx, y, x, estimate.additions());
  ASSERT_TRUE(exact.syy);
  // 1111 blocks of one pair, which fill 256, 128 and 128 places in turn.
  expect_within_rounding(estimate.target_moments(), *exact.syy, y, y, estimate.additions() + 512);
}

TEST(MomentEstimate, IsExactWhereAllSumsAre) {
  const IndexedRandom random(3, 1);
  RowMatrix x(512, 2);
  RowMatrix y(512, 2);
  for (Index i = 0; i < x.size(); ++i) {
    x.data()[i] = static_cast<double>(random.bits(static_cast<std::uint64_t>(2 * i)) % 64);
    y.data()[i] = static_cast<double>(random.bits(static_cast<std::uint64_t>(2 * i + 1)) % 64);
  }
  const Samples<Rational> pairs{exactly(x), exactly(y)};
  const Moments<Rational> exact = moments_of(pairs);
  GivenPairs source(x, y);
  const MomentEstimate estimate(source, Centre::origin);
  const EstimatedMoments moments = estimate.moments();
  for (Index i = 0; i < 2; ++i) {
    for (Index j = 0; j < 2; ++j) {
      EXPECT_EQ(Rational(moments.sxx(i, j)), exact.sxx(i, j));
      EXPECT_EQ(Rational(moments.syx(i, j)), exact.syx(i, j));
      EXPECT_EQ(Rational(estimate.target_moments()(i, j)), (*exact.syy)(i, j));
    }
  }
}

TEST(MomentEstimate, KeepsFromBToTwoBBlocksOfEqualLength) {
  for (const Index rows : {40, 255, 256, 257, 1000, 5000}) {
    GivenPairs source(numbers(rows, 2, 1), numbers(rows, 2, 2));
    const MomentEstimate estimate(source, Centre::mean, 1, 16);
    const auto blocks = static_cast<Index>(estimate.blocks().size());
    EXPECT_GE(blocks, 16);
    EXPECT_LE(blocks, 32);
    double pairs = 0;
    for (const MomentSums& block : estimate.blocks()) {
      pairs += block.pairs;
      if (&block != &estimate.blocks().back()) {
        EXPECT_EQ(block.pairs, static_cast<double>(estimate.rows_per_block()));
      }
    }
    EXPECT_EQ(pairs, static_cast<double>(rows));
  }
}

TEST(MomentEstimate, WeightsOfOneGiveTheEstimateAndWeightsOfABlockItsMoments) {
  GivenPairs source(numbers(300, 2, 1), numbers(300, 2, 2));
  const MomentEstimate estimate(source, Centre::mean, 150);
  ASSERT_EQ(estimate.blocks().size(), 2U);
  Eigen::MatrixXd weights(2, 2);
  weights << 1, 1, 1, 0;
  const std::vector<EstimatedMoments> moments = estimate.moments(weights);
  EXPECT_EQ(moments[0].sxx, estimate.moments().sxx);
  EXPECT_EQ(moments[0].syx, estimate.moments().syx);
  GivenPairs first(numbers(300, 2, 1).topRows(150), numbers(300, 2, 2).topRows(150));
  EXPECT_EQ(moments[1].syx, MomentEstimate(first, Centre::mean, 150).moments().syx);
}

TEST(MomentEstimate, WithoutAColumnTheOthersAreAsBefore) {
  GivenPairs source(numbers(100, 3, 1), numbers(100, 3, 2));
  MomentEstimate estimate(source, Centre::mean);
  const EstimatedMoments before = estimate.moments();
  const Eigen::MatrixXd targets = estimate.target_moments();
  estimate.drop({1});
  EXPECT_EQ(estimate.columns(), (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(estimate.moments().syx(1, 0), before.syx(2, 0));
  EXPECT_EQ(estimate.moments().sxx(1, 1), before.sxx(2, 2));
  EXPECT_EQ(estimate.target_moments()(1, 0), targets(2, 0));
}

std::string refusal(RowMatrix x, Centre centre = Centre::mean) {
  GivenPairs source(x, x);
  try {
    const MomentEstimate estimate(source, centre);
    estimate.require_independent_columns();
  } catch (const InvalidProblem& problem) {
    return problem.rule();
  }
  return "";
}

TEST(MomentEstimate, RefusesWhatHasNoMoments) {
  EXPECT_EQ(refusal(RowMatrix(0, 2)), "holds no pairs");
  EXPECT_EQ(refusal(numbers(2, 2, 1)), "2 pairs of 2 columns: sxx is singular with fewer than 3 pairs");
  EXPECT_EQ(refusal(numbers(2, 2, 1), Centre::origin), "");
  EXPECT_EQ(refusal(numbers(2, 1025, 1)), "has 1025 columns: at most 1024 are analysed");
  RowMatrix large = numbers(10, 1, 1);
  large(3, 0) = 1e200;
  EXPECT_EQ(refusal(large), "holds values so large that the sums of their squares overflow: scale the columns");
}

TEST(IndependentColumns, ConstantOnesAreFoundExactly) {
  RowMatrix x = numbers(50, 3, 1);
  x.col(0).setConstant(0.1);
  x.col(2).setConstant(-7);
  EXPECT_EQ(refusal(x), "constant columns a, c: sxx is singular");
  // Nearly constant is not constant.
  x(49, 0) = std::nextafter(0.1, 1.0);
  EXPECT_EQ(refusal(x), "constant column c: sxx is singular");
  // About the origin a constant column has a second moment.
  EXPECT_EQ(refusal(x.rightCols(2), Centre::origin), "");
}

TEST(IndependentColumns, CombinationsAreNamedWithTheColumnsTheyConsistOf) {
  RowMatrix x = numbers(200, 4, 1);
  x.col(2) = 2 * x.col(0) - x.col(3);
  EXPECT_EQ(refusal(x), "column d is a linear combination of a, c: sxx is singular");
  x.col(1) = 1e-9 * x.col(0);
  EXPECT_EQ(refusal(x),
            "column b is a linear combination of a; column d is a linear combination of a, c: sxx is singular");
}

TEST(IndependentColumns, ColumnsOfAnyUnitAndNearCombinationsAreIndependent) {
  RowMatrix x = numbers(200, 3, 1);
  x.col(0) *= 1e-150;
  x.col(1) *= 1e120;
  EXPECT_EQ(refusal(x), "");
  x = numbers(200, 3, 1);
  x.col(2) = x.col(0) + 1e-4 * x.col(2);
  EXPECT_EQ(refusal(x), "");
}

}  // namespace
}  // namespace jepa_oracle
