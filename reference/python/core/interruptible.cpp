#include "interruptible.h"

#include <pybind11/pybind11.h>

namespace jepa_oracle::python {

void Interruptible::check() {
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  const pybind11::gil_scoped_acquire acquire;
  if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
}

}  // namespace jepa_oracle::python
