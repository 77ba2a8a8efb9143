#pragma once

#include "diagnosis/search/likelihood_ratio.h"
#include "jepa_oracle/diagnosis.h"

namespace jepa_oracle {

/// Puts the best first: of those that fit and from which the run tells no better one, the simplest (fewest fitted
/// numbers, fewest changes to what was expected, smallest misfit) first, then all others by their misfit; and names
/// the rivals.
void rank(Diagnosis& diagnosis, const Evidence& evidence);

/// Of the first of a ranking.
Nearness nearness_of(const Diagnosis& diagnosis);

/// From a ranking.
Verdict verdict_of(const Diagnosis& diagnosis);

}  // namespace jepa_oracle
