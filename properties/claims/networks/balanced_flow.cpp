// General.BalancedFlowKeepsRankAndOrientation: what balance keeps, whatever the moments. Statement and proof:
// proofs-notes/general.md
#include <algorithm>

#include "claims/networks/general_claims.h"
#include "jepa_oracle/objectives.h"
#include "scenarios/balanced_network.h"

namespace jepa_oracle::properties {
namespace {

RationalMatrix residual_of(const RationalNetwork& network, const RationalTarget& target,
                           const RationalMoments& moments) {
  const RationalMatrix code = encoder(network);
  return product(product(network.top(), code), moments.sxx) - target.cross_moment(code, moments.syx);
}

RationalMatrix power_of(const RationalMatrix& matrix, long exponent) {
  RationalMatrix result = identity<Rational>(matrix.rows());
  for (long i = 0; i < exponent; ++i) result = product(result, matrix);
  return result;
}

/// D_V z = 0 for V z = 0; and for any z |d|Vz|^2/dt| <= 2 |R| |V|^(L-1) |Vz|^2, squared.
void require_kernel(Judgement& judgement, Entries& entries, const BalancedFrame& frame, const RationalNetwork& network,
                    const RationalMatrix& top_velocity, const RationalMatrix& residual) {
  const RationalMatrix& basis = frame.bases.back();
  const Index zeros = basis.cols() - frame.rank();
  if (zeros > 0) {
    judgement.label("V has a kernel");
    const RationalMatrix kernel = basis.rightCols(zeros);
    require_zero(judgement, "V on its kernel", product(network.top(), kernel));
    require_zero(judgement, "dV/dt on the kernel of V", product(top_velocity, kernel));
  }
  for (int i = 0; i < 3; ++i) {
    const RationalMatrix z = i == 0 ? RationalMatrix(basis.col(0)) : entries.matrix(basis.rows(), 1);
    const RationalMatrix seen = product(network.top(), z);
    const Rational slope = 2 * transposed_product(seen, product(top_velocity, z))(0, 0);
    const Rational size = squared_norm(seen);
    judgement.require("|d|Vz|^2/dt| <= 2 |R| |V|^(L-1) |Vz|^2",
                      slope * slope <= 4 * squared_norm(residual) *
                                           power(squared_norm(network.top()), network.depth() - 1) * size * size);
  }
}

/// V square and invertible: Q = E'V^-1 has Q'Q = (VV')^(L-1), d ln|det V|/dt = tr V^-1 D_V = -tr RQ, and so
/// (d ln|det V|/dt)^2 <= |R|^2 tr (VV')^(L-1).
void require_determinant(Judgement& judgement, const RationalNetwork& network, const RationalMatrix& top_velocity,
                         const RationalMatrix& residual) {
  judgement.label("V is invertible");
  const RationalMatrix inverse_top = inverse(network.top());
  const RationalMatrix q = transposed_product(encoder(network), inverse_top);
  const RationalMatrix gram = power_of(product_transposed(network.top(), network.top()), network.depth() - 1);
  require_equal(judgement, "Q'Q = (VV')^(L-1), Q = E'V^-1", transposed_product(q, q), gram);
  const Rational slope = product(inverse_top, top_velocity).trace();
  judgement.require_equal("d ln|det V|/dt = -tr RQ", slope, -product(residual, q).trace());
  judgement.require("|d ln|det V|/dt|^2 <= |R|^2 tr (VV')^(L-1)",
                    slope * slope <= squared_norm(residual) * gram.trace());
}

/// JEPA, s with sxx - s I >= 0: T_j = tr (V'V)^j. d|V|^2/dt / 2 <= -s T_(L+1) + |syx| sqrt(T_L T_(L+1)), T_(L+1)/T_L >=
/// T_1 / r: so |V|^2 falls where it exceeds r |syx|^2 / s^2.
void require_bound(Judgement& judgement, const Subject& subject, const BalancedFrame& frame,
                   const RationalMatrix& output, const RationalMoments& moments) {
  const Rational least = 1;  // sxx = G G' + I
  const Rational limit = frame.rank() * squared_norm(moments.syx) / (least * least);
  BalancedFrame larger = frame;
  Rational factor = 1;
  Rational size = 0;
  for (const Rational& amplitude : frame.amplitudes) size += amplitude * amplitude;
  while (size * factor * factor <= limit) factor *= 2;
  for (Rational& amplitude : larger.amplitudes) amplitude *= factor;
  for (const BalancedFrame& one : {frame, larger}) {
    const RationalNetwork network = one.network(output);
    const RationalNetwork direction = field_of(judgement, subject, RationalTarget::current_encoder(), network, moments);
    const Rational slope = transposed_product(network.top(), direction.top()).trace();
    Rational lower = 0;
    Rational upper = 0;
    size = 0;
    for (const Rational& amplitude : one.amplitudes) {
      size += amplitude * amplitude;
      lower += power(amplitude, 2 * network.depth());
      upper += power(amplitude, 2 * network.depth() + 2);
    }
    const Rational excess = slope + least * upper;
    judgement.require("d|V|^2/dt / 2 <= -s tr (V'V)^(L+1) + |syx| (tr (V'V)^L tr (V'V)^(L+1))^(1/2)",
                      excess <= 0 || excess * excess <= squared_norm(moments.syx) * lower * upper);
    judgement.require("r tr (V'V)^(L+1) >= tr V'V tr (V'V)^L", frame.rank() * upper >= size * lower);
    if (size > limit) judgement.require("|V|^2 falls where it exceeds r |syx|^2 / s^2", slope < 0);
  }
}

/// JEPA, E and V square and invertible: fixed iff V = E S E^-1, which needs det V = det S.
void require_orientation(Judgement& judgement, const Subject& subject, const RationalNetwork& network,
                         RationalMoments moments) {
  const auto target = RationalTarget::current_encoder();
  const Rational volume = determinant(network.top());
  const Rational wanted = determinant(regression(moments));
  if (volume != wanted) {
    judgement.label((volume > 0) == (wanted > 0) ? "det V and det S of one sign" : "det V and det S of two signs");
    judgement.require("E invertible and det V other than det S: it moves",
                      !is_zero(field_of(judgement, subject, target, network, moments).top()));
  }
  const RationalMatrix code = encoder(network);
  moments.syx = product(product(product(inverse(code), network.top()), code), moments.sxx);
  moments.syy.reset();
  judgement.require("it rests where V = E S E^-1", is_rest(field_of(judgement, subject, target, network, moments)));
  judgement.require_equal("and there det V = det S", volume, determinant(regression(moments)));
}

Judgement balanced_flow(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const auto target = RationalTarget::of(objective);
  const RationalMoments moments = moments_of(instance);
  const std::vector<Index> widths = widths_of(instance);
  const Index least = *std::min_element(widths.begin(), widths.end());
  const Index rows = outputs_of(objective, widths.back(), widths.front());
  Entries entries(instance, 73);
  const auto lower = static_cast<Index>(1 + entries.below(static_cast<std::uint64_t>(least)));
  for (const Index rank : {least, lower}) {
    const BalancedFrame frame = balanced_frame_of(entries, widths, rank);
    const RationalMatrix output = either_orthogonal(entries, rows);
    const RationalNetwork network = frame.network(output);
    const RationalMatrix code = encoder(network);
    require_equal(judgement, "E E' = (V'V)^L", product_transposed(code, code),
                  power_of(transposed_product(network.top(), network.top()), network.depth()));
    const RationalMatrix top_velocity = field_of(judgement, subject, target, network, moments).top();
    const RationalMatrix residual = residual_of(network, target, moments);
    require_kernel(judgement, entries, frame, network, top_velocity, residual);
    if (rank == rows && rank == widths.back()) require_determinant(judgement, network, top_velocity, residual);
    if (!has_predictor(objective)) continue;  // the rest of the statement is about V on the code
    require_bound(judgement, subject, frame, output, moments);
    if (rank == moments.size() && rank == widths.back()) require_orientation(judgement, subject, network, moments);
  }
  return judgement;
}

}  // namespace

Claim balanced_flow_claim() {
  return exactly(
      {"General.BalancedFlowKeepsRankAndOrientation",
       objective_and_matrix_fields(),
       balanced_flow,
       {},
       {"V has a kernel", "V is invertible", "det V and det S of one sign", "det V and det S of two signs"}});
}

}  // namespace jepa_oracle::properties
