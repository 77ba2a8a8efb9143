#include "scenarios/matrix_flow.h"

namespace jepa_oracle::properties {
namespace {

Real sum_of_squares(const Matrix<Real>& matrix) {
  Real sum = Real(0).rounded_to(kFlowBits);
  for (Index i = 0; i < matrix.size(); ++i) sum += matrix.data()[i] * matrix.data()[i];
  return sum;
}

}  // namespace

std::vector<RealNetwork> flow_of(Judgement& judgement, const Subject& subject, const TargetRule& rule,
                                 const RationalNetwork& start, const RationalMoments& moments,
                                 const std::vector<Rational>& times, long digits) {
  std::vector<RealNetwork> answer = subject.flow(rule, start, moments, times, Digits(digits));
  const RealNetwork like = rounded(start, kFlowBits);
  bool fits = answer.size() == times.size();
  for (const RealNetwork& network : answer) fits = fits && same_shapes(network, like);
  judgement.require("the flow has one network of the start's shapes for each time", fits);
  if (!fits) return std::vector<RealNetwork>(times.size(), like);
  for (RealNetwork& network : answer) network = rounded(network, kFlowBits);
  return answer;
}

RealNetwork combined(const RealNetwork& a, const RealNetwork& b, long scale) { return moved(a, b, Real(scale)); }

Real norm(const Matrix<Real>& matrix) { return root(sum_of_squares(matrix), 2); }

Real norm(const RealNetwork& network) {
  Real sum = sum_of_squares(network.top());
  for (const Matrix<Real>& layer : network.layers) sum += sum_of_squares(layer);
  return root(sum, 2);
}

Claim refined(Claim claim) {
  claim.evidence = "refined";
  return claim;
}

}  // namespace jepa_oracle::properties
