"""The completion script, sourced by a real bash and asked as bash asks it."""

import os
import subprocess
import unittest
from pathlib import Path

from program import INVALID_INPUT, PROGRAM, SECONDS, ProgramTest, Run

# What readline does: set COMP_WORDS and COMP_CWORD, call the registered function, read COMPREPLY.
ASK = """
source <("$1" completion bash) || exit 9
registered=$(complete -p jepa-oracle) || exit 8
function=${registered##*-F }; function=${function%% *}
shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
"$function" jepa-oracle
printf '%s\\n' "${COMPREPLY[@]}"
"""

OBJECTIVES = ["barlow-twins", "jepa", "mae", "spectral-contrastive"]


class CompletionTest(ProgramTest):
    def complete(self, *words):
        """Completions of the last word."""
        command = ["bash", "--norc", "-euc", ASK, "bash", PROGRAM, "jepa-oracle", *words]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.directory, timeout=SECONDS)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return sorted(done.stdout.split("\n")[:-1])

    def test_subcommands(self):
        self.assertEqual(self.complete("crit"), ["critical-time"])
        everything = self.complete("")
        self.assertLessEqual({"amplitude", "boundary", "order", "--help", "--version"}, set(everything))

    def test_options(self):
        self.assertEqual(self.complete("critical-time", "--eps"), ["--epsilon", "--epsilon-of"])
        self.assertEqual(self.complete("boundary", "--depth", "3", "--fr"), ["--fraction"])
        self.assertNotIn("--lambda", self.complete("boundary", "--"))
        self.assertEqual(self.complete("analyze", "--write"), ["--write-problem"])
        self.assertNotIn("--problem", self.complete("analyze", "--"))  # one name, one direction
        self.assertNotIn("--report", self.complete("cite", "--"))

    def test_closed_lists_of_values(self):
        self.assertEqual(self.complete("amplitude", "--objective", ""), OBJECTIVES)
        self.assertEqual(self.complete("critical-time", "--objective", ""), sorted([*OBJECTIVES, "lejepa"]))
        self.assertEqual(self.complete("amplitude", "--time", "p"), ["paper"])
        self.assertEqual(self.complete("amplitude", "--epsilon-of", ""), ["encoder", "layer"])
        self.assertEqual(self.complete("completion", ""), ["bash"])

    def test_values_after_an_equals_sign(self):
        self.assertEqual(self.complete("critical-time", "--objective", "=", "m"), ["mae"])
        self.assertEqual(self.complete("amplitude", "--objective", "="), OBJECTIVES)

    def test_numbers_have_no_completion(self):
        Path(self.directory, "3").touch()
        self.assertEqual(self.complete("critical-time", "--depth", ""), [""])

    def test_files(self):
        Path(self.directory, "a problem.json").touch()
        os.mkdir(self.directory / "sub")
        self.assertEqual(self.complete("order", "a"), ["a problem.json"])
        self.assertEqual(self.complete("cite", "a"), ["a problem.json"])
        self.assertEqual(self.complete("analyze", "--write-problem", "a"), ["a problem.json"])
        self.assertEqual(self.complete("order", ""), ["a problem.json", "sub"])
        self.assertEqual(self.complete("boundary", "--output", "s"), ["sub"])

    def test_other_shells_are_refused(self):
        run = Run(["completion", "fish"])
        self.assertEqual((run.code, run.out, run.err),
                         (INVALID_INPUT, "", 'error: shell: unknown shell "fish"; expected bash\n'))


if __name__ == "__main__":
    unittest.main()
