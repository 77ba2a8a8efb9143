#pragma once

#include "mutants/mutants.h"

namespace jepa_oracle::mutants {

/// The reference with one kind of its numbers off by the relative `offset` (numbers that should be 0: by as much), one
/// mutant for each kind of number that the library gives: no claim may look at fewer digits than it says.
std::vector<Mutant> near_mutants(const Rational& offset);

}  // namespace jepa_oracle::mutants
