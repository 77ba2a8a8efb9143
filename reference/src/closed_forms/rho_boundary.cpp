#include "jepa_oracle/rho_boundary.h"

#include <fmt/format.h>

#include "closed_forms/limit_boundary.h"
#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

// Each question is about one objective by its name: whose boundary exists for every p, and whose needs p > p0.
Exponents of_jepa(Depth depth) { return exponents_of(Objective::jepa, depth); }
Exponents of_mae(Depth depth) { return exponents_of(Objective::mae, depth); }

}  // namespace

bool RhoBoundary::conclusive() const {
  return within && (!fraction_bound || fraction_bound->conclusive()) && (!s_star || s_star->conclusive());
}

RhoBoundary rho_boundary(Objective objective, Depth depth, const Rational& fraction, Digits digits) {
  if (row_of(objective).limit_power.rho == 0) {
    throw InvalidProblem("objective", fmt::format("{} has no boundary of the order by rho: neither its limit nor its "
                                                  "speed depends on rho",
                                                  title_of(objective)));
  }
  const Exponents exponents = exponents_of(objective, depth);
  const bool every_fraction = exponents.m <= exponents.a - 1;
  RhoBoundary boundary{every_fraction, {}, false, limit_boundary(exponents, depth, fraction, digits)};
  if (every_fraction) return boundary;
  boundary.fraction_bound = limit_fraction_bound(exponents, depth, digits);
  boundary.within = is_within_limit_fraction_bound(exponents, depth, fraction);
  return boundary;
}

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
