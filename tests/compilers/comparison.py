"""`comparison.py ONE OTHER` compares two reports of `jepa-oracle verify`, byte by byte, but for the block `run`.

Both are directories that `--report` has written, by programs of different compilers. Beside report.json, what came
came out, attestation.json is compared, since it has the digest of every case: other cases often have the same ranges.
"""

import json
import sys
from itertools import zip_longest
from pathlib import Path

REPORT, ATTESTATION = "report.json", "attestation.json"
RUN = b'\n  "run": {\n'  # the last member of a report
NOTHING = "nothing"


def without_run(data):
    """A report without its block `run`: the bytes before it, and the end of the document.

    @raises ValueError if that block is not the last member, so that cutting it off would hide more than itself
    """
    if list(json.loads(data))[-1] != "run" or data.count(RUN) != 1:
        raise ValueError('"run" is not the last member of the report')
    return data[:data.index(RUN)].removesuffix(b",") + b"\n}\n"


def compiler(data):
    return json.loads(data)["run"]["compiler"]


def exact(data):
    """A document whose numbers are kept as text: 1.0 is not 1."""
    return json.loads(data, parse_int=lambda text: ("number", text), parse_float=lambda text: ("number", text))


def name_of(place, entry):
    """[i] of a list; of a claim its id, which says more, and of what else has a name, that."""
    names = [entry.get("id"), entry.get("name")] if isinstance(entry, dict) else []
    return f"[{next((name for name in names if isinstance(name, str)), place)}]"


def difference_of(one, other, where=""):
    """Where two documents differ first, and what stands there; None if they do not."""
    if isinstance(one, dict) and isinstance(other, dict):
        if list(one) != list(other):
            return f"{where}: the keys are {list(one)} and {list(other)}"
        parts = ((f"{where}.{key}".lstrip("."), one[key], other[key]) for key in one)
    elif isinstance(one, list) and isinstance(other, list):
        pairs = zip_longest(one, other, fillvalue=NOTHING)
        parts = ((where + name_of(place, a), a, b) for place, (a, b) in enumerate(pairs))
    else:
        text_of = [value[1] if isinstance(value, tuple) else json.dumps(value) for value in (one, other)]
        return None if one == other else f"{where}: {text_of[0]} and {text_of[1]}"
    return next(filter(None, (difference_of(a, b, place) for place, a, b in parts)), None)


def difference_of_bytes(one, other):
    """The same of two files that hold JSON; what means the same in other bytes differs too."""
    if one == other:
        return None
    first = next((place for place, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return difference_of(exact(one), exact(other)) or f"only the text differs, from byte {first} on"


def read(directory):
    return {name: Path(directory, name).read_bytes() for name in (REPORT, ATTESTATION)}


def comparison(one, other):
    """What is wrong with two reports, as read, that should be the same but for the run; None if nothing is."""
    compilers = compiler(one[REPORT]), compiler(other[REPORT])
    if compilers[0] == compilers[1]:
        return f"both programs were built by {compilers[0]}: nothing was compared"
    for name in REPORT, ATTESTATION:
        pair = [files[name] for files in (one, other)]
        found = difference_of_bytes(*(map(without_run, pair) if name == REPORT else pair))
        if found:
            return f"{name} by {compilers[0]} and by {compilers[1]}: {found}"
    return None


if __name__ == "__main__":
    reports = [read(directory) for directory in sys.argv[1:3]]
    wrong = comparison(*reports)
    if wrong:
        sys.exit(wrong)
    one, other = (report[REPORT] for report in reports)
    print(f"{compiler(one)} and {compiler(other)} report the same of {len(json.loads(one)['claims'])} claims, "
          f"{len(without_run(one))} bytes")
