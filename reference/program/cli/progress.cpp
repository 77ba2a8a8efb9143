#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <iostream>

namespace jepa_oracle::program {
namespace {

using Clock = std::chrono::steady_clock;

std::atomic<Clock::duration> last_drawn{Clock::duration::zero()};

/// "about 12 s left" at the pace so far; before the first mark only a lower bound is known.
std::string time_left(Clock::duration spent, std::size_t done, std::size_t total) {
  const double seconds = std::chrono::duration<double>(spent).count();
  const double parts = static_cast<double>(std::max<std::size_t>(done, 1));
  const double left = seconds * (static_cast<double>(total) - parts) / parts;
  const std::string text = left < 120      ? fmt::format("{:.0f} s", left)
                           : left < 7200   ? fmt::format("{:.0f} min", left / 60)
                           : left < 172800 ? fmt::format("{:.0f} h", left / 3600)
                                           : fmt::format("{:.0f} days", left / 86400);
  return fmt::format(", {} {} left", done == 0 ? "more than" : "about", text);
}

}  // namespace

Progress::Progress(std::string what) : what_(std::move(what)), terminal_(isatty(STDERR_FILENO) == 1) {}

bool Progress::is_due(bool last) {
  constexpr auto kPatience = std::chrono::seconds(2);
  constexpr auto kPause = std::chrono::milliseconds(80);  // no more often than an eye follows
  const auto now = Clock::now();
  if (!terminal_ || now - start_ < kPatience || (now - last_ < kPause && !last)) return false;
  last_ = now;
  last_drawn = now.time_since_epoch();
  return drawn_ = true;
}

void Progress::show(std::size_t done) {
  if (is_due(false)) std::cerr << fmt::format("\r{} {}", what_, done) << std::flush;
}

void Progress::show(std::size_t done, std::size_t total) {
  constexpr std::size_t kBar = 40;
  if (total == 0 || !is_due(done == total)) return;
  const std::size_t filled = kBar * done / total;
  std::cerr << fmt::format("\r{} [{:#<{}}{:.<{}}] {}/{}{}\033[K", what_, "", filled, "", kBar - filled, done, total,
                           time_left(last_ - start_, done, total))
            << std::flush;
}

void Progress::finish() {
  if (drawn_) std::cerr << "\r\033[K" << std::flush;
  drawn_ = false;
}

void say_fewer_jobs(int asked, int working) {
  std::cerr << fmt::format("jobs: {} requested, {} available; the results do not depend on it\n", asked, working);
}

Clock::time_point Progress::last_shown() { return Clock::time_point(last_drawn.load()); }

}  // namespace jepa_oracle::program
