#pragma once

#include <string>
#include <utility>
#include <vector>

#include "vectors/vector_family.h"

namespace jepa_oracle::program {

ScalarCase case_of(const ObjectiveCase& member, std::vector<std::pair<std::string, Rational>> numbers);

/// A critical time with what the mistakes make of it, or that there is none.
/// @throws std::logic_error where the precision limit does not decide the outcome
void add_time(VectorFile& file, const ScalarCase& given, std::vector<std::string> edges);

}  // namespace jepa_oracle::program
