#pragma once

#include <optional>
#include <string>

#include "jepa_oracle/network.h"
#include "jepa_oracle/target.h"

namespace jepa_oracle {

/// Which objective and which target of the tables (objectives.h) a training run follows; `Target` is what the target
/// amounts to at one moment. A moving average is E_T <- E_T + beta (E - E_T) after a descent step. Averages of weights
/// are not trained here.
struct TargetRule {
  using Kind = TargetKind;

  static TargetRule of(Objective objective) { return {row_of(objective).target, Rational(0), objective}; }
  static TargetRule frozen_encoder() { return {Kind::frozen_encoder, Rational(0), Objective::jepa}; }
  /// @throws InvalidProblem unless beta > 0
  static TargetRule moving_average(const Rational& beta, const std::string& where = "average_rate");

  /// The target is an encoder other than that of the moment, and a part of the state.
  bool keeps_encoder() const { return kind == Kind::frozen_encoder || kind == Kind::moving_average; }

  Kind kind;
  Rational beta;
  Objective objective;  ///< whose predictor or decoder is asked for the target; losses of the code have none
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
