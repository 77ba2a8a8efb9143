#include "judge/claim_judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/objectives.h"
#include "judge/cases_ahead.h"
#include "judge/failure_search.h"
#include "suite/registry.h"

namespace jepa_oracle::properties {
namespace {

constexpr int kErrorsBeforeTheEnd = 3;
/// A claim of which not one of so many cases could be put asks for what the implementation does not offer.
constexpr std::size_t kAbsentBeforeTheEnd = 50;

/// All fields at their simplest value.
Instance simplest(const Claim& claim) {
  Instance instance;
  for (const Field& field : claim.fields) instance.set(field.name, field.simple.front());
  return instance;
}

std::vector<Instance> all_cases(const Claim& claim, const ConformOptions& options) {
  std::vector<Instance> cases{simplest(claim)};
  for (Instance& instance : cases_of(claim, options.run)) {
    if (!(instance == cases.front())) cases.push_back(std::move(instance));
  }
  return cases;
}

/// What has been counted of one claim while its cases run.
struct Tally {
  std::size_t skipped = 0;
  std::size_t absent = 0;
  std::string rests_on;
  std::string missing;
  std::string undecided;
  std::string refused;
  bool refuted = false;
};

/// One claim after what is already known.
class Trial {
 public:
  Trial(Implementation& implementation, const JudgedSubject& subject, const ConformOptions& options, Findings findings)
      : implementation_(implementation), subject_(subject), options_(options), findings_(std::move(findings)) {}

  const Findings& findings() const { return findings_; }

  /// Nothing when the claim asks nothing of an implementation.
  std::optional<Conformance> standing_of(const Claim& claim) {
    Conformance result;
    result.id = claim.id;
    if (findings_.errors >= kErrorsBeforeTheEnd) {
      result.standing = Standing::not_judged;
      result.why = findings_.ending;
      return result;
    }
    Instance current;
    try {
      if (!run_cases(claim, result, current)) return std::nullopt;
      run_pinned(claim, result, current);
    } catch (const ImplementationError& error) {
      subject_.take_calls();
      // A failure already found stands, even if the search for its smallest case broke down.
      if (result.standing != Standing::fails) {
        result.standing = Standing::error;
        result.why = fmt::format("{}; case {}", error.what(), current.to_json().dump());
      }
      recover();
    }
    return result;
  }

 private:
  void recover() {
    ++findings_.errors;
    findings_.ending = fmt::format("the implementation gave no answer {} times", kErrorsBeforeTheEnd);
    try {
      implementation_.restart();
    } catch (const ImplementationError& error) {
      findings_.errors = kErrorsBeforeTheEnd;
      findings_.ending = fmt::format("the implementation could not be restarted: {}", error.what());
    }
  }

  /// What the case rests on that is wrong already.
  std::optional<Source> broken_source(const PosedCase& one) const {
    std::vector<Source> sources;
    for (const Call& call : one.calls) sources.push_back(source_of(call.question));
    if (one.refused) sources.push_back(*one.refused);
    for (const Source& source : sources) {
      const Source field{"field", source.second};
      if (source.first == "descend" && findings_.broken.count(field) != 0) return field;
      if (findings_.broken.count(source) != 0) return source;
    }
    return std::nullopt;
  }

  bool is_pinned(const Claim& claim, const Instance& instance) const {
    return std::any_of(options_.known_failures.begin(), options_.known_failures.end(), [&](const KnownFailure& known) {
      return known.claim == claim.id && known.instance == instance;
    });
  }

  /// False when the claim makes no call and misses nothing.
  bool run_cases(const Claim& claim, Conformance& result, Instance& current) {
    const bool expects_refuted = entry_of(claim.id).expects_refuted;
    Tally tally;
    std::vector<Instance> cases = all_cases(claim, options_);
    cases.erase(std::remove_if(cases.begin(), cases.end(), [&](const Instance& one) { return is_pinned(claim, one); }),
                cases.end());
    CasesAhead posed(claim, cases, implementation_, subject_, findings_.broken.empty());
    for (const Instance& instance : cases) {
      current = instance;
      const PosedCase one = posed.next();
      if (one.kind == PosedCase::Kind::outside) ++result.outside;
      if (one.kind == PosedCase::Kind::absent) {
        tally.missing = one.why;
        if (++tally.absent == kAbsentBeforeTheEnd && result.cases == 0 && tally.skipped == 0) break;
      }
      if (one.kind == PosedCase::Kind::absent || one.kind == PosedCase::Kind::outside) continue;
      if (const auto broken = broken_source(one)) {
        tally.rests_on = fmt::format("its {} for {} is wrong", broken->first, title_of(broken->second));
        ++tally.skipped;
        continue;
      }
      if (one.kind == PosedCase::Kind::refused) {
        if (tally.refused.empty()) tally.refused = one.why;
        continue;
      }
      if (one.calls.empty() && result.cases == 0) {
        posed.finish();
        return false;
      }
      ++result.cases;
      note_errors(one, result);
      const bool wrong = one.has_wrong_call();
      if (one.judgement.verdict() == Verdict::inconclusive) tally.undecided = one.judgement.reason();
      if (one.judgement.verdict() != Verdict::fails) continue;
      if (expects_refuted && !wrong) {
        tally.refuted = true;
        continue;
      }
      result.standing = Standing::fails;
      result.failure.emplace().example = {instance, one.judgement.reason()};
      posed.finish();
      result.failure = describe_failure(claim, instance, one);
      return true;
    }
    posed.finish();
    conclude(expects_refuted, tally, result);
    return true;
  }

  static void note_errors(const PosedCase& one, Conformance& result) {
    for (const Call& call : one.calls) {
      result.seen.add(call);
      if (call.is_allowed()) result.allowed.add(call);
    }
  }

  static void conclude(bool expects_refuted, const Tally& tally, Conformance& result) {
    if (!tally.refused.empty()) {
      result.standing = Standing::error;
      result.why = tally.refused;
    } else if (tally.skipped > 0) {
      // Those that were judged say nothing of these: what conforms conforms in all that it asks.
      result.standing = Standing::not_judged;
      result.rests_on_failure = true;
      result.why = tally.rests_on;
      if (result.cases > 0) {
        result.why += fmt::format("; {} cases that do not use it were judged and agree, {} were not judged",
                                  result.cases, tally.skipped);
      }
    } else if (result.cases == 0) {
      result.standing = Standing::absent;
      result.why = !tally.missing.empty() ? tally.missing : "no case exists in its number format";
    } else if (expects_refuted && !tally.refuted) {
      result.standing = Standing::fails;
      result.why = "every case agrees with this misreading";
    } else if (!tally.undecided.empty()) {
      result.standing = Standing::inconclusive;
      result.why = tally.undecided;
    }
  }

  /// Cases that the implementer says fail: they must.
  void run_pinned(const Claim& claim, Conformance& result, Instance& current) {
    for (const KnownFailure& known : options_.known_failures) {
      if (known.claim != claim.id || !known.instance) continue;
      current = *known.instance;
      const PosedCase one = pose(claim, current, subject_);
      const bool fails = one.kind == PosedCase::Kind::decided && one.judgement.verdict() == Verdict::fails;
      if (!fails) {
        result.standing = Standing::unexpected_pass;
        result.why = fmt::format("expected to fail, but passes: {}", current.to_json().dump());
        return;
      }
      if (result.standing == Standing::conforms) {
        result.standing = Standing::known_failure;
        result.why = known.reason;
      }
    }
  }

  /// Finds the smallest case; and the mistake, from this case and others that ask for the same.
  Failure describe_failure(const Claim& claim, const Instance& instance, const PosedCase& failed) {
    const std::vector<Instance> cases = all_cases(claim, options_);
    FailureSearch search(claim, cases, implementation_, subject_, findings_.broken);
    FoundFailure found = search.describe(instance, failed);
    findings_.broken.insert(found.broken.begin(), found.broken.end());
    return std::move(found.failure);
  }

  Implementation& implementation_;
  const JudgedSubject& subject_;
  const ConformOptions& options_;
  Findings findings_;
};

}  // namespace

ClaimJudge::ClaimJudge(Implementation& implementation, const ConformOptions& options)
    : implementation_(implementation), subject_(implementation), options_(options) {}

std::pair<std::optional<Conformance>, Findings> ClaimJudge::standing_of(const Claim& claim, const Findings& known) {
  Trial trial(implementation_, subject_, options_, known);
  auto result = trial.standing_of(claim);
  return {std::move(result), trial.findings()};
}

}  // namespace jepa_oracle::properties
