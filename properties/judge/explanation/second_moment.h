#pragma once

#include <string>
#include <vector>

#include "judge/protocol/call.h"

namespace jepa_oracle::properties {

/// Mistakes in which the second moment S = E[y y'] takes part: JEPA without its stop-gradient, with the stop-gradient on
/// the wrong side, a loss that is symmetrised in the two views. The protocol gives no S, as a right implementation has
/// no use for it: a wrong one has some of its own (the sxx of the question, the identity, that of y as a linear function
/// of x, none, or any other). Each velocity is linear in S, so that S can be read off from the answer; where more
/// entries than S has agree, the mistake is known whatever its S is.
/// Looks at fields and at descents; times one of answer_factors().
/// @returns sentences; empty when no such mistake explains every answer
std::vector<std::string> second_moment_mistakes(const std::vector<Call>& calls, const NumberFormat& format);

}  // namespace jepa_oracle::properties
