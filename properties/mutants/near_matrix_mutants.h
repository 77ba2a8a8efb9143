#pragma once

#include "mutants/mutants.h"

namespace jepa_oracle::mutants {

/// Those of near_mutants.h whose fields, steps, descents, flows, moments, features or estimates are off.
std::vector<Mutant> near_matrix_mutants(const Rational& offset);

}  // namespace jepa_oracle::mutants
