#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "diagnosis/noise/cut_digits.h"
#include "diagnosis/search/run_fit.h"
#include "jepa_oracle/diagnosis.h"

namespace jepa_oracle {
namespace {

constexpr double kRate = 0.03;
constexpr const char* kProblem = R"({"format": "jepa-oracle/problem/1", "depth": 1, "epsilon": "0.03",
  "objectives": ["mae"], "features": [{"name": "a", "lambda": "0.9", "rho": "0.9"},
  {"name": "b", "lambda": "0.8", "rho": "0.7"}, {"name": "c", "lambda": "1", "rho": "0.3"}]})";
constexpr std::array kLambdas = {0.9, 0.8, 1.0};
constexpr std::array kVariances = {0.9 / 0.9, 0.8 / 0.7, 1.0 / 0.3};

/// Digits after so many significant ones cut off.
std::string cut_to(int digits, double value) {
  const std::string text = fmt::format("{:.25e}", value);
  return text.substr(0, static_cast<std::size_t>(digits) + 1) + text.substr(text.find('e'));
}

std::string rounded_to(int digits, double value) { return fmt::format("{:.{}g}", value, digits); }

/// MAE at depth 1 by steps of gradient descent, in real numbers of one kind, as a file.
template <class Real, class Write>
std::string run_of(long steps, long every, double decay, const Write& write) {
  std::string csv = "step,a,b,c\n";
  std::array<Real, 3> encoder{};
  std::array<Real, 3> top{};
  encoder.fill(static_cast<Real>(0.03));
  top = encoder;
  for (long step = 0; step <= steps; ++step) {
    if (step % every == 0) {
      csv += fmt::format("{},{},{},{}\n", step, write(encoder[0]), write(encoder[1]), write(encoder[2]));
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const Real off = top[i] * encoder[i] * static_cast<Real>(kVariances[i]) - static_cast<Real>(kLambdas[i]);
      const Real by_encoder = off * top[i] + static_cast<Real>(decay) * encoder[i];
      const Real by_top = off * encoder[i] + static_cast<Real>(decay) * top[i];
      encoder[i] -= static_cast<Real>(kRate) * by_encoder;
      top[i] -= static_cast<Real>(kRate) * by_top;
    }
  }
  return csv;
}

Diagnosis diagnosed(const std::string& csv) {
  DiagnosisOptions options;
  options.rate = kRate;
  return diagnose(csv, kProblem, options);
}

TEST(DiagnosisDigits, ARightRunIsNotMistakenWhereItsDigitsWereCutOff) {
  for (int digits = 4; digits <= 9; ++digits) {
    const auto write = [&](double value) { return cut_to(digits, value); };
    for (const auto& csv : {run_of<float>(1600, 4, 0, write), run_of<double>(1600, 4, 0, write)}) {
      const Diagnosis found = diagnosed(csv);
      EXPECT_EQ(found.verdict, Verdict::as_expected) << digits << " digits: " << found.sentence;
    }
  }
}

TEST(DiagnosisDigits, AMistakeAboveTheDigitsIsNamed) {
  for (const int digits : {4, 6}) {
    // Of three features at rest an equal decay takes (kappa / variance) / 2 of the square of the amplitude: some 20
    // units of the last digit.
    const double decay = 40 * std::pow(10.0, -digits);
    const auto write = [&](double value) { return cut_to(digits, value); };
    const Diagnosis found = diagnosed(run_of<double>(1600, 4, decay, write));
    EXPECT_EQ(found.verdict, Verdict::other) << digits << " digits: " << found.sentence;
    const auto names_decay = [&](std::size_t index) {
      const Hypothesis& hypothesis = found.ranking[index].hypothesis;
      return hypothesis.fits(FittedNumber::weight_decay) && std::fabs(hypothesis.weight_decay / decay - 1) < 0.2;
    };
    EXPECT_TRUE(names_decay(0) || std::any_of(found.rivals.begin(), found.rivals.end(), names_decay)) << found.sentence;
  }
}

TEST(DiagnosisDigits, WhereAFeatureStandsItsRoundingIsOneError) {
  // 0.8367 for sqrt(0.7) in most rows: every one is off by 0.8 of half a unit, the same way.
  const auto write = [](double value) { return rounded_to(4, value); };
  const Diagnosis found = diagnosed(run_of<double>(1200, 3, 0, write));
  EXPECT_EQ(found.verdict, Verdict::as_expected) << found.sentence;
}

RecordedRun standing(double value, double half_unit) {
  RecordedRun run;
  RecordedSeries series{0, RecordedSeries::Layer::encoder, {}};
  for (int row = 0; row < 4; ++row) series.points.push_back({static_cast<double>(row), value, half_unit / std::sqrt(3.0)});
  series.points.push_back({4, value + 2 * half_unit, half_unit / std::sqrt(3.0)});
  run.series.push_back(series);
  return run;
}

TEST(DiagnosisDigits, ARowThatRepeatsSaysNothingWithinItsDigitsAndAllBeyond) {
  const RecordedRun run = standing(0.95, 0.005);
  const auto at = [&](double value, const RunNoise& noise) {
    return residuals_of({std::vector(5, value)}, run, noise, ResidualKind::noise);
  };
  const std::vector<double> within = at(0.954, {});
  EXPECT_EQ(within[0], 0);
  EXPECT_EQ(within[3], 0);
  EXPECT_NEAR(within[4], -0.006 / 0.005 * std::sqrt(3.0), 1e-5) << "a row of its own";
  EXPECT_NEAR(at(0.956, {})[0], 0.006 / 0.005 * std::sqrt(3.0), 1e-5);
  RunNoise noise;
  noise.relative = 1e-3;
  EXPECT_GT(at(0.954, noise)[0], 1) << "other noise draws anew in every row";
}

TEST(DiagnosisDigits, CutOffDigitsAreRoundedOnesAroundTheMiddleOfTheUnit) {
  RecordedRun run = standing(-0.95, 0.005);
  run.series[0].points[1].value = 0.0;
  run.series[0].points[2].value = -0.0;
  const auto points = with_digits_cut_off(run).series[0].points;
  EXPECT_DOUBLE_EQ(points[0].value, -0.955);
  EXPECT_DOUBLE_EQ(points[1].value, 0.005);
  EXPECT_DOUBLE_EQ(points[2].value, -0.005);
  EXPECT_DOUBLE_EQ(points[0].value - points[0].cut, -0.95);
  RunNoise noise;
  EXPECT_TRUE(shows_cut_digits(run, noise));
  noise.absolute = 0.05;
  EXPECT_FALSE(shows_cut_digits(run, noise)) << "five rows of a tenth of the noise";
}

}  // namespace
}  // namespace jepa_oracle
