#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "jepa_oracle/diagnosed_problem.h"
#include "jepa_oracle/hypothesis.h"
#include "jepa_oracle/run_noise.h"

namespace jepa_oracle {

/// What the first look at a run leaves: hypotheses worth holding against all of it, and how many were looked at.
struct SearchResult {
  std::vector<Hypothesis> named;   ///< without a fitted number
  std::vector<Hypothesis> fitted;  ///< their fitted numbers near their best values
  std::size_t tried = 0;
};

/// Looks at every hypothesis on a thinned run: all rules, depths of the encoder, numbers of layers on top
/// (`top_depths_tried`), starts and named time scales; the same with a time scale of its own between 1/kTimeScaleRange
/// and kTimeScaleRange, or with the momentum that comes to it; and, on grids, those with one fitted number (the start,
/// the ratio of rates, the rate of the average, the weight decay, the variance of the target), at the named time scales
/// and with a time scale of their own. Momentum and the grids are not tried where both numbers of layers differ from
/// those of the problem. A trajectory is integrated once a shape and read at every time scale.
/// @param pause  called between hypotheses
SearchResult search(const RecordedRun& run, const DiagnosedProblem& problem, const RunNoise& noise,
                    const std::optional<double>& rate, const std::function<void()>& pause);

inline constexpr double kTimeScaleRange = 128;

}  // namespace jepa_oracle
