#include "jepa_oracle/rho_boundary.h"

#include "closed_forms/limit_boundary.h"

namespace jepa_oracle {
namespace {

// Each question is about one objective by its name: whose boundary exists for every p, and whose needs p > p0.
Exponents of_jepa(Depth depth) { return exponents_of(Objective::jepa, depth); }
Exponents of_mae(Depth depth) { return exponents_of(Objective::mae, depth); }

}  // namespace

Guaranteed jepa_rho_boundary(Depth depth, const Rational& fraction, Digits digits) {
  return *limit_boundary(of_jepa(depth), depth, fraction, digits);  // m = 1 <= a - 1: it exists
}

Guaranteed mae_fraction_bound(Depth depth, Digits digits) { return limit_fraction_bound(of_mae(depth), depth, digits); }

std::optional<bool> is_within_mae_fraction_bound(Depth depth, const Rational& fraction) {
  return is_within_limit_fraction_bound(of_mae(depth), depth, fraction);
}

std::optional<Guaranteed> mae_rho_boundary(Depth depth, const Rational& fraction, Digits digits) {
  return limit_boundary(of_mae(depth), depth, fraction, digits);
}

}  // namespace jepa_oracle
