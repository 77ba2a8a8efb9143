#include "requests/training_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"
#include "jepa_oracle/objectives.h"
#include "requests/number_request.h"

namespace jepa_oracle::requests {
namespace {

constexpr long kMostSamples = 1'000'000;
constexpr long kMostSteps = 1'000'000'000'000;

Objective objective_of(const Text& text, const std::vector<Objective>& known, const std::string& where) {
  if (!text) {
    if (known.size() == 1) return known.front();
    throw UsageError(where, "the problem has several objectives: choose one, " + choices_of(known));
  }
  const Objective objective = parse_objective(*text, where);
  if (std::find(known.begin(), known.end(), objective) == known.end()) {
    throw InvalidProblem(where, fmt::format("{} is not among the objectives of the problem", *text));
  }
  return objective;
}

TargetRule rule_of(const TargetRequest& request, Objective objective, Spelling spelling) {
  const std::string where = spelled("target", spelling);
  const std::string rate = spelled("average_rate", spelling);
  const std::string target = request.target.value_or("own");
  if (target != "own" && target != "frozen" && target != "average") {
    throw InvalidProblem(where, unknown_name("target", target, {"own", "frozen", "average"}));
  }
  if (request.average_rate && target != "average") throw UsageError(rate, fmt::format("needs {} average", where));
  if (target == "own") return TargetRule::of(objective);
  const TargetKind kind = target == "frozen" ? TargetKind::frozen_encoder : TargetKind::moving_average;
  if (const Objective owner = objective_with(kind); objective != owner) {
    if (!row_of(objective).top) {
      throw InvalidProblem(where, fmt::format("{} is a target for {}; the loss of {} is one of the code, and has none",
                                              target, name_of(owner), name_of(objective)));
    }
    throw InvalidProblem(where, fmt::format("{} is a target for {}; the target of {} is the {}", target, name_of(owner),
                                            name_of(objective), name_of(row_of(objective).target)));
  }
  if (kind == TargetKind::frozen_encoder) return TargetRule::frozen_encoder();
  if (!request.average_rate) throw UsageError(rate, fmt::format("{} average needs it", where));
  return TargetRule::moving_average(parse_rational(*request.average_rate, rate), rate);
}

}  // namespace

ChosenTarget target_of(const TargetRequest& request, const TrainingProblem& problem, Spelling spelling) {
  const Objective objective = objective_of(request.objective, problem.objectives, spelled("objective", spelling));
  const bool has_top = row_of(objective).top.has_value();
  Start start = has_top || !problem.start.initialisation() ? problem.start : problem.start.without_top();
  require_valid(start.approximate(), objective, problem.moments.size());
  return {objective, rule_of(request, objective, spelling), std::move(start)};
}

std::vector<Rational> times_of(const std::optional<std::vector<std::string>>& at, const Text& until,
                               const Text& samples, Spelling spelling) {
  const auto name = [spelling](std::string_view parameter) { return spelled(parameter, spelling); };
  require_one(at ? Text("") : std::nullopt, "at", until, "until", spelling);
  std::vector<Rational> times;
  if (!at) {
    const Rational end = parse_rational(*until, name("until"));
    if (end <= 0) {
      throw InvalidProblem(name("until"),
                           fmt::format("{} is not > 0: the last time must be after the start", exact_text(end)));
    }
    const long count = samples ? whole_number(*samples, name("samples"), 1, kMostSamples) : 100;
    for (long i = 0; i <= count; ++i) times.push_back(end * Rational(i, count));
    return times;
  }
  if (samples) throw UsageError(name("samples"), fmt::format("goes with {}", name("until")));
  Rational last(0);
  for (const std::string& text : *at) {
    times.push_back(parse_rational(text, name("at")));
    if (times.back() < 0) {
      throw InvalidProblem(name("at"), fmt::format("{} is negative: a time must be >= 0", exact_text(times.back())));
    }
    if (times.back() < last) {
      throw InvalidProblem(name("at"), fmt::format("{} follows {}: times must not decrease", exact_text(times.back()),
                                                   exact_text(last)));
    }
    last = times.back();
  }
  return times;
}

Rational weight_decay_of(const Text& given, const Rational& of_problem, Spelling spelling) {
  if (!given) return of_problem;
  const std::string where = spelled("weight_decay", spelling);
  Rational decay = parse_rational(*given, where);
  require_valid_decay(decay, where);
  return decay;
}

DescentRule rule_of(const DescentRequest& request, const TargetRule& target, const Rational& decay, Spelling spelling) {
  const std::string rate = spelled("rate", spelling);
  DescentRule rule{target, parse_rational(request.rate, rate), weight_decay_of(request.weight_decay, decay, spelling)};
  if (rule.rate <= 0) throw InvalidProblem(rate, fmt::format("{} is not > 0", exact_text(rule.rate)));
  if (request.optimizer) rule.optimizer = parse_optimizer(*request.optimizer, spelled("optimizer", spelling));
  return rule;
}

DescentPlan plan_of(const DescentRequest& request, Spelling spelling) {
  DescentPlan plan{whole_number(request.steps, spelled("steps", spelling), 0, kMostSteps)};
  if (request.every) plan.every = whole_number(*request.every, spelled("every", spelling), 1, kMostSteps);
  return plan;
}

Arithmetic arithmetic_of(const Text& numbers, Spelling spelling) {
  if (!numbers || *numbers == "digits") return Arithmetic::digits;
  if (*numbers == "exact") return Arithmetic::exact;
  if (*numbers == "double") return Arithmetic::machine;
  throw InvalidProblem(spelled("numbers", spelling),
                       unknown_name("number type", *numbers, {"digits", "exact", "double"}));
}

}  // namespace jepa_oracle::requests
