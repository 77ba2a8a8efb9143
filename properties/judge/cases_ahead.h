#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <vector>

#include "judge/subject/posed_case.h"

namespace jepa_oracle::properties {

/// The cases of a claim, put to an implementation one after another; each comes to what pose() says of it. While right
/// answers come fast, later cases are put before the answers to earlier ones are read: judge and implementation then
/// work at the same time and seldom wait for each other. A case with a wrong answer is put again and waits for each; if
/// they are right then, the first answers count.
class CasesAhead {
 public:
  /// All must outlive it.
  /// @param cases  in the order in which they are put
  /// @param ahead  whether answers are expected to be right: otherwise every case waits for its answers
  CasesAhead(const Claim& claim, const std::vector<Instance>& cases, Implementation& implementation,
             const JudgedSubject& subject, bool ahead);

  /// The next case; there must be one.
  /// @throws ImplementationError when the implementation breaks down at it; it has to be restarted
  PosedCase next();
  /// Reads what has been put and not been read, so that something else can be asked.
  void finish();

 private:
  struct Waiting {
    std::size_t place;  ///< in cases
    CaseAhead posed;
    bool is_settled = false;
    bool is_wrong = false;
    std::exception_ptr breakdown = {};
  };

  void pose_more();
  /// Reads the answers to its questions.
  void settle(Waiting& waiting);
  /// Reads the answers to all questions; where the implementation breaks down, what was put after that is put again.
  void settle_all();
  /// More cases ahead after quick answers, fewer after slow ones: what was put ahead in vain is waited for.
  void adapt(double seconds);

  const Claim& claim_;
  const std::vector<Instance>& cases_;
  Implementation& implementation_;
  const JudgedSubject& subject_;
  const bool ahead_;
  std::deque<Waiting> waiting_;
  std::size_t next_ = 0;       ///< case that has not been put
  std::size_t questions_ = 0;  ///< that wait for their answers
  std::size_t limit_ = 1;      ///< for cases and for questions; a case is put whole
};

}  // namespace jepa_oracle::properties
