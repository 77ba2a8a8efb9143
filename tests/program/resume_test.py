"""verify --report, interrupted: the same command continues it and says so."""

import json
import signal
import subprocess
import time
import unittest

from program import OK, PROGRAM, ProgramTest, Run
from reports import source_digest


class ResumeTest(ProgramTest):
    ARGUMENTS = ["--claim", "Ordering", "--cases", "20", "--jobs", "1"]

    def setUp(self):
        super().setUp()
        self.where = self.directory / "r"
        self.decided = self.where / "decided.jsonl"

    def interrupted(self):
        """A run that is killed as soon as it has kept two results; what it kept."""
        command = [PROGRAM, "verify", *self.ARGUMENTS, "--report", str(self.where)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and process.poll() is None:
                if self.decided.exists() and self.decided.read_bytes().count(b"\n") >= 2:
                    break
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
        finally:
            process.wait(timeout=60)
        self.assertEqual(process.returncode, -signal.SIGKILL, "it ended before it was interrupted")
        self.assertFalse((self.where / "report.json").exists())
        return self.decided.read_bytes()

    def again(self, *more):
        return Run(["verify", *self.ARGUMENTS, *more, "--report", str(self.where)])

    def report(self, where):
        report = json.loads((where / "report.json").read_text(encoding="utf-8"))
        return report, report.pop("run")

    def test_an_interrupted_run_is_continued_and_says_so(self):
        kept = self.interrupted().count(b"\n")
        done = self.again()
        self.assertEqual(done.code, OK)
        self.assertRegex(done.err, rf"\Aresumed: {kept} of \d+ claims were decided before the interruption\n\Z")
        self.assertFalse(self.decided.exists())
        resumed, run = self.report(self.where)
        self.assertEqual(run["resumed_claims"], kept)
        Run(["verify", *self.ARGUMENTS, "--report", str(self.directory / "whole")])
        whole, run = self.report(self.directory / "whole")
        self.assertNotIn("resumed_claims", run)
        self.assertEqual(json.dumps(resumed), json.dumps(whole))

    def test_half_a_line_is_cut_off_and_decided_again(self):
        text = self.interrupted()
        first = text.index(b"\n") + 1
        self.decided.write_bytes(text[: first + 50])
        done = self.again()
        self.assertEqual(done.code, OK)
        self.assertRegex(done.err, r"\Aresumed: 1 of \d+ claims were decided before the interruption\n\Z")

    def test_what_is_of_another_run_or_no_result_is_not_taken(self):
        first = self.interrupted().split(b"\n")[0]
        basis = first[: first.index(b'"result":') + 9]
        self.decided.write_bytes(first.replace(b'"seed":1', b'"seed":2') + b"\n" + basis + b"{}}\n\nnothing\n")
        done = self.again()
        self.assertEqual(done.code, OK)
        self.assertEqual(done.err, "not resumed: 4 results have another seed, number of cases or source, or are unreadable\n")

    def test_the_lines_say_what_they_rest_on(self):
        for line in self.interrupted().splitlines():
            kept = json.loads(line)
            self.assertEqual((kept["seed"], kept["cases"]), (1, 20))
            self.assertEqual(kept["sources"], f"sha256:{source_digest()}")


if __name__ == "__main__":
    unittest.main()
