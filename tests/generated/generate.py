#!/usr/bin/env python3
"""Writes the generated files of the repository again: `./run generate` builds what is needed and calls this.

    generate.py [--build DIR] [NAME ...]   all of them, in the order of the table below, or these
    generate.py --list                     which there are, from what they are written, and which test finds them stale
    generate.py --needs [NAME ...]         which kinds of packages these need, for ./run

The order is that of the table. What is built into the program comes first (proofs, tightest), then what a run of it shows
(claims), last the pages, which print what the program says of all of these and count the evidence of the claims.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

ROOT = Path(__file__).resolve().parents[2]
# Debian's interpreter: it is the one that has Debian's NumPy and PyTorch.
PYTHON = "/usr/bin/python3"


class Tools:
    """What is built, and how scripts find it."""

    def __init__(self, build):
        self.build = build
        self.program, self.mutant_table = build / "bin" / "jepa-oracle", build / "bin" / "mutant_table"
        self.environment = {**os.environ, "JEPA_ORACLE_PROGRAM": str(self.program), "PYTHONDONTWRITEBYTECODE": "1",
                            "JEPA_ORACLE_MODULE": str(build / "python"), "PYTHONPATH": str(ROOT / "reference/python")}

    def run(self, *command, stdout=sys.stderr):
        subprocess.run([str(word) for word in command], check=True, cwd=ROOT, env=self.environment, stdout=stdout)

    def write(self, path, *command):
        """The standard output of a command, whole or not at all."""
        with tempfile.TemporaryFile() as file:
            self.run(*command, stdout=file)
            file.seek(0)
            (ROOT / path).write_bytes(file.read())


def proofs(tools):
    tools.run("proofs-notes/coq/check", "--write", tools.build / "coq")


def tightest(tools):
    tools.run("tests/regressions/keep-tightest", tools.program)


def claims(tools):
    with tempfile.TemporaryDirectory() as directory:
        # A claim that fails is for verify to say, and for the table to show.
        subprocess.run([tools.program, "verify", "--report", directory], cwd=ROOT, stdout=sys.stderr)
        tools.run(PYTHON, "proofs-notes/write-table", Path(directory) / "report.json")


def mutants(tools):
    with tempfile.TemporaryDirectory() as directory:
        table = Path(directory) / "table.jsonl"
        with open(table, "wb") as file:
            tools.run(tools.mutant_table, stdout=file)
        tools.write("proofs-notes/mutants.md", PYTHON, "tests/mutants/mutants_note.py", table)


def training(tools):
    tools.write("proofs-notes/training.md", PYTHON, "tests/subjects/prediction_limits.py")


def recorded(tools):
    tools.run(PYTHON, "tests/program/data/make_recorded.py")


def starts(tools):
    tools.run(PYTHON, "tests/program/starts_test.py", "--write")


def trajectories(tools):
    tools.run(PYTHON, "tests/program/trajectories_test.py", "--write")


def pages(tools):
    tools.run(PYTHON, "tests/program/pages_test.py", "--write")


@dataclass(frozen=True)
class Generated:
    name: str
    files: tuple
    source: str  # what they are written from
    tests: tuple  # of ctest, as regular expressions: some of them fails when the files are stale
    write: Callable
    targets: tuple = ()  # of the build, brought up to date before
    needs: str = ""  # kind of packages, of ./run, beyond those of the tests


PROGRAM, MODULE = "jepa-oracle", "jepa_oracle_python"
GENERATED = (
    Generated("proofs", ("proofs-notes/coq/checked.json",), "a check of the Coq proofs",
              ("claims.Formal.", "proofs.coq"), proofs, needs="proof"),
    Generated("tightest", ("tests/regressions/tightest.json",), "the search of `worst` for the smallest margins",
              ("claims.Tightest.",), tightest, (PROGRAM,)),
    Generated("claims", ("proofs-notes/verified.json", "proofs-notes/README.md"), "a run of `verify` on all claims",
              ("program.registry_links", "generated.claims"), claims, (PROGRAM,)),
    Generated("mutants", ("proofs-notes/mutants.md",), "all claims against all mutants, `conform` on all wrong programs",
              ("mutants.note", "generated.mutants"), mutants, (PROGRAM, "mutant_table")),
    Generated("training", ("proofs-notes/training.md",), "trainings by PyTorch, measured",
              ("subjects.training_note",), training, (PROGRAM,), needs="training"),
    Generated("recorded", ("tests/program/data/digits.npz", "tests/program/data/heartbeat.npz"),
              "recorded data that Debian's scikit-learn and SciPy ship", ("program.recorded_data",), recorded, needs="data"),
    Generated("starts", ("proofs-notes/general.md",), "`figure starts`: the table of random starts in the note",
              ("program.starts",), starts, (PROGRAM,)),
    Generated("trajectories", ("proofs-notes/general.md",), "`flow`: the table of trajectories in the note",
              ("program.trajectories",), trajectories, (PROGRAM,)),
    Generated("pages", ("README.md", "docs", "CONTRIBUTING.md"), "the commands in the pages, and verified.json",
              ("program.page",), pages, (PROGRAM, MODULE)),
)
BY_NAME = {one.name: one for one in GENERATED}


def listed():
    lines = []
    for one in GENERATED:
        lines += [f"{one.name}", f"    writes        {', '.join(one.files)}", f"    from          {one.source}",
                  f"    found stale   by {', '.join(one.tests)}"]
    return "\n".join(lines) + "\n"


def chosen(names):
    """These, in the order of the table. @raises SystemExit (code 2) for a name that is none"""
    for name in names:
        if name not in BY_NAME:
            sys.stderr.write(f"generate: {name!r} is no generated file; these are:\n{listed()}")
            raise SystemExit(2)
    return [one for one in GENERATED if not names or one.name in names]


def build(tools, targets):
    if targets:
        subprocess.run(["cmake", "--build", tools.build, "--target", *targets], check=True, stdout=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description="Writes generated files again.")
    parser.add_argument("name", nargs="*", help="as --list shows; all without")
    parser.add_argument("--list", action="store_true", help="which there are")
    parser.add_argument("--needs", action="store_true", help="kinds of packages that these need")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="build directory, configured")
    parser.add_argument("--as-built", action="store_true", help="build nothing before")
    given = parser.parse_args()
    ones = chosen(given.name)
    if given.list:
        sys.stdout.write(listed())
    elif given.needs:
        print(" ".join(one.needs for one in ones if one.needs))
    else:
        tools = Tools(given.build.resolve())
        for one in ones:
            start = time.monotonic()
            if not given.as_built:
                build(tools, one.targets)
            try:
                one.write(tools)
            except subprocess.CalledProcessError as error:
                sys.exit(f"generate: {one.name}: {error}")
            print(f"{one.name}: {', '.join(one.files)} ({time.monotonic() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
