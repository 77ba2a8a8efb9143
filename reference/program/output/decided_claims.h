#pragma once

#include <map>
#include <string>

#include "suite/runner.h"

namespace jepa_oracle::program {

/// DIR/decided.jsonl: what an interrupted `verify --report DIR` had decided, one finished claim a line with the suite,
/// the sources, the seed and the number of cases. A run that has the same four goes on from it. A line is written by
/// one call and taken back if that wrote only a part; a half line that a crash left is cut off. The file is removed
/// when the report has been written.
class DecidedFile {
 public:
  /// Opens the file and reads what is there. @throws OutputError if it cannot be opened, is no regular file, or another
  /// run is writing it
  DecidedFile(const std::string& directory, const properties::RunOptions& options);
  ~DecidedFile();
  DecidedFile(const DecidedFile&) = delete;
  DecidedFile& operator=(const DecidedFile&) = delete;

  /// Results of earlier runs that this one would repeat, by claim id.
  const std::map<std::string, properties::ClaimResult>& kept() const { return kept_; }
  /// Lines of runs with another seed, number of cases, suite or sources, and lines that cannot be read.
  std::size_t others() const { return others_; }

  /// Keeps a result. Throws nothing: a result that cannot be kept is only decided again.
  void add(const properties::ClaimResult& result) noexcept;
  /// Everything is in the report: nothing to keep.
  void remove() noexcept;

 private:
  void read();

  std::string path_;
  std::string basis_;  ///< how each line of this run begins
  int descriptor_ = -1;
  std::map<std::string, properties::ClaimResult> kept_;
  std::size_t others_ = 0;
};

}  // namespace jepa_oracle::program
