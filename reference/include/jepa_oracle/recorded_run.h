#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jepa_oracle {

/// One amplitude that was written down.
///   moment    what the column step or time says, in its unit
///   rounding  standard deviation of the error of rounding to the digits written, (half a unit) / sqrt(3)
///   size      amplitude that multiplicative noise is proportional to: what was recorded, until a curve through the run
///             is known. A row that noise made small would else count as a precise one.
///   one_way   bound of what arithmetic in single precision may have done to it, all rows one way: no standard deviation
///   half_unit of the last digit written
///   cut       what was added to the number in the file, where its digits are read as cut off and not rounded
struct RecordedPoint {
  double moment;
  double value;
  double rounding;
  double size = std::fabs(value);
  double one_way = 0;
  double half_unit = std::sqrt(3.0) * rounding;
  double cut = 0;
};

/// The amplitude of one feature through the run, by rising moments.
struct RecordedSeries {
  enum class Layer { encoder, top };
  std::size_t feature;  ///< index into the names of the problem
  Layer layer;          ///< encoder: u = w^L;  top: v^M, the predictor or decoder, all its layers together
  std::vector<RecordedPoint> points;
};

/// Two rows of one moment that do not agree.
struct RecordedConflict {
  double moment;
  std::size_t feature;
  double one;
  double other;
};

/// Where the moments of a file that rise otherwise fall back: a second log that was appended, or a counter set back.
struct CounterReset {
  double from;
  double to;
};

/// A recorded training run, and what had to be mended to read it.
struct RecordedRun {
  bool in_steps = false;  ///< moments are numbers of steps, not times
  std::vector<RecordedSeries> series;
  long rows = 0;  ///< that hold an amplitude and are not repeated
  long missing_cells = 0;
  long repeated_rows = 0;
  bool sorted = true;
  long conflicting_rows = 0;  ///< of a moment that another row has, with other amplitudes
  std::optional<RecordedConflict> conflict;
  std::vector<CounterReset> resets;  ///< none where rows stand in no order at all
};

/// Reads a run from CSV (RFC 4180). Its first line names the columns, in any order:
///   step or time            one of them: a whole number of steps, or a time, >= 0; decimal text or a fraction
///   NAME or encoder NAME    encoder amplitude of the feature NAME; at least one feature of the problem
///   predictor NAME, top NAME   amplitude of its predictor or decoder V: of M layers their product v^M, which starts at
///                          the M-th power of what a layer starts at
///   loss, and what flow and descend write besides (largest_weight, agreed_digits, residual, W1[0][0], V[..][..],
///   V1[..][..], ET[..][..])   may stand there and are not used
/// Rows may be missing, in any order, or repeated; a cell may be empty. Rows that are equal in every cell used count
/// once.
/// @param features  names of the features of the problem
/// @throws InvalidProblem (where: "line 7, column edge") for text that is no CSV, an unknown or doubled column, no or
/// two
///         columns of time, no feature, a cell that is no finite number, a negative or missing time, no row with an
///         amplitude
RecordedRun parse_recorded_run(std::string_view csv, const std::vector<std::string>& features);

}  // namespace jepa_oracle
