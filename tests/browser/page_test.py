"""report.html as a reader meets it: it opens without an error and asks for nothing, filters work with the keyboard,
links resolve, colours have contrast, nothing is wider than the window, nothing moves."""

import base64
import json
import os
import re
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib
from pathlib import Path

from browser import Browser

PROGRAM = os.environ["JEPA_ORACLE_PROGRAM"]
WIDTHS = [360, 768, 1280, 1600]
PAPERS = [703, 725]  # A4 and letter, less the margins of page.css

# The contrast ratio of WCAG 2 between the text of every element that has any and what lies behind it.
CONTRASTS = """
(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
      .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const grounds = new Map([[null, [255, 255, 255]]]);
  const behind = (element) => {
    if (!grounds.has(element)) {
      const ground = numbers(getComputedStyle(element).backgroundColor);
      const covers = ground.length === 3 || ground[3] === 1;
      grounds.set(element, covers ? ground : behind(element.parentElement));
    }
    return grounds.get(element);
  };
  const poor = {};
  for (const element of document.querySelectorAll('body :not(script)')) {
    if (element.closest('svg') || ![...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const pair = [light(numbers(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < 4.5) poor[element.tagName + '.' + element.className] = ratio;
  }
  return poor;
})()
"""


def make_report(where):
    """A report of every claim: that which other tests read too, or one of its own where there is none."""
    given = os.environ.get("JEPA_ORACLE_REPORT")
    if given:
        for name in "report.json", "report.html":
            shutil.copy(Path(given, name), where)
        return
    done = subprocess.run([PROGRAM, "verify", "--cases", "0", "--report", where], capture_output=True, text=True,
                          timeout=800)
    assert done.returncode in (0, 4), done.stderr  # so few cases leave a kind of case unseen


def colours_of(png):
    """How many different values the bytes of a PNG's rows have: a blank page has very few."""
    data, place = b"", 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place:place + 4])
        if png[place + 4:place + 8] == b"IDAT":
            data += png[place + 8:place + 8 + length]
        place += 12 + length
    return len(set(zlib.decompress(data)))


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.where = Path(scratch.name)
        make_report(str(cls.where))
        cls.report = json.loads((cls.where / "report.json").read_text(encoding="utf-8"))
        cls.page = cls.where / "report.html"
        cls.is_untouched = False
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def open(self, **how):
        """The page anew, as a reader opens it."""
        PageTest.is_untouched = False
        self.browser.logged.clear()
        self.browser.requested.clear()
        self.browser.open(self.page, **how)

    def look_at(self):
        """The page for a test that only looks at it: what the last such test has opened, where nothing came between."""
        if not self.is_untouched:
            self.open()
            PageTest.is_untouched = True

    def shown(self):
        return self.browser.run("[...document.querySelectorAll('#claims tbody tr')].filter((r) => r.offsetParent)"
                                ".map((r) => r.querySelector('.id').textContent)")

    def set(self, name, value):
        self.browser.run(f"(() => {{ const e = document.getElementById('filters').elements[{json.dumps(name)}];"
                         f"e.value = {json.dumps(value)}; e.dispatchEvent(new Event('input', {{bubbles: true}})); }})()")

    def test_it_opens_without_errors_and_asks_for_nothing_else(self):
        self.open()
        self.assertEqual(self.browser.logged, [])
        self.assertEqual([url for url in self.browser.requested if not url.startswith("data:")],
                         [f"file://{self.page}"])
        self.assertEqual(self.browser.run("document.title"), f"jepa-oracle: {self.report['verdict']}")

    def test_an_error_in_a_page_would_be_seen(self):
        broken = self.where / "broken.html"
        broken.write_text(self.page.read_text(encoding="utf-8").replace("'use strict';", "nothing.here();"))
        PageTest.is_untouched = False
        self.browser.logged.clear()
        self.browser.open(broken)
        self.assertNotEqual(self.browser.logged, [])

    def test_filters_leave_the_claims_that_match(self):
        self.open()
        claims = self.report["claims"]
        self.assertEqual(self.shown(), [claim["id"] for claim in claims])
        for name, value, wanted in [
            ("verdict", "refuted", lambda claim: claim["verdict"] == "refuted"),
            ("family", "Ordering", lambda claim: claim["id"].startswith("Ordering.")),
            ("evidence", "formal", lambda claim: "theorems" in claim),
            ("words", "conflict window", lambda claim: claim["id"] == "Ordering.ConflictWindow"),
            ("words", "no such claim", lambda claim: False),
        ]:
            with self.subTest(name=name, value=value):
                self.set(name, value)
                expected = [claim["id"] for claim in claims if wanted(claim)]
                if name == "words" and expected:
                    self.assertIn(expected[0], self.shown())
                    self.assertLess(len(self.shown()), len(claims) // 4)
                else:
                    self.assertEqual(self.shown(), expected)
                self.assertEqual(self.browser.run("document.getElementById('shown').textContent"),
                                 f"{len(self.shown())} of {len(claims)} claims")
                self.set(name, "")
        self.assertEqual(len(self.shown()), len(claims))

    def test_filters_work_with_the_keyboard_alone(self):
        self.open()
        for _ in range(200):
            self.browser.press("Tab")
            if self.browser.run("document.activeElement.name") == "words":
                break
        self.assertEqual(self.browser.run("document.activeElement.name"), "words")
        self.assertEqual(self.browser.run("getComputedStyle(document.activeElement).outlineStyle"), "solid")
        self.browser.call("Input.insertText", text="misreading.")
        self.assertEqual({name.split(".")[0] for name in self.shown()}, {"Misreading"})
        for _ in range(4):
            self.browser.press("Tab")
        self.browser.press("Enter")  # "Show all"
        self.browser.run("new Promise((resolve) => setTimeout(resolve, 50))")
        self.assertEqual(len(self.shown()), len(self.report["claims"]))

    def test_every_link_resolves_and_no_name_stands_twice(self):
        text = self.page.read_text(encoding="utf-8")
        names = re.findall(r'\sid="([^"]*)"', text)
        self.assertEqual(len(names), len(set(names)))
        targets = re.findall(r'href="([^"]*)"', text)
        self.assertGreater(len(targets), 200)
        for target in targets:
            self.assertTrue(target == "data:," or target.startswith("https://") or target[1:] in names, target)
        self.look_at()
        dead = self.browser.run("[...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.getAttribute('href'))"
                                ".filter((h) => !document.getElementById(decodeURIComponent(h.slice(1))))")
        self.assertEqual(dead, [])

    def test_every_claim_leads_to_its_proof_typeset(self):
        self.look_at()
        for claim in self.report["claims"]:
            anchor = "note-" + claim["note"].removeprefix("proofs-notes/").replace(".md#", "-")
            self.assertEqual(self.browser.run(f"document.getElementById('{anchor}').textContent"), claim["id"])
        sizes = self.browser.run("[...document.querySelectorAll('#notes math')].map((m) => m.getBoundingClientRect())"
                                 ".map((r) => Math.min(r.width, r.height))")
        self.assertGreater(len(sizes), 500)
        self.assertGreater(min(sizes), 0)

    def test_statements_are_typeset_and_still_found_by_their_plain_words(self):
        self.open()
        said = self.browser.run("[...document.querySelectorAll('.said > p:first-child, .said > ul')].map((e) => e.textContent)")
        self.assertGreater(len(said), len(self.report["claims"]))
        for text in said:
            self.assertNotRegex(text, r"\^|\b(lambda|rho|sigma|epsilon)\b|[<>]=|->")
        self.set("words", "equal lambda the larger rho")
        self.assertIn("Ordering.JepaRhoBoundary", self.shown())
        self.set("words", "")

    def test_a_claim_in_the_graph_shows_its_lines(self):
        self.open()
        lit = "[...document.querySelectorAll('.edge.lit')].map((e) => e.dataset.ends)"
        self.assertEqual(self.browser.run(lit), [])
        self.browser.run("document.querySelector('.node[data-id=\"Ordering.GreedyRank\"]').focus()")
        uses = next(claim["uses"] for claim in self.report["claims"] if claim["id"] == "Ordering.GreedyRank")
        self.assertEqual(sorted(self.browser.run(lit)), sorted(f"{used} Ordering.GreedyRank" for used in uses))
        self.browser.run("document.activeElement.blur()")
        self.assertEqual(self.browser.run(lit), [])

    def test_the_sections_stay_in_reach_and_cover_nothing(self):
        self.open()
        self.browser.run("document.getElementById('plots').scrollIntoView()")
        top, bottom = self.browser.run("(({top, bottom}) => [top, bottom])(document.querySelector('nav')"
                                       ".getBoundingClientRect())")
        self.assertEqual(top, 0)
        self.assertGreaterEqual(self.browser.run("document.getElementById('plots').getBoundingClientRect().top"),
                                bottom - 1)

    def test_nothing_is_wider_than_the_window_and_nothing_moves(self):
        for width in WIDTHS:
            with self.subTest(width=width):
                self.open(width=width)
                self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), width)
                moved = self.browser.run(
                    "new Promise((resolve) => { let sum = 0; new PerformanceObserver((list) => {"
                    "for (const e of list.getEntries()) sum += e.value; }).observe({type: 'layout-shift', "
                    "buffered: true}); setTimeout(() => resolve(sum), 300); })")
                self.assertEqual(moved, 0)

    def test_text_has_contrast_in_the_light_and_in_the_dark(self):
        grounds = set()
        for dark in False, True:
            self.open(dark=dark)
            self.assertEqual(self.browser.run(CONTRASTS), {}, f"dark: {dark}")
            grounds.add(self.browser.run("getComputedStyle(document.body).backgroundColor"))
        self.assertEqual(len(grounds), 2)

    def test_on_paper_everything_is_there_but_the_controls(self):
        self.open()
        self.browser.look(800, medium="print")
        self.assertTrue(self.browser.run("document.getElementById('filters').offsetParent === null"))
        self.assertTrue(self.browser.run("[...document.querySelectorAll('.claim, .note')].every((e) => e.offsetHeight)"))
        self.browser.look(1280)

    def test_on_paper_nothing_is_cut_and_the_ground_is_white(self):
        self.open(dark=True)
        for width in PAPERS:
            self.browser.look(width, dark=True, medium="print")
            self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), width)
            cut = self.browser.run("[...document.querySelectorAll('main math, main pre, main p, main table')].filter((e) =>"
                                   " e.clientWidth && e.scrollWidth > e.clientWidth + 1 &&"
                                   " getComputedStyle(e).overflowX !== 'visible').map((e) => e.textContent)")
            self.assertEqual(cut, [])
            ground = self.browser.run("getComputedStyle(document.body).backgroundColor")
            self.assertEqual(ground, "rgb(255, 255, 255)")
        self.browser.look(1280)

    def test_an_id_breaks_between_its_words_only(self):
        self.open()
        pieces = self.browser.run("[...document.querySelectorAll('#claims td .id')].map((e) =>"
                                  " [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data))")
        self.assertEqual([claim["id"] for claim in self.report["claims"]], ["".join(words) for words in pieces])
        for word in (word for words in pieces for word in words):
            self.assertRegex(word, r"\A[A-Z][a-z]*\.?\Z")

    def test_a_screenshot_shows_something(self):
        keep = os.environ.get("SCREENSHOTS")
        for width in WIDTHS[0], WIDTHS[-1]:
            self.open(width=width)
            for dark in False, True:
                self.browser.look(width, dark)
                for part in "main", "graph", "plots", "statements", "note-ordering":
                    self.browser.run(f"document.getElementById('{part}')?.scrollIntoView()")
                    png = base64.b64decode(self.browser.screenshot())
                    self.assertEqual(struct.unpack(">II", png[16:24]), (width, 900))
                    self.assertGreater(colours_of(png), 20)
                    if keep:
                        Path(keep, f"{part}-{width}-{'dark' if dark else 'light'}.png").write_bytes(png)


if __name__ == "__main__":
    unittest.main()
