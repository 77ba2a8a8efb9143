"""Every report of the whole suite is read again: by cite, which makes a sentence of it, and by replay."""

import json
import subprocess
import sys
import unittest

from program import CLAIM_FAILS, INCONCLUSIVE, OK, PROGRAM, ProgramTest, Run
from reports import ALTERED_REFERENCE, assert_valid

SECONDS = 280


def run(*arguments):
    """One run of the program that may take minutes."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=SECONDS)
    return done.returncode, done.stdout, done.stderr


class RoundTripTest(ProgramTest):
    def claims(self):
        return [claim["id"] for claim in json.loads(Run(["claims", "--json"]).out)["claims"]]

    def read_again(self, report, *replay_options):
        """The report as a document, cited and replayed; every claim comes out the same."""
        document = json.loads(report.read_text())
        cited = Run(["cite", str(report)])
        self.assertEqual((cited.code, cited.err), (OK, ""))
        code, out, err = run("replay", report, "--json", *replay_options)
        self.assertEqual((code, err), (OK, ""))
        replayed = json.loads(out)
        self.assertEqual([claim["id"] for claim in replayed["claims"]], [claim["id"] for claim in document["claims"]])
        self.assertTrue(replayed["same"])
        return document, cited.out.replace("\n", " ")

    def test_verify(self):
        """With no random cases: corners and regressions are enough for every key that a report has."""
        where = self.directory / "r"
        code, out, err = run("verify", "--cases", "0", "--jobs", "2", "--report", where)
        # A claim that random cases must cover is not held by corners alone; the report is one all the same.
        self.assertIn(code, (OK, INCONCLUSIVE))
        self.assertEqual(err, "")
        report, cited = self.read_again(where / "report.json", "--jobs", "2")
        self.assertEqual([claim["id"] for claim in report["claims"]], self.claims())
        self.assertIn(f"{len(self.claims())} claims about linear JEPA and MAE were decided", cited)

    def conform(self, command, code):
        where = self.directory / "r"
        done = run("conform", "--subject", command, "--cases", "0", "--report", where)
        self.assertEqual((done[0], done[2]), (code, ""))
        report, cited = self.read_again(where / "report.json", "--subject", command)
        assert_valid(self, report, "conformance")
        # Those that ask nothing of an implementation are left out.
        self.assertGreater(len(report["claims"]), 40)
        return report, cited

    def test_conform_of_the_reference(self):
        report, cited = self.conform(f"{PROGRAM} answer", OK)
        self.assertIn("The largest error is ", cited)
        self.assertTrue(report["conforms"])

    def test_conform_of_what_fails(self):
        script = self.directory / "slow.py"
        script.write_text(ALTERED_REFERENCE)
        report, cited = self.conform(f"{sys.executable} {script} {PROGRAM} 2 slow", CLAIM_FAILS)
        failed = [claim["id"] for claim in report["claims"] if claim["standing"] == "fails"]
        self.assertIn("fails: " + ", ".join(failed), cited)
        self.assertRegex(cited, r"The largest error is \S+ times the tolerance of its number format\.")


if __name__ == "__main__":
    unittest.main()
