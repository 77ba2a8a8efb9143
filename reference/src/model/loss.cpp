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

template <class T>
T loss_of_code(Objective objective, const Matrix<T>& code, const Moments<T>& moments) {
  const Matrix<T> ssym = symmetric_part(moments.syx);
  const Matrix<T> of_views = product_transposed(product(code, ssym), code);  // E ssym E'
  if (contrasts_inputs(objective)) {
    const Matrix<T> of_inputs = product_transposed(product(code, moments.sxx), code);
    T trace(0);
    for (Index i = 0; i < of_views.rows(); ++i) trace += of_views(i, i);
    return inner_product(of_inputs, of_inputs) / T(4) - trace / T(2);
  }
  const Matrix<T> error = of_views - identity<T>(of_views.rows());
  return inner_product(error, error) / T(4);
}

}  // namespace

template <class T>
T loss(const Network<T>& network, const Target<T>& target, const Moments<T>& moments) {
  if (!moments.syy) throw InvalidProblem("moments.syy", "missing: the value of a loss needs E[y y']");
  const Matrix<T> code = encoder(network);
  const Matrix<T> prediction = product(top_product(network), code);  // V E
  const Matrix<T> map = target.map_given(code);                      // A
  const T twice =
      inner_product(product(prediction, moments.sxx), prediction) + inner_product(product(map, *moments.syy), map);
  const T cross = inner_product(product(map, moments.syx), prediction);
  return twice / T(2) - cross;
}

template <class T>
T loss(Objective objective, const Network<T>& network, const Target<T>& target, const Moments<T>& moments) {
  return row_of(objective).top ? loss(network, target, moments) : loss_of_code(objective, encoder(network), moments);
}

template <class T>
T loss(Objective objective, const Network<T>& network, const Moments<T>& moments) {
  return loss(objective, network, Target<T>::of(objective), moments);
}

#define JEPA_ORACLE_LOSS_OVER(T)                                                      \
  template T loss(const Network<T>&, const Target<T>&, const Moments<T>&);            \
  template T loss(Objective, const Network<T>&, const Target<T>&, const Moments<T>&); \
  template T loss(Objective, const Network<T>&, const Moments<T>&);

JEPA_ORACLE_LOSS_OVER(Rational)
JEPA_ORACLE_LOSS_OVER(Real)
JEPA_ORACLE_LOSS_OVER(Interval)
JEPA_ORACLE_LOSS_OVER(double)
JEPA_ORACLE_LOSS_OVER(Dual<Rational>)
#undef JEPA_ORACLE_LOSS_OVER

}  // namespace jepa_oracle
