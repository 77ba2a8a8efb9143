#include "requests/spelling.h"

#include <fmt/format.h>

#include <algorithm>

namespace jepa_oracle::requests {

std::string spelled(std::string_view parameter, Spelling spelling) {
  std::string name(parameter);
  if (spelling == Spelling::argument) return name;
  std::replace(name.begin(), name.end(), '_', '-');
  return "--" + name;
}

void require_one(const Text& first, std::string_view first_name, const Text& second, std::string_view second_name,
                 Spelling spelling) {
  if (first.has_value() != second.has_value()) return;
  const std::string name = spelled(first_name, spelling);
  throw UsageError(name, fmt::format("exactly one of {} and {} is needed", name, spelled(second_name, spelling)));
}

}  // namespace jepa_oracle::requests
