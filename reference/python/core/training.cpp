#include "training.h"

#include <fmt/format.h>
#include <pybind11/stl.h>

#include <algorithm>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::python {
namespace {

Objective objective_of(const Text& text, const std::vector<Objective>& known) {
  if (!text) {
    if (known.size() == 1) return known.front();
    throw InvalidProblem("objective", "the problem has several objectives: choose one, jepa or mae");
  }
  const Objective objective = parse_objective(*text, "objective");
  if (std::find(known.begin(), known.end(), objective) == known.end()) {
    throw InvalidProblem("objective", fmt::format("{} is not among the objectives of the problem", *text));
  }
  return objective;
}

TargetRule target_of(const std::string& target, const Text& average_rate, Objective objective) {
  if (target != "own" && target != "frozen" && target != "average") {
    throw InvalidProblem("target", fmt::format("\"{}\" is not a target: own, frozen or average", target.substr(0, 40)));
  }
  if (average_rate && target != "average") throw InvalidProblem("average_rate", "needs target average");
  if (target == "own") return TargetRule::of(objective);
  if (objective == Objective::mae) {
    throw InvalidProblem("target", fmt::format("{} is a target of jepa: that of mae is the data", target));
  }
  if (target == "frozen") return TargetRule::frozen_encoder();
  if (!average_rate) throw InvalidProblem("average_rate", "target average needs it");
  return TargetRule::moving_average(parse_rational(*average_rate, "average_rate"));
}

}  // namespace

Training training_of(const std::string& problem, const Text& objective, const std::string& target,
                     const Text& average_rate, Digits digits) {
  TrainingProblem parsed = parse_training_problem(problem, digits);
  const Objective chosen = objective_of(objective, parsed.objectives);
  require_valid(parsed.start.approximate(), chosen, parsed.moments.size());
  return {std::move(parsed), target_of(target, average_rate, chosen)};
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
