#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "jepa_oracle/matrix.h"

namespace jepa_oracle {

/// Rows of data, one observation a row, in the order of memory that files have.
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A table of numbers that is read from front to back and need not fit into memory.
class TableSource {
 public:
  TableSource(std::string name, std::vector<std::string> columns)
      : name_(std::move(name)), columns_(std::move(columns)) {}
  TableSource(const TableSource&) = delete;
  TableSource& operator=(const TableSource&) = delete;
  virtual ~TableSource() = default;

  const std::string& name() const { return name_; }                     ///< what messages call it: the path
  const std::vector<std::string>& columns() const { return columns_; }  ///< distinct
  Index width() const { return static_cast<Index>(columns_.size()); }

  /// Reads the next rows into the first rows of `block`, which has width() columns.
  /// @returns how many; fewer than block.rows() only at the end
  /// @throws InvalidProblem for what cannot be read, and at the end of a table with values that are not finite: their
  ///         number and the place of the first
  Index read(RowMatrix& block);

  /// Goes back to the first row.
  void rewind();

  /// From now on NaN stands for a missing value, and is read; infinities are still refused.
  void allow_missing() { missing_allowed_ = true; }
  bool missing_allowed() const { return missing_allowed_; }

 protected:
  /// @name What a table that is made of another one asks of it; only the outer one judges values
  /// @{
  static Index rows_of(TableSource& table, RowMatrix& block) { return table.read_rows(block); }
  static std::string place_in(const TableSource& table, Index row, Index column) { return table.place(row, column); }
  /// @}
  void set_columns(std::vector<std::string> columns) { columns_ = std::move(columns); }

 private:
  virtual Index read_rows(RowMatrix& block) = 0;
  virtual void rewind_rows() = 0;
  /// Where a value stands, for people: "line 18, column x_3".
  virtual std::string place(Index row, Index column) const = 0;

  std::string name_;
  std::vector<std::string> columns_;
  Index rows_read_ = 0;
  Index not_finite_ = 0;
  bool missing_allowed_ = false;
  std::string first_not_finite_;
  bool first_is_missing_ = false;
};

/// Pairs (x, y) of two views, one pair a row.
class PairSource {
 public:
  PairSource() = default;
  PairSource(const PairSource&) = delete;
  PairSource& operator=(const PairSource&) = delete;
  virtual ~PairSource() = default;

  virtual const std::string& name() const = 0;
  /// Names of the columns of x, and of y, which are as many and mean the same.
  virtual const std::vector<std::string>& columns() const = 0;
  Index width() const { return static_cast<Index>(columns().size()); }

  /// Reads the next pairs into the first rows of x and y, which have the same number of rows and width() columns.
  /// @returns how many; fewer than asked for only at the end
  /// @throws InvalidProblem
  virtual Index read(RowMatrix& x, RowMatrix& y) = 0;
};

/// @name Pairs from tables
/// @{

/// Row i of x with row i of y, columns by their names (less x_ in all of x's and y_ in all of y's), in the order of
/// x's; by their places where the tables have no name in common.
/// @throws InvalidProblem if the widths differ, or some names and not all, and at the end if the lengths do
std::unique_ptr<PairSource> paired_tables(std::unique_ptr<TableSource> x, std::unique_ptr<TableSource> y);

/// x is the first half of the columns and y the second; `columns` names both.
std::unique_ptr<PairSource> split_table(std::unique_ptr<TableSource> table, std::vector<std::string> columns);

/// Random complementary masking of a table z, centred by `centre` (width() numbers):
///   x = m * (z - centre),  y = (1 - m) * (z - centre),  P(m = 1) = 1 - r  independently for every entry
/// The same seed gives the same mask, whatever the size of the blocks.
/// @throws InvalidProblem unless 0 < r < 1
std::unique_ptr<PairSource> masked_views(std::unique_ptr<TableSource> table, double r, std::uint64_t seed,
                                         std::vector<double> centre);

/// Two noisy views of a table z: x = z + n, y = z + n', n and n' independent normal of standard deviation `noise`.
/// The same seed gives the same noise, whatever the size of the blocks.
/// @throws InvalidProblem unless noise >= 0
std::unique_ptr<PairSource> noisy_views(std::unique_ptr<TableSource> table, double noise, std::uint64_t seed);

/// x = z_t, y = z_{t + lag}. @throws InvalidProblem unless 1 <= lag <= kMaxLag
std::unique_ptr<PairSource> lagged_views(std::unique_ptr<TableSource> table, long lag);
inline constexpr long kMaxLag = 100'000;

/// @}

/// The pairs without a NaN in either view.
/// @param left_out  counts, while pairs are read, how many were left out
std::unique_ptr<PairSource> complete_pairs(std::unique_ptr<PairSource> pairs, std::shared_ptr<Index> left_out);

/// Some columns of a table, in the order given, by their indices. What the others hold is not looked at.
std::unique_ptr<TableSource> chosen_columns(std::unique_ptr<TableSource> table, std::vector<Index> columns);

/// Every column divided by a number > 0.
std::unique_ptr<TableSource> divided_columns(std::unique_ptr<TableSource> table, std::vector<double> divisors);

/// Of every column, over the rows without a NaN.
struct ColumnStatistics {
  std::vector<double> means;
  std::vector<double> deviations;  ///< root of the mean square distance from the mean
  std::vector<double> sizes;       ///< root of the mean square
};
/// In one pass; the table is rewound.
ColumnStatistics column_statistics(TableSource& table);

}  // namespace jepa_oracle
