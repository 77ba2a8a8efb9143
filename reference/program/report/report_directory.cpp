#include "report/report_directory.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "output/output.h"

namespace jepa_oracle::program {

namespace files = std::filesystem;

ReportDirectory::ReportDirectory(std::string directory) : directory_(std::move(directory)) {
  std::error_code error;
  files::path there = files::absolute(directory_, error);
  while (!files::exists(files::symlink_status(there, error)) && there.has_relative_path()) there = there.parent_path();
  if (!files::is_directory(there, error) || access(there.c_str(), W_OK | X_OK) != 0) refuse();
  for (const char* name : {"report.json", "report.html", "REPORT.md", "attestation.json"}) {
    if (files::is_directory(file(name), error)) {
      throw OutputError(file(name), "is a directory: the report writes a file of this name");
    }
    if (files::exists(file(name), error) && !holds_report()) {
      throw OutputError(file(name), "exists without a report of this program beside it, and would be overwritten");
    }
  }
}

/// report.json is the part that is written first, and says what it is.
bool ReportDirectory::holds_report() const {
  std::ifstream report(file("report.json"));
  std::string beginning(200, '\0');
  report.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  return beginning.find("\"format\": \"jepa-oracle/") != std::string::npos;
}

void ReportDirectory::make() const {
  std::error_code error;
  files::create_directories(directory_, error);
  if (error || !files::is_directory(directory_, error)) refuse();
}

void ReportDirectory::write(const Json& report, const std::string& page, const std::string& markdown,
                            const Json& attestation) const {
  make();
  write_file(file("report.json"), text_of(report));
  write_file(file("report.html"), page);
  write_file(file("REPORT.md"), markdown);
  write_file(file("attestation.json"), text_of(attestation));
}

std::string ReportDirectory::file(const std::string& name) const { return (files::path(directory_) / name).string(); }

void ReportDirectory::refuse() const {
  throw OutputError(directory_, "cannot be created as a directory for the report");
}

}  // namespace jepa_oracle::program
