#pragma once

#include <string>
#include <utility>
#include <vector>

#include "jepa_oracle/conflict_window.h"
#include "vectors/vector_family.h"

namespace jepa_oracle::program {

/// lambda and rho, in this order.
using Pair = std::pair<Rational, Rational>;

Feature feature_of(const Pair& pair);
/// {"lambda","rho"}
Json json_of(const Pair& pair);

/// A wrong window, unless both ends agree with the right one's.
void add_mistaken_window(std::vector<Mistaken>& list, const std::string& mutant, const Interval& lower,
                         const Interval& upper, const ConflictWindow& right);

/// The order in which features, called a, b, ..., are learned.
void add_order_test(VectorFile& file, const ObjectiveCase& member, const Rational& epsilon, const Rational& fraction,
                    const std::vector<Pair>& pairs, const std::vector<std::string>& edges);

}  // namespace jepa_oracle::program
