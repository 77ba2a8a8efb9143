#pragma once

#include <cstdint>

#include "jepa_oracle/moments.h"
#include "jepa_oracle/network.h"
#include "jepa_oracle/target.h"
#include "suite/claim.h"

namespace jepa_oracle::properties {

using RationalMatrix = Matrix<Rational>;
using RationalNetwork = Network<Rational>;
using RationalMoments = Moments<Rational>;
using RationalTarget = Target<Rational>;

/// @name What an instance on matrices consists of: a few integers, from which all entries follow
///   depth   L
///   size    d
///   width   0: layers as wide as the data; 1: narrower by one (a bottleneck); 2: wider by one; 3: mixed
///   seed    of the entries; 0 gives identity matrices wherever the claim allows
///   spread  entries are k/2, |k| <= spread
/// @{
std::vector<Field> matrix_fields();
/// With "objective" in front.
std::vector<Field> objective_and_matrix_fields();
/// As matrix_fields, without "width": every layer is d x d.
std::vector<Field> square_fields();
std::vector<Field> objective_and_square_fields();
/// The fields "depth" and "size" of these, from `least` (at most 3) to 6; a run of 41 cases has every one of them.
Field matrix_depth_field(long least = 1);
Field matrix_size_field(long least = 1);
/// @}

/// Entries that an instance stands for. Every `purpose` has its own stream, so that a claim that draws more for one
/// purpose leaves the others as they are.
class Entries {
 public:
  Entries(const Instance& instance, std::uint64_t purpose);

  /// k/2, |k| <= spread; may be 0
  Rational any();
  /// k/2, 1 <= k <= spread + 1
  Rational positive();
  RationalMatrix matrix(Index rows, Index columns);
  /// Unit lower triangular times upper triangular with a positive diagonal.
  RationalMatrix invertible(Index size);
  /// Cayley's (I - K)(I + K)^-1, K' = -K: orthogonal, and rational.
  RationalMatrix orthogonal(Index size);
  std::vector<Rational> positives(Index count);
  /// 0 .. bound - 1
  std::uint64_t below(std::uint64_t bound);

 private:
  std::uint64_t state_;
  long spread_;
  bool plain_;  ///< seed 0
};

/// Widths n_0 = d, n_1, ..., n_L.
std::vector<Index> widths_of(const Instance& instance);
RationalNetwork network_of(const Instance& instance, Objective objective);
/// E square and invertible; top any. Where the instance has a "width" of 2, the hidden layers are wider than the data
/// by one; otherwise all layers are square.
RationalNetwork invertible_network_of(const Instance& instance);
/// Encoder of rank r = min(n_a) whatever the widths: layers G_a J G_{a-1}^-1, J ones on the diagonal, so that
/// E = G_L J_r G_0^-1 with J_r of r ones.
struct FactoredEncoder {
  std::vector<RationalMatrix> layers;
  RationalMatrix code_basis;  ///< G_L
  RationalMatrix data_basis;  ///< G_0
  Index rank;
};
FactoredEncoder factored_encoder_of(const Instance& instance, const std::vector<Index>& widths);

/// Fixed points of JEPA on such an encoder, with R = 0: V E = E S for
///   S = G_0 [M 0; Y] G_0^-1,   V = G_L [M Z1; 0 Z2] G_L^-1
/// with any M (r x r), Y, Z1, Z2. The moments are sxx of `moments_of` and syx = S sxx; there is no syy.
struct RestingJepa {
  RationalNetwork network;
  RationalMoments moments;
};
RestingJepa resting_jepa_of(const Instance& instance);

/// x = G z + n, y = H z: sxx = G G' + I, syx = H G', syy = H H'. Valid for every G and H.
RationalMoments moments_of(const Instance& instance);

/// @name The subject's answer; one of other shapes than the network's decides against the claim, and 0 stands in for it
/// @{
RationalNetwork field_of(Judgement& judgement, const Subject& subject, const RationalTarget& target,
                         const RationalNetwork& network, const RationalMoments& moments);
RationalNetwork step_of(Judgement& judgement, const Subject& subject, const RationalTarget& target,
                        const RationalNetwork& network, const RationalMoments& moments, const Rational& rate);
/// @}

bool is_zero(const RationalMatrix& matrix);

/// @name Exact agreement, entry by entry; the reason names the entry and both values
/// @{
void require_equal(Judgement& judgement, const std::string& what, const RationalMatrix& a, const RationalMatrix& b);
void require_equal(Judgement& judgement, const std::string& what, const RationalNetwork& a, const RationalNetwork& b);
void require_zero(Judgement& judgement, const std::string& what, const RationalMatrix& matrix);
/// @}

/// The claim with evidence "exact": decided by identities over the rationals.
Claim exactly(Claim claim);

}  // namespace jepa_oracle::properties
