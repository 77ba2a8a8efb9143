#pragma once

#include <optional>

#include "jepa_oracle/guaranteed.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle {

/// Of two features with equal lambda on curves with exponents (a, m), from a common start w0: when the one with the
/// larger limit w_inf reaches the fraction p of its limit first. With s0 = w0 / w_inf, q = p^(1/L),
///   dt*/dw_inf < 0  <=>  Phi(s0) < (a-1) H(q),   Phi(s) = s^(1-a) / (1 - s^m) + (a-1) H(s),
/// and Phi rises, Phi' = m s^(m-a) / (1 - s^m)^2  (proofs-notes/ordering.md). Its behaviour at 0 decides:
///   m <= a-1       Phi(0+) = -infinity: a boundary s* in (0, q) for every p
///   m > a-1 > 0    Phi(0+) = 0: a boundary only where H(q) > 0, which is p > p0
///   a = 1          never: the larger limit is later from every start
/// @{
/// s*; nothing where there is none, or where the precision limit does not decide whether there is one.
std::optional<Guaranteed> limit_boundary(const Exponents& exponents, Depth depth, const Rational& fraction,
                                         Digits digits);

/// p0, up to which the larger limit is later from every start; m > a-1. 1 for a = 1.
Guaranteed limit_fraction_bound(const Exponents& exponents, Depth depth, Digits digits);

/// Whether p <= p0, decided with an enclosure; nothing when the precision limit does not decide it.
std::optional<bool> is_within_limit_fraction_bound(const Exponents& exponents, Depth depth, const Rational& fraction);
/// @}

}  // namespace jepa_oracle
