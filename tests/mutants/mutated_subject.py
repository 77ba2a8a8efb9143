"""Deliberately wrong implementations, each a line away from tests/subjects/numpy_subject.py: `mutated_subject.py NAME`.

A mutant is called by its mistake in the catalogue (mistakes.py). It is the claims that must notice, what the judge must
say, and lines of the right program with what stands in their place; the rest of the program is the right one.
"""

import sys

import wrong_descents
import wrong_fields
import wrong_scalars
from source_mutant import RIGHT

FAMILIES = (*wrong_fields.FAMILIES, *wrong_descents.FAMILIES, *wrong_scalars.FAMILIES)
ALL = {name: mutant for family in FAMILIES for name, mutant in family.items()}


if __name__ == "__main__":
    name, dtype = sys.argv[1], "float64"
    sys.argv = [name, dtype]
    sys.path.insert(0, str(RIGHT.parent))
    exec(compile(ALL[name].source(), f"{RIGHT.name} with {name}", "exec"), {"__name__": "__main__"})
