// Family Descent: what finite steps do. Proofs: proofs-notes/descent.md
#include <fmt/format.h>

#include "jepa_oracle/gradient_flow.h"
#include "matrix_flow.h"

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
  const Rational rho = objective == Objective::jepa ? limit : power(limit, depth + 1);
  const Rational approach = objective == Objective::jepa ? Rational(lambda * power(rho, 2 * depth - 1))
                                                         : Rational(lambda * (depth + 1) * power(limit, depth - 1));
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
    // w+ - w* = (w - w*) (1 - (eta r / m) (s^a + ... + s^(a+m-1))) at w = s w*, with a = 2L, m = 1 (JEPA) or a = L, m =
    // L+1 (MAE)
    const long m = objective == Objective::jepa ? 1 : depth + 1;
    Rational sum = 0;
    for (long j = 0; j < m; ++j) sum += power(Rational(1 + s), (objective == Objective::jepa ? 2 : 1) * depth + j);
    judgement.require_equal("distance to the limit after a step", next.top(0, 0) - limit,
                            limit * s * (1 - 2 * f * sum / m));
    const Rational before = boost::multiprecision::abs(Rational(limit * s));
    for (const Rational& w : {next.top(0, 0), next.layers.front()(0, 0)}) {
      const Rational after = boost::multiprecision::abs(Rational(w - limit));
      judgement.require(fmt::format("a step from {} off {}", to_fraction(limit * s), stable ? "contracts" : "expands"),
                        stable ? after < before : after > before);
    }
  }
  return judgement;
}

constexpr Bits kBits = 192;
/// Errors of first order are at least time^2 / 1000 > 4e-30 at the shortest time, (3^-15 / 10^6): 40 digits of entries
/// below 1 move them by less than 3e-11 of their size, far less than the hundredth that is left open.
const Digits kFlowDigits(40);

/// Largest distance between two networks.
Real distance(const Network<Real>& a, const Network<Real>& b) {
  Real largest = max_abs(Matrix<Real>(a.top - b.top));
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    const Real here = max_abs(Matrix<Real>(a.layers[i] - b.layers[i]));
    if (largest < here) largest = here;
  }
  return largest;
}

/// At equal time, two steps against four: the distance to the flow halves. The time is so short that the next order
/// changes the quotient by less than a hundredth.
Judgement follows_flow(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const RationalNetwork network = network_of(instance, objective);
  const RationalMoments moments = moments_of(instance);
  // Entries are at most spread/2, those of sxx at most 1 + size spread^2 / 4.
  const Rational spread = instance.number("spread");
  const Rational scale = 1 + instance.number("size") * spread * spread / 4;
  const Rational time = power(scale, -3 * (2 * instance.depth().layers() + 1)) / 1'000'000;
  const auto rule = TargetRule::of(objective);
  const Network<Real> flow =
      rounded(gradient_flow({Start::given(network), moments, rule}, {time}, kFlowDigits).front().state.network, kBits);
  const auto error_of = [&](long steps) {
    RationalNetwork descent = network;
    for (long i = 0; i < steps; ++i) {
      descent = step_of(judgement, subject, RationalTarget::of(objective), descent, moments, Rational(time / steps));
    }
    return Interval(distance(rounded(descent, kBits), flow));
  };
  const Interval coarse = error_of(2);
  const Interval fine = error_of(4);
  if (certainly_less(coarse, Interval(Rational(time * time / 1000), kBits))) {
    judgement.label("no error of first order");
    judgement.require_less("four steps", fine, Interval(Rational(time * time / 1000), kBits));
    return judgement;
  }
  judgement.label("an error of first order");
  judgement.require_less("error of two steps / error of four", coarse / fine, Interval(Rational(201, 100), kBits));
  judgement.require_less("error of two steps / error of four from below", Interval(Rational(199, 100), kBits),
                         coarse / fine);
  return judgement;
}

}  // namespace

std::vector<Claim> descent_claims() {
  std::vector<Field> short_runs = objective_and_matrix_fields();
  short_runs[1] = choice("depth", {1, 2});
  short_runs[2] = choice("size", {1, 2});
  short_runs[5] = choice("spread", {1, 2});
  const std::vector<Field> fields{objective_field(),        choice("depth", {1, 2, 3, 4}), positive("lambda", -1, 1),
                                  positive("limit", -1, 1), part("distance", 3),           choice("beyond", {0, 1})};
  return {
      refined({"Descent.FollowsFlowToFirstOrder", short_runs, follows_flow, {}, {"an error of first order"}}),
      exactly({"Descent.StabilityLimit", fields, stability_limit, {}, {"below the limit", "beyond the limit"}}),
  };
}

}  // namespace jepa_oracle::properties
