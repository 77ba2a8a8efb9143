#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace jepa_oracle {

template <class M>
struct FieldMatrices {
  std::vector<M> layers;
  std::vector<M> top_layers;
};

/// What the formula below computes on its way, kept for the next time.
template <class M, class Layers = std::vector<M>>
struct FieldRoom {
  Layers below;  ///< W_1, W_2 W_1, ..., E, V_1 E, ..., V E
  M back;        ///< what stands above a layer, transposed, times R; R itself for the last one
  M next;
};

/// The equations of family_field.h without decay, once, for every type of matrix that is trained (integers over one
/// denominator, rationals, enclosures, Real, double, float, 2 x 2 matrices without the heap, neighbourhoods of
/// matrices):
///   top_layers[b-1] = - (V_M ... V_{b+1})' R E' (V_{b-1} ... V_1)'
///   layers[a-1] = - (W_L ... W_{a+1})' V' R (W_{a-1} ... W_1)'
/// with R the residual of the output, or of the code where nothing is on top. Those who integrate or descend call it
/// with room that is kept; others call `field_formula`. Series of Taylor coefficients (training/taylor_flow.cpp) obey
/// the same equations one coefficient at a time; a feature by itself has those of objectives.h (TrainingRule). Checks
/// of this formula are written by themselves, in properties and mutants.
/// @param products  set_product(result, a, b), set_transposed_product (a'b), set_product_transposed (ab'), negate(m)
/// @param set_residual  of (R, V E, E): sets R, e.g. to V E sxx - A syx
/// @param adjust    of (V' R, V E, E): adds what else is differentiated than the prediction
template <class Products, class M, class Layers, class SetResidual, class Adjust>
void field_into(Layers& layer_directions, Layers& top_directions, FieldRoom<M, Layers>& room, const Products& products,
                const Layers& layers, const Layers& top_layers, const SetResidual& set_residual, const Adjust& adjust) {
  const std::size_t depth = layers.size();
  const std::size_t all = depth + top_layers.size();
  const auto weight = [&](std::size_t i) -> const M& { return i < depth ? layers[i] : top_layers[i - depth]; };
  layer_directions.resize(depth);
  top_directions.resize(all - depth);
  room.below.resize(all);
  room.below[0] = layers[0];
  for (std::size_t i = 1; i < all; ++i) products.set_product(room.below[i], weight(i), room.below[i - 1]);
  const M& code = room.below[depth - 1];
  const M& prediction = room.below[all - 1];
  set_residual(room.back, prediction, code);
  for (std::size_t i = all - 1;; --i) {
    if (i + 1 == depth) adjust(room.back, prediction, code);
    if (i == 0) break;
    M& direction = i < depth ? layer_directions[i] : top_directions[i - depth];
    products.set_product_transposed(direction, room.back, room.below[i - 1]);
    products.negate(direction);
    products.set_transposed_product(room.next, weight(i), room.back);
    std::swap(room.back, room.next);
  }
  layer_directions[0] = -room.back;  // what stands below W_1 is the identity
}

/// Products by value: `product`, `transposed_product`, `product_transposed` and the sign of the type.
struct ProductsByValue {
  template <class M>
  void set_product(M& result, const M& a, const M& b) const {
    result = product(a, b);
  }
  template <class M>
  void set_transposed_product(M& result, const M& a, const M& b) const {
    result = transposed_product(a, b);
  }
  template <class M>
  void set_product_transposed(M& result, const M& a, const M& b) const {
    result = product_transposed(a, b);
  }
  template <class M>
  void negate(M& matrix) const {
    matrix = M(-matrix);
  }
};

/// Nothing is differentiated but the prediction: targets are held constant.
struct NothingElse {
  template <class M>
  void operator()(M&, const M&, const M&) const {}
};

/// @param residual  R as a function of V E and E
template <class M, class Residual>
FieldMatrices<M> field_formula(const std::vector<M>& layers, const std::vector<M>& top_layers,
                               const Residual& residual) {
  FieldMatrices<M> direction;
  FieldRoom<M> room;
  field_into(
      direction.layers, direction.top_layers, room, ProductsByValue(), layers, top_layers,
      [&](M& error, const M& prediction, const M& code) { error = residual(prediction, code); }, NothingElse());
  return direction;
}

}  // namespace jepa_oracle
