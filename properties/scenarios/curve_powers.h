#pragma once

#include "jepa_oracle/model.h"

namespace jepa_oracle::properties {

/// Exponents of the layer equation of a balanced feature, dw/dt = lambda w^a (1 - w^m / rho), as the notes derive them:
///   JEPA  a = 2L, m = 1        MAE  a = L, m = L + 1         (a + m = 2L + 1 of both)
/// Written down once more on purpose: what the checks derive from these does not rest on the table of the library
/// (objectives.h), which they check.
struct CurvePowers {
  long a;
  long m;
};

CurvePowers curve_powers(Objective objective, Depth depth);

}  // namespace jepa_oracle::properties
