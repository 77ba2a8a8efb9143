#include "commands/run_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>
#include <vector>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::program {
namespace {

std::string read_all(std::istream& stream, const std::string& name) {
  std::string text;
  std::vector<char> block(1 << 16);
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) || stream.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    if (text.size() > kMaxRunBytes) {
      throw InvalidProblem(name,
                           fmt::format("has more than {} bytes: a recorded run has at most that many", kMaxRunBytes));
    }
  }
  if (stream.bad()) throw InvalidProblem(name, "cannot be read to its end");
  return text;
}

}  // namespace

std::string read_run(const std::string& path) {
  if (path == "-") return read_all(std::cin, "standard input");
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    const auto reason = error ? error : std::make_error_code(std::errc::no_such_file_or_directory);
    throw InvalidProblem(path, fmt::format("cannot be opened: {}", reason.message()));
  }
  if (std::filesystem::is_directory(status)) {
    throw InvalidProblem(path, "is a directory: a recorded run is a regular file");
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw InvalidProblem(path, "is not a regular file: a run from a pipe is read from standard input");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InvalidProblem(path, fmt::format("cannot be opened: {}", std::generic_category().message(errno)));
  return read_all(file, path);
}

}  // namespace jepa_oracle::program
