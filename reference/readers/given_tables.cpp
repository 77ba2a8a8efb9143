#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "jepa_oracle/errors.h"
#include "readers/open_pairs.h"

namespace jepa_oracle::data {
namespace {

thread_local const std::vector<GivenTable>* current = nullptr;
thread_local const std::vector<GivenArray>* current_arrays = nullptr;

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

class ArrayInMemory : public ByteSource {
 public:
  explicit ArrayInMemory(const GivenArray& array) : array_(array) {}
  std::uint64_t size() const override { return array_.header.size() + array_.numbers.size(); }
  std::size_t read_at(std::uint64_t position, char* bytes, std::size_t size) override {
    std::size_t done = 0;
    for (std::string_view part : {std::string_view(array_.header), array_.numbers}) {
      if (position >= part.size()) {
        position -= part.size();
        continue;
      }
      part.remove_prefix(position);
      position = 0;
      const std::size_t count = std::min(size - done, part.size());
      std::memcpy(bytes + done, part.data(), count);
      done += count;
    }
    return done;
  }

 private:
  const GivenArray& array_;
};

}  // namespace

GivenTables::GivenTables(std::vector<GivenTable> tables, std::vector<GivenArray> arrays)
    : tables_(std::move(tables)), arrays_(std::move(arrays)) {
  current = &tables_;
  current_arrays = &arrays_;
}

GivenTables::~GivenTables() {
  current = nullptr;
  current_arrays = nullptr;
}

std::unique_ptr<ByteSource> GivenTables::open_array(const std::string& path) {
  if (current_arrays == nullptr) return nullptr;
  const auto found = std::find_if(current_arrays->begin(), current_arrays->end(),
                                  [&](const GivenArray& array) { return array.name == path; });
  return found == current_arrays->end() ? nullptr : std::make_unique<ArrayInMemory>(*found);
}

std::unique_ptr<TableSource> GivenTables::open(const std::string& path) {
  if (current == nullptr) return nullptr;
  const auto found =
      std::find_if(current->begin(), current->end(), [&](const GivenTable& table) { return table.name == path; });
  return found == current->end() ? nullptr : std::make_unique<TableInMemory>(*found);
}

}  // namespace jepa_oracle::data
