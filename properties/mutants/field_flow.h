#pragma once

#include <functional>
#include <vector>

#include "jepa_oracle/training_state.h"
#include "scenarios/matrix_scenario.h"

namespace jepa_oracle::mutants {

/// A field of whole networks: target, network, moments.
using NetworkField = std::function<properties::RationalNetwork(
    const properties::RationalTarget&, const properties::RationalNetwork&, const properties::RationalMoments&)>;

/// Flow of any field at rising times, by extrapolation of the modified midpoint rule (Gragg, Bulirsch, Stoer), about 12
/// digits a step. The field is evaluated exactly at 128-bit points.
/// @throws InvalidProblem (at "flow") when it takes more than two hundred steps
std::vector<Network<Real>> extrapolated_flow(const NetworkField& field, const TargetRule& rule,
                                             const properties::RationalNetwork& start,
                                             const properties::RationalMoments& moments,
                                             const std::vector<Rational>& times);

}  // namespace jepa_oracle::mutants
