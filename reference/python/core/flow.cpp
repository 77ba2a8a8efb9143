#include <fmt/format.h>
#include <pybind11/stl.h>

#include "bindings.h"
#include "interruptible.h"
#include "jepa_oracle/diagonal_flow.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/gradient_flow.h"
#include "requests/training_request.h"
#include "training.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;

struct ShownFlow {
  Number time;
  ShownState state;
  int agreed_digits;
  double residual;
};

/// Samples, and the digits that they were to agree to.
std::pair<std::vector<ShownFlow>, int> find_flow(const std::string& problem, const Text& objective,
                                                 const std::string& target, const Text& average_rate,
                                                 const std::optional<std::vector<std::string>>& at, const Text& until,
                                                 const Text& samples, const Text& time, const Text& weight_decay,
                                                 const Text& digits) {
  constexpr int kDigitsOfFloats = 20;
  const Form form{digits_of(digits)};
  const Digits working = form.digits.value_or(Digits(kDigitsOfFloats));
  const std::vector<Rational> times = requests::times_of(at, until, samples, requests::Spelling::argument);
  const Training training = training_of(problem, objective, target, average_rate, working);
  const TimeConvention convention = time ? parse_time_convention(*time, "time") : training.problem.time;
  const long unit = convention == TimeConvention::flow ? 1 : training.problem.depth.layers();
  const FlowProblem whole{training.problem.start, training.problem.moments, training.target,
                          weight_decay_of(weight_decay, training)};
  const std::optional<DiagonalFlow> diagonal = DiagonalFlow::of(whole);
  GradientFlow flow(whole, working);
  const Measurement measurement(training, working.working_bits() + 64);
  std::vector<ShownFlow> result;
  for (const Rational& moment : times) {
    const FlowSample sample = diagonal ? diagonal->at(moment / unit, working) : flow.at(moment / unit);
    result.push_back({shown(moment, form), measurement.shown_state(sample.state, sample.state, form),
                      sample.support.agreed_digits, sample.support.residual.to_double()});
  }
  return {std::move(result), working.count()};
}

py::tuple flow_of(const std::string& problem, const Text& objective, const std::string& target,
                  const Text& average_rate, const std::optional<std::vector<std::string>>& at, const Text& until,
                  const Text& samples, const Text& time, const Text& weight_decay, const Text& digits) {
  const auto found = [&] {
    const py::gil_scoped_release release;
    Interruptible interruptible;
    return find_flow(problem, objective, target, average_rate, at, until, samples, time, weight_decay, digits);
  }();
  py::list list;
  for (const ShownFlow& sample : found.first) {
    py::dict entry = dictionary_of(sample.state);
    entry["time"] = sample.time;
    entry["agreed_digits"] = sample.agreed_digits;
    entry["residual"] = sample.residual;
    list.append(entry);
  }
  return py::make_tuple(list, found.second);
}

}  // namespace

void bind_flow(py::module_& module) {
  module.def("flow", flow_of, py::kw_only(), py::arg("problem"), py::arg("objective"), py::arg("target"),
             py::arg("average_rate"), py::arg("at"), py::arg("until"), py::arg("samples"), py::arg("time"),
             py::arg("weight_decay"), py::arg("digits"));
}

}  // namespace jepa_oracle::python
