#include "report_directory.h"

#include <filesystem>

#include "output.h"

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

}  // namespace jepa_oracle::program
