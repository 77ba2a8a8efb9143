// Tolerances against computations in float: every order of multiplication stays inside, and the bounds are not idle.
#include "judge/tolerance/tolerance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/descent_field.h"
#include "judge/protocol/implementation.h"

namespace jepa_oracle::properties {
namespace {

using Floats = Eigen::MatrixXf;

const NumberFormat kFloat32 = parse_number_format("float32", "dtype");

struct Problem {
  std::vector<Floats> layers;
  Floats top, sxx, syx;
};

Problem random_problem(std::mt19937& random, int depth, int size) {
  std::normal_distribution<float> normal;
  const auto matrix = [&] { return Floats(Floats::NullaryExpr(size, size, [&] { return normal(random); })); };
  Problem p;
  for (int a = 0; a < depth; ++a) p.layers.push_back(matrix());
  p.top = matrix();
  p.syx = matrix();
  const Floats g = matrix();
  p.sxx = g * g.transpose();
  p.sxx = (p.sxx + p.sxx.transpose().eval()) / 2;
  return p;
}

Matrix<Rational> exactly(const Floats& m) {
  Matrix<Rational> result(m.rows(), m.cols());
  for (Index i = 0; i < m.size(); ++i) result.data()[i] = Rational(m.data()[i]);
  return result;
}

Network<Rational> network_of(const Problem& p) {
  Network<Rational> network({}, exactly(p.top));
  for (const Floats& layer : p.layers) network.layers.push_back(exactly(layer));
  return network;
}

Moments<Rational> moments_of(const Problem& p) { return {exactly(p.sxx), exactly(p.syx)}; }

/// The field in float, multiplied from the left or from the right.
std::pair<std::vector<Floats>, Floats> field(Objective objective, const Problem& p, bool from_the_left) {
  const auto chain = [&](std::vector<Floats> factors) {
    if (!from_the_left) {
      Floats result = factors.back();
      for (std::size_t i = factors.size() - 1; i-- > 0;) result = factors[i] * result;
      return result;
    }
    Floats result = factors.front();
    for (std::size_t i = 1; i < factors.size(); ++i) result = result * factors[i];
    return result;
  };
  std::vector<Floats> code(p.layers.rbegin(), p.layers.rend());
  std::vector<Floats> prediction{p.top};
  prediction.insert(prediction.end(), code.begin(), code.end());
  prediction.push_back(p.sxx);
  std::vector<Floats> target = objective == Objective::jepa ? code : std::vector<Floats>{};
  target.push_back(p.syx);
  const Floats residual = chain(prediction) - chain(target);
  std::pair<std::vector<Floats>, Floats> result;
  for (std::size_t a = 0; a < p.layers.size(); ++a) {
    std::vector<Floats> factors;
    for (std::size_t b = a + 1; b < p.layers.size(); ++b) factors.push_back(p.layers[b].transpose());
    factors.push_back(p.top.transpose());
    factors.push_back(residual);
    for (std::size_t b = 0; b < a; ++b) factors.push_back(p.layers[b].transpose());
    result.first.push_back(-chain(factors));
  }
  std::vector<Floats> factors{residual};
  for (const Floats& layer : p.layers) factors.push_back(layer.transpose());
  result.second = -chain(factors);
  return result;
}

/// Largest error over its bound.
double excess(const Floats& given, const Matrix<Rational>& right, const Matrix<double>& bound) {
  double worst = 0;
  for (Index i = 0; i < right.size(); ++i) {
    const double error = std::abs(Rational(Rational(given.data()[i]) - right.data()[i]).convert_to<double>());
    worst = std::max(worst, error / bound.data()[i]);
  }
  return worst;
}

TEST(FieldTolerance, HoldsForEveryOrderOfMultiplicationAndIsNotIdle) {
  std::mt19937 random(7);
  double worst = 0;
  for (int i = 0; i < 300; ++i) {
    const Problem p = random_problem(random, 1 + i % 4, 1 + i % 5);
    const Objective objective = i % 2 == 0 ? Objective::jepa : Objective::mae;
    const FieldTolerance tolerance = field_tolerance(objective, network_of(p), moments_of(p), kFloat32);
    const Network<Rational> right = descent_field(objective, network_of(p), moments_of(p));
    for (const bool from_the_left : {true, false}) {
      const auto [layers, top] = field(objective, p, from_the_left);
      double here = excess(top, right.top(), tolerance.bound.top());
      for (std::size_t a = 0; a < layers.size(); ++a) {
        here = std::max(here, excess(layers[a], right.layers[a], tolerance.bound.layers[a]));
      }
      EXPECT_LE(here, 1) << "problem " << i;
      worst = std::max(worst, here);
    }
  }
  // Rounding errors partly cancel; a bound a hundred times too wide would show.
  EXPECT_GT(worst, 0.01);
}

TEST(FieldTolerance, IsZeroForRationals) {
  std::mt19937 random(7);
  const Problem p = random_problem(random, 2, 2);
  const auto rational = parse_number_format("rational", "dtype");
  const FieldTolerance tolerance = field_tolerance(Objective::jepa, network_of(p), moments_of(p), rational);
  EXPECT_EQ(tolerance.bound.top().maxCoeff(), 0);
  EXPECT_EQ(tolerance.bound.layers[1].maxCoeff(), 0);
}

TEST(FieldTolerance, RefusesWhatMayOverflow) {
  std::mt19937 random(7);
  Problem p = random_problem(random, 2, 2);
  p.top *= 1e15F;
  p.layers[0] *= 1e15F;
  EXPECT_THROW(field_tolerance(Objective::mae, network_of(p), moments_of(p), kFloat32), OutsideFormat);
}

TEST(DescentBox, ContainsTrajectoriesInFloat) {
  std::mt19937 random(11);
  for (int i = 0; i < 40; ++i) {
    Problem p = random_problem(random, 1 + i % 3, 1 + i % 3);
    const Objective objective = i % 2 == 0 ? Objective::jepa : Objective::mae;
    for (Floats& layer : p.layers) layer *= 0.3F;
    const float rate = 0x1p-6F;
    DescentBox box(objective, network_of(p), moments_of(p), Rational(rate), kFloat32);
    for (int step = 1; step <= 5; ++step) {
      const auto [layers, top] = field(objective, p, i % 4 < 2);
      for (std::size_t a = 0; a < layers.size(); ++a) p.layers[a] += rate * layers[a];
      p.top += rate * top;
      box.step();
      EXPECT_LE(excess(p.top, box.centre().top(), box.radius().top()), 1) << i << ' ' << step;
      for (std::size_t a = 0; a < layers.size(); ++a) {
        EXPECT_LE(excess(p.layers[a], box.centre().layers[a], box.radius().layers[a]), 1) << i << ' ' << step;
      }
    }
  }
}

/// JEPA's closed form in double.
double jepa_time(int depth, double lambda, double rho, double epsilon, double p) {
  const auto curve = [&](double s) {
    double sum = std::log(s / (1 - s));
    for (int n = 1; n < 2 * depth; ++n) sum -= 1 / (n * std::pow(s, n));
    return sum;
  };
  return (curve(std::pow(p, 1.0 / depth)) - curve(std::pow(epsilon, 1.0 / depth) / rho)) /
         (lambda * std::pow(rho, 2 * depth - 1));
}

TEST(TimeTolerance, HoldsForTheClosedFormInDoubleAndIsNotIdle) {
  const NumberFormat float64 = parse_number_format("float64", "dtype");
  double worst = 0;
  for (const int depth : {1, 2, 3, 8}) {
    for (const double rho : {0.3, 0.9, 2.7}) {
      for (const double start : {1e-9, 1e-3, 0.4}) {
        for (const double p : {0.5, 0.999}) {
          const double epsilon = start * std::pow(rho, depth) * p;
          // Exactly the doubles that the closed form in double gets, not the decimals that they are written as.
          const ScalarProblem problem{Objective::jepa, Depth(depth), Feature::with_rho(Rational(0.7), Rational(rho)),
                                      Initialisation::of_encoder(Rational(epsilon))};
          const Interval right =
              enclose_critical_time(problem, Threshold::fraction(Rational(p)), TimeConvention::flow, 256);
          const auto tolerance = time_tolerance(problem, Rational(p), right, TimeConvention::flow, float64);
          const Interval error =
              abs(Interval(Rational(jepa_time(depth, 0.7, rho, epsilon, p)), 256) - right) / tolerance.bound;
          EXPECT_TRUE(certainly_less(error, Interval(1))) << depth << ' ' << rho << ' ' << start << ' ' << p;
          worst = std::max(worst, error.upper().to_double());
        }
      }
    }
  }
  EXPECT_GT(worst, 0.01);
}

}  // namespace
}  // namespace jepa_oracle::properties
