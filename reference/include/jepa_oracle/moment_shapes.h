#pragma once

#include <string>

#include "jepa_oracle/moments.h"

namespace jepa_oracle {

/// The first part of require_valid(moments, where): sxx not empty, square and symmetric, syx of the same shape. A field
/// needs no more; a few samples have a singular sxx.
/// @throws InvalidProblem at `where`.sxx or .syx; where `where` is empty, at sxx or syx
void require_fitting(const Moments<Rational>& moments, const std::string& where);

}  // namespace jepa_oracle
