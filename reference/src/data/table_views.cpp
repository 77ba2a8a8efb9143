#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/pair_source.h"
#include "numbers/indexed_random.h"

namespace jepa_oracle {
namespace {

/// Views that are made from the rows of one table.
class ViewsOfTable : public PairSource {
 public:
  explicit ViewsOfTable(std::unique_ptr<TableSource> table) : table_(std::move(table)) {}
  const std::string& name() const override { return table_->name(); }
  const std::vector<std::string>& columns() const override { return table_->columns(); }

 protected:
  TableSource& table() { return *table_; }
  /// Position of an entry in the whole table: what its random numbers depend on.
  std::uint64_t position(Index row, Index column) const {
    return (rows_ + static_cast<std::uint64_t>(row)) * static_cast<std::uint64_t>(width()) +
           static_cast<std::uint64_t>(column);
  }
  void advance(Index rows) { rows_ += static_cast<std::uint64_t>(rows); }

 private:
  std::unique_ptr<TableSource> table_;
  std::uint64_t rows_ = 0;
};

class MaskedViews : public ViewsOfTable {
 public:
  MaskedViews(std::unique_ptr<TableSource> table, double r, std::uint64_t seed, std::vector<double> centre)
      : ViewsOfTable(std::move(table)), r_(r), mask_(seed, 0), centre_(std::move(centre)) {}

  Index read(RowMatrix& x, RowMatrix& y) override {
    const Index count = table().read(x);
    for (Index i = 0; i < count; ++i) {
      for (Index j = 0; j < x.cols(); ++j) {
        const double value = x(i, j) - centre_[static_cast<std::size_t>(j)];
        const bool kept = mask_.uniform(position(i, j)) >= r_;
        x(i, j) = kept ? value : 0;
        y(i, j) = kept ? 0 : value;
      }
    }
    advance(count);
    return count;
  }

 private:
  double r_;
  IndexedRandom mask_;
  std::vector<double> centre_;
};

class NoisyViews : public ViewsOfTable {
 public:
  NoisyViews(std::unique_ptr<TableSource> table, double noise, std::uint64_t seed)
      : ViewsOfTable(std::move(table)), noise_(noise), first_(seed, 1), second_(seed, 2) {}

  Index read(RowMatrix& x, RowMatrix& y) override {
    const Index count = table().read(x);
    for (Index i = 0; i < count; ++i) {
      for (Index j = 0; j < x.cols(); ++j) {
        const double value = x(i, j);
        x(i, j) = value + noise_ * first_.normal(position(i, j));
        y(i, j) = value + noise_ * second_.normal(position(i, j));
      }
    }
    advance(count);
    return count;
  }

 private:
  double noise_;
  IndexedRandom first_;
  IndexedRandom second_;
};

class LaggedViews : public ViewsOfTable {
 public:
  LaggedViews(std::unique_ptr<TableSource> table, long lag)
      : ViewsOfTable(std::move(table)), lag_(lag), waiting_(0, width()) {}

  Index read(RowMatrix& x, RowMatrix& y) override {
    if (!started_) start();
    // y is the next rows of the table; x is what came `lag` rows earlier: the waiting rows, then y itself.
    const Index count = table().read(y);
    const Index kept = waiting_.rows();
    const Index from_waiting = std::min(kept, count);
    x.topRows(from_waiting) = waiting_.topRows(from_waiting);
    if (count > kept) x.middleRows(kept, count - kept) = y.topRows(count - kept);
    RowMatrix later(kept, width());
    later.topRows(kept - from_waiting) = waiting_.bottomRows(kept - from_waiting);
    later.bottomRows(from_waiting) = y.middleRows(count - from_waiting, from_waiting);
    waiting_ = std::move(later);
    return count;
  }

 private:
  void start() {
    started_ = true;
    waiting_.resize(lag_, width());
    const Index count = table().read(waiting_);
    if (count < lag_) {
      throw InvalidProblem(name(), fmt::format("has {} row{}: pairs at lag {} need more than {}", count,
                                               count == 1 ? "" : "s", lag_, lag_));
    }
  }

  Index lag_;
  bool started_ = false;
  RowMatrix waiting_;
};

class SplitTable : public PairSource {
 public:
  SplitTable(std::unique_ptr<TableSource> table, std::vector<std::string> columns)
      : table_(std::move(table)), columns_(std::move(columns)) {}
  const std::string& name() const override { return table_->name(); }
  const std::vector<std::string>& columns() const override { return columns_; }

  Index read(RowMatrix& x, RowMatrix& y) override {
    block_.resize(x.rows(), 2 * width());
    const Index count = table_->read(block_);
    x.topRows(count) = block_.topLeftCorner(count, width());
    y.topRows(count) = block_.topRightCorner(count, width());
    return count;
  }

 private:
  std::unique_ptr<TableSource> table_;
  std::vector<std::string> columns_;
  RowMatrix block_;
};

/// The names without `prefix`, if all begin with it; else the names.
std::vector<std::string> without_prefix(const std::vector<std::string>& names, std::string_view prefix) {
  std::vector<std::string> rest;
  for (const std::string& name : names) {
    if (!name.starts_with(prefix) || name.size() == prefix.size()) return names;
    rest.push_back(name.substr(prefix.size()));
  }
  return rest;
}

/// Indices of y's columns in the order of x's: by their names, less x_ and y_, where the tables share names; nothing
/// where they share none, and places are all there is to go by.
std::vector<Index> partners_by_name(const TableSource& x, const TableSource& y) {
  const std::vector<std::string> wanted = without_prefix(x.columns(), "x_");
  const std::vector<std::string> names = without_prefix(y.columns(), "y_");
  if (wanted.size() != names.size()) return {};
  std::vector<Index> order;
  std::string alone;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto found = std::find(names.begin(), names.end(), wanted[i]);
    if (found != names.end()) {
      order.push_back(static_cast<Index>(found - names.begin()));
    } else if (alone.empty()) {
      alone = x.columns()[i];
    }
  }
  if (!order.empty() && order.size() < wanted.size()) {
    throw InvalidProblem(y.name(),
                         fmt::format("has no column {}, and {} has: x and y have the same columns", alone, x.name()));
  }
  return order;
}

class PairedTables : public PairSource {
 public:
  PairedTables(std::unique_ptr<TableSource> x, std::unique_ptr<TableSource> y) : x_(std::move(x)), y_(std::move(y)) {
    if (x_->width() == y_->width()) return;
    throw InvalidProblem(y_->name(), fmt::format("has {} columns and {} has {}: x and y must have the same columns",
                                                 y_->width(), x_->name(), x_->width()));
  }
  const std::string& name() const override { return x_->name(); }
  const std::vector<std::string>& columns() const override { return x_->columns(); }

  Index read(RowMatrix& x, RowMatrix& y) override {
    const Index count = x_->read(x);
    const Index partners = y_->read(y);
    rows_ += std::min(count, partners);
    if (count != partners) {
      const auto& shorter = count < partners ? *x_ : *y_;
      const auto& longer = count < partners ? *y_ : *x_;
      throw InvalidProblem(shorter.name(), fmt::format("has {} rows and {} has more: x and y must have equally many",
                                                       rows_, longer.name()));
    }
    return count;
  }

 private:
  std::unique_ptr<TableSource> x_;
  std::unique_ptr<TableSource> y_;
  Index rows_ = 0;
};

}  // namespace

std::unique_ptr<PairSource> paired_tables(std::unique_ptr<TableSource> x, std::unique_ptr<TableSource> y) {
  std::vector<Index> order = partners_by_name(*x, *y);
  if (!std::is_sorted(order.begin(), order.end())) y = chosen_columns(std::move(y), std::move(order));
  return std::make_unique<PairedTables>(std::move(x), std::move(y));
}

std::unique_ptr<PairSource> split_table(std::unique_ptr<TableSource> table, std::vector<std::string> columns) {
  return std::make_unique<SplitTable>(std::move(table), std::move(columns));
}

std::unique_ptr<PairSource> masked_views(std::unique_ptr<TableSource> table, double r, std::uint64_t seed,
                                         std::vector<double> centre) {
  if (!(r > 0 && r < 1))
    throw InvalidProblem("masking", fmt::format("{} is not a masking ratio: it must lie in (0, 1)", r));
  return std::make_unique<MaskedViews>(std::move(table), r, seed, std::move(centre));
}

std::unique_ptr<PairSource> noisy_views(std::unique_ptr<TableSource> table, double noise, std::uint64_t seed) {
  if (!(noise >= 0)) throw InvalidProblem("views", fmt::format("{} is not a standard deviation >= 0", noise));
  return std::make_unique<NoisyViews>(std::move(table), noise, seed);
}

std::unique_ptr<PairSource> lagged_views(std::unique_ptr<TableSource> table, long lag) {
  if (lag < 1 || lag > kMaxLag) {
    throw InvalidProblem("lag", fmt::format("{} is not a whole number from 1 to {}", lag, kMaxLag));
  }
  return std::make_unique<LaggedViews>(std::move(table), lag);
}

}  // namespace jepa_oracle
