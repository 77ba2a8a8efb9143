"""Pictures of `analyze`: what they say is what the tables say, and it can be read."""

import json
import random
import re
import shutil
import unittest
from xml.etree import ElementTree

from pair_files import DATA, START, AnalyzeTest, npy, sample
from program import OK, Run

SVG = "{http://www.w3.org/2000/svg}"
LETTER = 0.55  # mean width of a letter of a sans-serif font, as a share of its size


class Text:
    """A text of a picture: what it says, and the box it fills."""

    def __init__(self, group):
        text = group.find(f"{SVG}text")
        self.words = "".join(text.itertext()).strip()
        place = re.match(r"translate\(([-\d.]+),([-\d.]+)\)(?: rotate\(([-\d.]+)\))?", group.get("transform"))
        x, y = float(place[1]), float(place[2])
        size = float(group.get("font-size") or 12)
        long = LETTER * size * len(self.words)
        start = {"start": 0, "middle": -long / 2, "end": -long}[group.get("text-anchor") or "start"]
        box = [x + start, y - 0.75 * size, x + start + long, y]  # letters stand on the line y
        if place[3]:  # turned, to be read from below
            box = [x - 0.75 * size, y - start - long, x, y - start]
        self.box = box

    def overlaps(self, other):
        a, b = self.box, other.box
        return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def texts_of(picture):
    groups = ElementTree.fromstring(picture).iter(f"{SVG}g")
    texts = [Text(group) for group in groups if group.find(f"{SVG}text") is not None and group.get("transform")]
    # A label with a box is drawn twice at one place: to be measured, and over its box.
    return list({(text.words, *text.box): text for text in texts}.values())


@unittest.skipUnless(shutil.which("gnuplot"), "no gnuplot")
class PictureTest(AnalyzeTest):
    def picture(self, *arguments, name="picture.svg"):
        path = self.directory / name
        run = Run(["analyze", *map(str, arguments), "--plot", str(path), "--json"])
        self.assertEqual((run.code, run.err), (OK, ""))
        return json.loads(run.out), path.read_bytes()

    def eleven_features(self):
        """Independent columns, lambda from 8 to 0.02 and rho in conflict with it."""
        draw = random.Random(11)
        names = [f"sensor_{k}" for k in range(11)]
        lines = [",".join([f"x_{name}" for name in names] + [f"y_{name}" for name in names])]
        for _ in range(400):
            shared = [draw.gauss(0, 1) * 8 ** 0.5 * 0.55**k for k in range(11)]
            noise = [3 * 0.5**k for k in range(11)]
            views = [[f"{s + draw.gauss(0, e):.5f}" for s, e in zip(shared, noise)] for _ in range(2)]
            lines.append(",".join(views[0] + views[1]))
        return self.write("eleven.csv", "\n".join(lines))

    def test_no_text_covers_another(self):
        for name, arguments in {
            "digits": [DATA / "digits.npz", "--masking", "0.5", "--depth", "4", "--epsilon", "1e-4"],
            "heartbeat": [DATA / "heartbeat.npz", "--lag", "1", "--depth", "3", "--epsilon", "1e-3"],
            "eleven": [self.eleven_features(), "--depth", "3", "--epsilon", "1e-6"],
            "deep": [DATA / "two-views.csv", "--masking", "0.5", "--depth", "6", "--epsilon", "1e-300"],
        }.items():
            with self.subTest(name):
                document, picture = self.picture(*arguments, "--resamples", "40")
                texts = texts_of(picture.decode())
                self.assertGreater(len(texts), 20)
                for k, text in enumerate(texts):
                    for other in texts[:k]:
                        self.assertFalse(text.overlaps(other), (text.words, text.box, other.words, other.box))
                for text in texts:
                    self.assertTrue(0 <= text.box[0] and text.box[2] <= 1260 and 0 <= text.box[1]
                                    and text.box[3] <= 480, (text.words, text.box))

    def test_its_numbers_are_those_of_the_tables(self):
        document, picture = self.picture(DATA / "digits.npz", "--masking", "0.5", "--depth", "4", "--epsilon", "1e-4",
                                         "--resamples", "0")
        places = [{name: str(k) for k, name in enumerate(order["features"], 1)} for order in document["orders"]]
        labels = {text.words for text in texts_of(picture.decode()) if re.fullmatch(r"(\d+|-)/(\d+|-)", text.words)}
        drawn = {name for order in document["orders"] for name in order["features"][:8]}
        expected = {f"{places[0].get(name, '-')}/{places[1].get(name, '-')}" for name in drawn}
        self.assertEqual(labels, expected)
        self.assertIn("1/", {label[:2] for label in labels})
        for order, there in zip(document["orders"], places):
            for name in order["already_beyond"] + order["never"]:
                self.assertNotIn(name, there)

    def test_times_beyond_double_are_drawn(self):
        # On a logarithmic axis, or in units of a power of ten that its name states.
        for epsilon, power in [("1e-300", r"10\s*5[45]\d$"), ("1e-3000", r"10\s*5[45]\d\d$")]:
            document, picture = self.picture(DATA / "two-views.csv", "--masking", "0.5", "--depth", "6", "--epsilon",
                                             epsilon, "--resamples", "40")
            names = [text.words for text in texts_of(picture.decode())]
            self.assertTrue(any(re.search(power, name) for name in names), names)
            self.assertNotIn(b"inf", picture)
            # Orders that sampling does not disturb at ordinary starts are not disturbed at these.
            (jepa, mae) = document["orders"]
            for order in (jepa, mae):
                self.assertEqual(len(order["confidence"]), len(order["features"]) - 1)
                self.assertGreater(max(map(float, order["confidence"])), 0.5, order["confidence"])

    def test_times_of_several_decades_are_on_a_logarithmic_axis(self):
        _, picture = self.picture(self.eleven_features(), "--depth", "3", "--epsilon", "1e-6", "--resamples", "0")
        self.assertIn(b"flow time, logarithmic", picture)

    def test_the_ending_says_what_is_written(self):
        path = self.write_csv(sample(60))
        for name, start, end in [("p.svg", b"<?xml", b"</svg>"), ("p.png", b"\x89PNG\r\n", b"IEND"),
                                 ("p.pdf", b"%PDF-", b"%%EOF"), ("P.PNG", b"\x89PNG\r\n", b"IEND")]:
            with self.subTest(name):
                _, picture = self.picture(path, *START, name=name)
                self.assertTrue(picture.startswith(start), picture[:20])
                self.assertIn(end, picture[-64:])
        for name in ["a.svg", "a.png"]:
            self.assertEqual(self.picture(path, *START, name=name)[1], self.picture(path, *START, name=name)[1])

    def test_what_is_wrong_with_the_ending_is_said_before_the_work(self):
        big = self.write("big.npy", npy([0.0] * 4, (2, 2)))  # is refused, too, but later
        run = Run(["analyze", big, "--plot", "p.gif", *START])
        self.assertEqual(run.err, 'error: --plot: "p.gif" must end in .svg, .png or .pdf\n')


if __name__ == "__main__":
    unittest.main()
