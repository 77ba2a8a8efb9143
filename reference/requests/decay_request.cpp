#include "requests/decay_request.h"

#include <fmt/format.h>

namespace jepa_oracle::requests {
namespace {

std::optional<Conflict> filtered_pair(const DecayRequest& request, Spelling spelling) {
  if (request.influential && request.noisy) return conflict_of(*request.influential, *request.noisy, spelling);
  if (!request.influential && !request.noisy) return std::nullopt;
  const std::string given = spelled(request.influential ? "influential" : "noisy", spelling);
  const std::string missing = spelled(request.influential ? "noisy" : "influential", spelling);
  throw UsageError(given, fmt::format("needs {}: the filter is between two features", missing));
}

}  // namespace

DecayQuestion decay_question_of(const DecayRequest& request, Spelling spelling) {
  const bool of_start = !request.problem.epsilon.empty();
  ProblemRequest problem = request.problem;
  if (!of_start) {
    if (problem.epsilon_of == "layer") {
      throw UsageError(spelled("epsilon_of", spelling),
                       fmt::format("needs {}: it says whose amplitude that is", spelled("epsilon", spelling)));
    }
    problem.epsilon = "1";  // no answer depends on it
  }
  return {problem_of(problem, spelling), of_start, filtered_pair(request, spelling)};
}

}  // namespace jepa_oracle::requests
