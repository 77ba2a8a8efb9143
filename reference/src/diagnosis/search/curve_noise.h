#pragma once

#include "diagnosis/noise/training_noise.h"
#include "diagnosis/prediction/coupled_prediction.h"
#include "diagnosis/search/hypothesis_search.h"
#include "jepa_oracle/finding.h"
#include "jepa_oracle/run_noise.h"

namespace jepa_oracle {

/// A run with what can only be said of its noise once a curve through it is known.
///   run       with the sizes that multiplicative noise is proportional to and, where steps are simulated, the room
///   that
///             arithmetic in single precision asks for
///   moving    the same with stochastic-gradient noise, unless that is absent
struct NoiseOfCurve {
  RecordedRun run;
  RecordedRun moving;
  TrainingNoise training;
};

/// @param candidates  hypotheses of which the nearest is the curve
/// @param single      whether the run may have been computed in single precision
NoiseOfCurve noise_of_curve(const RecordedRun& run, const std::vector<Hypothesis>& candidates,
                            const DiagnosedProblem& problem, const DiagnosisOptions& options, const RunNoise& noise,
                            bool single, const CoupledPrediction* coupled);

}  // namespace jepa_oracle
