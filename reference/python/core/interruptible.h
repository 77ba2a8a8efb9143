#pragma once

#include <chrono>

#include "jepa_oracle/interruption.h"

namespace jepa_oracle::python {

/// While it lives, Ctrl-C ends what this thread computes: the library's interruption points ask for it, ten times a
/// second, for asking takes the interpreter's lock that other threads run with. (Python delivers signals to its main
/// thread only: in any other nothing is ever found.)
class Interruptible {
 public:
  Interruptible() : handler_([this] { check(); }) {}

  /// @throws pybind11::error_already_set for what a handler of signals raised, KeyboardInterrupt as a rule
  void check();

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  InterruptionHandler handler_;
};

}  // namespace jepa_oracle::python
