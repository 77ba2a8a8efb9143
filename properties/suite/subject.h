#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/network.h"

namespace jepa_oracle {
template <class T>
struct Moments;
template <class T>
class Target;
struct TargetRule;
template <class T>
struct Network;
template <class T>
struct FamilyRule;
template <class T>
struct Samples;
class DataModel;
class LeJepaLoss;
class LeJepaProblem;
enum class SourceLaw;
}  // namespace jepa_oracle

namespace jepa_oracle::properties {

/// A network after some steps of gradient descent.
struct RecordedStep {
  long step;
  Network<Rational> network;
};

/// Anything that implements the model: the reference, a mutant, later a program behind a pipe. Answers are enclosures:
/// what the subject says the number lies in. Relative width at most 10^-digits is expected; a wider answer cannot make
/// a claim hold.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual std::string name() const = 0;

  /// Nothing when the threshold is not reached.
  virtual std::optional<Interval> critical_time(const ScalarProblem& problem, const Threshold& threshold,
                                                TimeConvention convention, Digits digits) const = 0;
  virtual Interval encoder_amplitude(const ScalarProblem& problem, const Rational& time, TimeConvention convention,
                                     Digits digits) const = 0;
  virtual Interval encoder_limit(Objective objective, Depth depth, const Feature& feature, Digits digits) const = 0;
  virtual Interval approach_rate(Objective objective, Depth depth, const Feature& feature, Digits digits) const = 0;
  virtual Interval jepa_rho_boundary(Depth depth, const Rational& fraction, Digits digits) const = 0;
  virtual Interval mae_fraction_bound(Depth depth, Digits digits) const = 0;
  /// Nothing when p <= p0(L).
  virtual std::optional<Interval> mae_rho_boundary(Depth depth, const Rational& fraction, Digits digits) const = 0;
  /// s*, in units of the layer limit, of any objective whose limit depends on rho, with any number of layers on top;
  /// nothing where the larger rho is later from every start.
  virtual std::optional<Interval> rho_boundary(Objective objective, Depth depth, const Rational& fraction,
                                               Digits digits) const = 0;
  /// Ends of the window in epsilon; nothing when it is empty.
  virtual std::optional<std::pair<Interval, Interval>> conflict_window(Objective objective, Depth depth,
                                                                       const Rational& fraction,
                                                                       const Conflict& conflict,
                                                                       Digits digits) const = 0;

  /// @name One feature under weight decay (jepa_oracle/weight_decay.h)
  /// @{
  virtual Interval largest_decay(Objective objective, Depth depth, const Feature& feature, Digits digits) const = 0;
  virtual Interval largest_decay_of_start(const ScalarProblem& problem, Digits digits) const = 0;
  /// Layer amplitudes at rest, w_u and w_s; w_u = 0 where every start survives, nothing where none does.
  virtual std::optional<std::pair<Interval, Interval>> decayed_rest(Objective objective, Depth depth,
                                                                    const Feature& feature, const Rational& decay,
                                                                    Digits digits) const = 0;
  /// Ends of the decays that only the influential feature survives; nothing where there are none.
  virtual std::optional<std::pair<Interval, Interval>> decay_filter(Objective objective, Depth depth,
                                                                    const Conflict& conflict, Digits digits) const = 0;
  virtual std::optional<bool> survives(const ScalarProblem& problem, const Rational& decay) const = 0;
  /// Flow time; nothing when the threshold is not reached.
  virtual std::optional<Interval> decayed_time(const ScalarProblem& problem, const Rational& decay,
                                               const Threshold& threshold, Digits digits) const = 0;
  /// @}

  /// beta t in the limit of a slow average of the encoder as target of JEPA (jepa_oracle/slow_average.h); nothing where
  /// the start is past the threshold.
  virtual std::optional<Interval> slow_average_time(const ScalarProblem& problem, const Rational& fraction,
                                                    Digits digits) const = 0;

  /// @name One feature under linear LeJEPA (jepa_oracle/lejepa.h)
  /// @{
  /// S at a variance of the code.
  virtual Interval sigreg_term(const LeJepaLoss& loss, const Rational& variance, Digits digits) const = 0;
  virtual Interval lejepa_threshold(const LeJepaLoss& loss, Digits digits) const = 0;
  /// Q*; nothing where the code vanishes.
  virtual std::optional<Interval> lejepa_limit(const LeJepaLoss& loss, const Feature& feature, Digits digits) const = 0;
  /// Sign of the velocity at the start.
  virtual int lejepa_direction(const LeJepaProblem& problem) const = 0;
  /// Flow time; nothing when the threshold is not reached.
  virtual std::optional<Interval> lejepa_time(const LeJepaProblem& problem, const Threshold& threshold,
                                              Digits digits) const = 0;
  /// @}

  /// @name Whole networks, exactly (jepa_oracle/descent_field.h)
  /// @{
  /// Direction of descent with the target held constant; A = E for JEPA, A = I for MAE.
  virtual Network<Rational> field(const Target<Rational>& target, const Network<Rational>& network,
                                  const Moments<Rational>& moments) const = 0;
  /// The network after one step of gradient descent.
  virtual Network<Rational> step(const Target<Rational>& target, const Network<Rational>& network,
                                 const Moments<Rational>& moments, const Rational& rate) const = 0;
  /// Gradient descent: the network at steps 0, every, 2 every, ... and at the last. By `step` unless overridden.
  virtual std::vector<RecordedStep> descend(const Target<Rational>& target, const Network<Rational>& network,
                                            const Moments<Rational>& moments, const Rational& rate, long steps,
                                            long every) const;
  /// The network at rising flow times, all learning rates 1, from `start`; a moving average starts at its encoder.
  /// Not an enclosure: `digits` significant digits relative to the largest entry of each matrix are expected.
  virtual std::vector<Network<Real>> flow(const TargetRule& rule, const Network<Rational>& start,
                                          const Moments<Rational>& moments, const std::vector<Rational>& times,
                                          Digits digits) const = 0;
  /// Sign descent of an objective with its own target (jepa_oracle/gradient_descent.h): the network at steps 0 to
  /// `steps`.
  virtual std::vector<Network<Rational>> sign_descent(Objective objective, const Network<Rational>& start,
                                                      const Moments<Rational>& moments, const Rational& rate,
                                                      long steps) const = 0;
  /// Direction of descent of any objective, with any number of layers on top, and with weight decay
  /// (jepa_oracle/family_field.h).
  virtual Network<Rational> family_field(const FamilyRule<Rational>& rule, const Network<Rational>& network,
                                         const Moments<Rational>& moments) const = 0;
  /// One step of gradient descent of an objective with its own target and with weight decay
  /// (jepa_oracle/gradient_descent.h). By `family_field` unless overridden.
  virtual Network<Rational> family_step(Objective objective, const Rational& decay, const Network<Rational>& network,
                                        const Moments<Rational>& moments, const Rational& rate) const;
  /// @}

  /// @name Models of data, exactly (jepa_oracle/data_model.h)
  /// @{
  virtual Moments<Rational> model_moments(const DataModel& model) const = 0;
  virtual std::vector<Feature> model_features(const DataModel& model) const = 0;
  /// Pairs first, first+1, ... of the stream of `seed`.
  virtual Samples<Rational> model_samples(const DataModel& model, SourceLaw law, std::uint64_t seed,
                                          std::uint64_t first, long count) const = 0;
  /// Second moments estimated from pairs.
  virtual Moments<Rational> estimated_moments(const Samples<Rational>& samples) const = 0;
  /// @}
};

/// The library itself. Mutants inherit from it and override one answer.
class ReferenceSubject : public Subject {
 public:
  std::string name() const override { return "reference"; }
  std::optional<Interval> critical_time(const ScalarProblem& problem, const Threshold& threshold,
                                        TimeConvention convention, Digits digits) const override;
  Interval encoder_amplitude(const ScalarProblem& problem, const Rational& time, TimeConvention convention,
                             Digits digits) const override;
  Interval encoder_limit(Objective objective, Depth depth, const Feature& feature, Digits digits) const override;
  Interval approach_rate(Objective objective, Depth depth, const Feature& feature, Digits digits) const override;
  Interval jepa_rho_boundary(Depth depth, const Rational& fraction, Digits digits) const override;
  Interval mae_fraction_bound(Depth depth, Digits digits) const override;
  std::optional<Interval> mae_rho_boundary(Depth depth, const Rational& fraction, Digits digits) const override;
  std::optional<Interval> rho_boundary(Objective objective, Depth depth, const Rational& fraction,
                                       Digits digits) const override;
  std::optional<std::pair<Interval, Interval>> conflict_window(Objective objective, Depth depth,
                                                               const Rational& fraction, const Conflict& conflict,
                                                               Digits digits) const override;
  Interval largest_decay(Objective objective, Depth depth, const Feature& feature, Digits digits) const override;
  Interval largest_decay_of_start(const ScalarProblem& problem, Digits digits) const override;
  std::optional<std::pair<Interval, Interval>> decayed_rest(Objective objective, Depth depth, const Feature& feature,
                                                            const Rational& decay, Digits digits) const override;
  std::optional<std::pair<Interval, Interval>> decay_filter(Objective objective, Depth depth, const Conflict& conflict,
                                                            Digits digits) const override;
  std::optional<bool> survives(const ScalarProblem& problem, const Rational& decay) const override;
  std::optional<Interval> decayed_time(const ScalarProblem& problem, const Rational& decay, const Threshold& threshold,
                                       Digits digits) const override;
  std::optional<Interval> slow_average_time(const ScalarProblem& problem, const Rational& fraction,
                                            Digits digits) const override;
  Interval sigreg_term(const LeJepaLoss& loss, const Rational& variance, Digits digits) const override;
  Interval lejepa_threshold(const LeJepaLoss& loss, Digits digits) const override;
  std::optional<Interval> lejepa_limit(const LeJepaLoss& loss, const Feature& feature, Digits digits) const override;
  int lejepa_direction(const LeJepaProblem& problem) const override;
  std::optional<Interval> lejepa_time(const LeJepaProblem& problem, const Threshold& threshold,
                                      Digits digits) const override;
  Network<Rational> field(const Target<Rational>& target, const Network<Rational>& network,
                          const Moments<Rational>& moments) const override;
  Network<Rational> step(const Target<Rational>& target, const Network<Rational>& network,
                         const Moments<Rational>& moments, const Rational& rate) const override;
  std::vector<Network<Real>> flow(const TargetRule& rule, const Network<Rational>& start,
                                  const Moments<Rational>& moments, const std::vector<Rational>& times,
                                  Digits digits) const override;
  std::vector<Network<Rational>> sign_descent(Objective objective, const Network<Rational>& start,
                                              const Moments<Rational>& moments, const Rational& rate,
                                              long steps) const override;
  Network<Rational> family_field(const FamilyRule<Rational>& rule, const Network<Rational>& network,
                                 const Moments<Rational>& moments) const override;
  Network<Rational> family_step(Objective objective, const Rational& decay, const Network<Rational>& network,
                                const Moments<Rational>& moments, const Rational& rate) const override;
  Moments<Rational> model_moments(const DataModel& model) const override;
  std::vector<Feature> model_features(const DataModel& model) const override;
  Samples<Rational> model_samples(const DataModel& model, SourceLaw law, std::uint64_t seed, std::uint64_t first,
                                  long count) const override;
  Moments<Rational> estimated_moments(const Samples<Rational>& samples) const override;
};

}  // namespace jepa_oracle::properties
