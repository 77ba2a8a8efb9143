#pragma once

#include <filesystem>
#include <string>

namespace jepa_oracle::program {

/// The directory that a command is asked to make; refused before anything is computed when it cannot be.
/// @param what  what is written, for the message ("vectors")
/// @throws OutputError when it exists and is not an empty directory
std::filesystem::path output_directory(const std::string& directory, const std::string& what);

/// A directory beside the one asked for, which takes its name when everything in it is written, and else disappears.
class OutputDirectory {
 public:
  /// @throws OutputError
  explicit OutputDirectory(std::filesystem::path target);
  OutputDirectory(const OutputDirectory&) = delete;
  OutputDirectory& operator=(const OutputDirectory&) = delete;
  ~OutputDirectory();

  std::filesystem::path path() const { return name_; }
  /// Takes the place of nothing, or of an empty directory. @throws OutputError
  void rename_to_target();

 private:
  [[noreturn]] void refuse() const;

  std::filesystem::path target_;
  std::string name_;
  bool renamed_ = false;
};

}  // namespace jepa_oracle::program
