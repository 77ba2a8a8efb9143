#pragma once

#include <fmt/format.h>

#include <string>

namespace jepa_oracle {

/// A measured number as sentences show it.
inline std::string four_digits(double value) { return fmt::format("{:.4g}", value); }

}  // namespace jepa_oracle
