// The whole suite on one seed: `every_seed SEED CASES`, or `every_seed rotating I`: the I-th of the seeds 1 to 20 in an
// order that depends on the sources alone, at 100 cases. Claims must come out as the registry expects.
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <numeric>

#include "evidence/source_digest.h"
#include "suite/registry.h"
#include "suite/regressions.h"
#include "suite/runner.h"

namespace {

using namespace jepa_oracle::properties;

constexpr std::uint64_t kSeeds = 20;
/// Claims that take more seconds are named.
constexpr double kLong = 5;

/// Seeds 1..kSeeds, shuffled by the digest of the sources: a change of them has other seeds run.
std::vector<std::uint64_t> rotation() {
  std::vector<std::uint64_t> seeds(kSeeds);
  std::iota(seeds.begin(), seeds.end(), 1);
  std::uint64_t state = std::strtoull(std::string(kSourceDigest).substr(0, 15).c_str(), nullptr, 16);
  for (std::size_t left = seeds.size(); left > 1; --left) {
    std::swap(seeds[left - 1], seeds[state % left]);
    state /= left;
  }
  return seeds;
}

int run_seed(std::uint64_t seed, int cases) {
  RunOptions options;
  options.seed = seed;
  options.cases = cases;
  options.jobs = 1;
  options.regressions = kept_regressions();
  std::cout << fmt::format("seed {}, {} cases\n", seed, cases) << std::flush;
  int failed = 0;
  for (const ClaimResult& result : run(all_claims(), ReferenceSubject(), options)) {
    const Assessment assessment = assess(entry_of(result.id), result);
    if (result.seconds > kLong) std::cout << fmt::format("{:.0f} s: {}\n", result.seconds, result.id);
    if (assessment.as_expected) continue;
    ++failed;
    std::cout << fmt::format("{}: {}\n", result.id, assessment.status);
    for (const auto& example : {result.counterexample, result.undecided}) {
      if (example) std::cout << fmt::format("  {}\n  {}\n", example->instance.to_json().dump(), example->reason);
    }
    for (const std::string& label : result.missing_labels) std::cout << fmt::format("  no case: {}\n", label);
  }
  std::cout << fmt::format("{} of {} claims do not come out as expected\n", failed, all_claims().size());
  return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: every_seed SEED CASES | every_seed rotating I\n";
    return 2;
  }
  const std::string first = arguments[1];
  const auto second = std::strtoull(arguments[2], nullptr, 10);
  if (first == "rotating") return run_seed(rotation().at((second - 1) % kSeeds), 100);
  return run_seed(std::strtoull(first.c_str(), nullptr, 10), static_cast<int>(second));
}
