#include "judge/subject_process.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

#include <boost/asio.hpp>
#include <boost/process.hpp>
#include <boost/process/extend.hpp>
#include <csignal>
#include <exception>
#include <mutex>
#include <thread>

#include "judge/implementation.h"

namespace jepa_oracle::properties {
namespace {

namespace asio = boost::asio;
namespace process = boost::process;
using Error = boost::system::error_code;

constexpr std::size_t kKeptOfStandardError = 4096;

/// Runs the command $1 with the shell's streams, ends as it ends, and kills the whole group on SIGTERM: that is what
/// the shell gets when the judge dies, which could not kill the group itself.
constexpr const char* kKeeper =
    "trap 'kill -KILL 0' TERM; exec 3<&0; eval \"$1\" <&3 3<&- & exec 3<&- </dev/null >/dev/null; wait $!";

/// The last line that is not empty, cut and without control characters.
std::string last_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  std::string line = text.substr(text.rfind('\n') + 1).substr(0, 200);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return line;
}

}  // namespace

struct SubjectProcess::Connection {
  explicit Connection(ProcessLimits limits_given) : limits(limits_given), input(io), output(io), error(io), timer(io) {}

  void read_standard_error() {
    error.async_read_some(asio::buffer(error_block), [this](const Error& failed, std::size_t bytes) {
      error_text.append(error_block.data(), bytes);
      if (error_text.size() > 2 * kKeptOfStandardError) {
        error_text.erase(0, error_text.size() - kKeptOfStandardError);
      }
      if (!failed) read_standard_error();
    });
  }

  /// How the command ended; it gets a moment to do so after it has closed its output.
  std::string ending() {
    std::error_code ignored;
    for (int i = 0; i < 100 && child.running(ignored); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (child.running(ignored)) return "it closed its standard output before it answered";
    const int status = child.native_exit_code();
    if (WIFSIGNALED(status)) return fmt::format("it was ended by signal {} before it answered", WTERMSIG(status));
    const int code = child.exit_code();
    if (code > 128) return fmt::format("it was ended by signal {} before it answered", code - 128);  // as shells say it
    return fmt::format("it ended with exit code {} before it answered", code);
  }

  void kill_group() {
    std::error_code ignored;
    if (group.valid()) group.terminate(ignored);
  }

  /// Bytes that the command has written and nobody has read.
  std::size_t unread() const {
    int waiting = 0;
    if (::ioctl(output.native_source(), FIONREAD, &waiting) != 0) waiting = 0;
    return received.size() + static_cast<std::size_t>(waiting);
  }

  /// Kills the group and ends what is under way, with errors for its handlers.
  void stop() {
    kill_group();
    Error closed;
    output.close(closed);
    input.close(closed);
  }

  [[noreturn]] void fail(const std::string& what) {
    // What it wrote as it ended may still be on its way.
    timer.expires_after(std::chrono::milliseconds(50));
    timer.async_wait([this](const Error&) { io.stop(); });
    io.restart();
    io.run();
    const std::string last = last_line(error_text);
    throw ImplementationError(last.empty() ? what : fmt::format("{} (standard error: {})", what, last));
  }

  ProcessLimits limits;
  asio::io_context io;
  process::async_pipe input;
  process::async_pipe output;
  process::async_pipe error;
  asio::steady_timer timer;
  process::group group;
  process::child child;
  std::string received;
  std::array<char, 4096> error_block{};
  std::string error_text;
};

SubjectProcess::SubjectProcess(std::string command, ProcessLimits limits) {
  // A process that another thread starts meanwhile must not inherit the command's ends of the pipes: they would stay
  // open when the command ends.
  static std::mutex starting;
  const std::lock_guard lock(starting);
  connection_ = std::make_unique<Connection>(limits);
  Connection& c = *connection_;
  // A subject that has ended must not end the judge.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    c.child = process::child(
        "/bin/sh", process::args = {"-c", kKeeper, "sh", std::move(command)},
        process::std_in<c.input, process::std_out> c.output, process::std_err > c.error, c.group,
        process::extend::on_exec_setup = [](auto&) {
          ::prctl(PR_SET_PDEATHSIG, SIGTERM);
          ::signal(SIGPIPE, SIG_DFL);  // an ignored signal would stay ignored in the command
        });
  } catch (const process::process_error& failed) {
    throw ImplementationError(fmt::format("cannot be started: {}", failed.what()));
  }
  c.read_standard_error();
}

SubjectProcess::~SubjectProcess() {
  Connection& c = *connection_;
  c.kill_group();
  std::error_code ignored;
  c.child.terminate(ignored);
  c.child.wait(ignored);
}

std::string SubjectProcess::ask(const std::string& line, const std::function<void()>& meanwhile) {
  Connection& c = *connection_;
  if (c.unread() != 0) {
    c.stop();
    c.fail("it wrote to its standard output without being asked");
  }
  enum class End { waiting, answered, silent, ended } end = End::waiting;
  const std::string sent = line + '\n';
  bool written = false;  // or failed: that shows as an output that ends
  bool too_long = false;
  std::size_t length = 0;
  int open = 3;  // handlers that refer to these variables: none may outlive the call
  asio::async_write(c.input, asio::buffer(sent), [&](const Error&, std::size_t) {
    written = true;
    --open;
  });
  asio::async_read_until(c.output, asio::dynamic_buffer(c.received, c.limits.longest_line), '\n',
                         [&](const Error& failed, std::size_t bytes) {
                           too_long = failed == asio::error::not_found;
                           if (end == End::waiting) end = failed ? End::ended : End::answered;
                           length = bytes;
                           --open;
                         });
  c.io.restart();
  c.io.poll();  // a line longer than the pipe is written on when the command reads it
  std::exception_ptr thrown;
  try {
    meanwhile();
  } catch (...) {
    thrown = std::current_exception();
  }
  c.io.restart();  // where the command has ended there was nothing left to wait for
  c.timer.expires_after(c.limits.per_line);
  c.timer.async_wait([&](const Error& cancelled) {
    if (!cancelled && !(end == End::answered && written)) end = End::silent;
    --open;
  });
  while (end == End::waiting || (end == End::answered && !written)) c.io.run_one();
  c.timer.cancel();
  const std::string ending = end == End::ended && !too_long ? c.ending() : "";
  if (end != End::answered) c.stop();
  while (open != 0) c.io.run_one();
  if (end == End::silent) {
    c.fail(fmt::format("no answer within {} s", std::chrono::duration<double>(c.limits.per_line).count()));
  }
  if (too_long) c.fail(fmt::format("an answer of more than {} bytes", c.limits.longest_line));
  if (end == End::ended) c.fail(ending);
  std::string answer = c.received.substr(0, length - 1);
  c.received.erase(0, length);
  if (thrown) std::rethrow_exception(thrown);
  return answer;
}

}  // namespace jepa_oracle::properties
