// Test vectors of amplitudes and of where they end.
#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/fixed_point.h"
#include "output/results.h"
#include "vectors/vector_cases.h"

namespace jepa_oracle::program {
namespace {

Rational two_to(long exponent) { return power(Rational(2), exponent); }

std::optional<Interval> encoder_at(const ScalarCase& given, Digits digits) {
  return amplitude(given.problem(), given.number("at"), TimeConvention::flow, digits).encoder.enclosure;
}

std::vector<Mistaken> mistaken_amplitudes(const ScalarCase& given, const Amplitude& state) {
  const Digits digits(kMistakenDigits);
  const Interval& right = state.encoder.enclosure;
  const auto at = [&](const Rational& time) { return encoder_at(given.with("at", time), digits); };
  const Rational& time = given.number("at");
  std::vector<Mistaken> list;
  add_mistaken(list, "PaperTime", at(time / given.depth), right);
  add_mistaken(list, "LossWithoutHalf", at(time * 2), right);
  add_mistaken(list, "LayerForEncoder", state.layer.enclosure, right);
  for (const auto& [flag, wrong] : mistaken_cases(given)) add_mistaken(list, flag, encoder_at(wrong, digits), right);
  return list;
}

void add(VectorFile& file, const ScalarCase& given, const std::vector<std::string>& edges) {
  const Amplitude state = amplitude(given.problem(), given.number("at"), TimeConvention::flow, Digits(kVectorDigits));
  Json input = given.input();
  input["time"] = "flow";
  const Json expected = {{"encoder", to_json(state.encoder)}, {"layer", to_json(state.layer)}};
  file.valid(input, expected, {{"condition", condition_of(encoder_at, given)}}, mistaken_amplitudes(given, state),
             edges);
}

std::vector<Flag> flags_of_amplitudes() {
  std::vector<Flag> flags{
      {"PaperTime", "convention", "the time is read in the paper's unit, without the factor L",
       "the state at 1/L of the time"},
      {"LossWithoutHalf", "convention", "the loss has no 1/2 in front", "the state at twice the time"},
      {"LayerForEncoder", "convention", "the amplitude of a layer is given for that of the encoder of L layers",
       "the L-th root of the answer"},
      {"AtStart", "edge case", "the time is 0", "the start itself, exactly"},
      {"AtLimit", "edge case", "the start is the limit", "nothing moves, whatever the time"},
      {"NearLimit", "numerics", "so late that the limit is nearly reached", "the distance from the limit cancels"},
      {"Decay", "edge case", "lambda <= 0: the feature is forgotten", "the amplitude falls to 0"}};
  for (Flag& flag : flags_of_mistaken_cases()) flags.push_back(std::move(flag));
  return flags;
}

std::vector<Mistaken> mistaken_limits(Objective objective, const Depth& depth, const Feature& feature,
                                      const Interval& right) {
  const Digits digits(kMistakenDigits);
  const auto limit = [&](Objective of, long layers) {
    return encoder_limit(of, Depth(layers), feature, digits).enclosure;
  };
  const auto layers = static_cast<unsigned long>(depth.layers());
  const Interval rho(feature.rho(), digits.working_bits());
  std::vector<Mistaken> list;
  add_mistaken(list, "OtherObjective",
               limit(objective == Objective::jepa ? Objective::mae : Objective::jepa, depth.layers()), right);
  add_mistaken(list, "DepthCountsTop", limit(objective, depth.layers() + 1), right);
  add_mistaken(list, "LayerForEncoder", root(right, layers), right);
  add_mistaken(list, "InvertedBracket", root(rho, layers), right);
  return list;
}

}  // namespace

VectorFile amplitude_vectors() {
  VectorFile file("amplitude",
                  "Encoder and layer amplitude of a feature at a flow time, from the balanced start epsilon^(1/L) I.",
                  flags_of_amplitudes());
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
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
  VectorFile file(
      "limit", "Where the encoder amplitude of a feature ends: rho^L (jepa), rho^(L/(L+1)) (mae), 0 for lambda <= 0.",
      {{"OtherObjective", "objective", "jepa is trained on the data, or mae on its own code",
        "the limit of the other objective"},
       {"DepthCountsTop", "convention", "the predictor or decoder on top is counted as an encoder layer",
        "the limit of an encoder one layer deeper"},
       {"LayerForEncoder", "convention", "the amplitude of a layer is given for that of the encoder of L layers",
        "the L-th root of the limit"},
       {"InvertedBracket", "equation", "the bracket is (1 - u^L / rho) instead of (1 - u^(1/L) / rho)",
        "the limit rho^(1/L)"},
       {"Decay", "edge case", "lambda <= 0: the feature is forgotten", "the limit is 0"}});
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    file.group("limits", {objective == Objective::jepa ? "FixedPoint.JepaLimit" : "FixedPoint.MaeLimit"});
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
