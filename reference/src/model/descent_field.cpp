#include "jepa_oracle/descent_field.h"

#include "jepa_oracle/field_formula.h"
#include "matrices/scaled_matrix.h"
#include "model/code_field.h"

namespace jepa_oracle {
namespace {

/// The exact field by integers; nothing where these would be too long.
std::optional<Network<Rational>> field_over_integers(const Network<Rational>& network, const Target<Rational>& target,
                                                     const Moments<Rational>& moments) {
  const bool has_map = target.is_fixed();
  const auto layers = scaled(network.layers);
  const auto top_layers = scaled(network.top_layers);
  const auto sxx = ScaledMatrix::of(moments.sxx);
  const auto syx = ScaledMatrix::of(moments.syx);
  const auto map = has_map ? ScaledMatrix::of(target.map()) : ScaledMatrix();
  if (!layers || !top_layers || !sxx || !syx || !map) return std::nullopt;
  const auto field = field_formula(*layers, *top_layers, [&](const ScaledMatrix& prediction, const ScaledMatrix& code) {
    return product(prediction, *sxx) - (target.is_data() ? *syx : product(has_map ? *map : code, *syx));
  });
  return Network<Rational>(lowest_terms(field.layers), lowest_terms(field.top_layers));
}

template <class T>
Network<T> field_over(const Network<T>& network, const Target<T>& target, const Moments<T>& moments) {
  auto field =
      field_formula(network.layers, network.top_layers, [&](const Matrix<T>& prediction, const Matrix<T>& code) {
        return Matrix<T>(product(prediction, moments.sxx) - target.cross_moment(code, moments.syx));
      });
  return {std::move(field.layers), std::move(field.top_layers)};
}

}  // namespace

template <class T>
Matrix<T> residual(const Network<T>& network, const Target<T>& target, const Moments<T>& moments) {
  const Matrix<T> code = encoder(network);
  return product(product(top_product(network), code), moments.sxx) - target.cross_moment(code, moments.syx);
}

template <class T>
Network<T> descent_field(const Network<T>& network, const Target<T>& target, const Moments<T>& moments) {
  return field_over(network, target, moments);
}

template <>
Network<Rational> descent_field(const Network<Rational>& network, const Target<Rational>& target,
                                const Moments<Rational>& moments) {
  if (auto field = field_over_integers(network, target, moments)) return std::move(*field);
  return field_over(network, target, moments);
}

template <class T>
Network<T> descent_field(Objective objective, const Network<T>& network, const Target<T>& target,
                         const Moments<T>& moments) {
  return row_of(objective).top ? descent_field(network, target, moments) : code_field(objective, network, moments);
}

template <class T>
Network<T> descent_field(Objective objective, const Network<T>& network, const Moments<T>& moments) {
  return descent_field(objective, network, Target<T>::of(objective), moments);
}

#define JEPA_ORACLE_DESCENT_FIELD_OVER(T)                                                               \
  template Matrix<T> residual(const Network<T>&, const Target<T>&, const Moments<T>&);                  \
  template Network<T> descent_field(const Network<T>&, const Target<T>&, const Moments<T>&);            \
  template Network<T> descent_field(Objective, const Network<T>&, const Target<T>&, const Moments<T>&); \
  template Network<T> descent_field(Objective, const Network<T>&, const Moments<T>&);

JEPA_ORACLE_DESCENT_FIELD_OVER(Rational)
JEPA_ORACLE_DESCENT_FIELD_OVER(Real)
JEPA_ORACLE_DESCENT_FIELD_OVER(Interval)
JEPA_ORACLE_DESCENT_FIELD_OVER(double)
JEPA_ORACLE_DESCENT_FIELD_OVER(Dual<Rational>)
#undef JEPA_ORACLE_DESCENT_FIELD_OVER

}  // namespace jepa_oracle
