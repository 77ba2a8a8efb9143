#include "jepa_oracle/training_state.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"
#include "numbers/message_text.h"

namespace jepa_oracle {

TargetRule TargetRule::moving_average(const Rational& beta, const std::string& where) {
  if (beta <= 0) {
    throw InvalidProblem(where, fmt::format("{} is not > 0: the moving average follows the encoder", shown(beta)));
  }
  return {Kind::moving_average, beta, Objective::jepa};
}

template <class T>
TrainingState<T> initial_state(Network<T> network, const TargetRule& rule) {
  TrainingState<T> state{std::move(network)};
  if (rule.keeps_encoder()) {
    state.target_encoder = encoder(state.network);
  }
  return state;
}

template <class T>
Target<T> target_in(const TrainingState<T>& state, const TargetRule& rule) {
  return state.target_encoder ? Target<T>::fixed(*state.target_encoder) : Target<T>::of(rule.objective);
}

template TrainingState<Rational> initial_state(Network<Rational>, const TargetRule&);
template TrainingState<Real> initial_state(Network<Real>, const TargetRule&);
template TrainingState<Interval> initial_state(Network<Interval>, const TargetRule&);
template TrainingState<double> initial_state(Network<double>, const TargetRule&);
template Target<Rational> target_in(const TrainingState<Rational>&, const TargetRule&);
template Target<Real> target_in(const TrainingState<Real>&, const TargetRule&);
template Target<Interval> target_in(const TrainingState<Interval>&, const TargetRule&);
template Target<double> target_in(const TrainingState<double>&, const TargetRule&);

}  // namespace jepa_oracle
