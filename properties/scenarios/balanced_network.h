#pragma once

#include "scenarios/matrix_scenario.h"

namespace jepa_oracle::properties {

/// The singular value decompositions that balance ties together. Every balanced network, W_{a+1}'W_{a+1} = W_a W_a' and
/// V'V = W_L W_L', is
///   W_a = O_a [P 0; 0 0] O_{a-1}',   V = O [P 0; 0 0] O_L',   P = diag(p_1 .. p_r), p_i > 0
/// with orthogonal O_0 .. O_L and O; so E = O_L [P^L 0; 0 0] O_0'. Here all of it is rational.
struct BalancedFrame {
  std::vector<RationalMatrix> bases;  ///< O_0 .. O_L
  std::vector<Rational> amplitudes;   ///< p_1 .. p_r

  Index rank() const { return static_cast<Index>(amplitudes.size()); }
  /// With O = `output`, whose size is that of V's rows.
  RationalNetwork network(const RationalMatrix& output) const;
};

/// @param widths  n_0 .. n_L; 1 <= rank <= the least of them
BalancedFrame balanced_frame_of(Entries& entries, const std::vector<Index>& widths, Index rank);

/// Orthogonal, of either determinant: Cayley's matrices, a column turned in half of the cases.
RationalMatrix either_orthogonal(Entries& entries, Index size);

/// left [diag(amplitudes) 0; 0 0] right'
RationalMatrix framed(const RationalMatrix& left, const std::vector<Rational>& amplitudes, const RationalMatrix& right);

/// V E - E S; JEPA's residual R is this times sxx.
RationalMatrix defect(const RationalNetwork& network, const RationalMatrix& s, const RationalMatrix& code);

/// S = syx sxx^-1
RationalMatrix regression(const RationalMoments& moments);

Rational determinant(RationalMatrix matrix);

/// Sum of the squares of all entries.
Rational squared_norm(const RationalMatrix& matrix);

/// Whether no matrix of the direction has an entry other than 0.
bool is_rest(const RationalNetwork& direction);

}  // namespace jepa_oracle::properties
