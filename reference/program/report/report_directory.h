#pragma once

#include <string>

#include "output/command_output.h"

namespace jepa_oracle::program {

/// DIR of `--report DIR`: report.json, report.html, REPORT.md and attestation.json, each written whole or not at all.
class ReportDirectory {
 public:
  /// Makes nothing yet, so that a run that is interrupted leaves nothing behind.
  /// @throws OutputError when DIR cannot be made, a file of the report cannot be written there, or one of its names is
  /// taken by something else than a report of this program, before anything is run
  explicit ReportDirectory(std::string directory);

  const std::string& path() const { return directory_; }
  /// Makes DIR if need be: for a run that keeps there what it has decided, and else by write. @throws OutputError
  void make() const;
  /// @throws OutputError
  void write(const Json& report, const std::string& page, const std::string& markdown, const Json& attestation) const;

 private:
  bool holds_report() const;
  std::string file(const std::string& name) const;
  [[noreturn]] void refuse() const;

  std::string directory_;
};

}  // namespace jepa_oracle::program
