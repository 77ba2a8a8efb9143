// Parts of tables and of pairs: chosen columns, divided columns, complete pairs.
#include <algorithm>

#include "jepa_oracle/pair_source.h"

namespace jepa_oracle {
namespace {

class ChosenColumns : public TableSource {
 public:
  ChosenColumns(std::unique_ptr<TableSource> table, std::vector<Index> columns)
      : TableSource(table->name(), {}), table_(std::move(table)), chosen_(std::move(columns)) {
    std::vector<std::string> names;
    for (const Index column : chosen_) names.push_back(table_->columns()[static_cast<std::size_t>(column)]);
    set_columns(std::move(names));
    if (table_->missing_allowed()) allow_missing();
  }

 private:
  Index read_rows(RowMatrix& block) override {
    whole_.resize(block.rows(), table_->width());
    const Index count = rows_of(*table_, whole_);
    for (std::size_t j = 0; j < chosen_.size(); ++j) {
      block.col(static_cast<Index>(j)).head(count) = whole_.col(chosen_[j]).head(count);
    }
    return count;
  }
  void rewind_rows() override { table_->rewind(); }
  std::string place(Index row, Index column) const override {
    return place_in(*table_, row, chosen_[static_cast<std::size_t>(column)]);
  }

  std::unique_ptr<TableSource> table_;
  std::vector<Index> chosen_;
  RowMatrix whole_;
};

class DividedColumns : public TableSource {
 public:
  DividedColumns(std::unique_ptr<TableSource> table, const std::vector<double>& divisors)
      : TableSource(table->name(), table->columns()),
        table_(std::move(table)),
        divisors_(Eigen::Map<const Eigen::RowVectorXd>(divisors.data(), static_cast<Index>(divisors.size()))) {
    if (table_->missing_allowed()) allow_missing();
  }

 private:
  Index read_rows(RowMatrix& block) override {
    const Index count = rows_of(*table_, block);
    block.topRows(count).array().rowwise() /= divisors_.array();
    return count;
  }
  void rewind_rows() override { table_->rewind(); }
  std::string place(Index row, Index column) const override { return place_in(*table_, row, column); }

  std::unique_ptr<TableSource> table_;
  Eigen::RowVectorXd divisors_;
};

class CompletePairs : public PairSource {
 public:
  CompletePairs(std::unique_ptr<PairSource> pairs, std::shared_ptr<Index> left_out)
      : pairs_(std::move(pairs)), left_out_(std::move(left_out)) {}
  const std::string& name() const override { return pairs_->name(); }
  const std::vector<std::string>& columns() const override { return pairs_->columns(); }

  Index read(RowMatrix& x, RowMatrix& y) override {
    Index kept = 0;
    while (kept < x.rows()) {
      const Index asked = x.rows() - kept;
      x_.resize(asked, width());
      y_.resize(asked, width());
      const Index count = pairs_->read(x_, y_);
      for (Index i = 0; i < count; ++i) {
        if (x_.row(i).hasNaN() || y_.row(i).hasNaN()) {
          ++*left_out_;
          continue;
        }
        x.row(kept) = x_.row(i);
        y.row(kept) = y_.row(i);
        ++kept;
      }
      if (count < asked) break;
    }
    return kept;
  }

 private:
  std::unique_ptr<PairSource> pairs_;
  std::shared_ptr<Index> left_out_;
  RowMatrix x_;
  RowMatrix y_;
};

}  // namespace

std::unique_ptr<TableSource> chosen_columns(std::unique_ptr<TableSource> table, std::vector<Index> columns) {
  return std::make_unique<ChosenColumns>(std::move(table), std::move(columns));
}

std::unique_ptr<TableSource> divided_columns(std::unique_ptr<TableSource> table, std::vector<double> divisors) {
  return std::make_unique<DividedColumns>(std::move(table), divisors);
}

std::unique_ptr<PairSource> complete_pairs(std::unique_ptr<PairSource> pairs, std::shared_ptr<Index> left_out) {
  return std::make_unique<CompletePairs>(std::move(pairs), std::move(left_out));
}

}  // namespace jepa_oracle
