#pragma once

namespace jepa_oracle {

/// log2(10), rounded up.
inline constexpr double kBitsPerDigit = 3.3219280949;

}  // namespace jepa_oracle
