#include "output/output_directory.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "output/output.h"

namespace jepa_oracle::program {

namespace files = std::filesystem;

files::path output_directory(const std::string& directory, const std::string& what) {
  std::error_code error;
  files::path target = files::absolute(directory, error).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();  // "DIR/"
  const files::file_status status = files::status(target, error);
  if (files::exists(status) && (!files::is_directory(status) || !files::is_empty(target, error) || error)) {
    throw OutputError(
        directory,
        fmt::format("exists and is not an empty directory: {} are written to a new or empty directory", what));
  }
  if (!files::is_symlink(target, error)) return target;
  if (!files::exists(status)) {
    throw OutputError(directory, fmt::format("is a broken link: {} are written to a new or empty directory", what));
  }
  return files::canonical(target, error);
}

OutputDirectory::OutputDirectory(files::path target) : target_(std::move(target)) {
  name_ = fmt::format("{}.XXXXXX", target_.native());
  if (mkdtemp(name_.data()) == nullptr) refuse();
  const mode_t mask = umask(0);
  umask(mask);
  chmod(name_.c_str(), 0777 & ~mask);
}

OutputDirectory::~OutputDirectory() {
  std::error_code ignored;
  if (!renamed_) files::remove_all(name_, ignored);
}

void OutputDirectory::rename_to_target() {
  if (rename(name_.c_str(), target_.c_str()) != 0) refuse();
  renamed_ = true;
}

void OutputDirectory::refuse() const {
  throw OutputError(target_, fmt::format("cannot be written: {}", std::generic_category().message(errno)));
}

}  // namespace jepa_oracle::program
