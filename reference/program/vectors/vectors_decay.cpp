// Test vectors of weight decay: what features survive, and where they come to rest.
#include <map>
#include <stdexcept>

#include "jepa_oracle/objectives.h"
#include "jepa_oracle/weight_decay.h"
#include "output/results.h"
#include "vectors/vector_family.h"

namespace jepa_oracle::program {
namespace {

std::optional<Interval> enclosure_of(const std::optional<Amplitude>& rest) {
  return rest ? std::optional(rest->layer.enclosure) : std::nullopt;
}

/// What the mistakes make of each number, one object for each mistake.
class MistakenAnswers {
 public:
  void add(const std::string& member, const std::string& mutant, const std::optional<Interval>& wrong,
           const std::optional<Interval>& right) {
    std::vector<Mistaken> one;
    if (right) add_mistaken(one, mutant, wrong, *right);
    for (const auto& [flag, answer] : one) answers_[flag][member] = answer;
  }
  std::vector<Mistaken> list() const {
    std::vector<Mistaken> list;
    for (const auto& [flag, answer] : answers_) list.push_back({flag, answer});
    return list;
  }

 private:
  std::map<std::string, Json> answers_;
};

std::vector<Mistaken> mistaken_survival(const ScalarCase& given, const Guaranteed& largest, const Guaranteed& of_start,
                                        const DecayedRest& rest) {
  MistakenAnswers answers;
  const Digits digits(kMistakenDigits);
  const Feature feature = given.feature();
  for (const std::string mutant : {"decay-threshold-of-depth-one", "decay-threshold-of-one-predictor"}) {
    answers.add("largest_decay", mutant,
                subject_of(mutant).largest_decay(given.objective, given.layers(), feature, digits), largest.enclosure);
  }
  answers.add("start_decay", "start-decay-is-largest-decay",
              subject_of("start-decay-is-largest-decay").largest_decay_of_start(given.problem(), digits),
              of_start.enclosure);
  for (const std::string mutant : {"decay-doubled", "decay-halved", "unstable-start-leading-term"}) {
    const auto wrong =
        subject_of(mutant).decayed_rest(given.objective, given.layers(), feature, given.weight_decay(), digits);
    if (!wrong) continue;
    answers.add("unstable", mutant, wrong->first, enclosure_of(rest.unstable));
    answers.add("stable", mutant, wrong->second, enclosure_of(rest.stable));
  }
  return answers.list();
}

void add_survival(VectorFile& file, const ScalarCase& given) {
  const Digits digits(kVectorDigits);
  const Guaranteed largest = largest_decay(given.objective, given.layers(), given.feature(), digits);
  const Guaranteed of_start = largest_decay_of_start(given.problem(), digits);
  const DecayedRest rest = decayed_rest(given.objective, given.layers(), given.feature(), given.weight_decay(), digits);
  const std::optional<bool> survives = jepa_oracle::survives(given.problem(), given.weight_decay());
  if (!survives) throw std::logic_error("whether a feature survives is not decided: " + given.input().dump());
  const auto json = [](const std::optional<Amplitude>& amplitude) {
    return amplitude ? to_json(amplitude->layer) : Json(nullptr);
  };
  std::vector<std::string> edges;
  if (!rest.stable) edges.emplace_back("EveryStartDies");
  if (rest.stable && !*survives) edges.emplace_back("StartTooSmall");
  if (rest.stable && !rest.unstable) edges.emplace_back("EveryStartSurvives");
  file.valid(given.input(),
             {{"largest_decay", to_json(largest)},
              {"start_decay", to_json(of_start)},
              {"unstable", json(rest.unstable)},
              {"stable", json(rest.stable)},
              {"survives", *survives}},
             Json::object(), mistaken_survival(given, largest, of_start, rest), edges);
}

}  // namespace

VectorFile weight_decay_vectors() {
  VectorFile file(
      "weight_decay",
      "What survives dw/dt = lambda w^a (1 - (w/w_inf)^m) - weight_decay w: the largest decay that some start "
      "survives, "
      "the supremum of those that the start epsilon (encoder amplitude) survives, the amplitudes of a layer at which a "
      "feature is at rest (unstable below stable, null where there is none), and whether this start tends to the "
      "stable "
      "one; all objectives, top_depth layers on top (1 where it is not said).",
      flags_of(
          {"decay-threshold-of-depth-one", "decay-threshold-of-one-predictor", "start-decay-is-largest-decay",
           "decay-doubled", "decay-halved", "unstable-start-leading-term"},
          {{"EveryStartDies", "edge case", "no start survives this decay", "a limit where there is none"},
           {"StartTooSmall", "edge case", "larger starts survive this decay", "a feature that seems to be learned"},
           {"EveryStartSurvives", "edge case", "a = 1: every start survives a decay below lambda",
            "a smallest start where there is none"}}));
  file.group("survival", {"Decay.SurvivalThreshold", "Decay.UnstableStart"});
  for (const ObjectiveCase& member : objective_cases({1, 2, 3, 4}, {1, 2, 3})) {
    const auto add = [&](const Rational& epsilon, const Rational& decay) {
      add_survival(
          file, {member.objective,
                 member.depth,
                 {{"lambda", Rational(3, 4)}, {"rho", Rational(5, 8)}, {"epsilon", epsilon}, {"weight_decay", decay}},
                 member.top_depth});
    };
    add(Rational(1, 4), two_to(-9));
    add(two_to(-24), two_to(-7));
    if (member.depth == 2) add(Rational(1, 4), 1);
  }
  return file;
}

}  // namespace jepa_oracle::program
