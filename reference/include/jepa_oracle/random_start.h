#pragma once

#include <cstdint>
#include <string_view>

#include "jepa_oracle/network.h"

namespace jepa_oracle {

/// Law of random initial weights. All matrices are square and independent, and E W'W = scale^2 I for each.
///   orthogonal  scale times a random orthogonal matrix with Haar's distribution, up to a grid of 2^-16 for directions:
///               balanced, and not aligned
///   gaussian    independent normal entries of variance scale^2 / size: neither balanced nor aligned
enum class StartLaw { orthogonal, gaussian };

std::string_view name_of(StartLaw law);

/// Start number `number` of the stream of `seed`: depth square layers and a square top. The same on every machine.
/// Orthogonal matrices are products of reflections [G. W. Stewart, "The efficient generation of
/// random orthogonal matrices", SIAM J. Numer. Anal. 17 (1980)], rational and exactly orthogonal: the start is exactly
/// balanced.
/// @param size   d >= 1
/// @param scale  of every matrix, > 0
Network<Rational> random_start(StartLaw law, Index size, Depth depth, const Rational& scale, std::uint64_t seed,
                               std::uint64_t number);

}  // namespace jepa_oracle
