#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "jepa_oracle/pair_source.h"

namespace jepa_oracle::data {

/// A CSV file (RFC 4180) of numbers under one line of column names.
///   decimal numbers only, with a point; "nan", "inf" and "-inf" in any case are values that are not finite
///   a byte order mark, CRLF, quoted fields and blank lines are read as usual
/// @param wanted  given the names in the file, returns the names to read, in the order to read them; empty for all
/// @throws InvalidProblem, here and in `read`, naming line and column: text among numbers, rows of another length than
///         the header, repeated or missing names, bytes that are no CSV, no rows
using ChooseColumns = std::function<std::vector<std::string>(const std::vector<std::string>&)>;
std::unique_ptr<TableSource> open_csv(const std::string& path, const ChooseColumns& wanted = {});

/// Pairs from the columns x_* and y_* of a CSV file, matched by what follows x_ and y_; other columns are not read.
/// @param ignored  receives the names of those other columns
/// @throws InvalidProblem as above, and for a column without its partner
std::unique_ptr<PairSource> open_csv_pairs(const std::string& path, std::vector<std::string>& ignored);

}  // namespace jepa_oracle::data
