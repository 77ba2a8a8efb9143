#include "jepa_oracle/mistakes.h"

#include <algorithm>
#include <stdexcept>

namespace jepa_oracle {

const Mistake& mistake_of_key(std::string_view key) {
  const auto& all = mistakes();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Mistake& mistake) { return mistake.key == key; });
  if (found == all.end()) throw std::out_of_range("no mistake of mistakes.json has the key " + std::string(key));
  return *found;
}

std::string what_is_wrong(std::string_view name) {
  std::string clauses;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('+', begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    if (!clauses.empty()) clauses += ", and ";
    clauses += mistake_of_key(part.substr(0, part.find('/'))).wrong;
    begin = end + 1;
  }
  return clauses;
}

std::string what_is_wrong_by_name(std::string_view name) {
  return what_is_wrong(name) + " (" + std::string(name) + ")";
}

}  // namespace jepa_oracle
