#include "requests/lejepa_request.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"
#include "requests/number_request.h"

namespace jepa_oracle::requests {
namespace {

constexpr long kLargestBatch = 1'000'000'000'000;

}  // namespace

LeJepaProblem lejepa_problem_of(const ProblemRequest& request, const Text& weight, const Text& batch_size,
                                Spelling spelling) {
  const auto name = [spelling](std::string_view parameter) { return spelled(parameter, spelling); };
  if (!weight) {
    throw UsageError(name("weight"),
                     fmt::format("is required by {} {}: the weight c of SIGReg", name("objective"), kLeJepa));
  }
  const Rational c = parse_rational(*weight, name("weight"));
  std::optional<SigRegBatch> batch;
  if (batch_size) batch = SigRegBatch{whole_number(*batch_size, name("batch_size"), 2, kLargestBatch)};
  if (request.top_depth) {
    throw InvalidProblem(name("top_depth"), "LeJEPA has no predictor or decoder: leave the number of its layers out");
  }
  ProblemRequest of_feature = request;
  of_feature.objective = name_of(Objective::jepa);  // depth, feature and start are read alike
  const ScalarProblem feature = problem_of(of_feature, spelling);
  try {
    return LeJepaProblem::of(LeJepaLoss::of(c, batch), feature.depth, feature.feature, feature.initialisation);
  } catch (const InvalidProblem& problem) {
    throw InvalidProblem(name(problem.where()), problem.rule());
  }
}

void require_no_lejepa(const Text& weight, const Text& batch_size, Spelling spelling) {
  for (const auto& [parameter, text] : {std::pair("weight", &weight), std::pair("batch_size", &batch_size)}) {
    if (!*text) continue;
    throw UsageError(spelled(parameter, spelling),
                     fmt::format("needs {} {}: it is of SIGReg", spelled("objective", spelling), kLeJepa));
  }
}

ScalarProblem problem_beside_lejepa(const ProblemRequest& request, Spelling spelling) {
  try {
    return problem_of(request, spelling);
  } catch (const InvalidProblem& problem) {
    if (problem.where() != spelled("objective", spelling)) throw;
    throw InvalidProblem(problem.where(), fmt::format("{}, {}", problem.rule(), kLeJepa));
  }
}

}  // namespace jepa_oracle::requests
