#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include "suite/claim.h"

namespace jepa_oracle::properties {

struct ClaimResult;

/// What a run is asked to do. Two runs with the same seed and cases give the same results, whatever the number of jobs.
struct RunOptions {
  std::uint64_t seed = 1;
  int cases = 100;  ///< random cases a claim, beside its corners and regressions
  int jobs = 1;             ///< threads; fewer where the system gives no more
  std::map<std::string, std::vector<Instance>> regressions = {};  ///< by claim id; they run first
  /// Called with the number of threads that work when there are fewer than `jobs`.
  std::function<void(int)> fewer_jobs = {};
  /// Called after each finished case with (done, total), from one thread at a time.
  std::function<void(std::size_t, std::size_t)> progress = {};
  /// Called with each claim's result as soon as its last case is finished, from one thread at a time.
  std::function<void(const ClaimResult&)> decided = {};
};

/// The smallest instance found on which a claim fails, and why.
struct Counterexample {
  Instance instance;
  std::string reason;
};

/// What was seen of one claim.
struct ClaimResult {
  std::string id;
  Verdict verdict = Verdict::holds;  ///< fails if one case fails, else inconclusive if one is, else holds
  std::size_t cases = 0;
  std::size_t inconclusive = 0;
  std::map<std::string, std::size_t> labels;
  std::map<std::string, std::pair<Rational, Rational>> scope;  ///< smallest and largest value tested of each field
  std::optional<long> margin_bits;  ///< smallest relative distance (log2) by which an inequality was decided
  std::optional<Counterexample> counterexample;  ///< shrunken, when the verdict is fails
  std::optional<Counterexample> undecided;       ///< first inconclusive case
  std::vector<std::string> missing_labels;       ///< kinds of cases demanded and not seen: the claim does not hold then
  double seconds = 0;                            ///< spent on its cases by all threads; differs from run to run
};

/// The claim's check; an instance that is no legal problem decides nothing.
Judgement judge(const Claim& claim, const Instance& instance, const Subject& subject);

/// Cases of a claim in the order in which they run: regressions, corners, then `options.cases` random draws. What was
/// drawn before is not decided again: a claim of few possible instances has fewer cases.
std::vector<Instance> cases_of(const Claim& claim, const RunOptions& options);

/// Makes a failing instance simpler as long as it still fails: each field in turn towards simpler values.
Counterexample shrink(const Claim& claim, const Subject& subject, const Instance& failing);

/// Whether the subject is found out: a case fails of a claim that is expected to hold, or no case fails of one that is
/// expected to be refuted. Stops at the first failing case and shrinks nothing.
bool is_killed(const Claim& claim, bool expects_refuted, const Subject& subject, const RunOptions& options);

/// Runs the claims against a subject; one result each, in the order given.
std::vector<ClaimResult> run(const std::vector<Claim>& claims, const Subject& subject, const RunOptions& options);

}  // namespace jepa_oracle::properties
