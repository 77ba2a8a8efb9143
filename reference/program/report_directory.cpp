#include "report_directory.h"

#include <filesystem>

#include "output.h"

namespace jepa_oracle::program {

ReportDirectory::ReportDirectory(std::string directory) : directory_(std::move(directory)) {
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  if (error || !std::filesystem::is_directory(directory_, error)) {
    throw OutputError(directory_, "cannot be made a directory for the report");
  }
  for (const char* name : {"report.json", "report.html", "REPORT.md", "attestation.json"}) {
    if (std::filesystem::is_directory(file(name), error)) {
      throw OutputError(file(name), "is a directory: a part of the report is a file");
    }
  }
}

std::string ReportDirectory::file(const std::string& name) const {
  return (std::filesystem::path(directory_) / name).string();
}

void ReportDirectory::write(const Json& report, const std::string& page, const std::string& markdown,
                            const Json& attestation) const {
  write_file(file("report.html"), page);
  write_file(file("report.json"), text_of(report));
  write_file(file("REPORT.md"), markdown);
  write_file(file("attestation.json"), text_of(attestation));
}

}  // namespace jepa_oracle::program
