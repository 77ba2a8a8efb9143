#include "training.h"

#include <pybind11/stl.h>

#include "requests/training_request.h"

namespace jepa_oracle::python {

Training training_of(const std::string& problem, const Text& objective, const std::string& target,
                     const Text& average_rate, Digits digits) {
  TrainingProblem parsed = parse_training_problem(problem, digits);
  const TargetRule rule =
      requests::target_of({objective, target, average_rate}, parsed, requests::Spelling::argument).rule;
  return {std::move(parsed), rule};
}

Measurement::Measurement(const Training& training, Bits bits) : training_(training) {
  if (training.problem.moments.syy) moments_ = rounded(training.problem.moments, bits);
}

template <class T>
ShownState Measurement::shown_state(const TrainingState<T>& state, const TrainingState<Real>& measured,
                                    const Form& form) const {
  const Form decimals{form.digits};  // amplitudes are roots: they have no fractions
  ShownState result{shown(state.network.layers, form), shown(state.network.top, form), std::nullopt, std::nullopt, {}};
  if (state.target_encoder) result.target_encoder = shown(*state.target_encoder, form);
  if (moments_) {
    result.loss = shown(loss(measured.network, target_in(measured, training_.target), *moments_), decimals);
  }
  const Matrix<Real> code = encoder(measured.network);
  for (const NamedDirection& named : training_.problem.directions) {
    const Matrix<Real> image = product(code, named.direction);
    result.encoder.emplace(named.name, shown(root(transposed_product(image, image)(0, 0), 2), decimals));
  }
  return result;
}

template ShownState Measurement::shown_state(const TrainingState<Rational>&, const TrainingState<Real>&,
                                             const Form&) const;
template ShownState Measurement::shown_state(const TrainingState<Real>&, const TrainingState<Real>&, const Form&) const;
template ShownState Measurement::shown_state(const TrainingState<double>&, const TrainingState<Real>&,
                                             const Form&) const;

pybind11::dict dictionary_of(const ShownState& state) {
  pybind11::dict result;
  result["layers"] = state.layers;
  result["top"] = state.top;
  result["target_encoder"] = state.target_encoder;
  result["loss"] = state.loss;
  result["encoder"] = state.encoder;
  return result;
}

}  // namespace jepa_oracle::python
