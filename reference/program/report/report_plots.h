#pragma once

#include <string>

namespace jepa_oracle::program {

/// The plots of a report as figures of its page: critical time against rho for both objectives, the boundary s*, the
/// conflict window, amplitudes in time. Every point is computed when this is called, to six digits (all correct);
/// the problems shown are named under each. They are the same in every report.
std::string plot_figures();

}  // namespace jepa_oracle::program
