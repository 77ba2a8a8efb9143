#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jepa_oracle {

/// One record of a CSV text and the line on which it begins.
struct CsvRecord {
  long line = 0;
  std::vector<std::string> fields;
};

/// Reads CSV as RFC 4180 lays it down: fields between commas, records between line ends (LF or CRLF), a field with a
/// comma, quote or line end in it stands in quotes, a quote in it is doubled. Blanks around a field and around its
/// quotes are passed over.
class CsvReader {
 public:
  /// @param line  number of the first line of the text
  explicit CsvReader(std::string_view text, long line = 1) : rest_(text), line_(line) {}

  bool at_end() const { return rest_.empty(); }

  /// Reads the next record, without fields where its line is blank. False where the text ends within quotes.
  /// @throws InvalidProblem (where: "line 3, field 2") for a quote inside a field that does not begin with one, and for
  ///         text after a closing quote
  bool read(CsvRecord& record);
  /// For a text that ends within quotes and has no continuation.
  [[noreturn]] void fail_unclosed() const;

 private:
  void skip_blanks();
  bool take_line_end();
  void read_plain(std::string& field);
  bool read_quoted(std::string& field);
  [[noreturn]] void fail(const std::string& rule) const;

  std::string_view rest_;
  long line_;
  std::size_t count_ = 0;  ///< of the fields of this record before this one
};

/// All records of a text. A byte order mark and blank lines are passed over. The first record is the head.
/// @throws InvalidProblem as CsvReader, and (where: "line 3" or "line 3, field 2") for a text without a record, a quote
///         that is never closed, a record with another number of fields than the head
std::vector<CsvRecord> parse_csv(std::string_view text);

}  // namespace jepa_oracle
