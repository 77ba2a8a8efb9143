#include "diagnosis/diagnosis_ranking.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace jepa_oracle {
namespace {

/// Fewer fitted numbers first, then fewer changes to what was expected, then the smaller misfit.
bool simpler(const Finding& a, const Finding& b) {
  const auto key = [](const Finding& finding) {
    return std::tuple(finding.hypothesis.fitted.size(), finding.changes, finding.squares);
  };
  return key(a) < key(b);
}

Misfit misfit_of(const Finding& finding) { return {finding.squares, finding.hypothesis.fitted.size()}; }

}  // namespace

void rank(Diagnosis& diagnosis, const Evidence& evidence) {
  std::vector<Finding>& ranking = diagnosis.ranking;
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const Finding& a, const Finding& b) { return a.squares < b.squares; });
  std::vector<Misfit> misfits;
  for (const Finding& finding : ranking) {
    if (!finding.neutral) misfits.push_back(misfit_of(finding));
  }
  const auto untold = [&](const Finding& finding) {
    return finding.fits && !finding.neutral && std::none_of(misfits.begin(), misfits.end(), [&](const Misfit& better) {
             return evidence.tells(better, misfit_of(finding));
           });
  };
  const auto end = std::stable_partition(ranking.begin(), ranking.end(), untold);
  std::stable_sort(ranking.begin(), end, simpler);
  if (end == ranking.begin()) return;
  for (auto finding = ranking.begin() + 1; finding < end; ++finding) {
    const bool as_few = finding->hypothesis.fitted.size() == ranking.front().hypothesis.fitted.size();
    (as_few ? diagnosis.rivals : diagnosis.wider).push_back(static_cast<std::size_t>(finding - ranking.begin()));
  }
}

Nearness nearness_of(const Diagnosis& diagnosis) {
  const Finding& first = diagnosis.ranking.front();
  double expected = INFINITY;
  for (const Finding& finding : diagnosis.expected) expected = std::min(expected, finding.residual);
  double rest = INFINITY;
  for (const Finding& finding : diagnosis.ranking) {
    const Hypothesis& other = finding.hypothesis;
    const bool same = other.rule == first.hypothesis.rule && other.depth == first.hypothesis.depth &&
                      other.top_depth == first.hypothesis.top_depth;
    if (!same) rest = std::min(rest, finding.residual);
  }
  // What was expected is no nearer than itself: it is far nearer than the rest, or nothing is.
  const double nearer = first.expected ? rest / first.residual : expected / first.residual;
  return {nearer, rest / first.residual};
}

Verdict verdict_of(const Diagnosis& diagnosis) {
  if (!diagnosis.ranking.front().fits) return Verdict::none_fits;
  if (diagnosis.ranking.front().expected) return diagnosis.rivals.empty() ? Verdict::as_expected : Verdict::undecided;
  const bool rival = std::any_of(diagnosis.rivals.begin(), diagnosis.rivals.end(),
                                 [&](std::size_t index) { return diagnosis.ranking[index].expected; });
  return rival ? Verdict::undecided : Verdict::other;
}

}  // namespace jepa_oracle
