#include "jepa_oracle/text_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "jepa_oracle/errors.h"

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

}  // namespace

std::string read_text_stream(int descriptor, const std::string& name, const TextKind& kind) {
  std::string text;
  std::vector<char> block(65'536);
  while (true) {
    const ssize_t count = read(descriptor, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw InvalidProblem(name, fmt::format("cannot be read: {}", system_reason()));
    if (count == 0) break;
    text.append(block.data(), static_cast<std::size_t>(count));
    if (text.size() > kind.most) {
      throw InvalidProblem(name,
                           fmt::format("is longer than {0} bytes, the most that {1} may have", kind.most, kind.what));
    }
  }
  if (text.empty() && kind.json) {
    throw InvalidProblem(name, fmt::format("is empty; expected {}, one JSON object", kind.what));
  }
  return text;
}

std::string read_text_file(const std::string& path, const TextKind& kind) {
  // Not blocking: opening a named pipe that nobody writes to would wait for ever.
  const OpenFile file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (file.descriptor < 0 || fstat(file.descriptor, &status) != 0) {
    throw InvalidProblem(path, fmt::format("cannot be opened: {}", system_reason()));
  }
  if (S_ISDIR(status.st_mode))
    throw InvalidProblem(path, fmt::format("is a directory; expected {} in a regular file", kind.what));
  if (!S_ISREG(status.st_mode)) {
    throw InvalidProblem(path, fmt::format("is not a regular file: give - to read {} from standard input", kind.what));
  }
  if (static_cast<unsigned long long>(status.st_size) > kind.most) {
    throw InvalidProblem(path,
                         fmt::format("has {} bytes; {} may have at most {}", status.st_size, kind.what, kind.most));
  }
  return read_text_stream(file.descriptor, path, kind);
}

std::string read_text(const std::string& path, const TextKind& kind) {
  return path == "-" ? read_text_stream(STDIN_FILENO, "standard input", kind) : read_text_file(path, kind);
}

}  // namespace jepa_oracle
