#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/problem.h"

namespace jepa_oracle {
namespace {

/// A file descriptor that closes itself.
struct OpenFile {
  int descriptor;
  explicit OpenFile(int opened) : descriptor(opened) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor >= 0) close(descriptor);
  }
};

std::string system_reason() { return std::generic_category().message(errno); }

std::string read_all(int descriptor, const std::string& name) {
  std::string text;
  std::vector<char> block(65'536);
  while (true) {
    const ssize_t count = read(descriptor, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw InvalidProblem(name, fmt::format("cannot be read: {}", system_reason()));
    if (count == 0) break;
    text.append(block.data(), static_cast<std::size_t>(count));
    if (text.size() > kMaxProblemBytes) {
      throw InvalidProblem(name,
                           fmt::format("does not end after {0} bytes: a problem has at most {0}", kMaxProblemBytes));
    }
  }
  if (text.empty()) throw InvalidProblem(name, "is empty: a problem is one JSON object");
  return text;
}

}  // namespace

Problem read_problem_stream(int descriptor, const std::string& name) {
  return parse_problem(read_all(descriptor, name));
}

Problem read_problem_file(const std::string& path) {
  // Not blocking: opening a named pipe that nobody writes to would wait for ever.
  const OpenFile file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (file.descriptor < 0 || fstat(file.descriptor, &status) != 0) {
    throw InvalidProblem(path, fmt::format("cannot be opened: {}", system_reason()));
  }
  if (S_ISDIR(status.st_mode)) throw InvalidProblem(path, "is a directory: a problem is a regular file");
  if (!S_ISREG(status.st_mode)) {
    throw InvalidProblem(path, "is not a regular file: a problem from a pipe is read from standard input");
  }
  if (static_cast<unsigned long long>(status.st_size) > kMaxProblemBytes) {
    throw InvalidProblem(path, fmt::format("has {} bytes: a problem has at most {}", status.st_size, kMaxProblemBytes));
  }
  return read_problem_stream(file.descriptor, path);
}

}  // namespace jepa_oracle
