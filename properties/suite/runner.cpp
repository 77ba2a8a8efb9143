#include "suite/runner.h"

#include <mpfr.h>
#include <rapidcheck.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <set>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/interruption.h"
#include "jepa_oracle/portable_bits.h"
#include "suite/draw.h"
#include "suite/worker_threads.h"

namespace jepa_oracle::properties {
namespace {

constexpr std::size_t kCornerLimit = 32;

void widen(ClaimResult& result, const Instance& instance) {
  for (const auto& [name, value] : instance.numbers()) {
    const auto [place, fresh] = result.scope.try_emplace(name, value, value);
    if (fresh) continue;
    place->second.first = std::min(place->second.first, value);
    place->second.second = std::max(place->second.second, value);
  }
}

/// Gives the fields that are taken in turn the value of the i-th random case; the seed says with which they begin.
void take_turns(const Claim& claim, std::uint64_t seed, std::size_t i, Instance& instance) {
  for (const Field& field : claim.fields) {
    if (field.turns.empty()) continue;
    instance.set(field.name, field.turns[(seed % field.turns.size() + i) % field.turns.size()]);
  }
}

ClaimResult summarise(const Claim& claim, const Subject& subject, const std::vector<Instance>& cases,
                      const std::vector<Judgement>& judgements) {
  ClaimResult result;
  result.id = claim.id;
  result.cases = cases.size();
  const Instance* failing = nullptr;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Judgement& judgement = judgements[i];
    widen(result, cases[i]);
    for (const std::string& label : judgement.labels()) ++result.labels[label];
    if (judgement.margin_bits()) {
      result.margin_bits = std::min(result.margin_bits.value_or(*judgement.margin_bits()), *judgement.margin_bits());
    }
    if (judgement.verdict() == Verdict::fails && failing == nullptr) failing = &cases[i];
    if (judgement.verdict() == Verdict::inconclusive) {
      ++result.inconclusive;
      if (!result.undecided) result.undecided = Counterexample{cases[i], judgement.reason()};
    }
  }
  for (const std::string& label : claim.required_labels) {
    if (result.labels.count(label) == 0) result.missing_labels.push_back(label);
  }
  if (failing != nullptr) {
    result.verdict = Verdict::fails;
    result.counterexample = shrink(claim, subject, *failing);
  } else if (result.inconclusive > 0 || !result.missing_labels.empty()) {
    result.verdict = Verdict::inconclusive;
  }
  return result;
}

}  // namespace

Judgement judge(const Claim& claim, const Instance& instance, const Subject& subject) {
  interruption_point();
  try {
    return claim.check(instance, subject);
  } catch (const InvalidProblem& error) {
    Judgement judgement;
    judgement.leave_undecided(std::string("invalid problem: ") + error.what());
    return judgement;
  }
}

std::vector<Instance> cases_of(const Claim& claim, const RunOptions& options) {
  std::vector<Instance> cases;
  if (const auto kept = options.regressions.find(claim.id); kept != options.regressions.end()) cases = kept->second;
  cases.insert(cases.end(), claim.corners.begin(), claim.corners.end());
  for (Instance& corner : corner_grid(claim, kCornerLimit)) cases.push_back(std::move(corner));
  const auto generator = instances_of(claim);
  rc::Random random(options.seed ^ fnv1a(claim.id));
  for (int i = 0; i < options.cases; ++i) {
    interruption_point();
    cases.push_back(generator(random.split(), 100).value());
    take_turns(claim, options.seed, static_cast<std::size_t>(i), cases.back());
  }
  std::set<std::vector<std::pair<std::string, Rational>>> seen;
  std::vector<Instance> distinct;
  for (Instance& one : cases) {
    if (seen.insert(one.numbers()).second) distinct.push_back(std::move(one));
  }
  return distinct;
}

Counterexample shrink(const Claim& claim, const Subject& subject, const Instance& failing) {
  auto smallest = shrinkable_from(claim, failing);
  Judgement judgement = judge(claim, failing, subject);
  for (bool simpler_found = true; simpler_found;) {
    simpler_found = false;
    auto candidates = smallest.shrinks();
    while (auto candidate = candidates.next()) {
      Judgement verdict = judge(claim, candidate->value(), subject);
      if (verdict.verdict() != Verdict::fails) continue;
      smallest = *candidate;
      judgement = std::move(verdict);
      simpler_found = true;
      break;
    }
  }
  return {smallest.value(), judgement.reason()};
}

bool is_killed(const Claim& claim, bool expects_refuted, const Subject& subject, const RunOptions& options) {
  bool all_hold = true;
  for (const Instance& instance : cases_of(claim, options)) {
    const Verdict verdict = judge(claim, instance, subject).verdict();
    if (verdict == Verdict::fails) return !expects_refuted;
    all_hold = all_hold && verdict == Verdict::holds;
  }
  return expects_refuted && all_hold;
}

std::vector<ClaimResult> run(const std::vector<Claim>& claims, const Subject& subject, const RunOptions& options) {
  struct Task {
    std::size_t claim;
    std::size_t instance;
  };
  struct Progress {
    std::size_t left;
    double seconds = 0;
  };
  std::vector<std::vector<Instance>> cases;
  std::vector<std::vector<Judgement>> judgements;
  std::vector<Progress> progress;
  std::vector<Task> tasks;
  for (std::size_t c = 0; c < claims.size(); ++c) {
    cases.push_back(cases_of(claims[c], options));
    judgements.emplace_back(cases.back().size());
    progress.push_back({cases.back().size()});
    for (std::size_t i = 0; i < cases.back().size(); ++i) tasks.push_back({c, i});
  }

  std::vector<ClaimResult> results(claims.size());
  std::atomic<std::size_t> next{0};
  std::size_t done = 0;
  std::mutex lock;
  const auto finish = [&](std::size_t c) {
    ClaimResult result = summarise(claims[c], subject, cases[c], judgements[c]);
    const std::lock_guard guard(lock);
    result.seconds = progress[c].seconds;
    results[c] = std::move(result);
    if (options.decided) options.decided(results[c]);
  };
  const auto is_last = [&](std::size_t c, double seconds) {
    const std::lock_guard guard(lock);
    progress[c].seconds += seconds;
    ++done;
    if (options.progress) options.progress(done, tasks.size());
    return --progress[c].left == 0;
  };
  // What ends the work of one thread (an interruption) ends the run, after the case that every other one is at.
  std::exception_ptr ended;
  const auto work = [&] {
    try {
      for (std::size_t t = next++; t < tasks.size(); t = next++) {
        const auto [c, i] = tasks[t];
        const auto begin = std::chrono::steady_clock::now();
        judgements[c][i] = judge(claims[c], cases[c][i], subject);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        if (is_last(c, seconds.count())) finish(c);
      }
    } catch (...) {
      next = tasks.size();
      const std::lock_guard guard(lock);
      if (!ended) ended = std::current_exception();
    }
    mpfr_free_cache();
  };
  WorkerThreads workers(static_cast<std::size_t>(options.jobs - 1), [&work](std::size_t) { work(); });
  const int working = 1 + static_cast<int>(workers.count());
  if (working < options.jobs && options.fewer_jobs) options.fewer_jobs(working);
  work();
  workers.join();
  if (ended) std::rethrow_exception(ended);
  for (std::size_t c = 0; c < claims.size(); ++c) {
    if (cases[c].empty()) finish(c);
  }
  return results;
}

}  // namespace jepa_oracle::properties
