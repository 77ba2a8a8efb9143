#pragma once

#include <string>

#include "taylor_flow.h"

namespace jepa_oracle {

/// Where one integration stands, exactly.
struct IntegrationState {
  Rational origin;
  long steps;
  TrainingState<Rational> state;
};

/// Everything that continues a flow bit for bit.
struct FlowCheckpoint {
  Bits guard;
  Rational asked;
  IntegrationState main;
  IntegrationState companion;
};

IntegrationState state_of(const TaylorFlow& flow);
TrainingState<Real> rounded_state(const TrainingState<Rational>& state, Bits bits);

/// Words separated by blanks: the numbers in order, as fractions.
std::string to_checkpoint(const FlowCheckpoint& checkpoint);
/// @param shapes  a state with the shapes to read
/// @throws InvalidProblem (at "checkpoint") for text of another length or with anything that is not a number
FlowCheckpoint parse_flow_checkpoint(const std::string& text, const TrainingState<Real>& shapes);

}  // namespace jepa_oracle
