#include <fmt/format.h>
#include <pybind11/stl.h>

#include "bindings.h"
#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "shown.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;

std::pair<std::vector<NumberMatrix>, NumberMatrix> find_field(const std::string& objective,
                                                              const std::vector<TextMatrix>& layers,
                                                              const TextMatrix& top, const TextMatrix& sxx,
                                                              const TextMatrix& syx, const Text& digits,
                                                              bool fractions) {
  const Form form{digits_of(digits), fractions};
  const Objective parsed_objective = parse_network_objective(objective, "objective");
  Network<Rational> network;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    network.layers.push_back(matrix_of(layers[i], fmt::format("layers[{}]", i)));
  }
  network.top = matrix_of(top, "top");
  const Moments<Rational> moments{matrix_of(sxx, "sxx"), matrix_of(syx, "syx")};
  require_valid(moments, "");
  require_valid(network, parsed_objective, moments.size());
  const Network<Rational> direction = descent_field(parsed_objective, network, moments);
  return {shown(direction.layers, form), shown(direction.top, form)};
}

}  // namespace

void bind_field(py::module_& module) {
  module.def("field", find_field, py::call_guard<py::gil_scoped_release>(), py::kw_only(), py::arg("objective"),
             py::arg("layers"), py::arg("top"), py::arg("sxx"), py::arg("syx"), py::arg("digits"),
             py::arg("fractions"));
}

}  // namespace jepa_oracle::python
