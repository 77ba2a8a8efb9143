"""conform --report: what is written and attested of a subject that conforms and of one that does not."""

import json
import signal
import subprocess
import sys
import time
import unittest

from program import CLAIM_FAILS, INVALID_INPUT, OK, PROGRAM, ProgramTest, Run
from reports import ALTERED_REFERENCE, assert_valid, sha256


class ConformanceReportTest(ProgramTest):
    SUBJECT = f"{PROGRAM} answer"

    def test_an_interrupted_run_leaves_nothing_behind(self):
        where = self.directory / "new" / "r"
        mark = self.directory / "asked"
        script = self.directory / "silent.py"
        script.write_text("import pathlib, sys, time\npathlib.Path(sys.argv[1]).touch()\ntime.sleep(60)\n")
        command = [PROGRAM, "conform", "--subject", f"{sys.executable} {script} {mark}", "--report", str(where)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 30
            while not mark.exists() and time.monotonic() < deadline and process.poll() is None:
                time.sleep(0.01)
            self.assertTrue(mark.exists())
            process.send_signal(signal.SIGINT)
        finally:
            process.wait(timeout=30)
        self.assertNotEqual(process.returncode, OK)
        self.assertFalse(where.parent.exists())

    def test_a_directory_that_cannot_be_made_is_named_before_anything_is_asked(self):
        mark = self.directory / "asked"
        file = self.directory / "file"
        file.write_text("")
        for where in file, file / "r":
            done = Run(["conform", "--subject", f"touch {mark}", "--report", str(where)])
            self.assertEqual((done.code, done.out), (INVALID_INPUT, ""))
            self.assertEqual(done.err, f"error: {where}: cannot be created as a directory for the report\n")
        self.assertFalse(mark.exists())

    def test_a_conformance_report_is_valid_and_attested(self):
        where = str(self.directory / "r")
        done = Run(["conform", "--subject", self.SUBJECT, "--claim", "CriticalTime", "--cases", "2", "--report", where])
        self.assertEqual((done.code, done.err), (OK, ""))
        report = json.loads((self.directory / "r/report.json").read_text())
        statement = json.loads((self.directory / "r/attestation.json").read_text())
        text = (self.directory / "r/REPORT.md").read_text()
        self.assertTrue(report["conforms"])
        self.assertEqual(report["run"]["command"], self.SUBJECT)
        self.assertEqual(statement["predicate"]["result"], "PASSED")
        named = {item["name"]: item["digest"]["sha256"] for item in statement["subject"]}
        with open(PROGRAM, "rb") as file:
            self.assertEqual(named[PROGRAM], sha256(file.read()))
        for claim in report["claims"]:
            self.assertEqual(claim["id"] in statement["predicate"]["passedTests"], claim["standing"] == "conforms")
            self.assertIn(claim["id"], text)
        for document, schema in [(report, "conformance"), (statement, "attestation")]:
            assert_valid(self, document, schema)

    def test_what_fails_is_attested_as_failed(self):
        script = self.directory / "slow.py"
        script.write_text(ALTERED_REFERENCE)
        where = self.directory / "r"
        done = Run(["conform", "--subject", f"{sys.executable} {script} {PROGRAM} 2 slow", "--claim", "CriticalTime",
                    "--cases", "2", "--report", str(where)])
        self.assertEqual(done.code, CLAIM_FAILS)
        report = json.loads((where / "report.json").read_text())
        statement = json.loads((where / "attestation.json").read_text())
        self.assertEqual(statement["predicate"]["result"], "FAILED")
        failed = [claim["id"] for claim in report["claims"] if claim["standing"] in ("fails", "not judged", "error")]
        self.assertEqual(statement["predicate"]["failedTests"], failed)
        self.assertTrue(failed)
        named = {item["name"]: item["digest"]["sha256"] for item in statement["subject"]}
        self.assertEqual(named[str(script)], sha256(ALTERED_REFERENCE.encode()))
        self.assertIn("does not conform", (where / "REPORT.md").read_text())
        assert_valid(self, report, "conformance")


if __name__ == "__main__":
    unittest.main()
