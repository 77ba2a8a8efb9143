#pragma once

#include <string>

#include "jepa_oracle/decimal.h"

namespace jepa_oracle::requests {

/// A number of digits, 1 to Digits::kMaxDigits. @throws InvalidProblem at `where`
Digits digits_of(const std::string& text, const std::string& where);

/// A whole number in [least, most]. @throws InvalidProblem at `where`
long whole_number(const std::string& text, const std::string& where, long least, long most);

}  // namespace jepa_oracle::requests
