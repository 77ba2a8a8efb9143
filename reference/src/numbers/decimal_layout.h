#pragma once

#include <string>
#include <string_view>

namespace jepa_oracle {

/// Text of 0.d1d2d3... * 10^exponent: plain from 1e-5 up to as many places before the point as there are digits (21 at
/// most), "d.ddde-7" outside.
/// @param digits  decimal digits, the first one not 0
/// @param exact   nothing follows the digits: zeros may be put after them, up to 21 places
std::string decimal_layout(bool negative, std::string_view digits, long exponent, bool exact = false);

}  // namespace jepa_oracle
