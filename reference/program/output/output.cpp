#include "output/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "output/printable.h"

namespace jepa_oracle::program {
namespace {

std::string system_reason() { return std::generic_category().message(errno); }

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// A temporary file that disappears unless it is renamed into place.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::filesystem::path& target) : name_(fmt::format("{}.XXXXXX", target.native())) {
    descriptor_ = mkostemp(name_.data(), O_CLOEXEC);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (descriptor_ >= 0) close(descriptor_);
    if (descriptor_ >= 0 && !renamed_) unlink(name_.c_str());
  }

  bool opened() const { return descriptor_ >= 0; }
  bool hold(std::string_view text, mode_t mode) {
    return fchmod(descriptor_, mode) == 0 && write_all(descriptor_, text) && fsync(descriptor_) == 0;
  }
  bool rename_to(const std::filesystem::path& target) {
    renamed_ = rename(name_.c_str(), target.c_str()) == 0;
    return renamed_;
  }

 private:
  std::string name_;
  int descriptor_ = -1;
  bool renamed_ = false;
};

/// Permissions of a new file, or of the one that is replaced.
mode_t mode_for(const std::filesystem::path& target) {
  struct stat status {};
  if (stat(target.c_str(), &status) == 0) return status.st_mode & 07777;
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

void write_standard_output(std::string_view text) {
  if (!write_all(STDOUT_FILENO, text)) {
    throw OutputError("standard output", fmt::format("cannot be written: {}", system_reason()));
  }
}

struct StagedFiles::File {
  std::string path;
  std::filesystem::path target;
  TemporaryFile temporary;
};

StagedFiles::StagedFiles() = default;
StagedFiles::~StagedFiles() = default;

void StagedFiles::add(const std::string& path, std::string_view text) {
  std::error_code ignored;
  std::filesystem::path target = path;
  const auto status = std::filesystem::status(target, ignored);
  if (std::filesystem::exists(status)) {
    if (!std::filesystem::is_regular_file(status)) {
      throw OutputError(path, "is not a regular file: a result is written to a new or a regular file");
    }
    target = std::filesystem::canonical(target, ignored);  // a symbolic link stays, what it names is replaced
  } else if (std::filesystem::is_symlink(target, ignored)) {
    throw OutputError(path, "is a broken link: a result is written to a new or a regular file");
  }
  const mode_t mode = mode_for(target);
  files_.push_back(std::unique_ptr<File>(new File{path, target, TemporaryFile(target)}));
  TemporaryFile& temporary = files_.back()->temporary;
  if (!temporary.opened() || !temporary.hold(text, mode)) {
    throw OutputError(path, fmt::format("cannot be written: {}", system_reason()));
  }
}

void StagedFiles::put_into_place() {
  for (const auto& file : files_) {
    if (!file->temporary.rename_to(file->target)) {
      throw OutputError(file->path, fmt::format("cannot be written: {}", system_reason()));
    }
  }
}

void write_file(const std::string& path, std::string_view text) {
  StagedFiles one;
  one.add(path, text);
  one.put_into_place();
}

void report_error(bool json, std::string_view kind, const std::string& where, const std::string& message) {
  if (json) {
    const Json error = {{"kind", kind}, {"message", printable(message)}, {"where", printable(where)}};
    std::cerr << text_of(Json{{"error", error}});
  } else {
    std::cerr << fmt::format("error: {}{}{}\n", printable(where), where.empty() ? "" : ": ", printable(message));
  }
}

std::string text_of(const Json& document) {
  return fmt::format("{}\n", document.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace jepa_oracle::program
