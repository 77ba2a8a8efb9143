#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"
#include "output/analyze_output.h"
#include "output/output.h"
#include "output/picture.h"
#include "output/results.h"
#include "readers/open_pairs.h"

namespace jepa_oracle::program {
namespace {

struct AnalyzeOptions {
  std::vector<std::string> paths;
  std::string masking;
  std::string lag;
  std::string noise;
  std::string depth;
  std::string epsilon;
  std::string fraction = "0.5";
  std::string centre = "mean";
  std::string resamples = "200";
  std::string confidence = "0.95";
  std::string seed = "1";
  std::string block;
  std::string conflicts = "20";
  std::string rows = "12";
  std::optional<std::string> columns;
  bool drop_constant = false;
  bool drop_missing = false;
  bool standardise = false;
  std::string plot;
  std::string write_problem;
  bool force = false;
};

constexpr long kMaxResamples = 100'000;
constexpr long kMaxBlock = 1'000'000'000;
constexpr long kMaxConflicts = 10'000;
constexpr long kMaxRows = 10'000;
/// A resample of few blocks is nearly a copy, and would show certainty that is not there. The number is a convention.
constexpr std::size_t kLeastBlocks = 20;
/// Standard deviations of columns that differ so much are asked about: at equal rho critical times then differ a
/// hundred fold by the units alone. The number is a convention.
constexpr double kScales = 10;
constexpr long kRowsOfLag = 10;  ///< rows of a block for each step of the lag: pairs of one block depend on each other

/// The nearest double, of a number that is not beyond all of them.
double double_of(const std::string& text, const std::string& option) {
  const auto value = static_cast<double>(parse_rational(text, option));
  if (!std::isfinite(value))
    throw InvalidProblem(option, fmt::format("{} is beyond 1.8e308, the largest double", text));
  return value;
}

/// Pairs that are counted as they are read.
class CountedPairs : public PairSource {
 public:
  explicit CountedPairs(PairSource& pairs) : pairs_(pairs) {}
  const std::string& name() const override { return pairs_.name(); }
  const std::vector<std::string>& columns() const override { return pairs_.columns(); }
  Index read(RowMatrix& x, RowMatrix& y) override {
    const Index count = pairs_.read(x, y);
    progress_.show(seen_ += static_cast<std::size_t>(count));
    return count;
  }
  void finish() { progress_.finish(); }

 private:
  PairSource& pairs_;
  Progress progress_{"pairs read:"};
  std::size_t seen_ = 0;
};

Centre centre_of(const std::string& text) {
  if (text == "mean") return Centre::mean;
  if (text == "origin") return Centre::origin;
  throw InvalidProblem("--centre", unknown_name("centre", text, {"mean", "origin"}));
}

data::Views views_of(const AnalyzeOptions& options) {
  const int given = (options.masking.empty() ? 0 : 1) + (options.lag.empty() ? 0 : 1) + (options.noise.empty() ? 0 : 1);
  if (given > 1) throw UsageError("--masking", "give at most one of --masking, --lag and --views");
  if (options.paths.size() > 2) throw UsageError("DATA", "expected one file, or two: x and y");
  if (given == 1 && options.paths.size() == 2) {
    throw UsageError("DATA", "two files are pairs already; --masking, --lag and --views take one table");
  }
  data::Views views;
  if (!options.masking.empty()) {
    views.masking = double_of(options.masking, "--masking");
    if (!(*views.masking > 0 && *views.masking < 1)) {
      throw InvalidProblem(
          "--masking", fmt::format("{} is not a masking ratio: it must lie strictly between 0 and 1", options.masking));
    }
  }
  if (!options.lag.empty()) views.lag = whole_number(options.lag, "--lag", 1, kMaxLag);
  if (!options.noise.empty()) {
    views.noise = double_of(options.noise, "--views");
    if (!(*views.noise >= 0)) {
      throw InvalidProblem("--views", fmt::format("{} is not a standard deviation: it must be >= 0", options.noise));
    }
  }
  views.seed = static_cast<std::uint64_t>(whole_number(options.seed, "--seed", 0, 1L << 53));
  views.centre = centre_of(options.centre);
  return views;
}

AnalysisRequest request_of(const AnalyzeOptions& options, const data::Views& views) {
  AnalysisRequest request{parse_depth(options.depth, "--depth"),
                          Initialisation::of_encoder(parse_rational(options.epsilon, "--epsilon"), "--epsilon"),
                          fraction_of(options.fraction)};
  request.resamples = static_cast<int>(whole_number(options.resamples, "--resamples", 0, kMaxResamples));
  request.seed = views.seed;
  request.confidence = double_of(options.confidence, "--confidence");
  if (!(request.confidence > 0 && request.confidence < 1)) {
    throw InvalidProblem(
        "--confidence",
        fmt::format("{} is not a confidence level: it must lie strictly between 0 and 1", options.confidence));
  }
  require_enough_resamples(request.resamples, request.confidence, "--resamples");
  request.conflicts = static_cast<std::size_t>(whole_number(options.conflicts, "--conflicts", 0, kMaxConflicts));
  return request;
}

std::string source_of(const AnalyzeOptions& options, const data::Views& views) {
  if (views.masking) {
    return fmt::format("complementary masks; each entry is hidden from x with probability {}", options.masking);
  }
  if (views.lag) return fmt::format("rows at lag {}", *views.lag);
  if (views.noise) return fmt::format("two views with independent noise of standard deviation {}", options.noise);
  return "as given";
}

/// Columns of different units: the order of learning then says more about the units than about the data.
std::optional<std::string> scale_warning(const MomentEstimate& estimate, const data::ReadingNotes& notes) {
  if (!notes.reshaped.empty()) return std::nullopt;  // the pixels of an image have one unit
  const Eigen::VectorXd deviations = estimate.deviations();
  Index least = 0;
  Index most = 0;
  const double smallest = (deviations.array() > 0).select(deviations, INFINITY).minCoeff(&least);
  const double largest = deviations.maxCoeff(&most);
  if (!(smallest < INFINITY) || !(largest >= kScales * smallest)) return std::nullopt;
  const auto name = [&](Index column) { return estimate.columns()[static_cast<std::size_t>(column)]; };
  return fmt::format(
      "The standard deviations of the columns differ by a factor of {:.3g}, from {:.3g} ({}) to {:.3g} ({}); lambda "
      "scales with their squares. If the columns have different units, the units decide the order below; --standardise "
      "removes them.",
      largest / smallest, smallest, name(least), largest, name(most));
}

/// A problem that was written by hand is not replaced. @throws UsageError, OutputError
void require_replaceable(const AnalyzeOptions& options) {
  const std::string& path = options.write_problem;
  if (path.empty() && options.force) throw UsageError("--force", "goes with --write-problem");
  std::error_code error;
  if (path.empty() || options.force || !std::filesystem::is_regular_file(path, error) || is_written_problem(path))
    return;
  throw OutputError(path,
                    "exists and is not a problem that analyze wrote: choose another file, or overwrite it with "
                    "--force");
}

Answer analyze_answer(const AnalyzeOptions& options, const Context&) {
  require_replaceable(options);
  const auto format = options.plot.empty() ? PictureFormat::svg : picture_format(options.plot, "--plot");
  const data::Views views = views_of(options);
  AnalysisRequest request = request_of(options, views);
  const long least_rows = options.block.empty() ? (views.lag ? std::min(kMaxBlock, kRowsOfLag * *views.lag) : 1)
                                                : whole_number(options.block, "--block", 1, kMaxBlock);
  const auto rows = static_cast<std::size_t>(whole_number(options.rows, "--rows", 1, kMaxRows));
  data::Selection selection;
  if (options.columns) selection.columns = data::ColumnChoice(*options.columns, "--columns");
  selection.drop_missing = options.drop_missing;
  selection.standardise = options.standardise;
  data::ReadingNotes notes;
  const std::unique_ptr<PairSource> pairs = data::open_pairs(options.paths, views, selection, notes);
  CountedPairs counted(*pairs);
  MomentEstimate estimate(counted, views.centre, least_rows,
                          views.lag ? MomentEstimate::kSeriesBlocks : MomentEstimate::kBlocks);
  counted.finish();
  std::vector<std::string> dropped;
  if (options.drop_constant) {
    const std::vector<Index> constant = estimate.constant_columns();
    for (const Index column : constant) dropped.push_back(estimate.columns()[static_cast<std::size_t>(column)]);
    if (dropped.size() == estimate.columns().size()) {
      throw InvalidProblem(pairs->name(), "every column is constant: there is nothing to learn");
    }
    estimate.drop(constant);
  }
  std::string standardised;
  std::optional<std::string> warning;
  if (!options.standardise) {
    warning = scale_warning(estimate, notes);
  } else if (views.any()) {
    standardised = "each column of the table, by its standard deviation";
  } else {
    standardised = "each column of x and y, by the root of the mean of their two variances";
    Eigen::VectorXd divisors = estimate.deviations();
    divisors = (divisors.array() > 0).select(divisors, 1);
    estimate.divide(divisors);
    for (Index j = 0; j < divisors.size(); ++j) {
      notes.divisors.emplace_back(estimate.columns()[static_cast<std::size_t>(j)], divisors(j));
    }
  }
  const bool few_blocks = request.resamples > 0 && estimate.blocks().size() < kLeastBlocks;
  if (few_blocks) request.resamples = 0;
  constexpr long kDigits = 6;  // of times that sampling errors make uncertain in the second or third
  Progress progress("analysis");
  request.visit = [&progress](std::size_t done, std::size_t total) { progress.show(done, total); };
  const DataAnalysis analysis = analyse(estimate, request, Digits(kDigits));
  progress.finish();
  const AnalysedData data{estimate,   request,      analysis, source_of(options, views), dropped, notes, rows,
                          few_blocks, standardised, warning};
  Answer result = answer_of(data);
  if (!options.write_problem.empty()) result.files.emplace_back(options.write_problem, problem_of(data));
  if (!options.plot.empty()) result.files.emplace_back(options.plot, plot_of(data, format));
  return result;
}

}  // namespace

void add_analyze(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "analyze", "Which features of a data set JEPA and MAE learn first");
  const auto options = std::make_shared<AnalyzeOptions>();
  add_option(command, "data", options->paths,
             "Pairs: CSV with columns x_* and y_*, .npy of shape\n(n, 2, d), two .npy files x and y, .npz with x "
             "and\ny; or one table, with --masking, --lag or --views.\nImages (n, h, w) are read as (n, h w)")
      .type_name("FILE")
      .required();
  add_option(command, "--masking", options->masking,
             "Masking ratio: x is the row with this fraction of\nits entries hidden, y has the hidden ones")
      .type_name("R");
  add_option(command, "--lag", options->lag, "y is the row K rows after x").type_name("K");
  add_option(command, "--views", options->noise,
             "x and y are the row with independent noise of\nthis standard deviation")
      .type_name("NOISE");
  add_depth_option(command, options->depth).required();
  add_option(command, "--epsilon", options->epsilon, "Initial encoder amplitude, > 0").type_name("NUMBER").required();
  add_fraction_option(command, options->fraction, options->fraction);
  add_option(command, "--centre", options->centre, "Moments about the mean or the origin (default\nmean)")
      .type_name("mean|origin");
  add_option(command, "--columns", options->columns,
             "Columns to read: \"age,height*,!height_cm\"; of pairs\nby the names after x_ and y_ (default all)")
      .type_name("LIST");
  add_flag(command, "--drop-missing", options->drop_missing, "Leave out pairs with an empty cell, NA or NaN");
  add_flag(command, "--standardise", options->standardise,
           "Divide columns by their standard deviation: of the\ntable before pairs are made of it, or of x and y\n"
           "together (root of the mean of both variances)");
  add_flag(command, "--drop-constant", options->drop_constant, "Leave out constant columns of x");
  add_option(command, "--resamples", options->resamples, "Bootstrap resamples; 0 for none (default 200)")
      .type_name("N");
  add_option(command, "--confidence", options->confidence, "Confidence level of the intervals (default 0.95)")
      .type_name("P");
  add_option(command, "--block", options->block,
             "Minimum rows in a block of the bootstrap (default\n1; with --lag K, 10 K)")
      .type_name("N");
  add_option(command, "--seed", options->seed, "Seed of masks, noise and bootstrap (default 1)").type_name("N");
  add_option(command, "--conflicts", options->conflicts, "Maximum number of epsilon windows (default 20)")
      .type_name("N");
  add_option(command, "--rows", options->rows, "Maximum rows of each table (default 12)").type_name("N");
  add_option(command, "--plot", options->plot, "Write a plot (by gnuplot): .svg, .png or .pdf").type_name("FILE");
  add_option(command, "--write-problem", options->write_problem,
             "Write the features to this file, as a problem for\norder and diagnose")
      .type_name("FILE");
  add_flag(command, "--force", options->force, "Let --write-problem overwrite any regular file");
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle analyze tests/program/data/two-views.csv \\\n"
                         "    --depth 6 --epsilon 1e-3"});
  set_action(command, context, options, analyze_answer);
}

}  // namespace jepa_oracle::program
