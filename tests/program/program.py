"""Runs the built program as a process; what every test of it shares."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from decimal import Decimal, localcontext
from pathlib import Path

PROGRAM = os.environ["JEPA_ORACLE_PROGRAM"]
SOURCE = Path(__file__).resolve().parents[2]
PROBLEMS = Path(__file__).resolve().parent / "problems"
SECONDS = 60

NOT_A_NUMBER = '"{}" is not a finite decimal number or fraction'
OK, CLAIM_FAILS, USAGE, INVALID_INPUT, INCONCLUSIVE = range(5)


class Run:
    """Exit code, standard output and standard error of one run."""

    def __init__(self, arguments, stdin=b"", cwd=None):
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run([PROGRAM, *arguments], input=data, capture_output=True, cwd=cwd, timeout=SECONDS)
        self.code = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()


class ProgramTest(unittest.TestCase):
    """A test with a directory of its own, so that tests may run side by side."""

    maxDiff = None

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def answer(self, *arguments, stdin=b"", code=OK):
        """The JSON document of a run that must end with `code`."""
        run = Run([*arguments, "--json"], stdin)
        self.assertEqual((run.code, run.err), (code, ""), run.out)
        return json.loads(run.out)

    def assert_refused(self, arguments, code, where, message, stdin=b"", kind=None):
        """One message on standard error, in both forms, nothing on standard output and no output file."""
        kind = kind or {USAGE: "usage", INVALID_INPUT: "invalid_problem"}[code]
        output = self.directory / "result"
        before = sorted(self.directory.iterdir())
        run = Run([*arguments, "--output", str(output)], stdin)
        self.assertEqual((run.code, run.out, run.err), (code, "", f"error: {where}: {message}\n"))
        run = Run([*arguments, "--json"], stdin)
        self.assertEqual((run.code, run.out), (code, ""))
        self.assertEqual(json.loads(run.err), {"error": {"kind": kind, "message": message, "where": where}})
        self.assertEqual(sorted(self.directory.iterdir()), before)


def options(**values):
    """Named values as a command line has them."""
    return [text for key, value in values.items() for text in (f"--{key.replace('_', '-')}", str(value))]


def subcommands():
    """Names that the help lists, in its order."""
    listed = Run(["--help"]).out.split("Subcommands:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in listed.splitlines() if re.match(r"  \S", line)]


def contains_exactly(test, outer, value):
    """The decimal `value` was rounded from a number inside the enclosure."""
    with localcontext() as context:
        context.prec = 40_000
        lower, upper, middle = Decimal(outer["lower"]), Decimal(outer["upper"]), Decimal(value)
        test.assertLessEqual(lower, upper)
        digits = len(middle.as_tuple().digits)
        unit = Decimal(10) ** (middle.adjusted() - digits + 1)
        test.assertLessEqual(lower - unit / 2, middle)
        test.assertLessEqual(middle, upper + unit / 2)
