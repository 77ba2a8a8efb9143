#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/moment_estimate.h"
#include "readers/column_choice.h"
#include "readers/npy_pairs.h"

namespace jepa_oracle::data {

/// How pairs come out of one table; at most one of the three is set.
struct Views {
  std::optional<double> masking;  ///< share r of entries that x does not see
  std::optional<long> lag;
  std::optional<double> noise;  ///< standard deviation
  std::uint64_t seed = 1;
  Centre centre = Centre::mean;  ///< masking hides entries of the centred table

  bool any() const { return masking || lag || noise; }
};

/// A table that stands in memory: `values` has one row a row, and outlives it. Its columns are chosen already.
struct GivenTable {
  std::string name;  ///< what messages call it
  std::vector<std::string> columns;
  const double* values;
  Index rows;
};

/// An array that stands in memory, as a .npy file has it: a header, and numbers that outlive it.
struct GivenArray {
  std::string name;  ///< what messages call it
  std::string header;
  std::string_view numbers;
};

/// While the object lives, a path that is the name of one of these means the table or array, in this thread: how a
/// caller that has no files hands its numbers to what reads files.
class GivenTables {
 public:
  explicit GivenTables(std::vector<GivenTable> tables, std::vector<GivenArray> arrays = {});
  ~GivenTables();
  GivenTables(const GivenTables&) = delete;
  GivenTables& operator=(const GivenTables&) = delete;

  /// @name Nothing for the path of a file
  /// @{
  static std::unique_ptr<TableSource> open(const std::string& path);
  static std::unique_ptr<ByteSource> open_array(const std::string& path);
  /// @}

 private:
  std::vector<GivenTable> tables_;
  std::vector<GivenArray> arrays_;
};

/// What is read of the files.
struct Selection {
  ColumnChoice columns;  ///< of pairs: by what follows x_ and y_, for both views
  bool drop_missing =
      false;  ///< leave out pairs with a missing value in a chosen column; else such a value is an error
  /// Of one table, with `views`: every column is divided by its standard deviation over the complete rows (root of the
  /// mean square distance from the mean; with Centre::origin root of the mean square) before pairs are made of it.
  /// Columns with one value only stay as they are. Ready pairs are not changed: see MomentEstimate::divide.
  bool standardise = false;
};

/// What was found while reading, for people.
struct ReadingNotes {
  std::vector<std::string> ignored;   ///< columns of CSV files that are not read
  std::vector<std::string> reshaped;  ///< arrays of which several axes were read as one
  /// What columns were divided by, by their names; empty if they were not.
  std::vector<std::pair<std::string, double>> divisors;
  std::shared_ptr<Index> left_out = std::make_shared<Index>(0);  ///< pairs left out, complete once all are read
};

/// Pairs from files, by what the files are:
///   .csv         columns x_* and y_*; a table with `views`
///   .npy         shape (n, 2, d); a table of shape (n, d) or (n) with `views`; two files of shape (n, d): x, then y
///   .npz         arrays x and y; with `views` the only array, or the one called data
/// In the place of d several axes may stand: images of shape (n, h, w) have h w columns.
/// @throws InvalidProblem
std::unique_ptr<PairSource> open_pairs(const std::vector<std::string>& paths, const Views& views,
                                       const Selection& selection, ReadingNotes& notes);

}  // namespace jepa_oracle::data
