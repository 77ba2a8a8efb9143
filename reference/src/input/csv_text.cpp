#include "jepa_oracle/csv_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

bool CsvReader::read(CsvRecord& record) {
  record.line = line_;
  count_ = 0;
  skip_blanks();
  while (at_end() ? count_ > 0 : count_ > 0 || !take_line_end()) {
    if (record.fields.size() <= count_) record.fields.emplace_back();
    std::string& field = record.fields[count_];
    if (!rest_.starts_with('"')) {
      read_plain(field);
    } else if (!read_quoted(field)) {
      return false;
    }
    ++count_;
    if (at_end() || take_line_end()) break;
    rest_.remove_prefix(1);  // the comma
    skip_blanks();
  }
  record.fields.resize(count_);
  return true;
}

void CsvReader::fail_unclosed() const { fail("its opening quote is never closed"); }

void CsvReader::skip_blanks() {
  while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
}

bool CsvReader::take_line_end() {
  const std::size_t length = rest_.starts_with("\r\n") ? 2 : (rest_.starts_with('\n') ? 1 : 0);
  rest_.remove_prefix(length);
  if (length > 0) ++line_;
  return length > 0;
}

void CsvReader::read_plain(std::string& field) {
  const auto ends = [](char c) { return c == ',' || c == '\n' || c == '"'; };
  const auto end = static_cast<std::size_t>(std::find_if(rest_.begin(), rest_.end(), ends) - rest_.begin());
  if (end < rest_.size() && rest_[end] == '"') {
    fail("contains a quote: write such a field in quotes, with each quote in it doubled");
  }
  std::size_t size = end;
  const bool before_line_feed = end < rest_.size() && rest_[end] == '\n';
  const bool carriage_return = before_line_feed && size > 0 && rest_[size - 1] == '\r';
  if (carriage_return) --size;
  const std::size_t rest = size;
  while (size > 0 && is_blank(rest_[size - 1])) --size;
  field.assign(rest_.data(), size);
  rest_.remove_prefix(rest);
}

bool CsvReader::read_quoted(std::string& field) {
  field.clear();
  rest_.remove_prefix(1);
  while (true) {
    const std::size_t quote = rest_.find('"');
    if (quote == std::string_view::npos) return false;
    line_ += std::count(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(quote), '\n');
    field += rest_.substr(0, quote);
    rest_.remove_prefix(quote + 1);
    if (!rest_.starts_with('"')) break;
    field += '"';
    rest_.remove_prefix(1);
  }
  skip_blanks();
  if (!at_end() && rest_.front() != ',' && rest_.front() != '\n' && !rest_.starts_with("\r\n")) {
    fail("text follows the closing quote; expected a comma or the end of the line");
  }
  return true;
}

void CsvReader::fail(const std::string& rule) const {
  throw InvalidProblem(fmt::format("line {}, field {}", line_, count_ + 1), rule);
}

std::vector<CsvRecord> parse_csv(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<CsvRecord> records;
  CsvReader reader(text);
  while (!reader.at_end()) {
    CsvRecord record;
    if (!reader.read(record)) reader.fail_unclosed();
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
