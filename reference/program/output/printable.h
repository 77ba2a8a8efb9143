#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace jepa_oracle::program {

/// Control characters as "?": names that were typed or read from files may hold some, which have no place on a terminal
/// or in a one-line message.
inline std::string printable(std::string_view text) {
  std::string shown(text);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  std::replace_if(shown.begin(), shown.end(), is_control, '?');
  return shown;
}

}  // namespace jepa_oracle::program
