#include "readers/csv_pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <set>
#include <string_view>

#include "jepa_oracle/errors.h"
#include "readers/csv_records.h"

namespace jepa_oracle::data {
namespace {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char p, char q) {
           return (p >= 'A' && p <= 'Z' ? static_cast<char>(p - 'A' + 'a') : p) == q;
         });
}

/// Numbers, one row a record.
class CsvTable : public TableSource {
 public:
  CsvTable(const std::string& path, const ChooseColumns& wanted, Missing missing, std::vector<std::string>* ignored)
      : TableSource(path, {}), records_(path, "data"), missing_(missing) {
    if (missing == Missing::read) allow_missing();
    read_header(wanted, ignored);
  }

 private:
  Index read_rows(RowMatrix& block) override {
    Index count = 0;
    lines_.clear();
    while (count < block.rows() && records_.next()) {
      const std::size_t fields = records_.fields().size();
      if (fields != names_.size()) {
        fail(fmt::format("line {} has {} field{} and the header {}", records_.line(), fields, fields == 1 ? "" : "s",
                         names_.size()));
      }
      for (std::size_t j = 0; j < chosen_.size(); ++j) {
        block(count, static_cast<Index>(j)) = number(chosen_[j]);
      }
      lines_.push_back(records_.line());
      ++count;
    }
    if (count == 0 && rows_ == 0) fail("has a header and no rows");
    rows_ += count;
    return count;
  }

  void rewind_rows() override {
    records_.rewind();
    rows_ = 0;
    lines_.clear();
    records_.next();
  }

  std::string place(Index row, Index column) const override {
    return fmt::format("line {}, column {}", lines_[static_cast<std::size_t>(row - rows_) + lines_.size()],
                       columns()[static_cast<std::size_t>(column)]);
  }

  [[noreturn]] void fail(const std::string& message) const { throw InvalidProblem(name(), message); }

  void read_header(const ChooseColumns& wanted, std::vector<std::string>* ignored) {
    if (!records_.next()) fail("is empty; expected a header with the names of the columns");
    names_ = records_.fields();
    if (const auto other = names_.front().find_first_of(";\t"); names_.size() == 1 && other != std::string::npos) {
      fail(fmt::format("its columns are separated by {}; expected commas (CSV)",
                       names_.front()[other] == ';' ? "semicolons" : "tabs"));
    }
    // pandas writes the index of a table first, without a name, and reads it back as "Unnamed: 0".
    const bool index = names_.size() > 1 && (names_.front().empty() || names_.front() == "Unnamed: 0");
    const std::vector<std::string> named(names_.begin() + (index ? 1 : 0), names_.end());
    std::set<std::string_view> seen;
    bool numbers = true;
    for (const std::string& name : named) {
      if (name.empty()) fail(fmt::format("column {} has no name", seen.size() + (index ? 2 : 1)));
      if (!seen.insert(name).second) fail(fmt::format("duplicate column name \"{}\" in the header", shown(name)));
      double number = 0;
      numbers = numbers && parse(name, number);
    }
    if (numbers) fail("its first line has numbers; expected a header with the names of the columns");
    const std::vector<std::string> columns = wanted ? wanted(named) : named;
    for (const std::string& column : columns) {
      const auto place = std::find(names_.begin() + (index ? 1 : 0), names_.end(), column);
      chosen_.push_back(static_cast<std::size_t>(place - names_.begin()));
    }
    set_columns(columns);
    if (ignored == nullptr) return;
    if (index) ignored->emplace_back(kIndexColumn);
    for (const std::string& name : named) {
      if (std::find(columns.begin(), columns.end(), name) == columns.end()) ignored->push_back(name);
    }
  }

  static std::string shown(std::string_view text) { return std::string(text.substr(0, 40)); }

  static bool parse(std::string_view text, double& value) {
    if (text.starts_with('+')) text.remove_prefix(1);
    const bool negative = text.starts_with('-');
    const std::string_view size = negative ? text.substr(1) : text;
    if (equal_ignoring_case(size, "nan")) {
      value = std::numeric_limits<double>::quiet_NaN();
      return true;
    }
    if (equal_ignoring_case(size, "inf") || equal_ignoring_case(size, "infinity")) {
      value = negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
      return true;
    }
    if (size.empty() || !(size.front() == '.' || (size.front() >= '0' && size.front() <= '9'))) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size()) return false;
    // strtod gives the 0 or the infinity that such a number rounds to; an infinity is reported as one.
    if (error == std::errc::result_out_of_range) value = std::strtod(std::string(text).c_str(), nullptr);
    return true;
  }

  double number(std::size_t field) const {
    double value = 0;
    const std::string& text = records_.fields()[field];
    if (parse(text, value)) return value;
    if (is_missing(text)) {
      if (missing_ == Missing::read) return std::numeric_limits<double>::quiet_NaN();
      fail(fmt::format("line {}, column {} {}; --drop-missing leaves out such rows", records_.line(), names_[field],
                       text.empty() ? "is empty" : fmt::format("is \"{}\", not a number", shown(text))));
    }
    fail(fmt::format("line {}, column {}: \"{}\" is not a decimal number; --columns chooses which columns are read",
                     records_.line(), names_[field], shown(text)));
  }

  CsvRecords records_;
  Missing missing_;
  std::vector<std::string> names_;
  std::vector<std::size_t> chosen_;
  Index rows_ = 0;
  std::vector<long> lines_;  ///< of the rows read last
};

/// Names behind "x_" and "y_" in their order.
struct ViewColumns {
  std::vector<std::string> x;
  std::vector<std::string> y;
};

ViewColumns view_columns(const std::vector<std::string>& names) {
  ViewColumns views;
  for (const std::string& name : names) {
    if (name.starts_with("x_") && name.size() > 2) {
      views.x.push_back(name.substr(2));
    } else if (name.starts_with("y_") && name.size() > 2) {
      views.y.push_back(name.substr(2));
    }
  }
  return views;
}

void require_partners(const std::string& path, const std::vector<std::string>& these, char view,
                      const std::vector<std::string>& those, char other) {
  for (const std::string& name : these) {
    if (std::find(those.begin(), those.end(), name) != those.end()) continue;
    throw InvalidProblem(path, fmt::format("column {}_{} has no partner {}_{}: x and y must have the same columns",
                                           view, name.substr(0, 40), other, name.substr(0, 40)));
  }
}

}  // namespace

bool is_missing(std::string_view text) {
  constexpr std::string_view kWords[] = {"", "na", "n/a", "nan", "null", "none"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [text](std::string_view word) { return equal_ignoring_case(text, word); });
}

std::unique_ptr<TableSource> open_csv(const std::string& path, const ChooseColumns& wanted, Missing missing,
                                      std::vector<std::string>* ignored) {
  return std::make_unique<CsvTable>(path, wanted, missing, ignored);
}

std::unique_ptr<PairSource> open_csv_pairs(const std::string& path, const ChooseColumns& wanted, Missing missing,
                                           std::vector<std::string>& ignored) {
  std::vector<std::string> shared;
  const auto pairs_of = [&](const std::vector<std::string>& names) {
    ViewColumns views = view_columns(names);
    if (views.x.empty() && views.y.empty()) {
      throw InvalidProblem(path,
                           "has no columns x_* and y_*: pairs need them, one table needs --masking, --lag or "
                           "--views");
    }
    require_partners(path, views.x, 'x', views.y, 'y');
    require_partners(path, views.y, 'y', views.x, 'x');
    shared = wanted ? wanted(views.x) : views.x;
    std::vector<std::string> chosen;
    for (const std::string& name : shared) chosen.push_back("x_" + name);
    for (const std::string& name : shared) chosen.push_back("y_" + name);
    return chosen;
  };
  auto table = open_csv(path, pairs_of, missing, &ignored);
  return split_table(std::move(table), shared);
}

}  // namespace jepa_oracle::data
