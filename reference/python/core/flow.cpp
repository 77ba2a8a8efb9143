#include <fmt/format.h>
#include <pybind11/stl.h>

#include "bindings.h"
#include "interruptible.h"
#include "jepa_oracle/diagonal_flow.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/gradient_flow.h"
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

std::string exact_text(const Rational& value) { return to_exact_decimal(value).value_or(to_fraction(value)); }

/// Times after the start that do not fall.
std::vector<Rational> times_of(const std::vector<std::string>& texts) {
  std::vector<Rational> times;
  Rational last(0);
  for (const std::string& text : texts) {
    times.push_back(parse_rational(text, "at"));
    if (times.back() < last) {
      throw InvalidProblem("at", fmt::format("{} comes after {}: times start at 0 and do not fall",
                                             exact_text(times.back()), exact_text(last)));
    }
    last = times.back();
  }
  return times;
}

/// Times evenly from 0 to `until`.
std::vector<Rational> times_until(const std::string& text, const Text& samples) {
  constexpr long kMostSamples = 1'000'000;
  const Rational until = parse_rational(text, "until");
  if (until <= 0) throw InvalidProblem("until", fmt::format("{} is not a time after the start", exact_text(until)));
  const long count = samples ? whole_number(*samples, "samples", 1, kMostSamples) : 100;
  std::vector<Rational> times;
  for (long i = 0; i <= count; ++i) times.push_back(until * Rational(i, count));
  return times;
}

std::vector<Rational> times_of(const std::optional<std::vector<std::string>>& at, const Text& until,
                               const Text& samples) {
  if (at.has_value() == until.has_value()) throw InvalidProblem("at", "exactly one of at and until is needed");
  if (at && samples) throw InvalidProblem("samples", "belongs to until");
  return at ? times_of(*at) : times_until(*until, samples);
}

/// Samples, and the digits that they were to agree to.
std::pair<std::vector<ShownFlow>, int> find_flow(const std::string& problem, const Text& objective,
                                                 const std::string& target, const Text& average_rate,
                                                 const std::optional<std::vector<std::string>>& at, const Text& until,
                                                 const Text& samples, const Text& time, const Text& digits) {
  constexpr int kDigitsOfFloats = 20;
  const Form form{digits_of(digits)};
  const Digits working = form.digits.value_or(Digits(kDigitsOfFloats));
  const std::vector<Rational> times = times_of(at, until, samples);
  const Training training = training_of(problem, objective, target, average_rate, working);
  const TimeConvention convention = time ? parse_time_convention(*time, "time") : training.problem.time;
  const long unit = convention == TimeConvention::flow ? 1 : training.problem.depth.layers();
  const FlowProblem whole{training.problem.start, training.problem.moments, training.target};
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
                  const Text& samples, const Text& time, const Text& digits) {
  const auto found = [&] {
    const py::gil_scoped_release release;
    Interruptible interruptible;
    return find_flow(problem, objective, target, average_rate, at, until, samples, time, digits);
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
             py::arg("digits"));
}

}  // namespace jepa_oracle::python
