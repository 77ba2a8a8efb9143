#pragma once

#include <optional>
#include <string>

#include "jepa_oracle/network.h"
#include "jepa_oracle/target.h"

namespace jepa_oracle {

/// Which target a training run follows; `Target` is what it amounts to at one moment.
///   current_encoder  JEPA
///   frozen_encoder   the encoder at the start, for ever
///   moving_average   E_T with dE_T/dt = beta (E - E_T) in the flow, E_T <- E_T + beta (E - E_T) after a descent step;
///                    it starts at E
///   data             MAE
struct TargetRule {
  enum class Kind { current_encoder, frozen_encoder, moving_average, data };

  static TargetRule of(Objective objective) {
    return {objective == Objective::jepa ? Kind::current_encoder : Kind::data, Rational(0)};
  }
  static TargetRule frozen_encoder() { return {Kind::frozen_encoder, Rational(0)}; }
  /// @throws InvalidProblem unless beta > 0
  static TargetRule moving_average(const Rational& beta, const std::string& where = "average_rate");

  /// The shape of the top layer: that of MAE for data, else that of JEPA.
  Objective objective() const { return kind == Kind::data ? Objective::mae : Objective::jepa; }

  Kind kind;
  Rational beta;
};

/// Everything that changes in training.
template <class T>
struct TrainingState {
  Network<T> network;
  /// E_T of a frozen encoder or a moving average, n_L x d; absent for other rules.
  std::optional<Matrix<T>> target_encoder = std::nullopt;
};

/// The start of a run: a target encoder, where the rule has one, is the encoder of the network.
template <class T>
TrainingState<T> initial_state(Network<T> network, const TargetRule& rule);

/// The target at this moment.
template <class T>
Target<T> target_in(const TrainingState<T>& state, const TargetRule& rule);

}  // namespace jepa_oracle
