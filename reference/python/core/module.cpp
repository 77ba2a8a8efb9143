#include <exception>

#include "bindings.h"
#include "jepa_oracle/errors.h"
#include "numbers.h"
#include "output/output.h"
#include "requests/spelling.h"

namespace py = pybind11;
using namespace jepa_oracle;

namespace {

/// Raises an exception class of the package, made from these arguments.
template <class... Arguments>
void raise_as(const char* name, const Arguments&... arguments) {
  const py::object type = py::module_::import("jepa_oracle._errors").attr(name);
  PyErr_SetObject(type.ptr(), type(arguments...).ptr());
}

void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const InvalidProblem& error) {
    raise_as("InvalidProblem", error.where(), error.rule());
  } catch (const requests::UsageError& error) {
    raise_as("InvalidProblem", error.where(), error.what());
  } catch (const python::Inconclusive& error) {
    raise_as("Inconclusive", error.what(), error.lower(), error.upper());
  } catch (const program::OutputError& error) {
    PyErr_SetString(PyExc_OSError, (error.where() + ": " + error.what()).c_str());
  }
}

}  // namespace

PYBIND11_MODULE(_core, module) {
  module.doc() = "Numbers and options as text, results as text or correctly rounded floats; use the package around it.";
  py::register_exception_translator(translate);
  module.attr("__version__") = JEPA_ORACLE_VERSION;
  python::bind_scalar(module);
  python::bind_boundaries(module);
  python::bind_order(module);
  python::bind_field(module);
  python::bind_flow(module);
  python::bind_descend(module);
  python::bind_diagnose(module);
  python::bind_suite(module);
  python::bind_commands(module);
  python::bind_conform(module);
}
