"""cite and CITATION.cff: valid, with the version and the digest of the build, and anchors that exist."""

import json
import re
import unittest

from program import INVALID_INPUT, OK, PROGRAM, SOURCE, USAGE, ProgramTest, Run

try:
    import yaml
except ImportError:  # a package of the larger tests
    yaml = None

VERSION = re.search(r"VERSION ([0-9.]+)", (SOURCE / "CMakeLists.txt").read_text().split("project(")[1]).group(1)
# What the schema of the Citation File Format 1.2.0 knows, as far as it is used here.
CFF_KEYS = {"abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords",
            "license", "license-url", "message", "preferred-citation", "references", "repository",
            "repository-artifact", "repository-code", "title", "type", "url", "version"}
CFF_REFERENCE_KEYS = {"authors", "collection-title", "conference", "doi", "end", "identifiers", "start", "title", "type",
                      "url", "volume", "year"}
WINDOW = "Ordering.ConflictWindow"


class CiteTest(ProgramTest):
    def cite(self, *arguments):
        done = Run(["cite", *arguments])
        self.assertEqual((done.code, done.err), (OK, ""))
        return done.out

    def digest(self):
        return self.answer("cite")["sources"]

    def test_every_form_has_the_version_and_the_digest_of_the_sources(self):
        report = self.answer("verify", "--claim", WINDOW, "--cases", "0")
        self.assertEqual(self.digest(), report["sources"])
        for form in "bibtex", "cff", "text":
            for arguments in [[], ["--claim", WINDOW]]:
                text = self.cite("--format", form, *arguments)
                self.assertIn(VERSION, text)
                self.assertIn(report["sources"], text)
                if arguments:
                    self.assertIn(WINDOW, text)
                    self.assertIn("proofs-notes/ordering.md#orderingconflictwindow", re.sub(r"\s+", "", text)
                                  if form == "text" else text)

    def test_the_anchor_of_every_claim_is_a_heading_of_its_note(self):
        for claim in self.answer("claims")["claims"]:
            anchor = self.answer("cite", "--claim", claim["id"])["claim"]["anchor"]
            name, fragment = anchor.split("#")
            headings = re.findall(r"^#+ (.*)$", (SOURCE / name).read_text(encoding="utf-8"), re.MULTILINE)
            self.assertIn(fragment, [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings])

    def test_bibtex_of_every_claim_balances_its_braces_and_names_the_paper(self):
        keys = {}
        for claim in self.answer("claims")["claims"]:
            text = self.cite("--format", "bibtex", "--claim", claim["id"])
            self.assertEqual(text.count("{"), text.count("}"), claim["id"])
            entries = re.findall(r"^@(\w+)\{([^,]+),$", text, re.MULTILINE)
            self.assertEqual(entries[0][0], "software")
            if claim.get("citation"):
                self.assertEqual(entries[1][1], claim["citation"])
            keys[entries[0][1]] = claim["id"]
        self.assertEqual(len(keys), len(self.answer("claims")["claims"]))

    def test_the_citation_file_is_valid(self):
        if yaml is None:
            self.skipTest("python3-yaml is missing")
        written = yaml.safe_load((SOURCE / "CITATION.cff").read_text(encoding="utf-8"))
        self.assertEqual((written["cff-version"], written["type"], written["version"]), ("1.2.0", "software", VERSION))
        self.assertLessEqual({"message", "title", "authors"}, set(written))
        self.assertLessEqual(set(written), CFF_KEYS)
        self.assertLessEqual(set(written["references"][0]), CFF_REFERENCE_KEYS)
        (paper,) = written["references"]
        self.assertEqual((paper["type"], paper["year"], len(paper["authors"])), ("conference-paper", 2024, 7))
        bibliography = (SOURCE / "proofs-notes/references.bib").read_text(encoding="utf-8")
        for author in paper["authors"]:
            self.assertIn(f"{author['family-names']}, {author['given-names']}", bibliography)
        self.assertIn(f"pages     = {{{paper['start']}--{paper['end']}}}", bibliography)
        printed = yaml.safe_load(self.cite("--format", "cff", "--claim", WINDOW))
        self.assertEqual([item["value"] for item in printed.pop("identifiers")], [self.digest(), WINDOW])
        self.assertEqual(printed, written)

    def test_a_report_is_cited_with_its_own_numbers(self):
        report = self.answer("verify", "--claim", "Balance", "--cases", "2", "--seed", "7")
        cited = self.answer("cite", "-", stdin=json.dumps(report))
        self.assertEqual((cited["version"], cited["sources"]), (report["suite"], report["sources"]))
        self.assertEqual(cited["text"], f"4 claims about linear JEPA and MAE were decided by jepa-oracle {VERSION} with "
                                        "seed 7 and 2 random cases per claim: 4 holds.")
        report = self.answer("conform", "--subject", f"{PROGRAM} answer", "--claim", "CriticalTime", "--cases", "1")
        report["claims"][0].update(standing="fails", largest_error={"of_allowance": "0.75", "ulps": "3"})
        judged = [claim for claim in report["claims"] if claim["standing"] != "absent"]
        text = self.answer("cite", "-", stdin=json.dumps(report))["text"]
        self.assertIn(f"it conforms to {len(judged) - 1} of the {len(judged)} claims", text)
        self.assertIn(f"fails: {report['claims'][0]['id']}.", text)
        self.assertIn("The largest error is 0.75 of the tolerance of its number format.", text)
        for part, said in (("4.5e+15", "The largest error is 4.5e+15 times the tolerance of its number format."),
                           ("inf", "The largest error is nonzero where the tolerance is zero.")):
            report["claims"][0]["largest_error"]["of_allowance"] = part
            self.assertIn(said, self.answer("cite", "-", stdin=json.dumps(report))["text"])
        report["claims"][0]["largest_error"]["of_allowance"] = "small"
        self.assertEqual(Run(["cite", "-"], stdin=json.dumps(report)).code, INVALID_INPUT)
        del report["claims"][0]["standing"]
        self.assertEqual(Run(["cite", "-"], stdin=json.dumps(report)).code, INVALID_INPUT)

    def test_bad_arguments(self):
        for option, value in ("--claim", WINDOW), ("--format", "bibtex"):
            done = Run(["cite", "report.json", option, value])
            self.assertEqual((done.code, done.out), (USAGE, ""))
            self.assertIn(f"error: {option}: ", done.err)
        for former in ["--report", "report.json"], ["--report=report.json"]:
            done = Run(["cite", *former])
            self.assertEqual((done.code, done.out), (USAGE, ""))
            self.assertIn("(the report is an argument now: cite REPORT)", done.err)
        done = Run(["cite", "nowhere.json"], cwd=self.directory)
        self.assertEqual((done.code, done.out), (INVALID_INPUT, ""))
        self.assertIn("error: nowhere.json: cannot be opened", done.err)
        self.assert_refused(["cite", "--format", "endnote"], INVALID_INPUT, "--format",
                            'unknown format "endnote"; expected one of bibtex, cff, text')
        self.assertEqual(Run(["cite", "--claim", "Ordering"]).code, USAGE)
        self.assertIn("--claim:", Run(["cite", "--claim", "Nope"]).err)

    def test_a_citation_is_one_json_document(self):
        cited = json.loads(self.cite("--format", "bibtex", "--claim", WINDOW, "--json"))
        self.assertEqual(set(cited), {"version", "sources", "format", "text", "claim"})


if __name__ == "__main__":
    unittest.main()
