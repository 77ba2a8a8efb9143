"""Reports as files: where their parts are, whether they are valid, and of which sources they speak."""

import hashlib
import json
import os
import unittest

from program import SOURCE

try:
    import jsonschema
except ImportError:  # a package of the larger tests
    jsonschema = None

SCHEMAS = SOURCE / "properties" / "schemas"
PARTS = ["REPORT.md", "attestation.json", "report.html", "report.json"]

# The reference, with one more word for its version, and with critical times that are `sys.argv[2]` times as long.
ALTERED_REFERENCE = """
import json, subprocess, sys
from fractions import Fraction
reference = subprocess.Popen([sys.argv[1], "answer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
for line in sys.stdin:
    reference.stdin.write(line)
    reference.stdin.flush()
    response = json.loads(reference.stdout.readline(), parse_float=str)
    result = response.get("result", {})
    if "version" in result:
        result["version"] += " " + sys.argv[3]
    if "time" in result:
        result["time"] = str(Fraction(sys.argv[2]) * Fraction(result["time"]))
    print(json.dumps(response), flush=True)
"""


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def source_digest():
    """As properties/evidence/source_digest.cmake says, from the files of the tree."""
    files = ["CITATION.cff", "CMakeLists.txt"]
    for name in ["proofs-notes", "properties", "reference", "tests/regressions", "tests/vectors/schemas"]:
        for path in (SOURCE / name).rglob("*"):
            relative = path.relative_to(SOURCE).as_posix()
            hidden = any(part.startswith(".") or part == "__pycache__" for part in relative.split("/"))
            if path.is_file() and not hidden and not relative.endswith(("~", ".pyc")):
                files.append(relative)
    lines = [f"{sha256((SOURCE / name).read_bytes())}  {name}\n" for name in sorted(files, key=os.fsencode)]
    return sha256("".join(lines).encode())


def schema_checker(schema):
    """A validator of one of our schemas; the test is skipped where nothing can validate."""
    if jsonschema is None:
        raise unittest.SkipTest("python3-jsonschema is missing")
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text()))


def assert_valid(test, document, schema):
    errors = schema_checker(schema).iter_errors(document)
    test.assertEqual([f"{error.json_path}: {error.message}"[:300] for error in errors], [])
