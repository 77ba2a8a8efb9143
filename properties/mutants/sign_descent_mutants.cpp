// Implementations of sign descent, each one mistake away from the reference.
#include <functional>

#include "jepa_oracle/family_field.h"
#include "mutants/mutants.h"

namespace jepa_oracle::mutants {
namespace {

using Weights = Network<Rational>;
using Signs = std::function<void(Matrix<Rational>&)>;

/// Gradients are longer than weights by the factor 2 (L + M) - 1: exact states would be too long after a few steps.
/// What is rounded makes no difference to a mistake.
void shorten(Matrix<Rational>& matrix) {
  constexpr Bits kBits = 64;
  for (Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = Real(matrix.data()[i], kBits).to_rational();
}

/// Weights whose next step would raise them to the power 2 (L + M) - 1 once too often stay where they are.
bool is_divergent(const Weights& weights) {
  const Rational most = power(Rational(2), 64);
  bool found = false;
  for_each_matrix(weights, [&](const Matrix<Rational>& matrix) {
    for (Index i = 0; i < matrix.size(); ++i) found = found || abs(matrix.data()[i]) > most;
  });
  return found;
}

/// Steps of the rate along what `signs` makes of every matrix of the direction of descent.
std::vector<Weights> descended(const Signs& signs, Objective objective, const Weights& start,
                               const Moments<Rational>& moments, const Rational& rate, long steps) {
  std::vector<Weights> states{start};
  for (long step = 0; step < steps; ++step) {
    if (is_divergent(states.back())) {
      states.push_back(states.back());
      continue;
    }
    Weights direction = family_field({objective}, states.back(), moments);
    for_each_matrix(direction, signs);
    for_each_matrix(direction, shorten);
    states.push_back(moved(states.back(), direction, rate));
  }
  return states;
}

struct SignMutant : properties::ReferenceSubject {
  using Descent =
      std::function<std::vector<Weights>(Objective, const Weights&, const Moments<Rational>&, const Rational&, long)>;
  std::string label;
  Descent altered;

  std::string name() const override { return label; }
  std::vector<Weights> sign_descent(Objective objective, const Weights& start, const Moments<Rational>& moments,
                                    const Rational& rate, long steps) const override {
    return altered(objective, start, moments, rate, steps);
  }
};

Mutant sign_mutant(std::string name, SignMutant::Descent altered) {
  auto subject = std::make_shared<SignMutant>();
  subject->label = name;
  subject->altered = std::move(altered);
  return mutant_of(std::move(name), std::move(subject), overridden_questions<SignMutant>());
}

Mutant sign_mutant(std::string name, const Signs& signs) {
  return sign_mutant(std::move(name), [signs](Objective objective, const Weights& start,
                                              const Moments<Rational>& moments, const Rational& rate, long steps) {
    return descended(signs, objective, start, moments, rate, steps);
  });
}

/// By the largest entry, which is 1 then.
void normalise(Matrix<Rational>& matrix) {
  Rational largest = 0;
  for (Index i = 0; i < matrix.size(); ++i) largest = std::max(largest, Rational(abs(matrix.data()[i])));
  if (largest != 0) matrix *= Rational(1 / largest);
}

void take_signs_without_zero(Matrix<Rational>& matrix) {
  for (Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = matrix.data()[i] < 0 ? -1 : 1;
}

}  // namespace

std::vector<Mutant> sign_descent_mutants() {
  return {
      sign_mutant("gradient-in-place-of-signs", [](Matrix<Rational>&) {}),
      sign_mutant("normalised-gradient/signs", normalise),
      sign_mutant("sign-of-zero-is-one", take_signs_without_zero),
      sign_mutant("first-step-lost/signs",
                  [](Objective objective, const Weights& start, const Moments<Rational>& moments, const Rational& rate,
                     long steps) {
                    std::vector<Weights> states =
                        properties::ReferenceSubject().sign_descent(objective, start, moments, rate, steps);
                    states.insert(states.begin(), start);
                    states.pop_back();
                    return states;
                  }),
  };
}

}  // namespace jepa_oracle::mutants
