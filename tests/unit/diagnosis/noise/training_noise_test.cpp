#include "diagnosis/noise/training_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "diagnosis/runs/single_precision.h"
#include "diagnosis/search/likelihood_ratio.h"

namespace jepa_oracle {
namespace {

using State = TrainingNoise::State;

constexpr std::size_t kSeries = 4;

double curve(std::size_t i, std::size_t rows) {
  const double time = static_cast<double>(i) / static_cast<double>(rows);
  return 0.03 + 0.8 / (1 + std::exp(8 - 20 * time));
}

/// What increments say of runs of four features around one curve: noise of the recording (a share of the curve), steps
/// of a walk and a misfit of one way, from the first row on or not.
TrainingNoise seen(std::size_t rows, double recording, double walk, double misfit, bool beginning, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal;
  ResidualIncrements increments;
  for (std::size_t s = 0; s < kSeries; ++s) {
    RecordedSeries series{s, RecordedSeries::Layer::encoder, {}};
    std::vector<double> predicted;
    double walked = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      const double time = static_cast<double>(i) / static_cast<double>(rows);
      const double there = curve(i, rows);
      if (i > 0) walked += walk * normal(generator);
      const double off = recording * there * normal(generator) + walked + misfit * std::sin(3 * time) * there;
      series.points.push_back({static_cast<double>(i + (beginning ? 0 : 1)), there + off, 1e-9});
      predicted.push_back(there);
    }
    increments.see(series, predicted);
  }
  return training_noise_of(increments);
}

TEST(TrainingNoiseTest, AWalkIsFoundAndGivenAllOfTheScatter) {
  for (const unsigned seed : {1U, 2U, 3U, 4U}) {
    for (const std::size_t rows : {150U, 600U}) {
      const TrainingNoise noise = seen(rows, 0, 1e-3, 0, true, seed);
      EXPECT_EQ(noise.state, State::found) << rows << " rows, seed " << seed;
      EXPECT_EQ(noise.share, 1);
    }
    EXPECT_EQ(seen(600, 0, 1e-3, 0, false, seed).state, State::found) << seed;
    // Where the curve grows by half from row to row, as this walk does not, few rows leave it open.
    EXPECT_NE(seen(40, 0, 1e-3, 0, true, seed).state, State::absent) << seed;
  }
}

TEST(TrainingNoiseTest, NoiseOfTheRecordingIsNone) {
  int found = 0;
  int open = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    for (const bool beginning : {false, true}) {
      const State state = seen(seed % 3 == 0 ? 40 : 200, 0.01, 0, 0, beginning, seed).state;
      found += state == State::found ? 1 : 0;
      open += state == State::open ? 1 : 0;
    }
  }
  EXPECT_EQ(found, 0);
  // kSure standard deviations of an error that is itself estimated.
  EXPECT_LE(open, 12);
}

TEST(TrainingNoiseTest, AMisfitBesideNoiseOfTheRecordingIsNone) {
  // From a misfit below the noise to one of a hundred noises: one ratio of variances passes through that of a walk.
  for (unsigned seed = 0; seed < 40; ++seed) {
    for (const bool beginning : {false, true}) {
      for (const double misfit : {0.003, 0.01, 0.03, 0.1, 0.3, 1.0}) {
        EXPECT_NE(seen(100, 0.003, 0, misfit, beginning, seed).state, State::found) << misfit << ", seed " << seed;
      }
    }
  }
}

TEST(TrainingNoiseTest, AMisfitAloneIsNone) {
  for (const double misfit : {0.003, 0.1, 1.0}) {
    EXPECT_EQ(seen(100, 0, 0, misfit, true, 1).state, State::absent) << misfit;
    EXPECT_EQ(seen(100, 0, 0, misfit, false, 1).state, State::absent) << misfit;
  }
}

TEST(TrainingNoiseTest, WhatGoesOneWayIsSeen) {
  RecordedRun run;
  run.series.push_back({0, RecordedSeries::Layer::encoder, {}});
  for (int i = 0; i < 64; ++i) run.series.front().points.push_back({static_cast<double>(i), 1, 0});
  std::vector<double> residuals(64, 0.5);
  EXPECT_DOUBLE_EQ(one_way_of(residuals, run).largest, 4);  // 64 * 0.5 / 8
  EXPECT_EQ(one_way_of(residuals, run).blocks, 16 + 8 + 4 + 2 + 1);
  for (std::size_t i = 0; i < 64; i += 2) residuals[i] = -0.5;
  EXPECT_EQ(one_way_of(residuals, run).largest, 0);
}

TEST(TrainingNoiseTest, TheLargestByChanceIsAQuantile) {
  EXPECT_NEAR(largest_by_chance(1), 3.2905, 1e-4);  // two-sided, of one in a thousand
  EXPECT_NEAR(largest_by_chance(1000), 4.8916, 1e-4);
  EXPECT_NEAR(largest_by_chance(1, 6), 5.9588, 1e-4);  // Student's with six degrees of freedom
}

/// A run of one row after the other, with the rounding of so many significant digits.
RecordedRun written(const std::vector<double>& values, double half_unit) {
  RecordedRun run;
  run.series.push_back({0, RecordedSeries::Layer::encoder, {}});
  for (const double value : values) run.series.front().points.push_back({0, value, half_unit / std::sqrt(3.0)});
  return run;
}

TEST(TrainingNoiseTest, DigitsThatSinglePrecisionWouldPrintDoNotExcludeIt) {
  const double single = static_cast<float>(0.1234567890123);
  EXPECT_TRUE(may_be_single_precision(written({single}, 5e-18)));
  EXPECT_FALSE(may_be_single_precision(written({0.1234567890123}, 5e-14)));
  EXPECT_TRUE(may_be_single_precision(written({0.12345679, 0.1, 0.04}, 5e-10)));  // shortest decimals
  EXPECT_FALSE(may_be_single_precision(written({0.12345679, 0.123456781}, 5e-10)));
  EXPECT_TRUE(may_be_single_precision(written({0.1234567}, 5e-8)));
  // Cut off to nine digits and not rounded.
  const double cut = static_cast<float>(0.9876543);  // 0.98765432834625244
  EXPECT_TRUE(may_be_single_precision(written({cut, 0.987654328}, 5e-10)));
  EXPECT_FALSE(may_be_single_precision(written({cut, 0.987654320}, 5e-10)));
}

}  // namespace
}  // namespace jepa_oracle
