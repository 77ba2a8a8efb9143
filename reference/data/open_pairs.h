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

/// Pairs from files, by what the files are:
///   .csv         columns x_* and y_*; a table with `views`
///   .npy         shape (n, 2, d); a table of shape (n, d) or (n) with `views`; two files of shape (n, d): x, then y
///   .npz         arrays x and y; with `views` the only array, or the one called data
/// @param ignored  receives columns of a CSV file that are not read
/// @throws InvalidProblem
std::unique_ptr<PairSource> open_pairs(const std::vector<std::string>& paths, const Views& views,
                                       std::vector<std::string>& ignored);

}  // namespace jepa_oracle::data
