#pragma once

#include <optional>
#include <vector>

#include "jepa_oracle/recorded_run.h"

namespace jepa_oracle {

/// The deviation from a true hypothesis that a run justifies. Standard deviation of an amplitude y:
///   s^2 = (relative size)^2 + absolute^2 + rounding^2 + (model y)^2
///   size       of a curve through the run, once one is known (RecordedPoint)
///   relative   multiplicative noise. A smooth curve is predicted at every inner row from its neighbours, by the
///              polynomials through 2, 4 and 6 of them, of y and of ln y; what a row deviates, divided by the norm of
///              the weights, has the standard deviation of the noise, and more where the curve bends. So every one of
///              the six estimates 1.4826 median |deviation| is too large, and the smallest is taken. 0 when the
///              rounding explains it.
///   absolute   the same of the lower half of the amplitudes, where it exceeds what relative says; else 0
///   rounding   (half a unit of the last digit printed) / sqrt(3); with it, for a run of gradient descent in single
///              precision, what that may have done to it (reference/src/diagnosis/runs/single_precision.h), and
///              stochastic-gradient noise itself where the run shows it
///              (reference/src/diagnosis/noise/training_noise.h)
///   model      error of the predictions, ScalarTrajectory::kError
/// Below kFewestDeviations rows with neighbours nothing can be estimated, and only rounding is allowed.
struct RunNoise {
  static constexpr std::size_t kFewestDeviations = 6;

  double relative = 0;
  double absolute = 0;
  bool estimated = false;
  bool given = false;  ///< relative was said by the caller

  double deviation(const RecordedPoint& point) const;
};

/// @param given  relative noise that is known otherwise
RunNoise noise_of(const RecordedRun& run, const std::optional<double>& given);

}  // namespace jepa_oracle
