"""Runs `jepa-oracle conform` on a subject; what every test of it shares."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = os.environ["JEPA_ORACLE_PROGRAM"]
SUBJECTS = Path(__file__).resolve().parents[1] / "subjects"
SECONDS = 280

CONFORMS, REFUSED = 0, 1


def python_subject(script, *arguments):
    """Command of a subject of tests/subjects, or of another directory."""
    return shlex.join([sys.executable, "-B", str(SUBJECTS / script), *map(str, arguments)])


class Conform:
    """Exit code, report, standard error and peak of memory (bytes) of one run."""

    def __init__(self, command, *options):
        arguments = [PROGRAM, "conform", "--json", "--subject", command, *map(str, options)]
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            _, status, used = os.wait4(process.pid, 0)
            self.code = process.returncode = os.waitstatus_to_exitcode(status)
            self.memory = used.ru_maxrss * 1024
            out.seek(0)
            err.seek(0)
            self.out, self.err = out.read().decode(), err.read().decode()
        self.report = json.loads(self.out) if self.out else None

    def standings(self):
        """Standing of every claim by its id."""
        return {claim["id"]: claim["standing"] for claim in self.report["claims"]}

    def whys(self):
        """What the report says of every claim that has no verdict, or of the subject that never answered."""
        if "claims" not in self.report:
            return [self.report["why"]]
        return [claim["why"] for claim in self.report["claims"] if claim["standing"] == "error"]


def is_alive(process_id):
    """Whether a process runs. One that has ended and was not fetched by its parent does not."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()
