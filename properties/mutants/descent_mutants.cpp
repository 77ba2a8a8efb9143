// Implementations of gradient descent, each one mistake away from the reference: right fields, wrong trajectories.
#include <functional>

#include "jepa_oracle/descent_field.h"
#include "mutants/mutants.h"
#include "scenarios/matrix_calculus.h"

namespace jepa_oracle::mutants {
namespace {

using properties::RationalMatrix;
using properties::RationalMoments;
using properties::RationalNetwork;
using properties::RationalTarget;
using properties::RecordedStep;

/// What a wrong run may look at.
struct Run {
  RationalTarget target;
  RationalMoments moments;
  Rational rate;
  std::vector<RationalNetwork> states;  ///< all so far, the start first

  const RationalNetwork& now() const { return states.back(); }
  RationalNetwork direction(const RationalNetwork& at) const { return descent_field(at, target, moments); }
  RationalNetwork direction_towards(const RationalTarget& other) const { return descent_field(now(), other, moments); }
  bool is_jepa() const { return target.is_current_encoder(); }
};

using Next = std::function<RationalNetwork(const Run&)>;

struct DescentMutant : properties::ReferenceSubject {
  std::string label;
  Next next;

  std::string name() const override { return label; }
  RationalNetwork step(const RationalTarget& target, const RationalNetwork& network, const RationalMoments& moments,
                       const Rational& rate) const override {
    return next({target, moments, rate, {network}});
  }
  std::vector<RecordedStep> descend(const RationalTarget& target, const RationalNetwork& network,
                                    const RationalMoments& moments, const Rational& rate, long steps,
                                    long every) const override {
    Run run{target, moments, rate, {network}};
    std::vector<RecordedStep> trajectory{{0, network}};
    for (long done = 1; done <= steps; ++done) {
      run.states.push_back(next(run));
      if (done % every == 0 || done == steps) trajectory.push_back({done, run.now()});
    }
    return trajectory;
  }
};

Mutant mutant(std::string name, Next next) {
  auto subject = std::make_shared<DescentMutant>();
  subject->label = name;
  subject->next = std::move(next);
  return mutant_of(std::move(name), std::move(subject), overridden_questions<DescentMutant>());
}

RationalNetwork difference(const RationalNetwork& a, const RationalNetwork& b) { return moved(a, b, Rational(-1)); }

/// The encoder's exponential moving average over the states so far, with the part `beta` of the newest.
RationalMatrix average_encoder(const Run& run, const Rational& beta) {
  RationalMatrix average = encoder(run.states.front());
  for (std::size_t i = 1; i < run.states.size(); ++i) {
    average += RationalMatrix(RationalMatrix(encoder(run.states[i]) - average) * beta);
  }
  return average;
}

RationalNetwork with_average(const Run& run, const Rational& beta) {
  const RationalTarget target = run.is_jepa() ? RationalTarget::fixed(average_encoder(run, beta)) : run.target;
  return moved(run.now(), run.direction_towards(target), run.rate);
}

/// v <- momentum v + D and W <- W + rate (D + momentum v), as optimisers of deep learning have it.
RationalNetwork nesterov(const Run& run, const Rational& momentum) {
  RationalNetwork velocity = difference(run.now(), run.now());
  for (const RationalNetwork& state : run.states) {
    velocity = moved(run.direction(state), velocity, momentum);
  }
  return moved(run.now(), moved(run.direction(run.now()), velocity, momentum), run.rate);
}

RationalNetwork clipped(RationalNetwork direction) {
  const auto clip = [](RationalMatrix& m) {
    for (Index i = 0; i < m.size(); ++i) m.data()[i] = std::clamp(m.data()[i], Rational(-1), Rational(1));
  };
  for (RationalMatrix& layer : direction.layers) clip(layer);
  clip(direction.top());
  return direction;
}

std::vector<Mutant> wrong_targets() {
  return {
      mutant("frozen-target/descent",
             [](const Run& run) {
               const auto target = run.is_jepa() ? RationalTarget::fixed(encoder(run.states.front())) : run.target;
               return moved(run.now(), run.direction_towards(target), run.rate);
             }),
      mutant("averaged-target/one-tenth", [](const Run& run) { return with_average(run, Rational(1, 10)); }),
      mutant("averaged-target/one-half", [](const Run& run) { return with_average(run, Rational(1, 2)); }),
      mutant("target-one-step-old",
             [](const Run& run) {
               const auto& before = run.states.size() > 1 ? run.states[run.states.size() - 2] : run.now();
               const auto target = run.is_jepa() ? RationalTarget::fixed(encoder(before)) : run.target;
               return moved(run.now(), run.direction_towards(target), run.rate);
             }),
  };
}

std::vector<Mutant> wrong_rules() {
  return {
      mutant("momentum/nine-tenths",
             [](const Run& run) {
               RationalNetwork next = moved(run.now(), run.direction(run.now()), run.rate);
               if (run.states.size() < 2) return next;
               return moved(next, difference(run.now(), run.states[run.states.size() - 2]), Rational(9, 10));
             }),
      mutant("momentum/one-half",
             [](const Run& run) {
               RationalNetwork next = moved(run.now(), run.direction(run.now()), run.rate);
               if (run.states.size() < 2) return next;
               return moved(next, difference(run.now(), run.states[run.states.size() - 2]), Rational(1, 2));
             }),
      mutant("nesterov", [](const Run& run) { return nesterov(run, Rational(9, 10)); }),
      mutant("stale-gradient",
             [](const Run& run) {
               const auto& before = run.states.size() > 1 ? run.states[run.states.size() - 2] : run.now();
               return moved(run.now(), run.direction(before), run.rate);
             }),
      mutant("gradients-accumulate",
             [](const Run& run) {
               RationalNetwork next = run.now();
               for (const RationalNetwork& state : run.states) next = moved(next, run.direction(state), run.rate);
               return next;
             }),
      mutant("first-step-lost",
             [](const Run& run) {
               if (run.states.size() == 1) return run.now();
               return moved(run.now(), run.direction(run.now()), run.rate);
             }),
      mutant("gradient-clipping",
             [](const Run& run) { return moved(run.now(), clipped(run.direction(run.now())), run.rate); }),
      mutant("learning-rate-decay",
             [](const Run& run) {
               return moved(run.now(), run.direction(run.now()),
                            Rational(run.rate / static_cast<long>(run.states.size())));
             }),
      mutant("learning-rate-drop",
             [](const Run& run) {
               const Rational rate = run.states.size() > 4 ? Rational(run.rate / 10) : run.rate;
               return moved(run.now(), run.direction(run.now()), rate);
             }),
      mutant("learning-rate-doubled",
             [](const Run& run) { return moved(run.now(), run.direction(run.now()), Rational(2 * run.rate)); }),
      mutant("layers-in-turn",
             [](const Run& run) {
               RationalNetwork next = run.now();
               for (std::size_t a = 0; a < next.layers.size(); ++a) {
                 next.layers[a] += RationalMatrix(run.direction(next).layers[a] * run.rate);
               }
               next.top() += RationalMatrix(run.direction(run.now()).top() * run.rate);
               return next;
             }),
      mutant("predictor-first/descent",
             [](const Run& run) {
               RationalNetwork next = run.now();
               next.top() += RationalMatrix(run.direction(next).top() * run.rate);
               const RationalNetwork direction = run.direction(next);
               for (std::size_t a = 0; a < next.layers.size(); ++a) {
                 next.layers[a] += RationalMatrix(direction.layers[a] * run.rate);
               }
               return next;
             }),
  };
}

}  // namespace

std::vector<Mutant> descent_mutants() {
  std::vector<Mutant> mutants;
  for (auto family : {wrong_targets, wrong_rules}) {
    for (Mutant& one : family()) mutants.push_back(std::move(one));
  }
  return mutants;
}

}  // namespace jepa_oracle::mutants
