"""A result never replaces what was read, nor another result."""

import shutil
import unittest

from program import INVALID_INPUT, SOURCE, USAGE, ProgramTest, Run

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
        lost = "error: --output: DIR/p.json is also read: it would be overwritten\n"
        self.assertEqual(self.refused("order", self.problem, "--output", self.problem), lost)
        link = self.directory / "link.json"
        link.symlink_to(self.problem)
        self.assertEqual(self.refused("order", self.problem, "--output", link), lost.replace("p.json", "link.json"))

    def test_two_results_do_not_share_a_file(self):
        report = self.directory / "r"
        self.assertEqual(self.refused("verify", "--claim", "Balance", "--report", report, "--output",
                                      report / "report.json"),
                         "error: --output: DIR/r/report.json lies in the directory that --report writes\n")


class LinksTest(ProgramTest):
    def test_a_link_to_nothing_is_kept(self):
        link = self.directory / "link.json"
        for there in ("nowhere", "link.json"):
            link.symlink_to(self.directory / there)
            run = Run(["order", str(PROBLEM), "--output", str(link)])
            self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
            self.assertIn("link.json: is a broken link: a result is written to a new or a regular file", run.err)
            self.assertEqual([path.name for path in self.directory.iterdir()], ["link.json"])
            link.unlink()


if __name__ == "__main__":
    unittest.main()
