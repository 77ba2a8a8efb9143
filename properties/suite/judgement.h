#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "jepa_oracle/interval.h"

namespace jepa_oracle::properties {

/// holds: everything required was decided by disjoint or narrow enclosures. fails: something required is certainly
/// false. inconclusive: neither; it never counts as holding.
enum class Verdict { holds, fails, inconclusive };

std::string_view name_of(Verdict verdict);

/// Collects what one instance of a claim requires, with the numbers behind each decision.
class Judgement {
 public:
  /// a < b.
  void require_less(const std::string& what, const Interval& a, const Interval& b);
  /// The same number: the enclosures overlap, and both are narrow to `bits` relative bits (an infinitely wide enclosure
  /// would overlap with anything). Both may be the point 0.
  void require_same(const std::string& what, const Interval& a, const Interval& b, long bits = kAgreementBits);
  /// low < value < high: an equation changes its sign between two points that the check has put there. How far apart
  /// the numbers are is the check's choice, so it is no margin.
  void require_between(const std::string& what, const Interval& low, const Interval& value, const Interval& high);
  /// inner lies in outer.
  void require_within(const std::string& what, const Interval& inner, const Interval& outer);
  /// The same exact number.
  void require_equal(const std::string& what, const Rational& a, const Rational& b);
  /// A decision made exactly.
  void require(const std::string& what, bool holds);
  /// The subject gave no number where there is one: false for a claim about the subject, nothing decided about a
  /// misreading.
  void require_answer(const std::string& what, bool given);
  /// From here on a missing answer leaves the instance undecided: only comparisons may refute a misreading.
  void let_only_comparisons_refute() { missing_is_undecided_ = true; }
  /// Nothing can be decided, for the reason given.
  void leave_undecided(const std::string& why);

  /// Kind of case this instance is; the run counts them, and a claim may demand that each kind has been seen.
  void label(const std::string& kind) { labels_.push_back(kind); }
  const std::vector<std::string>& labels() const { return labels_; }

  Verdict verdict() const { return verdict_; }
  /// First requirement that decided against the claim, with both numbers; empty when it holds.
  const std::string& reason() const { return reason_; }
  /// Smallest relative distance by which an inequality held, as log2; nothing when there was none.
  std::optional<long> margin_bits() const { return margin_bits_; }

  /// 10^-36: what an overlap must at least show. Subjects are asked for 40 digits, 2^-132, and more where they cancel;
  /// what a check computes by itself is as narrow (quadrature.h).
  static constexpr long kAgreementBits = 120;

 private:
  void settle(Verdict verdict, const std::string& what, const Interval& a, const char* relation, const Interval& b);

  Verdict verdict_ = Verdict::holds;
  std::string reason_;
  std::vector<std::string> labels_;
  std::optional<long> margin_bits_;
  bool missing_is_undecided_ = false;
};

}  // namespace jepa_oracle::properties
