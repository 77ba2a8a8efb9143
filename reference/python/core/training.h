#pragma once

#include <pybind11/pybind11.h>

#include <map>
#include <optional>
#include <vector>

#include "jepa_oracle/loss.h"
#include "jepa_oracle/training_problem.h"
#include "jepa_oracle/training_state.h"
#include "shown.h"

namespace jepa_oracle::python {

/// Which network is trained, and on which target, as the program's options say it.
struct Training {
  TrainingProblem problem;
  TargetRule target;
};

/// @param problem  JSON text of a problem
/// @throws InvalidProblem for a problem, weights or arguments that break a rule
Training training_of(const std::string& problem, const Text& objective, const std::string& target,
                     const Text& average_rate, Digits digits);
/// @throws InvalidProblem unless >= 0
Rational weight_decay_of(const Text& given, const Training& training);

/// A moment of a run as Python gets it.
struct ShownState {
  std::vector<NumberMatrix> layers;
  std::vector<NumberMatrix> top_layers;
  std::optional<NumberMatrix> target_encoder;
  std::optional<Number> loss;             ///< where the problem has syy
  std::map<std::string, Number> encoder;  ///< |E v| of every feature
};

/// What is measured on a state: its loss and the encoder amplitudes of the features, computed in `bits`.
class Measurement {
 public:
  Measurement(const Training& training, Bits bits);
  /// @param state  the weights to show; `measured` the same in floating point
  template <class T>
  ShownState shown_state(const TrainingState<T>& state, const TrainingState<Real>& measured, const Form& form) const;

 private:
  const Training& training_;
  std::optional<Moments<Real>> moments_;
};

/// Keys layers, top_layers, target_encoder, loss, encoder.
pybind11::dict dictionary_of(const ShownState& state);

}  // namespace jepa_oracle::python
