// Every number of another program (60 digits, tests/vectors/independent-values.json) must come out, to the last digit.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/rho_boundary.h"

namespace jepa_oracle {
namespace {

using nlohmann::json;

const json& values() {
  static const json document = json::parse(std::ifstream(JEPA_ORACLE_INDEPENDENT_VALUES));
  return document;
}

Rational number(const json& object, const char* key) { return parse_rational(object.at(key).get<std::string>(), key); }

ScalarProblem problem_of(const json& row) {
  return {parse_objective(row.at("objective").get<std::string>(), "objective"), Depth(row.at("depth").get<long>()),
          Feature::with_rho(number(row, "lambda"), number(row, "rho")),
          Initialisation::of_encoder(number(row, "epsilon"))};
}

/// Our decimal at 60 digits and theirs are the same number. Theirs was rounded once, from about 60 digits: a difference
/// of one unit in the last of the 60 places is the only freedom, and it needs the true value between the two.
::testing::AssertionResult same_digits(const Guaranteed& ours, const std::string& theirs) {
  if (!ours.conclusive()) return ::testing::AssertionFailure() << "inconclusive";
  const Rational a = parse_rational(*ours.decimal, "ours");
  const Rational b = parse_rational(theirs, "theirs");
  if (a == b) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "ours " << *ours.decimal << "\ntheirs " << theirs;
}

TEST(IndependentValues, CriticalTimes) {
  for (const json& row : values().at("critical_time")) {
    const auto time =
        critical_time(problem_of(row), Threshold::fraction(number(row, "fraction")), TimeConvention::flow, Digits(60));
    ASSERT_EQ(time.outcome, Outcome::reached) << row;
    EXPECT_TRUE(same_digits(*time.time, row.at("flow_time").get<std::string>())) << row;
  }
}

TEST(IndependentValues, Amplitudes) {
  for (const json& row : values().at("amplitude")) {
    const auto state = amplitude(problem_of(row), number(row, "flow_time"), TimeConvention::flow, Digits(60));
    EXPECT_TRUE(same_digits(state.encoder, row.at("encoder_amplitude").get<std::string>())) << row;
  }
}

TEST(IndependentValues, RhoBoundaries) {
  for (const json& row : values().at("rho_boundary")) {
    const auto boundary = jepa_rho_boundary(Depth(row.at("depth").get<long>()), number(row, "fraction"), Digits(60));
    EXPECT_TRUE(same_digits(boundary, row.at("s_star").get<std::string>())) << row;
  }
}

TEST(IndependentValues, ConflictWindows) {
  for (const json& row : values().at("conflict_window")) {
    const auto feature = [&](const char* key) {
      return Feature::with_rho(number(row.at(key), "lambda"), number(row.at(key), "rho"));
    };
    const Objective objective = parse_objective(row.value("objective", "jepa"), "objective");
    const auto window = conflict_window(objective, Depth(row.at("depth").get<long>()), number(row, "fraction"),
                                        Conflict::between(feature("influential"), feature("noisy")), Digits(60));
    const json& theirs = row.at("epsilon_window");
    if (theirs.is_null()) {
      EXPECT_EQ(window.state, ConflictWindow::State::empty) << row;
      continue;
    }
    ASSERT_EQ(window.state, ConflictWindow::State::open) << row;
    EXPECT_TRUE(same_digits(*window.lower, theirs.at(0).get<std::string>())) << row;
    EXPECT_TRUE(same_digits(*window.upper, theirs.at(1).get<std::string>())) << row;
  }
}

}  // namespace
}  // namespace jepa_oracle
