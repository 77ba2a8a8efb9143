#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "jepa_oracle/pair_source.h"

namespace jepa_oracle::data {

/// Bytes that are read from front to back, or anywhere.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  /// Reads up to `size` bytes from a position, fewer only at the end.
  virtual std::size_t read_at(std::uint64_t position, char* bytes, std::size_t size) = 0;
};

/// What the header of a .npy array says (numpy.lib.format, versions 1 to 3).
struct NpyHeader {
  char kind;  ///< f, i, u or b
  int bytes;  ///< of one number
  bool big_endian;
  bool fortran_order;
  std::vector<Index> shape;
  std::uint64_t data_start;
};

/// Reads the header: one Python literal {'descr': ..., 'fortran_order': ..., 'shape': (...)}, no more and no less.
/// @throws InvalidProblem (at `name`) for text that is not that, for arrays of anything but real numbers (objects,
///         complex numbers, strings, records), no rows or no columns, and files shorter or longer than the header says
NpyHeader read_npy_header(ByteSource& bytes, const std::string& name);

/// An array as a table: (n, d), or (n) as one column, or (n, 2, d) as 2 d columns, x before y. Several axes in the
/// place of d are read as one, in the order of numpy's reshape(n, -1): images of shape (n, h, w) have h w columns.
///   float16, float32, float64, integers and booleans, in either byte order, in C or Fortran order; integers beyond
///   2^53 are rounded to double
/// Columns are called 0, 1, ..., or 0_0, 0_1, ... by their indices along several axes; of (n, 2, d) the names of x's
/// columns stand twice, which `pair_width` tells apart.
struct NpyTable {
  std::unique_ptr<TableSource> table;
  Index pair_width = 0;  ///< d of (n, 2, d); 0 for a plain table
  std::string reshaped;  ///< for people: which axes are read as one; empty if none are
};
NpyTable open_npy(std::unique_ptr<ByteSource> bytes, const std::string& name);

std::unique_ptr<ByteSource> open_file_bytes(const std::string& path);

/// Arrays of an .npz archive. @throws InvalidProblem for what is no archive or damaged
class NpzArchive {
 public:
  explicit NpzArchive(const std::string& path);
  const std::vector<std::string>& arrays() const { return arrays_; }  ///< names without ".npy"
  std::unique_ptr<ByteSource> open(const std::string& array) const;

 private:
  std::string path_;
  std::vector<std::string> arrays_;
};

}  // namespace jepa_oracle::data
