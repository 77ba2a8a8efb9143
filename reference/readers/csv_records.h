#pragma once

#include <csv.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "readers/file_lines.h"

namespace jepa_oracle::data {

/// The records of a CSV file (RFC 4180), one after the other. A byte order mark and blank lines are passed over. It is
/// fed to libcsv line by line so that messages can name the line.
class CsvRecords {
 public:
  /// @throws InvalidProblem for anything that is not a readable, non-empty regular file
  CsvRecords(const std::string& path, std::string_view what);
  CsvRecords(const CsvRecords&) = delete;
  CsvRecords& operator=(const CsvRecords&) = delete;
  ~CsvRecords();

  /// Reads the next record; false at the end.
  /// @throws InvalidProblem (where: the path) naming the line, for bytes that are no CSV; the line after it begins anew
  bool next();
  const std::vector<std::string>& fields() const { return fields_; }
  /// On which the record begins, from 1.
  long line() const { return record_line_; }
  void rewind();

  std::uint64_t size() const { return lines_.size(); }
  /// Bytes of the records so far.
  std::uint64_t bytes_read() const { return lines_.bytes_read(); }

 private:
  void restart_parser();
  [[noreturn]] void fail_syntax();
  static void on_field(void* text, std::size_t size, void* self);
  static void on_record(int, void* self) { static_cast<CsvRecords*>(self)->complete_ = true; }

  FileLines lines_;
  csv_parser parser_{};
  std::vector<std::string> fields_;
  std::size_t fields_count_ = 0;
  bool complete_ = false;
  std::string text_;  ///< the line
  long record_line_ = 0;
};

}  // namespace jepa_oracle::data
