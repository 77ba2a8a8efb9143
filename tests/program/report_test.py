"""verify --report: what is written, that it is valid, and the same for any number of jobs."""

import base64
import json
import os
import subprocess
import unittest

from program import INVALID_INPUT, OK, SOURCE, ProgramTest, Run
from reports import PARTS, assert_valid, schema_checker, sha256, source_digest

WINDOW = "Ordering.ConflictWindow"
FAMILIES = [WINDOW, "Ordering.MaeNeverReverses", "Balance", "Misreading.MeanSquaredErrorCalledJepa"]
CLAIMS = [word for name in FAMILIES for word in ("--claim", name)]


class ReportTest(ProgramTest):
    def verify(self, where, *arguments, code=OK, err=""):
        done = Run(["verify", *arguments, "--report", str(self.directory / where)])
        self.assertEqual((done.code, done.err), (code, err))
        return self.read(where)

    def read(self, where, name="report.json"):
        return json.loads((self.directory / where / name).read_text(encoding="utf-8"))
    def test_a_report_is_valid_and_complete(self):
        report = self.verify("r", *CLAIMS, "--cases", "4", "--seed", "9")
        self.assertEqual(sorted(os.listdir(self.directory / "r")), PARTS)
        assert_valid(self, report, "report")
        self.assertEqual((report["seed"], report["cases"], report["verdict"]), (9, 4, "holds"))
        self.assertEqual(report["sources"], f"sha256:{source_digest()}")
        self.assertEqual(set(report["run"]["claims"]), {claim["id"] for claim in report["claims"]})
        self.assertLessEqual({"MPFR", "MPFI", "GMP", "Boost", "Eigen"}, set(report["run"]["dependencies"]))
        for claim in report["claims"]:
            self.assertEqual("counterexample" in claim, claim["verdict"] == "refuted", claim["id"])
            self.assertEqual(claim["undermined_by"], [])
            self.assertTrue(claim["scope"], claim["id"])

    def test_the_page_has_the_proof_of_every_claim(self):
        report = self.verify("r", *CLAIMS, "--cases", "0")
        page = (self.directory / "r" / "report.html").read_text(encoding="utf-8")
        self.assertNotIn("pandoc", page, "the program was built without pandoc, which ./run installs")
        for claim in report["claims"]:
            name, anchor = claim["note"].removeprefix("proofs-notes/").split(".md#")
            self.assertIn(f'href="#note-{name}-{anchor}"', page, claim["id"])
            self.assertIn(f'id="note-{name}-{anchor}"', page, claim["id"])
        self.assertGreater(page.count("<math"), 100)

    def test_page_and_summary_say_how_the_claims_were_decided(self):
        report = self.verify("r", *CLAIMS, "--claim", "TargetNetwork.FastAverageIsJepa", "--cases", "0")
        counts = {}
        for claim in report["claims"]:
            kind = claim["evidence"].split(",")[0]
            counts[kind] = counts.get(kind, 0) + 1
        self.assertEqual(counts.get("refined"), 1)
        for name in "report.html", "REPORT.md":
            text = (self.directory / "r" / name).read_text(encoding="utf-8")
            for kind, count in counts.items():
                self.assertRegex(text, rf"\b{count} (claims? )?by [a-z ]+ \({kind}\)", name)

    def test_the_schemas_leave_nothing_open_that_we_write(self):
        checker = schema_checker("report")
        report = self.verify("r", "--claim", WINDOW, "--cases", "0")
        for path in [["surplus"], ["run", "surplus"], ["claims", 0, "surplus"]]:
            broken = json.loads(json.dumps(report))
            place = broken
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = 1
            self.assertFalse(checker.is_valid(broken), path)

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
        assert_valid(self, statement, "attestation")
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
            self.assertIn(f"{part}: exists without a report of this program beside it", done.err)
            self.assertEqual([(path.name, path.read_text()) for path in where.iterdir()], [(part, "mine")])

    def test_the_digest_is_that_of_a_copy_of_the_tree(self):
        copy = self.directory / "copy"
        copy.mkdir()
        for name in ["CITATION.cff", "CMakeLists.txt", "proofs-notes", "properties", "reference", "tests"]:
            subprocess.run(["cp", "-R", SOURCE / name, copy / name], check=True)
        script = SOURCE / "properties/evidence/source_digest.cmake"
        (copy / "reference/.hidden").write_text("not a source")
        (copy / "tests/program/new_test.py").write_text("not built in")
        print_digest = ["cmake", f"-DROOT={copy}", "-P", script]
        self.assertEqual(subprocess.check_output(print_digest, text=True).strip(), source_digest())
        with (copy / "reference/src/model/model.cpp").open("a") as file:
            file.write("\n")
        self.assertNotEqual(subprocess.check_output(print_digest, text=True).strip(), source_digest())


if __name__ == "__main__":
    unittest.main()
