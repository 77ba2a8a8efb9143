#pragma once

#include <cstddef>
#include <vector>

namespace jepa_oracle {

template <class M>
struct FieldMatrices {
  std::vector<M> layers;
  M top;
};

/// The equations of descent_field.h, once, for every type that has the products of matrices (`product`,
/// `transposed_product`, `product_transposed`), differences and signs:
///   top = - R E'      layers[a-1] = - (W_L ... W_{a+1})' V' R (W_{a-1} ... W_1)'      R = V E sxx - A syx
/// @param cross_moment  A syx as a function of E = W_L ... W_1
template <class M, class CrossMoment>
FieldMatrices<M> field_formula(const std::vector<M>& layers, const M& top, const M& sxx,
                               const CrossMoment& cross_moment) {
  const std::size_t depth = layers.size();
  // below[a] = W_a ... W_1 for a >= 1; what stands below W_1 is the identity and is left out of products.
  std::vector<M> below(depth + 1);
  below[1] = layers[0];
  for (std::size_t a = 2; a <= depth; ++a) below[a] = product(layers[a - 1], below[a - 1]);
  const M& code = below[depth];
  const M error = product(product(top, code), sxx) - cross_moment(code);  // R

  FieldMatrices<M> direction;
  direction.layers.resize(depth);
  direction.top = -product_transposed(error, code);
  M back = transposed_product(top, error);  // (W_L ... W_{a+1})' V' R
  for (std::size_t a = depth; a >= 1; --a) {
    direction.layers[a - 1] = a == 1 ? M(-back) : M(-product_transposed(back, below[a - 1]));
    if (a > 1) back = transposed_product(layers[a - 1], back);
  }
  return direction;
}

}  // namespace jepa_oracle
