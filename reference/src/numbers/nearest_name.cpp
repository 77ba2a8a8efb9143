#include "jepa_oracle/nearest_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace jepa_oracle {
namespace {

/// No name is longer: a text far beyond that is near to none, and is not compared.
constexpr std::size_t kLongest = 100;

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// Edits of single characters, and exchanges of neighbours, from one text to the other.
std::size_t distance(std::string_view a, std::string_view b) {
  const auto same = [&](std::size_t i, std::size_t j) { return lower(a[i]) == lower(b[j]); };
  std::vector<std::vector<std::size_t>> edits(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      std::size_t& least = edits[i][j];
      if (i == 0 || j == 0) {
        least = i + j;
        continue;
      }
      least = std::min({edits[i - 1][j] + 1, edits[i][j - 1] + 1,
                        edits[i - 1][j - 1] + (same(i - 1, j - 1) ? std::size_t{0} : std::size_t{1})});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) least = std::min(least, edits[i - 2][j - 2] + 1);
    }
  }
  return edits[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view text, const std::vector<std::string>& names) {
  if (text.size() > kLongest) return std::nullopt;
  std::optional<std::string> nearest;
  std::size_t least = std::max<std::size_t>(1, text.size() / 3) + 1;
  for (const std::string& name : names) {
    const std::size_t edits = distance(text, name);
    if (edits >= least || edits >= name.size()) continue;
    least = edits;
    nearest = name;
  }
  return nearest;
}

std::string did_you_mean(std::string_view text, const std::vector<std::string>& names) {
  const auto name = nearest_name(text, names);
  return name ? fmt::format(" (did you mean {}?)", *name) : "";
}

std::string unknown_name(std::string_view what, std::string_view text, const std::vector<std::string>& names) {
  return fmt::format("unknown {} \"{}\"{}; expected {}{}", what, text.substr(0, 40), did_you_mean(text, names),
                     names.size() == 1 ? "" : "one of ", fmt::join(names, ", "));
}

}  // namespace jepa_oracle
