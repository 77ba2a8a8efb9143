#include "readers/column_choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>

#include <algorithm>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::data {
namespace {

/// The first names of a table, for a message of one line.
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 12;
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShown));
  const std::string more = names.size() > kShown ? fmt::format(" and {} more", names.size() - kShown) : "";
  return fmt::format("{}{}", fmt::join(names.begin(), end, ", "), more);
}

}  // namespace

ColumnChoice::ColumnChoice(const std::string& list, std::string where) : where_(std::move(where)) {
  for (std::size_t start = 0; start != std::string::npos;) {
    const std::size_t end = list.find(',', start);
    entries_.push_back(list.substr(start, end - start));
    if (entries_.back().empty() || entries_.back() == "!") {
      throw InvalidProblem(where_,
                           fmt::format("\"{}\" has an empty entry; expected names or patterns between commas", list));
    }
    start = end == std::string::npos ? end : end + 1;
  }
}

std::vector<Index> ColumnChoice::of(const std::vector<std::string>& names, const std::string& file) const {
  std::vector<bool> chosen(names.size(), entries_.empty() || entries_.front().front() == '!');
  for (const std::string& entry : entries_) {
    const bool leaves_out = entry.front() == '!';
    const char* const pattern = entry.c_str() + (leaves_out ? 1 : 0);
    bool matched = false;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] != pattern && fnmatch(pattern, names[i].c_str(), 0) != 0) continue;
      matched = true;
      chosen[i] = !leaves_out;
    }
    if (!matched) {
      throw InvalidProblem(where_,
                           fmt::format("\"{}\" matches no column of {}, which has {}", pattern, file, some_of(names)));
    }
  }
  std::vector<Index> indices;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (chosen[i]) indices.push_back(static_cast<Index>(i));
  }
  if (indices.empty()) throw InvalidProblem(where_, fmt::format("selects no column of {}", file));
  return indices;
}

}  // namespace jepa_oracle::data
