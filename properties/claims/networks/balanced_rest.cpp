// General.BalancedRestIsInvariantSubspace: where JEPA comes to rest from a balanced start. Statement and proof:
// proofs-notes/general.md
#include <algorithm>

#include "claims/networks/general_claims.h"
#include "scenarios/balanced_network.h"

namespace jepa_oracle::properties {
namespace {

/// -R E' = (E S - V E) sxx E'
void require_top(Judgement& judgement, const RationalNetwork& network, const RationalNetwork& direction,
                 const RationalMoments& moments) {
  const RationalMatrix code = encoder(network);
  require_equal(judgement, "top of the field = (E S - V E) sxx E'", direction.top(),
                -product_transposed(product(defect(network, regression(moments), code), moments.sxx), code));
}

/// A balanced point is at rest iff R = 0.
void require_rest_iff(Judgement& judgement, const Subject& subject, const RationalNetwork& network,
                      const RationalMoments& moments) {
  const RationalNetwork direction = field_of(judgement, subject, RationalTarget::current_encoder(), network, moments);
  require_top(judgement, network, direction, moments);
  const bool rests = is_zero(defect(network, regression(moments), encoder(network)));
  judgement.require(rests ? "a balanced point with R = 0 rests" : "a balanced point with R not 0 moves",
                    is_rest(direction) == rests);
  judgement.label(rests ? "a balanced point at rest" : "a balanced point that moves");
}

/// V = O_L [Q P 0; 0 0] O_L' and S = O_0 [P^-L Q P^(L+1) 0; Y Z] O_0' have V E = E S for every orthogonal Q and any Y,
/// Z: all fixed points on this frame.
void require_rest_with_kernel(Judgement& judgement, const Subject& subject, Entries& entries,
                              const BalancedFrame& frame, RationalMoments moments) {
  const Index rank = frame.rank();
  const Index size = moments.size();
  const auto depth = static_cast<long>(frame.bases.size()) - 1;
  const RationalMatrix turn = either_orthogonal(entries, rank);
  RationalMatrix output = frame.bases.back();
  output.leftCols(rank) = product(RationalMatrix(frame.bases.back().leftCols(rank)), turn);
  const RationalNetwork network = frame.network(output);
  RationalMatrix s = entries.matrix(size, size);
  s.topRightCorner(rank, size - rank).setConstant(Rational(0));
  for (Index i = 0; i < rank; ++i) {
    for (Index j = 0; j < rank; ++j) {
      s(i, j) = turn(i, j) * power(frame.amplitudes[static_cast<std::size_t>(j)], depth + 1) /
                power(frame.amplitudes[static_cast<std::size_t>(i)], depth);
    }
  }
  const RationalMatrix& data_basis = frame.bases.front();
  s = product_transposed(product(data_basis, s), data_basis);
  moments.syx = product(s, moments.sxx);
  moments.syy.reset();
  const RationalMatrix code = encoder(network);
  require_zero(judgement, "V E - E S by construction", defect(network, s, code));
  require_rest_iff(judgement, subject, network, moments);
  if (rank == size) return;
  judgement.label("a kernel at rest");
  const RationalMatrix kernel = data_basis.rightCols(size - rank);
  require_zero(judgement, "the kernel of E", product(code, kernel));
  require_zero(judgement, "E S on the kernel of E", product(code, product(s, kernel)));
}

/// W_a = c f g' and so on, V = c f f' with c = g'syx g / g'sxx g: the top rests, whatever g; the layers rest iff g'S =
/// c g', and this is R = 0.
void require_rank_one(Judgement& judgement, const Subject& subject, Entries& entries, const std::vector<Index>& widths,
                      const RationalMoments& moments) {
  BalancedFrame frame = balanced_frame_of(entries, widths, 1);
  const RationalMatrix g = frame.bases.front().col(0);
  const Rational c =
      product(transposed_product(g, moments.syx), g)(0, 0) / product(transposed_product(g, moments.sxx), g)(0, 0);
  if (c == 0) return;
  frame.amplitudes = {boost::multiprecision::abs(c)};
  RationalMatrix output = frame.bases.back();
  if (c < 0) output.col(0) *= Rational(-1);
  const RationalNetwork network = frame.network(output);
  require_zero(judgement, "dV/dt where c = g'syx g / g'sxx g",
               field_of(judgement, subject, RationalTarget::current_encoder(), network, moments).top());
  require_rest_iff(judgement, subject, network, moments);
}

Judgement balanced_rest(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalMoments moments = moments_of(instance);
  const RationalNetwork any = network_of(instance, Objective::jepa);
  require_top(judgement, any, field_of(judgement, subject, RationalTarget::current_encoder(), any, moments), moments);
  Entries entries(instance, 70);
  const std::vector<Index> widths = widths_of(instance);
  const Index least = *std::min_element(widths.begin(), widths.end());
  const auto lower = static_cast<Index>(1 + entries.below(static_cast<std::uint64_t>(least)));
  for (const Index rank : {least, lower}) {
    const BalancedFrame frame = balanced_frame_of(entries, widths, rank);
    require_rest_iff(judgement, subject, frame.network(either_orthogonal(entries, widths.back())), moments);
    require_rest_with_kernel(judgement, subject, entries, frame, moments);
  }
  require_rank_one(judgement, subject, entries, widths, moments);
  return judgement;
}

}  // namespace

Claim balanced_rest_claim() {
  return exactly({"General.BalancedRestIsInvariantSubspace",
                  matrix_fields(),
                  balanced_rest,
                  {},
                  {"a balanced point at rest", "a balanced point that moves", "a kernel at rest"}});
}

}  // namespace jepa_oracle::properties
