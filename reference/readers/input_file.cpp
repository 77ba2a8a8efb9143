#include "readers/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::data {
namespace {

std::string system_reason() { return std::generic_category().message(errno); }

}  // namespace

InputFile::InputFile(std::string path, std::string_view what)
    // Not blocking: opening a named pipe that nobody writes to would wait for ever.
    : path_(std::move(path)), descriptor_(open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
  struct stat status {};
  std::string problem;
  if (descriptor_ < 0 || fstat(descriptor_, &status) != 0) {
    problem = fmt::format("cannot be opened: {}", system_reason());
  } else if (S_ISDIR(status.st_mode)) {
    problem = fmt::format("is a directory; expected {} in a regular file", what);
  } else if (!S_ISREG(status.st_mode)) {
    problem = fmt::format("is not a regular file: {} may have to be read more than once", what);
  } else if (status.st_size == 0) {
    problem = "is empty";
  }
  if (!problem.empty()) {
    if (descriptor_ >= 0) close(descriptor_);
    throw InvalidProblem(path_, problem);
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

InputFile::~InputFile() { close(descriptor_); }

std::size_t InputFile::read(char* bytes, std::size_t size) {
  const std::size_t count = read_at(position_, bytes, size);
  position_ += count;
  return count;
}

std::size_t InputFile::read_at(std::uint64_t position, char* bytes, std::size_t size) const {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = pread(descriptor_, bytes + done, size - done, static_cast<off_t>(position + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw InvalidProblem(path_, fmt::format("cannot be read: {}", system_reason()));
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace jepa_oracle::data
