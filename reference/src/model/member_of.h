#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace jepa_oracle {

/// Place of a key of what stands at `where`, which is empty where the keys stand by themselves.
inline std::string member_of(const std::string& where, std::string_view key) {
  return where.empty() ? std::string(key) : fmt::format("{}.{}", where, key);
}

}  // namespace jepa_oracle
