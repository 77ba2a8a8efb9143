#pragma once

#include <string>

#include "cli/context.h"

namespace jepa_oracle::program {

/// The critical times of a file of problems (NamedRecords: CSV or JSON Lines), one line each, in order: CSV, or JSON
/// Lines with --json. A problem that is broken has its error in its line, and the others are answered.
/// @returns exit code 3 if a line was broken, else 4 if one was inconclusive
Answer critical_time_batch(const std::string& path, const Context& context);

}  // namespace jepa_oracle::program
