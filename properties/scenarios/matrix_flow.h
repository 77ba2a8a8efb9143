#pragma once

#include "jepa_oracle/training_state.h"
#include "scenarios/matrix_scenario.h"

namespace jepa_oracle::properties {

using RealNetwork = Network<Real>;

/// Digits that checks ask of a subject's flow.
inline constexpr int kFlowDigits = 16;
/// Precision of what is computed from a flow.
inline constexpr Bits kFlowBits = 192;

/// The subject's flow; an answer of another count or other shapes than the start's decides against the claim, and the
/// start stands in for it.
std::vector<RealNetwork> flow_of(Judgement& judgement, const Subject& subject, const TargetRule& rule,
                                 const RationalNetwork& start, const RationalMoments& moments,
                                 const std::vector<Rational>& times, long digits = kFlowDigits);

/// a + scale b.
RealNetwork combined(const RealNetwork& a, const RealNetwork& b, long scale);
/// Euclidean norm of all entries.
Real norm(const Matrix<Real>& matrix);
Real norm(const RealNetwork& network);

/// The claim with evidence "refined": numbers without a bound, and a residual that falls.
Claim refined(Claim claim);

}  // namespace jepa_oracle::properties
