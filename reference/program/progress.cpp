#include "progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

namespace jepa_oracle::program {

Progress::Progress(std::string what) : what_(std::move(what)), terminal_(isatty(STDERR_FILENO) == 1) {}

bool Progress::is_due(bool last) {
  constexpr auto kPatience = std::chrono::seconds(2);
  constexpr auto kPause = std::chrono::milliseconds(80);  // no more often than an eye follows
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now - start_ < kPatience || (now - last_ < kPause && !last)) return false;
  last_ = now;
  return drawn_ = true;
}

void Progress::show(std::size_t done) {
  if (is_due(false)) std::cerr << fmt::format("\r{} {}", what_, done) << std::flush;
}

void Progress::show(std::size_t done, std::size_t total) {
  constexpr std::size_t kBar = 40;
  if (total == 0 || !is_due(done == total)) return;
  const std::size_t filled = kBar * done / total;
  std::cerr << fmt::format("\r{} [{:#<{}}{:.<{}}] {}/{}", what_, "", filled, "", kBar - filled, done, total)
            << std::flush;
}

void Progress::finish() {
  if (drawn_) std::cerr << "\r\033[K" << std::flush;
  drawn_ = false;
}

}  // namespace jepa_oracle::program
