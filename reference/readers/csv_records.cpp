#include "readers/csv_records.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::data {
namespace {

constexpr std::size_t kMaxRecord = 64UL * 1024 * 1024;

}  // namespace

bool CsvRecords::next() {
  do {
    if (!lines_.next(text_)) return false;
    const long line = lines_.number();
    while (true) {
      CsvReader reader(text_, line);
      try {
        if (reader.read(record_)) break;
        // Its quotes close on a later line. Only a line with a quote can end it.
        do {
          if (!lines_.next(more_)) reader.fail_unclosed();
          text_ += more_;
          if (text_.size() > kMaxRecord) fail(fmt::format("it has more than {} bytes", kMaxRecord));
        } while (more_.find('"') == std::string::npos);
      } catch (const InvalidProblem& problem) {
        if (problem.where() == lines_.path()) throw;
        fail(problem.what());
      }
    }
  } while (record_.fields.empty());
  return true;
}

void CsvRecords::fail(const std::string& rule) {
  throw InvalidProblem(lines_.path(), fmt::format("line {} is not CSV: {}", record_.line, rule));
}

}  // namespace jepa_oracle::data
