#pragma once

#include <string>
#include <utility>
#include <vector>

#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/family_field.h"
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
  Rational weight_decay = Rational(0);

  FamilyRule<Rational> rule() const { return {objective, RationalTarget::of(objective), weight_decay}; }
  /// {"objective","layers","top","sxx","syx","weight_decay"}; in place of "top" "top_layers" for several layers on top
  /// and nothing for none, and no decay is not said.
  Json input() const;
};

/// The case that belongs to `seed`, the same everywhere: x = G z + n, y = H z, moments that are valid for every G and
/// H.
/// @param widths      of the data, and of the layers from the first to the code
/// @param top_widths  between the layers on top: one less than they are
MatrixCase case_of(Objective objective, const std::vector<Index>& widths, std::uint64_t seed,
                   const std::vector<Index>& top_widths = {});

/// {"layers","top"} or {"layers","top_layers"} or {"layers"}, exact.
Json json_of(const RationalNetwork& network);
/// The same in as many digits as the answers of mistakes have.
Json rounded_json_of(const RationalNetwork& network);

bool same(const RationalNetwork& a, const RationalNetwork& b);

RationalNetwork absolute(const RationalNetwork& network);

/// The field with every term made positive: what rounding errors of the field are measured by. No term cancels: with
/// -|syx| for syx everything that is subtracted is added, and the decay too.
RationalNetwork field_of_magnitudes(const MatrixCase& given);

/// Roundings that one product of the field meets at most, in whatever order it is multiplied: every inner index of
/// V E sxx E' twice, one subtraction, and a few scalings. Losses of the code have E sxx E'E sxx and the layers around
/// it: four times every inner index; their symmetric part is one more sum, and weight decay one more term.
long roundings_of_field(const MatrixCase& given);

/// Weights that one product of the field holds.
long weights_in_a_product(const MatrixCase& given);

/// Of gradient descent: roundings along the longest chain of products, and what the weights are at most.
std::pair<long, RationalNetwork> roundings_of_descent(const MatrixCase& given, const Rational& rate, long steps);

RationalNetwork right_field(const MatrixCase& given);

/// The mutants whose mistakes can be made with this case, in a field as in a descent.
std::vector<std::string> mutants_of_fields(const MatrixCase& given);

/// Their mistakes.
inline const std::vector<std::string> kMistakesOfFields{"loss-without-half", "no-stop-gradient", "syx-transposed",
                                                        "mae-called-jepa", "jepa-called-mae"};

}  // namespace jepa_oracle::program
