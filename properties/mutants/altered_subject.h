#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "mutants/mutants.h"

namespace jepa_oracle::mutants {

/// The reference with one of its answers replaced. Each slot gets the reference to fall back on.
struct Altered : properties::ReferenceSubject {
  using ReferenceSubject = properties::ReferenceSubject;
  using Time = std::optional<Interval>;

  std::string label;
  std::function<Time(const ReferenceSubject&, const ScalarProblem&, const Threshold&, TimeConvention, Digits)> time;
  std::function<Interval(const ReferenceSubject&, const ScalarProblem&, const Rational&, TimeConvention, Digits)>
      amplitude;
  std::function<Interval(const ReferenceSubject&, Objective, Depth, const Feature&, Digits)> limit;
  std::function<Interval(const ReferenceSubject&, Objective, Depth, const Feature&, Digits)> rate;
  std::function<Interval(const ReferenceSubject&, Depth, const Rational&, Digits)> boundary;
  std::function<Interval(const ReferenceSubject&, Depth, Digits)> fraction_bound;
  std::function<std::optional<Interval>(const ReferenceSubject&, Depth, const Rational&, Digits)> mae_boundary;
  std::function<std::optional<Interval>(const ReferenceSubject&, Objective, Depth, const Rational&, Digits)>
      limit_boundary;  ///< rho_boundary
  std::function<std::optional<std::pair<Interval, Interval>>(const ReferenceSubject&, Objective, Depth, const Rational&,
                                                             const Conflict&, Digits)>
      window;
  using Ends = std::optional<std::pair<Interval, Interval>>;
  std::function<Interval(const ReferenceSubject&, Objective, Depth, const Feature&, Digits)> decay;  ///< largest
  std::function<Interval(const ReferenceSubject&, const ScalarProblem&, Digits)> start_decay;
  std::function<Ends(const ReferenceSubject&, Objective, Depth, const Feature&, const Rational&, Digits)> rest;
  std::function<Ends(const ReferenceSubject&, Objective, Depth, const Conflict&, Digits)> filter;
  std::function<std::optional<bool>(const ReferenceSubject&, const ScalarProblem&, const Rational&)> fate;
  std::function<Time(const ReferenceSubject&, const ScalarProblem&, const Rational&, const Threshold&, Digits)>
      time_under_decay;
  std::function<Time(const ReferenceSubject&, const ScalarProblem&, const Rational&, Digits)> slow_time;
  /// @name LeJEPA
  /// @{
  std::function<Interval(const ReferenceSubject&, const LeJepaLoss&, const Rational&, Digits)> second_term;
  std::function<Interval(const ReferenceSubject&, const LeJepaLoss&, Digits)> threshold_in_rho;
  std::function<Time(const ReferenceSubject&, const LeJepaLoss&, const Feature&, Digits)> limit_of_variance;
  std::function<int(const ReferenceSubject&, const LeJepaProblem&)> direction_of_variance;
  std::function<Time(const ReferenceSubject&, const LeJepaProblem&, const Threshold&, Digits)> time_of_variance;
  /// @}

  std::string name() const override { return label; }
  Questions altered() const {
    Questions questions;
    if (time) questions.insert(Question::critical_time);
    if (amplitude) questions.insert(Question::encoder_amplitude);
    if (limit) questions.insert(Question::encoder_limit);
    if (rate) questions.insert(Question::approach_rate);
    if (boundary) questions.insert(Question::jepa_rho_boundary);
    if (fraction_bound) questions.insert(Question::mae_fraction_bound);
    if (mae_boundary) questions.insert(Question::mae_rho_boundary);
    if (limit_boundary) questions.insert(Question::rho_boundary);
    if (window) questions.insert(Question::conflict_window);
    if (decay) questions.insert(Question::largest_decay);
    if (start_decay) questions.insert(Question::largest_decay_of_start);
    if (rest) questions.insert(Question::decayed_rest);
    if (filter) questions.insert(Question::decay_filter);
    if (fate) questions.insert(Question::survives);
    if (time_under_decay) questions.insert(Question::decayed_time);
    if (slow_time) questions.insert(Question::slow_average_time);
    if (second_term) questions.insert(Question::sigreg_term);
    if (threshold_in_rho) questions.insert(Question::lejepa_threshold);
    if (limit_of_variance) questions.insert(Question::lejepa_limit);
    if (direction_of_variance) questions.insert(Question::lejepa_direction);
    if (time_of_variance) questions.insert(Question::lejepa_time);
    return questions;
  }
  Time critical_time(const ScalarProblem& p, const Threshold& t, TimeConvention c, Digits d) const override {
    return time ? time(reference_, p, t, c, d) : reference_.critical_time(p, t, c, d);
  }
  Interval encoder_amplitude(const ScalarProblem& p, const Rational& at, TimeConvention c, Digits d) const override {
    return amplitude ? amplitude(reference_, p, at, c, d) : reference_.encoder_amplitude(p, at, c, d);
  }
  Interval encoder_limit(Objective o, Depth l, const Feature& f, Digits d) const override {
    return limit ? limit(reference_, o, l, f, d) : reference_.encoder_limit(o, l, f, d);
  }
  Interval approach_rate(Objective o, Depth l, const Feature& f, Digits d) const override {
    return rate ? rate(reference_, o, l, f, d) : reference_.approach_rate(o, l, f, d);
  }
  Interval jepa_rho_boundary(Depth l, const Rational& p, Digits d) const override {
    return boundary ? boundary(reference_, l, p, d) : reference_.jepa_rho_boundary(l, p, d);
  }
  Interval mae_fraction_bound(Depth l, Digits d) const override {
    return fraction_bound ? fraction_bound(reference_, l, d) : reference_.mae_fraction_bound(l, d);
  }
  std::optional<Interval> mae_rho_boundary(Depth l, const Rational& p, Digits d) const override {
    return mae_boundary ? mae_boundary(reference_, l, p, d) : reference_.mae_rho_boundary(l, p, d);
  }
  std::optional<Interval> rho_boundary(Objective o, Depth l, const Rational& p, Digits d) const override {
    return limit_boundary ? limit_boundary(reference_, o, l, p, d) : reference_.rho_boundary(o, l, p, d);
  }
  std::optional<std::pair<Interval, Interval>> conflict_window(Objective o, Depth l, const Rational& p,
                                                               const Conflict& c, Digits d) const override {
    return window ? window(reference_, o, l, p, c, d) : reference_.conflict_window(o, l, p, c, d);
  }

  Interval largest_decay(Objective o, Depth l, const Feature& f, Digits d) const override {
    return decay ? decay(reference_, o, l, f, d) : reference_.largest_decay(o, l, f, d);
  }
  Interval largest_decay_of_start(const ScalarProblem& p, Digits d) const override {
    return start_decay ? start_decay(reference_, p, d) : reference_.largest_decay_of_start(p, d);
  }
  Ends decayed_rest(Objective o, Depth l, const Feature& f, const Rational& eta, Digits d) const override {
    return rest ? rest(reference_, o, l, f, eta, d) : reference_.decayed_rest(o, l, f, eta, d);
  }
  Ends decay_filter(Objective o, Depth l, const Conflict& c, Digits d) const override {
    return filter ? filter(reference_, o, l, c, d) : reference_.decay_filter(o, l, c, d);
  }
  std::optional<bool> survives(const ScalarProblem& p, const Rational& eta) const override {
    return fate ? fate(reference_, p, eta) : reference_.survives(p, eta);
  }
  Time decayed_time(const ScalarProblem& p, const Rational& eta, const Threshold& t, Digits d) const override {
    return time_under_decay ? time_under_decay(reference_, p, eta, t, d) : reference_.decayed_time(p, eta, t, d);
  }
  Time slow_average_time(const ScalarProblem& p, const Rational& fraction, Digits d) const override {
    return slow_time ? slow_time(reference_, p, fraction, d) : reference_.slow_average_time(p, fraction, d);
  }
  Interval sigreg_term(const LeJepaLoss& l, const Rational& q, Digits d) const override {
    return second_term ? second_term(reference_, l, q, d) : reference_.sigreg_term(l, q, d);
  }
  Interval lejepa_threshold(const LeJepaLoss& l, Digits d) const override {
    return threshold_in_rho ? threshold_in_rho(reference_, l, d) : reference_.lejepa_threshold(l, d);
  }
  Time lejepa_limit(const LeJepaLoss& l, const Feature& f, Digits d) const override {
    return limit_of_variance ? limit_of_variance(reference_, l, f, d) : reference_.lejepa_limit(l, f, d);
  }
  int lejepa_direction(const LeJepaProblem& p) const override {
    return direction_of_variance ? direction_of_variance(reference_, p) : reference_.lejepa_direction(p);
  }
  Time lejepa_time(const LeJepaProblem& p, const Threshold& t, Digits d) const override {
    return time_of_variance ? time_of_variance(reference_, p, t, d) : reference_.lejepa_time(p, t, d);
  }

 private:
  ReferenceSubject reference_;
};

/// A mutant whose subject is the reference as `alter` changes it.
template <class Alter>
Mutant mutant(std::string name, Alter alter) {
  auto subject = std::make_shared<Altered>();
  subject->label = name;
  alter(*subject);
  Questions altered = subject->altered();
  return mutant_of(std::move(name), std::move(subject), std::move(altered));
}

/// `value` with bits to spare for a result of `digits`.
inline Interval exact(const Rational& value, Digits digits) { return Interval(value, digits.working_bits() + 64); }

}  // namespace jepa_oracle::mutants
