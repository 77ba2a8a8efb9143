#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "diagnosis/runs/printed_digits.h"
#include "diagnosis/search/run_fit.h"
#include "jepa_oracle/csv_text.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/recorded_run.h"
#include "jepa_oracle/run_noise.h"

namespace jepa_oracle {
namespace {

using Fields = std::vector<std::string>;

TEST(DiagnosisRun, ReadsCsvAsTheStandardSays) {
  const auto records = parse_csv(
      "\xEF\xBB\xBF"
      "a,\"b,\"\"c\"\"\nd\"\r\n\n1,\r\n,\"\"");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].fields, (Fields{"a", "b,\"c\"\nd"}));
  EXPECT_EQ(records[1].fields, (Fields{"1", ""}));
  EXPECT_EQ(records[2].fields, (Fields{"", ""}));
  EXPECT_EQ(records[1].line, 4);
}

TEST(DiagnosisRun, BlanksAroundFieldsCountForNothing) {
  const auto records = parse_csv("a , \"b \"\t,c d\r\n \t\r\n 1,\t, 3 \r\n");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].fields, (Fields{"a", "b ", "c d"}));
  EXPECT_EQ(records[1].fields, (Fields{"1", "", "3"}));
  EXPECT_EQ(records[1].line, 3);
}

TEST(DiagnosisRun, RefusesWhatIsNotCsv) {
  for (const auto& [text, message] :
       {std::pair{"", "line 1: is empty; expected a header with the names of the columns"},
        {"\n\n", "line 1: is empty; expected a header with the names of the columns"},
        {"a,b\n1,2,3\n", "line 2: has 3 fields; expected 2, as in the header"},
        {"a,b\n1,2\"\n",
         "line 2, field 2: contains a quote: write such a field in quotes, with each quote in it doubled"},
        {"a,b\n\"1\"x,2\n", "line 2, field 1: text follows the closing quote; expected a comma or the end of the line"},
        {"a,b\n\"1,2\n", "line 2, field 1: its opening quote is never closed"}}) {
    try {
      parse_csv(text);
      ADD_FAILURE() << "accepted: " << text;
    } catch (const InvalidProblem& error) {
      EXPECT_STREQ(error.what(), message);
    }
  }
}

TEST(DiagnosisRun, LearnsTheDigitsFromTheWholeColumn) {
  PrintedDigits fixed;
  for (const char* cell : {"0.1000", "0.0001", "12.3400"}) fixed.see(cell);
  EXPECT_DOUBLE_EQ(fixed.half_unit(0.0001), 0.5e-4);
  PrintedDigits significant;
  for (const char* cell : {"0.5", "0.001234", "1.25e-7", ""}) significant.see(cell);
  EXPECT_DOUBLE_EQ(significant.half_unit(0.5), 0.5e-4);
  EXPECT_DOUBLE_EQ(significant.half_unit(1.25e-7), 0.5e-10);
  PrintedDigits zeros;
  for (const char* cell : {"0", "0", "0.25"}) zeros.see(cell);
  EXPECT_DOUBLE_EQ(zeros.half_unit(0.1), 0.005);
  PrintedDigits every;
  every.see("0.12345678901234567");
  every.see("1e-3");
  EXPECT_DOUBLE_EQ(every.half_unit(0.25), 0.25 * 0x1p-53);
}

TEST(DiagnosisRun, SortsMendsAndCounts) {
  const RecordedRun run = parse_recorded_run(
      "step,loss,encoder a,top a,b,W1[0][0]\n20,1,0.3,,0.4,x\n0,1,0.1,0.1,0.2,x\n20,2,0.3,,0.4,x\n\n10,,,,,\n",
      {"a", "b"});
  EXPECT_TRUE(run.in_steps);
  EXPECT_FALSE(run.sorted);
  EXPECT_EQ(run.rows, 2);
  EXPECT_EQ(run.repeated_rows, 1);
  EXPECT_EQ(run.missing_cells, 1);
  ASSERT_EQ(run.series.size(), 3U);
  EXPECT_EQ(run.series[0].points[1].moment, 20);
  EXPECT_EQ(run.series[1].layer, RecordedSeries::Layer::top);
  EXPECT_EQ(run.series[2].feature, 1U);
}

/// A curve like those of training, in `count` rows, with noise.
RecordedRun noisy_run(std::size_t count, double noise, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal;
  RecordedRun run;
  run.series.push_back({0, RecordedSeries::Layer::encoder, {}});
  for (std::size_t i = 0; i < count; ++i) {
    const double time = static_cast<double>(i) / static_cast<double>(count);
    const double value = (0.01 + 1 / (1 + std::exp(20 - 40 * time))) * (1 + noise * normal(generator));
    run.series.front().points.push_back({time, value, 1e-12});
  }
  return run;
}

TEST(DiagnosisRun, FindsTheNoiseThatIsThere) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    for (const double noise : {0.001, 0.01, 0.05}) {
      // The median of 400 deviations has a relative error of 1.2/20; six estimates, the smallest of which is taken.
      EXPECT_NEAR(noise_of(noisy_run(400, noise, seed), std::nullopt).relative, noise, 0.2 * noise) << seed;
    }
  }
}

TEST(DiagnosisRun, FindsNoNoiseWhereThereIsNone) {
  const RunNoise noise = noise_of(noisy_run(400, 0, 1), std::nullopt);
  EXPECT_TRUE(noise.estimated);
  // What bends is not noise: what six neighbours leave of a curve with 25 rows a unit of growth.
  EXPECT_LT(noise.relative, 1e-6);
}

TEST(DiagnosisRun, EstimatesNothingFromAFewRows) {
  const RunNoise noise = noise_of(noisy_run(7, 0.01, 1), std::nullopt);
  EXPECT_FALSE(noise.estimated);
  EXPECT_EQ(noise.relative, 0);
  EXPECT_EQ(noise_of(noisy_run(7, 0.01, 1), 0.02).relative, 0.02);
}

TEST(DiagnosisRun, ThinningKeepsTheCurve) {
  const RecordedRun thin = thinned(noisy_run(10'000, 0.01, 1), 24);
  const auto& points = thin.series.front().points;
  EXPECT_LE(points.size(), 25U);
  EXPECT_GE(points.size(), 16U);
  EXPECT_EQ(points.front().moment, 0);
  EXPECT_DOUBLE_EQ(points.back().moment, 0.9999);
  const auto rising = std::count_if(points.begin(), points.end(),
                                    [](const RecordedPoint& p) { return p.value > 0.05 && p.value < 0.95; });
  EXPECT_GE(rising, 4);
}

}  // namespace
}  // namespace jepa_oracle
