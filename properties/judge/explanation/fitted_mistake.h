#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/protocol/call.h"

namespace jepa_oracle::properties {

/// A mistake with a number in it, read off from the first answer and confirmed by all: one factor of everything, of the
/// top, of all layers, of the first or of the last layer (0: it does not move), or a weight decay. It looks at fields,
/// at descents that record their first step, and at single numbers.
/// @returns a sentence, or nothing when no such mistake explains every answer
std::optional<std::string> fitted_mistake(const std::vector<Call>& calls, const NumberFormat& format);

}  // namespace jepa_oracle::properties
