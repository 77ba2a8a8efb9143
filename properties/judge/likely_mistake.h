#pragma once

#include <string>
#include <vector>

#include "judge/call.h"

namespace jepa_oracle::properties {

/// Sentences of the mistakes that explain every one of these calls: what a known mistake (mistakes.h) answers to the
/// same question, as it is or times one factor ("mae-called-jepa ..., divided by d/2"). Empty when no known mistake
/// does; several when the calls cannot tell them apart. It is a search for an explanation, not a judgement: answers
/// are compared to eight times the allowance of the exact answer, scaled to their size.
std::vector<std::string> explain(const std::vector<Call>& calls, const NumberFormat& format);

}  // namespace jepa_oracle::properties
