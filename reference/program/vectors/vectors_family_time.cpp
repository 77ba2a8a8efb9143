// Test vectors of critical times of every objective, with several layers on top and under weight decay.
#include <algorithm>
#include <stdexcept>

#include "jepa_oracle/objectives.h"
#include "jepa_oracle/weight_decay.h"
#include "output/results.h"
#include "vectors/vector_family.h"

namespace jepa_oracle::program {
namespace {

using Numbers = std::vector<std::pair<std::string, Rational>>;

CriticalTime time_of(const ScalarCase& at, Digits digits) {
  const DecayedTime found =
      decayed_critical_time(at.problem(), at.weight_decay(), at.threshold(), TimeConvention::flow, digits);
  if (!found.outcome) throw std::logic_error("a vector whose outcome is not decided: " + at.input().dump());
  return {*found.outcome, found.time};
}

std::optional<Interval> flow_time(const ScalarCase& at, Digits digits) {
  const CriticalTime found = time_of(at, digits);
  if (!found.time) return std::nullopt;
  return found.time->enclosure;
}

/// Of a loss `factor` times as large: dw/dt = factor phi(w) w - eta w, a factor of time and of the decay.
std::optional<Interval> time_of_larger_loss(const ScalarCase& given, long factor) {
  const auto found = flow_time(given.with("weight_decay", given.weight_decay() / factor), Digits(kMistakenDigits));
  return found ? std::optional(*found / factor) : std::nullopt;
}

std::optional<Interval> time_with_top(ScalarCase given, long top_depth) {
  given.top_depth = top_depth;
  return flow_time(given, Digits(kMistakenDigits));
}

std::vector<std::string> mutants_without_decay(const ScalarCase& given) {
  std::vector<std::string> mutants{"paper-time/time", "fraction-of-layer/time", "epsilon-per-layer/time",
                                   "rho-for-variance/time"};
  if (row_of(given.objective).top) {
    mutants.insert(mutants.end(), {"predictor-depth-ignored/time", "predictor-depth-off-by-one/time",
                                   "predictor-depth-scales-time", "objectives-swapped/time", "loss-without-half/time"});
  } else {
    mutants.insert(mutants.end(), {"spectral-limit-of-jepa/time", "barlow-uses-rho", "spectral-called-barlow/time"});
  }
  return mutants;
}

std::vector<Mistaken> mistaken_times(const ScalarCase& given, const std::optional<Interval>& right) {
  std::vector<Mistaken> list;
  const bool has_top = row_of(given.objective).top.has_value();
  const Digits digits(kMistakenDigits);
  if (given.weight_decay() == 0) {
    for (const std::string& mutant : mutants_without_decay(given)) {
      add_wrong(list, mutant,
                subject_of(mutant).critical_time(given.problem(), given.threshold(), TimeConvention::flow, digits),
                right);
    }
    if (!has_top) add_wrong(list, "published-loss-factor-four", time_of_larger_loss(given, 4), right);
    return list;
  }
  for (const std::string mutant : {"weight-decay-ignored", "decay-doubled", "decay-halved", "decay-scales-variance"}) {
    add_wrong(list, mutant,
              subject_of(mutant).decayed_time(given.problem(), given.weight_decay(), given.threshold(), digits), right);
  }
  // No mutant is asked for these under weight decay: they are right answers to another question.
  if (!has_top) {
    add_wrong(list, "published-loss-factor-four", time_of_larger_loss(given, 4), right);
    return list;
  }
  add_wrong(list, "loss-without-half", time_of_larger_loss(given, 2), right);
  if (given.top_depth > 1) add_wrong(list, "predictor-depth-ignored", time_with_top(given, 1), right);
  add_wrong(list, "predictor-depth-off-by-one", time_with_top(given, given.top_depth + 1), right);
  return list;
}

void add(VectorFile& file, const ScalarCase& given, std::vector<std::string> edges) {
  const CriticalTime time = time_of(given, Digits(kVectorDigits));
  Json input = given.input();
  input["time"] = "flow";
  Json expected;
  expected["outcome"] = name_of(time.outcome);
  expected["time"] = to_json(time);
  if (!time.time) {
    edges.emplace_back(time.outcome == Outcome::dies ? "Dies" : "NoTime");
    file.valid(input, expected, {{"condition", nullptr}}, mistaken_times(given, std::nullopt), edges);
    return;
  }
  file.valid(input, expected, {{"condition", condition_of(flow_time, given)}},
             mistaken_times(given, time.time->enclosure), edges);
}

ScalarCase of(const ObjectiveCase& member, Numbers numbers) {
  return {member.objective, member.depth, std::move(numbers), member.top_depth};
}

void add_growth(VectorFile& file) {
  file.group("growth from a small start to a fraction of the limit", {"Family.ClosedForm"});
  const std::vector<Rational> lambdas{1, Rational(3, 4), Rational(5, 2), Rational(15, 16), Rational(1, 2)};
  const std::vector<Rational> rhos{Rational(1, 2), Rational(7, 8), Rational(5, 16), Rational(3, 2)};
  const std::vector<Rational> fractions{Rational(1, 2), Rational(15, 16), Rational(1, 4)};
  std::size_t i = 0;
  for (const ObjectiveCase& member : objective_cases({1, 2, 3, 4}, {2, 3})) {
    for (const long exponent : {-14L, -24L}) {
      add(file,
          of(member, {{"lambda", lambdas[i % lambdas.size()]},
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
      return of(member, {{"lambda", Rational(3, 4)}, {"rho", Rational(7, 8)}, {"epsilon", epsilon}, {"fraction", fraction}});
    };
    add(file, growth(two_to(-10), 1 - two_to(-20)), {"NearLimit"});
    add(file, growth(two_to(-60), Rational(1, 2)), {"SmallStart"});
  }
  file.group("levels, from below and from above", {"Family.ClosedForm"});
  for (const ObjectiveCase& member : objective_cases({2}, {2})) {
    const auto to_level = [&](const Rational& lambda, const Rational& epsilon, const Rational& level) {
      const Rational rho = Rational(lambda < 0 ? -1 : 1, 2);
      return of(member, {{"lambda", lambda}, {"rho", rho}, {"epsilon", epsilon}, {"level", level}});
    };
    add(file, to_level(1, two_to(-12), two_to(-7)), {});
    add(file, to_level(1, 2, Rational(3, 2)), {"FromAbove"});
    add(file, to_level(-1, Rational(1, 2), Rational(1, 8)), {"NonPositiveLambda"});
    add(file,
        of(member, {{"lambda", 0}, {"variance", Rational(3, 2)}, {"epsilon", Rational(1, 2)}, {"level", Rational(1, 8)}}),
        {"NonPositiveLambda"});
    add(file, to_level(1, two_to(-6), two_to(-8)), {});   // already beyond
    add(file, to_level(-1, two_to(-8), two_to(-6)), {});  // never
  }
}

/// A power of two, 1/8 to 1/4 of the largest decay that the start survives.
Rational survivable_decay(const ScalarCase& given) {
  return two_to(binary_exponent(largest_decay_of_start(given.problem(), Digits(kMistakenDigits)).enclosure.midpoint()) - 3);
}

void add_decayed(VectorFile& file) {
  file.group("growth under weight decay, to a fraction of the limit under it",
             {"Decay.SurvivalThreshold", "Decay.UnstableStart"});
  for (const ObjectiveCase& member : objective_cases({1, 2, 3, 4}, {1, 2, 3})) {
    Numbers numbers{{"lambda", Rational(3, 4)}, {"rho", Rational(7, 8)}, {"epsilon", Rational(1, 8)}, {"fraction", Rational(3, 4)}};
    numbers.emplace_back("weight_decay", survivable_decay(of(member, numbers)));
    add(file, of(member, numbers), {});
  }
  file.group("features that die of weight decay, and levels", {"Decay.SurvivalThreshold", "Decay.UnstableStart"});
  for (const ObjectiveCase& member : objective_cases({2}, {1, 2})) {
    const auto decayed = [&](const Rational& lambda, const Rational& epsilon, const std::string& threshold,
                             const Rational& value, const Rational& decay) {
      const Rational rho = Rational(lambda < 0 ? -1 : 1, 2);
      return of(member, {{"lambda", lambda}, {"rho", rho}, {"epsilon", epsilon}, {threshold, value}, {"weight_decay", decay}});
    };
    add(file, decayed(1, Rational(1, 8), "fraction", Rational(1, 2), 1), {});  // every start dies
    add(file, decayed(1, two_to(-30), "fraction", Rational(1, 2), two_to(-6)), {"StartTooSmall"});
    add(file, decayed(1, Rational(1, 2), "level", Rational(1, 8), 1), {"OnTheWayDown"});
    add(file, decayed(-1, Rational(1, 2), "level", Rational(1, 8), Rational(1, 4)), {"NonPositiveLambda"});
    add(file, decayed(1, Rational(1, 8), "level", 2, two_to(-10)), {});              // never
    add(file, decayed(1, Rational(1, 8), "level", Rational(1, 16), two_to(-10)), {});  // already beyond
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
