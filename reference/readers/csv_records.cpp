#include "readers/csv_records.h"

#include <fmt/format.h>

#include <new>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::data {
namespace {

void start(csv_parser& parser) {
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) throw std::bad_alloc();
}

}  // namespace

CsvRecords::CsvRecords(const std::string& path, std::string_view what) : lines_(path, what) { start(parser_); }

CsvRecords::~CsvRecords() { csv_free(&parser_); }

void CsvRecords::restart_parser() {
  csv_free(&parser_);
  start(parser_);
}

void CsvRecords::rewind() {
  lines_.rewind();
  restart_parser();
}

bool CsvRecords::next() {
  fields_count_ = 0;
  complete_ = false;
  while (!complete_) {  // until libcsv has seen one whole record
    if (!lines_.next(text_)) {
      if (csv_fini(&parser_, on_field, on_record, this) != 0) fail_syntax();
      break;
    }
    if (fields_count_ == 0) record_line_ = lines_.number();
    if (csv_parse(&parser_, text_.data(), text_.size(), on_field, on_record, this) != text_.size()) fail_syntax();
  }
  fields_.resize(fields_count_);
  return complete_;
}

void CsvRecords::fail_syntax() {
  const std::string message = fmt::format("line {} is not CSV: {}", record_line_, csv_strerror(csv_error(&parser_)));
  restart_parser();
  throw InvalidProblem(lines_.path(), message);
}

void CsvRecords::on_field(void* text, std::size_t size, void* self) {
  auto& records = *static_cast<CsvRecords*>(self);
  if (records.fields_.size() <= records.fields_count_) records.fields_.emplace_back();
  records.fields_[records.fields_count_++].assign(static_cast<const char*>(text), size);
}

}  // namespace jepa_oracle::data
