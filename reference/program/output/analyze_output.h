#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jepa_oracle/data_analysis.h"
#include "output/command_output.h"
#include "output/picture.h"
#include "readers/open_pairs.h"

namespace jepa_oracle::program {

/// An analysis and what it was made of.
struct AnalysedData {
  const MomentEstimate& estimate;
  const AnalysisRequest& request;
  const DataAnalysis& analysis;
  std::string source;                ///< sentence for people: which pairs
  std::vector<std::string> dropped;  ///< constant columns that were left out
  const data::ReadingNotes& notes;
  std::size_t rows = 12;               ///< most rows of each table for people
  bool few_blocks = false;             ///< too few of them for intervals
  std::string standardised;            ///< sentence for people: what was divided by what; empty for nothing
  std::optional<std::string> warning;  ///< of columns in different units
};

/// Both forms of the answer.
Answer answer_of(const AnalysedData& data);

/// The estimated features as a problem file, for `order` and `diagnose`.
std::string problem_of(const AnalysedData& data);

/// Whether a file is such a problem: it has the keys and the names of features that `problem_of` writes.
bool is_written_problem(const std::string& path);

/// The picture, drawn by gnuplot: lambda against rho with the places in the two orders, and the predicted amplitudes
/// over time.
/// @throws OutputError when there is no gnuplot
std::string plot_of(const AnalysedData& data, PictureFormat format);

/// Columns with the largest entries of a direction: "x3 -0.81, x1 0.50".
std::string loadings(const AnalysedData& data, const DataFeature& feature, std::size_t most);

}  // namespace jepa_oracle::program
