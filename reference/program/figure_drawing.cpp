#include "figure_drawing.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <vector>

#include "output.h"

namespace jepa_oracle::program {
namespace {

constexpr const char* kComplaints = "gnuplot.log";

/// The environment with the locale of numbers fixed.
std::vector<std::string> environment_in_c() {
  std::vector<std::string> result{"LC_ALL=C"};
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (text.rfind("LC_ALL=", 0) != 0) result.push_back(text);
  }
  return result;
}

int spawn(const std::filesystem::path& directory, const std::string& script, pid_t& child) {
  std::vector<std::string> words{"gnuplot", "-d", script};
  std::vector<std::string> settings = environment_in_c();
  std::vector<char*> arguments;
  std::vector<char*> environment;
  for (std::string& word : words) arguments.push_back(word.data());
  for (std::string& setting : settings) environment.push_back(setting.data());
  arguments.push_back(nullptr);
  environment.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, kComplaints, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  const int error =
      posix_spawnp(&child, words.front().c_str(), &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

void run_gnuplot(const std::filesystem::path& directory, const std::string& script) {
  pid_t child = 0;
  if (spawn(directory, script, child) != 0) {
    throw OutputError("gnuplot", "cannot be run: figures are drawn by gnuplot (Debian: gnuplot-nox)");
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const std::filesystem::path log = directory / kComplaints;
  std::ifstream file(log);
  std::string complaint{std::istreambuf_iterator<char>(file), {}};
  std::error_code ignored;
  std::filesystem::remove(log, ignored);
  if (!WIFEXITED(status) || WEXITSTATUS(status) == 127) {
    throw OutputError("gnuplot", "cannot be run: figures are drawn by gnuplot (Debian: gnuplot-nox)");
  }
  if (WEXITSTATUS(status) != 0 || !complaint.empty()) {
    throw OutputError("gnuplot", fmt::format("does not draw {}: {}", script, complaint.substr(0, 300)));
  }
}

}  // namespace jepa_oracle::program
