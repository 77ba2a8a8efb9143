#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/csv_text.h"
#include "readers/file_lines.h"

namespace jepa_oracle::data {

/// The records of a CSV file, one after the other, as `CsvReader` reads them. A byte order mark and blank lines are
/// passed over.
class CsvRecords {
 public:
  /// @throws InvalidProblem for anything that is not a readable, non-empty regular file
  CsvRecords(const std::string& path, std::string_view what) : lines_(path, what) {}

  /// Reads the next record; false at the end.
  /// @throws InvalidProblem (where: the path) naming the line, for bytes that are no CSV and a record of more than 64
  ///         MiB; the line after it begins anew
  bool next();
  const std::vector<std::string>& fields() const { return record_.fields; }
  /// On which the record begins, from 1.
  long line() const { return record_.line; }
  void rewind() { lines_.rewind(); }

  std::uint64_t size() const { return lines_.size(); }
  /// Bytes of the records so far.
  std::uint64_t bytes_read() const { return lines_.bytes_read(); }

 private:
  [[noreturn]] void fail(const std::string& rule);

  FileLines lines_;
  CsvRecord record_;
  std::string text_;  ///< the lines of the record
  std::string more_;
};

}  // namespace jepa_oracle::data
