#pragma once

#include <string>
#include <string_view>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {

/// Longest JSON text that is read; a longer file is refused before it is read.
inline constexpr std::size_t kMaxTextBytes = 4UL * 1024 * 1024;

/// Reads a regular file, or standard input for "-". `what` is what messages call the content: "a problem".
/// @throws InvalidProblem (where: the path) for anything that is not a readable, non-empty regular file of at most
///         kMaxTextBytes: a directory, a pipe, a device, a missing file
std::string read_text(const std::string& path, std::string_view what);

/// What `parse` makes of text from a file; messages about it begin with the file's name, unless that is "-".
/// @throws InvalidProblem
template <class Parse>
auto parse_text_of(const std::string& path, std::string_view text, const Parse& parse) {
  try {
    return parse(text);
  } catch (const InvalidProblem& error) {
    if (path == "-") throw;
    throw InvalidProblem(error.where().empty() ? path : path + ", " + error.where(), error.rule());
  }
}

/// The same, of a file that read_text reads.
template <class Parse>
auto parse_file(const std::string& path, std::string_view what, const Parse& parse) {
  return parse_text_of(path, read_text(path, what), parse);
}

std::string read_text_file(const std::string& path, std::string_view what);

/// Reads an open file descriptor, such as a pipe, up to its end. @param name  what messages call it
std::string read_text_stream(int descriptor, const std::string& name, std::string_view what);

}  // namespace jepa_oracle
