#pragma once

#include <optional>

#include "jepa_oracle/recorded_run.h"

namespace jepa_oracle {

/// Whether every amplitude is a number of single precision, printed with digits enough to show it.
bool is_single_precision(const RecordedRun& run);

/// Whether nothing in the run speaks against single precision: fewer digits than nine hide it.
bool may_be_single_precision(const RecordedRun& run);

/// The run with what arithmetic in single precision may have done to it added to the rounding of its points.
/// A step rounds a weight w by at most 2^-24 w, which puts it ahead or behind on its curve by the time
/// tau = 2^-24 |w / w'| = 2^-24 L |u / u'|. Roundings of steps that move w by 16 units or more are as good as
/// independent, with standard deviation tau / sqrt(3), and add up in squares; smaller steps may all be rounded one way,
/// and add up in full. At time t the amplitude is off by |u'(t)| times the sum. u' is taken from the run itself, not
/// below the 2^-24 u that a difference of two rows can show.
/// @param depth  L, of the problem
/// @param step   flow time of one step
RecordedRun with_single_precision(RecordedRun run, long depth, double step, double unit);

}  // namespace jepa_oracle
