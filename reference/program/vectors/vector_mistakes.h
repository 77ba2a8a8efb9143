#pragma once

#include <string>
#include <vector>

#include "suite/subject.h"
#include "vectors/vector_file.h"

namespace jepa_oracle::program {

/// The flag of a mutant's mistake: its key in CamelCase, NoStopGradient for "no-stop-gradient".
std::string flag_name(const std::string& mutant);

/// Flags of mistakes, in the words of the catalogue, and of edge cases.
/// @throws std::out_of_range for a key that is not in the catalogue
/// @throws std::logic_error for a mistake of which the catalogue says no type or effect
std::vector<Flag> flags_of(const std::vector<std::string>& mistakes, const std::vector<Flag>& edges = {});

/// What a mutant answers: the answer of its mistake. @throws std::out_of_range for an unknown name
const properties::Subject& subject_of(const std::string& mutant);

}  // namespace jepa_oracle::program
