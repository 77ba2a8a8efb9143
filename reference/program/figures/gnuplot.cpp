#include "figures/gnuplot.h"

#include <fmt/format.h>

#include <array>
#include <boost/process/child.hpp>
#include <boost/process/env.hpp>
#include <boost/process/environment.hpp>
#include <boost/process/error.hpp>
#include <boost/process/io.hpp>
#include <boost/process/search_path.hpp>
#include <boost/process/start_dir.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <system_error>
#include <vector>

#include "output/output.h"

namespace jepa_oracle::program {
namespace {

namespace process = boost::process;

using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

/// A file without a name. Files, not pipes: neither side ever waits for the other.
File nameless_file() {
  File file(std::tmpfile(), &std::fclose);
  if (!file)
    throw OutputError("gnuplot", fmt::format("cannot be run: no temporary file can be made: {}",
                                             std::generic_category().message(errno)));
  return file;
}

std::string content_of(std::FILE* file) {
  std::string text;
  std::array<char, 65'536> block{};
  std::rewind(file);
  for (std::size_t count = 0; (count = std::fread(block.data(), 1, block.size(), file)) > 0;) {
    text.append(block.data(), count);
  }
  return text;
}

/// The directories of PATH. Boost's own list of them asks for the locale of the environment, which need not exist.
std::vector<boost::filesystem::path> search_directories() {
  std::vector<boost::filesystem::path> directories;
  const char* path = std::getenv("PATH");
  std::istringstream list(path == nullptr ? "" : path);
  for (std::string directory; std::getline(list, directory, ':');) directories.emplace_back(directory);
  return directories;
}

std::string run(const std::string& script, const std::filesystem::path& directory) {
  const File input = nameless_file();
  const File output = nameless_file();
  const File errors = nameless_file();
  if (std::fwrite(script.data(), 1, script.size(), input.get()) != script.size() || std::fflush(input.get()) != 0) {
    throw OutputError("gnuplot", "cannot be run: its script cannot be written to a temporary file");
  }
  std::rewind(input.get());

  const auto program = process::search_path("gnuplot", search_directories());
  if (program.empty()) {
    throw OutputError("gnuplot", "is not installed; plots need it (Debian: gnuplot-nox)");
  }
  process::environment
      environment;  // not the user's, nor the user's settings (-d): the same script draws the same bytes
  environment["LC_ALL"] = "C";
  std::error_code failure;
  process::child child(program, "-d", "-", environment, process::start_dir = directory.string(),
                       process::std_in<input.get(), process::std_out> output.get(), process::std_err > errors.get(),
                       failure);
  if (failure) throw OutputError("gnuplot", fmt::format("cannot be started: {}", failure.message()));
  child.wait(failure);
  const std::string complaint = content_of(errors.get());
  if (failure || child.exit_code() != 0) {
    throw OutputError("gnuplot", complaint.empty() ? std::string("failed without a message")
                                                   : fmt::format("failed: {}", complaint.substr(0, 200)));
  }
  return content_of(output.get());
}

/// gnuplot does not notice that the disk is full.
void require_whole(std::string_view picture, PictureFormat format) {
  if (!is_whole(picture, format)) {
    throw OutputError("gnuplot", "left an incomplete plot: is the disk full?");
  }
}

}  // namespace

std::string drawn_by_gnuplot(const std::string& script, PictureFormat format) {
  std::string picture = run(script, ".");
  require_whole(picture, format);
  return picture;
}

void draw_by_gnuplot(const std::string& script, const std::filesystem::path& directory, const std::string& picture) {
  run(script, directory);
  std::ifstream file(directory / picture);
  require_whole(std::string(std::istreambuf_iterator<char>(file), {}), PictureFormat::svg);
}

std::string gnuplot_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '\'') {
      quoted += "''";
    } else {
      quoted += code < 0x20 || code == 0x7f ? '?' : c;
    }
  }
  return quoted + "'";
}

}  // namespace jepa_oracle::program
