#pragma once

#include <string>

#include "answer.h"

namespace jepa_oracle::program {

/// DIR of `--report DIR`: report.json, report.html, REPORT.md and attestation.json, each written whole or not at all.
class ReportDirectory {
 public:
  /// Makes DIR if need be. @throws OutputError before anything is run when a file of the report cannot be written there
  explicit ReportDirectory(std::string directory);

  const std::string& path() const { return directory_; }
  /// @throws OutputError
  void write(const Json& report, const std::string& page, const std::string& markdown, const Json& attestation) const;

 private:
  std::string file(const std::string& name) const;

  std::string directory_;
};

}  // namespace jepa_oracle::program
