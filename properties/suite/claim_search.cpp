#include "suite/claim_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "jepa_oracle/nearest_name.h"
#include "suite/registry.h"

namespace jepa_oracle::properties {

std::string meant_claim(const std::string& text) {
  std::vector<std::string> names;
  std::vector<std::string> without_family;
  for (const ClaimEntry& claim : registry()) {
    const std::size_t dot = claim.id.find('.');
    names.push_back(claim.id);
    if (text.find('.') == std::string::npos) names.push_back(claim.id.substr(0, dot));
    without_family.push_back(claim.id.substr(dot + 1));
  }
  if (std::find(names.begin(), names.end(), text) != names.end()) return "";
  if (nearest_name(text, names)) return did_you_mean(text, names);
  const auto short_name = nearest_name(text, without_family);
  if (!short_name) return "";
  const auto found = std::find(without_family.begin(), without_family.end(), *short_name);
  return fmt::format(" (did you mean {}?)", registry()[static_cast<std::size_t>(found - without_family.begin())].id);
}

bool mentions(const std::string& text, const std::string& words) {
  const auto folded = [](std::string given) {
    for (char& c : given) c = c == '-' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return given;
  };
  const std::string in = folded(text);
  std::istringstream each(folded(words));
  for (std::string word; each >> word;) {
    if (in.find(word) == std::string::npos) return false;
  }
  return true;
}

}  // namespace jepa_oracle::properties
