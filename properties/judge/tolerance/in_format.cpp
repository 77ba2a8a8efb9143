#include "judge/tolerance/in_format.h"

#include "jepa_oracle/errors.h"

namespace jepa_oracle::properties {

Rational nearest_nonzero(const Rational& value, const NumberFormat& format) {
  Rational result = representable(format.nearest(value), format);
  if (result == 0) throw OutsideFormat("a number underflows " + format.name);
  return result;
}

Moments<Rational> nearest(const Moments<Rational>& moments, const NumberFormat& format) {
  return {representable(nearest(moments.sxx, format), format), representable(nearest(moments.syx, format), format)};
}

ScalarProblem nearest(const ScalarProblem& problem, const NumberFormat& format) {
  if (problem.feature.sign() == 0) throw Absent(kNoZeroLambda);
  try {
    return {problem.objective, problem.depth,
            Feature::with_rho(nearest_nonzero(problem.feature.lambda(), format),
                              nearest_nonzero(problem.feature.rho(), format)),
            Initialisation::of_encoder(nearest_nonzero(problem.initial_amplitude(), format))};
  } catch (const InvalidProblem& error) {
    throw OutsideFormat(error.what());
  }
}

bool same(const Network<Rational>& a, const Network<Rational>& b) {
  return a.layers == b.layers && a.top_layers == b.top_layers;
}

bool same(const Moments<Rational>& a, const Moments<Rational>& b) { return a.sxx == b.sxx && a.syx == b.syx; }

bool same(const ScalarProblem& a, const ScalarProblem& b) {
  return a.feature == b.feature && a.initial_amplitude() == b.initial_amplitude();
}

}  // namespace jepa_oracle::properties
