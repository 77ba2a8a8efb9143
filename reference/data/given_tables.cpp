#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "open_pairs.h"

namespace jepa_oracle::data {
namespace {

thread_local const std::vector<GivenTable>* current = nullptr;

class TableInMemory : public TableSource {
 public:
  explicit TableInMemory(const GivenTable& table)
      : TableSource(table.name, table.columns),
        values_(table.values, table.rows, static_cast<Index>(table.columns.size())) {
    if (table.columns.empty()) throw InvalidProblem(name(), "has no columns");
    if (table.rows == 0) throw InvalidProblem(name(), "has no rows");
  }

 private:
  Index read_rows(RowMatrix& block) override {
    const Index count = std::min(block.rows(), values_.rows() - next_);
    block.topRows(count) = values_.middleRows(next_, count);
    next_ += count;
    return count;
  }
  void rewind_rows() override { next_ = 0; }
  std::string place(Index row, Index column) const override {
    return fmt::format("row {}, column {}", row, columns()[static_cast<std::size_t>(column)]);
  }

  Eigen::Map<const RowMatrix> values_;
  Index next_ = 0;
};

}  // namespace

GivenTables::GivenTables(std::vector<GivenTable> tables) : tables_(std::move(tables)) { current = &tables_; }

GivenTables::~GivenTables() { current = nullptr; }

std::unique_ptr<TableSource> GivenTables::open(const std::string& path) {
  if (current == nullptr) return nullptr;
  const auto found =
      std::find_if(current->begin(), current->end(), [&](const GivenTable& table) { return table.name == path; });
  return found == current->end() ? nullptr : std::make_unique<TableInMemory>(*found);
}

}  // namespace jepa_oracle::data
