"""replay: the same report comes out the same, any change in it is found, and what is no report is refused."""

import json
import sys
import unittest

from program import CLAIM_FAILS, INVALID_INPUT, OK, PROGRAM, USAGE, ProgramTest, Run
from reports import ALTERED_REFERENCE

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
        one = self.report()
        del one["claims"][1]
        self.assertIn("1 claim: 1 ", self.replay(one).out)
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
        self.assertIn("Ordering.Forgotten: this program has no such claim", done.out)

    def test_a_summary_that_its_claims_do_not_give_is_noticed(self):
        for key, value in (("verdict", "refuted"), ("counts", {"holds": 700})):
            report = self.report()
            report[key] = value
            done = self.replay(report)
            self.assertEqual(done.code, CLAIM_FAILS)
            self.assertIn(f"{key}: the report states", done.out)

    def test_control_characters_of_a_report_do_not_reach_the_terminal(self):
        report = self.report()
        report["claims"][0]["id"] = "Ordering.\x1b[31mRed"
        done = self.replay(report)
        self.assertEqual(done.code, CLAIM_FAILS)
        self.assertNotIn("\x1b", done.out)

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
            (changed(format=3), "report: is not a report of verify or conform"),
            (changed(format="jepa-oracle/conformance/2"), "format: must be"),
            (changed(subject="something"), "subject: must be"),
            (changed(seed=-1), "seed: must be a whole number"),
            (changed(seed="1"), "seed: must be a whole number"),
            (changed(cases=10**7), "cases: must be a whole number"),
            (changed(cases=1.5), "cases: must be a whole number"),
            (changed(cases=None), "report: is not a report of verify or conform"),
            (changed(claims=[]), "claims: is empty"),
            (changed(claims={}), "claims: must be a list"),
            (changed(claims=[1]), "report: is not a report of verify or conform"),
            (changed(claims=[claims[0], claims[0]]), "duplicate claim"),
            (changed(suite=None), "report: is not a report of verify or conform"),
        ]:
            with self.subTest(part=part, text=str(text)[:40]):
                done = self.replay(text)
                self.assertEqual((done.code, done.out), (INVALID_INPUT, ""))
                self.assertEqual(done.err.count("\n"), 1)
                self.assertIn(part, done.err)

    def test_bad_arguments(self):
        self.assertEqual(Run(["replay"]).code, USAGE)
        done = self.replay(self.text, "--subject", "true")
        self.assertEqual(done.code, USAGE)
        self.assertIn("--subject: goes with a report of conform", done.err)
        self.assertIn("--jobs:", self.replay(self.text, "--jobs", "0").err)
        done = Run(["replay", str(self.directory / "nothing.json")])
        self.assertEqual(done.code, INVALID_INPUT)
        self.assertIn("nothing.json: cannot be opened", done.err)


class ReplayOfConformTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.script = self.directory / "subject.py"
        self.script.write_text(ALTERED_REFERENCE)

    def subject(self, factor="1", version="a"):
        return f"{sys.executable} {self.script} {PROGRAM} {factor} {version}"

    def conform(self, subject, *arguments):
        return Run(["conform", "--subject", subject, "--claim", "CriticalTime.JepaClosedForm", "--claim",
                    "CriticalTime.JepaCurvesCollapse", "--cases", "2", "--json", *arguments]).out

    def replay(self, report, *arguments):
        return Run(["replay", "-", *arguments], stdin=report)

    def test_the_same_implementation_comes_out_the_same_right_or_wrong(self):
        for factor, standing in ("1", "conforms"), ("2", "fails"):
            report = self.conform(self.subject(factor))
            done = self.replay(report, "--subject", self.subject(factor))
            self.assertEqual((done.code, done.err), (OK, ""), done.out)
            self.assertRegex(done.out, rf"(?m)^ +same +{standing} +{standing} +CriticalTime.JepaClosedForm$")
            self.assertIn("2 claims: 2 the same, 0 different", done.out)

    def test_another_implementation_is_found(self):
        done = self.replay(self.conform(self.subject("1")), "--subject", self.subject("2"))
        self.assertEqual((done.code, done.err), (CLAIM_FAILS, ""))
        self.assertRegex(done.out, r"(?m)^ +different +conforms +fails +CriticalTime.JepaClosedForm$")

    def test_another_version_is_named_but_does_not_decide(self):
        done = self.replay(self.conform(self.subject()), "--subject", self.subject(version="b"))
        self.assertEqual(done.code, OK)
        self.assertIn("The report is of another implementation", done.out)

    def test_rounding_is_shown_but_does_not_decide(self):
        report = json.loads(self.conform(self.subject()))
        report["claims"][0]["largest_allowed_error"]["ulps"] = "0.123"
        done = self.replay(json.dumps(report), "--subject", self.subject(), "--json")
        document = json.loads(done.out)
        self.assertEqual((done.code, document["same"]), (OK, True))
        self.assertEqual(list(document["claims"][0]["differs"]), ["largest_allowed_error"])
        report["claims"][0]["cases"] += 1
        self.assertEqual(self.replay(json.dumps(report), "--subject", self.subject()).code, CLAIM_FAILS)

    def test_known_failures_are_given_again(self):
        known = self.directory / "known.json"
        known.write_text(json.dumps({"format": "jepa-oracle/known-failures/1", "failures": [
            {"claim": "CriticalTime.JepaClosedForm", "reason": "twice as slow"}]}))
        report = self.conform(self.subject("2"), "--known-failures", str(known))
        self.assertEqual(json.loads(report)["claims"][0]["standing"], "known failure")
        again = ["--subject", self.subject("2")]
        self.assertEqual(self.replay(report, *again, "--known-failures", str(known)).code, OK)
        self.assertEqual(self.replay(report, *again).code, CLAIM_FAILS)

    def test_without_the_command_nothing_can_answer(self):
        report = self.conform(self.subject())
        done = self.replay(report)
        self.assertEqual((done.code, done.out), (USAGE, ""))
        self.assertIn("--subject: is missing", done.err)
        done = self.replay(report, "--subject", "false")
        self.assertEqual(done.code, CLAIM_FAILS)
        self.assertIn("error: ", done.out)


if __name__ == "__main__":
    unittest.main()
