#pragma once

#include <optional>

#include "jepa_oracle/guaranteed.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// Two features in conflict: the noisy one has the larger covariance, the influential one the larger regression
/// coefficient.
struct Conflict {
  Feature influential;
  Feature noisy;
  /// @throws InvalidProblem unless 0 < lambda(influential) < lambda(noisy) and rho(influential) > rho(noisy) > 0
  static Conflict between(const Feature& influential, const Feature& noisy);
  /// wx^m = (lambda2 - lambda1) / (c2 - c1), with wx the layer amplitude at which both grow equally fast, and c as
  /// saturation_of (objectives.h): sigma^2 for JEPA and MAE. m = 1 for JEPA with one predictor layer, so that this is
  /// wx itself.
  Rational turning_point(Objective objective = Objective::jepa) const;
};

/// Starts epsilon (encoder amplitudes) from which the influential feature reaches the fraction p of its limit first.
///   D(w0) = t1* - t2* falls on (0, wx), rises after, +infinity at 0, > 0 at q w_inf2;  first  <=>  D < 0.
struct ConflictWindow {
  enum class State { empty, open, undecided };
  State state;
  std::optional<Guaranteed> lower;  ///< set when open
  std::optional<Guaranteed> upper;
};

/// MAE has no window for p <= p0(L) (rho_boundary.h), and above p0 for features of nearby lambda.
/// @throws InvalidProblem if fraction is outside (0, 1)
/// @claim Ordering.ConflictWindow, Ordering.MaeConflictWindow  (proofs-notes/ordering.md)
ConflictWindow conflict_window(Objective objective, Depth depth, const Rational& fraction, const Conflict& conflict,
                               Digits digits);

/// wx, the layer amplitude at which both features grow equally fast.
Guaranteed turning_amplitude(Objective objective, Depth depth, const Conflict& conflict, Digits digits);

}  // namespace jepa_oracle
