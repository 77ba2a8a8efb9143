#pragma once

#include "jepa_oracle/moments.h"
#include "jepa_oracle/network.h"

namespace jepa_oracle::properties {

/// How far the descent field can move when the weights do: entry by entry an upper bound of |D(W) - D(centre)| over all
/// weights W within `radius` of `centre`. Proof: proofs-notes/conformance.md, tolerance of a trajectory.
/// The numbers must be small enough for every product of the field to stay in the range of a double.
Network<double> field_spread(Objective objective, const Network<Rational>& centre, const Network<double>& radius,
                             const Moments<Rational>& moments);

}  // namespace jepa_oracle::properties
