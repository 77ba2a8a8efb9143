// Target of libFuzzer: one line of a subject's standard input.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "checked_request.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string line(data, data + size);
  if (line.find('\n') != std::string::npos) return -1;  // that would be two
  const std::string complaint = jepa_oracle::fuzz::complaint_about(line);
  if (complaint.empty()) return 0;
  std::fprintf(stderr, "%s\n", complaint.c_str());
  std::abort();
}
