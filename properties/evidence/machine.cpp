#include "evidence/machine.h"

#include <fmt/format.h>
#include <gmp.h>
#include <mpfi.h>
#include <mpfr.h>
#include <sys/utsname.h>

#include <Eigen/Core>
#include <boost/version.hpp>
#include <fstream>

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

/// "model name" of the first processor; what the kernel calls the architecture where there is none.
std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) return line.substr(colon + 2);
  }
  utsname system{};
  return uname(&system) == 0 ? system.machine : "unknown";
}

std::string system_name() {
  utsname system{};
  return uname(&system) == 0 ? fmt::format("{} {} {}", system.sysname, system.release, system.machine) : "unknown";
}

std::string compiler() {
#ifdef __clang__
  return "clang " __VERSION__;
#else
  return "gcc " __VERSION__;
#endif
}

Json dependencies() {
  return {{"Boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
          {"Eigen", fmt::format("{}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
          {"GMP", gmp_version},
          {"MPFI", mpfi_get_version()},
          {"MPFR", mpfr_get_version()},
          {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
          {"nlohmann_json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                        NLOHMANN_JSON_VERSION_PATCH)}};
}

}  // namespace

Json run_block(double seconds, int jobs) {
  return {{"seconds", seconds},      {"jobs", jobs},
          {"compiler", compiler()},  {"processor", processor()},
          {"system", system_name()}, {"dependencies", dependencies()}};
}

Json run_block(double seconds, int jobs, const std::vector<ClaimResult>& results) {
  Json block = run_block(seconds, jobs);
  block["claims"] = Json::object();
  for (const ClaimResult& result : results) block["claims"][result.id] = result.seconds;
  return block;
}

}  // namespace jepa_oracle::properties
