#include "report_directory.h"

#include <algorithm>
#include <filesystem>

#include "output.h"
#include "registry.h"

namespace jepa_oracle::program {

std::string report_file(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  const auto file = (std::filesystem::path(directory) / "report.json").string();
  if (error || !std::filesystem::is_directory(directory, error)) {
    throw OutputError(directory, "cannot be made a directory for the report");
  }
  if (std::filesystem::is_directory(file, error)) throw OutputError(file, "is a directory: the report is a file");
  return file;
}

std::vector<properties::Claim> claims_chosen(const std::vector<std::string>& names) {
  using properties::Claim;
  if (names.empty()) return properties::all_claims();
  std::vector<Claim> claims;
  for (const std::string& text : names) {
    for (Claim& claim : properties::claims_named(text)) {
      const bool known = std::any_of(claims.begin(), claims.end(), [&](const Claim& c) { return c.id == claim.id; });
      if (!known) claims.push_back(std::move(claim));
    }
  }
  return claims;
}

}  // namespace jepa_oracle::program
