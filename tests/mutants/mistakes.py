"""The catalogue of mistakes, reference/src/mistakes/mistakes.json, as the program has it built in."""

import json
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[2] / "reference" / "src" / "mistakes" / "mistakes.json"
MISTAKES = {mistake["key"]: mistake for mistake in json.loads(CATALOGUE.read_text())["mistakes"]}


def keys_of(name):
    """The mistakes of an implementation called "key", "key/variant" or "key+key"."""
    return [part.partition("/")[0] for part in name.split("+")]


def what_is_wrong(name):
    """The clauses of its mistakes; KeyError for one that the catalogue does not have."""
    return ", and ".join(MISTAKES[key]["wrong"] for key in keys_of(name))
