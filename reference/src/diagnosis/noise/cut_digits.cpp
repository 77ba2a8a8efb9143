#include "diagnosis/noise/cut_digits.h"

#include <cmath>

namespace jepa_oracle {

RecordedRun with_digits_cut_off(RecordedRun run) {
  for (RecordedSeries& series : run.series) {
    for (RecordedPoint& point : series.points) {
      // Also of 0.0000, which has a sign: what was cut off has it too.
      point.cut = std::copysign(point.half_unit, point.value);
      point.value += point.cut;
    }
  }
  return run;
}

bool shows_cut_digits(const RecordedRun& run, const RunNoise& noise) {
  double squares = 0;
  for (const RecordedSeries& series : run.series) {
    for (const RecordedPoint& point : series.points) {
      const double share = point.half_unit / noise.deviation(point);
      squares += share * share;
    }
  }
  return squares > 1;
}

}  // namespace jepa_oracle
