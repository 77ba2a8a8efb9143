"""verify --report and conform --report: what is written, that it is valid, the same everywhere, and continued when
interrupted."""

import base64
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import unittest

from program import CLAIM_FAILS, INVALID_INPUT, OK, PROGRAM, SOURCE, ProgramTest, Run

try:
    import jsonschema
except ImportError:  # a package of the larger tests
    jsonschema = None

SCHEMAS = SOURCE / "properties" / "schemas"
WINDOW = "Ordering.ConflictWindow"
FAMILIES = [WINDOW, "Ordering.MaeNeverReverses", "Balance", "Misreading.MeanSquaredErrorCalledJepa"]
CLAIMS = [word for name in FAMILIES for word in ("--claim", name)]
PARTS = ["REPORT.md", "attestation.json", "report.html", "report.json"]

# The reference, but for critical times that are twice as long.
SLOW_SUBJECT = """
import json, subprocess, sys
from fractions import Fraction
reference = subprocess.Popen([sys.argv[1], "answer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
for line in sys.stdin:
    reference.stdin.write(line)
    reference.stdin.flush()
    response = json.loads(reference.stdout.readline(), parse_float=str)
    result = response.get("result", {})
    if "time" in result:
        result["time"] = str(2 * Fraction(result["time"]))
    print(json.dumps(response), flush=True)
"""


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def source_digest():
    """As properties/source_digest.cmake says, from the files of the tree."""
    files = ["CITATION.cff", "CMakeLists.txt"]
    for name in ["proofs-notes", "properties", "reference", "tests/regressions", "tests/vectors/schemas"]:
        for path in (SOURCE / name).rglob("*"):
            relative = path.relative_to(SOURCE).as_posix()
            hidden = any(part.startswith(".") or part == "__pycache__" for part in relative.split("/"))
            if path.is_file() and not hidden and not relative.endswith(("~", ".pyc")):
                files.append(relative)
    lines = [f"{sha256((SOURCE / name).read_bytes())}  {name}\n" for name in sorted(files, key=os.fsencode)]
    return sha256("".join(lines).encode())


class ReportTest(ProgramTest):
    def verify(self, where, *arguments, code=OK, err=""):
        done = Run(["verify", *arguments, "--report", str(self.directory / where)])
        self.assertEqual((done.code, done.err), (code, err))
        return self.read(where)

    def read(self, where, name="report.json"):
        return json.loads((self.directory / where / name).read_text(encoding="utf-8"))

    def assert_valid(self, document, schema):
        if jsonschema is None:
            self.skipTest("python3-jsonschema is missing")
        checker = jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text()))
        self.assertEqual([f"{error.json_path}: {error.message}"[:300] for error in checker.iter_errors(document)], [])

    def test_a_report_is_valid_and_complete(self):
        report = self.verify("r", *CLAIMS, "--cases", "4", "--seed", "9")
        self.assertEqual(sorted(os.listdir(self.directory / "r")), PARTS)
        self.assert_valid(report, "report")
        self.assertEqual((report["seed"], report["cases"], report["verdict"]), (9, 4, "holds"))
        self.assertEqual(report["sources"], f"sha256:{source_digest()}")
        self.assertEqual(set(report["run"]["claims"]), {claim["id"] for claim in report["claims"]})
        self.assertLessEqual({"MPFR", "MPFI", "GMP", "Boost", "Eigen"}, set(report["run"]["dependencies"]))
        for claim in report["claims"]:
            self.assertEqual("counterexample" in claim, claim["verdict"] == "refuted", claim["id"])
            self.assertEqual(claim["undermined_by"], [])
            self.assertTrue(claim["scope"], claim["id"])

    def test_the_schemas_leave_nothing_open_that_we_write(self):
        if jsonschema is None:
            self.skipTest("python3-jsonschema is missing")
        report = self.verify("r", "--claim", WINDOW, "--cases", "0")
        schema = json.loads((SCHEMAS / "report.schema.json").read_text())
        for path in [["surplus"], ["run", "surplus"], ["claims", 0, "surplus"]]:
            broken = json.loads(json.dumps(report))
            place = broken
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = 1
            self.assertFalse(jsonschema.Draft202012Validator(schema).is_valid(broken), path)

    def test_the_same_report_for_any_number_of_jobs(self):
        seen = set()
        for jobs in "1", "2", "5":
            report = self.verify(jobs, *CLAIMS, "--cases", "3", "--jobs", jobs)
            del report["run"]
            others = [(self.directory / jobs / name).read_bytes() for name in PARTS[:2]]
            seen.add((json.dumps(report), *others))
        self.assertEqual(len(seen), 1)

    def test_the_attestation_says_what_the_report_says(self):
        report = self.verify("r", *CLAIMS, "--cases", "2", "--seed", "5")
        statement = self.read("r", "attestation.json")
        self.assert_valid(statement, "attestation")
        predicate = statement["predicate"]
        self.assertEqual(predicate["result"], "PASSED")
        self.assertEqual(predicate["passedTests"], [claim["id"] for claim in report["claims"]])
        self.assertEqual(f"sha256:{statement['subject'][0]['digest']['sha256']}", report["sources"])
        configuration = {item["name"]: item for item in predicate["configuration"]}
        options = base64.b64decode(configuration["options"]["content"], validate=True)
        self.assertEqual(json.loads(options), {"seed": 5, "cases": 2})
        self.assertEqual(configuration["options"]["digest"]["sha256"], sha256(options))
        kept = "tests/regressions/regressions.json", "tests/regressions/tightest.json"
        for name in "proofs-notes/claims.json", *kept:
            self.assertEqual(configuration[name]["digest"]["sha256"], sha256((SOURCE / name).read_bytes()), name)

    def test_the_digest_of_the_vectors_is_that_of_what_was_asked(self):
        def vectors(where, *arguments):
            self.verify(where, *arguments)
            configuration = self.read(where, "attestation.json")["predicate"]["configuration"]
            return next(item["digest"]["sha256"] for item in configuration if item["name"] == "vectors")

        some = ["--claim", "Balance", "--cases", "2"]
        first = vectors("first", *some)
        self.assertEqual(first, vectors("again", *some, "--jobs", "3"))
        others = [vectors("seed", *some, "--seed", "2"), vectors("cases", "--claim", "Balance", "--cases", "3"),
                  vectors("claim", "--claim", "Balance.TopGramIsConserved", "--cases", "2")]
        self.assertEqual(len({first, *others}), 4)

    def test_the_short_form_names_every_claim_and_no_machine(self):
        report = self.verify("r", *CLAIMS, "--cases", "2")
        text = (self.directory / "r" / "REPORT.md").read_text(encoding="utf-8")
        for claim in report["claims"]:
            self.assertIn(f"| {claim['verdict']} | {claim['evidence']} | {claim['cases']} |", text)
            self.assertIn(f"| {claim['id']} |", text)
        self.assertIn(report["sources"], text)
        self.assertNotIn(report["run"]["compiler"], text)

    def test_parts_that_cannot_be_written_are_named_before_the_run(self):
        for part in [*PARTS, "decided.jsonl"]:
            where = self.directory / part.lower()
            (where / part).mkdir(parents=True)
            done = Run(["verify", "--report", str(where)])
            self.assertEqual((done.code, done.out), (INVALID_INPUT, ""), part)
            self.assertIn(part, done.err)

    def test_files_of_another_kind_are_not_replaced(self):
        for part in PARTS:
            where = self.directory / f"mine-{part.lower()}"
            where.mkdir()
            (where / part).write_text("mine", encoding="utf-8")
            done = Run(["verify", "--claim", WINDOW, "--cases", "0", "--report", str(where)])
            self.assertEqual((done.code, done.out), (INVALID_INPUT, ""))
            self.assertIn(f"{part}: is there without a report of this program beside it", done.err)
            self.assertEqual([(path.name, path.read_text()) for path in where.iterdir()], [(part, "mine")])

    def test_the_digest_is_that_of_a_copy_of_the_tree(self):
        copy = self.directory / "copy"
        copy.mkdir()
        for name in ["CITATION.cff", "CMakeLists.txt", "proofs-notes", "properties", "reference", "tests"]:
            subprocess.run(["cp", "-R", SOURCE / name, copy / name], check=True)
        script = SOURCE / "properties/source_digest.cmake"
        (copy / "reference/.hidden").write_text("not a source")
        (copy / "tests/program/new_test.py").write_text("not built in")
        print_digest = ["cmake", f"-DROOT={copy}", "-P", script]
        self.assertEqual(subprocess.check_output(print_digest, text=True).strip(), source_digest())
        (copy / "reference/src/model.cpp").open("a").write("\n")
        self.assertNotEqual(subprocess.check_output(print_digest, text=True).strip(), source_digest())


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
        self.assertRegex(done.err, rf"\Aresumed: {kept} of \d+ claims were decided before the run was interrupted\n\Z")
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
        self.assertRegex(done.err, r"\Aresumed: 1 of \d+ claims were decided before the run was interrupted\n\Z")

    def test_what_is_of_another_run_or_no_result_is_not_taken(self):
        first = self.interrupted().split(b"\n")[0]
        basis = first[: first.index(b'"result":') + 9]
        self.decided.write_bytes(first.replace(b'"seed":1', b'"seed":2') + b"\n" + basis + b"{}}\n\nnothing\n")
        done = self.again()
        self.assertEqual(done.code, OK)
        self.assertEqual(done.err, "not resumed: 4 results are of another seed, number of cases or source, or "
                                   "unreadable\n")

    def test_the_lines_say_what_they_rest_on(self):
        for line in self.interrupted().splitlines():
            kept = json.loads(line)
            self.assertEqual((kept["seed"], kept["cases"]), (1, 20))
            self.assertEqual(kept["sources"], f"sha256:{source_digest()}")


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
            self.assertEqual(done.err, f"error: {where}: cannot be made a directory for the report\n")
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
            ReportTest.assert_valid(self, document, schema)

    def test_what_fails_is_attested_as_failed(self):
        script = self.directory / "slow.py"
        script.write_text(SLOW_SUBJECT)
        where = self.directory / "r"
        done = Run(["conform", "--subject", f"{sys.executable} {script} {PROGRAM}", "--claim", "CriticalTime",
                    "--cases", "2", "--report", str(where)])
        self.assertEqual(done.code, CLAIM_FAILS)
        report = json.loads((where / "report.json").read_text())
        statement = json.loads((where / "attestation.json").read_text())
        self.assertEqual(statement["predicate"]["result"], "FAILED")
        failed = [claim["id"] for claim in report["claims"] if claim["standing"] in ("fails", "not judged", "error")]
        self.assertEqual(statement["predicate"]["failedTests"], failed)
        self.assertTrue(failed)
        named = {item["name"]: item["digest"]["sha256"] for item in statement["subject"]}
        self.assertEqual(named[str(script)], sha256(SLOW_SUBJECT.encode()))
        self.assertIn("does not conform", (where / "REPORT.md").read_text())
        ReportTest.assert_valid(self, report, "conformance")


if __name__ == "__main__":
    unittest.main()
