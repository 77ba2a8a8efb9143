#include "vectors/vector_family_times.h"

#include <stdexcept>

#include "jepa_oracle/objectives.h"
#include "jepa_oracle/weight_decay.h"
#include "output/results.h"

namespace jepa_oracle::program {
namespace {

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

}  // namespace

ScalarCase case_of(const ObjectiveCase& member, std::vector<std::pair<std::string, Rational>> numbers) {
  return {member.objective, member.depth, std::move(numbers), member.top_depth};
}

void add_time(VectorFile& file, const ScalarCase& given, std::vector<std::string> edges) {
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

}  // namespace jepa_oracle::program
