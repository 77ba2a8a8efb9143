#include "scenarios/curve_powers.h"

namespace jepa_oracle::properties {

// A branch on the name, for independence: see the header.
CurvePowers curve_powers(Objective objective, Depth depth) {
  const long layers = depth.layers();
  return objective == Objective::jepa ? CurvePowers{2 * layers, 1} : CurvePowers{layers, layers + 1};
}

}  // namespace jepa_oracle::properties
