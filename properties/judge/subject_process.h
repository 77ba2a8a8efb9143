#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace jepa_oracle::properties {

/// What a subject may use.
struct ProcessLimits {
  std::chrono::milliseconds per_line{10'000};     ///< from a question to the end of its answer
  std::size_t longest_line = 16UL * 1024 * 1024;  ///< bytes of one answer
};

/// A command that answers lines on its standard output to lines on its standard input. What it writes to standard
/// error is read and its end kept, however much it is. The command runs in a process group of its own, which is killed
/// when the object goes: nothing that it started is left, unless it left the group itself.
class SubjectProcess {
 public:
  /// @param command  as a shell understands it. @throws ImplementationError when no shell can be started
  SubjectProcess(std::string command, ProcessLimits limits);
  ~SubjectProcess();

  /// Sends one line, does something else, and waits for one line; the time that the command has begins when the other
  /// thing is done. @throws ImplementationError when the command ended, was silent too long or answered a line that is
  /// too long; the message ends with the last line of standard error, if there was one. What `meanwhile` throws is
  /// thrown when the line has come.
  std::string ask(
      const std::string& line, const std::function<void()>& meanwhile = [] {});

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace jepa_oracle::properties
