#pragma once

#include <rapidcheck/Gen.h>

#include "suite/claim.h"

namespace jepa_oracle::properties {

/// RapidCheck generator of a claim's instances: draws every field on its own and shrinks field by field to simpler
/// values. Nothing is discarded.
rc::Gen<Instance> instances_of(const Claim& claim);

/// An instance with the tree of its simpler neighbours, as the generator gives it; for a given one (a corner, a
/// regression).
rc::Shrinkable<Instance> shrinkable_from(const Claim& claim, const Instance& instance);

/// All combinations of the fields' corner values, thinned evenly to at most `limit`.
std::vector<Instance> corner_grid(const Claim& claim, std::size_t limit);

}  // namespace jepa_oracle::properties
