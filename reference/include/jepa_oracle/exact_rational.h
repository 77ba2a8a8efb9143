#pragma once

#include <string>

#include "jepa_oracle/rational.h"

namespace jepa_oracle {

/// The exact value of a double: the only way from double to an exact number. (The big-number library ends the process
/// when it is given an infinity; tests/compilers/one_conversion.py looks into the compiled code for other ways.)
/// @throws InvalidProblem (at `where`) for an infinity or NaN
Rational exact_rational(double value, const std::string& where);

}  // namespace jepa_oracle
