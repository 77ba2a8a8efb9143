#pragma once

#include <string>
#include <string_view>

namespace jepa_oracle {

/// Longest JSON text that is read; a longer file is refused before it is read.
inline constexpr std::size_t kMaxTextBytes = 4UL * 1024 * 1024;

/// Reads a regular file, or standard input for "-". `what` is what messages call the content: "a problem".
/// @throws InvalidProblem (where: the path) for anything that is not a readable, non-empty regular file of at most
///         kMaxTextBytes: a directory, a pipe, a device, a missing file
std::string read_text(const std::string& path, std::string_view what);

std::string read_text_file(const std::string& path, std::string_view what);

/// Reads an open file descriptor, such as a pipe, up to its end. @param name  what messages call it
std::string read_text_stream(int descriptor, const std::string& name, std::string_view what);

}  // namespace jepa_oracle
