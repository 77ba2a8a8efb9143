#pragma once

#include <string>
#include <vector>

#include "jepa_oracle/pair_source.h"

namespace jepa_oracle {

/// Pairs that a test has in memory.
class GivenPairs : public PairSource {
 public:
  GivenPairs(RowMatrix x, RowMatrix y, std::vector<std::string> columns)
      : x_(std::move(x)), y_(std::move(y)), columns_(std::move(columns)) {}
  GivenPairs(RowMatrix x, RowMatrix y) : GivenPairs(std::move(x), std::move(y), {}) {
    for (Index j = 0; j < x_.cols(); ++j) columns_.push_back(std::string(1, static_cast<char>('a' + j)));
  }

  const std::string& name() const override { return name_; }
  const std::vector<std::string>& columns() const override { return columns_; }
  Index read(RowMatrix& x, RowMatrix& y) override {
    const Index count = std::min(x.rows(), x_.rows() - next_);
    x.topRows(count) = x_.middleRows(next_, count);
    y.topRows(count) = y_.middleRows(next_, count);
    next_ += count;
    return count;
  }

 private:
  std::string name_ = "given";
  RowMatrix x_;
  RowMatrix y_;
  std::vector<std::string> columns_;
  Index next_ = 0;
};

}  // namespace jepa_oracle
