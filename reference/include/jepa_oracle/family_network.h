#pragma once

#include <vector>

#include "jepa_oracle/matrix.h"

namespace jepa_oracle {

/// A deep linear encoder E = W_L ... W_1 with a chain of layers on top, V = V_M ... V_1, and also a direction in the
/// space of such networks. `Network` is the one with M = 1.
///   layers[a-1] = W_a       n_a x n_{a-1}, any widths that chain; n_0 = d, the size of the data
///   top_layers[b-1] = V_b   any widths that chain, from the code to the code (JEPA) or to the data (MAE); none for
///                           spectral contrastive learning and Barlow Twins, whose losses are of the code
template <class T>
struct FamilyNetwork {
  std::vector<Matrix<T>> layers;
  std::vector<Matrix<T>> top_layers;

  Index data_size() const { return layers.front().cols(); }
  Index code_size() const { return layers.back().rows(); }
};

/// E = W_L ... W_1, n_L x d.
template <class T>
Matrix<T> encoder(const FamilyNetwork<T>& network);

/// V = V_M ... V_1; the identity of the code where there is none.
template <class T>
Matrix<T> top_product(const FamilyNetwork<T>& network);

/// a + scale b, entry by entry; the shapes agree.
template <class T>
FamilyNetwork<T> moved(const FamilyNetwork<T>& a, const FamilyNetwork<T>& b, const T& scale);

template <class T>
bool same_shapes(const FamilyNetwork<T>& a, const FamilyNetwork<T>& b);

}  // namespace jepa_oracle
