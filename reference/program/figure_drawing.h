#pragma once

#include <filesystem>
#include <string>

namespace jepa_oracle::program {

/// Runs `gnuplot -d SCRIPT` in `directory` (no start-up file, locale C, no standard input), which holds the script and
/// the numbers that it reads. The same script gives the same bytes: SVG without dates.
/// @throws OutputError (at "gnuplot") when there is no gnuplot, or when it complains
void run_gnuplot(const std::filesystem::path& directory, const std::string& script);

}  // namespace jepa_oracle::program
