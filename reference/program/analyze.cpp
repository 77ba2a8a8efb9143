#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "analyze_output.h"
#include "commands.h"
#include "jepa_oracle/errors.h"
#include "open_pairs.h"
#include "options.h"
#include "output.h"
#include "results.h"

namespace jepa_oracle::program {
namespace {

struct Options {
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
  bool drop_constant = false;
  std::string plot;
  std::string problem;
};

constexpr long kMaxResamples = 100'000;
constexpr long kMaxBlock = 1'000'000'000;
constexpr long kMaxConflicts = 10'000;
constexpr long kMaxRows = 10'000;
/// A resample of few blocks is nearly a copy, and would show certainty that is not there. The number is a convention.
constexpr std::size_t kLeastBlocks = 20;
constexpr long kRowsOfLag = 10;  ///< rows of a block for each step of the lag: pairs of one block depend on each other

double number_of(const std::string& text, const std::string& option) {
  return static_cast<double>(parse_rational(text, option));
}

Centre centre_of(const std::string& text) {
  if (text == "mean") return Centre::mean;
  if (text == "origin") return Centre::origin;
  throw InvalidProblem("--centre", fmt::format("\"{}\" is no point to take moments about: mean or origin", text));
}

data::Views views_of(const Options& options) {
  const int given = (options.masking.empty() ? 0 : 1) + (options.lag.empty() ? 0 : 1) + (options.noise.empty() ? 0 : 1);
  if (given > 1) throw UsageError("--masking", "at most one of --masking, --lag and --views makes the pairs");
  if (options.paths.size() > 2) throw UsageError("DATA", "one file, or two: x and y");
  if (given == 1 && options.paths.size() == 2) {
    throw UsageError("DATA", "two files are pairs already: --masking, --lag and --views take one table");
  }
  data::Views views;
  if (!options.masking.empty()) {
    views.masking = number_of(options.masking, "--masking");
    if (!(*views.masking > 0 && *views.masking < 1)) {
      throw InvalidProblem(
          "--masking", fmt::format("{} is no share of entries: it must lie strictly between 0 and 1", options.masking));
    }
  }
  if (!options.lag.empty()) views.lag = whole_number(options.lag, "--lag", 1, kMaxLag);
  if (!options.noise.empty()) {
    views.noise = number_of(options.noise, "--views");
    if (!(*views.noise >= 0)) {
      throw InvalidProblem("--views", fmt::format("{} is no standard deviation: it must be >= 0", options.noise));
    }
  }
  views.seed = static_cast<std::uint64_t>(whole_number(options.seed, "--seed", 0, 1L << 53));
  views.centre = centre_of(options.centre);
  return views;
}

AnalysisRequest request_of(const Options& options, const data::Views& views) {
  AnalysisRequest request{parse_depth(options.depth, "--depth"),
                          Initialisation::of_encoder(parse_rational(options.epsilon, "--epsilon"), "--epsilon"),
                          Threshold::fraction(parse_rational(options.fraction, "--fraction"), "--fraction").value()};
  request.resamples = static_cast<int>(whole_number(options.resamples, "--resamples", 0, kMaxResamples));
  request.seed = views.seed;
  request.confidence = number_of(options.confidence, "--confidence");
  if (!(request.confidence > 0 && request.confidence < 1)) {
    throw InvalidProblem("--confidence",
                         fmt::format("{} is no level: it must lie strictly between 0 and 1", options.confidence));
  }
  require_enough_resamples(request.resamples, request.confidence, "--resamples");
  request.conflicts = static_cast<std::size_t>(whole_number(options.conflicts, "--conflicts", 0, kMaxConflicts));
  return request;
}

std::string source_of(const Options& options, const data::Views& views) {
  if (views.masking) {
    return fmt::format("complementary masks, each entry hidden from x with probability {}", options.masking);
  }
  if (views.lag) return fmt::format("rows at lag {}", *views.lag);
  if (views.noise) return fmt::format("two views with independent noise of standard deviation {}", options.noise);
  return "as given";
}

Answer answer(const Options& options, const Context&) {
  const data::Views views = views_of(options);
  AnalysisRequest request = request_of(options, views);
  const long least_rows = options.block.empty() ? (views.lag ? std::min(kMaxBlock, kRowsOfLag * *views.lag) : 1)
                                                : whole_number(options.block, "--block", 1, kMaxBlock);
  const auto rows = static_cast<std::size_t>(whole_number(options.rows, "--rows", 1, kMaxRows));
  std::vector<std::string> ignored;
  const std::unique_ptr<PairSource> pairs = data::open_pairs(options.paths, views, ignored);
  MomentEstimate estimate(*pairs, views.centre, least_rows,
                          views.lag ? MomentEstimate::kSeriesBlocks : MomentEstimate::kBlocks);
  std::vector<std::string> dropped;
  if (options.drop_constant) {
    const std::vector<Index> constant = estimate.constant_columns();
    for (const Index column : constant) dropped.push_back(estimate.columns()[static_cast<std::size_t>(column)]);
    if (dropped.size() == estimate.columns().size()) {
      throw InvalidProblem(pairs->name(), "every column is constant: there is nothing to learn");
    }
    estimate.drop(constant);
  }
  const bool few_blocks = request.resamples > 0 && estimate.blocks().size() < kLeastBlocks;
  if (few_blocks) request.resamples = 0;
  constexpr long kDigits = 6;  // of times that sampling errors make uncertain in the second or third
  const DataAnalysis analysis = analyse(estimate, request, Digits(kDigits));
  const AnalysedData data{estimate, request, analysis, source_of(options, views), dropped, ignored, rows, few_blocks};
  Answer result = answer_of(data);
  if (!options.problem.empty()) result.files.emplace_back(options.problem, problem_of(data));
  if (!options.plot.empty()) result.files.emplace_back(options.plot, plot_of(data));
  return result;
}

}  // namespace

void add_analyze(CLI::App& program, Context& context) {
  CLI::App& command = *program.add_subcommand("analyze", "Which features of data JEPA and MAE learn first");
  const auto options = std::make_shared<Options>();
  command
      .add_option("data", options->paths,
                  "Pairs: CSV with columns x_* and y_*, .npy of shape\n(n, 2, d), two .npy files x and y, .npz with x "
                  "and\ny; or one table and one of the next three")
      ->type_name("FILE")
      ->required();
  command.add_option("--masking", options->masking, "x hides this share of entries, y shows only them")->type_name("R");
  command.add_option("--lag", options->lag, "y is the row K after x")->type_name("K");
  command.add_option("--views", options->noise, "Two noisy copies; the standard deviation")->type_name("NOISE");
  command.add_option("--depth", options->depth, "Number L of encoder layers")->type_name("L")->required();
  command.add_option("--epsilon", options->epsilon, "Encoder amplitude at the start, > 0")
      ->type_name("NUMBER")
      ->required();
  command.add_option("--fraction", options->fraction, "Learned at this fraction of the limit (default 0.5)")
      ->type_name("P");
  command.add_option("--centre", options->centre, "Point the moments are about (default mean)")
      ->type_name("mean|origin");
  command.add_flag("--drop-constant", options->drop_constant, "Leave out columns of x with one value only");
  command.add_option("--resamples", options->resamples, "Of the bootstrap; 0 for none (default 200)")->type_name("N");
  command.add_option("--confidence", options->confidence, "Level of the intervals (default 0.95)")->type_name("P");
  command
      .add_option("--block", options->block, "Least rows of a block of the bootstrap (default\n1; with --lag K, 10 K)")
      ->type_name("N");
  command.add_option("--seed", options->seed, "Of masks, noise and bootstrap (default 1)")->type_name("N");
  command.add_option("--conflicts", options->conflicts, "Most windows of epsilon shown (default 20)")->type_name("N");
  command.add_option("--rows", options->rows, "Most rows of each table (default 12)")->type_name("N");
  command.add_option("--plot", options->plot, "Write a picture (SVG, by gnuplot)")->type_name("FILE");
  command.add_option("--problem", options->problem, "Write the features as a problem for order, diagnose")
      ->type_name("FILE");
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle analyze tests/program/data/two-views.csv \\\n"
                         "    --depth 6 --epsilon 1e-3"});
  set_action(command, context, options, answer);
}

}  // namespace jepa_oracle::program
