"""`analyze`: tables as they come, with an index, text, empty cells, images and columns of different units."""

import math
import random
import unittest

from pair_files import START, AnalyzeTest, flat, npy, sample
from program import INVALID_INPUT, OK, Run

SAME = ["pairs", "features", "orders", "conflicts"]


class SameAnalysisTest(AnalyzeTest):
    def assert_same_analysis(self, one, other, keys=SAME):
        for key in keys:
            self.assertEqual(one[key], other[key], key)


class ColumnsTest(SameAnalysisTest):
    def write_table(self, rows, header, name="table.csv"):
        return self.write(name, "\n".join([header] + [",".join(map(str, row)) for row in rows]) + "\n")

    def test_images_are_tables_of_their_pixels(self):
        draw = random.Random(5)
        shared = [draw.gauss(0, 1) for _ in range(80)]
        values = [s * (1 + k) + draw.gauss(0, 1) for s in shared for k in range(6)]
        flat_table = self.analysis(self.write("flat.npy", npy(values, (80, 6))), "--masking", "0.5")
        for shape, fortran in [((80, 3, 2), False), ((80, 3, 2), True), ((80, 6, 1), False), ((80, 1, 3, 2), True)]:
            with self.subTest(shape=shape, fortran=fortran):
                path = self.write("images.npy", npy(values, shape, fortran=fortran))
                images = self.analysis(path, "--masking", "0.5")
                self.assert_same_analysis(images, flat_table)
                self.assertEqual(images["reshaped"], [
                    f"{path}: shape ({', '.join(map(str, shape))}) as (80, 6): the last {len(shape) - 1} axes are flattened"])
        self.assertEqual(self.analysis(self.write("images.npy", npy(values, (80, 3, 2))), "--masking", "0.5")["columns"],
                         ["0_0", "0_1", "1_0", "1_1", "2_0", "2_1"])
        self.assertEqual(flat_table["reshaped"], [])
        text = Run(["analyze", path, "--masking", "0.5", *START]).out
        self.assertIn("as (80, 6)", " ".join(text.split()))

    def test_pairs_of_images(self):
        rows = sample(60)
        values = [n for x, y in rows for view in (x, y) for n in view + [view[0] + 3 * view[1] ** 2, view[0] ** 2]]
        flat_pairs = self.analysis(self.write("flat.npy", npy(values, (60, 2, 4))))
        for fortran in [False, True]:
            images = self.analysis(self.write("images.npy", npy(values, (60, 2, 2, 2), fortran=fortran)))
            self.assert_same_analysis(images, flat_pairs)
        self.assertIn("as (60, 2, 4)", images["reshaped"][0])
        # Two rows of pixels look like two views: which they are is asked, and not guessed.
        path = self.write("two.npy", npy(values, (60, 2, 4)))
        self.assert_refused(["analyze", path, "--masking", "0.5", *START], INVALID_INPUT, path,
                            "has 2 as the length of its second axis, as pairs of shape (n, 2, d) have, and one table of "
                            "shape (n, d) is needed: where it is one, save a.reshape(len(a), -1)")

    def test_the_index_of_pandas_is_not_read(self):
        rows = sample(40)
        plain = self.analysis(self.write_csv(rows))
        for name in ["", "Unnamed: 0"]:
            lines = [f"{name},x_a,x_b,y_a,y_b"] + [f"{k}," + ",".join(map(str, x + y)) for k, (x, y) in enumerate(rows)]
            found = self.analysis(self.write("pandas.csv", "\n".join(lines)))
            self.assert_same_analysis(found, plain)
            self.assertEqual(found["ignored"], ["the first column, an index without a name"])
            table = [line.split(",")[0:1] + line.split(",")[1:3] for line in lines]
            read = self.analysis(self.write("t.csv", "\n".join(map(",".join, table))), "--masking", "0.5")
            self.assertEqual(read["columns"], ["x_a", "x_b"])

    def test_pairs_with_missing_values_are_left_out(self):
        rows = sample(50)
        lines = ["x_a,x_b,note,y_a,y_b"] + [f"{x[0]},{x[1]},,{y[0]},{y[1]}" for x, y in rows]
        for place, missing in [(5, ""), (9, "NA"), (17, "NaN"), (18, "n/a"), (30, "None"), (50, "null")]:
            cells = lines[place].split(",")
            cells[(0, 1, 3, 4)[place % 4]] = missing
            lines[place] = ",".join(cells)
        kept = [row for k, row in enumerate(rows, 1) if k not in (5, 9, 17, 18, 30, 50)]
        plain = self.analysis(self.write_csv(kept))
        path = self.write("missing.csv", "\n".join(lines))
        found = self.analysis(path, "--drop-missing")
        self.assert_same_analysis(found, plain)
        self.assertEqual((found["left_out"], plain["left_out"]), (6, 0))
        self.assertIn("6 pairs with a missing value", Run(["analyze", path, "--drop-missing", *START]).out)
        # The same of arrays, where the value is missing from either view.
        xs = [math.nan if (k, j) in [(5, 0), (30, 1)] else x[j] for k, (x, _) in enumerate(rows, 1) for j in range(2)]
        ys = [math.nan if (k, j) in [(9, 0), (17, 1), (18, 0), (50, 0)] else y[j] for k, (_, y) in enumerate(rows, 1)
              for j in range(2)]
        files = [self.write("x.npy", npy(xs, (50, 2))), self.write("y.npy", npy(ys, (50, 2)))]
        self.assert_same_analysis(self.analysis(*files, "--drop-missing"), plain)
        infinite = self.write("x.npy", npy([math.inf] + xs[1:], (50, 2)))
        run = Run(["analyze", infinite, files[1], "--drop-missing", *START])
        self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
        self.assertIn("has 1 value that is not finite, the first at [0, 0]: infinity\n", run.err)

    def test_missing_values_of_one_table(self):
        draw = random.Random(8)
        table = [[round(draw.gauss(0, 1), 3), round(draw.gauss(0, 2), 3)] for _ in range(60)]
        table[20][1] = ""
        path = self.write_table(table, "a,b")
        # At lag 3 two pairs hold the cell: the gap does not bring rows together that were apart.
        self.assertEqual(self.analysis(path, "--lag", "3", "--resamples", "0", "--drop-missing")["pairs"], 55)
        # The centre of masking is that of the complete rows.
        found = self.analysis(path, "--masking", "0.5", "--drop-missing", "--centre", "mean")
        self.assertEqual((found["pairs"], found["left_out"]), (59, 1))

    def test_columns_are_chosen_by_name_and_pattern(self):
        rows = sample(40)
        lines = ["x_a,x_b,x_c,y_a,y_b,y_c"]
        lines += [f"{x[0]},{x[1]},word,{y[0]},{y[1]},{x[0] * y[1]}" for x, y in rows]
        path = self.write("words.csv", "\n".join(lines))
        plain = self.analysis(self.write_csv(rows))
        for choice in ["a,b", "?,!c", "!c", "[ab]"]:
            found = self.analysis(path, "--columns", choice)
            self.assert_same_analysis(found, plain)
            self.assertEqual(found["ignored"], ["x_c", "y_c"])
        self.assert_refused(["analyze", path, *START], INVALID_INPUT, path,
                            'line 2, column x_c: "word" is not a decimal number; --columns chooses which columns are '
                            "read")
        # Arrays: by number; what other columns hold is not looked at.
        values = [n for x, y in rows for n in (*x, math.nan, *y, math.inf)]
        pairs = self.write("pairs.npy", npy(values, (40, 2, 3)))
        self.assert_same_analysis(self.analysis(pairs, "--columns", "0,1"), plain)
        files = [self.write(f"{view}.npy", npy([n for row in rows for n in (*row[k], math.nan)], (40, 3)))
                 for k, view in enumerate("xy")]
        self.assert_same_analysis(self.analysis(*files, "--columns", "!2"), plain)
        self.assert_refused(["analyze", pairs, "--columns", "0,", *START], INVALID_INPUT, "--columns",
                            '"0," has an empty entry; expected names or patterns between commas')


class PartnersTest(SameAnalysisTest):
    def write_view(self, rows, names, order, name):
        lines = [",".join(names[j] for j in order)] + [",".join(str(row[j]) for j in order) for row in rows]
        return self.write(name, "\n".join(lines) + "\n")

    def test_columns_of_two_files_are_matched_by_name(self):
        rows = sample(60)
        plain = self.analysis(self.write_csv(rows))
        for x_names, y_names in [(["a", "b"], ["a", "b"]), (["x_a", "x_b"], ["y_a", "y_b"])]:
            x = self.write_view([x for x, _ in rows], x_names, (0, 1), "x.csv")
            for order in [(0, 1), (1, 0)]:
                with self.subTest(names=y_names, order=order):
                    found = self.analysis(x, self.write_view([y for _, y in rows], y_names, order, "y.csv"))
                    self.assertEqual(found["columns"], x_names)
                    self.assert_same_analysis(found, plain, ["pairs", "orders", "conflicts", "condition"])

    def test_some_names_in_common_and_some_not_are_refused(self):
        rows = sample(60)
        x = self.write_view([x for x, _ in rows], ["a", "b"], (0, 1), "x.csv")
        y = self.write_view([y for _, y in rows], ["b", "c"], (0, 1), "y.csv")
        self.assert_refused(["analyze", x, y, *START], INVALID_INPUT, y,
                            f"has no column a, and {x} has: x and y have the same columns")
        # No name in common: the places are all there is to go by.
        other = self.write_view([y for _, y in rows], ["p", "q"], (0, 1), "y.csv")
        self.assertEqual(self.analysis(x, other)["columns"], ["a", "b"])


class StandardiseTest(AnalyzeTest):
    def features(self, found):
        return [(float(f["lambda"]), float(f["rho"])) for f in found["features"]]

    def test_units_are_taken_out(self):
        rows = sample(200)
        scaled = [([1000 * x[0], x[1] / 8], [1000 * y[0], y[1] / 8]) for x, y in rows]
        plain = self.analysis(self.write_csv(rows), "--standardise")
        found = self.analysis(self.write_csv(scaled, "scaled.csv"), "--standardise")
        for one, other in zip(self.features(found), self.features(plain)):
            for a, b in zip(one, other):
                # Sums of 200 products, each right to 2^-53 of sizes near 1, and angles to the root of that.
                self.assertAlmostEqual(a, b, delta=1e-9)
        # The root of the mean of both variances, written independently.
        for j, name in enumerate("ab"):
            variances = []
            for view in range(2):
                column = [row[view][j] for row in scaled]
                mean = math.fsum(column) / 200
                variances.append(math.fsum((v - mean) ** 2 for v in column) / 200)
            self.assertAlmostEqual(float(found["divided_by"][name]) / math.sqrt(sum(variances) / 2), 1, delta=1e-12)

    def test_columns_of_different_units_are_noticed(self):
        rows = sample(60)
        scaled = self.write_csv([([1000 * x[0], x[1]], [1000 * y[0], y[1]]) for x, y in rows])
        (warning,) = self.analysis(scaled)["warnings"]
        for words in ["standard deviations", "(a)", "(b)", "--standardise"]:
            self.assertIn(words, warning)
        run = Run(["analyze", scaled, *START])
        self.assertEqual((run.code, run.err), (OK, ""))
        self.assertIn(" ".join(warning.split()), " ".join(run.out.split()))
        self.assertEqual(self.analysis(scaled, "--standardise")["warnings"], [])
        self.assertEqual(self.analysis(self.write_csv(rows))["warnings"], [])

    def test_a_table_is_standardised_before_pairs_are_made_of_it(self):
        draw = random.Random(6)
        table = []
        for _ in range(400):
            shared = draw.gauss(0, 1)
            table.append([5000 + 100 * (shared + draw.gauss(0, 0.5)), 0.01 * (shared + draw.gauss(0, 1)), 7])
        columns = list(zip(*table))[:2]
        scores = []
        for column in columns:
            mean = math.fsum(column) / 400
            deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in column) / 400)
            scores.append([v / deviation for v in column])
        raw = self.write("raw.csv", "\n".join(["a,b,c"] + [",".join(map(repr, row)) for row in table]))
        ready = self.write("ready.csv", "\n".join(["a,b,c"] + [f"{p!r},{q!r},7" for p, q in zip(*scores)]))
        for views in [["--masking", "0.5"], ["--lag", "1"], ["--views", "0.3"]]:
            drop = [] if views[0] == "--views" else ["--drop-constant"]  # noise makes a constant column vary
            found = self.analysis(raw, *views, *drop, "--standardise")
            expected = self.analysis(ready, *views, *drop)
            for one, other in zip(self.features(found), self.features(expected)):
                for a, b in zip(one, other):
                    self.assertAlmostEqual(a, b, delta=1e-8)


if __name__ == "__main__":
    unittest.main()
