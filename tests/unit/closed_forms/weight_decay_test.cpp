#include "jepa_oracle/weight_decay.h"

#include <gtest/gtest.h>

#include "closed_forms/decayed_values.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

struct Case {
  Objective objective;
  Depth depth;
  Feature feature;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  RandomRationals draw(16);
  for (const Objective objective : all_objectives()) {
    for (const long layers : {1L, 2L, 3L, 8L, 64L}) {
      for (const long top : {1L, 2L, 3L, 8L}) {
        if (!row_of(objective).top && top > 1) continue;
        const Feature feature = Feature::with_rho(draw.positive(-8, 4), draw.positive(-6, 3));
        all.push_back({objective, Depth(layers).with_top(top), feature});
      }
    }
  }
  return all;
}

std::string show(const Case& at) {
  return std::string(name_of(at.objective)) + " " + std::to_string(at.depth.layers()) + "+" +
         std::to_string(at.depth.top_layers()) + " lambda " + exact_text(at.feature.lambda()) + " rho " +
         exact_text(at.feature.rho());
}

/// Sign of lambda w^(a-1) (1 - w^m / w_inf^m) - eta at a rational w, exact.
int growth_sign(const Case& at, const Rational& w, const Rational& eta) {
  const auto [a, m] = exponents_of(at.objective, at.depth);
  const Rational growth =
      at.feature.lambda() * power(w, a - 1) * (1 - power(w, m) / limit_power_of(at.objective, at.feature));
  return growth > eta ? 1 : (growth < eta ? -1 : 0);
}

Rational value(const Guaranteed& number) {
  EXPECT_TRUE(has_its_digits(number));
  return number.exact ? *number.exact : parse_rational(*number.decimal, "test");
}

const Rational kLess = 1 - number("1e-38");
const Rational kMore = 1 + number("1e-38");

TEST(WeightDecay, TheLargestDecayIsTheLargestGrowth) {
  for (const Case& at : cases()) {
    const auto [a, m] = exponents_of(at.objective, at.depth);
    const Rational largest = value(largest_decay(at.objective, at.depth, at.feature, Digits(40)));
    if (a == 1) {
      EXPECT_EQ(largest, at.feature.lambda()) << show(at);
      continue;
    }
    // l < w_p < r by the exact sign of the slope: growth is nowhere above lambda r^(a-1) (1 - l^m / w_inf^m)
    const Rational limit = limit_power_of(at.objective, at.feature);
    Rational low = 0;
    Rational high = limit > 1 ? limit : Rational(1);  // above w_inf
    for (int i = 0; i < 190; ++i) {
      const Rational middle = (low + high) / 2;
      (power(middle, m) * (a - 1 + m) < limit * (a - 1) ? low : high) = middle;
    }
    const Rational bound = at.feature.lambda() * power(high, a - 1) * (1 - power(low, m) / limit);
    EXPECT_LT(bound, largest * kMore) << show(at);
    EXPECT_EQ(growth_sign(at, low, largest * kLess), 1) << show(at);
    EXPECT_EQ(compare_with_largest_decay(at.objective, at.depth, at.feature, largest * kLess), -1) << show(at);
    EXPECT_EQ(compare_with_largest_decay(at.objective, at.depth, at.feature, largest * kMore), 1) << show(at);
  }
}

TEST(WeightDecay, RationalLargestDecaysAreExact) {
  const auto largest = [](long depth, long top, const char* lambda, const char* rho) {
    return largest_decay(Objective::jepa, Depth(depth).with_top(top), Feature::with_rho(number(lambda), number(rho)),
                         Digits(5))
        .exact;
  };
  EXPECT_EQ(largest(1, 1, "0.9", "0.75"), number("0.16875"));  // lambda rho / 4
  EXPECT_EQ(largest(2, 1, "0.9", "0.75"), number("0.9") * power(number("0.75"), 3) * Rational(27, 256));
  EXPECT_EQ(largest(2, 2, "0.9", "0.75"), number("0.075"));
  EXPECT_EQ(largest(1, 2, "0.9", "0.75"), number("0.9") * number("0.75") / 4);
  EXPECT_EQ(largest_decay(Objective::mae, Depth(1), Feature::with_rho(number("0.9"), number("7")), Digits(5)).exact,
            number("0.9"));
  for (const char* lambda : {"0", "-2"}) {
    const auto feature = Feature::with_variance(number(lambda), 1);
    EXPECT_EQ(largest_decay(Objective::jepa, Depth(2), feature, Digits(5)).exact, Rational(0));
    EXPECT_EQ(compare_with_largest_decay(Objective::jepa, Depth(2), feature, number("1e-9")), 1);
  }
}

TEST(WeightDecay, TheLargestDecaysOfAnotherProgramComeOut) {
  for (const DecayedValue& row : kDecayedValues) {
    const auto found = largest_decay(row.objective(), row.depth(), row.feature(), Digits(60));
    ASSERT_TRUE(found.conclusive());
    EXPECT_EQ(number(*found.decimal), number(row.largest_decay)) << row.objective_name << row.layers << row.top_layers;
  }
}

TEST(WeightDecay, GrowthIsTheDecayAtTheTwoRestPointsAndOnTheirSidesOnly) {
  for (const Case& at : cases()) {
    const auto [a, m] = exponents_of(at.objective, at.depth);
    const Rational largest = value(largest_decay(at.objective, at.depth, at.feature, Digits(60)));
    for (const char* part : {"1e-30", "0.001", "0.5", "0.999999", "0.99999999999999999999"}) {
      const Rational eta = largest * number(part);
      const DecayedRest rest = decayed_rest(at.objective, at.depth, at.feature, eta, Digits(40));
      ASSERT_TRUE(rest.stable) << show(at) << " " << part;
      const Rational stable = value(rest.stable->layer);
      EXPECT_EQ(growth_sign(at, stable * kLess, eta), 1) << show(at) << " " << part;
      EXPECT_EQ(growth_sign(at, stable * kMore, eta), -1) << show(at) << " " << part;
      EXPECT_TRUE(overlaps(power(rest.stable->layer.enclosure, at.depth.layers()), rest.stable->encoder.enclosure));
      EXPECT_TRUE(has_its_digits(rest.stable->encoder));
      EXPECT_EQ(rest.unstable.has_value(), a > 1);
      if (!rest.unstable) continue;
      const Rational unstable = value(rest.unstable->layer);
      EXPECT_EQ(growth_sign(at, unstable * kLess, eta), -1) << show(at) << " " << part;
      EXPECT_EQ(growth_sign(at, unstable * kMore, eta), 1) << show(at) << " " << part;
      EXPECT_TRUE(overlaps(power(rest.unstable->layer.enclosure, at.depth.layers()), rest.unstable->encoder.enclosure));
      EXPECT_TRUE(has_its_digits(rest.unstable->encoder));
    }
  }
}

TEST(WeightDecay, RestPointsThatAreShortDecimalsAreExact) {
  // JEPA, L = M = 1, lambda = 1: eta = w (1 - w / rho); rho = 1/2, eta = 0.12: w = 0.2 and 0.3
  const auto feature = Feature::with_rho(1, Rational(1, 2));
  for (const int digits : {1, 2, 50}) {
    const auto rest = decayed_rest(Objective::jepa, Depth(1), feature, number("0.12"), Digits(digits));
    EXPECT_EQ(rest.unstable->layer.exact, number("0.2")) << digits;
    EXPECT_EQ(rest.stable->encoder.exact, number("0.3")) << digits;
  }
  // a tie between decimals of one digit: w = 0.25 at the double root, and w = 0.15 with 0.35
  const auto tie = decayed_rest(Objective::jepa, Depth(1), feature, number("0.105"), Digits(1));
  EXPECT_EQ(tie.unstable->layer.exact, number("0.15"));
  EXPECT_EQ(tie.stable->layer.decimal, "0.4");
  const auto twice = decayed_rest(Objective::jepa, Depth(1), feature, number("0.125"), Digits(20));
  EXPECT_EQ(twice.unstable->layer.exact, number("0.25"));
  EXPECT_EQ(twice.stable->layer.exact, number("0.25"));
}

TEST(WeightDecay, WithoutRestPointsThereAreNone) {
  const auto feature = Feature::with_rho(1, Rational(1, 2));
  const auto none = decayed_rest(Objective::jepa, Depth(1), feature, number("0.126"), Digits(20));
  EXPECT_FALSE(none.unstable || none.stable);
  const auto of_noise = decayed_rest(Objective::jepa, Depth(1), Feature::with_rho(-1, -1), number("0.1"), Digits(20));
  EXPECT_FALSE(of_noise.unstable || of_noise.stable);
  const auto without = decayed_rest(Objective::jepa, Depth(3), feature, 0, Digits(20));
  EXPECT_FALSE(without.unstable);
  EXPECT_EQ(without.stable->encoder.exact, Rational(1, 8));
  // a = 1: w^2 = (lambda - eta) / sigma^2
  const auto mae = decayed_rest(Objective::mae, Depth(1), Feature::with_variance(1, 3), number("0.73"), Digits(20));
  EXPECT_FALSE(mae.unstable);
  EXPECT_EQ(mae.stable->layer.exact, number("0.3"));
  EXPECT_FALSE(decayed_rest(Objective::mae, Depth(1), Feature::with_variance(1, 3), 1, Digits(20)).stable);
}

TEST(WeightDecay, AStartSurvivesExactlyAboveTheUnstablePoint) {
  for (const Case& at : cases()) {
    const auto [a, m] = exponents_of(at.objective, at.depth);
    const Rational largest = value(largest_decay(at.objective, at.depth, at.feature, Digits(60)));
    const auto fate = [&](const Rational& w0, const Rational& eta) {
      return survives({at.objective, at.depth, at.feature, Initialisation::of_layer(w0)}, eta);
    };
    for (const char* part : {"0.001", "0.9999999999"}) {
      const Rational eta = largest * number(part);
      if (a == 1) {
        EXPECT_EQ(fate(number("1e-99"), eta), true) << show(at);
        EXPECT_EQ(fate(number("1e99"), at.feature.lambda()), false) << show(at);
        continue;
      }
      const auto rest = decayed_rest(at.objective, at.depth, at.feature, eta, Digits(40));
      const Rational unstable = value(rest.unstable->layer);
      EXPECT_EQ(fate(unstable * kLess, eta), false) << show(at);
      EXPECT_EQ(fate(unstable * kMore, eta), true) << show(at);
      EXPECT_EQ(fate(value(rest.stable->layer) * 1000, eta), true) << show(at);
      const Rational unstable_encoder = value(rest.unstable->encoder);
      const auto of_encoder = [&](const Rational& epsilon) {
        return survives({at.objective, at.depth, at.feature, Initialisation::of_encoder(epsilon)}, eta);
      };
      EXPECT_EQ(of_encoder(unstable_encoder * kLess), false) << show(at);
      EXPECT_EQ(of_encoder(unstable_encoder * kMore), true) << show(at);
    }
    if (a > 1) {
      EXPECT_EQ(fate(number("1e9"), largest * kMore), false) << show(at);
    }
  }
  // at rest on w_u, exactly
  const ScalarProblem at_rest{Objective::jepa, Depth(1), Feature::with_rho(1, Rational(1, 2)),
                              Initialisation::of_encoder(number("0.2"))};
  EXPECT_EQ(survives(at_rest, number("0.12")), true);
  EXPECT_EQ(survives(at_rest, number("0.12") + number("1e-200")), false);
}

TEST(WeightDecay, TheLargestDecayOfAStartIsItsGrowthBelowThePeak) {
  for (const Case& at : cases()) {
    const auto [a, m] = exponents_of(at.objective, at.depth);
    const auto of_layer = [&](const Rational& w0) {
      return largest_decay_of_start({at.objective, at.depth, at.feature, Initialisation::of_layer(w0)}, Digits(40));
    };
    const auto largest = largest_decay(at.objective, at.depth, at.feature, Digits(40));
    EXPECT_EQ(of_layer(number("1e9")).decimal, largest.decimal) << show(at);
    if (a == 1) {
      EXPECT_EQ(of_layer(number("1e-9")).decimal, largest.decimal) << show(at);
      continue;
    }
    const Rational w0 = number("1e-9");
    const auto found = of_layer(w0);
    ASSERT_TRUE(found.exact) << show(at);
    EXPECT_EQ(growth_sign(at, w0, *found.exact), 0) << show(at);
    const ScalarProblem of_encoder{at.objective, at.depth, at.feature, Initialisation::of_encoder(number("1e-9"))};
    const Rational decay = value(largest_decay_of_start(of_encoder, Digits(40)));
    EXPECT_EQ(survives(of_encoder, decay * kLess), true) << show(at);
    EXPECT_EQ(survives(of_encoder, decay * kMore), false) << show(at);
  }
}

TEST(WeightDecay, TheFilterOfTheExample) {
  const Conflict conflict =
      Conflict::between(Feature::with_rho(number("0.9"), number("0.9")), Feature::with_rho(1, number("0.3")));
  const auto ends = [&](Objective objective, long top) {
    const auto filter = decay_filter(objective, Depth(2).with_top(top), conflict, Digits(6));
    return std::pair(*filter->lower.decimal, *filter->upper.decimal);
  };
  using Ends = std::pair<std::string, std::string>;
  EXPECT_EQ(ends(Objective::jepa, 1), Ends("0.00284766", "0.0691980"));
  EXPECT_EQ(ends(Objective::jepa, 8), Ends("0.0473291", "0.168179"));
  EXPECT_EQ(ends(Objective::mae, 1), Ends("0.316287", "0.410549"));
  EXPECT_EQ(ends(Objective::mae, 8), Ends("0.110835", "0.240225"));
  EXPECT_FALSE(decay_filter(Objective::barlow_twins, Depth(2), conflict, Digits(6)));  // by lambda alone
  EXPECT_FALSE(decay_filter(Objective::mae, Depth(1), conflict, Digits(6)));
}

TEST(WeightDecay, TheFilterIsDecidedExactly) {
  // JEPA, L = 2, M = 1: by lambda rho^3. lambda1 = 1, rho1 = 2 against lambda2 = 8, rho2 = 1: a tie
  const auto filter = [](const Rational& lambda) {
    return decay_filter(Objective::jepa, Depth(2),
                        Conflict::between(Feature::with_rho(lambda, 2), Feature::with_rho(8, 1)), Digits(20));
  };
  const Rational little = power(Rational(10), -300);
  EXPECT_FALSE(filter(1));
  EXPECT_FALSE(filter(1 - little));
  EXPECT_TRUE(filter(1 + little));
}

TEST(WeightDecay, ADecayBelowZeroIsRefused) {
  const auto feature = Feature::with_rho(1, 1);
  const ScalarProblem problem{Objective::jepa, Depth(1), feature, Initialisation::of_encoder(1)};
  const auto complaint = [](const auto& ask) -> std::string {
    try {
      ask();
    } catch (const InvalidProblem& error) {
      return error.what();
    }
    return "accepted";
  };
  const std::string expected = "weight_decay: -0.5 is negative: weights shrink or stay";
  const Rational decay(-1, 2);
  EXPECT_EQ(complaint([&] { survives(problem, decay); }), expected);
  EXPECT_EQ(complaint([&] { decayed_rest(Objective::jepa, Depth(1), feature, decay, Digits(5)); }), expected);
  EXPECT_EQ(complaint([&] { compare_with_largest_decay(Objective::jepa, Depth(1), feature, decay); }), expected);
}

}  // namespace
}  // namespace jepa_oracle
