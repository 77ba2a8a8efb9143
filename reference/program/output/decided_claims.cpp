#include "output/decided_claims.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <exception>
#include <filesystem>

#include "evidence/evidence.h"
#include "evidence/source_digest.h"
#include "jepa_oracle/errors.h"
#include "output/output.h"

namespace jepa_oracle::program {
namespace {

using properties::ClaimResult;
using properties::RunOptions;

std::string basis_of(const RunOptions& options) {
  const std::string text = Json{
      {"format", "jepa-oracle/decided/1"},
      {"suite", JEPA_ORACLE_VERSION},
      {"sources", fmt::format("sha256:{}", properties::kSourceDigest)},
      {"seed", options.seed},
      {"cases", options.cases}}.dump();
  return text.substr(0, text.size() - 1) + ",\"result\":";
}

std::string content_of(int descriptor) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (ssize_t count = 0; (count = ::read(descriptor, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text;
}

}  // namespace

DecidedFile::DecidedFile(const std::string& directory, const RunOptions& options)
    : path_((std::filesystem::path(directory) / "decided.jsonl").string()), basis_(basis_of(options)) {
  descriptor_ = open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0666);
  struct stat status {};
  if (descriptor_ < 0 || fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    if (descriptor_ >= 0) close(descriptor_);
    throw OutputError(path_, "cannot be written: it keeps the decided claims until the report is complete");
  }
  if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    close(descriptor_);
    throw OutputError(path_, "is in use by another run: only one run at a time may write to a directory");
  }
  read();
}

DecidedFile::~DecidedFile() { close(descriptor_); }

void DecidedFile::read() {
  const std::string text = content_of(descriptor_);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string line = text.substr(begin, end - begin);
    try {
      if (line.rfind(basis_, 0) != 0) throw InvalidProblem(path_, "belongs to another run");
      ClaimResult result = properties::parse_result(Json::parse(line).at("result"), path_);
      kept_[result.id] = std::move(result);
    } catch (const std::exception&) {  // whatever is wrong with the line: its claim is decided again
      ++others_;
    }
  }
  if (begin < text.size() && ftruncate(descriptor_, static_cast<off_t>(begin)) != 0) {
    throw OutputError(path_, "ends in an incomplete line that cannot be removed");
  }
}

void DecidedFile::add(const ClaimResult& result) noexcept {
  try {
    const std::string line = fmt::format(
        "{}{}}}\n", basis_, properties::result_json(result).dump(-1, ' ', false, Json::error_handler_t::replace));
    struct stat before {};
    if (fstat(descriptor_, &before) != 0) return;
    const ssize_t written = write(descriptor_, line.data(), line.size());
    if (written == static_cast<ssize_t>(line.size())) return;
    if (ftruncate(descriptor_, before.st_size) != 0) return;  // the next run cuts the half line off
  } catch (const std::exception&) {                           // no memory for the line: the claim is decided again
  }
}

void DecidedFile::remove() noexcept { unlink(path_.c_str()); }

}  // namespace jepa_oracle::program
