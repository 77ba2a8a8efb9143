"""Lists of known failures: strict in both directions, and refused with a reason when they are not one."""

import json
import shlex
import sys
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "program"))

from conform import CONFORMS, REFUSED, Conform, python_subject  # noqa: E402
from program import INVALID_INPUT, ProgramTest  # noqa: E402

JEPA, MAE = "Gradient.JepaFieldIsFrozenTargetDerivative", "Gradient.MaeFieldIsGradient"
INSTANCE = {"depth": "2", "size": "2", "width": "1", "seed": "5", "spread": "5"}
OF_THE_RUN = {"depth": "1", "size": "3", "width": "2", "seed": "1", "spread": "5"}  # one that every run judges
RIGHT = python_subject("numpy_subject.py", "float64")
WRONG_JEPA = python_subject(TESTS / "mutants" / "mutated_subject.py", "mae-called-jepa")

# The right subject, but for one question to `field`.
WRONG_ONCE = """
import json, sys
sys.path.insert(0, {directory!r})
import numpy_subject
from jepa_oracle import subject
QUESTION = json.loads({question!r})
def field(objective, layers, top, sxx, syx):
    directions, direction = numpy_subject.field(objective, layers, top, sxx, syx)
    asked = [layer.tolist() for layer in layers] == QUESTION["layers"] and sxx.tolist() == QUESTION["sxx"]
    return directions, direction + 1 if asked and objective == QUESTION["objective"] else direction
subject.serve(field=field, name="wrong once")
"""


class KnownFailures(ProgramTest):
    def written(self, *failures):
        path = self.directory / "known.json"
        path.write_text(json.dumps({"format": "jepa-oracle/known-failures/1", "failures": failures}))
        return path

    def run_with(self, command, *failures, claims=(JEPA, MAE)):
        chosen = [option for claim in claims for option in ("--claim", claim)]
        return Conform(command, "--cases", 0, *chosen, "--known-failures", self.written(*failures))

    def assert_standings(self, run, code, standings, why=""):
        self.assertEqual((run.code, run.standings(), run.err), (code, standings, ""))
        self.assertEqual(run.report["conforms"], code == CONFORMS)
        if why:
            self.assertIn(why, [claim.get("why") for claim in run.report["claims"]])

    def test_a_failure_that_is_known_does_not_count(self):
        run = self.run_with(WRONG_JEPA, {"claim": JEPA, "reason": "issue 12"})
        self.assert_standings(run, CONFORMS, {JEPA: "known failure", MAE: "conforms"}, "issue 12")
        self.assertIn("failure", run.report["claims"][0], "what fails is still shown")

    def test_what_rests_on_a_known_failure_is_no_known_failure(self):
        """Half of these cases use the field of MAE, and agree; the others are not judged."""
        both, known = "Gradient.MomentScalingIsTimeScaling", {"claim": JEPA, "reason": "issue 12"}
        run = self.run_with(WRONG_JEPA, known, claims=[JEPA, MAE, both])
        self.assert_standings(run, REFUSED, {JEPA: "known failure", MAE: "conforms", both: "not judged"})
        run = self.run_with(WRONG_JEPA, known, {"claim": both, "reason": "issue 12"}, claims=[JEPA, MAE, both])
        self.assert_standings(run, CONFORMS, {JEPA: "known failure", MAE: "conforms", both: "known failure"})

    def test_a_family_with_a_failing_field_is_not_excused_by_one_entry(self):
        run = Conform(WRONG_JEPA, "--cases", 2, "--claim", "Gradient", "--known-failures",
                      self.written({"claim": JEPA, "reason": "issue 12"}))
        self.assertEqual((run.code, run.report["conforms"]), (REFUSED, False))
        self.assertNotIn("fails", run.standings().values())

    def test_one_that_is_not_known_counts(self):
        self.assert_standings(self.run_with(WRONG_JEPA), REFUSED, {JEPA: "fails", MAE: "conforms"})

    def test_a_claim_that_conforms_is_an_unexpected_pass(self):
        run = self.run_with(RIGHT, {"claim": MAE, "reason": "issue 12"})
        self.assert_standings(run, REFUSED, {JEPA: "conforms", MAE: "unexpected pass"},
                              "expected to fail, but the claim conforms")

    def test_a_claim_that_is_absent_is_an_unexpected_pass(self):
        claim = "TargetNetwork.MovingAverageKeepsBalance"
        run = self.run_with(RIGHT, {"claim": claim, "reason": "issue 12"}, claims=[claim])
        self.assert_standings(run, REFUSED, {claim: "unexpected pass"}, "expected to fail, but the claim is absent")

    def test_a_claim_that_asks_nothing_is_an_unexpected_pass(self):
        claim = "Misreading.InvertedBracket"
        run = self.run_with(RIGHT, {"claim": claim, "reason": "issue 12"}, claims=[claim])
        self.assert_standings(run, REFUSED, {claim: "unexpected pass"},
                              "expected to fail, but the claim asks an implementation nothing")

    def test_an_error_is_no_known_failure(self):
        command = python_subject("hostile_subject.py", "answers_null", self.directory)
        run = self.run_with(command, {"claim": MAE, "reason": "issue 12"}, claims=[MAE])
        self.assert_standings(run, REFUSED, {MAE: "error"})

    def test_a_claim_that_was_not_chosen_is_left_alone(self):
        run = self.run_with(RIGHT, {"claim": MAE, "reason": "issue 12"}, claims=[JEPA])
        self.assert_standings(run, CONFORMS, {JEPA: "conforms"})

    def last_question(self, instance):
        """What the pinned case, which comes last, asks the subject."""
        log = self.directory / "questions"
        command = f"tee {shlex.quote(str(log))} | {RIGHT}"
        run = self.run_with(command, {"claim": MAE, "reason": "issue 12", "instance": instance}, claims=[MAE])
        self.assert_standings(run, REFUSED, {MAE: "unexpected pass"},
                              "expected to fail, but passes: " + json.dumps(instance, separators=(",", ":")))
        return json.dumps(json.loads(log.read_text().splitlines()[-1])["params"])

    def wrong_once(self, instance):
        program = self.directory / "subject.py"
        program.write_text(WRONG_ONCE.format(directory=str(TESTS / "subjects"), question=self.last_question(instance)))
        return shlex.join([sys.executable, "-B", str(program)])

    def test_a_pinned_case_fails_and_the_others_hold(self):
        command = self.wrong_once(INSTANCE)
        self.assert_standings(self.run_with(command, claims=[MAE]), CONFORMS, {MAE: "conforms"})
        run = self.run_with(command, {"claim": MAE, "reason": "issue 12", "instance": INSTANCE}, claims=[MAE])
        self.assert_standings(run, CONFORMS, {MAE: "known failure"}, "issue 12")

    def test_a_pinned_case_is_left_out_of_the_others_whatever_the_order_of_its_numbers(self):
        command = self.wrong_once(OF_THE_RUN)
        self.assert_standings(self.run_with(command, claims=[MAE]), REFUSED, {MAE: "fails"})
        turned = dict(reversed(OF_THE_RUN.items()))
        for instance in (OF_THE_RUN, turned, {name: int(text) for name, text in turned.items()}):
            run = self.run_with(command, {"claim": MAE, "reason": "issue 12", "instance": instance}, claims=[MAE])
            self.assert_standings(run, CONFORMS, {MAE: "known failure"}, "issue 12")

    def test_a_pinned_case_excuses_no_other(self):
        run = self.run_with(WRONG_JEPA, {"claim": JEPA, "reason": "issue 12", "instance": INSTANCE})
        self.assert_standings(run, REFUSED, {JEPA: "fails", MAE: "conforms"})


class Format(ProgramTest):
    def assert_list_refused(self, text, where, message):
        path = self.directory / "known.json"
        path.write_text(text)
        where = f"{path}, {where}" if where else str(path)
        run = Conform("true", "--known-failures", path)
        self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
        self.assertEqual(json.loads(run.err)["error"], {"kind": "invalid_problem", "message": message, "where": where})

    def refused(self, failures, where, message):
        with self.subTest(message):
            text = json.dumps({"format": "jepa-oracle/known-failures/1", "failures": failures})
            self.assert_list_refused(text, where, message)

    def test_a_file_that_is_no_list(self):
        self.assert_list_refused("", "", "is empty; expected a list of known failures, one JSON object")
        self.assert_list_refused("[]", "", "the known failures must be one JSON object")
        self.assert_list_refused("{}", "", '"format" is missing')
        self.assert_list_refused('{"format": "x", "failures": []}', "format", 'must be "jepa-oracle/known-failures/1"')
        self.assert_list_refused('{"format": "x", "failures": [], "notes": 1}', "",
                                 'unknown key "notes"')
        self.refused({}, "failures", "must be an array, not an object")

    def test_entries_that_are_none(self):
        self.refused([1], "failures[0]", "must be an object, not a number")
        self.refused([{}], "failures[0]", '"claim" is missing')
        self.refused([{"claim": MAE}], "failures[0]", '"reason" is missing')
        self.refused([{"claim": 1, "reason": "x"}], "failures[0].claim", "must be a string, not a number")
        self.refused([{"claim": "No.Claim", "reason": "x"}], "failures[0].claim", 'unknown claim "No.Claim"')
        self.refused([{"claim": "Gradient", "reason": "x"}], "failures[0].claim", 'unknown claim "Gradient"')
        self.refused([{"claim": MAE, "reason": ""}], "failures[0].reason", "must state why this fails")
        self.refused([{"claim": MAE, "reason": "x", "note": 1}], "failures[0]", 'unknown key "note"')

    def test_entries_that_stand_twice_or_contradict(self):
        whole, one = {"claim": MAE, "reason": "x"}, {"claim": MAE, "reason": "y", "instance": INSTANCE}
        other_order = {**one, "instance": dict(reversed(INSTANCE.items()))}
        both = "overlaps failures[0]: one of them names a case, the other the whole claim"
        self.refused([whole, whole], "failures[1]", "duplicate of failures[0]")
        self.refused([one, other_order], "failures[1]", "duplicate of failures[0]")
        self.refused([whole, one], "failures[1]", both)
        self.refused([one, whole], "failures[1]", both)

    def test_instances_that_are_none(self):
        def pinned(**changes):
            return [{"claim": MAE, "reason": "x", "instance": {**INSTANCE, **changes}}]
        where = "failures[0].instance"
        self.refused([{"claim": MAE, "reason": "x", "instance": 1}], where, "must be an object, not a number")
        self.refused([{"claim": MAE, "reason": "x", "instance": {}}], where + ".depth",
                     "missing: the claim needs this number")
        self.refused(pinned(depth=[1]), where + ".depth", "must be a number or a string with one, not an array")
        self.refused(pinned(depth="two"), where + ".depth", '"two" is not a finite decimal number or fraction')
        self.refused(pinned(depth="1.5"), where + ".depth", f"3/2 lies outside the range of {MAE}")
        self.refused(pinned(height=1), where + ".height", f"is not a number of {MAE}")


if __name__ == "__main__":
    unittest.main()
