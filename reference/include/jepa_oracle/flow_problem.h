#pragma once

#include "jepa_oracle/moments.h"
#include "jepa_oracle/training_state.h"

namespace jepa_oracle {

/// Gradient flow of a whole network, all learning rates 1: d(state)/dt = descent_field, from `start`.
struct FlowProblem {
  Start start;
  Moments<Rational> moments;
  TargetRule target;
};

/// @throws InvalidProblem for moments or weights that break a rule
void require_valid(const FlowProblem& problem);

}  // namespace jepa_oracle
