#include "judge/conformance.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "judge/claim_judge.h"
#include "judge/results_in_order.h"

namespace jepa_oracle::properties {
namespace {

/// The value of everything that can be asked for; what other claims say of the answers rests on these.
const std::vector<std::string> kBasic{"Gradient.JepaFieldIsFrozenTargetDerivative",
                                      "Gradient.MaeFieldIsGradient",
                                      "Descent.TrajectoryIsRepeatedSteps",
                                      "CriticalTime.JepaClosedForm",
                                      "CriticalTime.MaeClosedForm",
                                      "CriticalTime.AmplitudeInvertsTime",
                                      "CriticalTime.SettlingAmplitudeInvertsTime",
                                      "CriticalTime.VanishingAmplitudeInvertsTime"};

/// Claims that are known to fail as a whole, and entries that no claim answers to.
void apply(const std::vector<KnownFailure>& known_failures, const std::vector<Claim>& claims,
           std::vector<Conformance>& results) {
  for (const KnownFailure& known : known_failures) {
    const auto chosen = std::any_of(claims.begin(), claims.end(), [&](const Claim& c) { return c.id == known.claim; });
    if (!chosen) continue;
    const auto found =
        std::find_if(results.begin(), results.end(), [&](const Conformance& r) { return r.id == known.claim; });
    if (found == results.end()) {
      results.emplace_back().id = known.claim;
      results.back().standing = Standing::unexpected_pass;
      results.back().why = "expected to fail, but the claim asks an implementation nothing";
      continue;
    }
    if (known.instance && found->standing != Standing::absent && found->standing != Standing::not_judged) continue;
    if (found->standing == Standing::fails) {
      found->standing = Standing::known_failure;
      found->why = known.reason;
    } else if (found->rests_on_failure && !known.instance) {
      found->standing = Standing::known_failure;
      found->why = fmt::format("{} (not judged: {})", known.reason, found->why);
    } else if (found->standing != Standing::error) {
      found->why = fmt::format("expected to fail, but the claim {}",
                               found->standing == Standing::conforms ? std::string("conforms")
                                                                     : "is " + std::string(name_of(found->standing)));
      found->standing = Standing::unexpected_pass;
    }
  }
}

}  // namespace

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::conforms:
      return "conforms";
    case Standing::fails:
      return "fails";
    case Standing::known_failure:
      return "known failure";
    case Standing::unexpected_pass:
      return "unexpected pass";
    case Standing::error:
      return "error";
    case Standing::inconclusive:
      return "inconclusive";
    case Standing::not_judged:
      return "not judged";
    case Standing::absent:
      return "absent";
  }
  return "";
}

std::vector<Conformance> conform(const std::vector<Implementation*>& implementations, const std::vector<Claim>& claims,
                                 const ConformOptions& options) {
  std::vector<const Claim*> in_order;
  for (const bool basic : {true, false}) {
    for (const Claim& claim : claims) {
      if ((std::find(kBasic.begin(), kBasic.end(), claim.id) != kBasic.end()) == basic) in_order.push_back(&claim);
    }
  }
  using Judged = std::optional<Conformance>;
  std::vector<OrderedWorker<Judged, Findings>> workers;
  for (Implementation* implementation : implementations) {
    auto judge = std::make_shared<ClaimJudge>(*implementation, options);
    workers.push_back(
        [judge, &in_order](std::size_t i, const Findings& known) { return judge->standing_of(*in_order[i], known); });
  }
  const auto progress = [&](std::size_t done) {
    if (options.run.progress) options.run.progress(done, in_order.size());
  };
  std::vector<Conformance> results;
  for (Judged& standing : results_in_order(in_order.size(), Findings{}, workers, progress)) {
    if (standing) results.push_back(std::move(*standing));
  }
  apply(options.known_failures, claims, results);
  return results;
}

std::vector<Conformance> conform(Implementation& implementation, const std::vector<Claim>& claims,
                                 const ConformOptions& options) {
  return conform({&implementation}, claims, options);
}

bool conforms(const std::vector<Conformance>& results) {
  const bool judged = std::any_of(results.begin(), results.end(),
                                  [](const Conformance& result) { return result.standing != Standing::absent; });
  return judged && std::all_of(results.begin(), results.end(), [](const Conformance& result) {
           return result.standing == Standing::conforms || result.standing == Standing::known_failure ||
                  result.standing == Standing::absent;
         });
}

}  // namespace jepa_oracle::properties
