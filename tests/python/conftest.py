"""What the tests of the module share: derandomised Hypothesis, the program to compare with, independent values."""

import json
import os
import subprocess
from fractions import Fraction
from pathlib import Path

import hypothesis
import numpy
import pytest

SOURCE = Path(__file__).resolve().parents[2]
PROBLEMS = SOURCE / "tests" / "program" / "problems"
SECONDS = 60

# The same examples in every run, and no database in the source tree. No deadline: the machine may be busy.
hypothesis.settings.register_profile("same", derandomize=True, database=None, deadline=None, max_examples=60)
hypothesis.settings.load_profile("same")


def fractions(rows):
    """The same numbers as an array of exact fractions."""
    array = numpy.empty(numpy.shape(rows), dtype=object)
    for index, value in numpy.ndenumerate(numpy.asarray(rows, dtype=object)):
        array[index] = Fraction(value)
    return array


@pytest.fixture(scope="session")
def independent_values():
    return json.loads((SOURCE / "tests" / "vectors" / "independent-values.json").read_text())


@pytest.fixture(scope="session")
def program():
    """Runs the program: the JSON document of a good run, the error's "where: message" of a refused one."""

    def run(*arguments, stdin=""):
        command = [os.environ["JEPA_ORACLE_PROGRAM"], *arguments, "--json"]
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=SECONDS)
        if done.returncode in (0, 4):
            return json.loads(done.stdout)
        error = json.loads(done.stderr)["error"]
        return f"{error['where'].removeprefix('--')}: {error['message']}"

    return run
