#include <pybind11/stl.h>

#include "bindings.h"
#include "interruptible.h"
#include "jepa_oracle/errors.h"
#include "numbers.h"
#include "requests/diagnosis_json.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;

std::optional<double> positive(const Text& text, const std::string& where) {
  if (!text) return std::nullopt;
  const Rational value = parse_rational(*text, where);
  if (value <= 0) throw InvalidProblem(where, *text + " is not > 0");
  return static_cast<double>(value);
}

std::string diagnose_run(const std::string& csv, const std::string& problem_json, const Text& rate, const Text& noise,
                         const Text& expected) {
  DiagnosisOptions asked;
  asked.rate = positive(rate, "rate");
  asked.noise = positive(noise, "noise");
  if (expected) asked.expected = parse_objective(*expected, "expect");
  Interruptible interruptible;
  asked.pause = interruption_point;
  const DiagnosedProblem problem = parse_diagnosed_problem(problem_json);
  const RecordedRun run = parse_recorded_run(csv, problem.names());
  if (run.in_steps && !asked.rate) {
    throw InvalidProblem("rate", "missing: a run recorded in steps needs its learning rate");
  }
  return program::json_of(diagnose(run, problem, asked), run, problem).dump();
}

}  // namespace

void bind_diagnose(py::module_& module) {
  module.def("diagnose", diagnose_run, py::call_guard<py::gil_scoped_release>(), py::kw_only(), py::arg("run"),
             py::arg("problem"), py::arg("rate"), py::arg("noise"), py::arg("expect"));
}

}  // namespace jepa_oracle::python
