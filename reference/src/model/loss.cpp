#include "jepa_oracle/loss.h"

#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

/// tr(a b')
template <class T>
T inner_product(const Matrix<T>& a, const Matrix<T>& b) {
  T sum(0);
  for (Index i = 0; i < a.size(); ++i) sum += T(a.data()[i] * b.data()[i]);
  return sum;
}

}  // namespace

template <class T>
T loss(const Network<T>& network, const Target<T>& target, const Moments<T>& moments) {
  if (!moments.syy) throw InvalidProblem("moments.syy", "missing: the value of a loss needs E[y y']");
  const Matrix<T> code = encoder(network);
  const Matrix<T> prediction = product(network.top, code);  // V E
  const Matrix<T> map = target.map_given(code);             // A
  const T twice =
      inner_product(product(prediction, moments.sxx), prediction) + inner_product(product(map, *moments.syy), map);
  const T cross = inner_product(product(map, moments.syx), prediction);
  return twice / T(2) - cross;
}

template <class T>
T loss(Objective objective, const Network<T>& network, const Moments<T>& moments) {
  return loss(network, Target<T>::of(objective), moments);
}

template Rational loss(const Network<Rational>&, const Target<Rational>&, const Moments<Rational>&);
template Rational loss(Objective, const Network<Rational>&, const Moments<Rational>&);
template Real loss(const Network<Real>&, const Target<Real>&, const Moments<Real>&);
template Real loss(Objective, const Network<Real>&, const Moments<Real>&);
template Interval loss(const Network<Interval>&, const Target<Interval>&, const Moments<Interval>&);
template Interval loss(Objective, const Network<Interval>&, const Moments<Interval>&);
template double loss(const Network<double>&, const Target<double>&, const Moments<double>&);
template double loss(Objective, const Network<double>&, const Moments<double>&);
template Dual<Rational> loss(const Network<Dual<Rational>>&, const Target<Dual<Rational>>&,
                             const Moments<Dual<Rational>>&);
template Dual<Rational> loss(Objective, const Network<Dual<Rational>>&, const Moments<Dual<Rational>>&);

}  // namespace jepa_oracle
