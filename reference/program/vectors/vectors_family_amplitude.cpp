// Test vectors of amplitudes and limits of every objective, with several layers on top.
#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/fixed_point.h"
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "vectors/vector_family.h"

namespace jepa_oracle::program {
namespace {

std::optional<Interval> encoder_at(const ScalarCase& given, Digits digits) {
  return amplitude(given.problem(), given.number("at"), TimeConvention::flow, digits).encoder.enclosure;
}

std::optional<Interval> encoder_with_one_layer_on_top(ScalarCase given) {
  given.top_depth = 1;
  return encoder_at(given, Digits(kMistakenDigits));
}

std::vector<Mistaken> mistaken_amplitudes(const ScalarCase& given, const Interval& right) {
  std::vector<std::string> mutants{"paper-time/amplitude", "layer-for-encoder/amplitude", "epsilon-per-layer/amplitude",
                                   "rho-for-variance/amplitude"};
  const bool has_top = row_of(given.objective).top.has_value();
  if (has_top) mutants.insert(mutants.end(), {"loss-without-half/amplitude", "objectives-swapped/amplitude"});
  std::vector<Mistaken> list;
  for (const std::string& mutant : mutants) {
    add_mistaken(list, mutant,
                 subject_of(mutant).encoder_amplitude(given.problem(), given.number("at"), TimeConvention::flow,
                                                      Digits(kMistakenDigits)),
                 right);
  }
  // No mutant is asked for these amplitudes: they are right answers to another question.
  if (has_top) {
    add_mistaken(list, "predictor-depth-ignored", encoder_with_one_layer_on_top(given), right);
  } else {
    const ScalarCase later = given.with("at", 4 * given.number("at"));
    add_mistaken(list, "published-loss-factor-four", encoder_at(later, Digits(kMistakenDigits)), right);
  }
  return list;
}

void add(VectorFile& file, const ScalarCase& given, const std::vector<std::string>& edges) {
  const Amplitude state = amplitude(given.problem(), given.number("at"), TimeConvention::flow, Digits(kVectorDigits));
  Json input = given.input();
  input["time"] = "flow";
  file.valid(input, {{"encoder", to_json(state.encoder)}, {"layer", to_json(state.layer)}},
             {{"condition", condition_of(encoder_at, given)}}, mistaken_amplitudes(given, state.encoder.enclosure),
             edges);
}

void add_limit(VectorFile& file, const ObjectiveCase& member, const Rational& lambda, const Rational& rho) {
  const Feature feature = Feature::with_rho(lambda, rho);
  const Guaranteed limit = encoder_limit(member.objective, member.layers(), feature, Digits(kVectorDigits));
  Json input = member.input();
  input["lambda"] = float32_text(lambda);
  input["rho"] = float32_text(rho);
  if (lambda < 0) {
    file.valid(input, {{"encoder", to_json(limit)}}, Json::object(), {}, {"NonPositiveLambda"});
    return;
  }
  std::vector<std::string> mutants{"layer-for-encoder/limit", "spectral-limit-of-jepa/limit"};
  if (member.has_top()) mutants.emplace_back("objectives-swapped/limit");
  std::vector<Mistaken> mistaken;
  for (const std::string& mutant : mutants) {
    add_mistaken(mistaken, mutant,
                 subject_of(mutant).encoder_limit(member.objective, member.layers(), feature, Digits(kMistakenDigits)),
                 limit.enclosure);
  }
  const Guaranteed of_one = encoder_limit(member.objective, Depth(member.depth), feature, Digits(kMistakenDigits));
  add_mistaken(mistaken, "predictor-depth-ignored", of_one.enclosure, limit.enclosure);
  file.valid(input, {{"encoder", to_json(limit)}}, Json::object(), mistaken);
}

}  // namespace

VectorFile family_amplitude_vectors() {
  VectorFile file("family_amplitude",
                  "Encoder and layer amplitude of a feature at a flow time, from balanced layers at epsilon^(1/L), all "
                  "objectives, top_depth layers on top (1 where it is not said).",
                  flags_of({"paper-time", "loss-without-half", "published-loss-factor-four", "layer-for-encoder",
                            "objectives-swapped", "epsilon-per-layer", "rho-for-variance", "predictor-depth-ignored"},
                           {non_positive_lambda()}));
  file.group("growth", {"Family.ClosedForm", "Family.MatrixReduction"});
  std::size_t i = 0;
  for (const ObjectiveCase& member : objective_cases({1, 2, 3, 4}, {2, 3})) {
    for (const long time : {3L, 40L}) {
      const Rational lambda = i % 2 == 0 ? Rational(3, 4) : Rational(5, 4);
      const Rational rho = i % 3 == 0 ? Rational(5, 8) : Rational(9, 8);
      ++i;
      add(file,
          {member.objective,
           member.depth,
           {{"lambda", lambda}, {"rho", rho}, {"epsilon", two_to(-2 - member.depth)}, {"at", time}},
           member.top_depth},
          {});
    }
  }
  file.group("lambda <= 0", {"Family.MatrixReduction"});
  for (const ObjectiveCase& member : objective_cases({2}, {2})) {
    add(file,
        {member.objective,
         member.depth,
         {{"lambda", -1}, {"rho", Rational(-1, 2)}, {"epsilon", Rational(1, 2)}, {"at", 5}},
         member.top_depth},
        {"NonPositiveLambda"});
  }
  return file;
}

VectorFile family_limit_vectors() {
  VectorFile file(
      "family_limit",
      "Where the encoder amplitude of a feature ends, w_inf^L, all objectives, top_depth layers on top (1 "
      "where it is not said); 0 for lambda <= 0.",
      flags_of({"objectives-swapped", "layer-for-encoder", "predictor-depth-ignored", "spectral-limit-of-jepa"},
               {non_positive_lambda()}));
  file.group("limits", {"Family.MatrixReduction", "Family.SpectralLimit"});
  for (const ObjectiveCase& member : objective_cases({1, 2, 3, 4}, {2, 3})) {
    for (const Rational& rho : {Rational(1, 2), Rational(5, 4)}) add_limit(file, member, Rational(3, 4), rho);
  }
  for (const ObjectiveCase& member : objective_cases({2}, {2}))
    add_limit(file, member, Rational(-3, 4), Rational(-1, 2));
  return file;
}

}  // namespace jepa_oracle::program
