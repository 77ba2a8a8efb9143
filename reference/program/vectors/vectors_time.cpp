// Test vectors of critical times.
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "vectors/vector_cases.h"
#include "vectors/vector_claims.h"

namespace jepa_oracle::program {
namespace {

std::optional<Interval> flow_time(const ScalarCase& at, Digits digits) {
  const CriticalTime time = critical_time(at.problem(), at.threshold(), TimeConvention::flow, digits);
  if (!time.time) return std::nullopt;
  return time.time->enclosure;
}

std::vector<Mistaken> mistaken_times(const ScalarCase& given, const Interval& right) {
  std::vector<std::string> mutants{"paper-time/time",       "loss-without-half/time", "objectives-swapped/time",
                                   "depth-off-by-one/time", "epsilon-per-layer/time", "rho-for-variance/time",
                                   "fraction-of-layer/time"};
  if (exponents_of(given.objective, Depth(given.depth)).m == 1 && given.find("fraction") != nullptr &&
      given.number("lambda") > 0) {
    mutants.emplace_back("sum-without-remainder");
    if (given.depth > 1) mutants.emplace_back("first-term-leads");
  }
  std::vector<Mistaken> list;
  for (const std::string& mutant : mutants) {
    add_mistaken(list, mutant,
                 subject_of(mutant).critical_time(given.problem(), given.threshold(), TimeConvention::flow,
                                                  Digits(kMistakenDigits)),
                 right);
  }
  return list;
}

void add(VectorFile& file, const ScalarCase& given, const std::vector<std::string>& edges) {
  const CriticalTime time =
      critical_time(given.problem(), given.threshold(), TimeConvention::flow, Digits(kVectorDigits));
  Json input = given.input();
  input["time"] = "flow";
  Json expected;
  expected["outcome"] = name_of(time.outcome);
  expected["time"] = to_json(time);
  if (!time.time) {
    file.valid(input, expected, {{"condition", nullptr}}, {}, {"NoTime"});
    return;
  }
  file.valid(input, expected, {{"condition", condition_of(flow_time, given)}},
             mistaken_times(given, time.time->enclosure), edges);
}

std::vector<Flag> flags() {
  return flags_of(
      {"paper-time", "loss-without-half", "fraction-of-layer", "sum-without-remainder", "first-term-leads",
       "objectives-swapped", "depth-off-by-one", "epsilon-per-layer", "rho-for-variance"},
      {{"NearLimit", "numerics", "the threshold is within 2^-20 of the limit", "1 - s cancels unless it is kept apart"},
       {"SmallStart", "numerics", "epsilon is 2^-60", "powers of 1/epsilon^(1/L) lose digits, or overflow in float32"},
       {"DeepNetwork", "numerics", "64 encoder layers", "127 terms, and powers that overflow"},
       {"FromAbove", "edge case", "the start lies above the threshold and the amplitude comes down to it",
        "a formula written for growth takes a logarithm of a negative number"},
       {"Decay", "edge case", "lambda <= 0: the feature is forgotten", "there is no limit to take a fraction of"},
       {"NoTime", "edge case", "the threshold is never reached, or lies behind", "an answer where there is none"}});
}

}  // namespace

VectorFile critical_time_vectors() {
  VectorFile file("critical_time",
                  "First time at which the encoder amplitude of a feature reaches a fraction of its limit, or a level, "
                  "from the balanced start epsilon^(1/L) I; flow time, all learning rates 1.",
                  flags());
  const std::vector<Rational> lambdas{1, Rational(3, 4), Rational(5, 2), Rational(15, 16)};
  const std::vector<Rational> rhos{1, Rational(1, 2), Rational(7, 8), Rational(5, 16), Rational(3, 2)};
  const std::vector<Rational> fractions{Rational(1, 2), Rational(15, 16), Rational(1, 4)};
  for (const Objective objective : network_objectives()) {
    const std::string claim = claims_of(objective).critical_time;
    file.group("growth from a small start to a fraction of the limit", {claim});
    std::size_t i = 0;
    for (const long depth : {1L, 2L, 3L, 4L, 8L}) {
      for (const Rational& fraction : fractions) {
        for (const long exponent : {-14L, -24L}) {
          const Rational& lambda = lambdas[i % lambdas.size()];
          const Rational& rho = rhos[i % rhos.size()];
          ++i;
          add(file,
              {objective,
               depth,
               {{"lambda", lambda}, {"rho", rho}, {"epsilon", two_to(exponent)}, {"fraction", fraction}}},
              {});
        }
      }
    }
    file.group("hard for floating point", {claim});
    const auto growth = [&](long depth, const Rational& epsilon, const Rational& fraction) {
      return ScalarCase{
          objective, depth, {{"lambda", 1}, {"rho", Rational(7, 8)}, {"epsilon", epsilon}, {"fraction", fraction}}};
    };
    for (const long depth : {1L, 3L}) {
      add(file, growth(depth, two_to(-10), 1 - two_to(-20)), {"NearLimit"});
      add(file, growth(depth, two_to(-60), Rational(1, 2)), {"SmallStart"});
    }
    add(file, growth(64, two_to(-40), Rational(1, 2)), {"DeepNetwork"});
    file.group("levels, from below and from above", {claim});
    for (const long depth : {1L, 2L, 5L}) {
      const auto to_level = [&](const Rational& lambda, const Rational& epsilon, const Rational& level) {
        const Rational rho = Rational(lambda < 0 ? -1 : 1, 2);
        return ScalarCase{objective, depth, {{"lambda", lambda}, {"rho", rho}, {"epsilon", epsilon}, {"level", level}}};
      };
      add(file, to_level(1, two_to(-12), two_to(-7)), {});
      add(file, to_level(1, 2, Rational(3, 2)), {"FromAbove"});
      add(file, to_level(-1, Rational(1, 2), Rational(1, 8)), {"Decay"});
      add(file,
          {objective,
           depth,
           {{"lambda", 0}, {"variance", Rational(3, 2)}, {"epsilon", Rational(1, 2)}, {"level", Rational(1, 8)}}},
          {"Decay"});
      add(file, to_level(1, two_to(-6), two_to(-8)), {});   // already beyond
      add(file, to_level(-1, two_to(-8), two_to(-6)), {});  // never
    }
  }
  return file;
}

}  // namespace jepa_oracle::program
