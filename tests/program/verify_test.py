"""verify and claims: instances replayed, reports written, bad input refused before anything runs."""

import json
import os
import unittest

from program import CLAIM_FAILS, INVALID_INPUT, OK, SOURCE, USAGE, ProgramTest, Run

WINDOW = "Ordering.ConflictWindow"


def replay(claim, instance):
    text = instance if isinstance(instance, str) else json.dumps(instance)
    return Run(["verify", "--claim", claim, "--instance", "-"], stdin=text)


class VerifyTest(ProgramTest):
    def test_every_witness_is_copied_from_claims_to_verify(self):
        claims = json.loads(Run(["claims", "--json"]).out)["claims"]
        self.assertGreaterEqual(len(claims), 36)
        for claim in claims:
            with self.subTest(claim=claim["id"]):
                shown = Run(["claims", claim["id"]]).out
                line = next(line for line in shown.splitlines() if line.strip().startswith("witness"))
                done = replay(claim["id"], line.split(None, 1)[1])
                self.assertEqual((done.code, done.err), (OK, ""))

    def test_a_start_too_far_for_the_rounding_of_times_is_not_called_a_failure(self):
        base = {"depth": "3", "lambda": "0.9", "rho": "0.7"}
        self.assertEqual(replay("FixedPoint.JepaLimit", {**base, "start": "1e-11"}).code, OK)
        self.assertNotEqual(replay("FixedPoint.JepaLimit", {**base, "start": "1e-300"}).code, CLAIM_FAILS)
        self.assertNotEqual(replay("FixedPoint.MaeLimit", {**base, "start": "1e-300"}).code, CLAIM_FAILS)

    def test_numbers_of_an_instance_are_exact(self):
        instance = '{"depth":3,"excess":0.5,"fraction":0.5,"lambda":0.9,"lambda_gap":0.1,"limit":0.7,"place":0.5}'
        self.assertEqual(replay(WINDOW, instance).code, OK)

    def test_bad_instances_get_one_message(self):
        deep = '{"place":' + "[" * 100_000 + "]" * 100_000 + "}"
        for text, part in [
            ("", "is empty"),
            ("[1]", "must be a JSON object"),
            ('{"place":"0.3","place":"0.5"}', "place"),
            (deep, "nested"),
            ('{"place":true}', "expected a number or a string with one"),
            ('{"nothing":"1"}', "is not a number of"),
            ('{"place":"2"}', "outside the range"),
            ('{"place":"0.5"}', "missing"),
        ]:
            with self.subTest(text=text[:40]):
                done = replay(WINDOW, text)
                self.assertEqual((done.code, done.out), (INVALID_INPUT, ""))
                self.assertEqual(done.err.count("\n"), 1)
                self.assertIn(part, done.err)

    def test_an_instance_goes_with_one_claim_and_no_report(self):
        self.assertEqual(Run(["verify", "--instance", "-"], stdin="{}").code, USAGE)
        done = Run(["verify", "--claim", WINDOW, "--instance", "-", "--report", "r"], stdin="{}", cwd=self.directory)
        self.assertEqual(done.code, USAGE)
        self.assertEqual(os.listdir(self.directory), [])

    def test_reports_are_the_same_for_any_number_of_jobs(self):
        reports = []
        for jobs in "1", "3":
            where = os.path.join(self.directory, jobs)
            done = Run(["verify", "--claim", WINDOW, "--cases", "5", "--jobs", jobs, "--report", where])
            self.assertEqual((done.code, done.err), (OK, ""))
            with open(os.path.join(where, "report.json"), encoding="utf-8") as file:
                report = json.load(file)
            self.assertIn("seconds", report.pop("run"))
            reports.append(json.dumps(report))
        self.assertEqual(*reports)

    def test_bad_destinations_are_refused_before_the_run(self):
        os.symlink("loop", os.path.join(self.directory, "loop"))
        for destination in "a" * 300, "loop", "loop/x", "/proc/nothing/here":
            with self.subTest(destination=destination[:20]):
                done = Run(["verify", "--report", destination], cwd=self.directory)
                self.assertEqual((done.code, done.out), (INVALID_INPUT, ""))
                self.assertEqual(done.err.count("\n"), 1)

    def test_theorems_of_the_recorded_proofs_are_named(self):
        record = json.loads((SOURCE / "proofs-notes/coq/checked.json").read_text(encoding="utf-8"))["claims"]
        self.assertIn(WINDOW, record)
        shown = json.loads(Run(["claims", "--json"]).out)["claims"]
        self.assertEqual({claim["id"]: claim["theorems"] for claim in shown if "theorems" in claim}, record)
        for claim in shown:
            self.assertEqual(claim["evidence"].endswith(", formal"), claim["id"] in record, claim["id"])
        arguments = ["verify", "--claim", WINDOW, "--cases", "2"]
        self.assertIn("enclosed, formal", Run(arguments).out)
        self.assertEqual(json.loads(Run([*arguments, "--json"]).out)["claims"][0]["theorems"], record[WINDOW])
        self.assertIn(", ".join(record[WINDOW]), Run(["claims", WINDOW]).out)

    def test_claims_are_found_by_words_of_ids_and_titles(self):
        every = json.loads(Run(["claims", "--json"]).out)["claims"]
        for words in (["stop-gradient"], ["STOP", "gradient"], ["stop gradient"], ["window"], ["Gradient.Mae"]):
            wanted = " ".join(words).lower().replace("-", " ").split()
            expected = [claim["id"] for claim in every
                        if all(word in f"{claim['id']} {claim['title']}".lower().replace("-", " ") for word in wanted)]
            self.assertTrue(expected)
            done = Run(["claims", *words, "--json"])
            self.assertEqual((done.code, done.err), (OK, ""))
            self.assertEqual([claim["id"] for claim in json.loads(done.out)["claims"]], expected)
            for claim in expected:
                self.assertIn(claim, Run(["claims", *words]).out.split())

    def test_a_mistyped_claim_is_answered_with_the_nearest(self):
        for typed, meant in (("Ordering.ConflictWindw", WINDOW), ("conflictwindow.", WINDOW), ("Ordring", "Ordering"),
                             ("ordering.conflictwindow", WINDOW)):
            for arguments in (["verify", "--claim", typed], ["conform", "--subject", "true", "--claim", typed]):
                done = Run(arguments)
                self.assertEqual((done.code, done.out), (INVALID_INPUT, ""))
                self.assertIn(f'unknown claim or family "{typed}" (did you mean {meant}?)', done.err)
        self.assertNotIn("did you mean", Run(["claims", "Nope"]).err)

    def test_no_id_is_broken(self):
        for claim in json.loads(Run(["claims", "--json"]).out)["claims"]:
            self.assertIn(claim["id"], Run(["claims"]).out.split())

    def test_unknown_claims_and_numbers_are_named(self):
        self.assertIn("claim:", Run(["claims", "Nope"]).err)
        self.assertIn("--claim:", Run(["verify", "--claim", "Nope"]).err)
        self.assertIn("--cases:", Run(["verify", "--cases", "2.5"]).err)
        self.assertIn("--jobs:", Run(["verify", "--jobs", "0"]).err)


if __name__ == "__main__":
    unittest.main()
