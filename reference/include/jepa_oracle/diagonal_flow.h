#pragma once

#include <optional>
#include <vector>

#include "jepa_oracle/gradient_flow.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// Gradient flow of a network whose features do not couple, from the closed forms of its features: no integration, so
/// that a late time costs what an early one does, and all digits are correct.
///   sxx = diag(variance_i), syx = diag(lambda_i), W_1 = ... = W_L = V_1 = ... = V_M = diag(w_i) at the start, w_i > 0
/// stay diagonal, and w_i(t) is the layer amplitude of one feature (amplitude.h).
/// @claim Reduction.DiagonalStaysDiagonal, Reduction.AmplitudeEquations
class DiagonalFlow {
 public:
  /// Nothing where the problem has another form, a target other than its objective's own, or weight decay.
  /// @throws InvalidProblem as require_valid
  static std::optional<DiagonalFlow> of(const FlowProblem& problem);

  /// The state at a time, each entry within 10^-digits of itself; its residual is 0, the exact solution's. Where the
  /// precision limit does not suffice, agreed_digits says how many digits are correct.
  /// @throws InvalidProblem if time < 0 (at "time")
  FlowSample at(const Rational& time, Digits digits) const;

 private:
  explicit DiagonalFlow(std::vector<ScalarProblem> features) : features_(std::move(features)) {}

  std::vector<ScalarProblem> features_;
};

}  // namespace jepa_oracle
