#include "judge/subject/subject_process.h"

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

#include "jepa_oracle/interruption.h"
#include "judge/protocol/implementation.h"

namespace jepa_oracle::properties {
namespace {

namespace asio = boost::asio;
namespace process = boost::process;
using Error = boost::system::error_code;

constexpr std::size_t kKeptOfStandardError = 4096;
constexpr std::size_t kWorthSending = 4096;  // a pipe takes so many bytes at once
constexpr std::size_t kReadAtOnce = 65'536;  // what a pipe holds

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
  explicit Connection(ProcessLimits limits_given) : limits(limits_given), input(io), output(io), error(io), timer(io) {
    received.reserve(kReadAtOnce);
  }

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
    int in_pipe = 0;
    if (::ioctl(output.native_source(), FIONREAD, &in_pipe) != 0) in_pipe = 0;
    return received.size() + static_cast<std::size_t>(in_pipe);
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

  /// Writes what is unsent, on and on until nothing is; without waiting.
  void write() {
    if (!sending.empty() || unsent.empty()) return;
    std::swap(sending, unsent);
    asio::async_write(input, asio::buffer(sending), [this](const Error& failed, std::size_t) {
      sending.clear();
      if (failed) unsent.clear();  // nobody reads: that shows as an output that ends
      write();
    });
    io.restart();
    io.poll();
  }

  /// Reads until there is a whole line, and returns its length.
  std::size_t wait_for_line() {
    enum class End { none, answered, silent, ended } end = End::none;
    bool too_long = false;
    std::size_t length = 0;
    int open = 2;  // handlers that refer to these variables: none may outlive the call
    write();
    asio::async_read_until(output, asio::dynamic_buffer(received, limits.longest_line), '\n',
                           [&](const Error& failed, std::size_t bytes) {
                             too_long = failed == asio::error::not_found;
                             if (end == End::none) end = failed ? End::ended : End::answered;
                             length = bytes;
                             --open;
                           });
    timer.expires_after(limits.per_line);
    timer.async_wait([&](const Error& cancelled) {
      if (!cancelled && end == End::none) end = End::silent;
      --open;
    });
    io.restart();
    std::exception_ptr interrupted;
    while (end == End::none && !interrupted) {
      io.run_one_for(std::chrono::milliseconds(100));
      try {
        interruption_point();
      } catch (...) {
        interrupted = std::current_exception();
      }
    }
    timer.cancel();
    const std::string how = end == End::ended && !too_long ? ending() : "";
    if (end != End::answered) stop();
    while (open != 0) io.run_one();
    if (interrupted) std::rethrow_exception(interrupted);
    if (end == End::silent) {
      fail(fmt::format("no answer within {} s", std::chrono::duration<double>(limits.per_line).count()));
    }
    if (too_long) fail(fmt::format("an answer of more than {} bytes", limits.longest_line));
    if (end == End::ended) fail(how);
    return length - 1;
  }

  ProcessLimits limits;
  asio::io_context io;
  process::async_pipe input;
  process::async_pipe output;
  process::async_pipe error;
  asio::steady_timer timer;
  process::group group;
  process::child child;
  std::string unsent;
  std::string sending;  ///< what a write under way refers to
  std::string received;
  std::size_t waiting = 0;  ///< lines without an answer
  bool wrote_unasked = false;
  std::array<char, 4096> error_block{};
  std::string error_text;
};

SubjectProcess::SubjectProcess(std::string command, ProcessLimits limits) {
  // A process that another thread starts meanwhile must not inherit the command's ends of the pipes: they would stay
  // open when the command ends.
  static std::mutex starting;
  const std::lock_guard lock(starting);
  try {
    connection_ = std::make_unique<Connection>(limits);
  } catch (const std::exception&) {
    throw NoProcess("cannot be started: the system gives no more pipes");
  }
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
    throw NoProcess(fmt::format("cannot be started: {}", failed.code().message()));
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

void SubjectProcess::send(const std::string& line) {
  Connection& c = *connection_;
  if (c.waiting == 0 && c.unread() != 0) c.wrote_unasked = true;
  ++c.waiting;
  c.unsent += line;
  c.unsent += '\n';
  if (c.unsent.size() >= kWorthSending) c.write();
}

std::string SubjectProcess::receive() {
  Connection& c = *connection_;
  if (c.wrote_unasked) {
    c.stop();
    c.fail("it wrote to its standard output without a request");
  }
  --c.waiting;
  std::size_t end = c.received.find('\n');
  if (end == std::string::npos) end = c.wait_for_line();
  std::string answer = c.received.substr(0, end);
  c.received.erase(0, end + 1);
  return answer;
}

}  // namespace jepa_oracle::properties
