"""What the program writes: valid against the schemas, the same every time, whole or not at all."""

import hashlib
import json
import os
import re
import struct
from fractions import Fraction

import jsonschema
import pytest
from conftest import FAMILIES, SOURCE, run_program, cases_of

SCHEMAS = SOURCE / "tests" / "vectors" / "schemas"


def validator(vectors, family):
    """Reads the schemas that were written, as a user of the files would."""
    path = vectors / "schemas" / f"{family}.schema.json"
    schema = json.loads(path.read_text())
    resolver = jsonschema.RefResolver(path.as_uri(), schema)
    return jsonschema.Draft202012Validator(schema, resolver=resolver)


def files_of(directory):
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_every_family_and_every_schema_is_there(vectors):
    names = {f"{family}.json" for family in FAMILIES}
    names |= {f"schemas/{family}.schema.json" for family in [*FAMILIES, "common", "family"]}
    assert set(files_of(vectors)) == names


def test_the_schemas_are_those_of_the_repository(vectors):
    written = {path.name: path.read_text() for path in (vectors / "schemas").iterdir()}
    assert written == {path.name: path.read_text() for path in SCHEMAS.iterdir()}


@pytest.mark.parametrize("path", sorted(SCHEMAS.iterdir()), ids=lambda path: path.name)
def test_a_schema_is_one_and_leaves_no_object_open(path):
    schema = json.loads(path.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)

    def look(node):
        if isinstance(node, dict):
            if node.get("type") == "object":
                closed = node.get("additionalProperties")
                assert closed is False or isinstance(closed, dict), node
            for item in node.values():
                look(item)
        elif isinstance(node, list):
            for item in node:
                look(item)

    look(schema)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_file_is_valid(vectors, documents, family):
    checker = validator(vectors, family)
    errors = [f"{error.json_path}: {error.message}"[:300] for error in checker.iter_errors(documents[family])]
    assert errors == []


@pytest.mark.parametrize("family", FAMILIES)
def test_the_schema_notices_what_does_not_belong(vectors, documents, family):
    checker = validator(vectors, family)

    def spoilt(change):
        document = json.loads(json.dumps(documents[family]))
        change(document)
        return not checker.is_valid(document)

    def first(document):
        return document["groups"][0]["tests"][0]

    assert spoilt(lambda document: document.update(note="more"))
    assert spoilt(lambda document: document["groups"][0].update(note="more"))
    assert spoilt(lambda document: first(document).update(note="more"))
    assert spoilt(lambda document: first(document)["input"].update(note="more"))
    assert spoilt(lambda document: first(document).update(id="x"))
    assert spoilt(lambda document: first(document).pop("flags"))


@pytest.mark.parametrize("family", FAMILIES)
def test_flags_and_counts_are_right(documents, family):
    document = documents[family]
    tests = cases_of(document)
    assert document["number_of_tests"] == len(tests)
    used = {flag for test in tests for flag in test["flags"]}
    assert used == set(document["flags"])
    for test in tests:
        assert set(test.get("mistaken", {})) <= set(test["flags"])
    known = set(re.findall(r'"id": "([^"]*)"', (SOURCE / "proofs-notes" / "claims.json").read_text()))
    assert {claim for group in document["groups"] for claim in group["claims"]} <= known


def test_ids_follow_from_family_and_input_alone(documents):
    """Whatever is added, left out, moved or said otherwise: the id can be computed from the test itself."""
    seen = set()
    for family, document in documents.items():
        for test in cases_of(document):
            given = json.dumps(test["input"], sort_keys=True, separators=(",", ":"))
            value = 14695981039346656037  # FNV-1a
            for byte in f"{family} {test.get('function', '')} {given}".encode():
                value = (value ^ byte) * 1099511628211 % 2**64
            assert test["id"] == f"{family}-{value:016x}"
            seen.add(test["id"])
    assert len(seen) == sum(document["number_of_tests"] for document in documents.values())


def test_results_are_those_of_before(documents):
    """A new version changes them only where "Vectors changed" in CHANGELOG.md says so; then digests.json, too."""

    def digest(document):
        results = [[test["id"], test.get("expected"), test.get("mistaken")] for test in cases_of(document)]
        return hashlib.sha256(json.dumps(results, sort_keys=True).encode()).hexdigest()

    before = json.loads((SOURCE / "tests" / "vectors" / "digests.json").read_text())
    assert {family: digest(document) for family, document in documents.items()} == before


def numbers_in(value):
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("objective", "time", "name"):
                yield from numbers_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers_in(item)
    else:
        yield Fraction(value)


@pytest.mark.parametrize("family", [family for family in FAMILIES if not family.endswith("invalid")])
def test_inputs_are_exact_in_float32(documents, family):
    for test in cases_of(documents[family]):
        for number in numbers_in(test["input"]):
            assert Fraction(struct.unpack("f", struct.pack("f", float(number)))[0]) == number, test["id"]


def enclosures_in(value):
    if isinstance(value, dict):
        if "lower" in value:
            yield value
        else:
            for item in value.values():
                yield from enclosures_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from enclosures_in(item)


def test_enclosures_have_sixty_digits(documents):
    count = 0
    for document in documents.values():
        for test in cases_of(document):
            for enclosure in enclosures_in(test.get("expected")):
                lower, value, upper = (Fraction(enclosure[key]) for key in ("lower", "value", "upper"))
                half = abs(value) * Fraction(1, 2 * 10**59)  # half a unit of the last of 60 digits, at most
                assert lower <= value + half and value - half <= upper and upper - lower <= 2 * half
                count += 1
    assert count > 200


def test_twice_the_same_bytes(vectors, tmp_path):
    assert run_program("vectors", "--output", tmp_path / "again/").returncode == 0
    assert files_of(tmp_path / "again") == files_of(vectors)


def test_an_empty_directory_is_filled(vectors, tmp_path):
    assert run_program("vectors", "--output", tmp_path).returncode == 0
    assert files_of(tmp_path) == files_of(vectors)


def test_what_is_there_is_never_replaced(tmp_path):
    (tmp_path / "kept").write_text("mine")
    file = tmp_path / "file"
    file.write_text("mine too")
    before = files_of(tmp_path)
    for target in (tmp_path, file):
        done = run_program("vectors", "--output", target)
        message = "exists and is not an empty directory: vectors are written to a new or empty directory"
        assert (done.returncode, done.stdout, done.stderr) == (3, "", f"error: {target}: {message}\n")
    assert files_of(tmp_path) == before


def test_a_link_to_nothing_is_refused(tmp_path):
    target = tmp_path / "vectors"
    target.symlink_to(tmp_path / "nowhere")
    done = run_program("vectors", "--output", target)
    message = "is a broken link: vectors are written to a new or empty directory"
    assert (done.returncode, done.stdout, done.stderr) == (3, "", f"error: {target}: {message}\n")
    assert os.listdir(tmp_path) == ["vectors"] and target.is_symlink()


def test_nothing_is_left_where_nothing_can_be_written(tmp_path):
    target = tmp_path / "missing" / "vectors"
    done = run_program("vectors", "--output", target, "--json")
    assert (done.returncode, done.stdout) == (3, "")
    error = json.loads(done.stderr)["error"]
    assert (error["kind"], error["where"]) == ("output", str(target))
    assert os.listdir(tmp_path) == []


def test_without_a_directory_the_families_are_listed(documents):
    listed = json.loads(run_program("vectors", "--json").stdout)
    assert listed["directory"] is None
    found = {entry["family"]: (entry["number_of_tests"], entry["flags"]) for entry in listed["families"]}
    assert found == {family: (doc["number_of_tests"], doc["flags"]) for family, doc in documents.items()}
