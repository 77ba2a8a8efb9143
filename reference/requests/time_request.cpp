#include "requests/time_request.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::requests {

TimedFeature TimedFeature::of(const TimeRequest& request, TimeConvention convention, Spelling spelling) {
  const auto name = [spelling](std::string_view parameter) { return spelled(parameter, spelling); };
  if (request.problem.objective == kLeJepa) {
    if (request.weight_decay) {
      throw UsageError(name("weight_decay"), fmt::format("excludes {} {}", name("objective"), kLeJepa));
    }
    const LeJepaProblem problem = lejepa_problem_of(request.problem, request.weight, request.batch_size, spelling);
    return {problem, threshold_of(request.fraction, request.level, spelling), convention};
  }
  require_no_lejepa(request.weight, request.batch_size, spelling);
  const ScalarProblem problem = problem_beside_lejepa(request.problem, spelling);
  return {OfTable{problem, weight_decay_of(request.weight_decay, spelling)},
          threshold_of(request.fraction, request.level, spelling), convention};
}

std::optional<Outcome> TimedFeature::outcome() const {
  if (const auto* feature = std::get_if<OfTable>(&problem_); feature != nullptr && feature->decay == 0) {
    return outcome_of(feature->problem, threshold_);
  }
  return time(Digits(1)).outcome;
}

DecayedTime TimedFeature::time(Digits digits) const {
  if (const auto* feature = std::get_if<OfTable>(&problem_)) {
    return decayed_critical_time(feature->problem, feature->decay, threshold_, convention_, digits);
  }
  LeJepaTime time = lejepa_critical_time(std::get<LeJepaProblem>(problem_), threshold_, convention_, digits);
  return {time.outcome, std::move(time.time)};
}

}  // namespace jepa_oracle::requests
