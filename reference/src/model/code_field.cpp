#include "model/code_field.h"

#include "jepa_oracle/field_formula.h"
#include "jepa_oracle/objectives.h"
#include "matrices/scaled_matrix.h"

namespace jepa_oracle {
namespace {

/// The losses of the code have the field of a chain with nothing on top and the residual
///   spectral  E (sxx E'E sxx) - E ssym          Barlow  (E ssym E' - I) E ssym = E (ssym E'E ssym) - E ssym
/// @param moment  of the inner product, sxx or ssym
template <class M>
FieldMatrices<M> field_of_code(const std::vector<M>& layers, const M& moment, const M& ssym) {
  return field_formula(layers, std::vector<M>(), [&](const M& code, const M&) {
    const M gram = product(product(moment, transposed_product(code, code)), moment);
    return M(product(code, gram) - product(code, ssym));
  });
}

template <class T>
std::vector<Matrix<T>> directions(const std::vector<Matrix<T>>& layers, const Matrix<T>& moment,
                                  const Matrix<T>& ssym) {
  return field_of_code(layers, moment, ssym).layers;
}

/// By integers, unless these would be too long.
template <>
std::vector<Matrix<Rational>> directions(const std::vector<Matrix<Rational>>& layers, const Matrix<Rational>& moment,
                                         const Matrix<Rational>& ssym) {
  const auto scaled_layers = scaled(layers);
  const auto scaled_moment = ScaledMatrix::of(moment);
  const auto scaled_ssym = ScaledMatrix::of(ssym);
  if (!scaled_layers || !scaled_moment || !scaled_ssym) return field_of_code(layers, moment, ssym).layers;
  return lowest_terms(field_of_code(*scaled_layers, *scaled_moment, *scaled_ssym).layers);
}

}  // namespace

template <class T>
Network<T> code_field(Objective objective, const Network<T>& network, const Moments<T>& moments) {
  const Matrix<T> ssym = symmetric_part(moments.syx);
  return Network<T>(directions(network.layers, contrasts_inputs(objective) ? moments.sxx : ssym, ssym));
}

template Network<Rational> code_field(Objective, const Network<Rational>&, const Moments<Rational>&);
template Network<Real> code_field(Objective, const Network<Real>&, const Moments<Real>&);
template Network<Interval> code_field(Objective, const Network<Interval>&, const Moments<Interval>&);
template Network<double> code_field(Objective, const Network<double>&, const Moments<double>&);
template Network<Dual<Rational>> code_field(Objective, const Network<Dual<Rational>>&, const Moments<Dual<Rational>>&);

}  // namespace jepa_oracle
