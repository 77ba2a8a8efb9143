#include "scenarios/balanced_network.h"

namespace jepa_oracle::properties {

RationalNetwork BalancedFrame::network(const RationalMatrix& output) const {
  RationalNetwork network;
  for (std::size_t a = 1; a < bases.size(); ++a) network.layers.push_back(framed(bases[a], amplitudes, bases[a - 1]));
  network.top_layers = {framed(output, amplitudes, bases.back())};
  return network;
}

BalancedFrame balanced_frame_of(Entries& entries, const std::vector<Index>& widths, Index rank) {
  BalancedFrame frame;
  for (const Index width : widths) frame.bases.push_back(either_orthogonal(entries, width));
  frame.amplitudes = entries.positives(rank);
  return frame;
}

RationalMatrix either_orthogonal(Entries& entries, Index size) {
  RationalMatrix turn = entries.orthogonal(size);
  if (entries.below(2) == 1) turn.col(0) *= Rational(-1);
  return turn;
}

RationalMatrix framed(const RationalMatrix& left, const std::vector<Rational>& amplitudes,
                      const RationalMatrix& right) {
  const auto rank = static_cast<Index>(amplitudes.size());
  RationalMatrix scaled = left.leftCols(rank);
  for (Index i = 0; i < rank; ++i) scaled.col(i) *= amplitudes[static_cast<std::size_t>(i)];
  return product_transposed(scaled, RationalMatrix(right.leftCols(rank)));
}

RationalMatrix defect(const RationalNetwork& network, const RationalMatrix& s, const RationalMatrix& code) {
  return product(network.top(), code) - product(code, s);
}

RationalMatrix regression(const RationalMoments& moments) { return product(moments.syx, inverse(moments.sxx)); }

Rational determinant(RationalMatrix matrix) {
  Rational result = 1;
  for (Index i = 0; i < matrix.rows(); ++i) {
    Index pivot = i;
    while (pivot < matrix.rows() && matrix(pivot, i) == 0) ++pivot;
    if (pivot == matrix.rows()) return 0;
    if (pivot != i) {
      matrix.row(i).swap(matrix.row(pivot));
      result = -result;
    }
    result *= matrix(i, i);
    for (Index k = i + 1; k < matrix.rows(); ++k) {
      const Rational factor = matrix(k, i) / matrix(i, i);
      for (Index j = i; j < matrix.cols(); ++j) matrix(k, j) -= factor * matrix(i, j);
    }
  }
  return result;
}

Rational squared_norm(const RationalMatrix& matrix) {
  Rational sum = 0;
  for (Index i = 0; i < matrix.size(); ++i) sum += matrix.data()[i] * matrix.data()[i];
  return sum;
}

bool is_rest(const RationalNetwork& direction) {
  for (const RationalMatrix& layer : direction.layers) {
    if (!is_zero(layer)) return false;
  }
  return is_zero(direction.top());
}

}  // namespace jepa_oracle::properties
