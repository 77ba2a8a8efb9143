// How far the field moves with the weights: exact differences stay inside the bound, and come near it.
#include "judge/tolerance/field_spread.h"

#include <gtest/gtest.h>

#include <random>

#include "jepa_oracle/descent_field.h"
#include "judge/protocol/number_format.h"

namespace jepa_oracle::properties {
namespace {

class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}
  double entry() { return std::uniform_real_distribution<double>(-1, 1)(random_); }
  bool coin() { return random_() % 2 == 0; }
  Matrix<Rational> matrix(Index rows, Index columns) {
    Matrix<Rational> result(rows, columns);
    for (Index i = 0; i < result.size(); ++i) result.data()[i] = Rational(entry());
    return result;
  }

 private:
  std::mt19937 random_;
};

/// Each weight moved by its radius, up or down.
Matrix<Rational> corner(Draw& draw, const Matrix<Rational>& centre, const Matrix<double>& radius) {
  Matrix<Rational> result = centre;
  for (Index i = 0; i < centre.size(); ++i) {
    const Rational by(radius.data()[i]);
    result.data()[i] += draw.coin() ? by : Rational(-by);
  }
  return result;
}

/// Largest distance between the two over its bound.
double part_of(const Matrix<Rational>& a, const Matrix<Rational>& b, const Matrix<double>& bound) {
  double most = 0;
  for (Index i = 0; i < a.size(); ++i) {
    const Rational difference = boost::multiprecision::abs(Rational(a.data()[i] - b.data()[i]));
    if (difference != 0) most = std::max(most, double_towards_zero(difference / Rational(bound.data()[i])));
  }
  return most;
}

class FieldSpread : public testing::TestWithParam<double> {};

TEST_P(FieldSpread, BoundsEveryMoveAndIsNotIdle) {
  Draw draw(5);
  double nearest = 0;
  for (int i = 0; i < 60; ++i) {
    const Objective objective = i % 2 == 0 ? Objective::jepa : Objective::mae;
    const Index size = 1 + i % 3;
    const Index code = 1 + i % 2;
    const Index outputs = objective == Objective::jepa ? code : size;
    Network<Rational> centre{{draw.matrix(3, size), draw.matrix(code, 3)}, draw.matrix(outputs, code)};
    const Moments<Rational> moments{draw.matrix(size, size), draw.matrix(size, size)};
    Network<double> radius{{}, Matrix<double>::Constant(outputs, code, GetParam())};
    for (const auto& layer : centre.layers) {
      radius.layers.push_back(Matrix<double>::Constant(layer.rows(), layer.cols(), GetParam() / 3));
    }
    const Network<double> bound = field_spread(objective, centre, radius, moments);
    const Network<Rational> at_centre = descent_field(objective, centre, moments);
    for (int turn = 0; turn < 20; ++turn) {
      const Network<Rational> moved{
          {corner(draw, centre.layers[0], radius.layers[0]), corner(draw, centre.layers[1], radius.layers[1])},
          corner(draw, centre.top(), radius.top())};
      const Network<Rational> there = descent_field(objective, moved, moments);
      double part = part_of(there.top(), at_centre.top(), bound.top());
      for (std::size_t a = 0; a < there.layers.size(); ++a) {
        part = std::max(part, part_of(there.layers[a], at_centre.layers[a], bound.layers[a]));
      }
      ASSERT_LE(part, 1) << "problem " << i;
      nearest = std::max(nearest, part);
    }
  }
  EXPECT_GT(nearest, 0.3);
}

// From a move that a double hardly sees to one as large as the weights.
INSTANTIATE_TEST_SUITE_P(Radii, FieldSpread, testing::Values(0x1p-52, 1e-9, 0.5));

TEST(FieldSpreadAtAPoint, IsZero) {
  Draw draw(6);
  const Network<Rational> centre{{draw.matrix(2, 2)}, draw.matrix(2, 2)};
  const Network<double> radius{{Matrix<double>::Zero(2, 2)}, Matrix<double>::Zero(2, 2)};
  const Network<double> bound = field_spread(Objective::jepa, centre, radius, {draw.matrix(2, 2), draw.matrix(2, 2)});
  EXPECT_EQ(bound.top().maxCoeff(), 0);
  EXPECT_EQ(bound.layers[0].maxCoeff(), 0);
}

}  // namespace
}  // namespace jepa_oracle::properties
