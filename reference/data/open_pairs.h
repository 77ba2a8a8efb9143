#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "jepa_oracle/moment_estimate.h"

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

/// A table that stands in memory: `values` has one row a row, and outlives it.
struct GivenTable {
  std::string name;  ///< what messages call it
  std::vector<std::string> columns;
  const double* values;
  Index rows;
};

/// While the object lives, a path that is the name of one of these tables means the table, in this thread: how a caller
/// that has no files hands its numbers to what reads files.
class GivenTables {
 public:
  explicit GivenTables(std::vector<GivenTable> tables);
  ~GivenTables();
  GivenTables(const GivenTables&) = delete;
  GivenTables& operator=(const GivenTables&) = delete;

  /// Nothing for the path of a file.
  static std::unique_ptr<TableSource> open(const std::string& path);

 private:
  std::vector<GivenTable> tables_;
};

/// Pairs from files, by what the files are:
///   .csv         columns x_* and y_*; a table with `views`
///   .npy         shape (n, 2, d); a table of shape (n, d) or (n) with `views`; two files of shape (n, d): x, then y
///   .npz         arrays x and y; with `views` the only array, or the one called data
/// @param ignored  receives columns of a CSV file that are not read
/// @throws InvalidProblem
std::unique_ptr<PairSource> open_pairs(const std::vector<std::string>& paths, const Views& views,
                                       std::vector<std::string>& ignored);

}  // namespace jepa_oracle::data
