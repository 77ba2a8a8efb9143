#pragma once

#include "jepa_oracle/model.h"

namespace jepa_oracle::properties {

/// Exponents of the layer equation of a balanced feature, dw/dt = lambda w^a (1 - w^m / w_limit^m), as the notes derive
/// them (proofs-notes/family.md, "The table"), with L encoder layers and M on top:
///   JEPA      a = 2L + M - 1   m = M         w_limit^m = rho
///   MAE       a = L + M - 1    m = L + M     w_limit^m = rho
///   spectral  a = 2L - 1       m = 2L        w_limit^m = rho^2 / lambda
///   Barlow    a = 2L - 1       m = 2L        w_limit^m = 1 / lambda
/// Written down once more on purpose: what the checks derive from these does not rest on the table of the library
/// (objectives.h), which they check.
struct CurvePowers {
  long a;
  long m;
};

CurvePowers curve_powers(Objective objective, Depth depth);

/// w_limit^m, positive for every lambda != 0 too.
Rational limit_power(Objective objective, const Feature& feature);

/// B in dw/dt = lambda w^a - B w^(a+m): variance, its square for the spectral loss, lambda^2 for Barlow Twins.
Rational saturation(Objective objective, const Feature& feature);

}  // namespace jepa_oracle::properties
