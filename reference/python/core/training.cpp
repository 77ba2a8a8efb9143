#include "training.h"

#include <pybind11/stl.h>

#include "requests/training_request.h"

namespace jepa_oracle::python {

Training training_of(const std::string& problem, const Text& objective, const std::string& target,
                     const Text& average_rate, Digits digits) {
  TrainingProblem parsed = parse_training_problem(problem, digits);
  auto [chosen, rule, start] =
      requests::target_of({objective, target, average_rate}, parsed, requests::Spelling::argument);
  parsed.start = std::move(start);
  return {std::move(parsed), rule};
}

Rational weight_decay_of(const Text& given, const Training& training) {
  return requests::weight_decay_of(given, training.problem.weight_decay, requests::Spelling::argument);
}

Measurement::Measurement(const Training& training, Bits bits) : training_(training) {
  // The losses of the code need no syy.
  if (training.problem.moments.syy || !row_of(training.target.objective).top)
    moments_ = rounded(training.problem.moments, bits);
}

template <class T>
ShownState Measurement::shown_state(const TrainingState<T>& state, const TrainingState<Real>& measured,
                                    const Form& form) const {
  const Form decimals{form.digits};  // amplitudes are roots: they have no fractions
  ShownState result{
      shown(state.network.layers, form), shown(state.network.top_layers, form), std::nullopt, std::nullopt, {}};
  if (state.target_encoder) result.target_encoder = shown(*state.target_encoder, form);
  if (moments_) {
    result.loss = shown(
        loss(training_.target.objective, measured.network, target_in(measured, training_.target), *moments_), decimals);
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
  result["top_layers"] = state.top_layers;
  result["target_encoder"] = state.target_encoder;
  result["loss"] = state.loss;
  result["encoder"] = state.encoder;
  return result;
}

}  // namespace jepa_oracle::python
