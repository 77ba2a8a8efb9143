#include "mutants/near_mutants.h"

#include "jepa_oracle/data_model.h"
#include "mutants/altered_subject.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;
using Time = std::optional<Interval>;

Interval times(const Interval& x, const Rational& factor) {
  return x * Interval(factor, x.precision() + 64);
}

/// Below the limit, above it, or on the way to 0.
enum class Course { growing, settling, vanishing };

Course course_of(const ScalarProblem& p) {
  if (p.feature.sign() <= 0) return Course::vanishing;
  const Interval limit =
      properties::ReferenceSubject().encoder_limit(p.objective, p.depth, p.feature, Digits(30));
  return certainly_less(limit, Interval(p.initial_amplitude(), 128)) ? Course::settling : Course::growing;
}

std::vector<Mutant> near_times(const Rational& offset) {
  const Rational factor = 1 + offset;
  const auto time = [factor](std::string name, std::string mistake, auto applies) {
    return mutant(std::move(name), std::move(mistake), [=](Altered& m) {
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
      time("near-jepa-time", "JEPA's times to a fraction are slightly off", of_fraction(Objective::jepa)),
      time("near-mae-time", "MAE's times to a fraction are slightly off", of_fraction(Objective::mae)),
      time("near-paper-time", "paper times are slightly off",
           [](const ScalarProblem&, const Threshold&, TimeConvention c) { return c == TimeConvention::paper; }),
      time("near-level-time", "times to a level below the limit are slightly off", of_level(Course::growing)),
      time("near-settling-time", "times down to a level above the limit are slightly off",
           of_level(Course::settling)),
      time("near-vanishing-time", "times where lambda <= 0 are slightly off", of_level(Course::vanishing)),
  };
}

std::vector<Mutant> near_amplitudes(const Rational& offset) {
  const Rational factor = 1 + offset;
  const auto amplitude = [factor](std::string name, std::string mistake, auto applies) {
    return mutant(std::move(name), std::move(mistake), [=](Altered& m) {
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
      amplitude("near-amplitude", "amplitudes below the limit are slightly off", on(Course::growing)),
      amplitude("near-settling-amplitude", "amplitudes above the limit are slightly off", on(Course::settling)),
      amplitude("near-vanishing-amplitude", "amplitudes where lambda <= 0 are slightly off", on(Course::vanishing)),
      amplitude("near-start", "the amplitude at time 0 is slightly off the start",
                [](const ScalarProblem&, const Rational& at) { return at == 0; }),
  };
}

std::vector<Mutant> near_limits(const Rational& offset) {
  const Rational factor = 1 + offset;
  const auto limit = [factor](std::string name, std::string mistake, Objective objective) {
    return mutant(std::move(name), std::move(mistake), [=](Altered& m) {
      m.limit = [=](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
        const Interval right = r.encoder_limit(o, l, f, d);
        return o == objective ? times(right, factor) : right;
      };
    });
  };
  return {
      limit("near-jepa-limit", "JEPA's limit is slightly off", Objective::jepa),
      limit("near-mae-limit", "MAE's limit is slightly off", Objective::mae),
      mutant("near-vanishing-limit", "where lambda <= 0 the limit is slightly above 0",
             [offset](Altered& m) {
               m.limit = [offset](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 return f.sign() > 0 ? r.encoder_limit(o, l, f, d) : exact(offset, d);
               };
             }),
      mutant("near-rate", "the rate of approach to the limit is slightly off",
             [factor](Altered& m) {
               m.rate = [factor](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 const Interval right = r.approach_rate(o, l, f, d);
                 return f.sign() > 0 ? times(right, factor) : right;
               };
             }),
      mutant("near-vanishing-rate", "where lambda <= 0 the rate of approach to 0 is slightly off",
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
  const auto window = [factor](std::string name, std::string mistake, Objective objective, bool lower) {
    return mutant(std::move(name), std::move(mistake), [=](Altered& m) {
      m.window = [=](const ReferenceSubject& r, Objective o, Depth l, const Rational& p, const Conflict& c, Digits d) {
        auto right = r.conflict_window(o, l, p, c, d);
        if (right && o == objective) (lower ? right->first : right->second) = times(lower ? right->first : right->second, factor);
        return right;
      };
    });
  };
  return {
      mutant("near-jepa-boundary", "s* is slightly off",
             [factor](Altered& m) {
               m.boundary = [factor](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                 return times(r.jepa_rho_boundary(l, p, d), factor);
               };
             }),
      mutant("near-mae-bound", "p0 is slightly off",
             [factor](Altered& m) {
               m.fraction_bound = [factor](const ReferenceSubject& r, Depth l, Digits d) {
                 return times(r.mae_fraction_bound(l, d), factor);
               };
             }),
      mutant("near-mae-boundary", "the MAE boundary is slightly off",
             [factor](Altered& m) {
               m.mae_boundary = [factor](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                 const auto right = r.mae_rho_boundary(l, p, d);
                 return right ? std::optional(times(*right, factor)) : right;
               };
             }),
      window("near-window-start", "the lower end of JEPA's window is slightly off", Objective::jepa, true),
      window("near-window-end", "the upper end of JEPA's window is slightly off", Objective::jepa, false),
      window("near-mae-window-start", "the lower end of MAE's window is slightly off", Objective::mae, true),
      window("near-mae-window-end", "the upper end of MAE's window is slightly off", Objective::mae, false),
  };
}

/// Networks, moments and features off by a factor where `off` is asked.
struct NearMatrices : ReferenceSubject {
  std::string label;
  Question off{};
  Rational offset;

  std::string name() const override { return label; }
  Network<Rational> grown(const Network<Rational>& network) const { return moved(network, network, offset); }
  Moments<Rational> grown(Moments<Rational> moments) const {
    moments.syx *= Rational(1 + offset);
    return moments;
  }
  Network<Rational> field(const Target<Rational>& t, const Network<Rational>& n,
                          const Moments<Rational>& m) const override {
    const auto right = ReferenceSubject::field(t, n, m);
    return off == Question::field ? grown(right) : right;
  }
  Network<Rational> step(const Target<Rational>& t, const Network<Rational>& n, const Moments<Rational>& m,
                         const Rational& rate) const override {
    const auto right = ReferenceSubject::step(t, n, m, rate);
    return off == Question::step ? grown(right) : right;
  }
  std::vector<properties::RecordedStep> descend(const Target<Rational>& t, const Network<Rational>& n,
                                                const Moments<Rational>& m, const Rational& rate, long steps,
                                                long every) const override {
    auto right = ReferenceSubject::descend(t, n, m, rate, steps, every);
    if (off == Question::descend) right.back().network = grown(right.back().network);
    return right;
  }
  std::vector<Network<Real>> flow(const TargetRule& rule, const Network<Rational>& start, const Moments<Rational>& m,
                                  const std::vector<Rational>& at, Digits d) const override {
    auto right = ReferenceSubject::flow(rule, start, m, at, d);
    if (off != Question::flow) return right;
    for (auto& network : right) network = moved(network, network, Real(offset, d.working_bits()));
    return right;
  }
  Moments<Rational> model_moments(const DataModel& model) const override {
    const auto right = ReferenceSubject::model_moments(model);
    return off == Question::model_moments ? grown(right) : right;
  }
  std::vector<Feature> model_features(const DataModel& model) const override {
    auto right = ReferenceSubject::model_features(model);
    if (off != Question::model_features) return right;
    for (Feature& f : right) f = Feature::with_variance(f.lambda(), f.variance() * (1 + offset));
    return right;
  }
  Moments<Rational> estimated_moments(const Samples<Rational>& pairs) const override {
    const auto right = ReferenceSubject::estimated_moments(pairs);
    return off == Question::estimated_moments ? grown(right) : right;
  }
};

std::vector<Mutant> near_matrices(const Rational& offset) {
  const auto near = [&offset](std::string name, std::string mistake, Question off) {
    auto subject = std::make_shared<NearMatrices>();
    subject->label = name;
    subject->off = off;
    subject->offset = offset;
    Questions altered{off};
    if (off == Question::step) altered.insert(Question::descend);
    return Mutant{std::move(name), std::move(mistake), std::move(subject), std::move(altered)};
  };
  return {
      near("near-field", "the field of a network is slightly off", Question::field),
      near("near-step", "a step of descent is slightly off", Question::step),
      near("near-descent", "the last state of a descent is slightly off", Question::descend),
      near("near-flow", "the flow of a network is slightly off", Question::flow),
      near("near-model-moments", "E[y x'] of a model of data is slightly off", Question::model_moments),
      near("near-model-features", "the variances of a model's features are slightly off", Question::model_features),
      near("near-estimate", "the estimate of E[y x'] is slightly off", Question::estimated_moments),
  };
}

}  // namespace

std::vector<Mutant> near_mutants(const Rational& offset) {
  std::vector<Mutant> mutants;
  for (auto family : {near_times, near_amplitudes, near_limits, near_boundaries, near_matrices}) {
    for (Mutant& one : family(offset)) mutants.push_back(std::move(one));
  }
  return mutants;
}

}  // namespace jepa_oracle::mutants
