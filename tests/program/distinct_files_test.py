"""A result never replaces what was read, nor another result."""

import shutil
import unittest

from program import SOURCE, USAGE, ProgramTest, Run

PROBLEM = SOURCE / "tests" / "program" / "problems" / "two-mixed-features.json"


class DistinctFilesTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.problem = self.directory / "p.json"
        shutil.copy(PROBLEM, self.problem)

    def refused(self, *arguments):
        before = {path: path.read_bytes() for path in self.directory.iterdir()}
        run = Run([str(argument) for argument in arguments])
        self.assertEqual((run.code, run.out), (USAGE, ""))
        self.assertEqual({path: path.read_bytes() for path in self.directory.iterdir()}, before)
        return run.err.replace(str(self.directory), "DIR")

    def test_an_input_is_not_replaced(self):
        lost = "error: --output: DIR/p.json is read too: it would be lost\n"
        self.assertEqual(self.refused("order", self.problem, "--output", self.problem), lost)
        link = self.directory / "link.json"
        link.symlink_to(self.problem)
        self.assertEqual(self.refused("order", self.problem, "--output", link), lost.replace("p.json", "link.json"))

    def test_two_results_do_not_share_a_file(self):
        report = self.directory / "r"
        self.assertEqual(self.refused("verify", "--claim", "Balance", "--report", report, "--output",
                                      report / "report.json"),
                         "error: --output: DIR/r/report.json lies in the directory of --report, whose files are its own\n")


if __name__ == "__main__":
    unittest.main()
