"""A deliberately wrong implementation: lines of tests/subjects/numpy_subject.py with what stands in their place."""

from dataclasses import dataclass
from pathlib import Path

from mistakes import keys_of, what_is_wrong

NOTHING = "no known mistake"
ITSELF = "the mistake of its name"
RIGHT = Path(__file__).resolve().parents[1] / "subjects" / "numpy_subject.py"


@dataclass(frozen=True)
class Mutant:
    mistake: str  # what is wrong, as the catalogue says it
    claims: tuple
    known_as: str  # what the judge says; "" when it knows no such mistake, NOTHING when it must not name one
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
    """{name: mutant} of rows: a name made of keys of the catalogue, what the judge says or ITSELF, and the patches."""
    def said(name, known_as):
        return f"({keys_of(name)[0]}" if known_as == ITSELF else known_as

    return {name: Mutant(what_is_wrong(name), claims, said(name, known_as), patches)
            for name, known_as, *patches in rows}
