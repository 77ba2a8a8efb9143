#include "figures/gnuplot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>

#include "output/output.h"

namespace jepa_oracle::program {
namespace {

using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

/// A file without a name. Files, not pipes: neither side ever waits for the other.
File nameless_file() {
  File file(std::tmpfile(), &std::fclose);
  if (!file)
    throw OutputError("gnuplot", fmt::format("has no temporary file: {}", std::generic_category().message(errno)));
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

std::string run(const std::string& script, const std::filesystem::path& directory) {
  const File input = nameless_file();
  const File output = nameless_file();
  const File errors = nameless_file();
  if (std::fwrite(script.data(), 1, script.size(), input.get()) != script.size() || std::fflush(input.get()) != 0) {
    throw OutputError("gnuplot", "cannot be given its script: the temporary file cannot be written");
  }
  std::rewind(input.get());

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
  posix_spawn_file_actions_adddup2(&actions, fileno(input.get()), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(output.get()), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(errors.get()), STDERR_FILENO);
  std::string name = "gnuplot";
  std::string defaults = "-d";  // not the user's settings: the same script draws the same bytes
  std::string standard_input = "-";
  char* arguments[] = {name.data(), defaults.data(), standard_input.data(), nullptr};
  std::string locale = "LC_ALL=C";
  char* environment[] = {locale.data(), nullptr};
  pid_t child = 0;
  const int failure = posix_spawnp(&child, name.c_str(), &actions, nullptr, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  if (failure == ENOENT) {
    throw OutputError("gnuplot", "is not installed: pictures are drawn by it (Debian: gnuplot-nox)");
  }
  if (failure != 0) {
    throw OutputError("gnuplot", fmt::format("cannot be started: {}", std::generic_category().message(failure)));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const std::string complaint = content_of(errors.get());
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw OutputError("gnuplot", complaint.empty() ? std::string("fails, and gives no reason")
                                                   : fmt::format("fails: {}", complaint.substr(0, 200)));
  }
  return content_of(output.get());
}

/// gnuplot does not notice that the disk is full.
void require_whole(std::string_view picture, PictureFormat format) {
  if (!is_whole(picture, format)) {
    throw OutputError("gnuplot", "leaves no whole picture: is the disk full?");
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
