#pragma once

#include <optional>

#include "jepa_oracle/model.h"
#include "jepa_oracle/recorded_run.h"

namespace jepa_oracle {

/// Whether the digits show numbers of single precision: ten of them at least have nine digits or more, and
/// may_be_single_precision.
bool is_single_precision(const RecordedRun& run);

/// Whether nothing in the run speaks against single precision. Something does where a number of single precision would
/// have been printed otherwise: by rounding or cutting off to the digits of the file, when none lies within one unit
/// of the last digit of a cell; by the shortest decimal that reads back as it (as pandas and str(numpy.float32) do),
/// when a cell is not that of the number it reads as. A run is excluded when both are.
bool may_be_single_precision(const RecordedRun& run);

/// The run with what arithmetic in single precision may have done to it (RecordedPoint::one_way). Every number is off
/// by some roundings of 2^-24 of itself. A step rounds a weight w by at most 2^-24 w, which puts it ahead or behind on
/// its curve by the time tau = 2^-24 |w / w'| = 2^-24 L |u / u'|. Roundings of steps that move w by 16 units or more
/// are as good as independent, with standard deviation tau / sqrt(3), and add up in squares, of which kDeviations are
/// allowed; smaller steps may all be rounded one way, and add up in full. At time t the amplitude is off by |u'(t)|
/// times the sum. u' is taken from the run itself, not below the 2^-24 u that a difference of two rows can show.
/// The predictor or decoder is held to L layers too, or to M where it has more: too much for fewer.
/// @param depth  L and M, of the problem
/// @param step   flow time of one step; 0: no step is known, and only the numbers themselves are rounded
RecordedRun with_single_precision(RecordedRun run, Depth depth, double step, double unit);

}  // namespace jepa_oracle
