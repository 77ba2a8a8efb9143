#include <fmt/format.h>
#include <pybind11/stl.h>

#include "bindings.h"
#include "interruptible.h"
#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/errors.h"
#include "numbers.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;

/// Exactly one of two arguments that exclude each other.
void require_one(const Text& first, const std::string& first_name, const Text& second, const std::string& second_name) {
  if (first.has_value() == second.has_value()) {
    throw InvalidProblem(first_name, fmt::format("exactly one of {} and {} is needed", first_name, second_name));
  }
}

/// A rule broken by "-.rho" is one of the argument rho.
Feature feature_of(const std::string& lambda, const Text& rho, const Text& variance) {
  require_one(rho, "rho", variance, "variance");
  const Rational covariance = parse_rational(lambda, "lambda");
  try {
    if (rho) return Feature::with_rho(covariance, parse_rational(*rho, "rho"), "-");
    return Feature::with_variance(covariance, parse_rational(*variance, "variance"), "-");
  } catch (const InvalidProblem& problem) {
    if (!problem.where().starts_with("-.")) throw;
    throw InvalidProblem(problem.where().substr(2), problem.rule());
  }
}

ScalarProblem problem_of(const std::string& objective, const std::string& depth, const std::string& lambda,
                         const Text& rho, const Text& variance, const std::string& epsilon,
                         const std::string& epsilon_of) {
  const Objective parsed_objective = parse_objective(objective, "objective");
  const Depth parsed_depth = parse_depth(depth, "depth");
  const Feature feature = feature_of(lambda, rho, variance);
  const Rational start = parse_rational(epsilon, "epsilon");
  if (epsilon_of != "encoder" && epsilon_of != "layer") {
    throw InvalidProblem("epsilon_of",
                         fmt::format("\"{}\" has no start of its own: encoder or layer", epsilon_of.substr(0, 40)));
  }
  return {parsed_objective, parsed_depth, feature,
          epsilon_of == "layer" ? Initialisation::of_layer(start) : Initialisation::of_encoder(start)};
}

Threshold threshold_of(const Text& fraction, const Text& level) {
  require_one(fraction, "fraction", level, "level");
  if (fraction) return Threshold::fraction(parse_rational(*fraction, "fraction"));
  return Threshold::level(parse_rational(*level, "level"));
}

std::pair<std::string, std::optional<Number>> find_critical_time(const std::string& objective, const std::string& depth,
                                                                 const std::string& lambda, const Text& rho,
                                                                 const Text& variance, const std::string& epsilon,
                                                                 const std::string& epsilon_of, const Text& fraction,
                                                                 const Text& level, const std::string& time,
                                                                 const Text& digits) {
  Interruptible interruptible;
  const std::optional<Digits> asked = digits_of(digits);
  const TimeConvention convention = parse_time_convention(time, "time");
  const ScalarProblem problem = problem_of(objective, depth, lambda, rho, variance, epsilon, epsilon_of);
  const Threshold threshold = threshold_of(fraction, level);
  const Outcome outcome = outcome_of(problem, threshold);
  const std::string name(name_of(outcome));
  if (outcome != Outcome::reached) return {name, std::nullopt};
  return {name, number_of(asked, "critical time", [&](Digits precision) {
            return *critical_time(problem, threshold, convention, precision).time;
          })};
}

/// Amplitudes of the encoder (or of a layer) at these times.
std::vector<Number> find_amplitudes(const std::string& objective, const std::string& depth, const std::string& lambda,
                                    const Text& rho, const Text& variance, const std::string& epsilon,
                                    const std::string& epsilon_of, const std::vector<std::string>& at,
                                    const std::string& of, const std::string& time, const Text& digits) {
  Interruptible interruptible;
  const std::optional<Digits> asked = digits_of(digits);
  const TimeConvention convention = parse_time_convention(time, "time");
  if (of != "encoder" && of != "layer") {
    throw InvalidProblem("of", fmt::format("\"{}\" has no amplitude of its own: encoder or layer", of.substr(0, 40)));
  }
  const ScalarProblem problem = problem_of(objective, depth, lambda, rho, variance, epsilon, epsilon_of);
  std::vector<Rational> times;
  for (const std::string& text : at) {
    times.push_back(parse_rational(text, "at"));
    if (times.back() < 0) {
      const std::string shown = to_exact_decimal(times.back()).value_or(to_fraction(times.back()));
      throw InvalidProblem("at", fmt::format("{} is not a time after the start: it must be >= 0", shown));
    }
  }
  std::vector<Number> amplitudes;
  for (const Rational& moment : times) {
    amplitudes.push_back(number_of(asked, "amplitude", [&](Digits precision) {
      Amplitude state = amplitude(problem, moment, convention, precision);
      return of == "layer" ? state.layer : state.encoder;
    }));
  }
  return amplitudes;
}

}  // namespace

void bind_scalar(py::module_& module) {
  using Release = py::call_guard<py::gil_scoped_release>;
  module.def("critical_time", find_critical_time, Release(), py::kw_only(), py::arg("objective"), py::arg("depth"),
             py::arg("lambda_"), py::arg("rho"), py::arg("variance"), py::arg("epsilon"), py::arg("epsilon_of"),
             py::arg("fraction"), py::arg("level"), py::arg("time"), py::arg("digits"));
  module.def("amplitudes", find_amplitudes, Release(), py::kw_only(), py::arg("objective"), py::arg("depth"),
             py::arg("lambda_"), py::arg("rho"), py::arg("variance"), py::arg("epsilon"), py::arg("epsilon_of"),
             py::arg("at"), py::arg("of"), py::arg("time"), py::arg("digits"));
}

}  // namespace jepa_oracle::python
