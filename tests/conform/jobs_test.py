"""Several processes of a subject at a time: the report is the same, byte for byte."""

import json
import resource
import subprocess
import sys
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "program"))

from conform import CONFORMS, REFUSED, Conform, is_alive, python_subject, wait_until  # noqa: E402
from program import INVALID_INPUT, OK, PROGRAM, SECONDS, ProgramTest, Run  # noqa: E402

FAMILIES = ("Gradient", "Descent.StabilityLimit", "CriticalTime.PaperTimeIsDepthTimesFlowTime")


class Jobs(ProgramTest):
    def reports(self, command, code, *jobs):
        """The reports without what is said of the run itself, as text."""
        chosen = [option for family in FAMILIES for option in ("--claim", family)]
        texts = []
        for number in jobs:
            run = Conform(command, "--cases", 0, *chosen, "--jobs", number)
            self.assertEqual((run.code, run.err), (code, ""))
            self.assertEqual(run.report.pop("run")["jobs"], number)
            texts.append(json.dumps(run.report))
        return texts

    def test_a_right_subject_has_one_report(self):
        one, three = self.reports(python_subject("numpy_subject.py", "float64"), CONFORMS, 1, 3)
        self.assertEqual(one, three)

    def test_so_has_a_wrong_one_whose_failures_stop_other_claims(self):
        command = python_subject(TESTS / "mutants" / "mutated_subject.py", "mae-called-jepa")
        one, three = self.reports(command, REFUSED, 1, 3)
        self.assertIn("not judged", one)
        self.assertEqual(one, three)

    def test_fewer_processes_than_asked_for_do_the_work(self):
        # Each process takes three pipes: 40 files are too few for 20 of them.
        few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))  # noqa: E731
        command = [PROGRAM, "conform", "--subject", python_subject("numpy_subject.py", "float64"), "--cases", "0", "--claim",
                   "Gradient", "--claim", "CriticalTime", "--jobs", "20"]
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, preexec_fn=few)
        self.assertEqual(run.returncode, OK, run.stdout)
        self.assertRegex(run.stderr, r"\Ajobs: \d+ requested, \d+ available; the results do not depend on it\n\Z")

    def test_every_process_has_ended_with_the_run(self):
        log = self.directory / "processes"
        script = self.directory / "subject.py"
        script.write_text(f"import os, sys\nsys.path.insert(0, {str(TESTS / 'subjects')!r})\n"
                          f"with open({str(log)!r}, 'a') as log: print(os.getpid(), file=log)\n"
                          "import numpy_subject\nfrom jepa_oracle import subject\n"
                          "subject.serve(field=numpy_subject.field, name='logged')\n")
        run = Conform(python_subject(script), "--cases", 0, "--claim", "Gradient", "--jobs", 3)
        self.assertEqual((run.code, run.err), (CONFORMS, ""))
        processes = [int(line) for line in log.read_text().split()]
        self.assertEqual(len(set(processes)), 3)
        # They are killed; how soon they are gone is the kernel's affair.
        self.assertTrue(wait_until(lambda: not any(map(is_alive, processes))), processes)

    def test_all_must_describe_themselves_alike(self):
        log = self.directory / "started"
        script = self.directory / "subject.py"
        script.write_text("import pathlib\nfrom jepa_oracle import subject\n"
                          f"log = pathlib.Path({str(log)!r})\n"
                          "started = log.exists()\nlog.touch()\n"
                          "subject.serve(field=print, name='second' if started else 'first')\n")
        run = Conform(python_subject(script), "--jobs", 2)
        self.assertEqual(run.code, REFUSED)
        self.assertEqual(run.whys(), ["describe: its description differs from that of its first start"])

    def test_the_number_must_be_one(self):
        for value in ("0", "65", "1.5", "two"):
            with self.subTest(value=value):
                run = Run(["conform", "--subject", "true", "--jobs", value])
                self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
                self.assertIn("--jobs", run.err)


if __name__ == "__main__":
    unittest.main()
