#include "jepa_oracle/random_start.h"

#include "jepa_oracle/counter_random.h"

namespace jepa_oracle {
namespace {

Matrix<Rational> normal_entries(CounterRandom& random, Index rows, Index columns, const Rational& variance) {
  Matrix<Rational> result(rows, columns);
  for (Index i = 0; i < result.size(); ++i) result.data()[i] = random.gaussian(variance).to_rational();
  return result;
}

/// matrix (I - 2 v v' / v'v) on its last v.rows() columns.
void reflect(Matrix<Rational>& matrix, const Matrix<Rational>& v) {
  const Rational squared = transposed_product(v, v)(0, 0);
  if (squared == 0) return;  // of probability 0
  const Matrix<Rational> last = matrix.rightCols(v.rows());
  matrix.rightCols(v.rows()) -= product_transposed(product(last, v), v) * Rational(2 / squared);
}

/// Stewart: reflections in normal vectors of d, d-1, ..., 2 entries, and a random sign of the last column.
Matrix<Rational> orthogonal(CounterRandom& random, Index size) {
  // Short vectors make short matrices: directions on a grid of 2^-16 are dense enough for anything that is sampled.
  const Rational grid = power(Rational(2), 16);
  Matrix<Rational> result = identity<Rational>(size);
  for (Index length = size; length >= 2; --length) {
    Matrix<Rational> v = normal_entries(random, length, 1, 1);
    for (Index i = 0; i < length; ++i) {
      const Rational scaled = v(i, 0) * grid;
      v(i, 0) = Rational(numerator(scaled) / denominator(scaled));
    }
    reflect(result, v);
  }
  if (random.chance(Rational(1, 2))) result.col(size - 1) *= Rational(-1);
  return result;
}

}  // namespace

std::string_view name_of(StartLaw law) { return law == StartLaw::orthogonal ? "orthogonal" : "gaussian"; }

Network<Rational> random_start(StartLaw law, Index size, Depth depth, const Rational& scale, std::uint64_t seed,
                               std::uint64_t number) {
  CounterRandom random(seed, number);
  const auto matrix = [&]() -> Matrix<Rational> {
    if (law == StartLaw::gaussian) return normal_entries(random, size, size, scale * scale / size);
    return orthogonal(random, size) * scale;
  };
  Network<Rational> network;
  for (long a = 0; a < depth.layers(); ++a) network.layers.push_back(matrix());
  network.top = matrix();
  return network;
}

}  // namespace jepa_oracle
