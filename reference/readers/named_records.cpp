#include "readers/named_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/json_text.h"
#include "jepa_oracle/nearest_name.h"
#include "readers/csv_records.h"
#include "readers/file_lines.h"

namespace jepa_oracle::data {
namespace {

std::string place(long line) { return fmt::format("line {}", line); }

void require_known(const std::string& name, const std::vector<std::string>& known, const std::string& where) {
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw InvalidProblem(where, unknown_name("field", name, known));
  }
}

class CsvNamed : public NamedRecords {
 public:
  CsvNamed(const std::string& path, std::string_view what, const std::vector<std::string>& known)
      : records_(path, what) {
    if (!records_.next()) throw InvalidProblem(path, "is empty; expected a header with the names of the fields");
    names_ = records_.fields();
    for (std::size_t i = 0; i < names_.size(); ++i) {
      require_known(names_[i], known, fmt::format("{}: header", path));
      if (std::find(names_.begin(), names_.begin() + static_cast<std::ptrdiff_t>(i), names_[i]) !=
          names_.begin() + static_cast<std::ptrdiff_t>(i)) {
        throw InvalidProblem(fmt::format("{}: header", path), fmt::format("duplicate field \"{}\"", names_[i]));
      }
    }
  }

  bool next(NamedRecord& record) override {
    record.values.clear();
    bool found = false;
    try {
      found = records_.next();
    } catch (const InvalidProblem& problem) {
      record.line = records_.line();
      throw InvalidProblem(place(record.line), "is not CSV");
    }
    record.line = records_.line();
    if (!found) return false;
    const auto& fields = records_.fields();
    if (fields.size() != names_.size()) {
      throw InvalidProblem(place(record.line), fmt::format("has {} field{} and the header {}", fields.size(),
                                                           fields.size() == 1 ? "" : "s", names_.size()));
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (!fields[i].empty()) record.values.emplace(names_[i], fields[i]);
    }
    return true;
  }

  std::uint64_t size() const override { return records_.size(); }
  std::uint64_t bytes_read() const override { return records_.bytes_read(); }

 private:
  CsvRecords records_;
  std::vector<std::string> names_;
};

class JsonLines : public NamedRecords {
 public:
  JsonLines(const std::string& path, std::string_view what, std::vector<std::string> known)
      : lines_(path, what), known_(std::move(known)) {}

  bool next(NamedRecord& record) override {
    record.values.clear();
    std::string line;
    do {
      if (!lines_.next(line)) return false;
    } while (line.find_first_not_of(" \t\r\n") == std::string::npos);
    record.line = lines_.number();
    const std::string where = place(record.line);
    const JsonText object = [&] {
      try {
        return parse_json(line);
      } catch (const InvalidProblem& problem) {  // its place is that within the line
        throw InvalidProblem(where, fmt::format("is not JSON: {}", problem.rule()));
      }
    }();
    if (object.kind != JsonText::Kind::object) {
      throw InvalidProblem(where, fmt::format("is {}; expected an object", name_of(object.kind)));
    }
    for (std::size_t i = 0; i < object.keys.size(); ++i) {
      const JsonText& value = object.values[i];
      require_known(object.keys[i], known_, where);
      if (value.kind == JsonText::Kind::null) continue;
      if (value.kind != JsonText::Kind::string && value.kind != JsonText::Kind::number) {
        throw InvalidProblem(fmt::format("{}: {}", where, object.keys[i]),
                             fmt::format("is {}; expected a number or a string", name_of(value.kind)));
      }
      record.values.emplace(object.keys[i], value.text);
    }
    return true;
  }

  std::uint64_t size() const override { return lines_.size(); }
  std::uint64_t bytes_read() const override { return lines_.bytes_read(); }

 private:
  FileLines lines_;
  std::vector<std::string> known_;
};

bool begins_with_object(const std::string& path, std::string_view what) {
  FileLines lines(path, what);
  std::string line;
  while (lines.next(line)) {
    const std::size_t first = line.find_first_not_of(" \t\r\n");
    if (first != std::string::npos) return line[first] == '{';
  }
  return false;
}

}  // namespace

std::unique_ptr<NamedRecords> NamedRecords::open(const std::string& path, std::string_view what,
                                                 const std::vector<std::string>& known) {
  if (begins_with_object(path, what)) return std::make_unique<JsonLines>(path, what, known);
  return std::make_unique<CsvNamed>(path, what, known);
}

}  // namespace jepa_oracle::data
