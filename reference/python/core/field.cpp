#include <fmt/format.h>
#include <pybind11/stl.h>

#include "bindings.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/family_field.h"
#include "jepa_oracle/objectives.h"
#include "shown.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;

using NumberMatrices = std::vector<NumberMatrix>;
using TextMatrices = std::vector<TextMatrix>;

std::vector<Matrix<Rational>> matrices_of(const TextMatrices& matrices, const std::string& where) {
  std::vector<Matrix<Rational>> result;
  for (std::size_t i = 0; i < matrices.size(); ++i) {
    result.push_back(matrix_of(matrices[i], fmt::format("{}[{}]", where, i)));
  }
  return result;
}

std::pair<NumberMatrices, NumberMatrices> find_field(const std::string& objective, const TextMatrices& layers,
                                                     const TextMatrices& top_layers, const TextMatrix& sxx,
                                                     const TextMatrix& syx, const Text& weight_decay,
                                                     const Text& digits, bool fractions) {
  const Form form{digits_of(digits), fractions};
  const Objective parsed_objective = parse_objective(objective, "objective");
  // The only one is called top, as in problems.
  const Network<Rational> network =
      top_layers.size() == 1 ? Network<Rational>(matrices_of(layers, "layers"), matrix_of(top_layers.front(), "top"))
                             : Network<Rational>(matrices_of(layers, "layers"), matrices_of(top_layers, "top_layers"));
  const Moments<Rational> moments{matrix_of(sxx, "sxx"), matrix_of(syx, "syx")};
  require_valid(moments, "");
  require_valid(network, parsed_objective, moments.size());
  FamilyRule<Rational> rule{parsed_objective};
  if (weight_decay) rule.weight_decay = parse_rational(*weight_decay, "weight_decay");
  const Network<Rational> direction = family_field(rule, network, moments);
  return {shown(direction.layers, form), shown(direction.top_layers, form)};
}

}  // namespace

void bind_field(py::module_& module) {
  module.def("field", find_field, py::call_guard<py::gil_scoped_release>(), py::kw_only(), py::arg("objective"),
             py::arg("layers"), py::arg("top_layers"), py::arg("sxx"), py::arg("syx"), py::arg("weight_decay"),
             py::arg("digits"), py::arg("fractions"));
}

}  // namespace jepa_oracle::python
