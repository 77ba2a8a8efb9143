#include "open_pairs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "csv_table.h"
#include "input_file.h"
#include "jepa_oracle/errors.h"
#include "npy_array.h"

namespace jepa_oracle::data {
namespace {

enum class Kind { csv, npy, npz };

/// By the first bytes, so that a wrong name does no harm.
Kind kind_of(const std::string& path) {
  InputFile file(path, "data");
  char start[6] = {};
  const std::string_view text(start, file.read(start, sizeof start));
  if (text.starts_with("\x93NUMPY")) return Kind::npy;
  if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06")) return Kind::npz;
  if (path.ends_with(".npy")) throw InvalidProblem(path, "is no .npy array: it does not start with \\x93NUMPY");
  if (path.ends_with(".npz")) throw InvalidProblem(path, "is no .npz archive: it does not start with PK");
  return Kind::csv;
}

NpyTable npy_of(const NpzArchive& archive, const std::string& path, const std::string& array) {
  return open_npy(archive.open(array), fmt::format("{}, array {}", path, array));
}

std::unique_ptr<TableSource> plain(NpyTable npy) {
  if (npy.pair_width == 0) return std::move(npy.table);
  throw InvalidProblem(npy.table->name(),
                       "has shape (n, 2, d), which are pairs already: one table of shape (n, d) is "
                       "needed");
}

std::unique_ptr<TableSource> open_table(const std::string& path) {
  if (auto given = GivenTables::open(path)) return given;
  switch (kind_of(path)) {
    case Kind::csv:
      return open_csv(path);
    case Kind::npy:
      return plain(open_npy(open_file_bytes(path), path));
    case Kind::npz:
      break;
  }
  const NpzArchive archive(path);
  const auto& arrays = archive.arrays();
  const bool named = std::find(arrays.begin(), arrays.end(), "data") != arrays.end();
  if (!named && arrays.size() != 1) {
    throw InvalidProblem(path, fmt::format("has {} arrays ({}): one, or one called data, is the table", arrays.size(),
                                           fmt::join(arrays, ", ")));
  }
  return plain(npy_of(archive, path, named ? "data" : arrays.front()));
}

std::unique_ptr<PairSource> open_ready_pairs(const std::string& path, std::vector<std::string>& ignored) {
  switch (kind_of(path)) {
    case Kind::csv:
      return open_csv_pairs(path, ignored);
    case Kind::npy: {
      NpyTable npy = open_npy(open_file_bytes(path), path);
      if (npy.pair_width == 0) {
        throw InvalidProblem(path,
                             "is one table: pairs have shape (n, 2, d), or two files, x and y; a table needs "
                             "--masking, --lag or --views");
      }
      const std::vector<std::string>& names = npy.table->columns();
      return split_table(std::move(npy.table), {names.begin(), names.begin() + npy.pair_width});
    }
    case Kind::npz:
      break;
  }
  const NpzArchive archive(path);
  for (const char* const needed : {"x", "y"}) {
    if (std::find(archive.arrays().begin(), archive.arrays().end(), needed) == archive.arrays().end()) {
      throw InvalidProblem(path,
                           fmt::format("has no array {} (it has: {}): pairs are the arrays x and y; a table needs "
                                       "--masking, --lag or --views",
                                       needed, fmt::join(archive.arrays(), ", ")));
    }
  }
  return paired_tables(plain(npy_of(archive, path, "x")), plain(npy_of(archive, path, "y")));
}

}  // namespace

std::unique_ptr<PairSource> open_pairs(const std::vector<std::string>& paths, const Views& views,
                                       std::vector<std::string>& ignored) {
  if (!views.any()) {
    if (paths.size() == 1) return open_ready_pairs(paths.front(), ignored);
    return paired_tables(open_table(paths[0]), open_table(paths[1]));
  }
  auto table = open_table(paths.front());
  if (views.lag) return lagged_views(std::move(table), *views.lag);
  if (views.noise) return noisy_views(std::move(table), *views.noise, views.seed);
  std::vector<double> centre(static_cast<std::size_t>(table->width()), 0.0);
  if (views.centre == Centre::mean) centre = column_means(*table);
  return masked_views(std::move(table), *views.masking, views.seed, std::move(centre));
}

}  // namespace jepa_oracle::data
