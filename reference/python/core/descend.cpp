#include <fmt/format.h>
#include <pybind11/stl.h>

#include "bindings.h"
#include "interruptible.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/gradient_descent.h"
#include "requests/training_request.h"
#include "training.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;

struct ShownDescent {
  std::vector<std::pair<long, ShownState>> samples;
  std::optional<std::pair<long, double>> divergence;
};

TrainingState<Real> in_floating_point(const TrainingState<Rational>& state, Bits bits) {
  TrainingState<Real> result{rounded(state.network, bits)};
  if (state.target_encoder) result.target_encoder = rounded(*state.target_encoder, bits);
  return result;
}
TrainingState<Real> in_floating_point(const TrainingState<Real>& state, Bits) { return state; }
TrainingState<Real> in_floating_point(const TrainingState<double>& state, Bits bits) {
  const auto matrix = [bits](const Matrix<double>& m) {
    return Matrix<Real>(m.unaryExpr([bits](double value) { return Real(value, bits); }));
  };
  TrainingState<Real> result;
  result.network = converted<Real>(state.network, matrix);
  if (state.target_encoder) result.target_encoder = matrix(*state.target_encoder);
  return result;
}

template <class T>
ShownDescent shown_trajectory(const DescentTrajectory<T>& trajectory, const Measurement& measurement, Bits bits,
                              const Form& form) {
  ShownDescent result;
  for (const auto& [step, state] : trajectory.samples) {
    result.samples.emplace_back(step, measurement.shown_state(state, in_floating_point(state, bits), form));
  }
  if (trajectory.divergence) {
    result.divergence = {trajectory.divergence->step, trajectory.divergence->norm.to_double()};
  }
  return result;
}

ShownDescent find_descent(const std::string& problem, const Text& objective, const std::string& target,
                          const Text& average_rate, const std::string& rate, const std::string& steps,
                          const std::string& every, const Text& weight_decay, const std::string& numbers,
                          const std::string& optimizer, const Text& digits) {
  constexpr int kDefaultDigits = 50;
  Form form{digits_of(digits)};
  const Digits working = form.digits.value_or(Digits(kDefaultDigits));
  constexpr auto kSpelling = requests::Spelling::argument;
  const requests::DescentRequest request{rate, steps, every, weight_decay, numbers, optimizer};
  const requests::Arithmetic arithmetic = requests::arithmetic_of(numbers, kSpelling);
  const DescentPlan plan = requests::plan_of(request, kSpelling);
  const Training training = training_of(problem, objective, target, average_rate, working);
  const DescentRule rule = requests::rule_of(request, training.target, training.problem.weight_decay, kSpelling);
  const Bits bits = working.working_bits() + 64;
  const Measurement measurement(training, bits);
  const auto& [start, moments] = std::tie(training.problem.start, training.problem.moments);
  if (arithmetic == requests::Arithmetic::machine) {
    return shown_trajectory(descend_in_double(start, moments, rule, plan), measurement, bits, form);
  }
  if (arithmetic == requests::Arithmetic::digits) {
    return shown_trajectory(descend(start, moments, rule, plan, bits), measurement, bits, form);
  }
  form.fractions = !form.digits;
  return shown_trajectory(descend_exactly(start, moments, rule, plan), measurement, bits, form);
}

py::tuple descent_of(const std::string& problem, const Text& objective, const std::string& target,
                     const Text& average_rate, const std::string& rate, const std::string& steps,
                     const std::string& every, const Text& weight_decay, const std::string& numbers,
                     const std::string& optimizer, const Text& digits) {
  const ShownDescent found = [&] {
    const py::gil_scoped_release release;
    Interruptible interruptible;
    return find_descent(problem, objective, target, average_rate, rate, steps, every, weight_decay, numbers, optimizer,
                        digits);
  }();
  py::list samples;
  for (const auto& [step, state] : found.samples) {
    py::dict entry = dictionary_of(state);
    entry["step"] = step;
    samples.append(entry);
  }
  return py::make_tuple(samples, found.divergence);
}

}  // namespace

void bind_descend(py::module_& module) {
  module.def("descend", descent_of, py::kw_only(), py::arg("problem"), py::arg("objective"), py::arg("target"),
             py::arg("average_rate"), py::arg("rate"), py::arg("steps"), py::arg("every"), py::arg("weight_decay"),
             py::arg("numbers"), py::arg("optimizer"), py::arg("digits"));
}

}  // namespace jepa_oracle::python
