#pragma once

#include "jepa_oracle/lejepa.h"
#include "requests/problem_request.h"

namespace jepa_oracle::requests {

/// The objective's name in requests. It is no row of the table of objectives: its curve has no exponents (a, m).
inline constexpr std::string_view kLeJepa = "lejepa";

/// One feature under LeJEPA: the weight c of its second term, and the pairs of a batch, or nothing for the population.
/// @throws UsageError without a weight, InvalidProblem for values that break a rule
LeJepaProblem lejepa_problem_of(const ProblemRequest& request, const Text& weight, const Text& batch_size,
                                Spelling spelling);

/// @throws UsageError when a parameter of LeJEPA is given: for another objective
void require_no_lejepa(const Text& weight, const Text& batch_size, Spelling spelling);

/// A problem of an objective of the table, where LeJEPA is another choice: the message for an unknown name lists it
/// too.
ScalarProblem problem_beside_lejepa(const ProblemRequest& request, Spelling spelling);

}  // namespace jepa_oracle::requests
