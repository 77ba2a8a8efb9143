"""A mistake is named only where the answers tell it from others; a subject that contradicts itself is called that."""

import json
import sys
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "program"))

from conform import REFUSED, Conform, python_subject  # noqa: E402
from program import PROGRAM, ProgramTest, Run  # noqa: E402

JEPA, STEPS, TIMES = ("Gradient.JepaFieldIsFrozenTargetDerivative", "Descent.TrajectoryIsRepeatedSteps",
                      "CriticalTime.JepaClosedForm")

# The right subject with `field` replaced by `altered`, which may ask the right one.
ALTERED = """
import itertools, sys
import numpy as np
sys.path.insert(0, {directory!r})
import numpy_subject as right
from jepa_oracle import subject

COUNT = itertools.count()

{altered}

subject.serve(name="altered", **{served})
"""


class Naming(ProgramTest):
    def judge(self, claim, altered, served="dict(field=field)", *options):
        program = self.directory / "subject.py"
        program.write_text(ALTERED.format(directory=str(TESTS / "subjects"), altered=altered, served=served))
        run = Conform(python_subject(program), "--claim", claim, "--cases", 4, *options)
        self.assertEqual((run.code, run.err), (REFUSED, ""), run.out)
        self.text = Run(["conform", "--subject", python_subject(program), "--claim", claim, "--cases", "4"]).out
        failed, = [claim for claim in run.report["claims"] if claim["standing"] == "fails"]
        return failed["failure"]

    def test_answers_about_one_dimension_name_nothing(self):
        """A symmetrised loss, of one number for data and code: the right answer times 2."""
        failure = self.judge(JEPA, """
def field(objective, layers, top, sxx, syx):
    if len(sxx) > 1:
        raise ValueError("one dimension only")
    directions, direction = right.field(objective, layers, top, sxx, syx)
    return [2 * d for d in directions], 2 * direction
""")
        self.assertEqual(failure["likely_mistakes"], [])
        possible = failure["mistakes_not_told_apart"]
        self.assertTrue(any("loss-without-half/field" in mistake for mistake in possible), possible)
        self.assertNotIn("most likely", self.text)
        self.assertRegex(" ".join(self.text.split()),
                         r"another mistake: \d+ answers with so few dimensions, layers or steps do not distinguish it")

    def test_times_at_one_depth_name_nothing(self):
        failure = self.judge(TIMES, """
def critical_time(objective, depth, **other):
    if depth > 1:
        raise ValueError("one layer only")
    return 2 * right.critical_time(objective, depth, **other)
""", "dict(critical_time=critical_time)")
        self.assertEqual(failure["likely_mistakes"], [])
        self.assertGreater(len(failure["mistakes_not_told_apart"]), 0)

    def test_a_descent_of_right_fields_is_not_explained_by_a_wrong_one(self):
        altered = """
def descend(objective, layers, top, sxx, syx, rate, steps):
    return right.descend(objective, layers, top, sxx, syx, 2 * rate, steps)
"""
        failure = self.judge(STEPS, altered, "dict(field=right.field, descend=descend)")
        self.assertEqual(failure["likely_mistakes"], ["every step is twice as long (learning-rate-doubled)"])
        self.assertIn("most likely", self.text)
        # Without the field it may be either.
        failure = self.judge(STEPS, altered, "dict(descend=descend)")
        self.assertEqual(len(failure["likely_mistakes"]), 2)
        self.assertIn("answers do not distinguish", self.text)

    def test_noise_is_not_deterministic(self):
        failure = self.judge(JEPA, """
def field(objective, layers, top, sxx, syx):
    directions, direction = right.field(objective, layers, top, sxx, syx)
    return directions, direction * (2 + next(COUNT) / 7)
""")
        self.assertEqual(failure["likely_mistakes"], [])
        self.assertRegex(failure["not_deterministic"],
                         r"^top\[0\]\[0\] of the field was \S+, and \S+ when the request was repeated$")
        self.assertIn("not deterministic", self.text)

    def test_an_answer_that_is_seldom_wrong_is_not_deterministic(self):
        failure = self.judge(JEPA, """
def field(objective, layers, top, sxx, syx):
    directions, direction = right.field(objective, layers, top, sxx, syx)
    return directions, direction * (2 if next(COUNT) % 31 == 20 else 1)
""")
        self.assertEqual(failure["likely_mistakes"], [])
        self.assertIn("when the request was repeated", failure["not_deterministic"])

    def test_rounding_that_differs_is_deterministic(self):
        """Sums in another order from call to call are right, and make no wrong answer a contradiction."""
        failure = self.judge(JEPA, """
def field(objective, layers, top, sxx, syx):
    directions, direction = right.field(objective, layers, top, sxx, syx)
    wobble = 1 + (next(COUNT) % 3) * 2.0**-52
    return [d / 2 * wobble for d in directions], direction / 2 * wobble
""")
        self.assertNotIn("not_deterministic", failure)
        self.assertEqual(failure["likely_mistakes"], ["the right answer, times 1/2"])


class Errors(ProgramTest):
    def test_the_error_of_a_claim_that_fails_is_shown(self):
        command = python_subject(TESTS / "mutants" / "mutated_subject.py", "loss-without-half/field")
        run = Conform(command, "--claim", "Gradient", "--cases", 2)
        failed = next(claim for claim in run.report["claims"] if claim["standing"] == "fails")
        # Twice the right answer is off by all of it: some 2^52 of the roundings that are allowed.
        largest = float(failed["largest_error"]["of_allowance"])
        self.assertTrue(1e13 < largest < 1e17, largest)
        self.assertGreater(float(failed["largest_error"]["ulps"]), 1e13)
        self.assertLess(float(failed["largest_allowed_error"]["of_allowance"]), 1)
        text = Run(["conform", "--subject", command, "--claim", "Gradient", "--cases", "2"]).out
        self.assertRegex(text, rf"(?m)^ +fails +\d+ +\S+e\+1\d +\S+e\+1\d +{failed['id']}$")
        self.assertRegex(text, r"(?m)^ +error +\S+ times the tolerance$")
        sentence = Run(["cite", "-"], stdin=run.out).out.replace("\n", " ")
        self.assertIn(f"The largest error is {failed['largest_error']['of_allowance']} times the tolerance",
                      sentence)

    def test_one_of_exact_numbers_has_no_multiple(self):
        alter = self.directory / "wrong.py"
        alter.write_text("import json, subprocess, sys\n"
                         f"reference = subprocess.Popen([{PROGRAM!r}, 'answer'], stdin=subprocess.PIPE, "
                         "stdout=subprocess.PIPE, text=True)\n"
                         "for line in sys.stdin:\n"
                         "    reference.stdin.write(line)\n"
                         "    reference.stdin.flush()\n"
                         "    response = json.loads(reference.stdout.readline())\n"
                         "    if 'top' in response['result']:\n"
                         "        response['result']['top'][0][0] = '12345678/7'\n"
                         "    print(json.dumps(response), flush=True)\n")
        run = Conform(python_subject(alter), "--claim", JEPA, "--cases", 0)
        self.assertEqual(run.report["claims"][0]["largest_error"], {"of_allowance": "inf", "ulps": "0"})
        sentence = Run(["cite", "-"], stdin=run.out).out.replace("\n", " ")
        self.assertIn("The largest error is nonzero where the tolerance is zero.", sentence)


class Text(ProgramTest):
    def test_what_is_absent_is_one_line_and_names_are_whole(self):
        families = [word for family in ("CriticalTime", "Data", "Gradient", "Ordering") for word in ("--claim", family)]
        arguments = ["conform", "--subject", python_subject("numpy_subject.py", "float64"), "--cases", "0", *families]
        run = Run(arguments)
        report = json.loads(Run([*arguments, "--json"]).out)
        absent = [claim["id"] for claim in report["claims"] if claim["standing"] == "absent"]
        self.assertGreater(len(absent), 1)
        self.assertIn(f"Absent: {len(absent)} claims need a capability it lacks (--absent lists them).",
                      run.out.replace("\n", " "))
        for claim in report["claims"]:
            self.assertEqual(claim["id"] in run.out.split(), claim["standing"] != "absent", claim["id"])
        listed = Run([*arguments, "--absent"]).out
        for claim in absent:
            self.assertIn(claim, listed.split())


if __name__ == "__main__":
    unittest.main()
