#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace jepa_oracle {

template <class M>
struct FieldMatrices {
  std::vector<M> layers;
  M top;
};

/// What the formula below computes on its way, kept for the next time.
template <class M, class Layers = std::vector<M>>
struct FieldRoom {
  Layers below;  ///< W_1, W_2 W_1, ..., E
  M prediction;  ///< V E
  M error;       ///< R
  M back;        ///< (W_L ... W_{a+1})' V' R, a from L to 1
  M next;
};

/// The equations of descent_field.h, once, for every type of matrix that is trained (integers over one denominator,
/// rationals, enclosures, Real, double, float, 2 x 2 matrices without the heap, neighbourhoods of matrices):
///   top = - R E'      layers[a-1] = - (W_L ... W_{a+1})' V' R (W_{a-1} ... W_1)'      R = V E sxx - A syx
/// Those who integrate or descend call it with room that is kept; others call `field_formula`. Series of Taylor
/// coefficients (training/taylor_flow.cpp) obey the same equations one coefficient at a time; a feature by itself has
/// those of objectives.h (TrainingRule). Checks of this formula are written by themselves, in properties and mutants.
/// @param products  set_product(result, a, b), set_transposed_product (a'b), set_product_transposed (ab'), negate(m)
/// @param subtract_cross_moment  of (error, E): takes A syx away
/// @param adjust    of (V' R, V E, E): adds what else is differentiated than the prediction
template <class Products, class M, class Layers, class CrossMoment, class Adjust>
void field_into(Layers& layer_directions, M& top_direction, FieldRoom<M, Layers>& room, const Products& products,
                const Layers& layers, const M& top, const M& sxx, const CrossMoment& subtract_cross_moment,
                const Adjust& adjust) {
  const std::size_t depth = layers.size();
  room.below.resize(depth);
  room.below[0] = layers[0];
  for (std::size_t a = 1; a < depth; ++a) products.set_product(room.below[a], layers[a], room.below[a - 1]);
  const M& code = room.below[depth - 1];
  products.set_product(room.prediction, top, code);
  products.set_product(room.error, room.prediction, sxx);
  subtract_cross_moment(room.error, code);

  products.set_product_transposed(top_direction, room.error, code);
  products.negate(top_direction);
  layer_directions.resize(depth);
  products.set_transposed_product(room.back, top, room.error);
  adjust(room.back, room.prediction, code);
  for (std::size_t a = depth - 1; a > 0; --a) {
    products.set_product_transposed(layer_directions[a], room.back, room.below[a - 1]);
    products.negate(layer_directions[a]);
    products.set_transposed_product(room.next, layers[a], room.back);
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

/// @param cross_moment  A syx as a function of E = W_L ... W_1
template <class M, class CrossMoment>
FieldMatrices<M> field_formula(const std::vector<M>& layers, const M& top, const M& sxx,
                               const CrossMoment& cross_moment) {
  FieldMatrices<M> direction;
  FieldRoom<M> room;
  field_into(
      direction.layers, direction.top, room, ProductsByValue(), layers, top, sxx,
      [&](M& error, const M& code) { error = M(error - cross_moment(code)); }, [](M&, const M&, const M&) {});
  return direction;
}

}  // namespace jepa_oracle
