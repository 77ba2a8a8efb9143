"""Subjects that break the protocol, each in one way: `hostile_subject.py MODE DIRECTORY`. Without arguments: the modes."""

import os
import sys

import hostile
from hostile import descriptions, ending, lines, responses, results, standard_error  # noqa: F401  (they add their modes)

if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(*hostile.MODES, sep="\n")
        sys.exit()
    (hostile.directory() / f"subject.{os.getpid()}").touch()
    hostile.MODES[sys.argv[1]]()
