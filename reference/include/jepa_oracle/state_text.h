#pragma once

#include <string>

#include "jepa_oracle/training_state.h"

namespace jepa_oracle {

/// Every number of a state as an exact fraction, in order (layers, top, target encoder; columns first), separated by
/// blanks: a state that is read back is the same to the last bit.
template <class T>
std::string to_exact_text(const TrainingState<T>& state);

/// @param shapes  a state with the shapes to read
/// @throws InvalidProblem (at "checkpoint") for text of another length or with anything that is not a number
template <class T>
TrainingState<Rational> parse_exact_text(const std::string& text, const TrainingState<T>& shapes);

/// @name The same state over another scalar
/// @{
TrainingState<Real> rounded(const TrainingState<Rational>& state, Bits bits);
TrainingState<double> approximate(const TrainingState<Rational>& state);
/// @}

}  // namespace jepa_oracle
