"""The comparison of reports can fail: it finds whatever differs outside `run`, and names it."""

import json
import os
import subprocess
import tempfile
import unittest

from comparison import ATTESTATION, REPORT, comparison, read, without_run

PROGRAM = os.environ["JEPA_ORACLE_PROGRAM"]
CLAIM = "Ordering.ConflictWindow"


def report(*options):
    """What `verify` writes of one claim."""
    with tempfile.TemporaryDirectory() as directory:
        command = [PROGRAM, "verify", "--claim", CLAIM, "--cases", "3", *options, "--report", directory]
        subprocess.run(command, check=True, capture_output=True, timeout=200)
        return read(directory)


def written(document):
    """As the program writes it."""
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"


def by_another_compiler(files):
    """The same report as another compiler's program would have to write it: everything in `run` is different."""
    document = json.loads(files[REPORT])
    document["run"] = {"compiler": "another", "seconds": 0}
    return {**files, REPORT: written(document)}


class ComparisonTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.one = report()
        cls.other = by_another_compiler(cls.one)

    def changed(self, change):
        """The other compiler's report with one change in report.json."""
        document = json.loads(self.other[REPORT])
        change(document)
        return {**self.other, REPORT: written(document)}

    def assert_found(self, other, *words):
        found = comparison(self.one, other)
        self.assertIsNotNone(found)
        for word in words:
            self.assertIn(word, found)

    def test_nothing_is_found_in_reports_that_differ_only_in_the_run(self):
        self.assertNotEqual(self.one, self.other)
        self.assertIsNone(comparison(self.one, self.other))

    def test_another_seed_is_found(self):
        self.assert_found(by_another_compiler(report("--seed", "2")), "seed: 1 and 2")

    def test_other_cases_are_found_where_the_report_is_the_same(self):
        other = {**self.other, ATTESTATION: report("--seed", "2")[ATTESTATION]}
        self.assert_found(other, "attestation.json by ", "predicate.configuration[")

    def test_every_field_of_a_claim_is_compared_and_named(self):
        claim = json.loads(self.one[REPORT])["claims"][0]
        for key, value in claim.items():
            with self.subTest(key):
                other = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else "changed"
                self.assert_found(self.changed(lambda document: document["claims"][0].update({key: other})),
                                  "changed" if key == "id" else f"claims[{CLAIM}].{key}: ")

    def test_a_claim_too_few_or_too_many_is_found(self):
        self.assert_found(self.changed(lambda document: document.update(claims=[])), f"claims[{CLAIM}]: ")
        self.assert_found(self.changed(lambda document: document["claims"].append({"id": "More.Claims"})),
                          "claims[1]: \"nothing\" and ")

    def test_the_order_of_keys_is_part_of_the_report(self):
        def turn(document):
            claim = document["claims"][0]
            claim["id"] = claim.pop("id")
        self.assert_found(self.changed(turn), f"claims[{CLAIM}]: the keys are ['id', ")

    def test_text_that_means_the_same_is_not_the_same(self):
        for text, words in ("1.0", "seed: 1 and 1.0"), (" 1", "only the text differs, from byte "):
            data = self.other[REPORT].replace(b'"seed": 1,', f'"seed": {text},'.encode())
            self.assert_found({**self.other, REPORT: data}, words)

    def test_reports_of_one_compiler_prove_nothing(self):
        self.assert_found(self.one, "nothing was compared")

    def test_nothing_hides_behind_the_run(self):
        document = json.loads(self.other[REPORT])
        document["more"] = 1
        with self.assertRaises(ValueError):
            without_run(written(document))

    def test_what_is_left_without_the_run_is_the_rest_of_the_report(self):
        document = json.loads(self.one[REPORT])
        del document["run"]
        self.assertEqual(without_run(self.one[REPORT]), written(document))


if __name__ == "__main__":
    unittest.main()
