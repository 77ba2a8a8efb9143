#include "judge/cases_ahead.h"

#include <algorithm>
#include <chrono>

namespace jepa_oracle::properties {
namespace {

/// Enough to fill a time slice of the system; not so many that their answers fill much memory.
constexpr std::size_t kMostAhead = 128;
/// What a case may take, in seconds, if more are to be put ahead: all that wait are read within a second or so.
constexpr double kQuick = 0.01;

}  // namespace

CasesAhead::CasesAhead(const Claim& claim, const std::vector<Instance>& cases, Implementation& implementation,
                       const JudgedSubject& subject, bool ahead)
    : claim_(claim), cases_(cases), implementation_(implementation), subject_(subject), ahead_(ahead) {}

void CasesAhead::pose_more() {
  while (next_ < cases_.size() && (waiting_.empty() || std::max(waiting_.size(), questions_) < limit_)) {
    waiting_.push_back({next_, pose_ahead(claim_, cases_[next_], subject_)});
    questions_ += waiting_.back().posed.questions.size();
    ++next_;
  }
}

void CasesAhead::adapt(double seconds) {
  limit_ = seconds < kQuick ? std::min(2 * limit_, kMostAhead) : std::max<std::size_t>(limit_ / 2, 1);
}

void CasesAhead::settle(Waiting& waiting) {
  waiting.is_settled = true;
  PosedCase& result = waiting.posed.right;
  for (PutQuestion& put : waiting.posed.questions) {
    --questions_;
    const Source source = source_of(put.question);
    try {
      Call call = subject_.answer_to(std::move(put));
      // After a refusal nothing more would have been asked.
      if (result.kind == PosedCase::Kind::refused) continue;
      waiting.is_wrong = waiting.is_wrong || !call.is_allowed();
      result.calls.push_back(std::move(call));
    } catch (const ImplementationRefuses& refusal) {
      if (result.kind != PosedCase::Kind::refused) result.refuse(source, refusal, cases_[waiting.place]);
    } catch (const ImplementationError&) {
      waiting.breakdown = std::current_exception();
      return;
    }
  }
}

void CasesAhead::settle_all() {
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    if (waiting_[i].is_settled) continue;
    settle(waiting_[i]);
    if (!waiting_[i].breakdown) continue;
    next_ = waiting_[i].place + 1;
    waiting_.resize(i + 1);
    questions_ = 0;
    implementation_.restart();
    return;
  }
}

PosedCase CasesAhead::next() {
  if (!ahead_) return pose(claim_, cases_[next_++], subject_);
  pose_more();
  Waiting first = std::move(waiting_.front());
  waiting_.pop_front();
  if (!first.is_settled) {
    const auto begin = std::chrono::steady_clock::now();
    settle(first);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    adapt(seconds.count());
  }
  if (first.breakdown) {
    waiting_.clear();
    questions_ = 0;
    std::rethrow_exception(first.breakdown);
  }
  if (!first.is_wrong) return std::move(first.posed.right);
  settle_all();
  PosedCase again = pose(claim_, cases_[first.place], subject_);
  const bool is_right_now = again.kind == PosedCase::Kind::decided && !again.has_wrong_call();
  if (!is_right_now) return again;
  PosedCase& once = first.posed.right;
  once.is_fickle = true;
  once.require_right_calls();
  return std::move(once);
}

void CasesAhead::finish() {
  settle_all();
  waiting_.clear();
}

}  // namespace jepa_oracle::properties
