#pragma once

#include <functional>
#include <string>

#include "vectors/vector_file.h"

namespace jepa_oracle::program {

/// What the reference checks of an input whose numbers are text. @throws InvalidProblem for one that it refuses
using Check = std::function<void(const Json&)>;

/// @name Inputs of functions; top_depth, weight_decay and top_layers where they are given
/// @{
void check_critical_time(const Json& input);
void check_window(const Json& input);
void check_field(const Json& input);
/// @}

/// A good input with some members replaced (null: left out), which the reference must refuse.
/// @throws std::logic_error if it does not
void add_refused(VectorFile& file, const std::string& function, const Check& check, const Json& good,
                 const Json& changes, const std::string& flag);

/// {{a, b}, {c, d}}; written out, two pairs of texts would be an object.
Json square(const char* a, const char* b, const char* c, const char* d);

}  // namespace jepa_oracle::program
