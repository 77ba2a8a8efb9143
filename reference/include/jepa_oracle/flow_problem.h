#pragma once

#include "jepa_oracle/moments.h"
#include "jepa_oracle/training_state.h"

namespace jepa_oracle {

/// Gradient flow of a whole network, all learning rates 1, from `start`: the rate of every layer is its direction of
/// descent (descent_field) less weight_decay times itself.
struct FlowProblem {
  Start start;
  Moments<Rational> moments;
  TargetRule target;
  Rational weight_decay = Rational(0);
};

/// @throws InvalidProblem for moments, weights or a weight decay that break a rule
void require_valid(const FlowProblem& problem);

}  // namespace jepa_oracle
