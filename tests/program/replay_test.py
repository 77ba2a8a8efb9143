"""replay: the same report comes out the same, any change in it is found, and what is no report is refused."""

import json
import unittest

from program import CLAIM_FAILS, INVALID_INPUT, OK, USAGE, ProgramTest, Run

CLAIMS = ["Ordering.ConflictWindow", "Misreading.MeanSquaredErrorCalledJepa"]


class ReplayTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        arguments = [word for claim in CLAIMS for word in ("--claim", claim)]
        cls.text = Run(["verify", *arguments, "--cases", "5", "--seed", "3", "--json"]).out

    def report(self):
        return json.loads(self.text)

    def replay(self, report, *arguments):
        return Run(["replay", "-", *arguments], stdin=report if isinstance(report, str) else json.dumps(report))

    def test_a_report_comes_out_the_same_claim_by_claim(self):
        for jobs in "1", "3":
            done = self.replay(self.text, "--jobs", jobs)
            self.assertEqual((done.code, done.err), (OK, ""))
            for claim in CLAIMS:
                self.assertRegex(done.out, rf"(?m)^ +same .* {claim}$")
            self.assertIn("2 claims: 2 the same, 0 different", done.out)
        document = json.loads(self.replay(self.text, "--json").out)
        self.assertEqual((document["same"], [claim["same"] for claim in document["claims"]]), (True, [True, True]))

    def test_whatever_is_changed_is_found(self):
        changes = {
            "verdict": "fails",
            "cases": 7,
            "smallest_margin": "2^-900",
            "scope": {},
            "coverage": {"everything": 1},
            "mutants": [],
            "statement": "Something else.",
            "undermined_by": [CLAIMS[1]],
        }
        for key, value in changes.items():
            report = self.report()
            report["claims"][0][key] = value
            with self.subTest(key=key):
                done = self.replay(report, "--json")
                self.assertEqual((done.code, done.err), (CLAIM_FAILS, ""))
                first, second = json.loads(done.out)["claims"]
                self.assertEqual((first["same"], list(first["differs"]), second["same"]), (False, [key], True))
                self.assertEqual(first["differs"][key]["report"], value)
                self.assertIn(f"{CLAIMS[0]} differs in {key}", self.replay(report).out)

    def test_another_seed_gives_another_report(self):
        report = self.report()
        report["seed"] = 4
        self.assertEqual(self.replay(report).code, CLAIM_FAILS)

    def test_a_claim_that_is_no_longer_one_does_not_come_out_the_same(self):
        report = self.report()
        report["claims"][1]["id"] = "Ordering.Forgotten"
        done = self.replay(report)
        self.assertEqual(done.code, CLAIM_FAILS)
        self.assertIn("Ordering.Forgotten: no claim of this program", done.out)

    def test_other_sources_are_named_but_do_not_decide(self):
        report = self.report()
        report["sources"] = "sha256:" + "0" * 64
        done = self.replay(report)
        self.assertEqual(done.code, OK)
        self.assertIn("made from other sources", done.out)

    def test_the_run_block_is_not_compared(self):
        report = self.report()
        report["run"] = {}
        self.assertEqual(self.replay(report).code, OK)

    def test_what_is_no_report_is_refused_with_one_message(self):
        def changed(**changes):
            report = self.report()
            for key, value in changes.items():
                if value is None:
                    del report[key]
                else:
                    report[key] = value
            return report

        claims = self.report()["claims"]
        for text, part in [
            ("", "is empty"),
            ("{", "line 1"),
            ("[]", "format: must be"),
            ("[" * 5000, "nested"),
            (changed(format="jepa-oracle/report/2"), "format: must be"),
            (changed(format=3), "report: is not one of verify"),
            (changed(format="jepa-oracle/conformance/1"), "run conform again"),
            (changed(subject="something"), "subject: must be"),
            (changed(seed=-1), "seed: must be a whole number"),
            (changed(seed="1"), "seed: must be a whole number"),
            (changed(cases=10**7), "cases: must be a whole number"),
            (changed(cases=1.5), "cases: must be a whole number"),
            (changed(cases=None), "report: is not one of verify"),
            (changed(claims=[]), "claims: is empty"),
            (changed(claims={}), "claims: must be a list"),
            (changed(claims=[1]), "report: is not one of verify"),
            (changed(claims=[claims[0], claims[0]]), "twice"),
            (changed(suite=None), "report: is not one of verify"),
        ]:
            with self.subTest(part=part, text=str(text)[:40]):
                done = self.replay(text)
                self.assertEqual((done.code, done.out), (INVALID_INPUT, ""))
                self.assertEqual(done.err.count("\n"), 1)
                self.assertIn(part, done.err)

    def test_bad_arguments(self):
        self.assertEqual(Run(["replay"]).code, USAGE)
        self.assertIn("--jobs:", self.replay(self.text, "--jobs", "0").err)
        done = Run(["replay", str(self.directory / "nothing.json")])
        self.assertEqual(done.code, INVALID_INPUT)
        self.assertIn("nothing.json: cannot be opened", done.err)


if __name__ == "__main__":
    unittest.main()
