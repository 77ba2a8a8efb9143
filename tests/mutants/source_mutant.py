"""A deliberately wrong implementation: lines of tests/subjects/numpy_subject.py with what stands in their place."""

from dataclasses import dataclass
from pathlib import Path

NOTHING = "no known mistake"
RIGHT = Path(__file__).resolve().parents[1] / "subjects" / "numpy_subject.py"


@dataclass(frozen=True)
class Mutant:
    mistake: str
    claims: tuple
    known_as: str  # what the judge says; "" when no known mistake is the same, NOTHING when it must not name one
    patches: tuple  # of (line, lines in its place)

    def source(self):
        """The whole wrong program."""
        text = RIGHT.read_text()
        for right, wrong in self.patches:
            if text.count(right) != 1:
                raise ValueError(f"{right!r} stands {text.count(right)} times in {RIGHT.name}")
            text = text.replace(right, wrong)
        return text


def mutants(claims, *rows):
    return {name: Mutant(mistake, claims, known_as, patches) for name, mistake, known_as, *patches in rows}
