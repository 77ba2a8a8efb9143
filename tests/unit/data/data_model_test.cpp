#include "jepa_oracle/data_model.h"

#include <gtest/gtest.h>

#include <set>

#include "jepa_oracle/counter_random.h"
#include "jepa_oracle/errors.h"
#include "matrices.h"

namespace jepa_oracle {
namespace {

template <class Make>
std::string refusal(const Make& make) {
  try {
    make();
  } catch (const InvalidProblem& error) {
    return error.what();
  }
  return "accepted";
}

const Rational kHalf(1, 2);
const Rational kThird(1, 3);

/// Columns orthogonal, rows of equal length, eigenvalues 2 and 1/2.
const Matrix<Rational> kMixing = matrix({{"1", "1/2"}, {"1", "-1/2"}});
const Matrix<Rational> kTurned = matrix({{"3/5", "-4/5"}, {"4/5", "3/5"}});

std::vector<DataModel> models() {
  return {DataModel::static_views({1, 2}, {kHalf, 0}, kTurned),
          DataModel::dynamic({1, 2}, {kHalf, -kThird}, {kThird, 1}, 3, kTurned), DataModel::masking(kMixing, kThird),
          DataModel::autoencoder({3, kThird}, kTurned)};
}

// The known answers of Random123's own tests (kat_vectors, philox4x32 10).
TEST(CounterRandom, PhiloxGivesTheKnownAnswers) {
  using Block = std::array<std::uint32_t, 4>;
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(CounterRandom, ChanceOfZeroAndOneAreCertain) {
  CounterRandom random(1, 2);
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(random.chance(0));
    EXPECT_TRUE(random.chance(1));
  }
}

TEST(CounterRandom, BelowReachesEveryNumberAndNoOther) {
  CounterRandom random(7, 0);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(random.below(5));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4}));
}

TEST(CounterRandom, RefusesAChanceBeyondOne) {
  EXPECT_EQ(refusal([] { CounterRandom(1, 1).chance(Rational(3, 2)); }), "probability: 3/2 lies outside [0, 1]");
}

TEST(DataModel, ThreePointValueIsTheLeastOfFourBits) {
  for (const Rational& variance : {Rational(1), Rational(2), kThird, Rational(1, 1000000), Rational(12345)}) {
    const Rational s = three_point_value(variance);
    EXPECT_GE(s * s, variance);
    EXPECT_LT(s * s * Rational(64, 81), variance) << "a value smaller by an eighth would do";
  }
  EXPECT_EQ(three_point_value(0), 0);
  EXPECT_EQ(three_point_value(1), 1);
}

TEST(DataModel, MomentsAreValid) {
  for (const DataModel& model : models()) EXPECT_NO_THROW(require_valid(moments_of(model))) << name_of(model.kind());
}

TEST(DataModel, FeaturesAreThoseOfTheMoments) {
  for (const DataModel& model : models()) {
    const Moments<Rational> moments = moments_of(model);
    const std::vector<Feature> features = features_of(model);
    for (Index i = 0; i < model.size(); ++i) {
      const Matrix<Rational> direction = model.basis().col(i);
      const Feature& feature = features[static_cast<std::size_t>(i)];
      EXPECT_EQ(product(moments.sxx, direction), Matrix<Rational>(direction * feature.variance()));
      EXPECT_EQ(product(moments.syx, direction), Matrix<Rational>(direction * feature.lambda()));
    }
  }
}

TEST(DataModel, ASampleDependsOnItsNumberOnly) {
  for (const SourceLaw law : {SourceLaw::three_point, SourceLaw::gaussian}) {
    for (const DataModel& model : models()) {
      const Samples<Rational> all = samples_of(model, law, 5, 0, 7);
      for (Index i = 0; i < 7; ++i) {
        const Samples<Rational> one = samples_of(model, law, 5, static_cast<std::uint64_t>(i), 1);
        EXPECT_EQ(one.x.col(0), all.x.col(i));
        EXPECT_EQ(one.y.col(0), all.y.col(i));
      }
      EXPECT_NE(samples_of(model, law, 6, 0, 7).x, all.x) << "another seed";
    }
  }
}

// Computed independently (Python, mpmath). Any change of these numbers changes everybody's data.
TEST(DataModel, GaussianSamplesStayAsTheyAre) {
  const Samples<double> samples = {
      approximate(samples_of(DataModel::static_views({1}, {1}), SourceLaw::gaussian, 1, 0, 2).x),
      approximate(samples_of(DataModel::static_views({1}, {1}), SourceLaw::gaussian, 1, 0, 2).y)};
  EXPECT_EQ(samples.x(0, 0), -0x1.9bee321da9faep-2);
  EXPECT_EQ(samples.y(0, 1), -0x1.1fefb60d4db12p+0);
}

TEST(DataModel, EachPixelIsInOneView) {
  const Samples<Rational> samples = samples_of(DataModel::masking(kMixing, kThird), SourceLaw::gaussian, 3, 0, 50);
  for (Index i = 0; i < samples.x.size(); ++i) EXPECT_TRUE(samples.x.data()[i] == 0 || samples.y.data()[i] == 0);
}

TEST(DataModel, RefusesWhatIsNoModel) {
  EXPECT_EQ(refusal([] { DataModel::static_views({}, {}); }), "signal: is empty; expected one entry for each feature");
  EXPECT_EQ(refusal([] {
              DataModel::static_views({1, -1}, {1, 1});
            }),
            "signal[1]: -1 is negative: a variance must be >= 0");
  EXPECT_EQ(refusal([] {
              DataModel::static_views({1}, {1, 1});
            }),
            "noise: has 2 entries and signal has 1; expected one for each feature");
  EXPECT_EQ(refusal([] { DataModel::static_views({0}, {0}); }),
            "signal[0]: is 0 and so is its noise: each feature must vary");
  EXPECT_EQ(refusal([] { DataModel::static_views({1}, {1}, kMixing); }),
            "basis: is 2 x 2 and must be 1 x 1: one column for each feature");
  EXPECT_EQ(refusal([] {
              DataModel::static_views({1, 1}, {1, 1}, kMixing);
            }),
            "basis: is not orthogonal: B'B must be the identity");
  EXPECT_EQ(refusal([] { DataModel::dynamic({1}, {Rational(3, 2)}, {1}, 1); }),
            "persistence[0]: 1.5 lies outside [-1, 1]: a stationary process has |g| <= 1");
  EXPECT_EQ(refusal([] { DataModel::dynamic({1}, {kHalf}, {1}, 0); }), "lag: 0 is outside the range 1 to 1000");
  EXPECT_EQ(refusal([] { DataModel::masking(kMixing, 1); }),
            "masked: 1 lies outside (0, 1): the probability that a pixel is masked");
  EXPECT_EQ(refusal([] {
              DataModel::masking(matrix({{"1"}, {"0"}}), kHalf);
            }),
            "mixing[1]: is a row of zeros: each pixel must vary");
  EXPECT_EQ(refusal([] { DataModel::autoencoder({0}); }), "variance[0]: is 0: each feature must vary");
  EXPECT_EQ(refusal([] { samples_of(DataModel::autoencoder({1}), SourceLaw::gaussian, 1, 0, 0); }),
            "count: 0 is not a number of pairs: it must be >= 1");
  EXPECT_EQ(refusal([] {
              features_of(DataModel::masking(matrix({{"1", "1"}, {"0", "1"}}), kHalf));
            }),
            "mixing: must have orthogonal columns: only then are features of masked data known exactly");
}

}  // namespace
}  // namespace jepa_oracle
