#pragma once

#include <vector>

#include "mutants/questions.h"
#include "suite/claim.h"

namespace jepa_oracle::mutants {

/// Questions that a claim asks of the reference on these instances. A mutant that answers none of them otherwise passes
/// as the reference does: checks are pure, so it is asked the same.
Questions asked_questions(const properties::Claim& claim, const std::vector<properties::Instance>& instances);

}  // namespace jepa_oracle::mutants
