#pragma once

#include <vector>

#include "jepa_oracle/interval.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle::properties {

/// @name Times between two places of one feature off balance, enclosed
/// Straight from the equations of proofs-notes/collapse.md, by Taylor polynomials on cells, each with Cauchy's bound for
/// the rest ("Time off balance" there). Undefined if the velocity may be 0 between the places or at one of them.
/// @{

/// JEPA, dv/dt = sigma^2 (rho - v) prod_a (v^2 - c_a), v from v0 to v1.
Interval time_off_balance_jepa(const Feature& feature, const std::vector<Rational>& c, const Rational& v0,
                               const Rational& v1);

/// MAE with equal layers on the curve v^2 - w^2 = c, run through by z = v + w, v - w = c/z: dz/dt = sigma^2 z w^(L-1)
/// (rho - v w^L), z from z0 to z1.
Interval time_off_balance_mae(const Feature& feature, Depth depth, const Rational& c, const Rational& z0,
                              const Rational& z1);

/// @}

}  // namespace jepa_oracle::properties
