#include "judge/tolerance/judged_subject.h"

#include <fmt/format.h>

namespace jepa_oracle::properties {

Source source_of(const Question& question) { return {method_of(question), objective_of(question)}; }

std::vector<PutQuestion> JudgedSubject::ask_ahead(const std::function<void()>& work) const {
  struct Ahead {
    bool& flag;
    ~Ahead() { flag = false; }
  };
  put_ahead_.clear();
  is_ahead_ = true;
  const Ahead while_it_works{is_ahead_};
  work();
  return std::exchange(put_ahead_, {});
}

Call JudgedSubject::answer_to(PutQuestion put) const {
  Answer answer = implementation_.take(put.question);
  Call call{std::move(put.question), std::move(answer), {}, 0, std::move(put.reason)};
  put.compare_answer(call);
  return call;
}

const Answer* JudgedSubject::wrong_answer_to(PutQuestion put) const {
  last_asked_ = source_of(put.question);
  implementation_.put(put.question);
  if (is_ahead_) {
    put_ahead_.push_back(std::move(put));
    return nullptr;
  }
  calls_.push_back(answer_to(std::move(put)));
  return calls_.back().is_allowed() ? nullptr : &calls_.back().answer;
}

void JudgedSubject::require(const std::string& capability) const {
  if (!implementation_.description().can(capability)) {
    throw Absent(fmt::format("the implementation has no \"{}\"", capability));
  }
}

void JudgedSubject::require(Objective objective, long top_layers) const {
  const Description& description = implementation_.description();
  if (!description.has(objective)) {
    throw Absent(fmt::format("the implementation has no objective \"{}\"", name_of(objective)));
  }
  if (top_layers > description.top_depth) {
    throw Absent(fmt::format("the implementation has at most {} layer{} on top of the encoder", description.top_depth,
                             description.top_depth == 1 ? "" : "s"));
  }
}

}  // namespace jepa_oracle::properties
