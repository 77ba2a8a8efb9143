#pragma once

#include <optional>

#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/critical_time.h"

namespace jepa_oracle {

/// One feature when every layer decays with the same eta >= 0 (L2 term eta/2 |W|^2, or decoupled decay: in the flow one
/// thing), with (a, m) and w_inf of objectives.h:
///   dw/dt = w (phi(w) - eta),   phi(w) = lambda w^(a-1) (1 - (w / w_inf)^m)
/// A start survives where w tends to a positive limit, and dies where it tends to 0.
///
/// eta* = lambda w_inf^(a-1) ((a-1)/(a-1+m))^((a-1)/m) m/(a-1+m), the largest value of phi: for a > 1 some start
/// survives exactly while eta <= eta*. For a = 1 every start survives while eta < eta* = lambda, and none does from
/// there on. 0 for lambda <= 0.
/// @returns all digits correct; exact where it is rational
/// @claim Decay.SurvivalThreshold, Decay.DepthOneMae  (proofs-notes/decay.md)
Guaranteed largest_decay(Objective objective, Depth depth, const Feature& feature, Digits digits);

/// Sign of decay - eta*, decided exactly in rational arithmetic. @throws InvalidProblem if decay < 0
int compare_with_largest_decay(Objective objective, Depth depth, const Feature& feature, const Rational& decay);

/// Decays under which the influential feature survives from some start and the noisy one from none: above `lower`, and
/// at most `upper`.
struct DecayFilter {
  Guaranteed lower;  ///< eta* of the noisy feature
  Guaranteed upper;  ///< eta* of the influential one
};

/// Nothing where there are none, that is unless lambda^m w_inf^(m(a-1)) is larger for the influential feature, decided
/// exactly: lambda^M rho^(M+2L-2) for JEPA, lambda^(L+M) rho^(L+M-2) for MAE. For a = 1 never.
/// @claim Decay.FilterByRho, Decay.JepaFiltersMoreThanMae
std::optional<DecayFilter> decay_filter(Objective objective, Depth depth, const Conflict& conflict, Digits digits);

/// Amplitudes > 0 at which a feature is at rest: w falls below `unstable` and above `stable` and rises between them.
/// Both are w_inf ((a-1)/(a-1+m))^(1/m) for eta = eta*; neither is there for eta > eta*.
struct DecayedRest {
  std::optional<Amplitude> unstable;  ///< w_u; nothing for a = 1 or eta = 0: there a start survives however small it is
  std::optional<Amplitude> stable;    ///< w_s; w_inf for eta = 0
};

/// @returns all digits correct, or inconclusive with the enclosures reached; exact where they are known to be rational
/// @throws InvalidProblem if decay < 0
/// @claim Decay.SurvivalThreshold, Decay.UnstableStart
DecayedRest decayed_rest(Objective objective, Depth depth, const Feature& feature, const Rational& decay,
                         Digits digits);

/// The decays that a start w0 survives have the supremum phi(min(w0, w_p)), with w_p where phi is largest: every
/// smaller decay is survived and no larger one. For a = 1 it is lambda, for lambda <= 0 it is 0.
/// @claim Decay.UnstableStart
Guaranteed largest_decay_of_start(const ScalarProblem& problem, Digits digits);

/// Whether w tends to a positive limit, a rest point at the start included; nothing where the precision limit does not
/// decide it. @throws InvalidProblem if decay < 0
/// @claim Decay.SurvivalThreshold, Decay.UnstableStart
std::optional<bool> survives(const ScalarProblem& problem, const Rational& decay);

struct DecayedTime {
  std::optional<Outcome> outcome;  ///< nothing where the precision limit does not decide it
  std::optional<Guaranteed> time;  ///< set when reached
};

/// First time at which the encoder amplitude equals the threshold under decay: an integral, enclosed
/// (proofs-notes/decay.md, How a decayed time is enclosed). A fraction is one of the limit under decay, w_s^L; it has
/// none where every start dies, and no start that dies meets one. A level is also met on the way down to 0. The outcome
/// is decided exactly. Without decay it is critical_time.
/// @returns all digits correct, or inconclusive with the enclosure reached
/// @throws InvalidProblem if decay < 0
/// @claim Decay.DepthOneMae
DecayedTime decayed_critical_time(const ScalarProblem& problem, const Rational& decay, const Threshold& threshold,
                                  TimeConvention convention, Digits digits);

/// Amplitude at a time under decay, the inverse of decayed_critical_time: the integral is inverted by Newton steps and
/// the result confirmed by one interval Newton step; where the curve is a Bernoulli equation (a = 1, or lambda = 0) it
/// is its closed form. A feature that comes closer to its limit than the digits show is enclosed between the two
/// (proofs-notes/decay.md, How an amplitude under decay is enclosed). A start at rest stays. Without decay it is
/// amplitude.
/// @returns all digits correct, or inconclusive with the enclosure reached
/// @throws InvalidProblem if time < 0 or decay < 0
/// @claim Decay.SurvivalThreshold, Decay.UnstableStart, Decay.DepthOneMae
Amplitude decayed_amplitude(const ScalarProblem& problem, const Rational& decay, const Rational& time,
                            TimeConvention convention, Digits digits);

/// Where the encoder amplitude of this start ends, and how fast.
struct DecayedEnd {
  std::optional<Guaranteed> limit;  ///< w_s^L, the start itself where it is at rest, 0 where it dies
  std::optional<Guaranteed> rate;   ///< r of |w - w_limit| ~ exp(-r t), that of the linearised flow at the limit
};

/// The rate is -w_s phi'(w_s) = m c w_s^k - n eta (k = a - 1 + m, n = a - 1): 0 at eta*, and negative for a start on
/// w_u, which repels. A feature that dies does so at the rate eta, or eta - lambda for a = 1. Without decay:
/// encoder_limit and approach_rate.
/// @returns nothing where the precision limit does not decide who survives; else all digits correct, or inconclusive
/// @throws InvalidProblem if decay < 0
/// @claim Decay.SurvivalThreshold, Decay.DepthOneMae
DecayedEnd decayed_end(const ScalarProblem& problem, const Rational& decay, TimeConvention convention, Digits digits);

}  // namespace jepa_oracle
