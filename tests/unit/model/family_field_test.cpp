// The fields of the family against descent_field, and against derivatives of the losses: polynomials in the length h of
// a step, whose slope at 0 follows exactly from their values.
#include "jepa_oracle/family_field.h"

#include <gtest/gtest.h>

#include <functional>

#include "jepa_oracle/errors.h"
#include "matrices.h"

namespace jepa_oracle {
namespace {

using Chain = Network<Rational>;
using Rule = FamilyRule<Rational>;

/// Widths of the encoder from the data on, and of the top from the code on, without its output.
struct Widths {
  std::vector<Index> encoder;
  std::vector<Index> top;
};

const std::vector<Widths> kChains = {{{1, 1}, {1}},          {{2, 2}, {2}},          {{3, 2}, {2, 4}},
                                     {{2, 3, 2}, {2, 1, 3}}, {{3, 1, 2, 3}, {3, 2}}, {{2, 4}, {4, 3}}};

Chain random_chain(RandomRationals& random, Objective objective, const Widths& widths) {
  Chain network;
  for (std::size_t a = 1; a < widths.encoder.size(); ++a) {
    network.layers.push_back(random_matrix(random, widths.encoder[a], widths.encoder[a - 1]));
  }
  if (!row_of(objective).top) return network;
  for (std::size_t b = 1; b < widths.top.size(); ++b) {
    network.top_layers.push_back(random_matrix(random, widths.top[b], widths.top[b - 1]));
  }
  const Index outputs = outputs_of(objective, widths.encoder.back(), widths.encoder.front());
  network.top_layers.push_back(random_matrix(random, outputs, widths.top.back()));
  return network;
}

Rational inner(const Matrix<Rational>& a, const Matrix<Rational>& b) {
  Rational sum = 0;
  for (Index i = 0; i < a.size(); ++i) sum += a.data()[i] * b.data()[i];
  return sum;
}

Rational inner(const Chain& a, const Chain& b) {
  Rational sum = 0;
  for (std::size_t i = 0; i < a.layers.size(); ++i) sum += inner(a.layers[i], b.layers[i]);
  for (std::size_t i = 0; i < a.top_layers.size(); ++i) sum += inner(a.top_layers[i], b.top_layers[i]);
  return sum;
}

std::vector<Rational> entries(const Chain& network) {
  std::vector<Rational> result;
  for (const auto* matrices : {&network.layers, &network.top_layers}) {
    for (const auto& m : *matrices) result.insert(result.end(), m.data(), m.data() + m.size());
  }
  return result;
}

/// The losses as the table has them, without what does not depend on the weights; the target map is given.
Rational loss_of(const Rule& rule, const Chain& network, const Matrix<Rational>& map,
                 const Moments<Rational>& moments) {
  const Matrix<Rational> code = encoder(network);
  const Rational decay = rule.weight_decay / 2 * inner(network, network);
  const auto in_code = [&](const Matrix<Rational>& m) { return product_transposed(product(code, m), code); };
  if (rule.objective == Objective::spectral_contrastive) {
    const Matrix<Rational> spread = in_code(moments.sxx);
    return inner(spread, spread) / 4 - in_code(moments.syx).trace() / 2 + decay;
  }
  if (rule.objective == Objective::barlow_twins) {
    const Matrix<Rational> both = in_code(moments.syx) + in_code(Matrix<Rational>(moments.syx.transpose()));
    const Matrix<Rational> error = both / Rational(2) - identity<Rational>(code.rows());
    return inner(error, error) / 4 + decay;
  }
  const Matrix<Rational> prediction = product(top_product(network), code);
  return inner(product(prediction, moments.sxx), prediction) / 2 - inner(product(map, moments.syx), prediction) + decay;
}

/// f'(0) of a polynomial of degree less than 2 n, from f(1), f(-1), ..., f(n), f(-n): the odd part f(h) - f(-h) divided
/// by 2h is a polynomial in h^2 of degree less than n, and this is its value at 0 by Lagrange's formula.
Rational slope_at_zero(long n, const std::function<Rational(const Rational&)>& f) {
  Rational slope = 0;
  for (long i = 1; i <= n; ++i) {
    Rational weight(1, 2 * i);
    for (long j = 1; j <= n; ++j) {
      if (j != i) weight *= Rational(j * j) / (j * j - i * i);
    }
    slope += weight * (f(i) - f(-i));
  }
  return slope;
}

Moments<Rational> moments_for(RandomRationals& random, const Widths& widths) {
  return random_moments(random, widths.encoder.front());
}

TEST(FamilyField, WithOneLayerOnTopAndNoDecayIsTheDescentField) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    RandomRationals random(seed);
    const Objective objective = seed % 2 == 0 ? Objective::jepa : Objective::mae;
    std::vector<Index> widths;
    for (long a = random.integer(2, 5); a > 0; --a) widths.push_back(random.integer(1, 4));
    const Moments<Rational> moments = random_moments(random, widths.front());
    const Network<Rational> network = random_network(random, objective, widths);
    auto target = Target<Rational>::of(objective);
    if (seed % 4 == 2) target = Target<Rational>::fixed(random_matrix(random, widths.back(), widths.front()));
    const Network<Rational> expected = descent_field(network, target, moments);
    const Chain field = family_field({objective, target}, Chain{network.layers, {network.top()}}, moments);
    ASSERT_EQ(field.layers.size(), expected.layers.size());
    ASSERT_EQ(field.top_layers.size(), 1U);
    for (std::size_t a = 0; a < field.layers.size(); ++a) EXPECT_EQ(field.layers[a], expected.layers[a]) << seed;
    EXPECT_EQ(field.top_layers[0], expected.top()) << seed;
  }
}

TEST(FamilyField, IsMinusTheSlopeOfTheLossWithTheTargetHeld) {
  for (const Objective objective : all_objectives()) {
    for (unsigned i = 0; i < kChains.size(); ++i) {
      RandomRationals random(i);
      const Moments<Rational> moments = moments_for(random, kChains[i]);
      const Chain network = random_chain(random, objective, kChains[i]);
      const bool is_frozen = target_moves(objective) && row_of(objective).top && i % 2 == 1;
      const auto target = is_frozen
                              ? Target<Rational>::fixed(random_matrix(random, network.code_size(), moments.size()))
                              : Target<Rational>::of(objective);
      const Rule rule{objective, target, Rational(i, 7)};
      const Matrix<Rational> map = target.map_given(encoder(network));
      const Chain field = family_field(rule, network, moments);
      ASSERT_TRUE(same_shapes(field, network));
      // A weight occurs in E once: the loss is of degree 4 in it at most, and the slope along it needs 3 points a side.
      Chain axis = moved(network, network, Rational(-1));
      const std::vector<Rational> directions = entries(field);
      std::size_t n = 0;
      for (auto* matrices : {&axis.layers, &axis.top_layers}) {
        for (auto& matrix : *matrices) {
          for (Index e = 0; e < matrix.size(); ++e, ++n) {
            matrix.data()[e] = 1;
            const auto along = [&](const Rational& h) { return loss_of(rule, moved(network, axis, h), map, moments); };
            EXPECT_EQ(directions[n], -slope_at_zero(3, along))
                << name_of(objective) << ", chain " << i << ", weight " << n;
            matrix.data()[e] = 0;
          }
        }
      }
      // All weights together: of degree 4 (L + M) at most.
      const Chain direction = random_chain(random, objective, kChains[i]);
      const auto all = static_cast<long>(network.layers.size() + network.top_layers.size());
      const auto along = [&](const Rational& h) { return loss_of(rule, moved(network, direction, h), map, moments); };
      EXPECT_EQ(inner(field, direction), -slope_at_zero(2 * all + 1, along)) << name_of(objective) << ", chain " << i;
    }
  }
}

/// Unrelated fractions on the diagonal: integers over one denominator would be too long, and the other way is taken.
TEST(FamilyField, OfUnrelatedFractionsIsThatOfEachFeature) {
  std::vector<Rational> w, s2, lambda;
  for (const long prime : {10007L, 10009L, 10037L, 10039L, 10061L, 10067L, 10069L, 10079L}) {
    w.push_back(power(Rational(prime + 1, prime), 9));
    s2.push_back(power(Rational(prime, prime + 2), 5));
    lambda.push_back(power(Rational(prime, prime + 3), 5));
  }
  const Moments<Rational> moments = diagonal_moments(lambda, s2);
  const Matrix<Rational> layer = diagonal(w);
  const Chain field = family_field({Objective::jepa}, Chain{{layer, layer}, {layer, layer, layer}}, moments);
  std::vector<Rational> expected;
  for (std::size_t i = 0; i < w.size(); ++i) {
    expected.push_back(lambda[i] * power(w[i], 6) - s2[i] * power(w[i], 9));  // a = 2L + M - 1, m = M
  }
  for (const auto* matrices : {&field.layers, &field.top_layers}) {
    for (const auto& matrix : *matrices) EXPECT_EQ(matrix, diagonal(expected));
  }
}

TEST(FamilyField, IsEnclosedByIntervalsAndApproximatedByTheOtherScalars) {
  for (const Objective objective : all_objectives()) {
    RandomRationals random(3);
    const Widths widths{{3, 2, 2}, {2, 3}};
    const Moments<Rational> moments = moments_for(random, widths);
    Chain network = random_chain(random, objective, widths);
    network = moved(network, network, Rational(-15, 16));
    const Rational decay(1, 4);
    const std::vector<Rational> exact =
        entries(family_field({objective, Target<Rational>::of(objective), decay}, network, moments));
    Network<Interval> enclosures;
    Network<Real> reals;
    Network<double> doubles;
    for (const auto& m : network.layers) {
      enclosures.layers.push_back(enclosed(m, 200));
      reals.layers.push_back(rounded(m, 200));
      doubles.layers.push_back(approximate(m));
    }
    for (const auto& m : network.top_layers) {
      enclosures.top_layers.push_back(enclosed(m, 200));
      reals.top_layers.push_back(rounded(m, 200));
      doubles.top_layers.push_back(approximate(m));
    }
    const auto interval_field = family_field({objective, Target<Interval>::of(objective), Interval(decay, 200)},
                                             enclosures, enclosed(moments, 200));
    const auto real_field =
        family_field({objective, Target<Real>::of(objective), Real(decay, 200)}, reals, rounded(moments, 200));
    const auto double_field =
        family_field({objective, Target<double>::of(objective), 0.25}, doubles, approximate(moments));
    std::size_t n = 0;
    const auto compare = [&](const Matrix<Interval>& interval, const Matrix<Real>& real,
                             const Matrix<double>& machine) {
      for (Index e = 0; e < interval.size(); ++e, ++n) {
        EXPECT_TRUE(contains(interval.data()[e], exact[n])) << name_of(objective);
        // Layers are below 9/16 and moments below 300 here: the absolute values of all terms of an entry sum to less
        // than 1e7, and fewer than 1000 operations round by a unit: 1e10 2^-200 and 1e10 2^-53.
        EXPECT_LT(interval.data()[e].width().to_double(), 1e-49);
        EXPECT_LT(boost::multiprecision::abs(Rational(real.data()[e].to_rational() - exact[n])), number("1e-49"));
        EXPECT_NEAR(machine.data()[e], static_cast<double>(exact[n]), 2e-6);
      }
    };
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      compare(interval_field.layers[i], real_field.layers[i], double_field.layers[i]);
    }
    for (std::size_t i = 0; i < network.top_layers.size(); ++i) {
      compare(interval_field.top_layers[i], real_field.top_layers[i], double_field.top_layers[i]);
    }
    EXPECT_EQ(n, exact.size());
  }
}

/// What is wrong with a network under a rule, as it is refused.
std::string refusal(const Rule& rule, const Chain& network, const Moments<Rational>& moments) {
  try {
    family_field(rule, network, moments);
  } catch (const InvalidProblem& error) {
    return error.what();
  }
  return "accepted";
}

TEST(FamilyField, RefusesWhatDoesNotFit) {
  RandomRationals random(5);
  const auto any = [&random](Index rows, Index columns) { return random_matrix(random, rows, columns); };
  const Moments<Rational> moments = random_moments(random, 3);
  const Rule jepa{Objective::jepa};
  const Rule mae{Objective::mae};
  const Rule barlow{Objective::barlow_twins};
  using Layers = std::vector<Matrix<Rational>>;
  const Layers one{any(2, 3)};
  const Chain fitting{one, Layers{any(4, 2), any(2, 4)}};
  EXPECT_EQ(refusal(jepa, fitting, moments), "accepted");
  EXPECT_EQ(refusal(jepa, Chain(Layers(), any(2, 2)), moments), "layers: is empty: an encoder has at least one layer");
  EXPECT_EQ(refusal(jepa, Chain(Layers{any(2, 3), any(2, 3)}, any(2, 2)), moments),
            "layers[1]: is 2 x 3 and gets 2 inputs from layers[0]: its columns must match");
  EXPECT_EQ(refusal(jepa, Chain(Layers{any(2, 3), any(0, 2)}, any(2, 2)), moments),
            "layers[1]: is 0 x 2: a layer has entries");
  EXPECT_EQ(refusal(jepa, Chain(one), moments), "top_layers: is empty: the predictor of JEPA has at least one layer");
  EXPECT_EQ(refusal(jepa, Chain(one, any(2, 3)), moments),
            "top: is 2 x 3 and must be 2 x 2: the predictor of jepa maps the code to itself");
  EXPECT_EQ(refusal(jepa, Chain(one, Layers{any(4, 2), any(2, 3)}), moments),
            "top_layers[1]: is 2 x 3 and gets 4 inputs from top_layers[0]: its columns must match");
  EXPECT_EQ(refusal(jepa, Chain(one, Layers{any(4, 2), any(3, 4)}), moments),
            "top_layers[1]: is 3 x 4 and must have 2 rows: the predictor of jepa maps the code to itself");
  EXPECT_EQ(refusal(mae, fitting, moments),
            "top_layers[1]: is 2 x 4 and must have 3 rows: the decoder of mae maps the code to the data");
  EXPECT_EQ(refusal(barlow, fitting, moments),
            "top_layers: has 2 layers and must be empty: the loss of Barlow Twins is one of the code");
  EXPECT_EQ(refusal({Objective::jepa, Target<Rational>::fixed(any(3, 3))}, fitting, moments),
            "target: is 3 x 3 and must be 2 x 3: the predictor of JEPA predicts it from x");
  EXPECT_EQ(refusal({Objective::jepa, Target<Rational>::data()}, fitting, moments),
            "target: is 3 x 3 and must be 2 x 3: the predictor of JEPA predicts it from x");
  EXPECT_EQ(refusal({Objective::jepa, Target<Rational>::current_encoder(), Rational(-1, 10)}, fitting, moments),
            "weight_decay: -0.1 is negative: weights shrink or stay");
  EXPECT_EQ(refusal(jepa, fitting, {moments.sxx, any(2, 3)}),
            "moments.syx: is 2 x 3 and must be 3 x 3, as many as the first layer has columns");
  EXPECT_EQ(refusal(jepa, Chain(Layers{any(2, 4)}, any(2, 2)), moments),
            "moments.sxx: is 3 x 3 and must be 4 x 4, as many as the first layer has columns");
}

}  // namespace
}  // namespace jepa_oracle
