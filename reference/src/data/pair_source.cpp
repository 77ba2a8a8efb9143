#include "jepa_oracle/pair_source.h"

#include <fmt/format.h>

#include <cmath>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {

Index TableSource::read(RowMatrix& block) {
  const Index count = read_rows(block);
  if (!block.topRows(count).allFinite()) {
    for (Index i = 0; i < count; ++i) {
      for (Index j = 0; j < block.cols(); ++j) {
        if (std::isfinite(block(i, j)) || (missing_allowed_ && std::isnan(block(i, j)))) continue;
        first_is_missing_ = not_finite_ == 0 ? std::isnan(block(i, j)) : first_is_missing_;
        if (not_finite_++ == 0) {
          first_not_finite_ =
              fmt::format("{}: {}", place(rows_read_ + i, j),
                          std::isnan(block(i, j)) ? "NaN" : (block(i, j) > 0 ? "infinity" : "-infinity"));
        }
      }
    }
  }
  rows_read_ += count;
  if (count < block.rows() && not_finite_ > 0) {
    throw InvalidProblem(name_,
                         fmt::format("has {} value{} that {} not finite, the first at {}{}", not_finite_,
                                     not_finite_ == 1 ? "" : "s", not_finite_ == 1 ? "is" : "are", first_not_finite_,
                                     first_is_missing_ ? "; --drop-missing leaves out rows with NaN" : ""));
  }
  return count;
}

void TableSource::rewind() {
  rewind_rows();
  rows_read_ = 0;
  not_finite_ = 0;
}

ColumnStatistics column_statistics(TableSource& table) {
  constexpr Index kRows = 1024;
  RowMatrix block(kRows, table.width());
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(table.width());
  Eigen::VectorXd variance = Eigen::VectorXd::Zero(table.width());
  double seen = 0;
  for (Index count = kRows; count == kRows;) {
    count = table.read(block);
    Index complete = 0;
    for (Index i = 0; i < count; ++i) {
      if (block.row(i).allFinite()) block.row(complete++) = block.row(i);
    }
    if (complete == 0) continue;
    const auto rows = static_cast<double>(complete);
    seen += rows;
    const double share = rows / seen;
    // The mean of the blocks so far moves towards that of the new one: no sum grows with the length of the table.
    const Eigen::VectorXd here = block.topRows(complete).colwise().mean().transpose();
    const Eigen::VectorXd spread =
        (block.topRows(complete).rowwise() - here.transpose()).array().square().colwise().mean().transpose();
    const Eigen::VectorXd apart = here - mean;
    variance += (spread - variance) * share + apart.cwiseAbs2() * (share * (1 - share));
    mean += apart * share;
  }
  table.rewind();
  const Eigen::VectorXd deviation = variance.cwiseSqrt();
  const Eigen::VectorXd size = (variance + mean.cwiseAbs2()).cwiseSqrt();
  return {{mean.data(), mean.data() + mean.size()},
          {deviation.data(), deviation.data() + deviation.size()},
          {size.data(), size.data() + size.size()}};
}

}  // namespace jepa_oracle
