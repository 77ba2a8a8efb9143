// Family General: moments without a common basis. Proofs: proofs-notes/general.md
#include <fmt/format.h>

#include "matrix_flow.h"
#include "random_initialisation.h"
#include "small_initialisation.h"

namespace jepa_oracle::properties {
namespace {

RationalTarget current() { return RationalTarget::current_encoder(); }

RationalMatrix regression(const RationalMoments& moments) { return product(moments.syx, inverse(moments.sxx)); }

/// V E - E S; the residual R is this times sxx.
RationalMatrix defect(const RationalNetwork& network, const RationalMoments& moments) {
  const RationalMatrix code = encoder(network);
  return product(network.top, code) - product(code, regression(moments));
}

/// A balanced point is at rest iff R = 0: at `resting` moments it rests, at those of the instance only if R = 0 there.
void require_balanced_rest(Judgement& judgement, const Instance& instance, const Subject& subject,
                           const RationalNetwork& network, const RationalMatrix& s) {
  RationalMoments moments = moments_of(instance);
  const RationalNetwork elsewhere = field_of(judgement, subject, current(), network, moments);
  const bool rests = is_zero(defect(network, moments));
  require_equal(judgement, "top of the field = (E S - V E) sxx E'", elsewhere.top,
                -product_transposed(product(defect(network, moments), moments.sxx), encoder(network)));
  bool moves = !is_zero(elsewhere.top);
  for (const RationalMatrix& layer : elsewhere.layers) moves = moves || !is_zero(layer);
  judgement.require("a balanced point moves unless R = 0", moves != rests);
  if (!rests) judgement.label("a balanced point that moves");
  moments.syx = product(s, moments.sxx);
  moments.syy.reset();
  require_zero(judgement, "V E - E S by construction", defect(network, moments));
  require_equal(judgement, "the field where R = 0", field_of(judgement, subject, current(), network, moments),
                moved(network, network, Rational(-1)));
}

/// (a) R from the field at any weights; (b) balanced points with E invertible, and with E of rank 1, rest iff R = 0.
void require_invariance(Judgement& judgement, const Instance& instance, const Subject& subject) {
  const RationalMoments moments = moments_of(instance);
  const RationalNetwork any = network_of(instance, Objective::jepa);
  require_equal(judgement, "top of the field = (E S - V E) sxx E'",
                field_of(judgement, subject, current(), any, moments).top,
                -product_transposed(product(defect(any, moments), moments.sxx), encoder(any)));
  const auto depth = static_cast<std::size_t>(instance.depth().layers());
  const Index size = moments.size();
  Entries entries(instance, 70);

  // W_a = P symmetric, V = O P: W'W = W W' = V'V = P^2.
  const RationalMatrix factor = entries.invertible(size);
  RationalMatrix signs = identity<Rational>(size);
  for (Index i = 0; i < size; ++i) signs(i, i) = entries.below(2) == 0 ? 1 : -1;
  const RationalMatrix p = product_transposed(product(factor, signs), factor);
  const RationalNetwork invertible{std::vector<RationalMatrix>(depth, p), product(entries.orthogonal(size), p)};
  const RationalMatrix code = encoder(invertible);
  require_balanced_rest(judgement, instance, subject, invertible,
                        product(product(inverse(code), invertible.top), code));

  // W_a = V = c e e': the kernel of E is invariant under S iff e'S = c e'.
  const Rational c = entries.positive();
  const RationalMatrix e = entries.orthogonal(size).col(0);
  const RationalMatrix projection = product_transposed(e, e);
  const RationalMatrix rank_one = projection * c;
  const RationalMatrix other = entries.matrix(size, size);
  require_balanced_rest(judgement, instance, subject, {std::vector<RationalMatrix>(depth, rank_one), rank_one},
                        RationalMatrix(rank_one + other - product(projection, other)));
}

/// What S = B C B^-1 is made of: eigenvalues in 1..2; a complex pair; one negative eigenvalue.
enum class Spectrum { positive, complex, mixed };

struct Trajectory {
  RationalMatrix s;
  std::vector<Rational> traces;  ///< of S on what may stay: everything, or one of two eigenvalues
};

Trajectory trajectory_of(const Instance& instance, Spectrum spectrum) {
  Entries entries(instance, 71);
  const auto half = [&](long from, std::uint64_t count) {
    return Rational(from + static_cast<long>(entries.below(count)), 2);
  };
  RationalMatrix c = diagonal<Rational>({half(2, 3), half(2, 3)});
  if (spectrum == Spectrum::complex) {
    c(0, 0) = c(1, 1) = half(-1, 3);
    c(1, 0) = half(2, 2);
    c(0, 1) = -c(1, 0);
  } else if (spectrum == Spectrum::mixed) {
    c(0, 0) = -half(2, 3);
  }
  const RationalMatrix b = entries.invertible(2);
  std::vector<Rational> traces{c.trace()};
  if (spectrum == Spectrum::mixed) traces = {c(1, 1), c(0, 0)};
  return {product(product(b, c), inverse(b)), std::move(traces)};
}

/// From V = W_a = I, d = 2: |V E - E S| at doubled times. With det S > 0 its quotients fall (faster than any power of
/// time) and the trace of V tends to that of S. With one negative eigenvalue the last is 2^(-L/(2L-1)) at most, as for
/// one feature that collapses, and the trace of V tends to one of the two eigenvalues: the other direction dies.
void require_limit(Judgement& judgement, const Instance& instance, const Subject& subject) {
  const auto kind = static_cast<Spectrum>(numerator(instance.number("spectrum")).convert_to<int>());
  const auto [s, traces] = trajectory_of(instance, kind);
  Entries entries(instance, 72);
  const RationalMatrix g = entries.matrix(2, 2);
  RationalMoments moments{RationalMatrix(product_transposed(g, g) + identity<Rational>(2)), s};
  moments.syx = product(s, moments.sxx);
  const RationalMatrix one = identity<Rational>(2);
  const auto depth = static_cast<std::size_t>(instance.depth().layers());
  const Rational first = kind == Spectrum::positive ? 2 : 4;
  const auto flow =
      flow_of(judgement, subject, TargetRule::of(Objective::jepa), {std::vector<RationalMatrix>(depth, one), one},
              moments, {first, Rational(2 * first), Rational(4 * first)}, kFlowDigits);
  const Matrix<Real> map = rounded(s, kFlowBits);
  std::vector<Interval> residuals;
  for (const RealNetwork& network : flow) {
    const Matrix<Real> code = encoder(network);
    residuals.emplace_back(norm(Matrix<Real>(product(network.top, code) - product(code, map))));
  }
  const RationalMatrix left = product(moments.sxx, moments.syx);
  const bool commute = left == product(moments.syx, moments.sxx);
  judgement.label(kind == Spectrum::mixed     ? "a negative eigenvalue"
                  : kind == Spectrum::complex ? "a complex pair"
                                              : "positive eigenvalues");
  if (!commute) judgement.label("moments that do not commute");
  const Interval floor(power(Rational(10), 3 - kFlowDigits), kFlowBits);
  if (certainly_less(residuals[1], floor)) return judgement.label("nothing left of the digits");
  const Interval q1 = residuals[1] / residuals[0];
  const Interval q2 = residuals[2] / residuals[1];
  judgement.require_less("|V E - E S| falls", q1, Interval(1));
  if (kind != Spectrum::mixed) {
    judgement.require_less("and ever faster", q2, q1 * Interval(Rational(9, 10), kFlowBits));
  } else {
    const auto layers = static_cast<unsigned long>(instance.depth().layers());
    const Interval expected =
        Interval(1) / root(Interval(power(Rational(2), static_cast<long>(layers)), kFlowBits), 2 * layers - 1);
    // Before it reaches this power the residual may fall faster.
    judgement.require_less("|V E - E S| falls at least like t^(-L/(2L-1))", q2, expected * 6L / 5L);
  }
  const auto off = [](const RealNetwork& network, const Rational& trace) {
    return abs(Interval(network.top.trace()) - Interval(trace, kFlowBits));
  };
  const bool second = traces.size() == 2 && certainly_less(off(flow[2], traces[1]), off(flow[2], traces[0]));
  if (kind == Spectrum::mixed) {
    judgement.label(second ? "the negative eigenvalue stays" : "the positive eigenvalue stays");
  }
  const Rational& trace = traces[second ? 1 : 0];
  judgement.require_less("the trace of V tends to that of S where E does not vanish", off(flow[2], trace),
                         off(flow[0], trace) * Interval(Rational(9, 10), kFlowBits) + floor);
}

Judgement invariant_subspace(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  if (instance.number("trajectory") == 0) {
    require_invariance(judgement, instance, subject);
  } else {
    require_limit(judgement, instance, subject);
  }
  return judgement;
}

/// A start from which the direction of the positive eigenvalue dies.
Instance negative_survivor() {
  Instance instance;
  for (const auto& [name, value] : std::vector<std::pair<std::string, long>>{{"depth", 1},
                                                                             {"size", 1},
                                                                             {"width", 0},
                                                                             {"seed", 6787},
                                                                             {"spread", 2},
                                                                             {"spectrum", 2},
                                                                             {"trajectory", 1}}) {
    instance.set(name, value);
  }
  return instance;
}

}  // namespace

std::vector<Claim> general_claims() {
  std::vector<Field> fields = matrix_fields();
  fields[0] = choice("depth", {1, 2});
  fields[4] = choice("spread", {1, 2}, {1, 1});
  std::vector<Field> small = fields;
  fields.push_back(choice("spectrum", {0, 1, 2}, {0, 1, 2}));
  fields.push_back(choice("trajectory", {0, 0, 0, 1}));
  small[1] = choice("size", {2, 2, 2, 3}, {2, 2});
  small.insert(small.begin(), objective_field());
  small.push_back(positive("omega", -1, 1));
  small.push_back(choice("trajectory", {0, 0, 0, 1}));
  return {
      refined({"General.NonCommutingLimitIsInvariantSubspace",
               fields,
               invariant_subspace,
               {negative_survivor()},
               {"a balanced point that moves", "positive eigenvalues", "a complex pair",
                "the positive eigenvalue stays", "the negative eigenvalue stays", "moments that do not commute"}}),
      refined({"General.SmallInitialisationFollowsCrossCovarianceFirst",
               small,
               small_initialisation,
               {},
               {"moments that do not commute"}}),
      random_initialisation_claim(),
  };
}

}  // namespace jepa_oracle::properties
