#pragma once

#include <string>

#include "jepa_oracle/rational.h"

namespace jepa_oracle {

/// A number as people would write it, in a message: its decimal text, else a fraction; long ones cut short.
std::string shown(const Rational& value);

}  // namespace jepa_oracle
