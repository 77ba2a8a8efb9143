#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/pair_source.h"

namespace jepa_oracle::data {

/// Whether a cell without a number is an error, or a missing value (NaN).
enum class Missing { refused, read };

/// A CSV file (RFC 4180) of numbers under one line of column names.
///   decimal numbers only, with a point; "nan", "inf" and "-inf" in any case are values that are not finite
///   with Missing::read an empty cell, NA, N/A, NaN, null and None in any case are missing values
///   a first column without a name, or called "Unnamed: 0", is the index that pandas writes: it is never read
///   a byte order mark, CRLF, quoted fields and blank lines are read as usual
/// @param wanted  given the names in the file (without an index), returns the names to read, in the order to read them;
///                empty for all
/// @param ignored  receives the names that are not read, the index as kIndexColumn
/// @throws InvalidProblem, here and in `read`, naming line and column: text among numbers, rows of another length than
///         the header, repeated or missing names, bytes that are no CSV, no rows
using ChooseColumns = std::function<std::vector<std::string>(const std::vector<std::string>&)>;
std::unique_ptr<TableSource> open_csv(const std::string& path, const ChooseColumns& wanted = {},
                                      Missing missing = Missing::refused, std::vector<std::string>* ignored = nullptr);
/// Whether a cell with this text stands for a missing value: empty, NA, N/A, NaN, null or None in any case.
bool is_missing(std::string_view text);
inline constexpr const char* kIndexColumn = "the first column, an index without a name";

/// Pairs from the columns x_* and y_* of a CSV file, matched by what follows x_ and y_; other columns are not read.
/// @param wanted   given the names behind x_ and y_, returns those to read; empty for all
/// @param ignored  receives the names of columns that are not read
/// @throws InvalidProblem as above, and for a column without its partner
std::unique_ptr<PairSource> open_csv_pairs(const std::string& path, const ChooseColumns& wanted, Missing missing,
                                           std::vector<std::string>& ignored);

}  // namespace jepa_oracle::data
