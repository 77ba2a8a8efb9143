#pragma once

#include "report/replayed_report.h"

namespace jepa_oracle::program {

/// A report beside what came out this time, claim by claim. All members of a claim are compared; of a report of conform
/// the errors of answers that were allowed are shown but do not decide, for they are rounding, which another machine or
/// library may do differently. Suite, sources and what an implementation says of itself do not decide either.
class ReplayComparison {
 public:
  /// @param again  the report of the same claims, written here
  ReplayComparison(const ReplayedReport& report, const Json& again);

  bool same() const { return different_ == 0 && summary_same_; }
  /// {"format":"jepa-oracle/replay/1","same","summary_same","suite","sources","subject","claims":[{"id","same","differs"?,"why"?}]}
  Json document() const;
  std::string text() const;

 private:
  void add(const std::string& id, const Json& before, const Json* after);
  std::string basis_text() const;

  const ReplayedReport& report_;
  const Json& again_;
  Json claims_ = Json::array();
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::string> lines_;
  std::size_t different_ = 0;
  bool summary_same_ = true;  ///< verdict and counts of the whole
};

}  // namespace jepa_oracle::program
