"""Wrong input: one message that says what, where and which rule; exit code 2 or 3; nothing written."""

import json
import os
import subprocess
import unittest

from program import INVALID_INPUT, PROBLEMS, PROGRAM, SECONDS, USAGE, ProgramTest, Run, subcommands

SCALAR = {"--objective": "jepa", "--depth": "3", "--lambda": "0.9", "--rho": "0.7", "--epsilon": "1e-4"}
CRITICAL_TIME = {**SCALAR, "--fraction": "0.5"}
NOT_A_NUMBER = '"{}" is not a finite decimal number or fraction'


def problem(**changes):
    """A valid problem with some keys replaced, or left out where the value is ...."""
    valid = {
        "format": "jepa-oracle/problem/1",
        "depth": 3,
        "epsilon": "1e-4",
        "fraction": "0.5",
        "features": [{"name": "edge", "lambda": "0.9", "rho": "0.9"}, {"name": "noise", "lambda": 1, "rho": 0.3}],
    }
    return {key: value for key, value in {**valid, **changes}.items() if value is not ...}


def feature(**changes):
    valid = {"name": "edge", "lambda": "0.9", "rho": "0.9"}
    return {key: value for key, value in {**valid, **changes}.items() if value is not ...}


def moments(sxx, syx=((1, 0), (0, 1)), **others):
    return problem(features=..., moments={"sxx": sxx, "syx": syx, **others})


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
                self.assertIn(f"{option}: is empty: a name is needed", run.err)

    def test_critical_time_names_the_option_and_the_rule(self):
        layers = "is not a depth: an encoder has 1 to 1000 layers"
        fraction = "is not a fraction of the limit: it must lie strictly between 0 and 1"
        digits = "is not a number of digits: an integer from 1 to 30000 is"
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
             "-0.7 has not the sign of lambda = 0.9: the variance lambda/rho must be > 0"),
            ("--lambda", "0", "--rho",
             "0.7 is not 0 while lambda is 0: the variance would be 0, but it must be > 0"),
            ("--objective", "gan", "--objective", '"gan" is not an objective: jepa or mae'),
            ("--time", "wall", "--time", '"wall" is not a time convention: flow or paper'),
            ("--epsilon-of", "top", "--epsilon-of", '"top" has no start of its own: encoder or layer'),
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
            ("--at", "-1", "--at", "-1 is not a time after the start: it must be >= 0"),
            ("--at", "1,-2/3", "--at", "-2/3 is not a time after the start: it must be >= 0"),
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
            ("--influential", "0.9", "--influential", "1 number: lambda,rho is expected"),
            ("--noisy", "1,2,3", "--noisy", "3 numbers: lambda,rho is expected"),
            ("--noisy", "1,0", "--noisy.rho",
             "0 leaves the variance lambda/rho undefined: give the variance instead"),
            ("--influential", "2,0.9", "--influential.lambda",
             "not a conflict: the influential feature must have the smaller lambda"),
            ("--influential", "0.9,0.2", "--influential.rho",
             "not a conflict: the influential feature must have the larger rho"),
            ("--influential", "-1,-1", "--influential.lambda",
             "a feature in conflict must be learnable: lambda > 0"),
        ])

    def test_messages_stay_one_printable_line(self):
        run = Run(["critical-time", "--objective", "a\nb\x1b[31m", "--depth", "3", "--lambda", "1", "--rho", "1",
                   "--epsilon", "1", "--fraction", "0.5"])
        self.assertEqual((run.code, run.err), (INVALID_INPUT,
                         'error: --objective: "a?b?[31m" is not an objective: jepa or mae\n'))
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
             "The following arguments were not expected: 1 --fractoin"),
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
                                   (["solve"], f'"solve" is not a subcommand: {", ".join(subcommands())} are')]:
            run = Run(arguments)
            self.assertEqual((run.code, run.out, run.err), (USAGE, "", f"error: command line: {message}\n"))
        run = Run(["boundary", "--depth"])
        self.assertEqual((run.code, run.err), (USAGE, "error: command line: --depth: 1 required L missing\n"))


class ProblemTest(ProgramTest):
    def refuse(self, text, where, message):
        with self.subTest(text=str(text)[:200]):
            data = text if isinstance(text, (str, bytes)) else json.dumps(text)
            self.assert_refused(["order", "-"], INVALID_INPUT, where, message, stdin=data)

    def test_the_problem_used_here_is_valid(self):
        self.answer("order", "-", stdin=json.dumps(problem()))
        self.answer("order", "-", stdin=json.dumps(moments([[1, 0], [0, 2]])))

    def test_keys(self):
        keys = "format, depth, epsilon, epsilon_of, fraction, level, time, objectives, features, moments"
        self.refuse(problem(depht=3), "depht", f"unknown key: problem has {keys}")
        self.refuse(problem(features=[feature(), feature(name="b", colour=1)]), "features[1].colour",
                    "unknown key: features[1] has name, lambda, rho, variance")
        self.refuse(problem(layers=[[1]]), "layers", "initial weights belong to flow and descend: the order of "
                    "learning is that from a balanced start, epsilon")
        for key in ("format", "depth", "epsilon"):
            self.refuse(problem(**{key: ...}), key, "missing: problem needs this key")
        self.refuse(problem(fraction=...), "fraction", "missing: problem needs fraction or level")
        self.refuse(problem(level="0.1"), "level", "excluded by fraction: one of the two is given")
        self.refuse(problem(features=...), "features", "missing: problem needs features or moments")
        self.refuse(problem(features=[feature(name=...)]), "features[0].name", "missing: features[0] needs this key")
        self.refuse(problem(features=[feature(rho=...)]), "features[0].rho",
                    "missing: features[0] needs rho or variance")
        self.refuse(problem(features=[feature(variance=1)]), "features[0].variance",
                    "excluded by rho: one of the two is given")
        self.refuse('{"depth": 3, "depth": 4}', "depth", "this key stands twice in one object")
        self.refuse('{"features": [{"name": "a"}, {"rho": 1, "rho": 1}]}', "features[1].rho",
                    "this key stands twice in one object")
        many = ", ".join(f'"k{i}": 1' for i in range(100_000))
        self.refuse("{" + many + "}", "k64", "more than 64 keys in one object")

    def test_types(self):
        number = "a number or a string with one is expected"
        self.refuse([problem()], "problem", "is an array: an object is expected")
        self.refuse("3", "problem", "is a number: an object is expected")
        self.refuse("null", "problem", "is null: an object is expected")
        self.refuse(problem(format=1), "format", "is a number: a string is expected")
        self.refuse(problem(depth=[3]), "depth", f"is an array: {number}")
        self.refuse(problem(depth=True), "depth", f"is a boolean: {number}")
        self.refuse(problem(epsilon=None), "epsilon", f"is null: {number}")
        self.refuse(problem(time=1), "time", "is a number: a string is expected")
        self.refuse(problem(objectives="jepa"), "objectives", "is a string: an array is expected")
        self.refuse(problem(objectives=[1]), "objectives[0]", "is a number: a string is expected")
        self.refuse(problem(features={}), "features", "is an object: an array is expected")
        self.refuse(problem(features=[feature(), 3]), "features[1]", "is a number: an object is expected")
        self.refuse(problem(features=[feature(rho={"a": 1})]), "features[0].rho", f"is an object: {number}")
        self.refuse(problem(features=[feature(name=1)]), "features[0].name", "is a number: a string is expected")

    def test_values(self):
        depth = "is not a depth: an encoder has 1 to 1000 layers"
        self.refuse(problem(format="jepa-oracle/problem/2"), "format",
                    '"jepa-oracle/problem/2" is not a format read here: "jepa-oracle/problem/1" is')
        self.refuse(problem(depth=0), "depth", f"0 {depth}")
        self.refuse(problem(depth=2.5), "depth", "2.5 is not a depth: the number of encoder layers is an integer")
        self.refuse(problem(depth=10**30), "depth", f"{'1e30'} {depth}")
        self.refuse(problem(epsilon=0), "epsilon", "0 is not a start: it must be > 0")
        self.refuse(problem(epsilon="NaN"), "epsilon", NOT_A_NUMBER.format("NaN"))
        self.refuse(problem(epsilon="1/0"), "epsilon", '"1/0" divides by zero')
        self.refuse(problem(epsilon_of="top"), "epsilon_of", '"top" has no start of its own: encoder or layer')
        for fraction in ("0", "1", 1, 0, "1.0"):
            self.refuse(problem(fraction=fraction), "fraction", f"{str(fraction)[0]} is not a fraction of the limit: "
                        "it must lie strictly between 0 and 1")
        self.refuse(problem(time="wall"), "time", '"wall" is not a time convention: flow or paper')
        self.refuse(problem(objectives=[]), "objectives", "is empty: at least one objective is needed")
        self.refuse(problem(objectives=["mae", "gan"]), "objectives[1]", '"gan" is not an objective: jepa or mae')
        self.refuse(problem(objectives=["mae", "mae"]), "objectives[1]", '"mae" is already in the list')
        self.refuse(problem(features=[]), "features", "is empty: at least one feature is needed")
        self.refuse(problem(features=[0] * 10_001), "features", "has 10001 entries: a problem has at most 10000 features")
        self.refuse(problem(features=[feature(), feature(name="b"), feature()]), "features[2].name",
                    '"edge" is already the name of features[0]: names must differ')
        self.refuse(problem(features=[feature(), feature(name="b", rho="-1")]), "features[1].rho",
                    "-1 has not the sign of lambda = 0.9: the variance lambda/rho must be > 0")
        self.refuse(problem(features=[feature(rho=..., variance=0)]), "features[0].variance",
                    "0 is not a variance: it must be > 0")
        self.refuse(problem(features=[{"name": "a", "lambda": "x", "rho": 1}]), "features[0].lambda",
                    NOT_A_NUMBER.format("x"))
        for name in ("", "a\nb", "\x1b[31m", "x" * 101):
            self.refuse(problem(features=[feature(name=name)]), "features[0].name",
                        "a name has 1 to 100 bytes and no control characters")

    def test_moments(self):
        definite = "sxx must be positive definite"
        self.refuse(moments([[1, 0], [0, 0]]), "moments.sxx",
                    f"its smallest eigenvalue is about 0 and its leading 2 x 2 minor is 0: {definite}")
        self.refuse(moments([[1, 0], [0, "-2"]]), "moments.sxx",
                    f"its smallest eigenvalue is about -2 and its leading 2 x 2 minor is -2: {definite}")
        self.refuse(moments([[1, 2], [2, 1]]), "moments.sxx",
                    f"its smallest eigenvalue is about -1.0 and its leading 2 x 2 minor is -3: {definite}")
        self.refuse(moments([[1, 0.5], [0.25, 1]]), "moments.sxx[1][0]",
                    "0.25 differs from entry [0][1] = 0.5: sxx must be symmetric")
        self.refuse(moments([[1, 0], [0, 1]], [[1]]), "moments.syx",
                    "is 1 x 1 and must be 2 x 2: x and y have the same size")
        self.refuse(moments([[1, 0], [0]]), "moments.sxx[1]", "has 1 entries: 2 are expected, as many as the first row has")
        self.refuse(moments([]), "moments.sxx", "is empty: a matrix has at least one row")
        self.refuse(moments([[1]], [[1]], syy=[[1, 2]]), "moments.syy",
                    "is 1 x 2 and must be 1 x 1: x and y have the same size")
        self.refuse(moments([[1]], [[2]], syy=[[3]]), "moments.syy",
                    "the smallest eigenvalue of [[sxx, syx'], [syx, syy]] is about -0.24: it must be positive "
                    "semidefinite, as the second moments of any pairs are")
        self.refuse(moments([[1]], [["a"]]), "moments.syx[0][0]", NOT_A_NUMBER.format("a"))
        self.refuse(moments([[1]], [[1]], sxy=[[1]]), "moments.sxy", "unknown key: moments has sxx, syx, syy")
        self.refuse(problem(moments={"sxx": [[1]], "syx": [[1]]}), "moments",
                    "excluded by features: one of the two is given")

    def test_text_that_is_not_json(self):
        self.refuse("", "standard input", "is empty: a problem is one JSON object")
        self.refuse(" \n ", "line 2, column 2", "not JSON: unexpected end of input; expected '[', '{', or a literal")
        self.refuse('{"depth": NaN}', "line 1, column 11", "not JSON: invalid literal")
        self.refuse('{"depth": 3}\n{', "line 2, column 1", "not JSON: unexpected '{'; expected end of input")
        self.refuse('{"depth": 3,}', "line 1, column 13", "not JSON: unexpected '}'; expected string literal")
        self.refuse(b'{"a": "\xff"}', "line 1, column 8", "not JSON: invalid string: ill-formed UTF-8 byte")
        self.refuse(json.dumps(problem()) + "\0 and more",
                    f"line 1, column {len(json.dumps(problem())) + 1}", "not JSON: a NUL byte")
        self.refuse("[" * 100_000, "[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]", "nested deeper than 16 levels")
        self.refuse('{"features": ' + '{"a": ' * 20, "features" + ".a" * 15, "nested deeper than 16 levels")
        self.refuse('{"epsilon": 1e5000}', "line 1, column 18",
                    "a JSON number beyond 1e4932: write it as a string")


class FileTest(ProgramTest):
    def refuse(self, path, message):
        self.assert_refused(["order", str(path)], INVALID_INPUT, str(path), message)

    def test_files_that_are_no_problem(self):
        self.refuse(self.directory / "none.json", "cannot be opened: No such file or directory")
        self.refuse(self.directory, "is a directory: a problem is a regular file")
        empty = self.directory / "empty.json"
        empty.touch()
        self.refuse(empty, "is empty: a problem is one JSON object")
        other = "is not a regular file: a problem from a pipe is read from standard input"
        pipe = self.directory / "pipe"
        os.mkfifo(pipe)
        self.refuse(pipe, other)
        self.refuse("/dev/zero", other)

    def test_a_file_beyond_the_limit_is_refused_before_it_is_read(self):
        big = self.directory / "big.json"
        with open(big, "wb") as file:
            file.truncate(200_000_000)
        self.refuse(big, "has 200000000 bytes: a problem has at most 4194304")

    def test_an_endless_stream_is_refused(self):
        with open("/dev/zero", "rb") as endless:
            done = subprocess.run([PROGRAM, "order", "-"], stdin=endless, capture_output=True, timeout=SECONDS)
        self.assertEqual((done.returncode, done.stdout, done.stderr.decode()), (
            INVALID_INPUT, b"",
            "error: standard input: does not end after 4194304 bytes: a problem has at most 4194304\n"))

    def test_output_that_cannot_be_written(self):
        boundary = "boundary --depth 3 --fraction 0.5 --digits 5 --output".split()
        for path, message in [
            ("/dev/null", "is not a regular file: a result is written to a new file or replaces a regular one"),
            (str(self.directory), "is not a regular file: a result is written to a new file or replaces a regular one"),
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
