// TargetNetwork.SlowAverageErasesOrder: a target that follows the encoder slowly. Proof: proofs-notes/target-network.md
#include <algorithm>

#include "scenarios/family_scenario.h"
#include "scenarios/matrix_flow.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

const Digits kSlowDigits(kCheckDigits);
/// Flows are followed where the fast equation has relaxed so many times at most, and for few layers.
constexpr long kLongestFlow = 3'000;
constexpr long kDeepestFlow = 4;

/// One of two features under a slow average, in the notation of the note: F(0) = E(0) = epsilon = w0^L, p = q^L.
struct SlowFeature {
  Depth depth;
  Rational lambda, rho, q, w0;

  long layers() const { return depth.layers(); }
  Rational epsilon() const { return power(w0, layers()); }
  Interval x() const { return power(root(exact(w0 / rho), static_cast<unsigned long>(layers() + 1)), layers()); }
  Rational level() const { return power(q * rho, layers()); }
  /// A = (L+1) lambda epsilon^(2-1/L)
  Rational start_rate() const { return (layers() + 1) * lambda * power(w0, 2 * layers() - 1); }

  /// (L+1) ln((1-x) / (1-q))
  Interval limit() const { return log((Interval(1) - x()) / exact(1 - q)) * (layers() + 1); }

  /// Upper bound of beta t; nothing where it does not apply.
  std::optional<Interval> upper_bound(const Rational& beta) const {
    const Interval delta = exact(2 * beta / start_rate()) * (Interval(1) / x() - Interval(1));
    if (!certainly_less(delta, exact(1 - q))) return std::nullopt;
    const Interval part = Interval(1) - delta;
    const Interval shrunk = power(root(part, static_cast<unsigned long>(layers() + 1)), layers());
    if (!certainly_less(x(), shrunk)) return std::nullopt;
    const Interval rise = exact(2 * beta / start_rate()) * log(exact(rho / w0) / delta);  // beta T_0
    const Interval rest = (Interval(1) - x() / shrunk) / (Interval(1) - exact(q) / part);
    return rise + log(rest) * (layers() + 1);
  }

  ScalarProblem problem() const {
    return {Objective::jepa, depth, Feature::with_rho(lambda, rho), Initialisation::of_layer(w0)};
  }
};

/// rho1 > rho2, one start, below the threshold of both.
std::pair<SlowFeature, SlowFeature> slow_features_of(const Instance& instance) {
  const Depth depth = instance.depth();
  const Rational q = instance.number("fraction");
  const Rational rho2 = instance.number("rho");
  const Rational lambda1 = instance.number("lambda");
  const long layers = depth.layers();
  // x2 = start q: w0 = rho2 x2^((L+1)/L)
  const Rational x2 = instance.number("start") * q;
  const Rational w0 = below(root(exact(power(x2, layers + 1)), static_cast<unsigned long>(layers))) * rho2;
  return {{depth, lambda1, rho2 * (1 + instance.number("excess")), q, w0},
          {depth, lambda1 * instance.number("lambda_ratio"), rho2, q, w0}};
}

/// The encoder amplitude of a network of one feature, with the digits that a flow has.
Interval amplitude_of(const RealNetwork& network) {
  const Interval error = exact(power(Rational(10), 1 - kFlowDigits));
  Interval amplitude(1);
  for (const Matrix<Real>& layer : network.layers) {
    amplitude = amplitude * Interval(layer(0, 0)) * (Interval(1) + hull(-error, error));
  }
  return amplitude;
}

/// How often the fast equation relaxes before the upper bound of t.
Rational relaxations(const SlowFeature& feature, const Rational& beta) {
  const long layers = feature.layers();
  const Rational fastest = (layers + 1) * feature.lambda * power(feature.rho, 2 * layers - 1);
  return fastest * above(*feature.upper_bound(beta)) / beta;
}

/// The slowest average from `beta` on that has bounds and a short flow.
std::optional<Rational> followed_rate(const SlowFeature& feature, Rational beta) {
  for (; feature.upper_bound(beta); beta *= 2) {
    if (relaxations(feature, beta) <= kLongestFlow) return beta;
  }
  return std::nullopt;
}

/// The flow at the rate beta: u is below its threshold at the lower bound of t and above it at the upper one.
void require_flow(Judgement& judgement, const Subject& subject, const SlowFeature& feature, const Rational& beta) {
  const RationalMatrix layer = diagonal<Rational>({feature.w0});
  const RationalNetwork start{std::vector<RationalMatrix>(static_cast<std::size_t>(feature.layers()), layer), layer};
  const RationalMoments moments = diagonal_moments({feature.lambda}, {feature.lambda / feature.rho});
  const auto flow =
      flow_of(judgement, subject, TargetRule::moving_average(beta), start, moments,
              {below(feature.limit()) / beta, above(*feature.upper_bound(beta)) / beta});
  const Interval level = exact(feature.level());
  judgement.require_less("u below p rho^L at the lower bound of t", amplitude_of(flow[0]), level);
  judgement.require_less("p rho^L below u at the upper bound of t", level, amplitude_of(flow[1]));
}

Judgement slow_average_erases_order(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const auto [first, second] = slow_features_of(instance);
  for (const SlowFeature* feature : {&first, &second}) {
    const auto limit = subject.slow_average_time(feature->problem(), power(feature->q, feature->layers()), kSlowDigits);
    judgement.require_answer("the threshold under a slow average", limit.has_value());
    if (limit) judgement.require_same("beta t for slow averages", *limit, feature->limit());
  }
  if (judgement.verdict() != Verdict::holds) return judgement;

  Rational beta = std::min(first.start_rate(), second.start_rate());
  for (int halvings = 0;; ++halvings) {
    const auto bound = second.upper_bound(beta);
    if (bound && first.upper_bound(beta) && certainly_less(*bound, first.limit())) break;
    if (halvings == 400) {
      judgement.leave_undecided("the bounds do not separate the features");
      return judgement;
    }
    beta /= 2;
  }
  judgement.require_less("beta t: the smaller rho is first", *second.upper_bound(beta), first.limit());
  for (const SlowFeature* feature : {&first, &second}) {
    const auto rate = feature->layers() <= kDeepestFlow ? followed_rate(*feature, beta) : std::nullopt;
    if (!rate) continue;
    judgement.label("a flow");
    require_flow(judgement, subject, *feature, *rate);
  }
  return judgement;
}

/// Starts so near their thresholds that every one of them has a flow.
std::vector<Instance> flows_there_are() {
  return {instance_of({{"depth", "1"}, {"lambda", "1"}, {"lambda_ratio", "2"}, {"rho", "0.9"}, {"excess", "1"},
                       {"fraction", "0.5"}, {"start", "0.5"}}),
          instance_of({{"depth", "2"}, {"lambda", "0.1"}, {"lambda_ratio", "1"}, {"rho", "0.9"}, {"excess", "0.1"},
                       {"fraction", "0.8"}, {"start", "0.8"}}),
          instance_of({{"depth", "3"}, {"lambda", "0.1"}, {"lambda_ratio", "10"}, {"rho", "0.9"}, {"excess", "0.1"},
                       {"fraction", "0.9"}, {"start", "0.9"}})};
}

}  // namespace

std::vector<Claim> slow_average_claims() {
  return {refined({"TargetNetwork.SlowAverageErasesOrder",
                   {depth_field(), positive("lambda", -1, 1), positive("lambda_ratio", -1, 1), positive("rho", -1, 1),
                    positive("excess", -1, 1), fraction("fraction", 2), fraction("start", 2)},
                   slow_average_erases_order,
                   flows_there_are(),
                   {"a flow"}})};
}

}  // namespace jepa_oracle::properties
