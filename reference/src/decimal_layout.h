#pragma once

#include <string>
#include <string_view>

namespace jepa_oracle {

/// Text of 0.d1d2d3... * 10^exponent: plain from 1e-5 up to 21 places before the point, "d.ddde-7" outside.
/// @param digits  decimal digits, the first one not 0
std::string decimal_layout(bool negative, std::string_view digits, long exponent);

}  // namespace jepa_oracle
