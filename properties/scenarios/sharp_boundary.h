#pragma once

#include "jepa_oracle/conflict_window.h"
#include "suite/claim.h"

namespace jepa_oracle::properties {

/// @name Boundaries of the order of learning by their defining equations
/// The number that a subject gives is right to 2^-kAgreementBits if the equation changes its sign between just_below and
/// just_above (scenario.h). Written out here from proofs-notes/ordering.md, by separate code from the library's.
/// @{

/// s* of JEPA: K(s*) = (2L-1) G(q), 0 < s* < q.
void require_jepa_boundary(Judgement& judgement, Depth depth, const Rational& p, const Interval& boundary);
/// s_b of MAE: phi(s_b) = k H(q), 0 < s_b < q.
void require_mae_boundary(Judgement& judgement, Depth depth, const Rational& p, const Interval& boundary);
/// p0 of MAE: H(p0^(1/L)) = 0; p0(1) = 1.
void require_mae_fraction_bound(Judgement& judgement, Depth depth, const Interval& bound);
/// Ends of the window in epsilon: t1 - t2 falls through 0 at the lower and rises through 0 at the upper one.
void require_window_ends(Judgement& judgement, Depth depth, const Rational& p, const Conflict& conflict,
                         const std::pair<Interval, Interval>& window);
/// @}

}  // namespace jepa_oracle::properties
