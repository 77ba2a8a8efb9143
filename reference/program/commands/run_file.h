#pragma once

#include <string>

namespace jepa_oracle::program {

/// Longest recorded run that is read.
inline constexpr std::size_t kMaxRunBytes = 256UL * 1024 * 1024;

/// The text of a recorded run, from a regular file, or from standard input for "-".
/// @throws InvalidProblem (where: the path) for anything that is no readable regular file of at most kMaxRunBytes
std::string read_run(const std::string& path);

}  // namespace jepa_oracle::program
