#pragma once

#include "cli/context.h"
#include "cli/options.h"

namespace jepa_oracle::program {

/// Critical time, threshold in rho and limit of one feature under LeJEPA: `critical-time --objective lejepa`.
/// @param weight, batch_size  empty where not given
Answer critical_time_lejepa(const ProblemOptions& problem, const ThresholdOptions& threshold, const std::string& weight,
                            const std::string& batch_size, const Context& context);

}  // namespace jepa_oracle::program
