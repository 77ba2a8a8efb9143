#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace jepa_oracle::data {

/// A regular file that is read in pieces and never held whole.
class InputFile {
 public:
  /// @param what  what messages call the content: "data"
  /// @throws InvalidProblem for anything that is not a readable, non-empty regular file
  InputFile(std::string path, std::string_view what);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }

  /// Reads up to `size` bytes from where the last read ended; 0 only at the end.
  std::size_t read(char* bytes, std::size_t size);
  void rewind() { position_ = 0; }
  /// Reads up to `size` bytes from a position, fewer only at the end.
  std::size_t read_at(std::uint64_t position, char* bytes, std::size_t size) const;

 private:
  std::string path_;
  int descriptor_;
  std::uint64_t size_ = 0;
  std::uint64_t position_ = 0;
};

}  // namespace jepa_oracle::data
