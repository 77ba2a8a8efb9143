#pragma once

#include <string>
#include <vector>

#include "answer.h"
#include "jepa_oracle/data_analysis.h"

namespace jepa_oracle::program {

/// An analysis and what it was made of.
struct AnalysedData {
  const MomentEstimate& estimate;
  const AnalysisRequest& request;
  const DataAnalysis& analysis;
  std::string source;                ///< sentence for people: which pairs
  std::vector<std::string> dropped;  ///< constant columns that were left out
  std::vector<std::string> ignored;  ///< columns of the file that are no part of pairs
  std::size_t rows = 12;             ///< most rows of each table for people
  bool few_blocks = false;           ///< too few of them for intervals
};

/// Both forms of the answer.
Answer answer_of(const AnalysedData& data);

/// The estimated features as a problem file, for `order` and `diagnose`.
std::string problem_of(const AnalysedData& data);

/// The plot as SVG, drawn by gnuplot: lambda against rho with the two orders, and the predicted amplitudes.
/// @throws OutputError when there is no gnuplot
std::string plot_of(const AnalysedData& data);

/// Columns with the largest entries of a direction: "x3 -0.81, x1 0.50".
std::string loadings(const AnalysedData& data, const DataFeature& feature, std::size_t most);

}  // namespace jepa_oracle::program
