#pragma once

#include <optional>

#include "jepa_oracle/guaranteed.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// Which of two features with equal lambda is first, under any objective whose limit depends on rho: see
/// limit_boundary.h for the equation. At the fraction p of the limit the larger rho is first exactly while
/// w0 / w_inf < s*, w_inf the smaller of the two limits.
struct RhoBoundary {
  bool every_fraction;                       ///< m <= a - 1: there is a boundary for every p; otherwise for p > p0
  std::optional<Guaranteed> fraction_bound;  ///< p0 where not for every fraction; 1: for none
  std::optional<bool> within;                ///< p <= p0; nothing where the precision limit does not decide it
  std::optional<Guaranteed> s_star;          ///< nothing for p <= p0
  bool conclusive() const;
};
/// @throws InvalidProblem if fraction is outside (0, 1), or the limit of the objective does not depend on rho
/// @claim Family.Boundary  (proofs-notes/family.md)
RhoBoundary rho_boundary(Objective objective, Depth depth, const Rational& fraction, Digits digits);

/// s*(L, p) of JEPA: at equal lambda the critical time of the fraction p falls with rho exactly while w0 / rho < s*. It
/// solves
///   K(q) - K(s*) = q^(1-2L) / (1 - q),   K'(s) = s^(1-2L) (1-s)^-2,   q = p^(1/L),   0 < s* < q.
/// @throws InvalidProblem if fraction is outside (0, 1)
/// @claim Ordering.JepaRhoBoundary  (proofs-notes/ordering.md)
Guaranteed jepa_rho_boundary(Depth depth, const Rational& fraction, Digits digits);

/// p0(L) of MAE: at equal lambda and p <= p0 the larger rho is later from every start. p0 = q0^L with H(q0) = 0; 1 for
/// L = 1.
/// @claim Ordering.MaeLargerRhoIsLater
Guaranteed mae_fraction_bound(Depth depth, Digits digits);

/// For p > p0(L): the start s = w0 / rho^(1/(L+1)) above which the larger rho is later and below which it is earlier:
///   phi(s) = k H(q),   phi(s) = k H(s) + s^(1-L) / ((L+1)(1 - s^(L+1))),   k = (L-1)/(L+1).
/// Nothing when p <= p0(L), or when p agrees with p0(L) in all digits of the precision limit.
/// @claim Ordering.MaeRhoBoundary
std::optional<Guaranteed> mae_rho_boundary(Depth depth, const Rational& fraction, Digits digits);

/// Whether p <= p0(L), decided with an enclosure; nothing when the precision limit does not decide it.
std::optional<bool> is_within_mae_fraction_bound(Depth depth, const Rational& fraction);

}  // namespace jepa_oracle
