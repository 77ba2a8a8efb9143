#include <pybind11/stl.h>

#include "bindings.h"
#include "interruptible.h"
#include "jepa_oracle/errors.h"
#include "numbers.h"
#include "requests/diagnosis_json.h"
#include "requests/diagnosis_request.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;

std::string diagnose_run(const std::string& csv, const std::string& problem_json, const Text& rate, const Text& noise,
                         const Text& expected, const Text& batch_size) {
  constexpr auto kSpelling = requests::Spelling::argument;
  DiagnosisOptions asked = requests::options_of({rate, noise, expected, batch_size}, kSpelling);
  Interruptible interruptible;
  asked.pause = interruption_point;
  const DiagnosedProblem problem = parse_diagnosed_problem(problem_json);
  const RecordedRun run = parse_recorded_run(csv, problem.names());
  requests::require_rate(asked, run, kSpelling);
  requests::require_moments(asked, problem, kSpelling);
  return program::json_of(diagnose(run, problem, asked), run, problem).dump();
}

}  // namespace

void bind_diagnose(py::module_& module) {
  module.def("diagnose", diagnose_run, py::call_guard<py::gil_scoped_release>(), py::kw_only(), py::arg("run"),
             py::arg("problem"), py::arg("rate"), py::arg("noise"), py::arg("expect"), py::arg("batch_size"));
}

}  // namespace jepa_oracle::python
