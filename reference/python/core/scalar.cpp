#include <fmt/format.h>
#include <pybind11/stl.h>

#include "bindings.h"
#include "interruptible.h"
#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"
#include "jepa_oracle/weight_decay.h"
#include "numbers.h"
#include "requests/problem_request.h"
#include "requests/time_request.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;

constexpr auto kSpelling = requests::Spelling::argument;

std::pair<std::string, std::optional<Number>> find_critical_time(
    const std::string& objective, const std::string& depth, const Text& top_depth, const std::string& lambda,
    const Text& rho, const Text& variance, const std::string& epsilon, const std::string& epsilon_of,
    const Text& fraction, const Text& level, const Text& weight_decay, const Text& weight, const Text& batch_size,
    const std::string& time, const Text& digits) {
  Interruptible interruptible;
  const std::optional<Digits> asked = digits_of(digits);
  const auto feature =
      requests::TimedFeature::of({{objective, depth, lambda, rho, variance, epsilon, epsilon_of, top_depth},
                                  fraction,
                                  level,
                                  weight_decay,
                                  weight,
                                  batch_size},
                                 parse_time_convention(time, "time"), kSpelling);
  const std::optional<Outcome> outcome = feature.outcome();
  if (!outcome) throw Inconclusive("critical time: the precision limit does not decide whether there is one");
  const std::string name(name_of(*outcome));
  if (*outcome != Outcome::reached) return {name, std::nullopt};
  return {name, number_of(asked, "critical time", [&](Digits precision) { return *feature.time(precision).time; })};
}

/// Amplitudes of the encoder (or of a layer) at these times.
std::vector<Number> find_amplitudes(const std::string& objective, const std::string& depth, const Text& top_depth,
                                    const std::string& lambda, const Text& rho, const Text& variance,
                                    const std::string& epsilon, const std::string& epsilon_of,
                                    const std::vector<std::string>& at, const std::string& of, const Text& weight_decay,
                                    const std::string& time, const Text& digits) {
  Interruptible interruptible;
  const std::optional<Digits> asked = digits_of(digits);
  const TimeConvention convention = parse_time_convention(time, "time");
  if (of != "encoder" && of != "layer") {
    throw InvalidProblem("of", unknown_name("amplitude", of, {"encoder", "layer"}));
  }
  const ScalarProblem problem =
      requests::problem_of({objective, depth, lambda, rho, variance, epsilon, epsilon_of, top_depth}, kSpelling);
  const Rational decay = requests::weight_decay_of(weight_decay, kSpelling);
  std::vector<Rational> times;
  for (const std::string& text : at) {
    times.push_back(parse_rational(text, "at"));
    if (times.back() < 0) {
      throw InvalidProblem("at", fmt::format("{} is negative: a time must be >= 0", exact_text(times.back())));
    }
  }
  std::vector<Number> amplitudes;
  for (const Rational& moment : times) {
    amplitudes.push_back(number_of(asked, "amplitude", [&](Digits precision) {
      Amplitude state = decayed_amplitude(problem, decay, moment, convention, precision);
      return of == "layer" ? state.layer : state.encoder;
    }));
  }
  return amplitudes;
}

}  // namespace

void bind_scalar(py::module_& module) {
  using Release = py::call_guard<py::gil_scoped_release>;
  module.def("critical_time", find_critical_time, Release(), py::kw_only(), py::arg("objective"), py::arg("depth"),
             py::arg("top_depth"), py::arg("lambda_"), py::arg("rho"), py::arg("variance"), py::arg("epsilon"),
             py::arg("epsilon_of"), py::arg("fraction"), py::arg("level"), py::arg("weight_decay"), py::arg("weight"),
             py::arg("batch_size"), py::arg("time"), py::arg("digits"));
  module.def("amplitudes", find_amplitudes, Release(), py::kw_only(), py::arg("objective"), py::arg("depth"),
             py::arg("top_depth"), py::arg("lambda_"), py::arg("rho"), py::arg("variance"), py::arg("epsilon"),
             py::arg("epsilon_of"), py::arg("at"), py::arg("of"), py::arg("weight_decay"), py::arg("time"),
             py::arg("digits"));
}

}  // namespace jepa_oracle::python
