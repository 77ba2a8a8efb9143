#pragma once

#include <string>
#include <string_view>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {

/// Longest JSON text that is read; a longer file is refused before it is read.
inline constexpr std::size_t kMaxTextBytes = 4UL * 1024 * 1024;

/// Longest recorded run that is read.
inline constexpr std::size_t kMaxRunBytes = 256UL * 1024 * 1024;

/// What is read: how messages call it ("a problem"), and its greatest size.
struct TextKind {
  std::string_view what;
  std::size_t most = kMaxTextBytes;
  bool json = true;  ///< one JSON object: empty text is refused before it is parsed

  TextKind(const char* name) : what(name) {}                 // NOLINT(google-explicit-constructor): the usual kind
  TextKind(std::string_view name) : what(name) {}            // NOLINT(google-explicit-constructor)
  TextKind(std::string_view name, std::size_t bytes, bool is_json) : what(name), most(bytes), json(is_json) {}
};

/// Amplitudes of a training, as CSV.
inline const TextKind kRecordedRun{"a recorded run", kMaxRunBytes, false};

/// Reads a regular file, or standard input for "-".
/// @throws InvalidProblem (where: the path) for anything that is not a readable regular file of at most that size (and
///         not empty, if it is JSON): a directory, a pipe, a device, a missing file
std::string read_text(const std::string& path, const TextKind& kind);

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
auto parse_file(const std::string& path, const TextKind& kind, const Parse& parse) {
  return parse_text_of(path, read_text(path, kind), parse);
}

std::string read_text_file(const std::string& path, const TextKind& kind);

/// Reads an open file descriptor, such as a pipe, up to its end. @param name  what messages call it
std::string read_text_stream(int descriptor, const std::string& name, const TextKind& kind);

}  // namespace jepa_oracle
