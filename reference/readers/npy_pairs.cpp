#include "readers/npy_pairs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <Eigen/Core>
#include <bit>
#include <cstring>

#include "jepa_oracle/errors.h"
#include "readers/input_file.h"

namespace jepa_oracle::data {
namespace {

/// One number of the array as a double.
template <class Word, class Number>
double converted(const char* bytes, bool swap) {
  Word word;
  std::memcpy(&word, bytes, sizeof word);
  if (swap) {
    char* const first = reinterpret_cast<char*>(&word);
    std::reverse(first, first + sizeof word);
  }
  return static_cast<double>(std::bit_cast<Number>(word));
}

using Convert = double (*)(const char*, bool);

Convert conversion(const NpyHeader& header) {
  const auto choose = [&](Convert one, Convert two, Convert four, Convert eight) {
    return header.bytes == 1 ? one : header.bytes == 2 ? two : header.bytes == 4 ? four : eight;
  };
  if (header.kind == 'f') {
    return choose(nullptr, converted<std::uint16_t, Eigen::half>, converted<std::uint32_t, float>,
                  converted<std::uint64_t, double>);
  }
  if (header.kind == 'i') {
    return choose(converted<std::uint8_t, std::int8_t>, converted<std::uint16_t, std::int16_t>,
                  converted<std::uint32_t, std::int32_t>, converted<std::uint64_t, std::int64_t>);
  }
  return choose(converted<std::uint8_t, std::uint8_t>, converted<std::uint16_t, std::uint16_t>,
                converted<std::uint32_t, std::uint32_t>, converted<std::uint64_t, std::uint64_t>);
}

/// Indices along some axes of the i-th entry in C order.
std::vector<Index> indices_of(Index i, const std::vector<Index>& lengths) {
  std::vector<Index> indices(lengths.size());
  for (std::size_t axis = lengths.size(); axis-- > 0; i /= lengths[axis]) indices[axis] = i % lengths[axis];
  return indices;
}

/// "0", "1", ..., or "0_0", "0_1", ... of axes that are read as one; `repeats` times over.
std::vector<std::string> numbered(const std::vector<Index>& lengths, Index repeats) {
  Index width = 1;
  for (const Index length : lengths) width *= length;
  std::vector<std::string> names;
  for (Index i = 0; i < width * repeats; ++i) {
    names.push_back(fmt::format("{}", fmt::join(indices_of(i % width, lengths), "_")));
  }
  return names;
}

class NpyRows : public TableSource {
 public:
  /// @param axes  lengths of the axes that make a row of one view
  NpyRows(std::unique_ptr<ByteSource> bytes, NpyHeader header, const std::vector<Index>& axes, Index views,
          const std::string& name)
      : TableSource(name, numbered(axes, views)),
        bytes_(std::move(bytes)),
        header_(std::move(header)),
        convert_(conversion(header_)) {}

 private:
  Index rows() const { return header_.shape.front(); }
  /// Indices along the axes after the first; of shape (n) that is one of length 1.
  std::vector<Index> row_indices(Index column) const {
    if (header_.shape.size() == 1) return {column};
    return indices_of(column, {header_.shape.begin() + 1, header_.shape.end()});
  }

  Index read_rows(RowMatrix& block) override {
    const Index count = std::min(block.rows(), rows() - next_);
    if (count == 0) return 0;
    if (header_.fortran_order) {
      // A column lies in one piece, and the first of the axes runs fastest.
      for (Index j = 0; j < width(); ++j) {
        Index place = 0;
        Index stride = 1;
        const std::vector<Index> indices = row_indices(j);
        for (std::size_t axis = 0; axis < indices.size(); stride *= header_.shape[++axis]) {
          place += stride * indices[axis];
        }
        fill(block, 0, j, 1, count, place * rows() + next_);
      }
    } else {
      fill(block, 0, 0, width(), count, next_ * width());
    }
    next_ += count;
    return count;
  }

  /// Fills columns [column, column + width) of `count` rows from consecutive numbers starting at `first`.
  void fill(RowMatrix& block, Index row, Index column, Index width, Index count, Index first) {
    const auto size = static_cast<std::size_t>(header_.bytes);
    const auto start = header_.data_start + static_cast<std::uint64_t>(first) * size;
    const auto length = static_cast<std::size_t>(count * width) * size;
    const bool swap = header_.big_endian != (std::endian::native == std::endian::big);
    if (header_.kind == 'f' && size == sizeof(double) && !swap && width == block.cols()) {
      require(bytes_->read_at(start, reinterpret_cast<char*>(block.data()), length) == length);
      return;
    }
    buffer_.resize(length);
    require(bytes_->read_at(start, buffer_.data(), length) == length);
    const char* number = buffer_.data();
    for (Index i = 0; i < count; ++i) {
      for (Index j = 0; j < width; ++j, number += size) block(row + i, column + j) = convert_(number, swap);
    }
  }

  void require(bool whole) const {
    if (!whole) throw InvalidProblem(name(), "ends before its last number: was it changed while it was read?");
  }

  void rewind_rows() override { next_ = 0; }

  std::string place(Index row, Index column) const override {
    return fmt::format("[{}, {}]", row, fmt::join(row_indices(column), ", "));
  }

  std::unique_ptr<ByteSource> bytes_;
  NpyHeader header_;
  Convert convert_;
  Index next_ = 0;
  std::vector<char> buffer_;
};

class FileBytes : public ByteSource {
 public:
  explicit FileBytes(const std::string& path) : file_(path, "data") {}
  std::uint64_t size() const override { return file_.size(); }
  std::size_t read_at(std::uint64_t position, char* bytes, std::size_t size) override {
    return file_.read_at(position, bytes, size);
  }

 private:
  InputFile file_;
};

}  // namespace

NpyTable open_npy(std::unique_ptr<ByteSource> bytes, const std::string& name) {
  NpyHeader header = read_npy_header(*bytes, name);
  const std::vector<Index>& shape = header.shape;
  if (shape.empty()) throw InvalidProblem(name, "has shape (); expected (n, d), or (n, 2, d) for pairs");
  const bool pairs = shape.size() >= 3 && shape[1] == 2;
  // Axes of one observation are one row: the pixels of an image, in the order in which numpy's reshape has them.
  const std::vector<Index> axes =
      shape.size() == 1 ? std::vector<Index>{1} : std::vector<Index>(shape.begin() + (pairs ? 2 : 1), shape.end());
  Index single = 1;
  for (const Index length : axes) single *= length;
  std::string reshaped;
  if (axes.size() > 1) {
    reshaped = fmt::format("shape ({}) as ({}, {}{}): the last {} axes are flattened", fmt::join(shape, ", "), shape[0],
                           pairs ? "2, " : "", single, axes.size());
  }
  return {std::make_unique<NpyRows>(std::move(bytes), std::move(header), axes, pairs ? 2 : 1, name), pairs ? single : 0,
          std::move(reshaped)};
}

std::unique_ptr<ByteSource> open_file_bytes(const std::string& path) { return std::make_unique<FileBytes>(path); }

}  // namespace jepa_oracle::data
