#include <fmt/format.h>
#include <zip.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "readers/input_file.h"
#include "readers/npy_pairs.h"

namespace jepa_oracle::data {
namespace {

/// Reading backwards in a compressed member means unpacking it again: up to this size it is held in memory instead.
constexpr std::uint64_t kMostHeld = 128UL * 1024 * 1024;

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseMember {
  void operator()(zip_file_t* member) const { zip_fclose(member); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

Archive open_archive(const std::string& path) {
  const InputFile file(path, "data");  // its messages
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (archive) return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  throw InvalidProblem(path, fmt::format("is not an .npz archive: {}", reason));
}

class MemberBytes : public ByteSource {
 public:
  MemberBytes(const std::string& path, const std::string& member)
      : name_(fmt::format("{}, array {}", path, member)), archive_(open_archive(path)) {
    zip_stat_t status;
    const std::string file = member + ".npy";
    if (zip_stat(archive_.get(), file.c_str(), 0, &status) != 0) fail();
    index_ = status.index;
    size_ = status.size;
    open();
    if (size_ > kMostHeld) return;
    held_.resize(size_);
    if (stream(held_.data(), held_.size()) != size_) fail();
  }

  std::uint64_t size() const override { return size_; }

  std::size_t read_at(std::uint64_t position, char* bytes, std::size_t size) override {
    if (!held_.empty()) {
      const std::uint64_t count = position < size_ ? std::min<std::uint64_t>(size, size_ - position) : 0;
      std::copy_n(held_.data() + position, count, bytes);
      return count;
    }
    if (position < position_) open();
    if (position - position_ > kMostHeld) {
      throw InvalidProblem(name_, "is too large to be read in Fortran order from an archive: save it as .npy");
    }
    while (position_ < position) {
      char skipped[4096];
      if (stream(skipped, std::min<std::uint64_t>(sizeof skipped, position - position_)) == 0) fail();
    }
    return stream(bytes, size);
  }

 private:
  void open() {
    member_.reset(zip_fopen_index(archive_.get(), index_, 0));
    if (!member_) fail();
    position_ = 0;
  }

  std::size_t stream(char* bytes, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
      const zip_int64_t count = zip_fread(member_.get(), bytes + done, size - done);
      if (count < 0) throw InvalidProblem(name_, fmt::format("cannot be read: {}", zip_file_strerror(member_.get())));
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    position_ += done;
    if (position_ == size_) require_checksum();
    return done;
  }

  /// The library compares the checksum of a member when it is read beyond its end.
  void require_checksum() {
    char beyond = 0;
    if (zip_fread(member_.get(), &beyond, 1) < 0) {
      throw InvalidProblem(name_, fmt::format("cannot be read: {}", zip_file_strerror(member_.get())));
    }
  }

  [[noreturn]] void fail() {
    throw InvalidProblem(name_, fmt::format("cannot be read: {}", zip_strerror(archive_.get())));
  }

  std::string name_;
  Archive archive_;
  std::unique_ptr<zip_file_t, CloseMember> member_;
  zip_uint64_t index_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t position_ = 0;
  std::vector<char> held_;
};

}  // namespace

NpzArchive::NpzArchive(const std::string& path) : path_(path) {
  const Archive archive = open_archive(path);
  const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* const name = zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), 0);
    std::string text = name == nullptr ? "" : name;
    if (text.ends_with(".npy")) arrays_.push_back(text.substr(0, text.size() - 4));
  }
  std::sort(arrays_.begin(), arrays_.end());
  const auto twice = std::adjacent_find(arrays_.begin(), arrays_.end());
  if (twice != arrays_.end()) throw InvalidProblem(path, fmt::format("has a duplicate array \"{}\"", *twice));
}

std::unique_ptr<ByteSource> NpzArchive::open(const std::string& array) const {
  return std::make_unique<MemberBytes>(path_, array);
}

}  // namespace jepa_oracle::data
