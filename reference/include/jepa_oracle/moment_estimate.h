#pragma once

#include <string>
#include <vector>

#include "jepa_oracle/pair_source.h"

namespace jepa_oracle {

/// Sums over some consecutive pairs, each shifted by one constant (the first pair): all that moments about any point
/// need.
struct MomentSums {
  double pairs = 0;
  Eigen::VectorXd x;   ///< sum of x
  Eigen::VectorXd y;   ///< sum of y
  Eigen::MatrixXd xx;  ///< sum of x x'
  Eigen::MatrixXd yx;  ///< sum of y x'

  static MomentSums zero(Index width);
  /// this += weight * other
  void add(const MomentSums& other, double weight = 1);
};

/// About what point the second moments are taken.
enum class Centre { mean, origin };

/// Moments estimated from pairs.
///   mean    sxx = mean (x - mean x)(x - mean x)',  syx = mean (y - mean y)(x - mean x)'
///   origin  sxx = mean x x',                       syx = mean y x'
/// syy likewise.
/// Both divide by the number of pairs: they are the moments of the pairs at hand, and what full-batch training on them
/// sees.
struct EstimatedMoments {
  Eigen::MatrixXd sxx;
  Eigen::MatrixXd syx;
};

/// Sums of all pairs, and of blocks of them for the bootstrap, from one pass.
///
/// Memory does not depend on the number of pairs: blocks begin with `least_rows` pairs, and whenever 2 B of them are
/// full, neighbours are joined, so that B to 2 B blocks of equal length remain (the last may be shorter). Pairs of one
/// block may depend on each other: for a time series, take few blocks, longer than its memory.
///
/// Rounding: products are summed in chunks of kChunk, chunks within a block, blocks in pairs. Every entry of a sum of
/// products differs from the exact one of the shifted doubles by at most
///   additions() * 2^-53 / (1 - additions() * 2^-53) * sqrt(sum a^2 * sum b^2)      (a, b: the two columns)
/// (N. J. Higham, "Accuracy and stability of numerical algorithms", section 4.2, and Cauchy and Schwarz).
class MomentEstimate {
 public:
  static constexpr Index kChunk = 256;
  static constexpr Index kSeriesBlocks = 32;  ///< B for a time series
  static constexpr Index kBlocks =
      128;  ///< B unless given; fewer where the columns are so many that memory would pass kBlockBytes
  static constexpr double kBlockBytes = 128.0 * 1024 * 1024;
  static constexpr Index kMaxWidth = 1024;

  /// Reads all pairs.
  /// @throws InvalidProblem for what the source refuses, for fewer pairs than columns (with Centre::mean one more is
  ///         needed), more than kMaxWidth columns, and values whose squares overflow
  MomentEstimate(PairSource& source, Centre centre, Index least_rows = 1, Index blocks = kBlocks);

  const std::vector<std::string>& columns() const { return columns_; }
  Centre centre() const { return centre_; }
  double pairs() const { return total_.pairs; }
  const std::vector<MomentSums>& blocks() const { return blocks_; }
  Index rows_per_block() const { return rows_per_block_; }
  /// Most additions behind any sum: its rounding error is bounded by them (above).
  double additions() const;

  /// The estimate: every block with weight 1.
  EstimatedMoments moments() const { return moments_of(total_); }
  /// The estimate with other weights: one row a block, one column an estimate.
  std::vector<EstimatedMoments> moments(const Eigen::MatrixXd& weights) const;
  /// syy of the estimate, which no feature and no resample depends on: one sum over all pairs. Blocks are added to it
  /// as they fill up, B times at each of their lengths: that many additions more than additions().
  Eigen::MatrixXd target_moments() const;

  /// @name Columns: their units, and those that carry nothing of their own
  /// @{
  /// Columns of x with one value only (Centre::origin: the value 0 only), decided exactly.
  std::vector<Index> constant_columns() const;
  /// The same estimate without some columns.
  void drop(const std::vector<Index>& columns);
  /// Root of the mean of the variances of x and y in every column (Centre::origin: of the mean squares).
  Eigen::VectorXd deviations() const;
  /// The same estimate of pairs whose columns, of x and y alike, are divided by numbers > 0.
  void divide(const Eigen::VectorXd& divisors);
  /// @throws InvalidProblem that names the columns of x that are constant, or linear combinations of others to within
  ///         the rounding of the sums
  void require_independent_columns() const;
  /// @}

 private:
  /// @throws InvalidProblem for a column whose sum of squares lost bits
  void require_normal(const MomentSums& sums) const;
  void read(PairSource& source, Index least_rows);
  void add_chunk(RowMatrix& x, RowMatrix& y, Index first, Index rows);
  void finish_block();
  EstimatedMoments moments_of(const MomentSums& sums) const;

  std::string name_;
  std::vector<std::string> columns_;
  Centre centre_;
  Index most_blocks_ = 0;
  Index rows_per_block_ = 1;
  Eigen::RowVectorXd shift_x_;
  Eigen::RowVectorXd shift_y_;
  MomentSums current_;
  MomentSums total_;
  Eigen::MatrixXd yy_;        ///< of all finished blocks, once read
  Eigen::MatrixXd block_yy_;  ///< of the current one, lower half
  std::vector<MomentSums> blocks_;
};

}  // namespace jepa_oracle
