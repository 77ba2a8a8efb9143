#include <fmt/format.h>
#include <pybind11/stl.h>

#include "bindings.h"
#include "interruptible.h"
#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/rho_boundary.h"
#include "jepa_oracle/weight_decay.h"
#include "numbers.h"
#include "requests/decay_request.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;

Rational fraction_of(const std::string& text) { return Threshold::fraction(parse_rational(text, "fraction")).value(); }

struct Boundary {
  Number s_star;
  Number mae_fraction;
  std::optional<Number> mae_s_star;
  bool larger_rho_always_later;
};

Boundary find_boundary(const std::string& depth, const std::string& fraction, const Text& digits) {
  const std::optional<Digits> asked = digits_of(digits);
  const Depth layers = parse_depth(depth, "depth");
  const Rational part = fraction_of(fraction);
  const std::optional<bool> within = is_within_mae_fraction_bound(layers, part);
  if (!within) {
    throw Inconclusive("mae_fraction: the fraction agrees with it in all digits of the precision limit");
  }
  Boundary boundary{
      number_of(asked, "s_star", [&](Digits precision) { return jepa_rho_boundary(layers, part, precision); }),
      number_of(asked, "mae_fraction", [&](Digits precision) { return mae_fraction_bound(layers, precision); }),
      std::nullopt, *within};
  if (!*within) {
    boundary.mae_s_star =
        number_of(asked, "mae_s_star", [&](Digits precision) { return *mae_rho_boundary(layers, part, precision); });
  }
  return boundary;
}

py::tuple boundary_of(const std::string& depth, const std::string& fraction, const Text& digits) {
  const Boundary boundary = [&] {
    const py::gil_scoped_release release;
    Interruptible interruptible;
    return find_boundary(depth, fraction, digits);
  }();
  return py::make_tuple(boundary.s_star, boundary.mae_fraction, boundary.mae_s_star, boundary.larger_rho_always_later);
}

using Pair = std::pair<std::string, std::string>;

std::pair<Rational, Rational> numbers_of(const Pair& pair, const std::string& where) {
  return {parse_rational(pair.first, where), parse_rational(pair.second, where)};
}

/// Ends of the window, nothing when it is empty.
std::optional<std::pair<Number, Number>> find_window(const std::string& objective, const std::string& depth,
                                                     const Text& top_depth, const std::string& fraction,
                                                     const Pair& influential, const Pair& noisy, const Text& digits) {
  const std::optional<Digits> asked = digits_of(digits);
  const Objective trained = parse_objective(objective, "objective");
  const Depth encoder = parse_depth(depth, "depth");
  const Depth layers = top_depth ? parse_top_depth(encoder, trained, *top_depth, "top_depth") : encoder;
  const Rational part = fraction_of(fraction);
  Interruptible interruptible;
  const Conflict conflict = requests::conflict_of(numbers_of(influential, "influential"), numbers_of(noisy, "noisy"),
                                                  requests::Spelling::argument);
  const auto window = [&](Digits precision) { return conflict_window(trained, layers, part, conflict, precision); };
  constexpr int kFewDigits = 20;
  switch (window(asked.value_or(Digits(kFewDigits))).state) {
    case ConflictWindow::State::empty:
      return std::nullopt;
    case ConflictWindow::State::undecided:
      throw Inconclusive("window: not decided within the precision limit: the two times touch or nearly touch");
    case ConflictWindow::State::open:
      break;
  }
  return std::pair(
      number_of(asked, "lower end of the window", [&](Digits precision) { return *window(precision).lower; }),
      number_of(asked, "upper end of the window", [&](Digits precision) { return *window(precision).upper; }));
}

struct WeightDecay {
  Number largest;
  std::optional<Number> of_start;
  std::optional<std::pair<Number, Number>> filter;
};

WeightDecay find_weight_decay(const requests::DecayRequest& request, const Text& digits) {
  const std::optional<Digits> asked = digits_of(digits);
  const auto [problem, is_of_start, pair] = requests::decay_question_of(request, requests::Spelling::argument);
  const auto largest_of = [&asked, &problem = problem](const Feature& feature) {
    return number_of(asked, "largest decay", [&](Digits precision) {
      return largest_decay(problem.objective, problem.depth, feature, precision);
    });
  };
  WeightDecay found{largest_of(problem.feature), std::nullopt, std::nullopt};
  if (is_of_start) {
    found.of_start = number_of(asked, "largest decay of the start", [&problem = problem](Digits precision) {
      return largest_decay_of_start(problem, precision);
    });
  }
  if (pair && decay_filter(problem.objective, problem.depth, *pair, Digits(1))) {
    found.filter = std::pair(largest_of(pair->noisy), largest_of(pair->influential));
  }
  return found;
}

py::tuple weight_decay_of(const std::string& objective, const std::string& depth, const Text& top_depth,
                          const std::string& lambda, const Text& rho, const Text& variance, const Text& epsilon,
                          const std::string& epsilon_of, const std::optional<Pair>& influential,
                          const std::optional<Pair>& noisy, const Text& digits) {
  const WeightDecay found = [&] {
    const py::gil_scoped_release release;
    Interruptible interruptible;
    const auto pair = [](const std::optional<Pair>& texts, const std::string& where) {
      return texts ? std::optional(numbers_of(*texts, where)) : std::nullopt;
    };
    return find_weight_decay({{objective, depth, lambda, rho, variance, epsilon.value_or(""), epsilon_of, top_depth},
                              pair(influential, "influential"),
                              pair(noisy, "noisy")},
                             digits);
  }();
  return py::make_tuple(found.largest, found.of_start, found.filter);
}

}  // namespace

void bind_boundaries(py::module_& module) {
  module.def("boundary", boundary_of, py::kw_only(), py::arg("depth"), py::arg("fraction"), py::arg("digits"));
  module.def("window", find_window, py::call_guard<py::gil_scoped_release>(), py::kw_only(), py::arg("objective"),
             py::arg("depth"), py::arg("top_depth"), py::arg("fraction"), py::arg("influential"), py::arg("noisy"),
             py::arg("digits"));
  module.def("weight_decay", weight_decay_of, py::kw_only(), py::arg("objective"), py::arg("depth"),
             py::arg("top_depth"), py::arg("lambda_"), py::arg("rho"), py::arg("variance"), py::arg("epsilon"),
             py::arg("epsilon_of"), py::arg("influential"), py::arg("noisy"), py::arg("digits"));
}

}  // namespace jepa_oracle::python
