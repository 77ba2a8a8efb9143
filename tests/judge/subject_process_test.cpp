// A command that answers lines, many of which may wait.
#include "judge/subject/subject_process.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "judge/protocol/implementation.h"

namespace jepa_oracle::properties {
namespace {

using std::chrono::milliseconds;

TEST(SubjectProcess, AnswersLinesInTheirOrderHoweverManyWait) {
  SubjectProcess echo("cat", {});
  constexpr int kLines = 20'000;  // more than both pipes hold: neither side may wait for the other for ever
  const std::string filling(50, 'x');
  for (int i = 0; i < kLines; ++i) echo.send(std::to_string(i) + filling);
  for (int i = 0; i < kLines; ++i) ASSERT_EQ(echo.receive(), std::to_string(i) + filling);
  EXPECT_EQ(echo.ask("last"), "last");
}

TEST(SubjectProcess, TakesLinesLongerThanAPipe) {
  SubjectProcess echo("cat", {});
  const std::string line(3'000'000, 'x');
  EXPECT_EQ(echo.ask(line), line);
}

TEST(SubjectProcess, ReadsWhatWasAnsweredBeforeTheCommandEnded) {
  SubjectProcess ends("read a; read b; echo $a; echo $b; exit 3", {});
  for (const char* line : {"one", "two", "three"}) ends.send(line);
  EXPECT_EQ(ends.receive(), "one");
  EXPECT_EQ(ends.receive(), "two");
  EXPECT_THROW(ends.receive(), ImplementationError);
}

TEST(SubjectProcess, SaysThatTheCommandEndedBeforeItWasAsked) {
  SubjectProcess ends("exit 3", {});
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_THROW(ends.ask("one"), ImplementationError);
}

TEST(SubjectProcess, RefusesWhatIsWrittenUnasked) {
  SubjectProcess talks("read a; echo 1; echo 2; read b; echo 3; sleep 10", {});
  EXPECT_EQ(talks.ask("one"), "1");
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_THROW(talks.ask("two"), ImplementationError);
}

TEST(SubjectProcess, CountsNoTimeOfTheJudge) {
  SubjectProcess echo("cat", {milliseconds(200)});
  for (const char* line : {"one", "two"}) {
    echo.send(line);
    std::this_thread::sleep_for(milliseconds(600));
    EXPECT_EQ(echo.receive(), line);
  }
}

TEST(SubjectProcess, GivesEveryAnswerItsTime) {
  SubjectProcess slow("while read a; do sleep 0.15; echo $a; done", {milliseconds(400)});
  for (const char* line : {"1", "2", "3", "4"}) slow.send(line);
  for (const char* line : {"1", "2", "3", "4"}) EXPECT_EQ(slow.receive(), line);
}

}  // namespace
}  // namespace jepa_oracle::properties
