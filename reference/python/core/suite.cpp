#include <fmt/format.h>
#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <chrono>
#include <thread>

#include "bindings.h"
#include "evidence/machine.h"
#include "evidence/report.h"
#include "interruptible.h"
#include "jepa_oracle/errors.h"
#include "numbers.h"
#include "suite/registry.h"
#include "suite/regressions.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;
using namespace properties;
using Json = nlohmann::ordered_json;

std::string text_of(const Json& document) { return document.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::vector<Claim> chosen(const std::vector<std::string>& names) { return claims_named(names, "claim"); }

std::string find_claims(const std::vector<std::string>& names) { return text_of(claims_document(chosen(names))); }

RunOptions options_of(const std::string& cases, const std::string& seed, const Text& jobs) {
  RunOptions run;
  run.cases = static_cast<int>(whole_number(cases, "cases", 0, 1'000'000));
  run.seed = static_cast<std::uint64_t>(whole_number(seed, "seed", 0, 1'000'000'000'000'000'000));
  run.jobs = static_cast<int>(jobs ? whole_number(*jobs, "jobs", 1, 1024)
                                   : std::max(1L, static_cast<long>(std::thread::hardware_concurrency())));
  run.regressions = kept_regressions();
  return run;
}

/// Claim by claim, which changes no result, so that between two of them Python can be told, and can stop the run.
std::vector<ClaimResult> run_claims(const std::vector<Claim>& claims, const RunOptions& options,
                                    const std::optional<std::function<void(std::size_t, std::size_t)>>& progress) {
  std::vector<ClaimResult> results;
  for (const Claim& claim : claims) {
    {
      const py::gil_scoped_release release;
      Interruptible interruptible;
      results.push_back(std::move(run({claim}, ReferenceSubject(), options).front()));
    }
    if (progress) (*progress)(results.size(), claims.size());
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  }
  return results;
}

std::string verify_claims(const std::vector<std::string>& names, const std::string& cases, const std::string& seed,
                          const Text& jobs,
                          const std::optional<std::function<void(std::size_t, std::size_t)>>& progress) {
  const std::vector<Claim> claims = chosen(names);
  const RunOptions options = options_of(cases, seed, jobs);
  const auto begin = std::chrono::steady_clock::now();
  const std::vector<ClaimResult> results = run_claims(claims, options, progress);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  Json report = report_of(claims, results, "reference", options);
  report["run"] = run_block(seconds.count(), options.jobs, results);
  return text_of(report);
}

std::string judge_instance(const std::vector<std::string>& names, const std::string& text) {
  const std::vector<Claim> claims = chosen(names);
  if (names.size() != 1 || claims.size() != 1) {
    throw InvalidProblem("instance", "needs exactly one claim: an instance belongs to one claim");
  }
  const Instance instance = Instance::parse(text);
  require_fields(claims.front(), instance);
  Interruptible interruptible;
  const Judgement judgement = claims.front().check(instance, ReferenceSubject());
  return text_of({{"claim", claims.front().id},
                  {"instance", instance.to_json()},
                  {"verdict", name_of(judgement.verdict())},
                  {"reason", judgement.reason()}});
}

}  // namespace

void bind_suite(py::module_& module) {
  using Release = py::call_guard<py::gil_scoped_release>;
  module.def("claims", find_claims, Release(), py::kw_only(), py::arg("names"));
  module.def("verify", verify_claims, py::kw_only(), py::arg("names"), py::arg("cases"), py::arg("seed"),
             py::arg("jobs"), py::arg("progress"));
  module.def("judge", judge_instance, Release(), py::kw_only(), py::arg("names"), py::arg("instance"));
}

}  // namespace jepa_oracle::python
