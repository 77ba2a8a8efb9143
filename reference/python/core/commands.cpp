// Subcommands of the program that are run as they are, in this process: their options are Python's arguments.
#include "cli/commands.h"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "bindings.h"
#include "cli/distinct_files.h"
#include "interruptible.h"
#include "jepa_oracle/errors.h"
#include "output/output.h"
#include "readers/csv_pairs.h"
#include "readers/open_pairs.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;
using program::Context;

/// What the program calls --drop-constant is drop_constant in Python.
std::string named_as_arguments(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const bool option = text.compare(i, 2, "--") == 0 && (i == 0 || text[i - 1] != '-') && i + 2 < text.size() &&
                        std::islower(static_cast<unsigned char>(text[i + 2])) != 0;
    if (!option) {
      result += text[i++];
      continue;
    }
    for (i += 2; i < text.size() && (std::islower(static_cast<unsigned char>(text[i])) != 0 || text[i] == '-'); ++i) {
      result += text[i] == '-' ? '_' : text[i];
    }
  }
  return result;
}

/// The document of a subcommand; the files that it leaves beside it are written.
/// @param words  of the command line after its name
std::string run(void (*add)(CLI::App&, Context&), std::vector<std::string> words) {
  Interruptible interruptible;
  CLI::App command_line;
  Context context;
  add(command_line, context);
  CLI::App& command = *command_line.get_subcommands({}).front();
  words.insert(words.begin(), {command.get_name(), "--json"});
  std::reverse(words.begin(), words.end());  // CLI11 takes them from the end
  try {
    command_line.parse(words);
    program::require_distinct_files(command);
    const program::Answer answer = context.command();
    program::StagedFiles files;
    for (const auto& [path, content] : answer.files) files.add(path, content);
    files.put_into_place();
    return answer.json.dump(-1, ' ', false, program::Json::error_handler_t::replace);
  } catch (const CLI::ParseError& error) {
    throw InvalidProblem("", named_as_arguments(error.what()));
  } catch (const program::UsageError& error) {
    throw InvalidProblem(named_as_arguments(error.where()), named_as_arguments(error.what()));
  } catch (const InvalidProblem& error) {
    throw InvalidProblem(named_as_arguments(error.where()), named_as_arguments(error.rule()));
  }
}

/// Name, names of the columns, values.
using Table = std::tuple<std::string, std::vector<std::string>, py::array_t<double, py::array::c_style>>;

/// Name, header of a .npy file, and its numbers as they lie in memory.
using Array = std::tuple<std::string, py::bytes, py::array_t<std::uint8_t, py::array::c_style>>;

std::string analyze(std::vector<std::string> words, const std::vector<Table>& tables,
                    const std::vector<Array>& arrays) {
  std::vector<data::GivenTable> given;
  for (const auto& [name, columns, values] : tables) {
    if (values.ndim() != 2 || values.shape(1) != static_cast<py::ssize_t>(columns.size())) {
      throw InvalidProblem(name, "is not a table with a name for every column");
    }
    given.push_back({name, columns, values.data(), values.shape(0)});
  }
  std::vector<data::GivenArray> given_arrays;
  for (const auto& [name, header, numbers] : arrays) {
    const auto* const bytes = reinterpret_cast<const char*>(numbers.data());
    given_arrays.push_back({name, header, {bytes, static_cast<std::size_t>(numbers.nbytes())}});
  }
  const py::gil_scoped_release release;
  const data::GivenTables in_place_of_files(std::move(given), std::move(given_arrays));
  return run(program::add_analyze, std::move(words));
}

std::vector<Index> chosen_columns(const std::string& choice, const std::vector<std::string>& names,
                                  const std::string& table) {
  return data::ColumnChoice(choice, "columns").of(names, table);
}

std::string sample(std::vector<std::string> words) {
  const py::gil_scoped_release release;
  return run(program::add_sample, std::move(words));
}

}  // namespace

void bind_commands(py::module_& module) {
  module.def("analyze", analyze, py::kw_only(), py::arg("words"), py::arg("tables"), py::arg("arrays"));
  module.def("chosen_columns", chosen_columns, py::kw_only(), py::arg("choice"), py::arg("names"), py::arg("table"));
  module.def("is_missing", data::is_missing, py::kw_only(), py::arg("text"));
  module.def("sample", sample, py::kw_only(), py::arg("words"));
}

}  // namespace jepa_oracle::python
