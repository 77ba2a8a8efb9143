#pragma once

#include <set>
#include <type_traits>

#include "suite/subject.h"

namespace jepa_oracle::mutants {

/// What a subject can be asked for: the functions of properties::Subject.
enum class Question {
  critical_time,
  encoder_amplitude,
  encoder_limit,
  approach_rate,
  jepa_rho_boundary,
  mae_fraction_bound,
  mae_rho_boundary,
  rho_boundary,
  conflict_window,
  largest_decay,
  largest_decay_of_start,
  decayed_rest,
  decay_filter,
  survives,
  decayed_time,
  slow_average_time,
  sigreg_term,
  lejepa_threshold,
  lejepa_limit,
  lejepa_direction,
  lejepa_time,
  field,
  step,
  descend,
  flow,
  family_field,
  family_step,
  sign_descent,
  model_moments,
  model_features,
  model_samples,
  estimated_moments,
};
using Questions = std::set<Question>;

/// Questions that `S` answers itself instead of leaving them to the reference. Who steps otherwise descends otherwise:
/// descend() is made of steps.
template <class S>
Questions overridden_questions() {
  using R = properties::ReferenceSubject;
  Questions overridden;
  // A pointer to an inherited member has the type of a pointer to the ancestor's member.
  const auto compare = [&](Question question, auto own, auto inherited) {
    if (!std::is_same_v<decltype(own), decltype(inherited)>) overridden.insert(question);
  };
  compare(Question::critical_time, &S::critical_time, &R::critical_time);
  compare(Question::encoder_amplitude, &S::encoder_amplitude, &R::encoder_amplitude);
  compare(Question::encoder_limit, &S::encoder_limit, &R::encoder_limit);
  compare(Question::approach_rate, &S::approach_rate, &R::approach_rate);
  compare(Question::jepa_rho_boundary, &S::jepa_rho_boundary, &R::jepa_rho_boundary);
  compare(Question::mae_fraction_bound, &S::mae_fraction_bound, &R::mae_fraction_bound);
  compare(Question::mae_rho_boundary, &S::mae_rho_boundary, &R::mae_rho_boundary);
  compare(Question::rho_boundary, &S::rho_boundary, &R::rho_boundary);
  compare(Question::conflict_window, &S::conflict_window, &R::conflict_window);
  compare(Question::largest_decay, &S::largest_decay, &R::largest_decay);
  compare(Question::largest_decay_of_start, &S::largest_decay_of_start, &R::largest_decay_of_start);
  compare(Question::decayed_rest, &S::decayed_rest, &R::decayed_rest);
  compare(Question::decay_filter, &S::decay_filter, &R::decay_filter);
  compare(Question::survives, &S::survives, &R::survives);
  compare(Question::decayed_time, &S::decayed_time, &R::decayed_time);
  compare(Question::slow_average_time, &S::slow_average_time, &R::slow_average_time);
  compare(Question::sigreg_term, &S::sigreg_term, &R::sigreg_term);
  compare(Question::lejepa_threshold, &S::lejepa_threshold, &R::lejepa_threshold);
  compare(Question::lejepa_limit, &S::lejepa_limit, &R::lejepa_limit);
  compare(Question::lejepa_direction, &S::lejepa_direction, &R::lejepa_direction);
  compare(Question::lejepa_time, &S::lejepa_time, &R::lejepa_time);
  compare(Question::field, &S::field, &R::field);
  compare(Question::step, &S::step, &R::step);
  compare(Question::descend, &S::descend, &R::descend);
  compare(Question::flow, &S::flow, &R::flow);
  compare(Question::family_field, &S::family_field, &R::family_field);
  compare(Question::family_step, &S::family_step, &R::family_step);
  compare(Question::sign_descent, &S::sign_descent, &R::sign_descent);
  compare(Question::model_moments, &S::model_moments, &R::model_moments);
  compare(Question::model_features, &S::model_features, &R::model_features);
  compare(Question::model_samples, &S::model_samples, &R::model_samples);
  compare(Question::estimated_moments, &S::estimated_moments, &R::estimated_moments);
  if (overridden.count(Question::step) != 0) overridden.insert(Question::descend);
  return overridden;
}

}  // namespace jepa_oracle::mutants
