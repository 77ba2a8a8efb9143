#pragma once

#include <array>
#include <optional>

#include "jepa_oracle/network.h"
#include "jepa_oracle/problem.h"

namespace jepa_oracle {

/// Two features of diagonal moments in training together, from any weights. Feature i has an amplitude of its own, the
/// length of its column of the encoder, |E u_i|; it is learned when that reaches `fraction` of its limit from balanced
/// aligned starts, rho^L (JEPA) or rho^(L/(L+1)) (MAE).
struct SimulatedLearning {
  Objective objective;
  Depth depth;
  std::array<Feature, 2> features;
  Rational fraction;

  /// @name What two features in training from balanced aligned starts would do
  /// @{
  /// fraction times the limit, approximately.
  double level(std::size_t feature) const;
  /// Flow time at which the feature is learned. @throws InvalidProblem unless lambda > 0
  double predicted_time(std::size_t feature, const Initialisation& start) const;
  /// @}
};

/// Deepest encoder that is simulated.
inline constexpr long kMaxSimulatedDepth = 3;

/// Flow times of two features; nothing for what does not happen by the end of the simulation.
struct SimulatedLearningTimes {
  std::array<std::optional<double>, 2> reached;  ///< the level, for the first time: weights that mix features may do it
  std::array<std::optional<double>, 2> learned;  ///< the level, to stay beyond it to the end
  /// The area |det E| of both columns reaches the product of the levels, to stay beyond it to the end: before, both may
  /// have their lengths from one mixture.
  std::optional<double> apart;
};

/// Integrates the flow in double from any square start (Dormand and Prince's pairs of order 5 and 4, by Boost.Odeint),
/// twice, with tolerances 1e-7 and 1e-9, and gives the finer times.
/// @returns nothing when the two integrations disagree: an event in one of them only, or a time that differs by more
/// than 1e-4 of itself; then rounding decides what this start does. Times are supported by that agreement, not
/// guaranteed.
/// @throws InvalidProblem when the depth is not that of the simulation or above kMaxSimulatedDepth, or the matrices are
/// not 2 x 2
std::optional<SimulatedLearningTimes> simulated_learning_times(const SimulatedLearning& simulation,
                                                               const Network<double>& start, double until);

}  // namespace jepa_oracle
