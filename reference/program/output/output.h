#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "output/command_output.h"

namespace jepa_oracle::program {

/// A result that could not be written.
class OutputError : public std::runtime_error {
 public:
  OutputError(std::string where, const std::string& message) : std::runtime_error(message), where_(std::move(where)) {}
  const std::string& where() const { return where_; }

 private:
  std::string where_;
};

/// Writes all of `text`. @throws OutputError
void write_standard_output(std::string_view text);

/// Files that are written whole, and all or none: under temporary names beside them, then renamed.
class StagedFiles {
 public:
  StagedFiles();
  StagedFiles(const StagedFiles&) = delete;
  StagedFiles& operator=(const StagedFiles&) = delete;
  ~StagedFiles();  ///< what was not put into place leaves no trace

  /// @throws OutputError. What is there and is not a regular file (a directory, a device) is never replaced.
  void add(const std::string& path, std::string_view text);
  /// @throws OutputError; files that were in place by then stay
  void put_into_place();

 private:
  struct File;
  std::vector<std::unique_ptr<File>> files_;
};

/// One of them. @throws OutputError
void write_file(const std::string& path, std::string_view text);

/// One error on standard error: "error: where: message", or with `json` the document
/// {"error":{"kind","message","where"}}.
void report_error(bool json, std::string_view kind, const std::string& where, const std::string& message);

/// JSON text with a final newline; bytes that are not UTF-8 are replaced.
std::string text_of(const Json& document);

}  // namespace jepa_oracle::program
