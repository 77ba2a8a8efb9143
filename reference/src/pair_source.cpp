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
        if (std::isfinite(block(i, j))) continue;
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
                         fmt::format("has {} value{} that {} not finite, the first at {}", not_finite_,
                                     not_finite_ == 1 ? "" : "s", not_finite_ == 1 ? "is" : "are", first_not_finite_));
  }
  return count;
}

void TableSource::rewind() {
  rewind_rows();
  rows_read_ = 0;
  not_finite_ = 0;
}

std::vector<double> column_means(TableSource& table) {
  constexpr Index kRows = 1024;
  RowMatrix block(kRows, table.width());
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(table.width());
  double seen = 0;
  for (Index count = kRows; count == kRows;) {
    count = table.read(block);
    if (count == 0) break;
    const auto rows = static_cast<double>(count);
    seen += rows;
    // The mean of the blocks so far moves towards that of the new one: no sum grows with the length of the table.
    mean += (block.topRows(count).colwise().mean().transpose() - mean) * (rows / seen);
  }
  table.rewind();
  return {mean.data(), mean.data() + mean.size()};
}

}  // namespace jepa_oracle
