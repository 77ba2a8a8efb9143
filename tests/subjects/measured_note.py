"""The last line of proofs-notes/training.md, which says by which programs the rest was measured.

PyTorch's rounding differs between machines, so that the note cannot be measured again and compared. The line has the
digests of the programs and of the text: when one was changed without the other, the note is stale.
"""

import hashlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOTE = HERE.parents[1] / "proofs-notes" / "training.md"
SOURCES = ("prediction_limits.py", "train_on_pairs.py")


def digest(data):
    return hashlib.sha256(data).hexdigest()[:16]


def last_line(text, directory=HERE):
    programs = "; ".join(f"{name} {digest((directory / name).read_bytes())}" for name in SOURCES)
    return f"<!-- measured by {programs}; text {digest(text.encode())} -->\n"


def signed(text, directory=HERE):
    return f"{text}\n{last_line(text, directory)}"


def is_signed(note, directory=HERE):
    """Whether the note is as these programs have written it."""
    text, _, line = note.rpartition("\n<!-- ")
    return f"<!-- {line}" == last_line(text, directory)
