#pragma once

#include "jepa_oracle/recorded_run.h"
#include "jepa_oracle/run_noise.h"

namespace jepa_oracle {

/// The same cells read as digits that were cut off. Of a cell a with unit u = 2 h of its last digit
///   rounding to the digits says  a - h <= y <= a + h
///   cutting them off says        |a| <= |y| <= |a| + 2 h, of one sign
/// so that the second is the first around the middle a + h sign(a): what rounding does to a row has the same size and
/// no mean there. Every value is moved by that h (RecordedPoint::cut).
RecordedRun with_digits_cut_off(RecordedRun run);

/// Whether that move can be seen in a run: moved one way by h_i, rows of deviation s_i raise the squares of the truth by
/// sum of (h_i / s_i)^2 in the mean. Below 1 this is less than the deviation sqrt(2) of a single square.
bool shows_cut_digits(const RecordedRun& run, const RunNoise& noise);

}  // namespace jepa_oracle
