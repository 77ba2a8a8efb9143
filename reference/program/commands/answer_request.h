#pragma once

#include <optional>
#include <string>

#include "judge/subject/reference_implementation.h"

namespace jepa_oracle::program {

/// The response of JSON-RPC 2.0 to one line, without the end of the line: a result, or an error for a request that
/// cannot be read or answered. Nothing for a notification, which has no id. Whatever the line is, it says so in the
/// response; no line is an error of the program.
std::optional<std::string> response_to(const std::string& line, properties::ReferenceImplementation& reference);

}  // namespace jepa_oracle::program
