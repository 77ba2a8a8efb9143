#include <fmt/format.h>
#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <chrono>
#include <deque>

#include "bindings.h"
#include "evidence/machine.h"
#include "interruptible.h"
#include "jepa_oracle/errors.h"
#include "judge/conformance_report.h"
#include "judge/subject/remote_implementation.h"
#include "numbers.h"
#include "suite/registry.h"
#include "suite/regressions.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;
using namespace properties;
using Json = nlohmann::ordered_json;
using Progress = std::optional<std::function<void(std::size_t, std::size_t)>>;

/// A subject that lives in this interpreter: a function from request to response, the text of each. What it raises,
/// rather than answers, ends the run: Ctrl-C above all.
class FunctionLine : public SubjectLine {
 public:
  explicit FunctionLine(const py::function& respond) : respond_(respond) {}
  void send(const std::string& line) override { waiting_.push_back(line); }
  std::string receive() override {
    const std::string line = std::move(waiting_.front());
    waiting_.pop_front();
    const py::gil_scoped_acquire acquire;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    return py::cast<std::string>(respond_(line));
  }

 private:
  const py::function& respond_;
  std::deque<std::string> waiting_;
};

ConformOptions options_of(const std::string& cases, const std::string& seed, const std::string& jobs,
                          const Text& known_failures, const Progress& progress) {
  ConformOptions result;
  result.run.cases = static_cast<int>(whole_number(cases, "cases", 0, 1'000'000));
  result.run.seed = static_cast<std::uint64_t>(whole_number(seed, "seed", 0, 1'000'000'000'000'000'000));
  result.run.jobs = static_cast<int>(whole_number(jobs, "jobs", 1, 64));
  result.run.regressions = kept_regressions();
  if (known_failures) result.known_failures = parse_known_failures(*known_failures);
  if (progress) {
    result.run.progress = [&progress](std::size_t done, std::size_t total) {
      const py::gil_scoped_acquire acquire;
      (*progress)(done, total);
    };
  }
  return result;
}

Json judged(const RemoteImplementation::Connect& connect, const std::string& command, const std::vector<Claim>& claims,
            const ConformOptions& options) {
  const py::gil_scoped_release release;
  Interruptible interruptible;
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::unique_ptr<RemoteImplementation>> subjects;
  try {
    subjects.push_back(std::make_unique<RemoteImplementation>(connect));
    const std::size_t useful = std::min(static_cast<std::size_t>(options.run.jobs), claims.size());
    while (subjects.size() < useful) subjects.push_back(subjects.front()->another());
  } catch (const ImplementationError& error) {
    return {{"subject", nullptr}, {"standing", "error"}, {"why", error.what()}};
  }
  std::vector<Implementation*> implementations;
  for (const auto& subject : subjects) implementations.push_back(subject.get());
  const std::vector<Conformance> results = properties::conform(implementations, claims, options);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  Json report = conformance_report(subjects.front()->description(), results, options);
  report["run"] = run_block(seconds.count(), options.run.jobs);
  report["run"]["command"] = command;
  return report;
}

std::string conform_subject(const Text& command, const std::optional<py::function>& respond,
                            const std::vector<std::string>& names, const std::string& cases, const std::string& seed,
                            const std::string& jobs, const std::string& seconds, const Text& known_failures,
                            const Progress& progress) {
  const std::vector<Claim> claims = claims_named(names, "claim");
  const ConformOptions options = options_of(cases, seed, jobs, known_failures, progress);
  ProcessLimits limits;
  limits.per_line = std::chrono::seconds(whole_number(seconds, "seconds", 1, 86'400));
  RemoteImplementation::Connect connect;
  if (respond) {
    if (options.run.jobs > 1) throw InvalidProblem("jobs", "functions in this process are asked one at a time: 1");
    connect = [&respond] { return std::make_unique<FunctionLine>(*respond); };
  } else {
    connect = [&command, limits] { return std::make_unique<SubjectProcess>(command.value(), limits); };
  }
  const Json report = judged(connect, command.value_or("functions of this process"), claims, options);
  return report.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

void bind_conform(py::module_& module) {
  module.def("conform", conform_subject, py::kw_only(), py::arg("command"), py::arg("respond"), py::arg("names"),
             py::arg("cases"), py::arg("seed"), py::arg("jobs"), py::arg("seconds"), py::arg("known_failures"),
             py::arg("progress"));
}

}  // namespace jepa_oracle::python
