#pragma once

namespace jepa_oracle::properties {

/// More than what the double arithmetic of the bounds themselves can lose: fewer than 10^4 operations of relative
/// error 2^-53 on non-negative numbers.
inline constexpr double kSlack = 1 + 1e-9;

}  // namespace jepa_oracle::properties
