#include "output/trajectory_output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "jepa_oracle/errors.h"
#include "output/output.h"

namespace jepa_oracle::program {
namespace {

[[noreturn]] void refuse(const std::string& path) {
  throw OutputError(path, fmt::format("cannot be written: {}", std::generic_category().message(errno)));
}

/// What FILE.part says.
struct Part {
  std::string identity;
  long lines = 0;
  long bytes = 0;
  std::string state;
};

Part read_part(const std::string& path) {
  std::ifstream file(path);
  Part part;
  std::string counts;
  if (!std::getline(file, part.identity) || !std::getline(file, counts)) return {};
  std::istringstream numbers(counts);
  if (!(numbers >> part.lines >> part.bytes)) return {};
  std::ostringstream rest;
  rest << file.rdbuf();
  part.state = rest.str();
  return part;
}

}  // namespace

TrajectoryOutput::TrajectoryOutput(const std::string& path, std::string identity)
    : path_(path), identity_(std::move(identity)), descriptor_(STDOUT_FILENO) {
  if (path_.empty()) return;
  const std::string part_path = fmt::format("{}.part", path_);
  struct stat status {};
  const bool exists = stat(path_.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    throw OutputError(path_, "is not a regular file: a result is written to a new or a regular file");
  }
  if (std::filesystem::exists(part_path)) {
    Part part = read_part(part_path);
    if (part.identity != identity_) {
      throw InvalidProblem(
          part_path,
          "belongs to an interrupted run of another command: repeat that command, or remove this file to start again");
    }
    if (exists && status.st_size >= part.bytes) {
      lines_ = part.lines;
      bytes_ = part.bytes;
      state_ = std::move(part.state);
    }
  } else {
    write_part("");
  }
  descriptor_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ < 0 || ftruncate(descriptor_, bytes_) != 0) refuse(path_);
}

TrajectoryOutput::~TrajectoryOutput() {
  if (!path_.empty() && descriptor_ >= 0) close(descriptor_);
}

void TrajectoryOutput::append(const std::string& line) {
  const std::string text = fmt::format("{}\n", line);
  if (path_.empty()) {
    write_standard_output(text);
  } else if (write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    // Not even the part of a line that fitted may stay.
    const int reason = errno;
    if (ftruncate(descriptor_, bytes_) != 0) errno = reason;
    refuse(path_);
  }
  ++lines_;
  bytes_ += static_cast<long>(text.size());
}

void TrajectoryOutput::keep(const std::function<std::string()>& state) {
  constexpr auto kPause = std::chrono::seconds(1);
  const auto now = std::chrono::steady_clock::now();
  if (path_.empty() || now - kept_ < kPause) return;
  kept_ = now;
  write_part(state());
}

void TrajectoryOutput::finish() {
  if (!path_.empty()) std::filesystem::remove(fmt::format("{}.part", path_));
}

void TrajectoryOutput::write_part(const std::string& state) {
  write_file(fmt::format("{}.part", path_), fmt::format("{}\n{} {}\n{}", identity_, lines_, bytes_, state));
}

}  // namespace jepa_oracle::program
