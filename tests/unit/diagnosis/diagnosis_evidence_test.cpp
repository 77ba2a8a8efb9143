#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "diagnosis/search/likelihood_ratio.h"

namespace jepa_oracle {
namespace {

RecordedRun run_of(std::size_t count) {
  RecordedRun run;
  run.series.push_back({0, RecordedSeries::Layer::encoder, {}});
  for (std::size_t i = 0; i < count; ++i) run.series.front().points.push_back({static_cast<double>(i), 1, 0});
  return run;
}

/// Residuals of a true hypothesis: normal, each `kept` times the one before and fresh noise, of variance 1.
std::vector<double> noise_of(std::size_t count, double kept, std::mt19937& generator) {
  std::normal_distribution<double> normal;
  std::vector<double> noise;
  for (std::size_t i = 0; i < count; ++i) {
    const double fresh = normal(generator);
    noise.push_back(i == 0 ? fresh : kept * noise.back() + std::sqrt(1 - kept * kept) * fresh);
  }
  return noise;
}

double squares_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return sum;
}

/// Squares that are left when `waves` slow waves, sine and cosine, are fitted: needless numbers, as smooth as those of
/// training.
double squares_beside_waves(const std::vector<double>& values, int waves) {
  double squares = squares_of(values);
  const double count = static_cast<double>(values.size());
  for (int wave = 1; wave <= waves; ++wave) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      sum += values[i] * std::sin(M_PI * wave * (static_cast<double>(i) + 0.5) / count);
    }
    squares -= 2 * sum * sum / count;
  }
  return squares;
}

TEST(DiagnosisEvidence, ANeedlessNumberIsRefusedAsOftenAsPromised) {
  // The chance that is stated is an upper bound: it may fall below c in a share c of the runs at most.
  constexpr int kRuns = 4000;
  std::mt19937 generator(1);
  for (const double scale : {1.0, 3.0}) {  // 3: noise that was justified too small
    for (const int fitted : {1, 2}) {
      int below = 0;
      for (int i = 0; i < kRuns; ++i) {
        const std::vector<double> noise = noise_of(60, 0, generator);
        const Evidence evidence{60, 1, 1};
        const Misfit plain{scale * scale * squares_of(noise), 0};
        const Misfit wider{scale * scale * squares_beside_waves(noise, fitted), static_cast<std::size_t>(fitted)};
        below += evidence.log_chance(plain, wider) < std::log(0.05) ? 1 : 0;
      }
      // Binomial, of 4000 with chance 0.05: 200, standard deviation 14.
      EXPECT_LE(below, 200 + 4 * 14) << "scale " << scale << ", fitted " << fitted;
      EXPECT_GT(below, 0);
    }
  }
}

TEST(DiagnosisEvidence, CorrelatedResidualsCarryLess) {
  // 1 + 2 sum of kept^k = (1 + kept) / (1 - kept).
  std::mt19937 generator(2);
  for (const double kept : {0.0, 0.5, 0.9}) {
    const double length = correlation_length(noise_of(20'000, kept, generator), run_of(20'000));
    const double expected = (1 + kept) / (1 - kept);
    // The sum has about 2 (length) terms that count, each with an error of sqrt(length / rows).
    EXPECT_NEAR(length, expected, 4 * 2 * expected * std::sqrt(2 * expected / 20'000)) << kept;
  }
}

TEST(DiagnosisEvidence, CorrelatedNoiseMakesNoNeedlessNumber) {
  constexpr int kRuns = 1000;
  std::mt19937 generator(3);
  int refused = 0;
  int refused_without_correlation = 0;
  for (int i = 0; i < kRuns; ++i) {
    const std::vector<double> noise = noise_of(300, 0.9, generator);
    const Misfit plain{squares_of(noise), 0};
    const Misfit wider{squares_beside_waves(noise, 1), 1};
    const double length = correlation_length(noise, run_of(300));
    refused += Evidence{300, length, 1}.log_chance(plain, wider) < std::log(0.01) ? 1 : 0;
    refused_without_correlation += Evidence{300, 1, 1}.log_chance(plain, wider) < std::log(0.01) ? 1 : 0;
  }
  // 16 independent pieces: the length of the correlation is known to a third or so, and the chance with it.
  EXPECT_LE(refused, 40);
  EXPECT_GT(refused_without_correlation, 300);
}

TEST(DiagnosisEvidence, LookingElsewhereCosts) {
  const Misfit plain{121.2, 0};
  const Misfit wider{101, 1};
  const double one = Evidence{102, 1, 1}.log_chance(plain, wider);
  EXPECT_NEAR(one, -50 * std::log(121.2 / 101), 1e-12);
  EXPECT_NEAR((Evidence{102, 1, 8522}.log_chance(plain, wider)), one + std::log(8522), 1e-12);
  EXPECT_FALSE((Evidence{101, 1, 8522}.tells(wider, plain)));
  EXPECT_TRUE((Evidence{101, 1, 8522}.tells(wider, {300, 0})));
  // Nothing is told from a smaller misfit.
  EXPECT_FALSE((Evidence{101, 1, 1}.tells({300, 0}, wider)));
}

TEST(DiagnosisEvidence, NoiseIsNeverSmallerThanJustified) {
  // Both are far below the noise: that one is a thousand times nearer says nothing.
  EXPECT_FALSE((Evidence{200, 1, 1}.tells({1e-6, 1}, {1e-3, 0})));
}

}  // namespace
}  // namespace jepa_oracle
