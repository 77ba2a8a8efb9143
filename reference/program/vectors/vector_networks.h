#pragma once

#include <string>
#include <utility>
#include <vector>

#include "jepa_oracle/descent_field.h"
#include "vectors/vector_file.h"
#include "vectors/vector_mistakes.h"

namespace jepa_oracle::program {

using RationalMatrix = Matrix<Rational>;
using RationalNetwork = Network<Rational>;
using RationalMoments = Moments<Rational>;
using RationalTarget = Target<Rational>;

/// A whole network and the moments of its data, all entries exact in float32.
struct MatrixCase {
  Objective objective;
  RationalNetwork network;
  RationalMoments moments;

  /// {"objective","layers","top","sxx","syx"}
  Json input() const;
};

/// The case that belongs to `seed`, the same everywhere: x = G z + n, y = H z, moments that are valid for every G and
/// H.
/// @param widths  of the data, and of the layers from the first to the code
MatrixCase case_of(Objective objective, const std::vector<Index>& widths, std::uint64_t seed);

/// {"layers","top"}, exact.
Json json_of(const RationalNetwork& network);
/// {"layers","top"}, in as many digits as the answers of mistakes have.
Json rounded_json_of(const RationalNetwork& network);

bool same(const RationalNetwork& a, const RationalNetwork& b);

RationalNetwork absolute(const RationalNetwork& network);

/// The field with every term made positive: what rounding errors of the field are measured by. No term cancels: the
/// residual adds E syx instead of subtracting it.
RationalNetwork field_of_magnitudes(const MatrixCase& given);

/// Roundings that one product of the field meets at most, in whatever order it is multiplied: every inner index of
/// V E sxx E' twice, one subtraction, and a few scalings.
long roundings_of_field(const RationalNetwork& network);

RationalNetwork right_field(const MatrixCase& given);

/// The mutants whose mistakes can be made with this case, in a field as in a descent.
std::vector<std::string> mutants_of_fields(const MatrixCase& given);

/// Their mistakes.
inline const std::vector<std::string> kMistakesOfFields{"loss-without-half", "no-stop-gradient", "syx-transposed",
                                                        "mae-called-jepa", "jepa-called-mae"};

}  // namespace jepa_oracle::program
