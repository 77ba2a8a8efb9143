// Test vectors of critical times of every objective, with several layers on top and under weight decay.
#include "jepa_oracle/weight_decay.h"
#include "vectors/vector_family_times.h"

namespace jepa_oracle::program {
namespace {

using Numbers = std::vector<std::pair<std::string, Rational>>;

void add_growth(VectorFile& file) {
  file.group("growth from a small start to a fraction of the limit", {"Family.ClosedForm"});
  const std::vector<Rational> lambdas{1, Rational(3, 4), Rational(5, 2), Rational(15, 16), Rational(1, 2)};
  const std::vector<Rational> rhos{Rational(1, 2), Rational(7, 8), Rational(5, 16), Rational(3, 2)};
  const std::vector<Rational> fractions{Rational(1, 2), Rational(15, 16), Rational(1, 4)};
  std::size_t i = 0;
  for (const ObjectiveCase& member : objective_cases({1, 2, 3, 4}, {2, 3})) {
    for (const long exponent : {-14L, -24L}) {
      add_time(file,
               case_of(member, {{"lambda", lambdas[i % lambdas.size()]},
                                {"rho", rhos[i % rhos.size()]},
                                {"epsilon", two_to(exponent)},
                                {"fraction", fractions[i % fractions.size()]}}),
               {});
      ++i;
    }
  }
}

void add_hard(VectorFile& file) {
  file.group("hard for floating point", {"Family.ClosedForm"});
  for (const ObjectiveCase& member : objective_cases({2}, {3})) {
    const auto growth = [&](const Rational& epsilon, const Rational& fraction) {
      return case_of(
          member, {{"lambda", Rational(3, 4)}, {"rho", Rational(7, 8)}, {"epsilon", epsilon}, {"fraction", fraction}});
    };
    add_time(file, growth(two_to(-10), 1 - two_to(-20)), {"NearLimit"});
    add_time(file, growth(two_to(-60), Rational(1, 2)), {"SmallStart"});
  }
  file.group("levels, from below and from above", {"Family.ClosedForm"});
  for (const ObjectiveCase& member : objective_cases({2}, {2})) {
    const auto to_level = [&](const Rational& lambda, const Rational& epsilon, const Rational& level) {
      const Rational rho = Rational(lambda < 0 ? -1 : 1, 2);
      return case_of(member, {{"lambda", lambda}, {"rho", rho}, {"epsilon", epsilon}, {"level", level}});
    };
    add_time(file, to_level(1, two_to(-12), two_to(-7)), {});
    add_time(file, to_level(1, 2, Rational(3, 2)), {"FromAbove"});
    add_time(file, to_level(-1, Rational(1, 2), Rational(1, 8)), {"NonPositiveLambda"});
    add_time(
        file,
        case_of(member,
                {{"lambda", 0}, {"variance", Rational(3, 2)}, {"epsilon", Rational(1, 2)}, {"level", Rational(1, 8)}}),
        {"NonPositiveLambda"});
    add_time(file, to_level(1, two_to(-6), two_to(-8)), {});   // already beyond
    add_time(file, to_level(-1, two_to(-8), two_to(-6)), {});  // never
  }
}

/// A power of two, 1/8 to 1/4 of the largest decay that the start survives.
Rational survivable_decay(const ScalarCase& given) {
  return two_to(binary_exponent(largest_decay_of_start(given.problem(), Digits(kMistakenDigits)).enclosure.midpoint()) -
                3);
}

void add_decayed(VectorFile& file) {
  file.group("growth under weight decay, to a fraction of the limit under it",
             {"Decay.SurvivalThreshold", "Decay.UnstableStart"});
  for (const ObjectiveCase& member : objective_cases({1, 2, 3, 4}, {1, 2, 3})) {
    Numbers numbers{
        {"lambda", Rational(3, 4)}, {"rho", Rational(7, 8)}, {"epsilon", Rational(1, 8)}, {"fraction", Rational(3, 4)}};
    numbers.emplace_back("weight_decay", survivable_decay(case_of(member, numbers)));
    add_time(file, case_of(member, numbers), {});
  }
  file.group("features that die of weight decay, and levels", {"Decay.SurvivalThreshold", "Decay.UnstableStart"});
  for (const ObjectiveCase& member : objective_cases({2}, {1, 2})) {
    const auto decayed = [&](const Rational& lambda, const Rational& epsilon, const std::string& threshold,
                             const Rational& value, const Rational& decay) {
      const Rational rho = Rational(lambda < 0 ? -1 : 1, 2);
      return case_of(
          member,
          {{"lambda", lambda}, {"rho", rho}, {"epsilon", epsilon}, {threshold, value}, {"weight_decay", decay}});
    };
    add_time(file, decayed(1, Rational(1, 8), "fraction", Rational(1, 2), 1), {});  // every start dies
    add_time(file, decayed(1, two_to(-30), "fraction", Rational(1, 2), two_to(-6)), {"StartTooSmall"});
    add_time(file, decayed(1, Rational(1, 2), "level", Rational(1, 8), 1), {"OnTheWayDown"});
    add_time(file, decayed(-1, Rational(1, 2), "level", Rational(1, 8), Rational(1, 4)), {"NonPositiveLambda"});
    add_time(file, decayed(1, Rational(1, 8), "level", 2, two_to(-10)), {});                // never
    add_time(file, decayed(1, Rational(1, 8), "level", Rational(1, 16), two_to(-10)), {});  // already beyond
  }
}

std::vector<Flag> flags() {
  return flags_of(
      {"paper-time", "loss-without-half", "published-loss-factor-four", "fraction-of-layer", "objectives-swapped",
       "epsilon-per-layer", "rho-for-variance", "predictor-depth-ignored", "predictor-depth-off-by-one",
       "predictor-depth-scales-time", "spectral-limit-of-jepa", "barlow-uses-rho", "spectral-called-barlow",
       "weight-decay-ignored", "decay-doubled", "decay-halved", "decay-scales-variance"},
      {{"NearLimit", "numerics", "the threshold is within 2^-20 of the limit", "1 - s cancels unless it is kept apart"},
       {"SmallStart", "numerics", "epsilon is 2^-60", "powers of 1/epsilon^(1/L) lose digits, or overflow in float32"},
       {"FromAbove", "edge case", "the start lies above the threshold and the amplitude comes down to it",
        "a formula written for growth takes a logarithm of a negative number"},
       non_positive_lambda(),
       {"Dies", "edge case", "weight decay drives the feature to 0, from this start or from every one",
        "an answer where there is none"},
       {"StartTooSmall", "edge case", "larger starts survive this weight decay", "an answer where there is none"},
       {"OnTheWayDown", "edge case", "weight decay kills the feature, which meets the level on its way to 0",
        "no answer where there is one"},
       {"NoTime", "edge case", "the threshold is never reached, or lies behind", "an answer where there is none"}});
}

}  // namespace

VectorFile family_critical_time_vectors() {
  VectorFile file("family_critical_time",
                  "First time at which the encoder amplitude of a feature reaches a fraction of its limit, or a level, "
                  "from balanced layers at epsilon^(1/L): dw/dt = lambda w^a (1 - (w/w_inf)^m) - weight_decay w, all "
                  "objectives, top_depth layers on top (1 where it is not said).",
                  flags());
  add_growth(file);
  add_hard(file);
  add_decayed(file);
  return file;
}

}  // namespace jepa_oracle::program
