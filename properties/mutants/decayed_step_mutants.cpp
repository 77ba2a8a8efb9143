// Implementations of a step with weight decay, each one mistake away from the reference: right fields, wrong steps.
#include <functional>

#include "jepa_oracle/family_field.h"
#include "mutants/mutants.h"

namespace jepa_oracle::mutants {
namespace {

using Weights = Network<Rational>;

/// What a wrong step may look at.
struct DecayedStep {
  Objective objective;
  const Rational& decay;
  const Weights& now;
  const Moments<Rational>& moments;
  const Rational& rate;

  /// Of the loss alone.
  Weights direction(const Weights& at) const { return family_field({objective}, at, moments); }
  Weights without_decay() const { return moved(now, direction(now), rate); }
  /// (1 - part) times the weights.
  static Weights shrunk(const Weights& weights, const Rational& part) {
    return moved(weights, weights, Rational(-part));
  }
};

using Next = std::function<Weights(const DecayedStep&)>;

struct DecayedStepMutant : properties::ReferenceSubject {
  std::string label;
  Next next;

  std::string name() const override { return label; }
  Weights family_step(Objective objective, const Rational& decay, const Weights& network,
                      const Moments<Rational>& moments, const Rational& rate) const override {
    return next({objective, decay, network, moments, rate});
  }
};

Mutant step_mutant(std::string name, Next next) {
  auto subject = std::make_shared<DecayedStepMutant>();
  subject->label = name;
  subject->next = std::move(next);
  return mutant_of(std::move(name), std::move(subject), overridden_questions<DecayedStepMutant>());
}

}  // namespace

std::vector<Mutant> decayed_step_mutants() {
  return {
      step_mutant("decay-without-rate",
                  [](const DecayedStep& s) { return moved(s.without_decay(), s.now, Rational(-s.decay)); }),
      step_mutant(
          "decay-with-rate-squared",
          [](const DecayedStep& s) { return moved(s.without_decay(), s.now, Rational(-s.decay * s.rate * s.rate)); }),
      step_mutant("decay-after-step",
                  [](const DecayedStep& s) { return s.shrunk(s.without_decay(), Rational(s.rate * s.decay)); }),
      step_mutant("decay-before-gradient",
                  [](const DecayedStep& s) {
                    const Weights before = s.shrunk(s.now, Rational(s.rate * s.decay));
                    return moved(before, s.direction(before), s.rate);
                  }),
      step_mutant("weight-decay-ignored/step", [](const DecayedStep& s) { return s.without_decay(); }),
  };
}

}  // namespace jepa_oracle::mutants
