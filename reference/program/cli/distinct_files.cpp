#include "cli/distinct_files.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/options.h"
#include "jepa_oracle/errors.h"

namespace jepa_oracle::program {
namespace {

namespace files = std::filesystem;

struct NamedFile {
  std::string option;
  files::path path;
  bool written;
  bool directory;
};

/// One name has one direction in all subcommands.
bool writes(const CLI::Option& option) {
  const std::string name = option.get_name();
  return name == "--output" || name == "--plot" || name == "--report" || name == "--write-problem";
}

std::vector<NamedFile> files_of(const CLI::App& command) {
  std::vector<NamedFile> named;
  for (const CLI::Option* option : command.get_options()) {
    const std::string type = option->get_type_name();
    const bool directory = type == "DIR";
    if (!directory && type.rfind("FILE", 0) != 0) continue;
    for (const std::string& name : option->results()) {
      if (name != "-") named.push_back({option->get_name(), name, writes(*option), directory});
    }
  }
  return named;
}

/// One regular file or directory, or one name of none yet. Devices may be written by several.
bool same_file(const files::path& a, const files::path& b) {
  std::error_code error;
  if (files::exists(a, error) && files::exists(b, error)) {
    return !files::is_other(a, error) && files::equivalent(a, b, error);
  }
  return files::weakly_canonical(a, error) == files::weakly_canonical(b, error);
}

}  // namespace

void require_distinct_files(const CLI::App& command) {
  const std::vector<NamedFile> named = files_of(command);
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (!named[i].written) continue;
    for (std::size_t j = 0; j < named.size(); ++j) {
      const NamedFile& other = named[j];
      if (i == j) continue;
      const bool inside = other.directory && other.written && !named[i].directory &&
                          same_file(files::absolute(named[i].path).parent_path(), other.path);
      if (inside) {
        throw UsageError(named[i].option,
                         fmt::format("{} lies in the directory that {} writes", named[i].path.string(), other.option));
      }
      if (!same_file(named[i].path, other.path)) continue;
      throw UsageError(named[i].option,
                       other.written ? fmt::format("{} is also written by {}", named[i].path.string(), other.option)
                                     : fmt::format("{} is also read: it would be overwritten", named[i].path.string()));
    }
  }
}

}  // namespace jepa_oracle::program
