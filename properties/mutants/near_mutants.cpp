#include "mutants/near_mutants.h"

#include "jepa_oracle/lejepa.h"
#include "jepa_oracle/objectives.h"
#include "mutants/altered_subject.h"
#include "mutants/near_matrix_mutants.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;
using Time = std::optional<Interval>;

Interval times(const Interval& x, const Rational& factor) { return x * Interval(factor, x.precision() + 64); }

/// Below the limit, above it, or on the way to 0.
enum class Course { increasing, decreasing, vanishing };

Course course_of(const ScalarProblem& p) {
  if (p.feature.sign() <= 0) return Course::vanishing;
  const Interval limit = properties::ReferenceSubject().encoder_limit(p.objective, p.depth, p.feature, Digits(30));
  return certainly_less(limit, Interval(p.initial_amplitude(), 128)) ? Course::decreasing : Course::increasing;
}

std::vector<Mutant> near_times(const Rational& offset) {
  const Rational factor = 1 + offset;
  const auto time = [factor](std::string name, auto applies) {
    return mutant(std::move(name), [=](Altered& m) {
      m.time = [=](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                   Digits d) -> Time {
        const Time right = r.critical_time(p, t, c, d);
        return right && applies(p, t, c) ? Time(times(*right, factor)) : right;
      };
    });
  };
  const auto of_fraction = [](Objective objective) {
    return [objective](const ScalarProblem& p, const Threshold& t, TimeConvention) {
      return t.is_fraction() && p.objective == objective;
    };
  };
  const auto of_level = [](Course course) {
    return [course](const ScalarProblem& p, const Threshold& t, TimeConvention) {
      return !t.is_fraction() && course_of(p) == course;
    };
  };
  return {
      time("near-jepa-time", of_fraction(Objective::jepa)),
      time("near-mae-time", of_fraction(Objective::mae)),
      time("near-paper-time",
           [](const ScalarProblem&, const Threshold&, TimeConvention c) { return c == TimeConvention::paper; }),
      time("near-family-time",
           [](const ScalarProblem& p, const Threshold& t, TimeConvention) {
             return t.is_fraction() && (!row_of(p.objective).top || p.depth.top_layers() > 1);
           }),
      time("near-level-time", of_level(Course::increasing)),
      time("near-decreasing-time", of_level(Course::decreasing)),
      time("near-vanishing-time", of_level(Course::vanishing)),
  };
}

std::vector<Mutant> near_amplitudes(const Rational& offset) {
  const Rational factor = 1 + offset;
  const auto amplitude = [factor](std::string name, auto applies) {
    return mutant(std::move(name), [=](Altered& m) {
      m.amplitude = [=](const ReferenceSubject& r, const ScalarProblem& p, const Rational& at, TimeConvention c,
                        Digits d) {
        const Interval right = r.encoder_amplitude(p, at, c, d);
        return applies(p, at) ? times(right, factor) : right;
      };
    });
  };
  const auto on = [](Course course) {
    return [course](const ScalarProblem& p, const Rational& at) { return at > 0 && course_of(p) == course; };
  };
  return {
      amplitude("near-amplitude", on(Course::increasing)),
      amplitude("near-decreasing-amplitude", on(Course::decreasing)),
      amplitude("near-vanishing-amplitude", on(Course::vanishing)),
      amplitude("near-start", [](const ScalarProblem&, const Rational& at) { return at == 0; }),
  };
}

std::vector<Mutant> near_limits(const Rational& offset) {
  const Rational factor = 1 + offset;
  const auto limit = [factor](std::string name, Objective objective) {
    return mutant(std::move(name), [=](Altered& m) {
      m.limit = [=](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
        const Interval right = r.encoder_limit(o, l, f, d);
        return o == objective ? times(right, factor) : right;
      };
    });
  };
  return {
      limit("near-jepa-limit", Objective::jepa),
      limit("near-mae-limit", Objective::mae),
      mutant("near-vanishing-limit",
             [offset](Altered& m) {
               m.limit = [offset](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 return f.sign() > 0 ? r.encoder_limit(o, l, f, d) : exact(offset, d);
               };
             }),
      mutant("near-rate",
             [factor](Altered& m) {
               m.rate = [factor](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 const Interval right = r.approach_rate(o, l, f, d);
                 return f.sign() > 0 ? times(right, factor) : right;
               };
             }),
      mutant("near-vanishing-rate",
             [offset](Altered& m) {
               m.rate = [offset](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 const Interval right = r.approach_rate(o, l, f, d);
                 return f.sign() > 0 ? right : right + exact(offset, d);
               };
             }),
  };
}

std::vector<Mutant> near_boundaries(const Rational& offset) {
  const Rational factor = 1 + offset;
  const auto window = [factor](std::string name, Objective objective, bool lower) {
    return mutant(std::move(name), [=](Altered& m) {
      m.window = [=](const ReferenceSubject& r, Objective o, Depth l, const Rational& p, const Conflict& c, Digits d) {
        auto right = r.conflict_window(o, l, p, c, d);
        if (right && o == objective)
          (lower ? right->first : right->second) = times(lower ? right->first : right->second, factor);
        return right;
      };
    });
  };
  return {
      mutant("near-jepa-boundary",
             [factor](Altered& m) {
               m.boundary = [factor](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                 return times(r.jepa_rho_boundary(l, p, d), factor);
               };
             }),
      mutant("near-mae-bound",
             [factor](Altered& m) {
               m.fraction_bound = [factor](const ReferenceSubject& r, Depth l, Digits d) {
                 return times(r.mae_fraction_bound(l, d), factor);
               };
             }),
      mutant("near-mae-boundary",
             [factor](Altered& m) {
               m.mae_boundary = [factor](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                 const auto right = r.mae_rho_boundary(l, p, d);
                 return right ? std::optional(times(*right, factor)) : right;
               };
             }),
      window("near-window-start", Objective::jepa, true),
      window("near-window-end", Objective::jepa, false),
      window("near-mae-window-start", Objective::mae, true),
      window("near-mae-window-end", Objective::mae, false),
  };
}

std::vector<Mutant> near_decays(const Rational& offset) {
  const Rational factor = 1 + offset;
  const auto rest = [factor](std::string name, bool stable) {
    return mutant(std::move(name), [=](Altered& m) {
      m.rest = [=](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, const Rational& eta, Digits d) {
        auto right = r.decayed_rest(o, l, f, eta, d);
        if (right) (stable ? right->second : right->first) = times(stable ? right->second : right->first, factor);
        return right;
      };
    });
  };
  return {
      mutant("near-largest-decay",
             [factor](Altered& m) {
               m.decay = [factor](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 return times(r.largest_decay(o, l, f, d), factor);
               };
             }),
      mutant("near-start-decay",
             [factor](Altered& m) {
               m.start_decay = [factor](const ReferenceSubject& r, const ScalarProblem& p, Digits d) {
                 return times(r.largest_decay_of_start(p, d), factor);
               };
             }),
      mutant("near-decay-filter",
             [factor](Altered& m) {
               m.filter = [factor](const ReferenceSubject& r, Objective o, Depth l, const Conflict& c, Digits d) {
                 auto right = r.decay_filter(o, l, c, d);
                 if (right) right->first = times(right->first, factor);
                 return right;
               };
             }),
      mutant("near-decayed-time",
             [factor](Altered& m) {
               m.time_under_decay = [factor](const ReferenceSubject& r, const ScalarProblem& p, const Rational& eta,
                                             const Threshold& t, Digits d) {
                 const auto right = r.decayed_time(p, eta, t, d);
                 return right ? std::optional(times(*right, factor)) : right;
               };
             }),
      rest("near-unstable-start", false),
      rest("near-stable-amplitude", true),
  };
}

std::vector<Mutant> near_lejepa(const Rational& offset) {
  const Rational factor = 1 + offset;
  return {
      mutant("near-sigreg-term",
             [factor](Altered& m) {
               m.second_term = [factor](const ReferenceSubject& r, const LeJepaLoss& l, const Rational& q, Digits d) {
                 return times(r.sigreg_term(l, q, d), factor);
               };
             }),
      mutant("near-lejepa-threshold",
             [factor](Altered& m) {
               m.threshold_in_rho = [factor](const ReferenceSubject& r, const LeJepaLoss& l, Digits d) {
                 return times(r.lejepa_threshold(l, d), factor);
               };
             }),
      mutant("near-batch-variance",
             [factor](Altered& m) {
               m.limit_of_variance = [factor](const ReferenceSubject& r, const LeJepaLoss& l, const Feature& f,
                                              Digits d) -> Time {
                 const Time right = r.lejepa_limit(l, f, d);
                 return right && l.batch() ? Time(times(*right, factor)) : right;
               };
             }),
      mutant("near-lejepa-limit",
             [factor](Altered& m) {
               m.limit_of_variance = [factor](const ReferenceSubject& r, const LeJepaLoss& l, const Feature& f,
                                              Digits d) -> Time {
                 const Time right = r.lejepa_limit(l, f, d);
                 return right && !l.batch() ? Time(times(*right, factor)) : right;
               };
             }),
      mutant("near-lejepa-time",
             [factor](Altered& m) {
               m.time_of_variance = [factor](const ReferenceSubject& r, const LeJepaProblem& p, const Threshold& t,
                                             Digits d) -> Time {
                 const Time right = r.lejepa_time(p, t, d);
                 return right ? Time(times(*right, factor)) : right;
               };
             }),
      mutant("near-slow-average",
             [factor](Altered& m) {
               m.slow_time = [factor](const ReferenceSubject& r, const ScalarProblem& p, const Rational& fraction,
                                      Digits d) -> Time {
                 const Time right = r.slow_average_time(p, fraction, d);
                 return right ? Time(times(*right, factor)) : right;
               };
             }),
  };
}

}  // namespace

std::vector<Mutant> near_mutants(const Rational& offset) {
  std::vector<Mutant> mutants;
  for (auto family :
       {near_times, near_amplitudes, near_limits, near_boundaries, near_matrix_mutants, near_decays, near_lejepa}) {
    for (Mutant& one : family(offset)) mutants.push_back(std::move(one));
  }
  return mutants;
}

}  // namespace jepa_oracle::mutants
