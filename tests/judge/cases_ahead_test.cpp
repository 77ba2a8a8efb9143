// Cases put ahead of the answers to others come to what they come to one by one.
#include "judge/cases_ahead.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <numeric>
#include <thread>

#include "judge/subject/reference_implementation.h"
#include "suite/runner.h"

namespace jepa_oracle::properties {
namespace {

constexpr const char* kClaim = "Gradient.MaeFieldIsGradient";  // many questions a case

/// The reference, with something done to the answer of each question by its number since the last start.
class Troubled : public Implementation {
 public:
  using Trouble = std::function<void(int, Answer&)>;
  explicit Troubled(Trouble trouble) : trouble_(std::move(trouble)) {}
  const Description& description() const override { return reference_.description(); }
  void put(const Question&) override { most_waiting = std::max(most_waiting, ++waiting_); }
  Answer take(const Question& question) override {
    --waiting_;
    Answer answer = reference_.take(question);
    trouble_(++taken, answer);
    return answer;
  }
  void restart() override {
    ++restarts;
    waiting_ = 0;
  }

  int taken = 0;
  int restarts = 0;
  int most_waiting = 0;

 private:
  Trouble trouble_;
  ReferenceImplementation reference_;
  int waiting_ = 0;
};

void spoil(Answer& answer) { std::get<std::vector<RecordedStep>>(answer).front().network.top()(0, 0) += 1; }

std::vector<Instance> drawn_cases(int count) {
  RunOptions options;
  options.cases = count;
  return cases_of(claim_of(kClaim), options);
}

/// Questions that each case asks.
std::vector<int> questions_of(const std::vector<Instance>& cases) {
  ReferenceImplementation reference;
  const JudgedSubject subject(reference);
  std::vector<int> numbers;
  for (const Instance& one : cases) {
    numbers.push_back(static_cast<int>(pose(claim_of(kClaim), one, subject).calls.size()));
  }
  return numbers;
}

/// What a case came to, for comparison.
std::string text_of(const PosedCase& one) {
  std::string text = std::to_string(static_cast<int>(one.kind)) + one.why + one.judgement.reason();
  for (const Call& call : one.calls) text += call.is_allowed() ? " right" : " wrong at " + call.worst.where;
  return text;
}

std::vector<std::string> texts_of(Troubled& implementation, const std::vector<Instance>& cases, bool ahead) {
  const JudgedSubject subject(implementation);
  CasesAhead posed(claim_of(kClaim), cases, implementation, subject, ahead);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    try {
      texts.push_back(text_of(posed.next()));
    } catch (const ImplementationError& error) {
      texts.push_back(error.what());
      break;
    }
  }
  return texts;
}

TEST(CasesAhead, RightAnswersAreReadLaterAndComeToTheSame) {
  Troubled quick([](int, Answer&) {});
  Troubled careful([](int, Answer&) {});
  const auto cases = drawn_cases(40);
  EXPECT_EQ(texts_of(quick, cases, true), texts_of(careful, cases, false));
  EXPECT_EQ(quick.taken, careful.taken);
  EXPECT_GT(quick.most_waiting, 60);
  EXPECT_EQ(careful.most_waiting, 1);
}

TEST(CasesAhead, WrongAnswersAreSeenByTheClaim) {
  // Wrong by what is asked, not by when, so that a case that is put again is wrong again.
  const auto wrong_at_times = [](int, Answer& answer) {
    const auto& top = std::get<std::vector<RecordedStep>>(answer).front().network.top();
    if (top(0, 0) > 1) spoil(answer);
  };
  Troubled quick(wrong_at_times);
  Troubled careful(wrong_at_times);
  const auto cases = drawn_cases(40);
  const auto texts = texts_of(quick, cases, true);
  EXPECT_EQ(texts, texts_of(careful, cases, false));
  const auto is_wrong = [](const std::string& text) { return text.find("wrong at") != std::string::npos; };
  const auto wrong = std::count_if(texts.begin(), texts.end(), is_wrong);
  EXPECT_GT(wrong, 0);
  EXPECT_LT(wrong, static_cast<long>(texts.size()));
}

TEST(CasesAhead, AnAnswerThatIsWrongOnceStaysWrong) {
  for (const int wrong : {1, 40, 700}) {
    Troubled implementation([wrong](int number, Answer& answer) {
      if (number == wrong) spoil(answer);
    });
    const auto cases = drawn_cases(40);
    const JudgedSubject subject(implementation);
    CasesAhead posed(claim_of(kClaim), cases, implementation, subject, true);
    int failed = 0;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const PosedCase one = posed.next();
      if (one.judgement.verdict() != Verdict::fails) continue;
      ++failed;
      EXPECT_TRUE(one.is_fickle && one.has_wrong_call());
      EXPECT_EQ(one.judgement.reason(),
                "top[0][0] of the field is correct to rounding whenever it is requested: is false");
    }
    EXPECT_EQ(failed, 1) << wrong;
  }
}

TEST(CasesAhead, RefusalsEndTheirCaseOnly) {
  const auto refusing = [](int, Answer& answer) {
    const auto& top = std::get<std::vector<RecordedStep>>(answer).front().network.top();
    if (top(0, 0) > 1) throw ImplementationRefuses("too large for me");
  };
  Troubled quick(refusing);
  Troubled careful(refusing);
  const auto cases = drawn_cases(40);
  EXPECT_EQ(texts_of(quick, cases, true), texts_of(careful, cases, false));
}

TEST(CasesAhead, BreakdownsAreThoseOfTheCaseInWhichTheyHappen) {
  for (const int fatal : {1, 2, 50, 133}) {
    const auto ending = [fatal](int number, Answer&) {
      if (number >= fatal) throw ImplementationError("it ended");
    };
    Troubled quick(ending);
    Troubled careful(ending);
    const auto cases = drawn_cases(40);
    const auto texts = texts_of(quick, cases, true);
    EXPECT_EQ(texts, texts_of(careful, cases, false)) << fatal;
    EXPECT_EQ(texts.back(), "it ended");
    EXPECT_EQ(quick.restarts, 0);
  }
}

TEST(CasesAhead, ACaseIsPutAgainAfterABreakdownBehindIt) {
  const auto cases = drawn_cases(40);
  const std::vector<int> sizes = questions_of(cases);
  constexpr int kWrong = 30;  // by then much waits
  const int before = std::accumulate(sizes.begin(), sizes.begin() + kWrong, 0);
  Troubled implementation([&](int number, Answer& answer) {
    if (number == before + sizes[kWrong] + 1) throw ImplementationError("it ended");
    if (number > before) spoil(answer);
  });
  const JudgedSubject subject(implementation);
  CasesAhead posed(claim_of(kClaim), cases, implementation, subject, true);
  for (int i = 0; i < kWrong; ++i) EXPECT_EQ(posed.next().judgement.verdict(), Verdict::holds);
  EXPECT_EQ(posed.next().judgement.verdict(), Verdict::fails);
  EXPECT_EQ(implementation.restarts, 1);
  posed.finish();
  EXPECT_EQ(implementation.restarts, 1);
}

TEST(CasesAhead, LittleIsPutAheadOfAnImplementationThatIsSlow) {
  auto cases = drawn_cases(0);
  cases.resize(4);
  const std::vector<int> sizes = questions_of(cases);
  Troubled slow([](int, Answer&) { std::this_thread::sleep_for(std::chrono::milliseconds(12)); });
  texts_of(slow, cases, true);
  EXPECT_EQ(slow.most_waiting, *std::max_element(sizes.begin(), sizes.end()));
}

}  // namespace
}  // namespace jepa_oracle::properties
