#include "jepa_oracle/objectives.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/problem.h"
#include "jepa_oracle/training_state.h"
#include "numbers.h"

namespace jepa_oracle {
namespace {

TEST(Objectives, EveryOneHasARowOfItsOwnAndItsNameParsesBack) {
  std::set<Objective> seen;
  std::set<std::string_view> names;
  for (const Objective objective : all_objectives()) {
    EXPECT_TRUE(seen.insert(objective).second);
    EXPECT_EQ(row_of(objective).objective, objective);
    EXPECT_TRUE(names.insert(name_of(objective)).second);
    EXPECT_EQ(parse_objective(name_of(objective), "objective"), objective);
    EXPECT_EQ(parse_objective(row_of(objective).short_name, "objective"), objective);
    EXPECT_FALSE(title_of(objective).empty());
    EXPECT_FALSE(row_of(objective).loss.empty());
    EXPECT_FALSE(row_of(objective).loss_in_words.empty());
  }
  // The enumeration starts at 0 and has no gap: what follows the last row is no objective.
  for (std::size_t i = 0; i < all_objectives().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(all_objectives()[i]), i);
  }
  EXPECT_THROW(row_of(static_cast<Objective>(all_objectives().size())), std::out_of_range);
}

TEST(Objectives, TheRowsAreThoseOfTheTheory) {
  for (long depth : {1L, 2L, 5L, 64L}) {
    EXPECT_EQ(exponents_of(Objective::jepa, Depth(depth)), (Exponents{2 * depth, 1}));
    EXPECT_EQ(exponents_of(Objective::mae, Depth(depth)), (Exponents{depth, depth + 1}));
  }
  for (long depth : {1L, 2L, 5L}) {
    for (long top : {1L, 2L, 7L}) {
      const Depth both = Depth(depth).with_top(top);
      EXPECT_EQ(exponents_of(Objective::jepa, both), (Exponents{2 * depth + top - 1, top}));
      EXPECT_EQ(exponents_of(Objective::mae, both), (Exponents{depth + top - 1, depth + top}));
    }
    EXPECT_EQ(exponents_of(Objective::spectral_contrastive, Depth(depth)), (Exponents{2 * depth - 1, 2 * depth}));
    EXPECT_EQ(exponents_of(Objective::barlow_twins, Depth(depth)), (Exponents{2 * depth - 1, 2 * depth}));
  }
  const Feature feature = Feature::with_rho(number("-0.9"), number("-0.7"));
  EXPECT_EQ(limit_power_of(Objective::jepa, feature), number("0.7"));
  EXPECT_EQ(limit_power_of(Objective::mae, feature), number("0.7"));
  EXPECT_EQ(limit_power_of(Objective::spectral_contrastive, feature), number("0.49") / number("0.9"));
  EXPECT_EQ(limit_power_of(Objective::barlow_twins, feature), 1 / number("0.9"));
  const Feature none = Feature::with_variance(0, number("1.5"));  // where c does not vanish with lambda
  EXPECT_EQ(saturation_of(Objective::jepa, none), number("1.5"));
  EXPECT_EQ(saturation_of(Objective::mae, none), number("1.5"));
  EXPECT_EQ(saturation_of(Objective::spectral_contrastive, none), number("2.25"));
  EXPECT_EQ(saturation_of(Objective::barlow_twins, none), Rational(0));
  EXPECT_EQ(encoder_limit_in_words(Objective::jepa), "rho^L");
  EXPECT_EQ(encoder_limit_in_words(Objective::mae), "rho^(L/(L+1))");
  EXPECT_TRUE(has_predictor(Objective::jepa) && target_moves(Objective::jepa));
  EXPECT_FALSE(has_predictor(Objective::mae) || target_moves(Objective::mae));
}

TEST(Objectives, ExponentsAndLimitsAreSaidInWords) {
  EXPECT_EQ((LinearInDepth{2, 0, -1}.at(Depth(3))), 5);
  EXPECT_EQ((LinearInDepth{2, 1, -1}.at(Depth(3).with_top(4))), 9);
  EXPECT_EQ((LinearInDepth{2, 0, -1}.in_words()), "2L-1");
  EXPECT_EQ((LinearInDepth{2, 1, -1}.in_words()), "2L");
  EXPECT_EQ((LinearInDepth{0, 1, 2}.in_words()), "3");
  EXPECT_EQ((FeaturePower{-1, 2}.in_words()), "lambda^-1 rho^2");
  EXPECT_DOUBLE_EQ((FeaturePower{-1, 2}.of_logarithms(0.5, 0.25)), 0.0);
}

TEST(Objectives, LayersOnTopAreReadWhereThereCanBeSome) {
  const Depth depth(3);
  EXPECT_EQ(parse_top_depth(depth, Objective::mae, "2", "top_depth"), depth.with_top(2));
  const auto message = [&](Objective objective, std::string_view text) {
    try {
      parse_top_depth(depth, objective, text, "top_depth");
    } catch (const InvalidProblem& problem) {
      return problem.where() + ": " + problem.rule();
    }
    return std::string("none");
  };
  EXPECT_EQ(message(Objective::jepa, "0"), "top_depth: 0 is not a depth: a predictor has 1 to 1000 layers");
  EXPECT_EQ(message(Objective::mae, "1001"), "top_depth: 1001 is not a depth: a decoder has 1 to 1000 layers");
  EXPECT_EQ(message(Objective::mae, "1.5"),
            "top_depth: 1.5 is not a depth: the number of decoder layers is an integer");
  EXPECT_EQ(message(Objective::barlow_twins, "1"),
            "top_depth: Barlow Twins has no predictor or decoder: leave the number of its layers out");
}

TEST(Objectives, AnUnknownNameIsRefusedWithAllThatThereAre) {
  std::string message;
  try {
    parse_objective("autoencoder", "objective");
  } catch (const InvalidProblem& problem) {
    message = problem.rule();
  }
  EXPECT_NE(message.find("\"autoencoder\""), std::string::npos) << message;
  for (const Objective objective : all_objectives()) {
    EXPECT_NE(message.find(name_of(objective)), std::string::npos) << message;
  }
  EXPECT_EQ(names_of(all_objectives(), "|", "|"), "jepa|mae|spectral-contrastive|barlow-twins");
  EXPECT_EQ(choices_of(network_objectives()), "jepa or mae");
}

TEST(Objectives, AProblemThatNamesNoneHasThoseOfNetworks) {
  const Problem problem =
      parse_problem(R"({"format":"jepa-oracle/problem/1","depth":2,"epsilon":"0.01","fraction":"0.5",)"
                    R"("features":[{"name":"a","lambda":"1","rho":"1"}]})");
  EXPECT_EQ(problem.objectives, network_objectives());
}

TEST(Objectives, TheSchemaOfTheVectorsListsThem) {
  std::ifstream file(JEPA_ORACLE_VECTOR_SCHEMA);
  const auto schema = nlohmann::json::parse(file);
  std::vector<std::string> names;
  for (const Objective objective : network_objectives()) names.emplace_back(name_of(objective));
  EXPECT_EQ(schema.at("$defs").at("objective").at("enum").get<std::vector<std::string>>(), names);
}

TEST(TrainingVariants, EveryObjectiveOfANetworkIsOneAndEveryTargetHasItsOwner) {
  for (const Objective objective : network_objectives()) {
    const TrainingRule rule = rule_of(objective);
    EXPECT_TRUE(is_objective(rule));
    EXPECT_EQ(variant_of(rule).objective, objective);
    EXPECT_EQ(variant_of(rule).target, row_of(objective).target);
    EXPECT_TRUE(variant_of(rule).stops_gradient);
    EXPECT_FALSE(stands_still(rule));
    EXPECT_EQ(name_of(rule), name_of(objective));
    EXPECT_EQ(objective_with(row_of(objective).target), objective);
    EXPECT_EQ(TargetRule::of(objective).objective, objective);
  }
  std::set<std::string_view> names;
  for (const TrainingVariant& variant : kTrainingVariants) {
    EXPECT_EQ(variant_of(variant.rule).rule, variant.rule);
    EXPECT_TRUE(names.insert(name_of(variant.rule)).second) << name_of(variant.rule);
    EXPECT_EQ(is_objective(variant.rule), variant.mistake.empty());  // what is no objective is a mistake
  }
  EXPECT_EQ(TargetRule::frozen_encoder().objective, Objective::jepa);
  EXPECT_EQ(TargetRule::moving_average(1).objective, Objective::jepa);
}

}  // namespace
}  // namespace jepa_oracle
