#include "readers/file_lines.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::data {
namespace {

constexpr std::size_t kMaxLine = 64UL * 1024 * 1024;
constexpr std::size_t kBuffer = 256UL * 1024;

}  // namespace

bool FileLines::next(std::string& line) {
  line.clear();
  while (true) {
    const std::size_t end = buffer_.find('\n', consumed_);
    if (end != std::string::npos) {
      line.append(buffer_, consumed_, end + 1 - consumed_);
      consumed_ = end + 1;
      break;
    }
    line.append(buffer_, consumed_);
    if (line.size() > kMaxLine) {
      throw InvalidProblem(path(), fmt::format("line {} is longer than {} bytes", number_ + 1, kMaxLine));
    }
    buffer_.resize(kBuffer);
    buffer_.resize(file_.read(buffer_.data(), kBuffer));
    consumed_ = 0;
    if (buffer_.empty()) break;
  }
  bytes_ += line.size();
  if (number_ == 0 && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);
  if (line.empty()) return false;
  ++number_;
  return true;
}

void FileLines::rewind() {
  file_.rewind();
  buffer_.clear();
  consumed_ = 0;
  bytes_ = 0;
  number_ = 0;
}

}  // namespace jepa_oracle::data
