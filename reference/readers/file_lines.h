#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "readers/input_file.h"

namespace jepa_oracle::data {

/// The lines of a text file that is never held whole. A byte order mark is passed over.
class FileLines {
 public:
  /// @throws InvalidProblem for anything that is not a readable, non-empty regular file
  FileLines(const std::string& path, std::string_view what) : file_(path, what) {}

  /// The next line with its end; false at the end of the file. @throws InvalidProblem (where: the path) for a line of
  /// more than 64 MiB
  bool next(std::string& line);
  /// Of the line read last, from 1.
  long number() const { return number_; }
  void rewind();

  const std::string& path() const { return file_.path(); }
  std::uint64_t size() const { return file_.size(); }
  std::uint64_t bytes_read() const { return bytes_; }

 private:
  InputFile file_;
  std::string buffer_;
  std::size_t consumed_ = 0;  ///< of the buffer
  std::uint64_t bytes_ = 0;
  long number_ = 0;
};

}  // namespace jepa_oracle::data
