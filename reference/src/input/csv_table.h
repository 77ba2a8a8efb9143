#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jepa_oracle {

/// One record of a CSV text and the line on which it begins.
struct CsvRecord {
  long line;
  std::vector<std::string> fields;
};

/// Reads CSV as RFC 4180 lays it down: fields between commas, records between line ends (LF or CRLF), a field with a
/// comma, quote or line end in it stands in quotes, a quote in it is doubled. A byte order mark and empty lines are
/// passed over. The first record is the head.
/// @throws InvalidProblem (where: "line 3" or "line 3, field 2") for a text without a record, a quote inside a field
///         that does not begin with one, text after a closing quote, a quote that is never closed, a record with
///         another number of fields than the head
std::vector<CsvRecord> parse_csv(std::string_view text);

}  // namespace jepa_oracle
