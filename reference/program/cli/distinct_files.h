#pragma once

#include "cli/command_line.h"

namespace jepa_oracle::program {

/// Refuses a command whose result would replace what it reads, or another of its results.
/// @throws UsageError at the option
void require_distinct_files(const CLI::App& command);

}  // namespace jepa_oracle::program
