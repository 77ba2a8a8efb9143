#include "jepa_oracle/model.h"

#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "numbers.h"

namespace jepa_oracle {
namespace {

template <class Make>
std::string complaint(const Make& make) {
  try {
    make();
  } catch (const InvalidProblem& error) {
    EXPECT_EQ(error.what(), error.where() + ": " + error.rule());
    return error.what();
  }
  return "accepted";
}

TEST(Model, NamesAreReadBack) {
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    EXPECT_EQ(parse_objective(name_of(objective), "objective"), objective);
  }
  for (const TimeConvention convention : {TimeConvention::flow, TimeConvention::paper}) {
    EXPECT_EQ(parse_time_convention(name_of(convention), "time"), convention);
  }
}

TEST(Model, UnknownNamesAreRefused) {
  EXPECT_EQ(complaint([] { parse_objective("JEPA", "objective"); }),
            "objective: unknown objective \"JEPA\" (did you mean jepa?); expected one of jepa, mae, "
            "spectral-contrastive, barlow-twins");
  EXPECT_EQ(complaint([] { parse_time_convention("", "time"); }),
            "time: unknown time convention \"\"; expected one of flow, paper");
}

TEST(Model, DepthIsAnIntegerFromOneToAThousand) {
  EXPECT_EQ(parse_depth("3", "depth").layers(), 3);
  EXPECT_EQ(parse_depth("1e3", "depth").layers(), 1000);
  EXPECT_EQ(complaint([] { parse_depth("0", "depth"); }), "depth: 0 is not a depth: an encoder has 1 to 1000 layers");
  EXPECT_EQ(complaint([] { parse_depth("-1", "depth"); }), "depth: -1 is not a depth: an encoder has 1 to 1000 layers");
  EXPECT_EQ(complaint([] { parse_depth("1001", "depth"); }),
            "depth: 1001 is not a depth: an encoder has 1 to 1000 layers");
  EXPECT_EQ(complaint([] { parse_depth("2.5", "depth"); }),
            "depth: 2.5 is not a depth: the number of encoder layers is an integer");
  EXPECT_EQ(complaint([] { parse_depth("1e50", "depth"); }),
            "depth: 1e50 is not a depth: an encoder has 1 to 1000 layers");
  EXPECT_EQ(complaint([] { parse_depth("three", "depth"); }),
            "depth: \"three\" is not a finite decimal number or fraction");
  EXPECT_EQ(complaint([] { Depth(0); }), "depth: 0 is not a depth: an encoder has 1 to 1000 layers");
}

TEST(Model, AFeatureIsGivenByRhoOrByVariance) {
  RandomRationals random(41);
  for (int i = 0; i < 100; ++i) {
    const Rational lambda = random.any(-20, 20);
    const Rational variance = random.positive(-20, 20);
    const Feature feature = Feature::with_variance(lambda, variance);
    EXPECT_EQ(feature.rho() * feature.variance(), feature.lambda());
    EXPECT_EQ(Feature::with_rho(lambda, feature.rho()), feature);
    EXPECT_EQ(feature.sign(), lambda > 0 ? 1 : -1);
  }
  EXPECT_EQ(Feature::with_variance(0, 2).sign(), 0);
  EXPECT_EQ(Feature::with_variance(0, 2).rho(), 0);
}

TEST(Model, AVarianceThatIsNotPositiveIsRefused) {
  EXPECT_EQ(complaint([] { Feature::with_rho(1, 0, "features[2]"); }),
            "features[2].rho: 0 leaves the variance lambda/rho undefined: give the variance instead");
  EXPECT_EQ(complaint([] { Feature::with_rho(0, number("0.5")); }),
            "feature.rho: 0.5 is not 0 while lambda is 0: the variance would be 0, but it must be > 0");
  EXPECT_EQ(complaint([] { Feature::with_rho(number("-0.2"), number("0.5")); }),
            "feature.rho: 0.5 must have the sign of lambda = -0.2: the variance lambda/rho must be > 0");
  EXPECT_EQ(complaint([] { Feature::with_variance(1, 0); }), "feature.variance: 0 is not a variance: it must be > 0");
}

TEST(Model, TheStartIsPositive) {
  EXPECT_EQ(complaint([] { Initialisation::of_encoder(0); }), "epsilon: 0 is not a start: it must be > 0");
  EXPECT_EQ(complaint([] { Initialisation::of_layer(Rational(-1, 3)); }),
            "epsilon: -1/3 is not a start: it must be > 0");
  EXPECT_EQ(Initialisation::of_encoder(number("1e-4")).encoder_amplitude(Depth(3)), number("1e-4"));
  EXPECT_EQ(Initialisation::of_layer(number("1e-4")).encoder_amplitude(Depth(3)), number("1e-12"));
}

TEST(Model, AFractionLiesStrictlyBetweenZeroAndOne) {
  const std::string rule = " is not a fraction of the limit: it must lie strictly between 0 and 1";
  EXPECT_EQ(complaint([] { Threshold::fraction(0); }), "fraction: 0" + rule);
  EXPECT_EQ(complaint([] { Threshold::fraction(1); }), "fraction: 1" + rule);
  EXPECT_EQ(complaint([] { Threshold::fraction(number("1." + std::string(60, '0') + "1")); }),
            "fraction: 1." + std::string(35, '0') + "..." + rule);
  EXPECT_EQ(complaint([] { Threshold::fraction(1 - number("1e-60")); }), "accepted");
  EXPECT_EQ(complaint([] { Threshold::level(0); }), "level: 0 is not a level of the encoder amplitude: it must be > 0");
  EXPECT_EQ(complaint([] { Threshold::level(7); }), "accepted");
}

}  // namespace
}  // namespace jepa_oracle
