// A command that is asked line by line while the judge does something else.
#include "judge/subject_process.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "judge/implementation.h"

namespace jepa_oracle::properties {
namespace {

TEST(SubjectProcess, WorksWhileTheLineIsAnswered) {
  SubjectProcess echo("cat", {});
  int done = 0;
  EXPECT_EQ(echo.ask("one", [&] { ++done; }), "one");
  EXPECT_EQ(done, 1);
  EXPECT_EQ(echo.ask("two"), "two");
}

TEST(SubjectProcess, TakesLinesLongerThanAPipe) {
  SubjectProcess echo("cat", {});
  const std::string line(3'000'000, 'x');
  int done = 0;
  EXPECT_EQ(echo.ask(line, [&] { ++done; }), line);
  EXPECT_EQ(done, 1);
}

TEST(SubjectProcess, TakesTheAnswerBeforeItThrowsWhatWasThrownMeanwhile) {
  SubjectProcess echo("cat", {});
  EXPECT_THROW(echo.ask("one", [] { throw std::out_of_range("of the judge"); }), std::out_of_range);
  EXPECT_EQ(echo.ask("two"), "two");
}

TEST(SubjectProcess, SaysThatTheCommandEndedWhateverTheJudgeDidMeanwhile) {
  SubjectProcess ends("read line; exit 3", {});
  EXPECT_THROW(ends.ask("one", [] { throw std::out_of_range("of the judge"); }), ImplementationError);
}

TEST(SubjectProcess, SaysThatTheCommandEndedBeforeItWasAsked) {
  SubjectProcess ends("exit 3", {});
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_THROW(ends.ask("one"), ImplementationError);
}

TEST(SubjectProcess, CountsNoTimeOfTheJudge) {
  using std::chrono::milliseconds;
  SubjectProcess echo("cat", {milliseconds(200)});
  const auto slow = [] { std::this_thread::sleep_for(milliseconds(600)); };
  EXPECT_EQ(echo.ask("one", slow), "one");
  EXPECT_EQ(echo.ask("two", slow), "two");
}

}  // namespace
}  // namespace jepa_oracle::properties
