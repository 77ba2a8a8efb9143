// What judging costs beyond the subject's own time: questions through the judge (sent, read, compared with the exact
// answer and its tolerance) minus the same lines sent to the same process and read back, both ahead of their answers as
// `conform` puts cases. By the clock on the wall, and in processor time of the judge: this is the more, because the
// judge computes while the subject does, and other programs disturb it less. The fastest of several repetitions.
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <functional>
#include <limits>

#include "jepa_oracle/target.h"
#include "judge/protocol/protocol.h"
#include "judge/subject/remote_implementation.h"
#include "judge/tolerance/judged_subject.h"

namespace jepa_oracle::properties {
namespace {

constexpr int kCalls = 128;  // as many as `conform` puts ahead
constexpr int kRepetitions = 7;

/// Microseconds a call.
struct Spent {
  double wall = std::numeric_limits<double>::max();
  double processor = std::numeric_limits<double>::max();  ///< of this thread
};

double processor_time() {
  std::timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// @param calls  does kCalls of them
Spent fastest(const std::function<void()>& calls) {
  Spent best;
  for (int r = 0; r < kRepetitions; ++r) {
    const auto start = std::chrono::steady_clock::now();
    const double processor_start = processor_time();
    calls();
    best.processor = std::min(best.processor, (processor_time() - processor_start) / kCalls);
    const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
    best.wall = std::min(best.wall, spent.count() / kCalls);
  }
  return best;
}

Matrix<Rational> matrix(Index size, long shift) {
  Matrix<Rational> result(size, size);
  for (Index i = 0; i < size; ++i) {
    for (Index j = 0; j < size; ++j) result(i, j) = Rational((3 * i + 5 * j + shift) % 7, 8);
  }
  return result;
}

void measure(RemoteImplementation& implementation, SubjectProcess& process, const std::string& name,
             const Question& question, const std::function<void(const JudgedSubject&)>& judged) {
  const JudgedSubject subject(implementation);
  const nlohmann::ordered_json line{{"jsonrpc", "2.0"},
                                    {"id", 1},
                                    {"method", method_of(question)},
                                    {"params", params_of(question, implementation.description().format)}};
  const std::string text = line.dump();
  const Spent raw = fastest([&] {
    for (int i = 0; i < kCalls; ++i) process.send(text);
    for (int i = 0; i < kCalls; ++i) process.receive();
  });
  const Spent whole = fastest([&] {
    auto questions = subject.ask_ahead([&] {
      for (int i = 0; i < kCalls; ++i) judged(subject);
    });
    for (PutQuestion& put : questions) subject.answer_to(std::move(put));
  });
  fmt::print("  {:<24} {:7.0f} {:7.0f} {:9.0f} {:9.0f}\n", name, raw.wall, whole.wall, whole.wall - raw.wall,
             whole.processor - raw.processor);
}

int run(const std::string& command) {
  RemoteImplementation implementation(command, {});
  SubjectProcess process(command, {});
  fmt::print("Judging {} (target: at most 100 microseconds a call beyond the subject's own time)\n",
             implementation.description().name);
  fmt::print("  {:<24} {:>7} {:>7} {:>9} {:>9}   microseconds a call\n", "question", "subject", "whole", "judging",
             "processor");
  const auto target = Target<Rational>::current_encoder();
  for (const Index size : {1, 3}) {
    const Network<Rational> network{{matrix(size, 1), matrix(size, 2)}, matrix(size, 3)};
    const Moments<Rational> moments{matrix(size, 4), matrix(size, 5)};
    measure(implementation, process, fmt::format("field, d = {}, L = 2", size),
            FieldQuestion{Objective::jepa, network, moments},
            [&](const JudgedSubject& s) { s.field(target, network, moments); });
    measure(implementation, process, fmt::format("one step, d = {}, L = 2", size),
            DescendQuestion{Objective::jepa, network, moments, Rational(1, 8), 1, 1},
            [&](const JudgedSubject& s) { s.step(target, network, moments, Rational(1, 8)); });
  }
  if (!implementation.description().can("critical_time")) return 0;
  const ScalarProblem problem{Objective::jepa, Depth(3), Feature::with_rho(Rational(7, 8), Rational(3, 4)),
                              Initialisation::of_encoder(Rational(1, 1024))};
  measure(implementation, process, "critical time, L = 3", TimeQuestion{problem, Rational(1, 2), TimeConvention::flow},
          [&](const JudgedSubject& s) {
            s.critical_time(problem, Threshold::fraction(Rational(1, 2)), TimeConvention::flow, Digits(40));
          });
  return 0;
}

}  // namespace
}  // namespace jepa_oracle::properties

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: jepa-oracle-judging-benchmarks 'COMMAND OF A SUBJECT'\n");
    return 2;
  }
  return jepa_oracle::properties::run(argv[1]);
}
