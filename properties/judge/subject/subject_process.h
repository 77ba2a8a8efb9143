#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace jepa_oracle::properties {

/// What a subject may use.
struct ProcessLimits {
  std::chrono::milliseconds per_line{10'000};     ///< from an answer, or its question, to the end of the next
  std::size_t longest_line = 16UL * 1024 * 1024;  ///< bytes of one answer
};

/// The other end of the protocol: lines go there, and their answers come back in the same order.
class SubjectLine {
 public:
  SubjectLine() = default;
  SubjectLine(const SubjectLine&) = delete;
  SubjectLine& operator=(const SubjectLine&) = delete;
  virtual ~SubjectLine() = default;

  virtual void send(const std::string& line) = 0;
  /// The answer to the first line without one. @throws ImplementationError; nothing can be sent then
  virtual std::string receive() = 0;
};

/// A command that answers lines on its standard output to lines on its standard input. What it writes to standard
/// error is read and its end kept, however much it is. The command runs in a process group of its own, which is killed
/// when the object goes: nothing that it started is left, unless it left the group itself.
class SubjectProcess : public SubjectLine {
 public:
  /// @param command  as a shell understands it. @throws ImplementationError when no shell can be started
  SubjectProcess(std::string command, ProcessLimits limits);
  ~SubjectProcess() override;

  /// Sends a line, now or when an answer is waited for: lines that are sent before the answers to others have come cost
  /// neither side a change of processes.
  void send(const std::string& line) override;
  /// Waits for the line that answers the first one without an answer; the time that the command has for it begins now.
  /// @throws ImplementationError when the command ended, was silent too long, answered a line that is too long or wrote
  /// unasked; the message ends with the last line of standard error, if there was one. Nothing can be sent then.
  std::string receive() override;
  std::string ask(const std::string& line) {
    send(line);
    return receive();
  }

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace jepa_oracle::properties
