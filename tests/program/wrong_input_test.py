"""Wrong input: one message that says what, where and which rule; exit code 2 or 3; nothing written."""

import json
import os
import subprocess
import unittest

from program import INVALID_INPUT, NOT_A_NUMBER, PROBLEMS, PROGRAM, SECONDS, USAGE, ProgramTest, Run, subcommands

OBJECTIVES = "jepa, mae, spectral-contrastive, barlow-twins"
SCALAR = {"--objective": "jepa", "--depth": "3", "--lambda": "0.9", "--rho": "0.7", "--epsilon": "1e-4"}
CRITICAL_TIME = {**SCALAR, "--fraction": "0.5"}


class OptionsTest(ProgramTest):
    def refuse_values(self, command, valid, cases):
        for option, value, where, message in cases:
            with self.subTest(command=command, option=option, value=value):
                arguments = [text for pair in {**valid, option: value}.items() for text in pair]
                self.assert_refused([command, *arguments], INVALID_INPUT, where, message)

    def test_an_empty_name_is_no_wish_for_no_file(self):
        for command, option in [("claims", "--output"), ("verify", "--report"), ("conform", "--report"),
                                ("conform", "--known-failures"), ("vectors", "--output"), ("diagnose", "--plot")]:
            with self.subTest(command=command, option=option):
                run = Run([command, option, ""])
                self.assertEqual((run.code, run.out), (USAGE, ""))
                self.assertIn(f"{option}: is empty; expected a name", run.err)

    def test_an_empty_value_is_no_wish_for_what_would_be_without_it(self):
        for command, option in [("analyze", "--columns"), ("analyze", "--lag"), ("analyze", "--masking"),
                                ("analyze", "--block"), ("diagnose", "--rate"), ("diagnose", "--expect"),
                                ("diagnose", "--noise"), ("order", "--time"), ("flow", "--objective")]:
            with self.subTest(command=command, option=option):
                run = Run([command, option, ""])
                self.assertEqual((run.code, run.out), (USAGE, ""))
                self.assertIn(f"{option}: is empty; expected a value", run.err)

    def test_critical_time_names_the_option_and_the_rule(self):
        layers = "is not a depth: an encoder has 1 to 1000 layers"
        fraction = "is not a fraction of the limit: it must lie strictly between 0 and 1"
        digits = "is not a number of digits; expected an integer from 1 to 30000"
        self.refuse_values("critical-time", CRITICAL_TIME, [
            ("--depth", "0", "--depth", f"0 {layers}"),
            ("--depth", "-1", "--depth", f"-1 {layers}"),
            ("--depth", "1001", "--depth", f"1001 {layers}"),
            ("--depth", "1e99999", "--depth", f"1e99999 {layers}"),
            ("--depth", "2.5", "--depth", "2.5 is not a depth: the number of encoder layers is an integer"),
            ("--fraction", "0", "--fraction", f"0 {fraction}"),
            ("--fraction", "1", "--fraction", f"1 {fraction}"),
            ("--fraction", "-0.5", "--fraction", f"-0.5 {fraction}"),
            ("--fraction", "1/0", "--fraction", '"1/0" divides by zero'),
            ("--epsilon", "0", "--epsilon", "0 is not a start: it must be > 0"),
            ("--epsilon", "-1e-3", "--epsilon", "-0.001 is not a start: it must be > 0"),
            ("--epsilon", "1e-100001", "--epsilon", '"1e-100001" has a decimal exponent beyond 100000'),
            ("--lambda", "abc", "--lambda", NOT_A_NUMBER.format("abc")),
            ("--lambda", "nan", "--lambda", NOT_A_NUMBER.format("nan")),
            ("--lambda", "inf", "--lambda", NOT_A_NUMBER.format("inf")),
            ("--lambda", "0x10", "--lambda", NOT_A_NUMBER.format("0x10")),
            ("--lambda", "1,5", "--lambda", NOT_A_NUMBER.format("1,5")),
            ("--lambda", " 1", "--lambda", NOT_A_NUMBER.format(" 1")),
            ("--lambda", "1\n", "--lambda", NOT_A_NUMBER.format("1?")),
            ("--lambda", "--rho", "--lambda", NOT_A_NUMBER.format("--rho")),
            ("--rho", "0", "--rho", "0 leaves the variance lambda/rho undefined: give the variance instead"),
            ("--rho", "-0.7", "--rho",
             "-0.7 must have the sign of lambda = 0.9: the variance lambda/rho must be > 0"),
            ("--lambda", "0", "--rho",
             "0.7 is not 0 while lambda is 0: the variance would be 0, but it must be > 0"),
            ("--objective", "gan", "--objective", f'unknown objective "gan"; expected one of {OBJECTIVES}, lejepa'),
            ("--time", "wall", "--time", 'unknown time convention "wall"; expected one of flow, paper'),
            ("--epsilon-of", "top", "--epsilon-of", 'unknown amplitude "top"; expected one of encoder, layer'),
            ("--digits", "0", "--digits", f"0 {digits}"),
            ("--digits", "30001", "--digits", f"30001 {digits}"),
            ("--digits", "2.5", "--digits", f"2.5 {digits}"),
            ("--digits", "many", "--digits", NOT_A_NUMBER.format("many")),
        ])

    def test_a_variance_must_be_positive(self):
        options = {**CRITICAL_TIME, "--variance": "1"}
        del options["--rho"]
        self.refuse_values("critical-time", options, [
            ("--variance", "0", "--variance", "0 is not a variance: it must be > 0"),
            ("--variance", "-2", "--variance", "-2 is not a variance: it must be > 0"),
        ])

    def test_a_level_must_be_positive(self):
        self.refuse_values("critical-time", SCALAR, [
            ("--level", "0", "--level", "0 is not a level of the encoder amplitude: it must be > 0"),
        ])

    def test_amplitude_times(self):
        self.refuse_values("amplitude", {**SCALAR, "--at": "1"}, [
            ("--at", "-1", "--at", "-1 is negative: a time must be >= 0"),
            ("--at", "1,-2/3", "--at", "-2/3 is negative: a time must be >= 0"),
            ("--at", "1,,2", "--at", NOT_A_NUMBER.format("")),
            ("--at", "1,2,", "--at", NOT_A_NUMBER.format("")),
            ("--at", "soon", "--at", NOT_A_NUMBER.format("soon")),
        ])

    def test_boundary_and_window(self):
        self.refuse_values("boundary", {"--depth": "3", "--fraction": "0.5"}, [
            ("--depth", "0", "--depth", "0 is not a depth: an encoder has 1 to 1000 layers"),
            ("--fraction", "1", "--fraction",
             "1 is not a fraction of the limit: it must lie strictly between 0 and 1"),
        ])
        window = {"--depth": "3", "--fraction": "0.5", "--influential": "0.9,0.9", "--noisy": "1,0.3"}
        self.refuse_values("window", window, [
            ("--influential", "0.9", "--influential", "has 1 number; expected two, lambda,rho"),
            ("--noisy", "1,2,3", "--noisy", "has 3 numbers; expected two, lambda,rho"),
            ("--noisy", "1,0", "--noisy.rho",
             "0 leaves the variance lambda/rho undefined: give the variance instead"),
            ("--influential", "2,0.9", "--influential.lambda",
             "not a conflict: the influential feature must have the smaller lambda"),
            ("--influential", "0.9,0.2", "--influential.rho",
             "not a conflict: the influential feature must have the larger rho"),
            ("--influential", "-1,-1", "--influential.lambda",
             "a feature in conflict must be learnable: lambda > 0"),
            ("--objective", "MAE", "--objective",
             f'unknown objective "MAE" (did you mean mae?); expected one of {OBJECTIVES}'),
        ])

    def test_messages_stay_one_printable_line(self):
        run = Run(["critical-time", "--objective", "a\nb\x1b[31m", "--depth", "3", "--lambda", "1", "--rho", "1",
                   "--epsilon", "1", "--fraction", "0.5"])
        self.assertEqual((run.code, run.err), (INVALID_INPUT,
                         f'error: --objective: unknown objective "a?b?[31m"; expected one of {OBJECTIVES}, lejepa\n'))
        # Not UTF-8 on the command line: the JSON error is still JSON.
        run = Run([*"critical-time --depth 3 --lambda 1 --rho 1 --epsilon 1 --fraction 0.5 --json --objective".split(),
                   b"\xff"])
        self.assertEqual(json.loads(run.err)["error"]["where"], "--objective")


class UsageTest(ProgramTest):
    def test_the_command_line_must_say_what_to_compute(self):
        scalar = [text for pair in SCALAR.items() for text in pair]
        whole = [text for pair in CRITICAL_TIME.items() for text in pair]
        rest = "critical-time --objective jepa --depth 3 --lambda 1 --epsilon 1 --fraction 0.5".split()
        cases = [
            (["critical-time", *whole, "--fractoin", "1"], "command line",
             "The following arguments were not expected: 1 --fractoin (did you mean --fraction?)"),
            (["critical-time", *whole, "surplus"], "command line", "The following argument was not expected: surplus"),
            (["critical-time", *whole, "--lambda", "1"], "command line",
             "--lambda: At Most 1 required but received 2"),
            (["critical-time", *scalar], "--fraction", "exactly one of --fraction and --level is needed"),
            (["critical-time", *whole, "--level", "1"], "--fraction",
             "exactly one of --fraction and --level is needed"),
            (["critical-time", *whole, "--variance", "1"], "--rho", "exactly one of --rho and --variance is needed"),
            (rest, "--rho", "exactly one of --rho and --variance is needed"),
            (["boundary", "--fraction", "0.5"], "command line", "--depth is required"),
            (["window", "--depth", "3", "--fraction", "0.5", "--noisy", "1,1"], "command line",
             "--influential is required"),
            (["order"], "command line", "problem is required"),
        ]
        for arguments, where, message in cases:
            with self.subTest(arguments=arguments):
                self.assert_refused(arguments, USAGE, where, message)

    def test_a_subcommand_is_required(self):
        for arguments, message in [([], "A subcommand is required"),
                                   (["solve"], 'unknown subcommand "solve"; expected one of '
                                               f'{", ".join(subcommands())}'),
                                   (["confrom"], 'unknown subcommand "confrom" (did you mean conform?); expected one of '
                                                 f'{", ".join(subcommands())}')]:
            run = Run(arguments)
            self.assertEqual((run.code, run.out, run.err), (USAGE, "", f"error: command line: {message}\n"))
        run = Run(["boundary", "--depth"])
        self.assertEqual((run.code, run.err), (USAGE, "error: command line: --depth: 1 required L missing\n"))


class FileTest(ProgramTest):
    def refuse(self, path, message):
        self.assert_refused(["order", str(path)], INVALID_INPUT, str(path), message)

    def test_files_that_are_no_problem(self):
        self.refuse(self.directory / "none.json", "cannot be opened: No such file or directory")
        self.refuse(self.directory, "is a directory; expected a problem in a regular file")
        empty = self.directory / "empty.json"
        empty.touch()
        self.refuse(empty, "is empty; expected a problem, one JSON object")
        wrong = self.directory / "wrong.json"
        wrong.write_text("{}")
        self.assert_refused(["order", str(wrong)], INVALID_INPUT, f"{wrong}, format", "missing: problem needs this key")
        other = "is not a regular file: give - to read a problem from standard input"
        pipe = self.directory / "pipe"
        os.mkfifo(pipe)
        self.refuse(pipe, other)
        self.refuse("/dev/zero", other)

    def test_a_file_beyond_the_limit_is_refused_before_it_is_read(self):
        big = self.directory / "big.json"
        with open(big, "wb") as file:
            file.truncate(200_000_000)
        self.refuse(big, "has 200000000 bytes; a problem may have at most 4194304")

    def test_an_endless_stream_is_refused(self):
        with open("/dev/zero", "rb") as endless:
            done = subprocess.run([PROGRAM, "order", "-"], stdin=endless, capture_output=True, timeout=SECONDS)
        self.assertEqual((done.returncode, done.stdout, done.stderr.decode()), (
            INVALID_INPUT, b"",
            "error: standard input: is longer than 4194304 bytes, the most that a problem may have\n"))

    def test_output_that_cannot_be_written(self):
        boundary = "boundary --depth 3 --fraction 0.5 --digits 5 --output".split()
        for path, message in [
            ("/dev/null", "is not a regular file: a result is written to a new or a regular file"),
            (str(self.directory), "is not a regular file: a result is written to a new or a regular file"),
            (str(self.directory / "none" / "x"), "cannot be written: No such file or directory"),
        ]:
            run = Run([*boundary, path])
            self.assertEqual((run.code, run.out, run.err), (INVALID_INPUT, "", f"error: {path}: {message}\n"))
        self.assertEqual(list(self.directory.iterdir()), [])

    def test_a_refused_problem_leaves_an_old_result_alone(self):
        old = self.directory / "old.json"
        old.write_text("old")
        run = Run(["order", str(self.directory / "none.json"), "--output", str(old)])
        self.assertEqual((run.code, old.read_text()), (INVALID_INPUT, "old"))
        run = Run(["order", str(PROBLEMS / "figure-two.json"), "--json", "--output", str(old)])
        self.assertEqual((run.code, run.out, list(json.loads(old.read_text()))[0]), (0, "", "orders"))
        self.assertEqual(list(self.directory.iterdir()), [old])


if __name__ == "__main__":
    unittest.main()
