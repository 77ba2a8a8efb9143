#pragma once

#include "suite/runner.h"

namespace jepa_oracle::properties {

/// A case and how close it comes to the boundary of what is claimed.
struct Tight {
  Instance instance;
  Verdict verdict;
  std::string reason;               ///< why it does not hold; empty when it does
  std::optional<long> margin_bits;  ///< log2 of the smallest relative distance by which an inequality held
};

/// The search for the tightest cases of a claim, tightest first.
struct WorstCases {
  std::vector<Tight> found;  ///< distinct; what fails comes first, then what is undecided, then by margin
  std::size_t tried = 0;
};

/// Hill climbing on the margin: from the tightest cases of a run, one number of the instance is moved at a time (drawn
/// anew, or moved part of the way towards another draw), and the move is kept unless the margin grows. The same seed
/// gives the same search. It finds a small margin, not the smallest: it proves nothing.
/// @param steps  moves tried
/// @param keep   cases returned at most
WorstCases worst_cases(const Claim& claim, const Subject& subject, const RunOptions& options, int steps,
                       std::size_t keep);

}  // namespace jepa_oracle::properties
