#pragma once

#include <pybind11/pybind11.h>

namespace jepa_oracle::python {

/// @name What the extension defines, one file each
/// Numbers and options come as text under the names of the program's options, so that a bad value gives the program's
/// message; the package around the extension turns Python numbers into text. No function holds the interpreter's lock
/// while it computes, and Ctrl-C ends each.
/// @{
void bind_scalar(pybind11::module_& module);
void bind_boundaries(pybind11::module_& module);
void bind_order(pybind11::module_& module);
void bind_field(pybind11::module_& module);
void bind_flow(pybind11::module_& module);
void bind_descend(pybind11::module_& module);
void bind_diagnose(pybind11::module_& module);
void bind_suite(pybind11::module_& module);
void bind_commands(pybind11::module_& module);
void bind_conform(pybind11::module_& module);
/// @}

}  // namespace jepa_oracle::python
