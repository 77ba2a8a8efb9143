#pragma once

#include <string>

#include "jepa_oracle/diagnosis.h"
#include "output/picture.h"

namespace jepa_oracle::program {

/// Picture of a run (points), the best hypothesis (lines) and the expected ones (dashes): encoder amplitudes over time.
/// At most kPointsDrawn amplitudes a feature. The same input gives the same bytes.
/// @throws OutputError when gnuplot is not installed or fails
std::string plot_of(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem,
                    const DiagnosisOptions& options, PictureFormat format);

inline constexpr std::size_t kPointsDrawn = 400;

}  // namespace jepa_oracle::program
