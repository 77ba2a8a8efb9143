#include "jepa_oracle/recorded_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <regex>
#include <set>

#include "diagnosis/runs/printed_digits.h"
#include "jepa_oracle/csv_text.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/rational.h"

namespace jepa_oracle {
namespace {

struct Column {
  enum class Kind { step, time, amplitude, unused };
  std::size_t field;
  Kind kind;
  std::size_t feature = 0;
  RecordedSeries::Layer layer = RecordedSeries::Layer::encoder;
};

std::string cut(const std::string& text) { return text.substr(0, 40); }

std::optional<std::size_t> index_of(const std::vector<std::string>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

/// Columns that flow and descend write and that repeat, for one network, what the amplitudes say.
bool is_unused(const std::string& name) {
  static const std::set<std::string> kNames = {"loss", "largest_weight", "agreed_digits", "residual"};
  static const std::regex kEntry(R"((W[0-9]+|V[0-9]*|ET)\[[0-9]+\]\[[0-9]+\])");
  return kNames.contains(name) || std::regex_match(name, kEntry);
}

Column column_of(const std::string& name, std::size_t field, const std::vector<std::string>& features) {
  using Layer = RecordedSeries::Layer;
  if (name == "step") return {field, Column::Kind::step};
  if (name == "time") return {field, Column::Kind::time};
  if (const auto feature = index_of(features, name)) return {field, Column::Kind::amplitude, *feature};
  for (const auto& [prefix, layer] : {std::pair{std::string_view("encoder "), Layer::encoder},
                                      {std::string_view("predictor "), Layer::top},
                                      {std::string_view("top "), Layer::top}}) {
    if (!name.starts_with(prefix)) continue;
    if (const auto feature = index_of(features, std::string_view(name).substr(prefix.size()))) {
      return {field, Column::Kind::amplitude, *feature, layer};
    }
  }
  if (is_unused(name)) return {field, Column::Kind::unused};
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min<std::size_t>(features.size(), 6); ++i) shown.push_back(cut(features[i]));
  if (features.size() > shown.size()) shown.emplace_back("...");
  throw InvalidProblem(fmt::format("line 1, field {}", field + 1),
                       fmt::format("unknown column \"{}\"; expected step or time, loss, and NAME, encoder NAME or "
                                   "predictor NAME for the features of the problem ({})",
                                   cut(name), fmt::join(shown, ", ")));
}

std::vector<Column> columns_of(const CsvRecord& head, const std::vector<std::string>& features) {
  std::vector<Column> columns;
  std::map<std::pair<std::size_t, RecordedSeries::Layer>, std::size_t> amplitudes;
  std::set<std::string> names;
  std::size_t times = 0;
  for (std::size_t field = 0; field < head.fields.size(); ++field) {
    const Column column = column_of(head.fields[field], field, features);
    const bool amplitude = column.kind == Column::Kind::amplitude;
    if (!names.insert(head.fields[field]).second ||
        (amplitude && !amplitudes.emplace(std::pair{column.feature, column.layer}, field).second)) {
      throw InvalidProblem(fmt::format("line 1, field {}", field + 1),
                           fmt::format("duplicate column \"{}\"", cut(head.fields[field])));
    }
    if (column.kind == Column::Kind::step || column.kind == Column::Kind::time) ++times;
    if (column.kind != Column::Kind::unused) columns.push_back(column);
  }
  if (times != 1)
    throw InvalidProblem("line 1", fmt::format("has {} of the columns step and time; expected exactly one", times));
  const auto is_encoder = [](const Column& column) {
    return column.kind == Column::Kind::amplitude && column.layer == RecordedSeries::Layer::encoder;
  };
  if (std::none_of(columns.begin(), columns.end(), is_encoder)) {
    throw InvalidProblem("line 1",
                         "no column is a feature of the problem; expected the encoder amplitude of at least one");
  }
  // Time first: a row is judged by it.
  std::stable_partition(columns.begin(), columns.end(),
                        [](const Column& column) { return column.kind != Column::Kind::amplitude; });
  return columns;
}

double number_of(const std::string& text, const std::string& where) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end) value = static_cast<double>(parse_rational(text, where));
  if (!std::isfinite(value)) {
    throw InvalidProblem(where, fmt::format("\"{}\" is not a finite decimal number or fraction", cut(text)));
  }
  return value;
}

double moment_of(const std::string& text, Column::Kind kind, const std::string& where) {
  if (text.empty()) throw InvalidProblem(where, "is empty: a row with amplitudes needs its step or time");
  const double moment = number_of(text, where);
  if (moment < 0) throw InvalidProblem(where, fmt::format("{} is negative: a run starts at 0", cut(text)));
  if (kind == Column::Kind::step && (moment != std::floor(moment) || moment > 9e15)) {
    throw InvalidProblem(where, fmt::format("{} is not a whole number of steps", cut(text)));
  }
  return moment;
}

/// Cells of one row that are used, in the order of the columns.
struct Row {
  double moment;
  std::vector<std::optional<double>> values;
  std::vector<std::string> texts;

  friend bool operator<(const Row& a, const Row& b) {
    return std::tie(a.moment, a.values) < std::tie(b.moment, b.values);
  }
};

std::optional<Row> row_of(const CsvRecord& record, const CsvRecord& head, const std::vector<Column>& columns) {
  const auto where = [&](const Column& column) {
    return fmt::format("line {}, column {}", record.line, cut(head.fields[column.field]));
  };
  Row row{0, {}, {}};
  bool any = false;
  for (std::size_t i = 1; i < columns.size(); ++i) {
    const std::string& text = record.fields[columns[i].field];
    any = any || !text.empty();
    row.values.push_back(text.empty() ? std::nullopt : std::optional(number_of(text, where(columns[i]))));
    row.texts.push_back(text);
  }
  const std::string& moment = record.fields[columns.front().field];
  if (!any && moment.empty()) return std::nullopt;
  row.moment = moment_of(moment, columns.front().kind, where(columns.front()));
  if (!any) return std::nullopt;
  return row;
}

/// Falls of the moments in the order of the file, where they are few: rows in no order fall every other time, and rows
/// from last to first fall always.
std::vector<CounterReset> resets_of(const std::vector<Row>& rows) {
  constexpr std::size_t kRowsOfOneLog = 5;
  std::vector<CounterReset> resets;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].moment < rows[i - 1].moment) resets.push_back({rows[i - 1].moment, rows[i].moment});
  }
  if (kRowsOfOneLog * resets.size() > rows.size()) resets.clear();
  return resets;
}

/// Counts rows that contradict the one before them, once they are sorted, and keeps the first amplitude that does.
void see_conflicts(RecordedRun& run, const std::vector<Row>& rows, const std::vector<Column>& columns) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].moment != rows[i - 1].moment) continue;
    bool conflicts = false;
    for (std::size_t k = 0; k < rows[i].values.size(); ++k) {
      const std::optional<double>& one = rows[i - 1].values[k];
      const std::optional<double>& other = rows[i].values[k];
      if (!one || !other || *one == *other) continue;
      conflicts = true;
      if (!run.conflict) run.conflict = RecordedConflict{rows[i].moment, columns[k + 1].feature, *one, *other};
    }
    run.conflicting_rows += conflicts ? 1 : 0;
  }
}

/// A table with other separators is one column of CSV, or fails at its first decimal comma: it is told by its head.
void require_commas(std::string_view csv) {
  const std::size_t begin = std::min(csv.find_first_not_of("\r\n"), csv.size());
  const std::string_view head = csv.substr(begin, csv.find_first_of("\r\n", begin) - begin);
  if (head.find_first_of(",\"") != std::string_view::npos) return;
  for (const auto& [separator, name] : {std::pair{'\t', "tabs"}, {';', "semicolons"}, {'|', "bars"}, {' ', "spaces"}}) {
    if (head.find(separator) == std::string_view::npos) continue;
    throw InvalidProblem("line 1", fmt::format("has {} between its fields; expected commas (CSV)", name));
  }
}

}  // namespace

RecordedRun parse_recorded_run(std::string_view csv, const std::vector<std::string>& features) {
  require_commas(csv);
  const std::vector<CsvRecord> records = parse_csv(csv);
  const std::vector<Column> columns = columns_of(records.front(), features);
  RecordedRun run;
  run.in_steps = columns.front().kind == Column::Kind::step;

  std::vector<Row> rows;
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (auto row = row_of(records[i], records.front(), columns)) rows.push_back(std::move(*row));
  }
  if (rows.empty())
    throw InvalidProblem("line 2", "no row with an amplitude follows the header; expected at least one");
  run.sorted = std::is_sorted(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.moment < b.moment; });
  run.resets = resets_of(rows);
  std::stable_sort(rows.begin(), rows.end());
  const auto end =
      std::unique(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return !(a < b) && !(b < a); });
  run.repeated_rows = rows.end() - end;
  rows.erase(end, rows.end());
  run.rows = static_cast<long>(rows.size());
  see_conflicts(run, rows, columns);

  PrintedDigits digits;
  for (const Row& row : rows) {
    for (const std::string& text : row.texts) digits.see(text);
  }
  for (std::size_t i = 1; i < columns.size(); ++i) {
    RecordedSeries series{columns[i].feature, columns[i].layer, {}};
    for (const Row& row : rows) {
      const std::optional<double>& value = row.values[i - 1];
      if (value) {
        series.points.push_back({row.moment, *value, digits.half_unit(*value) / std::sqrt(3.0)});
      } else {
        ++run.missing_cells;
      }
    }
    if (!series.points.empty()) run.series.push_back(std::move(series));
  }
  return run;
}

}  // namespace jepa_oracle
