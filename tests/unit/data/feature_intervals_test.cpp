#include "jepa_oracle/feature_intervals.h"

#include <gtest/gtest.h>

#include <cmath>

#include "given_pairs.h"
#include "jepa_oracle/data_analysis.h"
#include "jepa_oracle/data_model.h"
#include "jepa_oracle/errors.h"
#include "numbers/indexed_random.h"

namespace jepa_oracle {
namespace {

TEST(FeatureIntervals, MarginIsAnOrderStatisticOfTheDistances) {
  std::vector<double> values;
  for (int i = 1; i <= 19; ++i) values.push_back(i % 2 == 0 ? 10 + i : 10 - i);
  EXPECT_EQ(symmetric_margin(10, values, 0.95), 19);  // ceil(0.95 * 20) = 19 of 19
  EXPECT_EQ(symmetric_margin(10, values, 0.5), 10);
  // A biased resample moves the estimate out of no interval: the margin contains the bias.
  EXPECT_EQ(symmetric_margin(0, {5, 6, 7}, 0.75), 7);
}

TEST(FeatureIntervals, ALevelNeedsItsResamples) {
  EXPECT_EQ(fewest_resamples(0.5), 1);
  EXPECT_EQ(fewest_resamples(0.9), 9);
  EXPECT_EQ(fewest_resamples(0.95), 19);
  EXPECT_EQ(fewest_resamples(0.999), 999);
  EXPECT_NO_THROW(require_enough_resamples(0, 0.95, "here"));
  EXPECT_NO_THROW(require_enough_resamples(19, 0.95, "here"));
  try {
    require_enough_resamples(18, 0.95, "here");
    FAIL();
  } catch (const InvalidProblem& problem) {
    EXPECT_EQ(problem.where(), "here");
    EXPECT_EQ(problem.rule(), "18 are too few for intervals of 95%: 19 are needed, or 0 for no intervals");
  }
}

TEST(FeatureIntervals, GroupsAreChainsOfOverlapsInBothNumbers) {
  using Groups = std::vector<std::vector<std::size_t>>;
  const std::vector<Range> same(4, Range{0, 1});
  EXPECT_EQ(groups_of({{0.8, 0.9}, {0.1, 0.2}, {0.3, 0.4}, {2, 3}}, same), (Groups{{0}, {1}, {2}, {3}}));
  EXPECT_EQ(groups_of({{0.5, 0.7}, {0.1, 0.2}, {0.3, 0.5}, {-1, 0.15}}, same), (Groups{{0, 2}, {1, 3}}));
  EXPECT_EQ(groups_of(same, {{0, 1}, {5, 6}, {0.9, 1.1}, {1.05, 2}}), (Groups{{0, 2, 3}, {1}}));
}

TEST(FeatureIntervals, ExtremesAreThoseOfAllDirectionsOfTheSpan) {
  EstimatedMoments moments{Eigen::Vector3d(1, 2, 4).asDiagonal(), Eigen::Vector3d(0.5, 1.5, 3).asDiagonal()};
  const double half = std::sqrt(0.5);
  // Directions that mix the first two: alone they have lambda 1, their span has 0.5 to 1.5, and rho from 1/2 to 3/4.
  const std::vector<DataFeature> features{{1, 1.5, 2.0 / 3, Eigen::Vector3d(half, half, 0)},
                                          {1, 1.5, 2.0 / 3, Eigen::Vector3d(half, -half, 0)},
                                          {3, 4, 0.75, Eigen::Vector3d(0, 0, 1)}};
  const Extremes extremes = extremes_of(moments, features, {0, 1});
  EXPECT_NEAR(extremes.lambda.lower, 0.5, 1e-13);  // 2 x 2 eigenproblems in double, of condition 2
  EXPECT_NEAR(extremes.lambda.upper, 1.5, 1e-13);
  EXPECT_NEAR(extremes.rho.lower, 0.5, 1e-13);
  EXPECT_NEAR(extremes.rho.upper, 0.75, 1e-13);
}

/// P(X > misses) for X of n trials with probability p.
double chance_of_more(int misses, int n, double p) {
  double below = 0;
  for (int k = 0; k <= misses; ++k) {
    below += std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
                      (n - k) * std::log1p(-p));
  }
  return 1 - below;
}

struct Study {
  std::vector<double> signal;
  std::vector<double> noise;
  int pairs;
  std::vector<double> persistence;  ///< not empty: consecutive pairs of one series, at lag 2
};

constexpr int kStudies = 300;
constexpr double kConfidence = 0.9;
constexpr int kResamples = 99;

GivenPairs drawn(const Study& study, std::uint64_t seed) {
  const auto size = static_cast<Index>(study.signal.size());
  const IndexedRandom random(seed, 1);
  std::uint64_t place = 0;
  const auto normal = [&](double variance) { return std::sqrt(variance) * random.normal(place++); };
  const bool series = !study.persistence.empty();
  const Index lag = series ? 2 : 0;
  RowMatrix z(study.pairs + lag, size);
  RowMatrix x(study.pairs, size);
  RowMatrix y(study.pairs, size);
  for (Index i = 0; i < size; ++i) {
    const auto f = static_cast<std::size_t>(i);
    const double g = series ? study.persistence[f] : 0;
    for (Index t = 0; t < z.rows(); ++t) {
      z(t, i) = t == 0 ? normal(study.signal[f]) : g * z(t - 1, i) + normal((1 - g * g) * study.signal[f]);
    }
    for (Index t = 0; t < study.pairs; ++t) x(t, i) = z(t, i) + normal(study.noise[f]);
    for (Index t = 0; t < study.pairs; ++t) y(t, i) = z(t + lag, i) + normal(study.noise[f]);
  }
  return {std::move(x), std::move(y)};
}

/// lambda and rho, exactly as the data model has them.
std::vector<Feature> truth(const Study& study) {
  const auto exact = [](const std::vector<double>& values) {
    return std::vector<Rational>(values.begin(), values.end());
  };
  return features_of(study.persistence.empty()
                         ? DataModel::static_views(exact(study.signal), exact(study.noise))
                         : DataModel::dynamic(exact(study.signal), exact(study.persistence), exact(study.noise), 2));
}

/// Misses of each feature's lambda and rho over many samples of pairs; the features of the model are the axes.
std::vector<std::array<int, 2>> misses_of(const Study& study) {
  const std::vector<Feature> features = truth(study);
  std::vector<std::array<int, 2>> misses(features.size(), {0, 0});
  for (int s = 0; s < kStudies; ++s) {
    GivenPairs pairs = drawn(study, static_cast<std::uint64_t>(s));
    const MomentEstimate estimate(pairs, Centre::mean, 1,
                                  study.persistence.empty() ? MomentEstimate::kBlocks : MomentEstimate::kSeriesBlocks);
    AnalysisRequest request{Depth(2), Initialisation::of_encoder(Rational(1, 1000)), Rational(1, 2)};
    request.confidence = kConfidence;
    request.resamples = kResamples;
    request.conflicts = 0;
    const DataAnalysis analysis = analyse(estimate, request, Digits(3));
    // The largest entry belongs to the axis; each axis once.
    std::vector<bool> taken(features.size());
    for (const AnalysedFeature& found : analysis.features) {
      EXPECT_LE(found.lambda->lower, found.estimate.lambda);
      EXPECT_GE(found.lambda->upper, found.estimate.lambda);
      EXPECT_LE(found.rho->lower, found.estimate.rho);
      EXPECT_GE(found.rho->upper, found.estimate.rho);
      std::size_t axis = features.size();
      for (std::size_t i = 0; i < features.size(); ++i) {
        const auto size = [&](std::size_t k) { return std::abs(found.estimate.direction(static_cast<Index>(k))); };
        if (!taken[i] && (axis == features.size() || size(i) > size(axis))) axis = i;
      }
      taken[axis] = true;
      const auto outside = [](const std::optional<Range>& range, const Rational& value) {
        return value < Rational(range->lower) || value > Rational(range->upper) ? 1 : 0;
      };
      misses[axis][0] += outside(found.lambda, features[axis].lambda());
      misses[axis][1] += outside(found.rho, features[axis].rho());
    }
  }
  return misses;
}

/// No more misses than the level allows, at odds of 1 in 1000 for each of the numbers, and the estimate inside.
void expect_covered(const Study& study, bool sharp) {
  const std::vector<std::array<int, 2>> misses = misses_of(study);
  for (std::size_t i = 0; i < misses.size(); ++i) {
    for (const int count : misses[i]) {
      EXPECT_GT(chance_of_more(count - 1, kStudies, 1 - kConfidence), 1e-3)
          << "feature " << i << ": " << count << " misses of " << kStudies;
      // Nor so few that the intervals were wider than needed.
      if (sharp) {
        EXPECT_GT(1 - chance_of_more(count, kStudies, 1 - kConfidence), 1e-3)
            << "feature " << i << ": " << count << " misses of " << kStudies;
      }
    }
  }
}

TEST(FeatureIntervals, CoverFeaturesThatArePlainlyApart) {
  expect_covered({{0.9, 0.6, 1.2, 0.4}, {0.05, 0.1, 2, 0.2}, 2000, {}}, true);
}

TEST(FeatureIntervals, CoverWithFewPairs) { expect_covered({{1.2, 0.3}, {0.1, 0.9}, 100, {}}, true); }

TEST(FeatureIntervals, CoverFeaturesOfNearlyEqualLambda) {
  expect_covered({{0.9, 0.6, 0.93, 0.4}, {0.05, 0.1, 2, 0.6}, 2000, {}}, false);
}

TEST(FeatureIntervals, CoverEqualFeaturesThatNoSampleTellsApart) {
  expect_covered({{0.5, 0.5, 0.5, 0.125}, {0.5, 0.5, 2, 0.125}, 500, {}}, false);
}

TEST(FeatureIntervals, CoverFeaturesOfASeriesWhosePairsDependOnEachOther) {
  expect_covered({{1, 0.5}, {0.1, 0.5}, 4000, {0.9, -0.5}}, false);
}

}  // namespace
}  // namespace jepa_oracle
