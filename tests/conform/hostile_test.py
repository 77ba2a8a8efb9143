"""Subjects that break the protocol: a verdict for each, what happened in words, and nothing left running."""

import signal
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from conform import CONFORMS, PROGRAM, REFUSED, SUBJECTS, Conform, is_alive, python_subject, wait_until

CLAIMS = ("Gradient.JepaFieldIsFrozenTargetDerivative", "Gradient.MaeFieldIsGradient", "Gradient.StopGradientTerm",
          "Gradient.RotationEquivariance")
PATIENCE = 60  # seconds for an answer that comes: the machine may be busy
NO_ANSWER = "no answer within 3 s"
MEGABYTE = 1 << 20
MOST_MEMORY = 200 * MEGABYTE

# Part of the reason that the report gives; None: the subject conforms in spite of its manners.
ENDING = {
    "exits_at_once": "describe: it ended with exit code 7 before it answered (standard error: no such module)",
    "exits_after_describe": "field: it ended with exit code 8 before it answered; case {",
    "dies_midway": "field: it was ended by signal 11 before it answered",
    "hangs": "field: no answer within 3 s; case {",
    "hangs_at_once": "describe: no answer within 3 s",
    "ignores_termination": "field: no answer within 3 s",
    "closes_output": "field: no answer within 3 s",
    "answers_without_reading": "it wrote to its standard output without a request | \"layers\" is missing",
    "trickles": "field: no answer within 3 s",
    "is_slow": None,
    "leaves_grandchild": None,
    "leaves_grandchild_with_its_streams": "field: no answer within 3 s",
}
LINES = {
    "writes_garbage": "line 1, column 1: not JSON: invalid literal, it begins \"\\x89PNG",
    "writes_nothing": "field: the answer is not JSON: line 1, column 1: ",
    "writes_a_nul": "not JSON: a NUL byte",
    "writes_invalid_utf8": "line 1, column 40: not JSON: invalid string: ill-formed UTF-8",
    "writes_half_an_object": "field: the answer is not JSON: line 1, column ",
    "writes_two_objects": "field: the answer is not JSON: line 1, column ",
    "writes_a_batch": "field: the answer is an array, not a JSON-RPC response",
    "nests_deeply": "nested deeper than 16 levels",
    "writes_carriage_returns": None,
    "writes_a_gigabyte": "field: an answer of more than 16777216 bytes",
    "writes_without_end": "field: an answer of more than 16777216 bytes",
    "writes_a_million_numbers": "field: the answer has 5242881 values or more; expected 2",
    "writes_before_it_answers": "it begins \"step 1: loss 0.693\"",
    "answers_twice": "field: it wrote to its standard output without a request",
    "answers_the_next_question": "field: the answer has the id 3; expected 2, that of the request",
    "answers_the_last_question": "field: the answer has the id 1; expected 2, that of the request",
}
RESPONSES = {
    "has_no_id": "field: the answer has the id (none); expected 2, that of the request",
    "has_its_id_as_text": "field: the answer has the id \"2\"; expected 2, that of the request",
    "has_no_version": "field: the answer lacks \"jsonrpc\": \"2.0\"",
    "has_no_result": "field: the answer has neither \"result\" nor \"error\"",
    "has_a_key_twice": "result: duplicate key",
    "answers_an_error": "field: it answers an error: out of memory; case {",
    "answers_a_long_error": "field: it answers an error:  [2Jxxx",
    "answers_an_error_without_message": "field: it answers an error: (no message)",
}
RESULTS = {
    "answers_nan": "(JSON has no NaN and no Infinity)",
    "answers_infinity": "(JSON has no NaN and no Infinity)",
    "answers_nan_as_text": "field: top[0][0]: \"nan\" is not a finite decimal number",
    "answers_null": "field: top[0][0]: must be a number, not null",
    "answers_a_list_for_a_number": "field: top[0][0]: must be a number, not an array",
    "answers_beyond_its_format": "field: top[0][0]: 1e400 overflows float64",
    "answers_a_huge_exponent": "field: top[0][0]: \"1e999999999999\" has a decimal exponent beyond ",
    "answers_a_long_number": "field: top[0][0]: a number of 1048576 characters; at most ",
    "lacks_a_row": "field: top: has 0 elements; expected 1",
    "lacks_a_column": "field: top[0]: has 0 elements; expected 1",
    "lacks_a_layer": "field: layers: has 0 elements; expected 1",
    "lacks_the_top": "field: \"top\" is missing",
    "has_another_key": "field: unknown key \"loss\"",
}
DESCRIPTIONS = {
    "has_an_unknown_format": "describe: dtype: unknown number format \"posit16\"; expected one of float16, ",
    "has_an_unknown_capability": "capabilities: unknown capability \"dance\"; expected one of field, descend, critical_time, amplitude",
    "has_a_capability_as_number": "describe: capabilities: unknown capability \"1\"; expected one of ",
    "has_no_name": "describe: name: must have 1 to 200 bytes, not 0",
    "has_a_name_that_clears_the_screen": "describe: name: must not have control characters",
    "states_an_accuracy_of_two": "describe: accuracy.critical_time: must be a relative error between 0 and 1",
}
STANDARD_ERROR = {
    "floods_standard_error": None,
    "floods_standard_error_and_exits": "it ended with exit code 3 before it answered (standard error: the last words)",
    "writes_invalid_utf8_to_standard_error": " [2J words \ufffd)",
}


def processes(directory):
    """The numbers that a subject and its children have left in a directory."""
    return [int(path.suffix[1:]) for path in directory.iterdir() if path.suffix]


def conform(mode, directory, seconds):
    claims = [option for claim in CLAIMS for option in ("--claim", claim)]
    return Conform(python_subject("hostile_subject.py", mode, directory), "--cases", 1, "--seconds", seconds, *claims)


class HostileTest(unittest.TestCase):
    """The modes of one table, a test each."""

    def setUp(self):
        self.directory = self.new_directory(self.addCleanup)

    @staticmethod
    def new_directory(at_the_end):
        directory = tempfile.TemporaryDirectory()
        at_the_end(directory.cleanup)
        return Path(directory.name)

    def assert_nothing_runs(self):
        self.assertTrue(processes(self.directory), "the subject never started")
        self.assertTrue(wait_until(lambda: not any(map(is_alive, processes(self.directory)))),
                        "a process is left running")

    def run_mode(self, mode):
        run = conform(mode, self.directory, PATIENCE)
        self.assert_clean(run)
        return run

    def assert_clean(self, run):
        self.assertEqual(run.err, "")
        self.assert_nothing_runs()
        self.assertLess(run.memory, MOST_MEMORY)

    def judge(self, mode, reason):
        self.assert_reason(self.run_mode(mode), reason)

    def assert_reason(self, run, reason):
        if reason is None:
            self.assertEqual((run.code, set(run.standings().values())), (CONFORMS, {"conforms"}), run.out)
            return
        self.assertEqual(run.code, REFUSED)
        # Which of two messages comes depends on how far the subject has run ahead.
        whys = "\n".join(run.whys())
        self.assertTrue(any(one in whys for one in reason.split(" | ")), whys)
        if "claims" in run.report:
            self.assertFalse(run.report["conforms"])
            self.assertEqual(set(run.standings()), set(CLAIMS), "the suite did not go on")
            self.assertIn("error", run.standings().values())
            self.assertLessEqual(set(run.standings().values()), {"error", "conforms", "not judged"})
        else:
            self.assertEqual((run.report["subject"], run.report["standing"]), (None, "error"))


def tests_of(table):
    def test_of(mode, reason):
        return lambda self: self.judge(mode, reason)
    return type("Hostile", (HostileTest,), {"test_" + mode: test_of(mode, reason) for mode, reason in table.items()})


Lines, Responses, Results, Descriptions, StandardError = map(
    tests_of, (LINES, RESPONSES, RESULTS, DESCRIPTIONS, STANDARD_ERROR))


class Ending(tests_of(ENDING)):
    """Judges that wait for an answer that does not come wait at the same time."""

    @classmethod
    def setUpClass(cls):
        pool = ThreadPoolExecutor(len(ENDING))
        cls.addClassCleanup(pool.shutdown)
        cls.waiting = {}
        for mode, reason in ENDING.items():
            if reason and NO_ANSWER in reason:
                directory = cls.new_directory(cls.addClassCleanup)
                cls.waiting[mode] = directory, pool.submit(conform, mode, directory, 3)
                # One after the other: where all start at once, each has less than its 3 s.
                wait_until(lambda: processes(directory) or cls.waiting[mode][1].done())

    def judge(self, mode, reason):
        if mode not in self.waiting:
            super().judge(mode, reason)
            return
        self.directory, future = self.waiting[mode]
        run = future.result()
        self.assert_clean(run)
        self.assert_reason(run, reason)


class Recovery(HostileTest):
    """What happens after an error."""

    def test_judges_the_other_claims_after_one_death(self):
        run = self.run_mode("dies_once")
        standings = list(run.standings().values())
        self.assertEqual((run.code, standings.count("error"), standings.count("conforms")), (REFUSED, 1, 3), run.out)
        self.assertEqual(len(processes(self.directory)), 2)

    def test_gives_up_after_three_deaths(self):
        run = self.run_mode("dies_midway")
        self.assertEqual(list(run.standings().values()), ["error", "error", "error", "not judged"])

    def assert_refused_after_its_death(self, mode):
        run = self.run_mode(mode)
        self.assertEqual(list(run.standings().values()), ["error", "not judged", "not judged", "not judged"])
        self.assertEqual(len(processes(self.directory)), 2)

    def test_refuses_a_subject_that_has_another_name_after_a_death(self):
        self.assert_refused_after_its_death("changes_its_name")

    def test_refuses_a_subject_that_has_another_format_after_a_death(self):
        self.assert_refused_after_its_death("changes_its_format")

    def test_a_judge_that_is_killed_takes_its_subject_along(self):
        command = python_subject("hostile_subject.py", "hangs", self.directory)
        judge = subprocess.Popen([PROGRAM, "conform", "--subject", command], stderr=subprocess.DEVNULL)
        self.assertTrue(wait_until((self.directory / "hangs").exists))
        self.assertTrue(any(map(is_alive, processes(self.directory))))
        judge.send_signal(signal.SIGKILL)
        judge.wait()
        self.assert_nothing_runs()

    def test_the_text_of_a_report_has_no_control_characters(self):
        command = python_subject("hostile_subject.py", "answers_a_long_error", self.directory)
        done = subprocess.run([PROGRAM, "conform", "--cases", "0", "--claim", CLAIMS[0], "--subject", command],
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, REFUSED)
        self.assertFalse(set(done.stdout.decode()) & {chr(code) for code in range(32) if chr(code) != "\n"})

    def test_a_command_that_does_not_exist(self):
        run = Conform("/nowhere/subject --flag")
        self.assertEqual(run.code, REFUSED)
        self.assertIn("it ended with exit code 127 before it answered (standard error: ", run.report["why"])

    def test_a_command_that_is_no_shell_command(self):
        run = Conform("echo 'unfinished")
        self.assertEqual(run.code, REFUSED)
        self.assertIn("it ended with exit code 2 before it answered (standard error: ", run.report["why"])

    def test_a_command_that_closes_its_output_and_lives(self):
        run = Conform(f"touch {self.directory}/subject.$$; exec >&-; sleep 3600")
        self.assertEqual(run.code, REFUSED)
        self.assertEqual(run.report["why"], "describe: it closed its standard output before it answered")
        self.assert_nothing_runs()

    def test_every_mode_is_tested(self):
        listed = {*ENDING, *LINES, *RESPONSES, *RESULTS, *DESCRIPTIONS, *STANDARD_ERROR,
                  "dies_once", "changes_its_name", "changes_its_format"}
        defined = subprocess.check_output([sys.executable, "-B", SUBJECTS / "hostile_subject.py"], text=True).split()
        self.assertEqual(sorted(listed), sorted(defined))


if __name__ == "__main__":
    unittest.main()
