"""The pages and proofs-notes as a reader follows them: every link, anchor, check, mutant and citation is there, nothing
rests on itself, and the generated table is the one that the tool writes. Each of these is broken once, to see that it is
noticed."""

import copy
import json
import re
import subprocess
import sys
import unittest
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

from program import SOURCE, ProgramTest, Run

NOTES = SOURCE / "proofs-notes"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def load_tool():
    loader = SourceFileLoader("write_table", str(NOTES / "write-table"))
    module = module_from_spec(spec_from_loader("write_table", loader))
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


TABLE = load_tool()


def text_of(path):
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def without_code(markdown):
    markdown = re.sub(r"^```.*?^```$", "", markdown, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", markdown)


def anchors_of(markdown):
    """As GitHub makes them of headings."""
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
            for heading in re.findall(r"^#+ +(.*?)\s*$", markdown, re.MULTILINE)}


def dead_links(directory, name, markdown):
    """Links of a page that lead to no file, or to no heading of it."""
    for target in LINK.findall(without_code(markdown)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, fragment = target.partition("#")
        path = (directory / file) if file else directory / name
        if not path.exists():
            yield f"{name}: {target} leads nowhere"
        elif fragment and fragment not in anchors_of(text_of(path) if file else markdown):
            yield f"{name}: {target} names no heading"


def mutants():
    """Names of the mutants that the sources define."""
    found = set()
    for path in (SOURCE / "properties/mutants").glob("*.cpp"):
        found |= set(re.findall(r'"([a-z0-9]+(?:[-/+][a-z0-9]+)*)"', text_of(path)))
    return found


def retired_problems(retired, claims):
    ids = [claim["id"] for claim in [*claims, *retired]]
    for old in retired:
        name = old["id"]
        if ids.count(name) > 1:
            yield f"{name} is used again"
        note, _, fragment = old["note"].partition("#")
        if fragment not in anchors_of(text_of(SOURCE / note)):
            yield f"{name}: no note {old['note']}"
        if not old["replaced_by"]:
            yield f"{name}: nothing replaces it"
        unknown = [new for new in old["replaced_by"] if new not in ids or new == name]
        yield from (f"{name}: replaced by no claim {new}" for new in unknown)


def problems(claims, bibliography, known_mutants):
    ids = [claim["id"] for claim in claims]
    for claim in claims:
        name = claim["id"]
        if ids.count(name) > 1:
            yield f"duplicate claim {name}"
        note, _, fragment = claim["note"].partition("#")
        if fragment not in anchors_of(text_of(SOURCE / note)):
            yield f"{name}: no note {claim['note']}"
        if f'"{name}"' not in text_of(SOURCE / claim["check"]):
            yield f"{name}: no check in {claim['check']}"
        if not claim["mutants"] and claim["expects"] != "refuted":
            yield f"{name}: no mutant"
        yield from (f"{name}: no mutant {mutant}" for mutant in claim["mutants"] if mutant not in known_mutants)
        yield from (f"{name}: rests on no claim {used}" for used in claim["uses"] if used not in ids)
        if claim.get("citation") and f"{{{claim['citation']}," not in bibliography:
            yield f"{name}: no citation {claim['citation']}"
    if all(used in ids for claim in claims for used in claim["uses"]):
        try:
            TABLE.layers(claims)
        except ValueError as error:
            yield str(error)


class RegistryLinksTest(ProgramTest):
    def setUp(self):
        super().setUp()
        registry = json.loads(text_of(NOTES / "claims.json"))
        self.claims, self.retired = registry["claims"], registry["retired"]
        self.bibliography = text_of(NOTES / "references.bib")

    def problems(self, claims):
        return list(problems(claims, self.bibliography, mutants()))

    def test_everything_that_the_registry_names_is_there(self):
        self.assertEqual(self.problems(self.claims), [])

    def test_whatever_is_missing_is_noticed(self):
        first = next(i for i, claim in enumerate(self.claims) if claim["uses"] and claim.get("citation"))
        for key, value, said in [
            ("note", "proofs-notes/ordering.md#nothing", "no note"),
            ("note", "proofs-notes/nothing.md#nothing", "no note"),
            ("check", "properties/suite/draw.cpp", "no check"),
            ("mutants", ["no-such-mutant"], "no mutant no-such-mutant"),
            ("uses", ["Ordering.Nothing"], "rests on no claim"),
            ("uses", [self.claims[first]["id"]], "a cycle"),
            ("citation", "nobody1999", "no citation"),
            ("id", self.claims[first - 1]["id"], "duplicate claim"),
        ]:
            claims = copy.deepcopy(self.claims)
            claims[first][key] = value
            with self.subTest(key=key, value=value):
                self.assertIn(said, "\n".join(self.problems(claims)))

    def test_a_retired_claim_keeps_its_name_and_note_and_something_replaces_it(self):
        self.assertEqual(list(retired_problems(self.retired, self.claims)), [])
        old = {"id": "Ordering.Old", "note": "proofs-notes/ordering.md#orderingconflictwindow", "version": "0.0.9",
               "why": "one end was closed", "replaced_by": ["Ordering.ConflictWindow"]}
        self.assertEqual(list(retired_problems([old], self.claims)), [])
        for key, value, said in [
            ("id", "Ordering.ConflictWindow", "is used again"),
            ("note", "proofs-notes/ordering.md#orderingold", "no note"),
            ("replaced_by", [], "nothing replaces it"),
            ("replaced_by", ["Ordering.Nothing"], "replaced by no claim"),
            ("replaced_by", ["Ordering.Old"], "replaced by no claim"),
        ]:
            with self.subTest(key=key, value=value):
                self.assertIn(said, "\n".join(retired_problems([{**old, key: value}], self.claims)))
        record = json.loads(text_of(NOTES / "verified.json"))
        text = TABLE.section(self.claims, record, [old])
        self.assertIn("- [Ordering.Old](ordering.md#orderingconflictwindow), last checked by version 0.0.9: one end "
                      "was closed. Replaced by [Ordering.ConflictWindow](ordering.md#orderingconflictwindow).", text)

    def test_a_claim_that_says_something_else_is_not_verified_under_its_old_name(self):
        record = json.loads(text_of(NOTES / "verified.json"))
        self.assertEqual(TABLE.changed(self.claims, record), [])
        claims = copy.deepcopy(self.claims)
        claims[3]["statement"] += " And more."
        self.assertEqual(TABLE.changed(claims, record), [claims[3]["id"]])
        copied = self.directory / "proofs-notes"
        copied.mkdir()
        for name in "write-table", "README.md", "verified.json":
            (copied / name).write_text(text_of(NOTES / name))
        (copied / "claims.json").write_text(json.dumps({"claims": claims, "retired": []}))
        seen = {"verdict": "holds", "evidence": "exact", "cases": 1}
        report = {"format": "jepa-oracle/report/1", "suite": "0", "seed": 1, "cases": 0,
                  "claims": [{"id": claim["id"], **seen} for claim in claims]}
        (self.directory / "report.json").write_text(json.dumps(report))
        command = [sys.executable, "-B", copied / "write-table", self.directory / "report.json"]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{claims[3]['id']} says something else", done.stderr)
        self.assertEqual(text_of(copied / "verified.json"), text_of(NOTES / "verified.json"))
        done = subprocess.run([*command, "--reworded", claims[3]["id"]], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(TABLE.changed(claims, json.loads(text_of(copied / "verified.json"))), [])

    def test_links_of_all_pages_lead_somewhere(self):
        pages = [page for page in SOURCE.rglob("*.md")
                 if not any(part.startswith((".", "build", "venv")) for part in page.relative_to(SOURCE).parts)]
        names = {str(page.relative_to(SOURCE)) for page in pages}
        self.assertLessEqual({"README.md", "CONTRIBUTING.md", "docs/cite.md", "proofs-notes/coq/README.md"}, names)
        for page in pages:
            with self.subTest(page=page.relative_to(SOURCE)):
                self.assertEqual(list(dead_links(page.parent, page.name, text_of(page))), [])

    def test_a_dead_link_is_noticed(self):
        self.assertEqual(list(dead_links(NOTES, "x.md", "[a](ordering.md) [b](https://example.org) `[c](no.md)`")), [])
        for text in "[a](nothing.md)", "[a](ordering.md#nothing)", "[a](#nothing)":
            self.assertEqual(len(list(dead_links(NOTES, "x.md", text))), 1, text)

    def test_the_table_is_what_the_tool_writes(self):
        done = subprocess.run([sys.executable, "-B", NOTES / "write-table", "--check"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_what_is_stale_is_noticed(self):
        record = json.loads(text_of(NOTES / "verified.json"))
        self.assertEqual(list(TABLE.stale(self.claims, record)), [])
        for key, value in [("statement", "Something else."), ("hypotheses", []), ("expects", "?"), ("id", "New.Claim")]:
            claims = copy.deepcopy(self.claims)
            claims[0][key] = value
            self.assertTrue(list(TABLE.stale(claims, record)), key)
        self.assertTrue(list(TABLE.stale(self.claims[1:], record)))
        page = text_of(NOTES / "README.md")
        self.assertEqual(TABLE.with_section(page, TABLE.section(self.claims, record, self.retired)), page)
        record["claims"][self.claims[0]["id"]]["verdict"] = "fails"
        self.assertNotEqual(TABLE.with_section(page, TABLE.section(self.claims, record, self.retired)), page)

    def test_verdicts_are_those_of_the_program(self):
        record = json.loads(text_of(NOTES / "verified.json"))["claims"]
        names = ["Ordering.ConflictWindow", "Misreading.InvertedBracket", "Balance"]
        arguments = [word for name in names for word in ("--claim", name)]
        for claim in json.loads(Run(["verify", "--cases", "2", "--json", *arguments]).out)["claims"]:
            kept = record[claim["id"]]
            self.assertEqual((kept["verdict"], kept["evidence"]), (claim["verdict"], claim["evidence"]))


if __name__ == "__main__":
    unittest.main()
