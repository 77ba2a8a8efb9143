#pragma once

#include <string>
#include <string_view>

namespace jepa_oracle::program {

/// A statement of the registry, which is plain text ("t = lambda_1 w^(2L), s0 -> 0"), as HTML with Greek letters,
/// subscripts, superscripts, primes and signs. Only the look changes: what is no mathematics stays as it is, and all
/// text is escaped. Not by pandoc, which typesets the notes when this is built: a report is written where no pandoc
/// need be, also of a run of another version, and this notation is none of the formats that pandoc reads.
std::string math_html(std::string_view text);

}  // namespace jepa_oracle::program
