"""`analyze`: from pairs in files to the predicted order."""

import json
import math
import random
import unittest
import zipfile

from pair_files import DATA, START, AnalyzeTest, flat, npy, sample
from program import OK, Run


def moments(rows, centre=True):
    """sxx and syx of plane pairs in exact-enough sums, written independently."""
    n = len(rows)
    means = [[math.fsum(pair[v][j] for pair in rows) / n if centre else 0 for j in range(2)] for v in range(2)]

    def moment(v, i, j):
        return math.fsum((pair[v][i] - means[v][i]) * (pair[0][j] - means[0][j]) for pair in rows) / n

    return [[[moment(v, i, j) for j in range(2)] for i in range(2)] for v in range(2)]


def features(rows, centre=True):
    """(lambda, rho) in the orthonormal basis of the plane that makes both moments most diagonal, by falling lambda."""
    (a, c) = moments(rows, centre)
    c[0][1] = c[1][0] = (c[0][1] + c[1][0]) / 2

    def of(matrix, turn):
        x, y = math.cos(turn), math.sin(turn)
        return matrix[0][0] * x * x + 2 * matrix[0][1] * x * y + matrix[1][1] * y * y

    def off_diagonal(turn):
        """Squares that are left beside the diagonals: sin and cos of 2 turn, so smooth with one minimum in pi / 2."""
        total = 0
        for m in (a, c):
            entry = (m[1][1] - m[0][0]) / 2 * math.sin(2 * turn) + m[0][1] * math.cos(2 * turn)
            total += entry**2 / (m[0][0] ** 2 + 2 * m[0][1] ** 2 + m[1][1] ** 2)
        return total

    best = min((k * math.pi / 2000 for k in range(1000)), key=off_diagonal)
    step = math.pi / 2000
    while step > 1e-9:  # by thirds
        best, step = min((best - step, best, best + step), key=off_diagonal), step / 1.5
    found = [(of(c, turn), of(c, turn) / of(a, turn)) for turn in (best, best + math.pi / 2)]
    return sorted(found, reverse=True)


class EstimateTest(AnalyzeTest):
    def test_features_are_those_of_the_moments(self):
        rows = sample(300)
        for centre in ["mean", "origin"]:
            found = self.analysis(self.write_csv(rows), "--centre", centre, "--resamples", "0")
            for feature, (value, rho) in zip(found["features"], features(rows, centre == "mean")):
                # Sums of 300 small whole numbers are exact in double; angles are right to the root of the rounding,
                # 1e-8, where the off-diagonal entries, less than 10, are what lambda moves by.
                self.assertAlmostEqual(float(feature["lambda"]), value, delta=1e-6)
                self.assertAlmostEqual(float(feature["rho"]), rho, delta=1e-7)

    def test_every_form_of_the_same_pairs_gives_the_same_answer(self):
        rows = sample(300)
        expected = self.analysis(self.write_csv(rows))["features"]
        xs, ys = [n for x, _ in rows for n in x], [n for _, y in rows for n in y]
        n = len(rows)
        forms = {}
        for dtype in ["<f8", ">f8", "<f4", ">f4", "<f2", "|i1", "<i2", ">i4", "<i8", ">i8"]:
            for fortran in [False, True]:
                forms[f"{dtype} {fortran}"] = [self.write(f"{len(forms)}.npy", npy(flat(rows), (n, 2, 2), dtype, fortran))]
        forms["two files"] = [self.write("x.npy", npy(xs, (n, 2))), self.write("y.npy", npy(ys, (n, 2), "<i2", True))]
        for method in [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]:
            with zipfile.ZipFile(self.directory / f"{method}.npz", "w", method) as archive:
                archive.writestr("x.npy", npy(xs, (n, 2)))
                archive.writestr("y.npy", npy(ys, (n, 2), ">f4", True))
            forms[f"npz {method}"] = [str(self.directory / f"{method}.npz")]
        forms["crlf, quotes, mark"] = [self.write("q.csv", "\ufeff" + "\r\n".join(
            ['"x_a","x_b",id,"y_a",y_b'] + [f'"{x[0]}",{x[1]},"a, ""b""",+{y[0]},{y[1]}.0e0' for x, y in rows]))]
        for name, paths in forms.items():
            with self.subTest(name):
                found = self.analysis(*paths)["features"]
                for one, other in zip(found, expected):
                    for key in ["lambda", "rho", "variance", "lambda_interval", "rho_interval", "direction"]:
                        self.assertEqual(one[key], other[key])

    def test_one_table_makes_pairs(self):
        # An autoregressive series: rho = g^lag in the limit.
        draw, value, lines = random.Random(3), 0.0, ["t"]
        for _ in range(4000):
            value = 0.9 * value + draw.gauss(0, 1)
            lines.append(repr(value))
        path = self.write("series.csv", "\n".join(lines))
        lag = self.analysis(path, "--lag", "2", "--confidence", "0.99")
        self.assertEqual(lag["pairs"], 3998)
        lower, upper = map(float, lag["features"][0]["rho_interval"])
        self.assertTrue(lower < 0.81 < upper, (lower, upper))
        self.assertLess(upper - lower, 0.2)
        # Noise of variance s^2 on variance v: rho = v / (v + s^2).
        views = self.analysis(path, "--views", "2", "--confidence", "0.99")
        ratio = float(views["features"][0]["lambda"]) / (float(views["features"][0]["lambda"]) + 4)
        lower, upper = map(float, views["features"][0]["rho_interval"])
        self.assertTrue(lower < ratio < upper)

    def test_masks_are_complementary_and_have_the_moments_of_the_theory(self):
        # Two columns of equal variance c and correlation k: lambda = r(1-r)(mu - c), mu = c (1 +- k).
        draw, lines = random.Random(4), ["a,b"]
        for _ in range(20000):
            shared = draw.gauss(0, 1)
            lines.append(f"{5 + shared + draw.gauss(0, 0.5)},{shared + draw.gauss(0, 0.5)}")
        found = self.analysis(self.write("z.csv", "\n".join(lines)), "--masking", "0.3", "--confidence", "0.99")
        for feature, eigenvalue in zip(found["features"], [2.25, 0.25]):
            lower, upper = map(float, feature["lambda_interval"])
            self.assertTrue(lower < 0.21 * (eigenvalue - 1.25) < upper, (lower, upper, eigenvalue))

    def test_the_predicted_order_and_window_are_those_of_the_scalar_oracle(self):
        problem = self.directory / "problem.json"
        arguments = ["--depth", "6", "--epsilon", "1e-3", "--fraction", "0.5"]
        found = self.answer("analyze", str(DATA / "two-views.csv"), *arguments, "--write-problem", str(problem))
        orders = self.answer("order", str(problem), "--digits", "6")["orders"]
        for predicted, oracle in zip(found["orders"], orders):
            self.assertEqual(predicted["features"], oracle["features"])
            self.assertEqual(predicted["critical_times"], oracle["critical_times"])
        conflict = found["conflicts"][0]
        self.assertTrue(conflict["disagree"])
        values = {feature["name"]: f"{feature['lambda']},{feature['rho']}" for feature in found["features"]}
        window = self.answer("window", "--depth", "6", "--fraction", "0.5", "--influential",
                             values[conflict["influential"]], "--noisy", values[conflict["noisy"]], "--digits", "6")
        self.assertEqual([end["value"] for end in conflict["epsilon_window"]],
                         [end["value"] for end in window["epsilon_window"]])

    def test_the_problem_has_the_moments_of_the_pairs(self):
        # In the basis of the features, about the point that was asked for, each with the number of pairs.
        rows = [[1, 2, 3, -1], [2, 0, 1, 1], [4, 1, 5, 0], [0, 3, -2, 2], [3, 3, 4, 5]]
        path = self.write_csv([(row[:2], row[2:]) for row in rows])
        for centre in ["mean", "origin"]:
            problem = self.directory / f"{centre}.json"
            found = self.answer("analyze", path, *START, "--centre", centre, "--write-problem", str(problem))
            mixing = json.loads(problem.read_text())["mixing"]
            means = [sum(column) / 5 if centre == "mean" else 0 for column in zip(*rows)]
            x, y = ([[row[i] - means[i] for i in at] for row in rows] for at in [(0, 1), (2, 3)])
            directions = [[float(entry) for entry in feature["direction"]] for feature in found["features"]]
            along = lambda view: [[sum(a * b for a, b in zip(pair, v)) for v in directions] for pair in view]
            for name, left, right in [("sxx", along(x), along(x)), ("syx", along(y), along(x)),
                                      ("syy", along(y), along(y))]:
                for i in range(2):
                    for j in range(2):
                        expected = sum(a[i] * b[j] for a, b in zip(left, right)) / 5
                        # Sums of five numbers below 30, and directions of 17 digits.
                        self.assertAlmostEqual(float(mixing[name][i][j]), expected, delta=1e-12, msg=(centre, name))

    def test_the_same_seed_gives_the_same_bytes_and_another_one_others(self):
        path = self.write_csv(sample(100))
        first, again, other = (Run(["analyze", path, *START, "--json", "--seed", seed]).out for seed in ["5", "5", "6"])
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_plot_is_a_picture(self):
        picture = self.directory / "picture.svg"
        run = Run(["analyze", self.write_csv(sample(100)), *START, "--plot", str(picture)])
        self.assertEqual((run.code, run.err), (OK, ""))
        text = picture.read_text()
        self.assertIn("<svg", text)
        for words in ["JEPA: predicted", "MAE: predicted", "place under JEPA / MAE"]:
            self.assertIn(words, text)

    def test_text_fits_the_terminal(self):
        run = Run(["analyze", str(DATA / "two-views.csv"), *START])
        self.assertEqual((run.code, run.err), (OK, ""))
        for line in run.out.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_constant_columns_can_be_left_out(self):
        lines = ["x_a,x_b,y_a,y_b"] + [f"{x[0]},7,{y[0]},{y[1]}" for x, y in sample(50)]
        found = self.analysis(self.write("constant.csv", "\n".join(lines)), "--drop-constant")
        self.assertEqual((found["columns"], found["dropped"]), (["a"], ["b"]))
        self.assertEqual(len(found["features"]), 1)


if __name__ == "__main__":
    unittest.main()
