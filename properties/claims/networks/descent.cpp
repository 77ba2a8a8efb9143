// Family Descent: what finite steps do. Proofs: proofs-notes/descent.md
#include <fmt/format.h>

#include "claims/networks/descent_claims.h"
#include "scenarios/curve_powers.h"
#include "scenarios/matrix_scenario.h"

namespace jepa_oracle::properties {
namespace {

/// On the balanced line, from w* (1 + s) with the rate f times the limit 2/(approach rate), one step brings the weight
/// nearer to w* iff f < 1. |s| is so small that the velocity there is within the factor f of its linear part.
Judgement stability_limit(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const long depth = instance.depth().layers();
  const Rational lambda = instance.number("lambda");
  const Rational limit = instance.number("limit");  // w* of a layer: rational for both objectives
  const auto [a, m] = curve_powers(objective, instance.depth());
  const Rational rho = power(limit, m);
  const Rational approach = lambda * m * power(limit, a - 1);
  const bool stable = instance.number("beyond") == 0;
  const Rational distance = instance.number("distance");
  const Rational f = stable ? Rational(1 - distance) : Rational(1 + distance);
  judgement.label(stable ? "below the limit" : "beyond the limit");
  const RationalMoments moments = diagonal_moments({lambda}, {Rational(lambda / rho)});
  const Rational size = distance / (4 * depth * (1 + distance));
  for (const Rational& s : {size, Rational(-size)}) {
    const RationalMatrix start = diagonal<Rational>({Rational(limit * (1 + s))});
    const RationalNetwork network{std::vector<RationalMatrix>(static_cast<std::size_t>(depth), start), start};
    const RationalNetwork next =
        step_of(judgement, subject, RationalTarget::of(objective), network, moments, Rational(2 * f / approach));
    // w+ - w* = (w - w*) (1 - (eta r / m) (s^a + ... + s^(a+m-1))) at w = s w*
    Rational sum = 0;
    for (long j = 0; j < m; ++j) sum += power(Rational(1 + s), a + j);
    judgement.require_equal("distance to the limit after a step", next.top()(0, 0) - limit,
                            limit * s * (1 - 2 * f * sum / m));
    const Rational before = boost::multiprecision::abs(Rational(limit * s));
    for (const Rational& w : {next.top()(0, 0), next.layers.front()(0, 0)}) {
      const Rational after = boost::multiprecision::abs(Rational(w - limit));
      judgement.require(fmt::format("a step from {} off {}", to_fraction(limit * s), stable ? "contracts" : "expands"),
                        stable ? after < before : after > before);
    }
  }
  return judgement;
}

}  // namespace

std::vector<Claim> descent_claims() {
  // Exact numbers grow (2L+1)-fold in length with every step, and what is no single step takes several.
  const std::vector<Field> fields{objective_field(),        choice("depth", {1, 2, 3, 4}), positive("lambda", -1, 1),
                                  positive("limit", -1, 1), part("distance", 3),           choice("beyond", {0, 1})};
  return {
      follows_flow_claim(),
      exactly({"Descent.StabilityLimit", fields, stability_limit, {}, {"below the limit", "beyond the limit"}}),
  };
}

}  // namespace jepa_oracle::properties
