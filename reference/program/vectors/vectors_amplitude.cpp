// Test vectors of amplitudes and of where they end.
#include <fmt/format.h>

#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/fixed_point.h"
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "vectors/vector_cases.h"
#include "vectors/vector_claims.h"

namespace jepa_oracle::program {
namespace {

std::optional<Interval> encoder_at(const ScalarCase& given, Digits digits) {
  return amplitude(given.problem(), given.number("at"), TimeConvention::flow, digits).encoder.enclosure;
}

std::vector<Mistaken> mistaken_amplitudes(const ScalarCase& given, const Interval& right) {
  std::vector<Mistaken> list;
  for (const std::string mutant : {"paper-time/amplitude", "loss-without-half/amplitude", "layer-for-encoder/amplitude",
                                   "objectives-swapped/amplitude", "depth-off-by-one/amplitude",
                                   "epsilon-per-layer/amplitude", "rho-for-variance/amplitude"}) {
    add_mistaken(list, mutant,
                 subject_of(mutant).encoder_amplitude(given.problem(), given.number("at"), TimeConvention::flow,
                                                      Digits(kMistakenDigits)),
                 right);
  }
  return list;
}

void add(VectorFile& file, const ScalarCase& given, const std::vector<std::string>& edges) {
  const Amplitude state = amplitude(given.problem(), given.number("at"), TimeConvention::flow, Digits(kVectorDigits));
  Json input = given.input();
  input["time"] = "flow";
  const Json expected = {{"encoder", to_json(state.encoder)}, {"layer", to_json(state.layer)}};
  file.valid(input, expected, {{"condition", condition_of(encoder_at, given)}},
             mistaken_amplitudes(given, state.encoder.enclosure), edges);
}

std::vector<Flag> flags_of_amplitudes() {
  return flags_of(
      {"paper-time", "loss-without-half", "layer-for-encoder", "objectives-swapped", "depth-off-by-one",
       "epsilon-per-layer", "rho-for-variance"},
      {{"AtStart", "edge case", "the time is 0", "the start itself, exactly"},
       {"AtLimit", "edge case", "the start is the limit", "nothing moves, whatever the time"},
       {"NearLimit", "numerics", "so late that the limit is nearly reached", "the distance from the limit cancels"},
       {"Decay", "edge case", "lambda <= 0: the feature is forgotten", "the amplitude falls to 0"}});
}

std::vector<Mistaken> mistaken_limits(Objective objective, const Depth& depth, const Feature& feature,
                                      const Interval& right) {
  std::vector<Mistaken> list;
  for (const std::string mutant :
       {"objectives-swapped/limit", "depth-off-by-one/limit", "layer-for-encoder/limit", "inverted-bracket"}) {
    add_mistaken(list, mutant, subject_of(mutant).encoder_limit(objective, depth, feature, Digits(kMistakenDigits)),
                 right);
  }
  return list;
}

/// "rho^L (jepa), rho^(L/(L+1)) (mae), "
std::string limits_in_words() {
  std::string words;
  for (const Objective objective : network_objectives()) {
    words += fmt::format("{} ({}), ", encoder_limit_in_words(objective), name_of(objective));
  }
  return words;
}

}  // namespace

VectorFile amplitude_vectors() {
  VectorFile file("amplitude",
                  "Encoder and layer amplitude of a feature at a flow time, from the balanced start epsilon^(1/L) I.",
                  flags_of_amplitudes());
  for (const Objective objective : network_objectives()) {
    const auto feature = [&](long depth, const Rational& lambda, const Rational& rho, const Rational& epsilon,
                             const Rational& at) {
      return ScalarCase{objective, depth, {{"lambda", lambda}, {"rho", rho}, {"epsilon", epsilon}, {"at", at}}};
    };
    file.group("growth", {"FixedPoint.ApproachIsMonotone", "Reduction.AmplitudeEquations"});
    std::size_t i = 0;
    for (const long depth : {1L, 2L, 3L, 5L}) {
      for (const Rational& rho : {Rational(1), Rational(5, 8), Rational(5, 4)}) {
        for (const long time : {3L, 20L, 200L}) {
          const Rational lambda = i++ % 2 == 0 ? Rational(3, 4) : Rational(5, 4);
          add(file, feature(depth, lambda, rho, two_to(-4 - depth), time), {});
        }
      }
    }
    file.group("edges", {"FixedPoint.ApproachIsMonotone", "FixedPoint.NonPositiveLambdaDies"});
    for (const long depth : {1L, 3L}) {
      add(file, feature(depth, 1, Rational(1, 2), two_to(-8), 0), {"AtStart"});
      add(file, feature(depth, 1, 1, 1, 7), {"AtLimit"});
      add(file, feature(depth, 1, 1, two_to(-3), 64), {"NearLimit"});
      add(file, feature(depth, -1, Rational(-1, 2), Rational(1, 2), 5), {"Decay"});
      add(file,
          {objective,
           depth,
           {{"lambda", 0}, {"variance", Rational(3, 2)}, {"epsilon", Rational(1, 2)}, {"at", Rational(9, 2)}}},
          {"Decay"});
    }
  }
  return file;
}

VectorFile limit_vectors() {
  VectorFile file("limit",
                  fmt::format("Where the encoder amplitude of a feature ends: {}0 for lambda <= 0.", limits_in_words()),
                  flags_of({"objectives-swapped", "depth-off-by-one", "layer-for-encoder", "inverted-bracket"},
                           {{"Decay", "edge case", "lambda <= 0: the feature is forgotten", "the limit is 0"}}));
  for (const Objective objective : network_objectives()) {
    file.group("limits", {claims_of(objective).limit});
    const auto add_limit = [&](long layers, const Rational& lambda, const Rational& rho) {
      const Depth depth(layers);
      const Feature feature = Feature::with_rho(lambda, rho);
      const Guaranteed limit = encoder_limit(objective, depth, feature, Digits(kVectorDigits));
      const Json input = {{"objective", name_of(objective)},
                          {"depth", layers},
                          {"lambda", float32_text(lambda)},
                          {"rho", float32_text(rho)}};
      std::vector<Mistaken> mistaken;
      if (lambda > 0) mistaken = mistaken_limits(objective, depth, feature, limit.enclosure);
      file.valid(input, {{"encoder", to_json(limit)}}, Json::object(), mistaken,
                 lambda > 0 ? std::vector<std::string>{} : std::vector<std::string>{"Decay"});
    };
    for (const long depth : {1L, 2L, 3L, 8L, 64L}) {
      for (const Rational& rho : {Rational(1, 2), Rational(7, 8), Rational(1), Rational(5, 4)}) {
        add_limit(depth, Rational(3, 4), rho);
      }
      add_limit(depth, Rational(-3, 4), Rational(-1, 2));
    }
  }
  return file;
}

}  // namespace jepa_oracle::program
