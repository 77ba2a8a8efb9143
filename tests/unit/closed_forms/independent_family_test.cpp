// Every number of another program about the family of objectives (60 digits, tests/vectors/independent-family.json)
// must come out, to the last digit.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/rho_boundary.h"
#include "jepa_oracle/weight_decay.h"

namespace jepa_oracle {
namespace {

using nlohmann::json;

class IndependentFamily : public ::testing::Test {
 protected:
  static const json& rows(const char* key) {
    static const json document = json::parse(std::ifstream(JEPA_ORACLE_INDEPENDENT_FAMILY));
    return document.at(key);
  }
  static Rational number(const json& row, const char* key) {
    return parse_rational(row.at(key).get<std::string>(), key);
  }
  static Objective objective_of(const json& row) {
    return parse_objective(row.value("objective", "jepa"), "objective");
  }
  static Depth depth_of(const json& row) {
    const Depth depth(row.at("depth").get<long>());
    return row_of(objective_of(row)).top ? depth.with_top(row.at("top_depth").get<long>()) : depth;
  }
  static void expect_same(const Guaranteed& ours, const json& theirs, const json& row) {
    ASSERT_TRUE(ours.conclusive()) << row;
    EXPECT_EQ(parse_rational(*ours.decimal, "ours"), parse_rational(theirs.get<std::string>(), "theirs"))
        << row << "\nours " << *ours.decimal;
  }
};

TEST_F(IndependentFamily, CriticalTimes) {
  for (const json& row : rows("critical_time")) {
    const ScalarProblem problem{objective_of(row), depth_of(row),
                                Feature::with_rho(number(row, "lambda"), number(row, "rho")),
                                Initialisation::of_encoder(number(row, "epsilon"))};
    const auto time =
        critical_time(problem, Threshold::fraction(number(row, "fraction")), TimeConvention::flow, Digits(60));
    ASSERT_EQ(time.outcome, Outcome::reached) << row;
    expect_same(*time.time, row.at("flow_time"), row);
  }
}

// At a time of 60 digits the amplitude has the level of that time in its first 50.
TEST_F(IndependentFamily, AmplitudesUnderWeightDecay) {
  for (const json& row : rows("decayed_time")) {
    const ScalarProblem problem{objective_of(row), depth_of(row),
                                Feature::with_rho(number(row, "lambda"), number(row, "rho")),
                                Initialisation::of_encoder(number(row, "epsilon"))};
    const Amplitude state = decayed_amplitude(problem, number(row, "weight_decay"), number(row, "flow_time"),
                                              TimeConvention::flow, Digits(50));
    expect_same(state.encoder, row.at("level"), row);
  }
}

TEST_F(IndependentFamily, RhoBoundaries) {
  for (const json& row : rows("boundary")) {
    const auto boundary = rho_boundary(objective_of(row), depth_of(row), number(row, "fraction"), Digits(60));
    ASSERT_TRUE(boundary.s_star) << row;
    expect_same(*boundary.s_star, row.at("s_star"), row);
  }
}

TEST_F(IndependentFamily, ConflictWindows) {
  for (const json& row : rows("window")) {
    const auto feature = [&](const char* key) {
      const auto text = [&](int i) { return parse_rational(row.at(key).at(i).get<std::string>(), key); };
      return Feature::with_rho(text(0), text(1));
    };
    const auto window = conflict_window(objective_of(row), depth_of(row), number(row, "fraction"),
                                        Conflict::between(feature("influential"), feature("noisy")), Digits(60));
    const json& theirs = row.at("epsilon_window");
    if (theirs.is_null()) {
      EXPECT_EQ(window.state, ConflictWindow::State::empty) << row;
      continue;
    }
    ASSERT_EQ(window.state, ConflictWindow::State::open) << row;
    expect_same(*window.lower, theirs.at(0), row);
    expect_same(*window.upper, theirs.at(1), row);
  }
}

}  // namespace
}  // namespace jepa_oracle
