#pragma once

#include <string>

#include "training/taylor_flow.h"

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

/// Three lines: the guard bits and the time asked for last, then each integration.
std::string to_checkpoint(Bits guard, const Rational& asked, const TaylorFlow& main, const TaylorFlow& companion);
/// @param shapes  a state with the shapes to read
/// @throws InvalidProblem (at "checkpoint") for anything else
FlowCheckpoint parse_flow_checkpoint(const std::string& text, const TrainingState<Real>& shapes);

}  // namespace jepa_oracle
