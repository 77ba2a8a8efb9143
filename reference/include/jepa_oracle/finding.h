#pragma once

#include <cmath>
#include <functional>
#include <optional>

#include "jepa_oracle/hypothesis.h"

namespace jepa_oracle {

struct DiagnosisOptions {
  std::optional<double> rate;         ///< learning rate of gradient descent; without it the run is a gradient flow
  std::optional<double> noise;        ///< relative noise of the amplitudes, where it is known
  std::optional<double> batch_size;   ///< pairs a step, where it is known and the problem has moments
  std::optional<Objective> expected;  ///< default: any objective of the problem
  std::function<void()> pause;        ///< called several times a second; what it throws ends the diagnosis
};

/// One amplitude of a run that a hypothesis misses.
struct Miss {
  std::size_t series;
  double moment;
  double recorded;
  double predicted;
  double noise;  ///< standard deviation that the run justifies
};

/// A hypothesis fitted to the whole run.
///   residual   sqrt(sum of ((recorded - predicted) / noise)^2 / (amplitudes - fitted numbers)): near 1 for a true one
///   largest    |recorded - predicted| / noise of the amplitude that is off most
///   fits       residual <= Diagnosis::bound and largest <= Diagnosis::most
///   neutral    a fitted number is all that tells it from what was expected, and is within its own uncertainty of the
///              value that says nothing: it is what was expected
///   cut        the digits of the run were read as cut off, not rounded: it comes nearer so
///   first_miss earliest amplitude that is off by more than kManyNoises of its noise
struct Finding {
  static constexpr double kManyNoises = 5;

  Hypothesis hypothesis;
  double squares = 0;
  double residual = 0;
  double largest = 0;
  double largest_relative = 0;  ///< max |recorded - predicted| / |recorded|
  bool fits = false;
  bool expected = false;
  bool neutral = false;
  bool cut = false;
  int changes = 0;  ///< in how many respects it differs from what was expected
  std::optional<Miss> first_miss;

  /// What it predicts is not finite somewhere: the training diverges.
  bool diverges() const { return first_miss && !std::isfinite(first_miss->predicted); }
};

}  // namespace jepa_oracle
