#include "input/csv_table.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

/// Reads from the front of the text and knows the line it is on.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  /// The next record; without fields when its line is empty.
  CsvRecord record() {
    CsvRecord record{line_, {}};
    if (take_line_end()) return record;
    while (true) {
      record.fields.push_back(rest_.starts_with('"') ? quoted_field(record) : plain_field(record));
      if (at_end() || take_line_end()) return record;
      rest_.remove_prefix(1);  // the comma
      if (at_end()) {
        record.fields.emplace_back();
        return record;
      }
    }
  }

 private:
  bool take_line_end() {
    const std::size_t length = rest_.starts_with("\r\n") ? 2 : (rest_.starts_with('\n') ? 1 : 0);
    rest_.remove_prefix(length);
    if (length > 0) ++line_;
    return length > 0;
  }

  [[noreturn]] void fail(const CsvRecord& record, const std::string& rule) const {
    throw InvalidProblem(fmt::format("line {}, field {}", line_, record.fields.size() + 1), rule);
  }

  std::string plain_field(const CsvRecord& record) {
    const std::size_t end = std::min(rest_.find_first_of(",\n\""), rest_.size());
    if (end < rest_.size() && rest_[end] == '"') {
      fail(record, "contains a quote: write such a field in quotes, with each quote in it doubled");
    }
    std::string field(rest_.substr(0, end));
    rest_.remove_prefix(end);
    if (rest_.starts_with('\n') && field.ends_with('\r')) field.pop_back();
    return field;
  }

  std::string quoted_field(const CsvRecord& record) {
    std::string field;
    rest_.remove_prefix(1);
    while (true) {
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) fail(record, "its opening quote is never closed");
      for (const char c : rest_.substr(0, quote)) line_ += c == '\n' ? 1 : 0;
      field += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) break;
      field += '"';
      rest_.remove_prefix(1);
    }
    if (!at_end() && rest_.front() != ',' && rest_.front() != '\n' && !rest_.starts_with("\r\n")) {
      fail(record, "text follows the closing quote; expected a comma or the end of the line");
    }
    return field;
  }

  std::string_view rest_;
  long line_ = 1;
};

}  // namespace

std::vector<CsvRecord> parse_csv(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<CsvRecord> records;
  CsvReader reader(text);
  while (!reader.at_end()) {
    CsvRecord record = reader.record();
    if (record.fields.empty()) continue;
    if (!records.empty() && record.fields.size() != records.front().fields.size()) {
      throw InvalidProblem(fmt::format("line {}", record.line),
                           fmt::format("has {} fields; expected {}, as in the header", record.fields.size(),
                                       records.front().fields.size()));
    }
    records.push_back(std::move(record));
  }
  if (records.empty()) throw InvalidProblem("line 1", "is empty; expected a header with the names of the columns");
  return records;
}

}  // namespace jepa_oracle
