#pragma once

#include "cli/command_line.h"

namespace jepa_oracle::program {

/// @name Subcommands
/// Each adds itself to the program with its options, its help and an example; one file each. A new subcommand is a
/// file, a line here and a line in main.cpp.
/// @{
void add_critical_time(CLI::App& program, Context& context);
void add_amplitude(CLI::App& program, Context& context);
void add_boundary(CLI::App& program, Context& context);
void add_window(CLI::App& program, Context& context);
void add_weight_decay(CLI::App& program, Context& context);
void add_order(CLI::App& program, Context& context);
void add_flow(CLI::App& program, Context& context);
void add_descend(CLI::App& program, Context& context);
void add_sample(CLI::App& program, Context& context);
void add_analyze(CLI::App& program, Context& context);
void add_diagnose(CLI::App& program, Context& context);
void add_claims(CLI::App& program, Context& context);
void add_verify(CLI::App& program, Context& context);
void add_replay(CLI::App& program, Context& context);
void add_worst(CLI::App& program, Context& context);
void add_conform(CLI::App& program, Context& context);
void add_answer(CLI::App& program, Context& context);
void add_vectors(CLI::App& program, Context& context);
void add_figure(CLI::App& program, Context& context);
void add_cite(CLI::App& program, Context& context);
void add_completion(CLI::App& program, Context& context);
/// @}

}  // namespace jepa_oracle::program
